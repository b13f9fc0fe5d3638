"""Single cells that don't fit their column, are shared by several measures, or hold unknown words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.errors import Phrase, Problem
from optimizer.imports.register.asking.columns import which_field
from optimizer.imports.register.mapping import (
    CELL_RULES,
    EACH,
    FIGURES,
    MISSING,
    NO_ANSWER,
    Choice,
    MappedColumn,
    RegisterQuestion,
)
from optimizer.imports.register.measures.cells import YEARS, figure_in, figures_in, read_cell, year_in
from optimizer.imports.register.measures.register import SAMPLES, problem_in
from optimizer.imports.register.measures.remembering import remembering_the_last
from optimizer.imports.register.sheet.merged_cells import figures_under
from optimizer.imports.register.words.cells import listed_rows, shown
from optimizer.imports.register.words.figures import UnreadFigure
from optimizer.imports.register.words.headings import HeadingGuess
from optimizer.imports.register.words.vocabulary import exactly, is_missing, table
from optimizer.locales import noted, tr
from optimizer.locales.terms import term_text
from optimizer.readers.grid import Formula, column_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Mapping as Table

    from optimizer.imports.register.mapping import CellKind
    from optimizer.imports.register.measures.register import Register
    from optimizer.imports.register.measures.rows import MeasureRow
    from optimizer.imports.register.sheet.joined_tables import RowNumber
    from optimizer.imports.register.words.figures import Figure
    from optimizer.readers.grid import Cell

    UnclearCell = tuple[int, RowNumber, Cell, UnreadFigure]
    """Its column, row and content, and why it doesn't fit."""

WORDS = ("status", "confidence")
MISSING_OR_EACH = (Choice(MISSING, "as if they were empty"), Choice(EACH, "ask about each of them"))
KINDS_OF_CELLS: dict[CellKind, str] = {
    "about": noted("How are approximate figures read?"),
    "range": noted("How are ranges read?"),
    "at_most": noted("How are upper limits read?"),
    "at_least": noted("How are lower limits read?"),
    "percent": noted("How are percentages read in columns of other figures?"),
    "years": noted("Which of several years is it?"),
    "year_in_text": noted("Which year does a text with one year mean?"),
    "no_year": noted("How are texts without a year read?"),
}
LIKELY_RULE: dict[CellKind, str] = {"range": "middle"}
MISSING_OR_NOT = (Choice("-", "missing"), Choice(NO_ANSWER, "leave the row out"))


def read_figures(register: Register) -> Register:
    """Read every figure; a cell that can't be read is asked about later."""
    columns = {at: column for at, column in register.columns.items() if column.field in FIGURES}
    mapping = register.mapping
    return replace(register, figures=_figures(register.rows, columns, mapping.rows, mapping.defaults.cells))


def _are_the_same(one: tuple[MeasureRow, ...], other: tuple[MeasureRow, ...]) -> bool:
    return one is other


@remembering_the_last(_are_the_same)
def _figures(
    rows: tuple[MeasureRow, ...],
    /,
    columns: Table[int, MappedColumn],
    answers: Table[str, Table[str, str]],
    rules: Table[CellKind, str],
) -> Table[int, Table[int, Figure]]:
    return {at: figures_in(rows, at, column, answers, rules) for at, column in columns.items()}


def reopen_mistaken(register: Register) -> Register:
    """Doubt columns of figures that hold mostly other cells: each is probably something else."""
    doubted = {at for at, column in register.columns.items() if _is_mistaken(register, at, column)}
    reopened = {at: register.columns[at].model_copy(update={"field": None}) for at in doubted}
    return replace(register, columns={**register.columns, **reopened})


def _is_mistaken(register: Register, at: int, column: MappedColumn) -> bool:
    given = register.mapping.columns.values()
    if column.field not in FIGURES or any(one.header == column.header and one.field for one in given):
        return False
    figures = register.figures[at]
    cells = [row.cells.get(at) for row in register.rows if isinstance(figures[row.number], UnreadFigure)]
    unread = [figure_in(cell, column, {}) for cell in cells if not isinstance(cell, Formula)]
    of_no_kind = sum(isinstance(one, UnreadFigure) and one.kind is None for one in unread)
    return of_no_kind >= SAMPLES and 2 * of_no_kind > sum(1 for _ in register.cells(at))


def ask_reopened(register: Register) -> Iterator[RegisterQuestion]:
    """Ask what the doubted columns hold."""
    for at, column in register.columns.items():
        if column.field is None:
            yield which_field(register, at, HeadingGuess(column.header, maybe="notes"))


