"""Cells and row numbers as readable text."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from optimizer.decimals import Decimal, plain
from optimizer.locales import tr
from optimizer.readers.grid import Formula

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.readers.grid import Cell

FEW_ROWS = 12
SHOWN = 60
"""Enough letters to recognise a row or line."""


def shown(cell: Cell) -> str:
    """Return a cell as readable text."""
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell).lower()
    if isinstance(cell, Formula):
        return cell.text
    if isinstance(cell, Decimal):
        return plain(cell)
    return cell.isoformat() if isinstance(cell, dt.date) else " ".join(cell.split())


def is_blank(cell: Cell) -> bool:
    """Return whether a cell shows nothing."""
    if isinstance(cell, str):
        return not cell or cell.isspace()
    return cell is None or (isinstance(cell, Formula) and not cell.text)


def listed_rows(rows: Sequence[int]) -> str:
    """Return row numbers as text, cut after the first few."""
    first = ", ".join(map(str, rows[:FEW_ROWS]))
    more = len(rows) - FEW_ROWS
    return first if more <= 0 else tr("{first} and {more} more", first=first, more=more)
