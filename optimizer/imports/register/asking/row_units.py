"""Units that rows name: those of their quantities, or what figures are for, such as one m² or one pump."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.errors import UnitName
from optimizer.imports.register.asking.column_question import column_question
from optimizer.imports.register.asking.per_unit import (
    EACH_ROW,
    LEFT_OUT,
    TOTALS,
    heading_unit,
    is_counted,
    numeric_columns,
)
from optimizer.imports.register.asking.units import unit_choices
from optimizer.imports.register.mapping import AMOUNTS, OF_ROWS, TOTAL, Choice, RegisterQuestion
from optimizer.imports.register.measures.cells import read_cell
from optimizer.imports.register.measures.row_units import unit_column, unit_for, units_of_rows
from optimizer.imports.register.measures.shown import is_same_unit, own_unit
from optimizer.imports.register.words.figures import is_missing_cell
from optimizer.imports.register.words.streams import terms_of
from optimizer.locales import noted
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.imports.register.mapping import MappedColumn
    from optimizer.imports.register.measures.register import Register
    from optimizer.imports.register.measures.rows import MeasureRow
    from optimizer.imports.register.sheet.joined_tables import RowNumber

MOST_NAMED = 4
IN_TOTAL = Choice(TOTAL, noted("totals, whatever the units are"))


def ask_row_units(register: Register) -> Iterator[RegisterQuestion]:
    """Ask what the units in rows say about figures if the heading doesn't: their own unit, or what they are for."""
    words = units_of_rows(register)
    if not words:
        return
    stated = {at: _rows_with(register, at) for at, column in register.columns.items() if column.field in TOTALS}
    units = _rows_in_units(register, words, stated)
    of_amounts = {row for rows in units.values() for row in rows}
    for at, rows in stated.items():
        column = register.columns[at]
        if at in units:
            yield from _unit_of_heading_or_rows(register, at, {row: words[row] for row in units[at]}, rows)
        for_units = [words[row.number] for row in rows if row.number in words and row.number not in of_amounts]
        known = is_counted(register, column) or column.times is not None or heading_unit(register, at, column)
        if for_units and not known:
            yield _each_or_total(register, at, for_units)


def _rows_with(register: Register, at: int) -> list[MeasureRow]:
    """Return the rows that have a figure in a column."""
    return [row for row in register.rows if not is_missing_cell(read_cell(row, at, register.mapping))]


def _rows_in_units(
    register: Register, words: dict[int, str], stated: dict[int, list[MeasureRow]]
) -> dict[int, list[RowNumber]]:
    """Return, by column of amounts, the rows whose unit its figures can be in."""
    found = {}
    for at, rows in stated.items():
        column = register.columns[at]
        of_column = {words[row.number] for row in rows if row.number in words} if column.field in AMOUNTS else set()
        fitting = {word for word in of_column if unit_for(column, word, register.mapping)}
        if own := [row.number for row in rows if words.get(row.number) in fitting]:
            found[at] = own
    return found


def _unit_of_heading_or_rows(
    register: Register, at: int, words: dict[int, str], rows: list[MeasureRow]
) -> Iterator[RegisterQuestion]:
    """Ask whether amounts are in the unit of their heading or in those of their rows, if these differ."""
    column, own = register.columns[at], own_unit(register.columns[at])
    units = {unit for word in words.values() if (unit := unit_for(column, word, register.mapping))}
    if own is not None and all(is_same_unit(unit, own) for unit in units):
        return
    if column.unit_from is None:
        named = "; ".join(list(dict.fromkeys(words.values()))[:MOST_NAMED])
        text = 'Rows name units ({units}) for "{header}": are its figures in these, or all in one unit?'
        choices = (
            Choice(OF_ROWS, "in the unit that each row names"),
            Choice("heading", "all in {unit}", {"unit": UnitName(column.unit)})
            if column.unit
            else Choice("heading", "all in one unit"),
        )
        values = {"units": named, "header": column.header}
        yield column_question(register, at, "unit_from", text, values, choices, "" if column.unit else OF_ROWS)
    elif column.unit_by_row and own is None:
        yield from (_unit_of_row(register, row, column) for row in rows if row.number not in words)


def _unit_of_row(register: Register, row: MeasureRow, column: MappedColumn) -> RegisterQuestion:
    place = unit_column(register)
    assert place is not None
    text = 'Row {row} states "{header}" but names no unit that fits: which unit is it?'
    unit = terms_of(register.mapping, column.stream or "").unit or ""
    choices = tuple(Choice(one.value.removeprefix("1 × "), one.label, one.values) for one in unit_choices(unit)[::2])
    key, values = f"rows.{row.number}.{column_letter(place)}", {"row": row.number, "header": column.header}
    return RegisterQuestion(key, text, values, choices, free=True)


def _each_or_total(register: Register, at: int, words: list[str]) -> RegisterQuestion:
    """Ask whether figures are for one of the units that their rows name, or totals."""
    named = "; ".join(list(dict.fromkeys(words))[:MOST_NAMED])
    text = 'Rows name units ({units}): is "{header}" for one unit, or in total?'
    counting = (
        Choice(header, 'for one unit; the number of units is in "{header}"', {"header": header})
        for header in numeric_columns(register, at)
    )
    values = {"units": named, "header": register.columns[at].header}
    return column_question(register, at, "each", text, values, (IN_TOTAL, EACH_ROW, *counting, LEFT_OUT), free=True)
