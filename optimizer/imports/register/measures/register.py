"""A register as far as it has been read: a value of which each step returns a new one."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from optimizer.decimals import Decimal
from optimizer.errors import Problem
from optimizer.imports.register.measures.rows import MeasureRow, SortedRows
from optimizer.imports.register.measures.stated_measures import ReadMeasures
from optimizer.imports.register.words.cells import is_blank, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Mapping as Table
    from pathlib import Path

    from optimizer.imports.register.mapping import MappedColumn, Mapping
    from optimizer.imports.register.sheet.header_rows import Header
    from optimizer.imports.register.sheet.joined_tables import JoinedTables
    from optimizer.imports.register.words.figures import Figure
    from optimizer.readers.grid import Cell, Grid

SAMPLES = 3
LONGEST_SAMPLE = 70


@dataclass(frozen=True)
class Register:
    """The tables of a register, and what the steps before have found in them: first columns, then rows, then measures.

    `columns` go by number, those of the mapping by letter. `repeated` are columns given the same field as
    another one although only one may have it. `figures` go by column and by row, and are read only once.
    """

    path: Path
    mapping: Mapping
    tables: JoinedTables
    columns: Table[int, MappedColumn] = field(default_factory=dict)
    repeated: frozenset[int] = frozenset()
    sorted_rows: SortedRows = field(default_factory=SortedRows)
    figures: Table[int, Table[int, Figure]] = field(default_factory=dict)
    read: ReadMeasures = field(default_factory=ReadMeasures)

    @property
    def grid(self) -> Grid:
        """Return the cells."""
        return self.tables.grid

    @property
    def header(self) -> Header:
        """Return the headings."""
        return self.tables.header

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
        """Return the file, with its sheet if only one is read, for messages."""
        several = len(self.tables.sheets) > 1
        return self.path.name if several else self.tables.number(self.header.row).place(self.path.name)

    def cells(self, at: int) -> Iterator[Cell]:
        """Yield the cells of a column: in the measures, or below the header while these are not known."""
        if self.rows:
            cells = (row.cells.get(at) for row in self.rows)
        else:
            below = islice(self.grid.rows, self.header.last_row, None)
            cells = (row[at - 1] if len(row) >= at else None for row in below)
        return (cell for cell in cells if not is_blank(cell))

    def texts(self, at: int) -> Iterator[str]:
        """Yield those cells of a column that are texts."""
        return (cell for cell in self.cells(at) if isinstance(cell, str))

    def is_empty(self, at: int) -> bool:
        """Return whether a column has no cells."""
        return next(self.cells(at), None) is None

    def samples(self, at: int) -> tuple[str, ...]:
        """Return the first cells of a column, long ones cut."""
        texts = (shown(cell) for cell in islice(self.cells(at), SAMPLES))
        return tuple(text if len(text) <= LONGEST_SAMPLE else f"{text[: LONGEST_SAMPLE - 1]}…" for text in texts)


def problem_in(  # noqa: PLR0913 - a problem's own parts
    register: Register,
    text: str,
    row: int,
    at: int | None = None,
    values: Table[str, object] | None = None,
    *,
    warning: bool = False,
) -> Problem:
    """Return a problem at a row, and a column, of a register, as a person finds them in the file."""
    number = register.tables.number(row)
    letter = None if at is None else register.tables.letter(row, at)
    return Problem(number.place(register.path.name), text, number.own, letter, values or {}, warning=warning)
