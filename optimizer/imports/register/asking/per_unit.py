"""Figures per m², tonne or hour are no totals: the number of units is in another column, or is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.decimals import Decimal
from optimizer.imports.register.asking.column_question import column_question
from optimizer.imports.register.mapping import ADDED_MONEY, AMOUNTS, NO_ANSWER, Choice, RegisterQuestion
from optimizer.imports.register.measures.cells import figure_in, read_cell
from optimizer.imports.register.measures.per_unit import count_of, counting_column, fixed_count
from optimizer.imports.register.words.cells import shown
from optimizer.imports.register.words.figures import is_missing_cell
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.imports.register.mapping import MappedColumn
    from optimizer.imports.register.measures.register import Register

TOTALS = {*ADDED_MONEY, *AMOUNTS, "co2"}
OF_TIME = ("hour", "day")
LEFT_OUT = Choice(NO_ANSWER, "not a total: leave the column out")


def leave_out_per_unit(register: Register) -> Register:
    """Leave out the columns of figures per unit for which the answer says so."""
    out = {at for at, column in register.columns.items() if column.each == NO_ANSWER}
    columns = {at: register.columns[at].model_copy(update={"field": "ignore"}) for at in out}
    return replace(register, columns={**register.columns, **columns})


def ask_counts(register: Register) -> Iterator[RegisterQuestion]:
    """Ask by what to multiply figures per unit: a column of the register, or one number for all rows."""
    for at, column in register.columns.items():
        unit = _unit_of(register, at, column)
        if unit and counting_column(register.columns, column) is None and fixed_count(column) is None:
            text = (
                'Figures in "{header}" are per {unit}, not totals: which column has the number of units, or how many'
                " are there for every row?"
            )
            columns = (Choice(header, "{header}", {"header": header}) for header in _numeric(register, at))
            values = {"header": column.header, "unit": unit}
            yield column_question(register, at, "each", text, values, (*columns, LEFT_OUT), free=True)


def _unit_of(register: Register, at: int, column: MappedColumn) -> str:
    """Return the unit that a column's figures are per; "" if they are totals, or if the mapping scales them."""
    heading = register.header.columns.get(at)
    if heading is None or column.field not in TOTALS or column.per == "output" or column.times is not None:
        return ""
    unit = heading.unit
    if column.scale is not None and column.scale != (unit.scale if unit else 1):
        return ""
    of_time = unit.per if unit is not None and column.field == "capex" and unit.per in OF_TIME else ""
    return heading.each or of_time


def _numeric(register: Register, at: int) -> list[str]:
    """Return the headings of other columns that hold numbers."""
    found = []
    for other, column in register.columns.items():
        if other == at or column.field not in {"notes", "ignore", None}:
            continue
        figures = [figure_in(cell, column, register.mapping.defaults.cells) for cell in register.cells(other)]
        if 2 * sum(isinstance(figure, Decimal) for figure in figures) > len(figures):
            found.append(column.header)
    return found


def ask_missing_counts(register: Register) -> Iterator[RegisterQuestion]:
    """Ask for the number of units in rows that state a figure per unit but no number."""
    for at, column in register.columns.items():
        place = counting_column(register.columns, column)
        if place is None:
            continue
        for row in register.rows:
            stated = not is_missing_cell(read_cell(row, at, register.mapping))
            if stated and count_of(row, register.columns, column, register.mapping) is None:
                text = 'Row {row} states "{header}" but no "{count}", by which it has to be multiplied: how many?'
                values = {"row": row.number, "header": column.header, "count": column.each}
                samples = (shown(read_cell(row, at, register.mapping)),)
                key = f"rows.{row.number}.{column_letter(place)}"
                yield RegisterQuestion(key, text, values, samples=samples, free=True)
