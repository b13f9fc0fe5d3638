"""Figures per unit and the numbers of units by which they become totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import Decimal, parse_number
from optimizer.errors import BadValue
from optimizer.imports.register.measures.cells import figure_in, read_cell

if TYPE_CHECKING:
    from collections.abc import Mapping as Table

    from optimizer.imports.register.mapping import MappedColumn, Mapping
    from optimizer.imports.register.measures.rows import MeasureRow


def fixed_count(column: MappedColumn) -> Decimal | None:
    """Return the number of units that holds for all rows; None if the mapping gives none."""
    try:
        found = parse_number(column.each or "")
    except BadValue:
        return None
    return found if found > 0 else None


def counting_column(columns: Table[int, MappedColumn], column: MappedColumn) -> int | None:
    """Return the column with the numbers of units that a column's figures are per."""
    return next((at for at, one in columns.items() if one.header == column.each and one is not column), None)


def count_of(
    row: MeasureRow, columns: Table[int, MappedColumn], column: MappedColumn, mapping: Mapping
) -> Decimal | None:
    """Return by what a row's figure has to be multiplied; None if that isn't known."""
    place = counting_column(columns, column)
    if place is None:
        return fixed_count(column)
    found = figure_in(read_cell(row, place, mapping), columns[place], mapping.defaults.cells)
    return found if isinstance(found, Decimal) else None
