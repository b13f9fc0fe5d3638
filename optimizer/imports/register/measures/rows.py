"""The rows of a sheet, sorted into rows of measures and rows left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.locales import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optimizer.imports.register.mapping import RegisterQuestion
    from optimizer.imports.register.sheet.joined_tables import RowNumber
    from optimizer.readers.grid import Cell


@dataclass(frozen=True)
class LeftOutRow:
    """A row that is not read as a measure: its number, its text, and the reason."""

    number: RowNumber
    text: str
    reason: str

    def __str__(self) -> str:
        reason = tr(self.reason)
        if not self.text:
            return tr("row {row}: {reason}", row=self.number, reason=reason)
        return tr("row {row} ({text}): {reason}", row=self.number, text=self.text, reason=reason)


@dataclass(frozen=True)
class MeasureRow:
    """A row of a measure: its cells by column number, the title above it, and the number of the measure's first row."""

    number: RowNumber
    cells: Mapping[int, Cell]
    section: str
    first: RowNumber


@dataclass(frozen=True)
class SortedRows:
    """The rows of a sheet: those of measures, those left out, the titles in use, and what has to be asked."""

    measures: tuple[MeasureRow, ...] = ()
    left_out: tuple[LeftOutRow, ...] = ()
    sections: tuple[str, ...] = ()
    questions: tuple[RegisterQuestion, ...] = ()


def rows_by_measure(rows: Iterable[MeasureRow]) -> list[tuple[MeasureRow, ...]]:
    """Return the rows of each measure, in the register's order."""
    found: dict[RowNumber, list[MeasureRow]] = {}
    for row in rows:
        found.setdefault(row.first, []).append(row)
    return [tuple(together) for together in found.values()]
