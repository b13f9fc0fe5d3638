"""Measures of several rows: what figures and words mean that occur in more than one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.decimals import plain
from optimizer.imports.register.asking.column_question import column_question
from optimizer.imports.register.mapping import FIGURES, Choice, MappedColumn, RegisterQuestion
from optimizer.imports.register.measures.cells import read_cell, resource_of
from optimizer.imports.register.measures.register import SAMPLES
from optimizer.imports.register.measures.rows import MeasureRow, rows_by_measure
from optimizer.imports.register.sheet.merged_cells import FOR_ALL
from optimizer.imports.register.words.cells import listed_rows, shown
from optimizer.imports.register.words.figures import is_missing_cell
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.imports.register.measures.register import Register

    MeasureRows = tuple[MeasureRow, ...]

REPEATED = ("payback", "lifetime")
"""Figures that a measure has once, in any of its rows."""
ONE_ANSWER = {*FOR_ALL, "id", "name_en"} - {"notes", "resource", "unit"}


def ask_several_rows(register: Register) -> Iterator[RegisterQuestion]:
    """Ask what figures and words mean that occur in several rows of one measure."""
    groups = [rows for rows in rows_by_measure(register.rows) if len(rows) > 1]
    for at, column in register.columns.items():
        if column.field in REPEATED or column.field in ONE_ANSWER:
            yield from _which_ones(register, at, column, groups)
        elif column.field in FIGURES and column.field != "price" and not column.resource_by_row:
            yield from _parts_or_whole(register, at, column, groups)


def _which_ones(
    register: Register, at: int, column: MappedColumn, groups: list[MeasureRows]
) -> Iterator[RegisterQuestion]:
    """Ask which value applies where rows of one measure contradict each other."""
    letter = column_letter(at)
    for rows in groups:
        first = rows[0].number
        cells = [read_cell(row, at, register.mapping) for row in rows]
        stated = tuple(dict.fromkeys(shown(cell) for cell in cells if not is_missing_cell(cell)))
        if len(stated) > 1 and letter not in register.mapping.rows.get(str(first), {}):
            text = 'Rows {rows} of one measure differ in "{header}": which value applies to the measure?'
            values = {"rows": listed_rows([row.number for row in rows]), "header": column.header}
            choices = tuple(Choice(one, "{said}", {"said": one}) for one in stated)
            yield RegisterQuestion(f"rows.{first}.{letter}", text, values, choices, free=column.field in FIGURES)


def _parts_or_whole(
    register: Register, at: int, column: MappedColumn, groups: list[MeasureRows]
) -> Iterator[RegisterQuestion]:
    """Ask whether figures in several rows of one measure add up."""
    several = [rows for rows in groups if _is_open(register, at, column, rows)]
    if column.rows is None and several:
        figures = [register.figures_of(rows, at) for rows in several]
        alike = all(
            len({figure for _, figure in one}) == 1 and len(one) == len(rows)
            for one, rows in zip(figures, several, strict=True)
        )
        text = "Some measures span several rows ({rows}): is each row's \"{header}\" a part, or the whole measure's?"
        choices = (Choice("sum", "a part: add the rows up"), Choice("once", "the whole: count it once"))
        values = {"rows": listed_rows([row.number for rows in several for row in rows]), "header": column.header}
        question = column_question(register, at, "rows", text, values, choices, "once" if alike else "sum")
        yield replace(question, samples=tuple(plain(figure) for _, figure in figures[0][:SAMPLES]))
    elif column.rows == "once":
        yield from _which_ones(register, at, column, several)


def _is_open(register: Register, at: int, column: MappedColumn, rows: MeasureRows) -> bool:
    """Return whether adding up matters: rows state several figures, or money for one of several resources."""
    found = register.figures_of(rows, at)
    if len(found) != 1 or column.field != "money" or column.stream:
        return len(found) > 1
    first = found[0][0]
    areas = (area for area in register.grid.merged if area.column == at)
    whole = any(area.row <= rows[0].number and area.last_row >= rows[-1].number for area in areas)
    return resource_of(first, register.columns, register.mapping).stream is not None and not whole
