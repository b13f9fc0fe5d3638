"""Which rows of a sheet are measures; every row left out is listed with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.imports.register.mapping import ABOVE, END, NO_ANSWER, Choice, Defaults, RegisterQuestion
from optimizer.imports.register.measures.remembering import remembering_the_last
from optimizer.imports.register.measures.repeated_rows import RepeatedRows
from optimizer.imports.register.measures.rows import LeftOutRow, MeasureRow, SortedRows
from optimizer.imports.register.sheet.joined_tables import have_same_cells
from optimizer.imports.register.sheet.merged_cells import MergedCells, same_name
from optimizer.imports.register.sheet.row_kinds import FEW, RegisterSheet, SheetRow
from optimizer.imports.register.sheet.totals import RunningSums, counts_up, totals_placed_first
from optimizer.imports.register.words.cells import SHOWN, listed_rows, shown
from optimizer.imports.register.words.units import read_unit
from optimizer.locales import noted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.imports.register.sheet.joined_tables import JoinedTables, RowNumber
    from optimizer.readers.grid import Cell

    Cells = Mapping[int, Cell]

TOTAL = noted("total")
NAMELESS_TOTAL = noted("total without a name: its figures are sums of the rows above")
LEAVE = Choice(NO_ANSWER, "leave it out")
TAKE_IN = "take in"
UNSEEN = {
    "hidden_rows": noted("hidden or filtered out"),
    "struck_rows": noted("struck through"),
}
"""Why rows may be left out that a person doesn't see as measures, by the key of the answer."""
ABOUT_UNSEEN = {
    "hidden_rows": noted("Some rows are hidden or filtered out in the file ({rows}): what should happen to them?"),
    "struck_rows": noted("Some rows have struck-through text ({rows}): what should happen to them?"),
}
IN_OR_OUT = (Choice(NO_ANSWER, "leave them out"), Choice(TAKE_IN, "take them in, like all others"))
TOTAL_OR_NOT = (Choice(NO_ANSWER, "yes, leave it out"), Choice("measure", "no, it is a measure"))
ANOTHER = (
    Choice(END, "here: nothing from this row on is read"),
    Choice(NO_ANSWER, "nowhere: the rows below use the columns and units above"),
)


