"""Money whose currency stands in a cell of its row: "Валюта: EUR". Which it is may differ from row to row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import EXACT, ONE
from optimizer.readers.register.lines import shown
from optimizer.readers.register.units import Unit, read_unit
from optimizer.readers.register.vocabulary import is_missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optimizer.readers.grid import Cell
    from optimizer.readers.register.mapping import Column, Mapping


def currency_in(cell: Cell, mapping: Mapping) -> Unit | None:
    """The currency, perhaps with a scale, that a cell names; None where it names none that is known."""
    word = shown(cell)
    if is_missing(word):
        return None
    found = read_unit(mapping.values.get("currency", {}).get(word, word))
    return found if found is not None and found.money and not found.per else None


def in_row(column: Column, cell: Cell, mapping: Mapping) -> Column:
    """A column of money as it is in one row; the currency in it is known."""
    found = currency_in(cell, mapping)
    assert found is not None
    scale = EXACT.multiply(column.scale or ONE, found.scale)
    return column.model_copy(update={"currency": found.symbol, "scale": scale})


def in_each_currency(column: Column, codes: Iterable[str]) -> Iterator[Column]:
    """A column of money as it is in each currency of its rows; alone, if its currency is its own."""
    if not column.currency_by_row:
        yield column
    else:
        yield from (column.model_copy(update={"currency": code}) for code in dict.fromkeys(codes))
