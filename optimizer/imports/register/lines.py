"""The rows of a sheet, sorted into measures and rows left out; and cells as readable text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.decimals import Decimal, plain
from optimizer.locales import tr
from optimizer.readers.grid import Formula

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimizer.imports.register.questions import RegisterQuestion
    from optimizer.readers.grid import Cell

FEW_ROWS = 12
SHOWN = 60
"""Enough letters to recognise a row or line."""


@dataclass(frozen=True)
class SkippedRow:
    """A row that is not a measure: its text, and why it isn't read."""

    row: int
    text: str
    reason: str

    def __str__(self) -> str:
        reason = tr(self.reason)
        if not self.text:
            return tr("row {row}: {reason}", row=self.row, reason=reason)
        return tr("row {row} ({text}): {reason}", row=self.row, text=self.text, reason=reason)


@dataclass(frozen=True)
class MeasureRow:
    """A row of a measure: its cells by column number, the title above it, and the measure's first row."""

    row: int
    cells: Mapping[int, Cell]
    section: str = ""
    first: int = 0


@dataclass(frozen=True)
class SortedRows:
    """The rows of a sheet."""

    lines: tuple[MeasureRow, ...]
    left_out: tuple[SkippedRow, ...]
    questions: tuple[RegisterQuestion, ...]
    sections: tuple[str, ...]


def shown(cell: Cell) -> str:
    """Return a cell as readable text."""
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell).lower()
    if isinstance(cell, Formula):
        return cell.text
    if isinstance(cell, Decimal):
        return plain(cell)
    return cell.isoformat() if isinstance(cell, dt.date) else " ".join(cell.split())


def listed(rows: Sequence[int]) -> str:
    """Return row numbers as text, cut after the first few."""
    first = ", ".join(map(str, rows[:FEW_ROWS]))
    more = len(rows) - FEW_ROWS
    return first if more <= 0 else tr("{first} and {more} more", first=first, more=more)
