"""Which rows of a sheet are measures; which are not, and why: nothing is left out without being listed."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from optimizer.decimals import Decimal
from optimizer.locales import noted
from optimizer.readers.grid import column_letter
from optimizer.readers.register.figures import read_figure, style_in
from optimizer.readers.register.headers import Guess, guess
from optimizer.readers.register.lines import LeftOut, Line, Sorted, listed, shown
from optimizer.readers.register.mapping import ABOVE, FIGURES, NO_ANSWER, Defaults
from optimizer.readers.register.measured import bare
from optimizer.readers.register.merging import Merged, same_name
from optimizer.readers.register.questions import Choice, Question
from optimizer.readers.register.totals import Totals, counts_up, heads, total_word
from optimizer.readers.register.units import read_unit
from optimizer.readers.register.vocabulary import is_missing, plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.readers.grid import Cell, Grid
    from optimizer.readers.register.figures import Style
    from optimizer.readers.register.header_rows import Header

SHOWN = 60
FEW = 3
END = "end"
"""In place of a measure: another table begins here."""
OF_ONE_MEASURE = {"payback", "lifetime", "effort"}
LEAVE = Choice(NO_ANSWER, "leave it out")
TOTAL_OR_NOT = (Choice(NO_ANSWER, "yes, leave it out"), Choice("measure", "no, a measure"))


class _Sorter:
    """Goes down a sheet once; what a row is may depend on those above it (sums, titles)."""

    def __init__(
        self,
        grid: Grid,
        header: Header,
        fields: Mapping[int, str],
        orders: Mapping[str, Mapping[str, str]],
        defaults: Defaults,
    ) -> None:
        self.grid, self.header, self.fields, self.orders, self.defaults = grid, header, fields, orders, defaults
        self.merged = Merged(grid, fields)
        self.unnamed: list[int] = []
        self.same: list[int] = []
        self.lines: list[Line] = []
        self.left_out: list[LeftOut] = []
        self.questions: list[Question] = []
        self.titles: list[LeftOut] = []
        self.section = ""
        self.ended = False
        self.totals = Totals()

    def run(self) -> Sorted:
        for row in range(self.header.last_row + 1, len(self.grid.rows) + 1):
            given = {at: cell for at, cell in enumerate(self.grid.rows[row - 1], 1) if shown(cell)}
            self._sort(row, given)
        for title in self.titles:
            self.left_out.append(LeftOut(title.row, title.text, noted("text below the table")))
        self.questions += self._ask_of_several_rows()
        self.questions += self._ask_of_heads()
        sections = tuple(dict.fromkeys(line.section for line in self.lines if line.section))
        ordered = tuple(sorted(self.left_out, key=lambda one: one.row))
        return Sorted(tuple(self.lines), ordered, tuple(self.questions), sections)

    def _sort(self, row: int, given: dict[int, Cell]) -> None:
        orders = self.orders.get(str(row), {})
        if self.ended or END in orders.values():
            self.ended = True
            self._leave(row, given, noted("below the headings of another table"))
        elif NO_ANSWER in orders.values():
            self._leave(row, given, noted("left out as the mapping says"))
        elif given and (ABOVE in orders.values() or self._covered(row, given)):
            self._take(row, given, self._above())
        elif orders:
            self._take(row, given, self._above() if self._continues(row, given, orders) else None)
        elif reason := self._why_not(given):
            self._leave(row, given, reason)
        elif not self._begins_another(given) and self._continues(row, given):
            self._take(row, given, self._above())
        elif self._is_title(given):
            self.titles.append(LeftOut(row, self._text(given), noted("a title")))
        elif question := self._doubt(row, given):
            self.questions.append(question)
        else:
            self._take(row, given)

    def _above(self) -> int | None:
        return self.lines[-1].first if self.lines else None

    def _first_above(self) -> Line:
        """The first row of the measure above."""
        of_it = takewhile(lambda line: line.first == self.lines[-1].first, reversed(self.lines))
        return list(of_it)[-1]

    def _covered(self, row: int, given: dict[int, Cell]) -> bool:
        """Whether the name of the measure above is a merged cell that covers this row, too."""
        own = self._of(given, "name", "name_en") or self._total(given)
        begins = None if own else self.merged.begins(row)
        return begins is not None and bool(self.lines) and begins >= self.lines[-1].first

    def _continues(self, row: int, given: dict[int, Cell], orders: Mapping[str, str] | None = None) -> bool:
        """Whether a row right below a measure is taken for another row of it; if that was not said, it is asked."""
        named = any(self.fields.get(at) == "name" for at, letter in self._letters().items() if letter in (orders or {}))
        if named or not self.lines or self.lines[-1].row != row - 1:
            return False
        above, defaults = self._first_above(), self.defaults
        if not self._of(given, "name", "name_en", "id", "number"):
            fresh = bool(self._of(given, "resource")) and defaults.unnamed != "ask"
            self.unnamed += [row] if fresh and defaults.unnamed is None else []
            return fresh
        fields = {self.fields.get(at): at for at in self.fields}
        apart = [fields[name] for name in ("id", "number", "site", "process") if name in fields]
        differ = any(shown(given.get(at)) not in {"", shown(above.cells.get(at))} for at in apart)
        again = "name" in fields and same_name(given.get(fields["name"]), above.cells.get(fields["name"]))
        if not again or differ or defaults.same_name == "several":
            return False
        self.same += [row] if defaults.same_name is None else []
        return True

    def _ask_of_several_rows(self) -> list[Question]:
        found = []
        if self.unnamed:
            text = "Rows {rows} name a resource but no measure: do they belong to the measure above them?"
            choices = (Choice("above", "yes, each is another row of it"), Choice("ask", "no: ask about each of them"))
            found.append(Question("defaults.unnamed", text, {"rows": listed(self.unnamed)}, choices, "above"))
        if self.same:
            text = "Rows {rows} repeat the name of the row above: are they one measure in several rows?"
            choices = (Choice("one", "yes, one measure"), Choice("several", "no, measures of the same name"))
            found.append(Question("defaults.same_name", text, {"rows": listed(self.same)}, choices, "one"))
        return found

    def _take(self, row: int, given: dict[int, Cell], first: int | None = None) -> None:
        if self.titles:
            self.section = self.titles[-1].text
            self.left_out += self.titles
            self.titles = []
        self.lines.append(Line(row, {**self.merged.words(row), **given}, self.section, row if first is None else first))
        self.totals.add(self._figures(given))

    def _leave(self, row: int, given: dict[int, Cell], reason: str) -> None:
        if reason.startswith("total") or self.totals.sums_up(self._added_up(given), named=True):
            self.totals.close()
        self.left_out.append(LeftOut(row, self._text(given), reason))

    def _why_not(self, given: dict[int, Cell]) -> str:  # noqa: PLR0911 - one line a reason
        """Why a row is surely no measure, or ""."""
        if not given:
            return noted("blank")
        if self._repeats_header(given):
            return noted("the header again")
        if counts_up(given.values()):
            return noted("numbers of the columns")
        if len(given) >= FEW and all(isinstance(cell, str) and read_unit(cell) for cell in given.values()):
            return noted("units of the columns")
        total = self._total(given)
        numbered = self._of(given, "number", "id")
        if total and not numbered and (total == "plain" or self._sums_up(given)):
            return noted("total")
        if not self._of(given, "name", "name_en") and not self._is_title(given):
            if self._sums_up(given) and not self._of(given, "resource"):
                return noted("total without a name: its figures are the sums of those above")
            if not self._figures(given) and not any(at in self._figure_columns() for at in given):
                return noted("no name and no figures")
        return ""

    def _doubt(self, row: int, given: dict[int, Cell]) -> Question | None:
        key, text = f"rows.{row}.use", self._text(given)
        if self._begins_another(given):
            about = "Row {row} holds headings that differ from those above: where does another table begin?"
            another = (
                Choice(END, "here: nothing is read from this row on"),
                Choice(NO_ANSWER, "nowhere: the rows below have the columns and units above"),
            )
            cells = tuple(shown(cell) for cell in given.values())[:FEW]
            return Question(key, about, {"row": row}, another, END, cells)
        choices = (Choice("measure", "a measure"), LEAVE)
        if self._total(given):
            about = 'Row {row} is called like a total ("{said}") but may be a measure: which is it?'
            return Question(key, about, {"row": row, "said": text}, choices, suggestion=NO_ANSWER)
        if self.totals.sums_up(self._added_up(given), named=True):
            about = "Row {row} ({name}) has the sums of the rows above it: is it their total?"
            name = self._of(given, "name", "name_en")[:SHOWN]
            return Question(key, about, {"row": row, "name": name}, TOTAL_OR_NOT, NO_ANSWER)
        if not self._of(given, "name", "name_en"):
            name = next((letter for at, letter in self._letters().items() if self.fields.get(at) == "name"), "")
            about = "Row {row} has no name: what is the measure called (or leave it out)?"
            if self._figures(given):
                about = "Row {row} has figures but no name: what is the measure called (or leave it out)?"
            cells = tuple(shown(cell) for cell in given.values())[:FEW]
            left = (
                LEAVE,
                *([Choice(ABOVE, "part of the measure above")] if self.lines else ()),
            )
            suggestion = "" if self._figures(given) else NO_ANSWER
            return Question(f"rows.{row}.{name}", about, {"row": row}, left, suggestion, cells, free=True)
        return None

    def _is_title(self, given: dict[int, Cell]) -> bool:
        """A text alone in its row (a number of its own makes it a measure without figures)."""
        return len(given) == 1 and isinstance(next(iter(given.values())), str) and not self._figures(given)

    def _repeats_header(self, given: dict[int, Cell]) -> bool:
        texts = {at: plain_text(cell).split() for at, cell in given.items() if isinstance(cell, str)}
        if len(texts) < len(given):
            return False
        heads = [
            {
                at: plain_text(cell).split()
                for at, cell in enumerate(self.grid.rows[row - 1], 1)
                if isinstance(cell, str)
            }
            for row in range(self.header.row, self.header.last_row + 1)
        ]
        same = max(sum(head.get(at) == text for at, text in texts.items()) for head in heads)
        if same > 1 and same == len(texts):
            return True
        own = self._headings(given)
        here = {at: self.header.columns[at] for at in own if at in self.header.columns}
        alike = all(
            (one.field, one.maybe, one.unit) == (own[at].field, own[at].maybe, own[at].unit) for at, one in here.items()
        )
        return alike and len(here) == len(own) and sum(bool(one.field) for one in own.values()) > 1

    def _headings(self, given: dict[int, Cell]) -> dict[int, Guess]:
        """What cells would say as headings."""
        return {at: guess(" ".join(cell.split())) for at, cell in given.items() if isinstance(cell, str)}

    def _begins_another(self, given: dict[int, Cell]) -> bool:
        """Whether a row holds headings that are not those above: another table, in other columns or units."""
        if len(given) < FEW or not all(isinstance(cell, str) for cell in given.values()) or self._figures(given):
            return False
        known = sum(bool(one.field) for one in self._headings(given).values())
        return known >= FEW and 2 * known > len(given)

    def _total(self, given: dict[int, Cell]) -> str:
        """Say "plain" for "Разом" or "Разом по цеху", "perhaps" for a name that only begins or ends so, else ""."""
        texts = (cell for cell in given.values() if isinstance(cell, str) and not is_missing(cell))
        return total_word(next((text for text in texts if not re.fullmatch(r"[\d.]+", text.strip())), ""))

    def _sums_up(self, given: dict[int, Cell]) -> bool:
        """Whether figures are the sums of those above."""
        return self.totals.sums_up(self._figures(given))

    def _ask_of_heads(self) -> list[Question]:
        """Rows whose figures are the sums of the rows below them: totals that stand first, as if they were measures."""
        if any(line.first != line.row for line in self.lines):
            return []
        found = []
        figures = [(line.row, self._added_up(line.cells), self._of(line.cells, "number", "id")) for line in self.lines]
        for row, parts in heads(figures):
            if str(row) not in self.orders:
                about = "Row {row} ({name}) has the sums of rows {rows} below it: is it their total?"
                name = next(self._of(line.cells, "name", "name_en") for line in self.lines if line.row == row)
                values = {"row": row, "name": name[:SHOWN], "rows": listed(parts)}
                found.append(Question(f"rows.{row}.use", about, values, TOTAL_OR_NOT, NO_ANSWER))
        return found

    def _added_up(self, cells: Mapping[int, Cell]) -> dict[int, Decimal]:
        """The figures that totals have: all but years."""
        return {at: one for at, one in self._figures(cells).items() if self.fields.get(at) not in OF_ONE_MEASURE}

    def _figures(self, given: Mapping[int, Cell]) -> dict[int, Decimal]:
        cells = {at: bare(cell) for at, cell in given.items() if at in self._figure_columns()}
        found = {at: read_figure(cell, _own_style(cell)) for at, cell in cells.items()}
        return {at: figure for at, figure in found.items() if isinstance(figure, Decimal)}

    def _figure_columns(self) -> set[int]:
        return {at for at, field in self.fields.items() if field in FIGURES}

    def _of(self, given: Mapping[int, Cell], *fields: str) -> str:
        """What stands in columns of these fields, but for the word "total" itself."""
        texts = (shown(given[at]) for at in given if self.fields.get(at) in fields)
        return " ".join(text for text in texts if not is_missing(text) and not self._total({1: text}))

    def _text(self, given: Mapping[int, Cell]) -> str:
        return next((shown(cell) for cell in given.values() if isinstance(cell, str)), "")[:SHOWN]

    def _letters(self) -> dict[int, str]:
        return {at: column_letter(at) for at in self.fields}


def _same_heading(one: Guess, other: Guess) -> bool:
    """Whether headings say the same, however they are written."""
    return (one.field, one.maybe, one.unit, one.vat) == (other.field, other.maybe, other.unit, other.vat)


def _own_style(cell: Cell) -> Style | None:
    return style_in(cell) if isinstance(cell, str) else None


def sort_rows(
    grid: Grid,
    header: Header,
    fields: Mapping[int, str],
    orders: Mapping[str, Mapping[str, str]],
    defaults: Defaults | None = None,
) -> Sorted:
    """Measures, what is left out with reasons, and questions where it is not sure; `orders` are answers by row."""
    return _Sorter(grid, header, fields, orders, defaults or Defaults()).run()
