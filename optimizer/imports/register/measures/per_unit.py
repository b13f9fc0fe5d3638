"""Figures per unit and the numbers of units by which they become totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import ONE, Decimal, parse_number
from optimizer.errors import BadValue
from optimizer.imports.register.mapping import TOTAL
from optimizer.imports.register.measures.cells import figure_in, read_cell
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Mapping as Table

    from optimizer.imports.register.mapping import MappedColumn, Mapping
    from optimizer.imports.register.measures.rows import MeasureRow


def fixed_count(column: MappedColumn) -> Decimal | None:
    """Return the number of units that holds for all rows; None if the mapping gives none."""
    return _positive(column.each or "")


def _positive(text: str) -> Decimal | None:
    try:
        found = parse_number(text)
    except BadValue:
        return None
    return found if found > 0 else None


def counting_column(columns: Table[int, MappedColumn], column: MappedColumn) -> int | None:
    """Return the column with the numbers of units that a column's figures are per."""
    return next((at for at, one in columns.items() if one.header == column.each and one is not column), None)


def count_key(at: int) -> str:
    """Return the key, among the answers about a row, of the number of units for its figure in a column."""
    return f"each-{column_letter(at)}"


def count_of_row(row: MeasureRow, at: int, mapping: Mapping) -> Decimal | None:
    """Return the number of units that the answers give for a row's figure in a column; None if they give none."""
    return _positive(mapping.rows.get(str(row.number), {}).get(count_key(at), ""))


def count_of(row: MeasureRow, columns: Table[int, MappedColumn], at: int, mapping: Mapping) -> Decimal | None:
    """Return by what a row's figure in a column has to be multiplied; None if that isn't known."""
    column = columns[at]
    if (own := count_of_row(row, at, mapping)) is not None:
        return own
    if column.each in {None, TOTAL}:
        return ONE
    place = counting_column(columns, column)
    if place is None:
        return fixed_count(column)
    found = figure_in(read_cell(row, place, mapping), columns[place], mapping.defaults.cells)
    return found if isinstance(found, Decimal) else None