class _RowSorter:
    """One pass over a sheet; what a row is may depend on those above it (sums, titles)."""

    def __init__(self, sheet: RegisterSheet, answers: Mapping[str, Mapping[str, str]], defaults: Defaults) -> None:
        self.sheet, self.answers, self.defaults = sheet, answers, defaults
        self.merged = MergedCells(sheet.grid, sheet.fields)
        place = {field: at for at, field in sheet.fields.items()}
        self.name_column = place.get("name")
        self.apart = [place[field] for field in ("id", "number", "site", "process") if field in place]
        """Columns that distinguish measures of the same name."""
        self.unseen = {kind: getattr(sheet.grid.seen, kind) for kind in UNSEEN if getattr(defaults, kind) == NO_ANSWER}
        """The hidden and struck-through rows that are left out, by the key of the answer."""
        self.unnamed: list[RowNumber] = []
        self.same: list[RowNumber] = []
        self.rows: list[MeasureRow] = []
        self.taken: dict[RowNumber, SheetRow] = {}
        """The same rows by number, as they look by themselves."""
        self.begun: MeasureRow | None = None
        """The first row of the measure above."""
        self.left_out: list[LeftOutRow] = []
        self.questions: list[RegisterQuestion] = []
        self.titles: list[LeftOutRow] = []
        self.section = ""
        self.ended = False
        self.totals = RunningSums()
        self.repeats = RepeatedRows(sheet.tables)
        self.last_repeated = 0

    def run(self) -> SortedRows:
        begins = {part.first for part in self.sheet.tables.parts[1:]}
        for number in range(self.sheet.header.last_row + 1, len(self.sheet.grid.rows) + 1):
            row = self.sheet.row(number)
            if number in begins:
                self._begin_table(row)
            if number in self.sheet.tables.headings:
                self.left_out.append(LeftOutRow(row.number, self.sheet.tables.headings[number], noted("headings")))
            else:
                self._sort(row)
        self._leave_titles()
        self.questions += self._ask_of_several_rows()
        self.questions += self._ask_of_totals_first()
        self.questions += self._ask_of_unseen()
        self.questions += self._ask_of_repeated()
        sections = tuple(dict.fromkeys(row.section for row in self.rows if row.section))
        ordered = tuple(sorted(self.left_out, key=lambda one: one.number))
        return SortedRows(tuple(self.rows), ordered, sections, tuple(self.questions))

    def _begin_table(self, row: SheetRow) -> None:
        """Begin another table: on the same sheet, the title above its headings is that of its rows."""
        if self.sheet.tables.number(row.number - 1).sheet != row.number.sheet:
            self._leave_titles()
        self.begun, self.section, self.ended = None, "", False
        self.totals.close()

    def _leave_titles(self) -> None:
        below = noted("text below the table")
        self.left_out += (LeftOutRow(title.number, title.text, below) for title in self.titles)
        self.titles = []

    def _sort(self, row: SheetRow) -> None:
        answers = self.answers.get(str(row.number), {}) if self.answers else {}
        if self.ended or row.number in self.sheet.tables.ends or END in answers.values():
            self.ended = True
            self._leave(row, noted("below the headings of another table"))
        elif reason := self._why_left_out(row, answers):
            self._leave(row, reason)
        elif row.cells and (ABOVE in answers.values() or self._covered(row)):
            self._take(row, of_above=True)
        elif answers:
            self._take(row, of_above=self._continues(row, answers))
        elif reason := self._why_not(row):
            self._leave(row, reason)
        elif not row.begins_another_table and self._continues(row):
            self._take(row, of_above=True)
        elif row.is_title:
            self.titles.append(LeftOutRow(row.number, _text(row), noted("a title")))
        elif question := self._doubt(row):
            self.questions.append(question)
        else:
            self._take(row)

    def _why_left_out(self, row: SheetRow, answers: Mapping[str, str]) -> str:
        """Return why the answers leave a row out; "" if they don't."""
        if NO_ANSWER in answers.values():
            return noted("left out by the mapping")
        if not answers and self.defaults.repeated_rows == NO_ANSWER and self._is_repeated(row):
            self.last_repeated = row.number
            return noted("repeats a row of another table")
        return self._why_unseen(row, answers)

    def _is_repeated(self, row: SheetRow) -> bool:
        """Return whether another table has a row, or the measure to which it belongs."""
        of_measure = bool(row.cells) and not (row.name or row.code or row.total_word or row.is_title)
        return self.repeats.has(row) or (of_measure and self.last_repeated == row.number - 1)

    def _why_unseen(self, row: SheetRow, answers: Mapping[str, str]) -> str:
        """Return why a row is left out that is hidden or struck through, according to the answers; "" if it isn't."""
        if not self.unseen or not row.cells or "measure" in answers.values():
            return ""
        return next((UNSEEN[kind] for kind, rows in self.unseen.items() if row.number in rows), "")

    def _covered(self, row: SheetRow) -> bool:
        """Return whether the merged name of the measure above covers this row, too."""
        begins = None if self.begun is None else self.merged.begins(row.number)
        if self.begun is None or begins is None or row.name or row.total_word:
            return False
        return begins >= self.begun.number

    def _continues(self, row: SheetRow, answers: Mapping[str, str] | None = None) -> bool:
        """Return whether a row directly below a measure is another row of it; ask if that isn't known."""
        if self.begun is None or self.rows[-1].number != row.number - 1 or self.sheet.name_letter in (answers or {}):
            return False
        if not (row.name or row.code):
            fresh = bool(row.text_in("resource")) and self.defaults.unnamed != "ask"
            self.unnamed += [row.number] if fresh and self.defaults.unnamed is None else []
            return fresh
        if self.defaults.same_name == "several" or not self._is_same(row.cells, self.begun.cells):
            return False
        self.same += [row.number] if self.defaults.same_name is None else []
        return True

    def _is_same(self, given: Cells, above: Cells) -> bool:
        """Return whether a row repeats the name of the measure above, without a number or place of its own."""
        if any(shown(given.get(at)) not in {"", shown(above.get(at))} for at in self.apart):
            return False
        at = self.name_column
        return at is not None and same_name(given.get(at), above.get(at))

    def _take(self, row: SheetRow, *, of_above: bool = False) -> None:
        if self.titles:
            self.section = self.titles[-1].text
            self.left_out += self.titles
            self.titles = []
        first = self.begun.number if of_above and self.begun else row.number
        above = self.merged.words(row.number)
        taken = MeasureRow(row.number, {**above, **row.cells} if above else row.cells, self.section, first)
        self.begun = taken if first == row.number else self.begun
        self.rows.append(taken)
        self.taken[row.number] = row
        self.repeats.add(row)
        self.totals.add(row.figures)

    def _leave(self, row: SheetRow, reason: str) -> None:
        if reason in {TOTAL, NAMELESS_TOTAL} or self._looks_like_total(row):
            self.totals.close()
        self.left_out.append(LeftOutRow(row.number, _text(row), reason))

    def _looks_like_total(self, row: SheetRow) -> bool:
        """Return whether all figures of a row, whatever its name, are the sums of those above."""
        return self.totals.sums_up(row.added_up, named=True)

    def _sums_up(self, row: SheetRow) -> bool:
        """Return whether figures of a row named like a total are the sums of those above."""
        return self.totals.sums_up(row.figures)

    def _why_not(self, row: SheetRow) -> str:
        """Return why a row is certainly not a measure, or ""."""
        if not row.cells:
            return noted("blank")
        if row.repeats_header:
            return noted("the header again")
        if counts_up(row.cells.values()):
            return noted("numbers of the columns")
        if len(row.cells) >= FEW and row.only_texts and all(read_unit(str(cell)) for cell in row.cells.values()):
            return noted("units of the columns")
        total = row.total_word
        if total and not row.code and (total == "plain" or self._sums_up(row)):
            return TOTAL
        return "" if row.name or row.is_title else self._why_not_without_name(row)

    def _why_not_without_name(self, row: SheetRow) -> str:
        if self._sums_up(row) and not row.text_in("resource"):
            return NAMELESS_TOTAL
        return "" if self.sheet.figure_columns & row.cells.keys() else noted("no name and no figures")

    def _doubt(self, row: SheetRow) -> RegisterQuestion | None:
        """Return the questions to settle before a row is taken as a measure."""
        key, name = f"rows.{row.number}.use", row.name
        if row.begins_another_table:
            about = "Row {row} has headings that differ from those above: where does another table begin?"
            return RegisterQuestion(key, about, {"row": row.number}, ANOTHER, END, _first_cells(row))
        if row.total_word:
            about = 'Row {row} is named like a total ("{said}") but may be a measure: which is it?'
            choices = (Choice("measure", "a measure"), LEAVE)
            return RegisterQuestion(key, about, {"row": row.number, "said": _text(row)}, choices, suggestion=NO_ANSWER)
        if self._looks_like_total(row):
            about = "Row {row} ({name}) has the sums of the rows above it: is it their total?"
            return RegisterQuestion(key, about, {"row": row.number, "name": name[:SHOWN]}, TOTAL_OR_NOT, NO_ANSWER)
        return None if name else self._which_name(row)

    def _which_name(self, row: SheetRow) -> RegisterQuestion:
        about, suggestion = "Row {row} has no name: what is the measure's name (or leave it out)?", NO_ANSWER
        if row.figures:
            about, suggestion = "Row {row} has figures but no name: what is the measure's name (or leave it out)?", ""
        choices = (LEAVE, Choice(ABOVE, "part of the measure above")) if self.rows else (LEAVE,)
        key = f"rows.{row.number}.{self.sheet.name_letter}"
        return RegisterQuestion(key, about, {"row": row.number}, choices, suggestion, _first_cells(row), free=True)

    def _ask_of_several_rows(self) -> list[RegisterQuestion]:
        found = []
        if self.unnamed:
            text = "Rows {rows} name a resource but no measure: do they belong to the measure above them?"
            choices = (Choice("above", "yes, each is another row of it"), Choice("ask", "no, ask about each of them"))
            found.append(
                RegisterQuestion("defaults.unnamed", text, {"rows": listed_rows(self.unnamed)}, choices, "above")
            )
        if self.same:
            text = "Rows {rows} repeat the name of the row above: are they one measure in several rows?"
            choices = (Choice("one", "yes, one measure"), Choice("several", "no, separate measures with the same name"))
            found.append(RegisterQuestion("defaults.same_name", text, {"rows": listed_rows(self.same)}, choices, "one"))
        return found

    def _ask_of_unseen(self) -> list[RegisterQuestion]:
        """Ask what to do with the measures in rows that are hidden or struck through, once for each of the two."""
        found = []
        for kind in UNSEEN:
            unseen = getattr(self.sheet.grid.seen, kind)
            rows = [row for row in self.taken.values() if row.number in unseen]
            if rows and getattr(self.defaults, kind) is None:
                names = tuple(dict.fromkeys(_text(row) for row in rows))[:FEW]
                values = {"rows": listed_rows([row.number for row in rows])}
                found.append(
                    RegisterQuestion(f"defaults.{kind}", ABOUT_UNSEEN[kind], values, IN_OR_OUT, NO_ANSWER, names)
                )
        return found

    def _ask_of_repeated(self) -> Iterator[RegisterQuestion]:
        """Ask what to do with rows that another table has, too, and with rows that are the sums of another table."""
        if self.repeats.found and self.defaults.repeated_rows is None:
            names = tuple(self.taken[row].name[:SHOWN] for row in self.repeats.found[:FEW])
            values = {"rows": listed_rows(self.repeats.found)}
            text = "Rows {rows} repeat the names and figures of rows in other tables: what should happen to them?"
            yield RegisterQuestion("defaults.repeated_rows", text, values, IN_OR_OUT, NO_ANSWER, names)
        for row, others in self.repeats.sums():
            if str(row.number) not in self.answers:
                yield _is_total_of(row.number, row.name, others)

    def _ask_of_totals_first(self) -> list[RegisterQuestion]:
        """Find rows whose figures are the sums of the rows below them: totals placed first."""
        if any(row.first != row.number for row in self.rows):
            return []
        rows = [(row.number, row.added_up, row.code) for row in self.taken.values()]
        return [
            _is_total_of(number, self.taken[number].name, parts)
            for number, parts in totals_placed_first(rows)
            if str(number) not in self.answers
        ]


def _is_total_of(row: RowNumber, name: str, parts: list[RowNumber]) -> RegisterQuestion:
    about = "Row {row} ({name}) has the sums of rows {rows}: is it their total?"
    values = {"row": row, "name": name[:SHOWN], "rows": listed_rows(parts)}
    return RegisterQuestion(f"rows.{row}.use", about, values, TOTAL_OR_NOT, NO_ANSWER)


def _text(row: SheetRow) -> str:
    """Return the text that identifies a row: its first text."""
    return next((shown(cell) for cell in row.cells.values() if isinstance(cell, str)), "")[:SHOWN]


def _first_cells(row: SheetRow) -> tuple[str, ...]:
    return tuple(shown(cell) for cell in row.cells.values())[:FEW]


@remembering_the_last(have_same_cells)
def sort_rows(
    tables: JoinedTables,
    fields: Mapping[int, str],
    answers: Mapping[str, Mapping[str, str]],
    defaults: Defaults | None = None,
) -> SortedRows:
    """Return the measures, rows left out with reasons, and questions; `answers` of the mapping go by row."""
    return _RowSorter(RegisterSheet(tables, fields), answers, defaults or Defaults()).run()
