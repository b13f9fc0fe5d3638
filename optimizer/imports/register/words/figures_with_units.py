"""Figures with a unit in the same cell: "1 250,00 грн", "€ 20", "15 років"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optimizer.decimals import ONE, Decimal
from optimizer.imports.register.mapping import MONEY
from optimizer.imports.register.words.units import ScaledUnit, is_russian, read_unit

if TYPE_CHECKING:
    from optimizer.imports.register.mapping import MappedColumn
    from optimizer.readers.grid import Cell

DURATIONS = ("payback", "lifetime")
_BEHIND = re.compile("([-+−–]?[\\d\\s.,'’]*\\d)\\s*([^\\d\\s.,].*)")
_BEFORE = re.compile("([^-\\d+−–]*[^-\\d+−–\\s])\\s*([-+−–]?\\d.*)")
NO_TIMES = (ONE, ONE)


def split_unit(text: str) -> tuple[str, ScaledUnit | None]:
    """Return a figure and its unit; the unchanged text and None if it neither begins nor ends with a unit."""
    behind, before = _BEHIND.fullmatch(text.strip()), _BEFORE.fullmatch(text.strip())
    pairs = [(found[first], found[last]) for found, first, last in ((behind, 1, 2), (before, 2, 1)) if found]
    for figure, word in pairs:
        if unit := read_unit(word, russian=is_russian([word])):
            return figure, unit
    return text, None


def without_unit(cell: Cell) -> Cell:
    """Return a cell without its figure's unit."""
    return split_unit(cell)[0] if isinstance(cell, str) else cell


def in_unit_of_column(cell: Cell, column: MappedColumn) -> tuple[Cell, tuple[Decimal, Decimal]]:
    """Return a cell without its unit, and the factor from that unit to the column's.

    A cell with any other unit is left unchanged, so it can't be read and is asked about.
    """
    figure, unit = split_unit(cell) if isinstance(cell, str) else (cell, None)
    times = _times(unit, column) if unit else None
    return (cell, NO_TIMES) if times is None else (figure, times)


def _times(unit: ScaledUnit, column: MappedColumn) -> tuple[Decimal, Decimal] | None:
    if column.field in DURATIONS:
        if unit.dimension != "time":
            return None
        if unit.symbol == (column.unit or "year"):
            return NO_TIMES
        return (Decimal(12), ONE) if column.unit == "month" else (ONE, Decimal(12))
    own = column.currency if column.field in MONEY else column.unit
    same = own == unit.symbol and unit.scale == (column.scale or ONE) and unit.per in {"", column.per}
    return NO_TIMES if same else None
