"""Which rows of a sheet are measures; which are not, and why: nothing is left out without being listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import ZERO, Decimal
from optimizer.locales import noted
from optimizer.readers.grid import column_letter
from optimizer.readers.register.figures import read_figure, style_in
from optimizer.readers.register.lines import LeftOut, Line, Sorted, listed, shown
from optimizer.readers.register.mapping import ABOVE, FIGURES, NO_ANSWER, Defaults
from optimizer.readers.register.merging import Merged, same_name
from optimizer.readers.register.questions import Choice, Question
from optimizer.readers.register.units import read_unit
from optimizer.readers.register.vocabulary import MARKS, is_missing, matches, phrases, plain_text, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optimizer.readers.grid import Cell, Grid
    from optimizer.readers.register.figures import Style
    from optimizer.readers.register.headers import Header

SHOWN = 60
FEW = 3
AFTER_TOTAL = {"по", "за", "на", "для", "for", "of", "in", ":"}
CLOSE = Decimal("0.005")


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
        self.open_sums: dict[int, Decimal] = {}
        self.all_sums: dict[int, Decimal] = {}

    def run(self) -> Sorted:
        for row in range(self.header.last_row + 1, len(self.grid.rows) + 1):
            given = {at: cell for at, cell in enumerate(self.grid.rows[row - 1], 1) if shown(cell)}
            self._sort(row, given)
        for title in self.titles:
            self.left_out.append(LeftOut(title.row, title.text, noted("text below the table")))
        self.questions += self._ask_of_several_rows()
        sections = tuple(dict.fromkeys(line.section for line in self.lines if line.section))
        ordered = tuple(sorted(self.left_out, key=lambda one: one.row))
        return Sorted(tuple(self.lines), ordered, tuple(self.questions), sections)

    def _sort(self, row: int, given: dict[int, Cell]) -> None:
        orders = self.orders.get(str(row), {})
        if NO_ANSWER in orders.values():
            self._leave(row, given, noted("left out as the mapping says"))
        elif given and (ABOVE in orders.values() or self._covered(row, given)):
            self._take(row, given, self._above())
        elif orders:
            self._take(row, given, self._above() if self._continues(row, given, orders) else None)
        elif reason := self._why_not(given):
            self._leave(row, given, reason)
            self.open_sums = {} if reason.startswith("total") else self.open_sums
        elif self._continues(row, given):
            self._take(row, given, self._above())
        elif self._is_title(given):
            self.titles.append(LeftOut(row, self._text(given), noted("a title")))
        elif question := self._doubt(row, given):
            self.questions.append(question)
        else:
            self._take(row, given)

    def _above(self) -> int | None:
        return self.lines[-1].first if self.lines else None

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
        above, defaults = next(line for line in self.lines if line.first == self._above()), self.defaults
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
        for at, figure in self._figures(given).items():
            self.open_sums[at] = self.open_sums.get(at, ZERO) + figure
            self.all_sums[at] = self.all_sums.get(at, ZERO) + figure

    def _leave(self, row: int, given: dict[int, Cell], reason: str) -> None:
        self.left_out.append(LeftOut(row, self._text(given), reason))

    def _why_not(self, given: dict[int, Cell]) -> str:  # noqa: PLR0911 - one line a reason
        """Why a row is surely no measure, or ""."""
        if not given:
            return noted("blank")
        if self._repeats_header(given):
            return noted("the header again")
        if _counts_up(given.values()):
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
        choices = (Choice("measure", "a measure"), Choice(NO_ANSWER, "leave it out"))
        if self._total(given):
            about = 'Row {row} begins like a total ("{said}") but may be a measure: which is it?'
            return Question(key, about, {"row": row, "said": text}, choices, suggestion=NO_ANSWER)
        if not self._of(given, "name", "name_en"):
            name = next((letter for at, letter in self._letters().items() if self.fields.get(at) == "name"), "")
            about = "Row {row} has figures but no name: what is the measure called (or leave it out)?"
            cells = tuple(shown(cell) for cell in given.values())[:FEW]
            left = (
                Choice(NO_ANSWER, "leave it out"),
                *([Choice(ABOVE, "part of the measure above")] if self.lines else ()),
            )
            return Question(f"rows.{row}.{name}", about, {"row": row}, left, samples=cells, free=True)
        return None

    def _is_title(self, given: dict[int, Cell]) -> bool:
        """A text alone in its row (a number of its own makes it a measure without figures)."""
        return len(given) == 1 and isinstance(next(iter(given.values())), str) and not self._figures(given)

    def _repeats_header(self, given: dict[int, Cell]) -> bool:
        texts = {at: plain_text(cell).split() for at, cell in given.items() if isinstance(cell, str)}
        heads = [
            {
                at: plain_text(cell).split()
                for at, cell in enumerate(self.grid.rows[row - 1], 1)
                if isinstance(cell, str)
            }
            for row in range(self.header.row, self.header.last_row + 1)
        ]
        same = max(sum(head.get(at) == text for at, text in texts.items()) for head in heads)
        return same > 1 and 2 * same > len(given)

    def _total(self, given: dict[int, Cell]) -> str:
        """Say "plain" for "Разом" or "Разом по цеху", "perhaps" for a name that only begins so, else ""."""
        first = next((cell for cell in given.values() if isinstance(cell, str) and not is_missing(cell)), "")
        words = tokens(first)
        for phrase in sorted(phrases("total")["words"], key=len, reverse=True):
            if matches(phrase, words[: len(phrase)]):
                rest = [word for word in words[len(phrase) :] if word not in MARKS - {":"}]
                return "plain" if not rest or rest[0] in AFTER_TOTAL else "perhaps"
        return ""

    def _sums_up(self, given: dict[int, Cell]) -> bool:
        """Whether figures are the sums of those above: of all, or since the last total; one alone proves nothing."""
        figures = {at: figure for at, figure in self._figures(given).items() if figure}
        several = len(self.lines) > 1

        def equal(sums: Mapping[int, Decimal]) -> bool:
            near = [at for at, figure in figures.items() if abs(sums.get(at, ZERO) - figure) <= CLOSE * abs(figure)]
            return len(near) > 1 or (len(near) == 1 and len(figures) == 1)

        return several and bool(figures) and (equal(self.open_sums) or equal(self.all_sums))

    def _figures(self, given: Mapping[int, Cell]) -> dict[int, Decimal]:
        found = {at: read_figure(cell, _own_style(cell)) for at, cell in given.items() if at in self._figure_columns()}
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


def _own_style(cell: Cell) -> Style | None:
    return style_in(cell) if isinstance(cell, str) else None


def _counts_up(cells: Iterable[Cell]) -> bool:
    texts = [shown(cell) for cell in cells]
    return len(texts) >= FEW and texts == [str(number) for number in range(1, len(texts) + 1)]


def sort_rows(
    grid: Grid,
    header: Header,
    fields: Mapping[int, str],
    orders: Mapping[str, Mapping[str, str]],
    defaults: Defaults | None = None,
) -> Sorted:
    """Measures, what is left out with reasons, and questions where it is not sure; `orders` are answers by row."""
    return _Sorter(grid, header, fields, orders, defaults or Defaults()).run()