def ask_shared(register: Register) -> Iterator[RegisterQuestion]:
    """Ask about figures in a cell that is merged across several measures or columns."""
    figures = {at for at, column in register.columns.items() if column.field in FIGURES}
    measures = {row.number: row.first for row in register.rows}
    for (row, at), area in figures_under(register.grid, measures, figures).items():
        letter, cell = column_letter(at), register.grid.cell(area.row, area.column)
        if cell is not None and letter not in register.mapping.rows.get(str(row), {}):
            text = 'A cell merged across rows {rows} holds one figure: what is "{header}" for row {row} alone?'
            rows = listed_rows([register.tables.number(one) for one in range(area.row, area.last_row + 1)])
            values = {"rows": rows, "header": register.columns[at].header, "row": row}
            samples = (shown(cell),)
            yield RegisterQuestion(f"rows.{row}.{letter}", text, values, MISSING_OR_NOT, samples=samples, free=True)


def _formulas(register: Register) -> dict[int, list[MeasureRow]]:
    """Return, by column, the rows with a formula without a stored value for which the mapping gives no figure."""
    found: dict[int, list[MeasureRow]] = {}
    for row in register.rows:
        for at, cell in row.cells.items():
            if isinstance(cell, Formula) and isinstance(read_cell(row, at, register.mapping), Formula):
                found.setdefault(at, []).append(row)
    return found


def _is_uncalculated(column: MappedColumn) -> bool:
    """Return whether a column with formulas can't be read without their values."""
    return column.field not in {"ignore", "notes", "number"}


def find_uncalculated(register: Register) -> Iterator[Problem]:
    """Report columns with formulas whose values the file doesn't hold."""
    formulas = _formulas(register)
    for at, column in register.columns.items():
        if at in formulas and _is_uncalculated(column):
            text = (
                'has formulas without stored values in "{header}", rows {rows}: open and save it in a spreadsheet'
                " program"
            )
            rows = [row.number for row in formulas[at]]
            values = {"header": column.header, "rows": ", ".join(map(str, rows))}
            yield problem_in(register, text, rows[0], at, values)


def ask_unclear_cells(register: Register) -> Iterator[RegisterQuestion]:
    """Ask about cells that don't fit their column and that the case depends on: once for all of a kind, or each."""
    unclear = list(_unclear_cells(register))
    yield from _ask_kinds(unclear)
    for at, row, cell, why in unclear:
        if why.kind is None:
            header, letter = register.columns[at].header, column_letter(at)
            text = '"{header}" in row {row} {why}: what is the value (in the column\'s unit, or - for none)?'
            values = {"header": header, "row": row, "why": Phrase(why.why)}
            subject = tr("row {row}, {header}", row=row, header=header)
            yield RegisterQuestion(
                f"rows.{row}.{letter}", text, values, MISSING_OR_NOT, samples=(shown(cell),), free=True, subject=subject
            )


def _unclear_cells(register: Register) -> Iterator[UnclearCell]:
    """Yield the cells that don't fit their column, column by column."""
    formulas = _formulas(register)
    for at, column in register.columns.items():
        if column.field == "payback" or (at in formulas and _is_uncalculated(column)):
            continue
        rows = register.rows if at in register.figures or column.field in YEARS else formulas.get(at, ())
        for row in rows:
            why = _stated(register, at, row)
            if isinstance(why, UnreadFigure):
                yield at, row.number, read_cell(row, at, register.mapping), why


def _stated(register: Register, at: int, row: MeasureRow) -> object:
    """Return what a cell states in a column of figures or years, or why it doesn't state it."""
    if at in register.figures:
        return register.figures[at][row.number]
    if register.columns[at].field in YEARS:
        return year_in(read_cell(row, at, register.mapping), register.mapping.defaults.cells)
    return UnreadFigure(noted("is a formula without a stored value"))


def _ask_kinds(unclear: Iterable[UnclearCell]) -> Iterator[RegisterQuestion]:
    """Ask for one rule for all cells of a kind, with three of them."""
    samples: dict[CellKind, list[str]] = {}
    for _, _, cell, why in unclear:
        if why.kind is not None:
            samples.setdefault(why.kind, []).append(shown(cell))
    for kind, cells in samples.items():
        choices = tuple(Choice(rule, label) for rule, label in CELL_RULES[kind].items())
        likely = LIKELY_RULE.get(kind, choices[0].value if choices else MISSING)
        first = tuple(dict.fromkeys(cells))[:SAMPLES]
        key = f"defaults.cells.{kind}"
        yield RegisterQuestion(key, KINDS_OF_CELLS[kind], {}, (*choices, *MISSING_OR_EACH), likely, first)


def ask_words(register: Register) -> Iterator[RegisterQuestion]:
    """Ask what unknown words mean as a status or a confidence."""
    for at, column in register.columns.items():
        if column.field not in WORDS:
            continue
        known = register.mapping.values.get(column.field, {})  # type: ignore[arg-type]
        for word in dict.fromkeys(shown(cell) for cell in register.cells(at)):
            if word not in known and not is_missing(word) and exactly(column.field, word) is None:
                choices = tuple(Choice(name, term_text(name)) for name in table("terms")[column.field])
                text, values = 'What does "{word}" mean as {field}?', {"word": word, "field": column.field}
                yield RegisterQuestion(f"values.{column.field}.{word}", text, values, choices, subject=word)
