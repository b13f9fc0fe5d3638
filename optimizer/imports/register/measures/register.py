"""A register as far as it has been read: a value of which each step returns a new one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optimizer.decimals import Decimal
from optimizer.imports.register.measures.rows import MeasureRow, SortedRows
from optimizer.imports.register.measures.stated_measures import ReadMeasures
from optimizer.imports.register.words.cells import shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Table
    from pathlib import Path

    from optimizer.imports.register.mapping import MappedColumn, Mapping
    from optimizer.imports.register.sheet.header_rows import Header
    from optimizer.imports.register.words.figures import Figure
    from optimizer.readers.grid import Cell, Grid

SAMPLES = 3


@dataclass(frozen=True)
class Register:
    """One sheet, and what the steps before have found on it: first columns, then rows, then measures.

    `columns` go by number, those of the mapping by letter. `repeated` are columns given the same field as
    another one although only one may have it. `figures` go by column and by row, and are read only once.
    """

    path: Path
    mapping: Mapping
    grid: Grid
    header: Header
    columns: Table[int, MappedColumn] = field(default_factory=dict)
    repeated: frozenset[int] = frozenset()
    sorted_rows: SortedRows = field(default_factory=SortedRows)
    figures: Table[int, Table[int, Figure]] = field(default_factory=dict)
    read: ReadMeasures = field(default_factory=ReadMeasures)

    @property
    def rows(self) -> tuple[MeasureRow, ...]:
        """Return the rows of measures; none before the rows are sorted."""
        return self.sorted_rows.measures

    def figures_of(self, rows: Iterable[MeasureRow], at: int) -> list[tuple[MeasureRow, Decimal]]:
        """Return the figures in a measure's rows of a column, each with its row; unclear cells are skipped."""
        found = [(row, self.figures[at][row.number]) for row in rows]
        return [(row, figure) for row, figure in found if isinstance(figure, Decimal)]

    @property
    def place(self) -> str:
        """Return the name of the sheet for messages."""
        return f"{self.path.name} sheet {self.grid.name}"

    def cells(self, at: int) -> list[Cell]:
        """Return the cells of a column: in the measures, or below the header while these are not known."""
        if self.rows:
            cells = [row.cells.get(at) for row in self.rows]
        else:
            cells = [row[at - 1] if len(row) >= at else None for row in self.grid.rows[self.header.last_row :]]
        return [cell for cell in cells if shown(cell)]

    def samples(self, at: int) -> tuple[str, ...]:
        """Return the first cells of a column."""
        return tuple(shown(cell) for cell in self.cells(at)[:SAMPLES])
