"""Single cells that don't fit their column, are shared by several measures, or hold unknown words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.errors import Phrase, Problem
from optimizer.imports.register.asking.columns import which_field
from optimizer.imports.register.mapping import FIGURES, NO_ANSWER, Choice, MappedColumn, RegisterQuestion
from optimizer.imports.register.measures.cells import YEARS, figure_in, read_cell, year_in
from optimizer.imports.register.measures.register import SAMPLES
from optimizer.imports.register.sheet.merged_cells import figures_under
from optimizer.imports.register.words.cells import listed_rows, shown
from optimizer.imports.register.words.figures import UnreadFigure, is_missing_cell
from optimizer.imports.register.words.headings import HeadingGuess
from optimizer.imports.register.words.vocabulary import exactly, is_missing, table
from optimizer.locales import noted
from optimizer.locales.terms import term_text
from optimizer.readers.grid import Formula, column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.imports.register.measures.register import Register
    from optimizer.readers.grid import Cell

WORDS = ("status", "confidence")
MISSING_OR_NOT = (Choice("-", "missing"), Choice(NO_ANSWER, "leave the row out"))


def reopen_mistaken(register: Register) -> Register:
    """Doubt columns of figures that hold mostly other cells: each is probably something else."""
    doubted = {at for at, column in register.columns.items() if _is_mistaken(register, at, column)}
    reopened = {at: register.columns[at].model_copy(update={"field": None}) for at in doubted}
    return replace(register, columns={**register.columns, **reopened})


def _is_mistaken(register: Register, at: int, column: MappedColumn) -> bool:
    given = register.mapping.columns.values()
    if column.field not in FIGURES or any(one.header == column.header and one.field for one in given):
        return False
    cells = register.cells(at)
    unread = sum(isinstance(figure_in(one, column), UnreadFigure) for one in cells if not isinstance(one, Formula))
    return unread >= SAMPLES and 2 * unread > len(cells)


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
            rows = listed_rows(range(area.row, area.last_row + 1))
            values = {"rows": rows, "header": register.columns[at].header, "row": row}
            samples = (shown(cell),)
            yield RegisterQuestion(f"rows.{row}.{letter}", text, values, MISSING_OR_NOT, samples=samples, free=True)


def _formula_rows(register: Register) -> dict[int, list[int]]:
    """Return, by column, the rows with a formula without a stored value for which the mapping gives no figure."""
    found: dict[int, list[int]] = {}
    for at, column in register.columns.items():
        if column.field in {"ignore", "notes", "number"}:
            continue
        for row in register.rows:
            if isinstance(read_cell(row, at, register.mapping), Formula):
                found.setdefault(at, []).append(row.number)
    return found


def find_uncalculated(register: Register) -> Iterator[Problem]:
    """Report columns with formulas whose values the file doesn't hold."""
    for at, rows in _formula_rows(register).items():
        text = (
            'has formulas without stored values in "{header}", rows {rows}: open and save it in a spreadsheet program'
        )
        values = {"header": register.columns[at].header, "rows": ", ".join(map(str, rows))}
        yield Problem(register.place, text, rows[0], column_letter(at), values)


def ask_unclear_cells(register: Register) -> Iterator[RegisterQuestion]:
    """Ask about each cell that doesn't fit its column."""
    uncalculated = _formula_rows(register)
    for at, column in register.columns.items():
        if at not in uncalculated:
            for row in register.rows:
                cell = read_cell(row, at, register.mapping)
                if why := _why_unclear(column, cell):
                    text = '"{header}" in row {row} {why}: what is the value (in the column\'s unit, or - for none)?'
                    values = {"header": column.header, "row": row.number, "why": Phrase(why)}
                    key, samples = f"rows.{row.number}.{column_letter(at)}", (shown(cell),)
                    yield RegisterQuestion(key, text, values, MISSING_OR_NOT, samples=samples, free=True)


def _why_unclear(column: MappedColumn, cell: Cell) -> str:
    """Return why a cell doesn't fit its column, or ""."""
    if column.field in FIGURES:
        found = figure_in(cell, column)
        return found.why if isinstance(found, UnreadFigure) else ""
    if column.field in YEARS:
        return noted("is not a single year") if year_in(cell) is None and not is_missing_cell(cell) else ""
    return noted("is a formula without a stored value") if isinstance(cell, Formula) else ""


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
