"""Money whose currency is in a cell of its row ("Валюта: EUR") and may differ from row to row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import EXACT, ONE
from optimizer.imports.register.measures.cells import read_cell
from optimizer.imports.register.measures.columns import place_of
from optimizer.imports.register.words.row_words import currency_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Mapping as Table

    from optimizer.imports.register.mapping import MappedColumn, Mapping
    from optimizer.imports.register.measures.rows import MeasureRow
    from optimizer.readers.grid import Cell


def in_currency_of_row(column: MappedColumn, cell: Cell, mapping: Mapping) -> MappedColumn:
    """Return a money column as it applies to one row whose currency is known."""
    found = currency_in(cell, mapping)
    assert found is not None
    scale = EXACT.multiply(column.scale or ONE, found.scale)
    return column.model_copy(update={"currency": found.symbol, "scale": scale})


def in_each_currency(column: MappedColumn, codes: Iterable[str]) -> Iterator[MappedColumn]:
    """Return a money column once per currency in its rows; once if the column has its own currency."""
    if not column.currency_by_row:
        yield column
    else:
        yield from (column.model_copy(update={"currency": code}) for code in dict.fromkeys(codes))


def currencies_of(rows: Iterable[MeasureRow], columns: Table[int, MappedColumn], mapping: Mapping) -> list[str]:
    """Return the currencies that rows name for their money."""
    at = place_of(columns, "currency")
    cells = () if at is None else (read_cell(row, at, mapping) for row in rows)
    return [found.symbol for cell in cells if (found := currency_in(cell, mapping))]
