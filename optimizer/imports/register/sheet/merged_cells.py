"""Merged cells of a sheet, and what they say about the rows they cover."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from optimizer.imports.register.words.vocabulary import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from optimizer.imports.register.sheet.joined_tables import RowNumber
    from optimizer.readers.grid import Area, Cell, Grid

NAMES = ("name", "name_en", "id", "number")
FOR_ALL = (
    "site", "process", "practice", "status", "owner", "confidence", "group", "earliest", "start_year", "notes",
    "resource", "unit", "currency",
)  # fmt: skip
"""Text fields, which apply to every row that their merged cell covers."""


class MergedCells:
    """The vertically merged cells, by the fields of their columns."""

    def __init__(self, grid: Grid, fields: Mapping[int, str]) -> None:
        self.grid, self.fields = grid, fields
        self.tall: dict[int, list[Area]] = {}
        """By column, from top to bottom; they never overlap within a column."""
        for area in sorted(grid.merged):
            if area.last_row > area.row:
                self.tall.setdefault(area.column, []).append(area)

    def begins(self, row: int) -> int | None:
        """Return the first row of the merged name (or number) that covers a row."""
        tops = [area.row for area in self._covering(row) if self._is(area, NAMES)]
        return min(tops, default=None)

    def words(self, row: int) -> dict[int, Cell]:
        """Return the words that merged cells from above give for a row, by column."""
        found: dict[int, Cell] = {}
        for area in self._covering(row):
            if self._is(area, FOR_ALL) and (cell := self.grid.cell(area.row, area.column)) is not None:
                found[area.column] = cell
        return found

    def _covering(self, row: int) -> Iterator[Area]:
        for areas in self.tall.values():
            nearest = bisect_left(areas, row, key=lambda area: area.row) - 1
            if nearest >= 0 and areas[nearest].last_row >= row:
                yield areas[nearest]

    def _is(self, area: Area, fields: tuple[str, ...]) -> bool:
        return self.fields.get(area.column) in fields


def figures_under(
    grid: Grid, measures: Mapping[RowNumber, RowNumber], figures: AbstractSet[int]
) -> dict[tuple[RowNumber, int], Area]:
    """Return (row, column) → the merged cell, for figures that span several measures or columns.

    `measures` gives each row the first row of its measure; `figures` are the columns of figures.
    """
    found: dict[tuple[RowNumber, int], Area] = {}
    numbers = {int(row): row for row in measures}
    for area in grid.merged:
        rows = [numbers[row] for row in range(area.row, area.last_row + 1) if row in numbers]
        columns = [at for at in range(area.column, area.last_column + 1) if at in figures]
        if len({measures[row] for row in rows}) > 1 or len(columns) > 1:
            found |= {(row, at): area for row in rows for at in columns}
    return found


def same_name(one: Cell, other: Cell) -> bool:
    """Return whether two cells say the same, apart from spelling."""
    return isinstance(one, str) and isinstance(other, str) and plain_text(one).split() == plain_text(other).split()
