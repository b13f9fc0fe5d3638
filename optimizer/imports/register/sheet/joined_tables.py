"""The tables of a register as one: a column for each heading, and for each row the place where a person finds it.

    joined = join([first, second])         one grid, in which the rows of all tables stand below each other
    joined.number(12)                      "Цех 2!7": the row's own number, with its sheet if there are several
    joined.share_a_table(4, 9)             whether a table has both columns

Columns of several tables are one column if their headings mean the same (`aligning.py`); all others stand apart.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

from optimizer.imports.register.sheet.aligning import meanings_of, placed
from optimizer.imports.register.words.cells import SHOWN, shown
from optimizer.readers.grid import Area, Grid, column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from optimizer.imports.register.sheet.aligning import ColumnMeaning
    from optimizer.imports.register.sheet.header_rows import Header
    from optimizer.readers.grid import Cell, FormattedCells


class RowNumber(int):
    """The number of a row, counted through all tables of a register; its text is the row's place in the file.

    The text is "7" in a register of one sheet, and "Цех 2!7" if several sheets are read as one.
    """

    sheet: str
    own: int
    named: bool

    def __new__(cls, row: int, sheet: str = "", own: int = 0, *, named: bool = False) -> Self:
        """Return a row's number with its sheet and its own number there."""
        found = super().__new__(cls, row)
        found.sheet, found.own, found.named = sheet, own or row, named
        return found

    def __str__(self) -> str:
        return f"{self.sheet}!{self.own}" if self.named else str(self.own)

    def place(self, file: str) -> str:
        """Return its sheet in a file, as problems name it."""
        return f"{file} sheet {self.sheet}"


@dataclass(frozen=True)
class RegisterTable:
    """One table on a sheet: its headings, and the last row below them.

    From the row `end` on nothing is read, but all rows are listed as left out.
    """

    grid: Grid
    header: Header
    last_row: int
    end: int | None = None

    @property
    def rows(self) -> range:
        """Return the numbers of the rows below the headings."""
        return range(self.header.last_row + 1, self.last_row + 1)

    @cached_property
    def meanings(self) -> dict[int, ColumnMeaning]:
        """Return what its columns say about themselves."""
        return meanings_of(self.grid, self.header, self.rows)


@dataclass(frozen=True)
class JoinedPart:
    """A table among the joined ones: the first of its rows there, and the places of its own columns.

    A joined row's number is the row's own number plus `offset`. The columns of a single table stay where they are.
    """

    table: RegisterTable
    first: int
    offset: int
    columns: Mapping[int, int]

    @property
    def own_rows(self) -> range:
        """Return the rows of its sheet that it brings, by their own numbers."""
        return range(self.first - self.offset, self.table.last_row + 1)

    def realigned(self, cells: Sequence[Cell]) -> tuple[Cell, ...]:
        """Return the cells of a row in the joined columns."""
        found = {self.columns[at]: cell for at, cell in enumerate(cells, 1) if at in self.columns and cell is not None}
        return tuple(found.get(at) for at in range(1, max(found, default=0) + 1))


@dataclass(frozen=True)
class JoinedTables:
    """The tables of a register as one grid below the headings of the first.

    `headings` are the rows in which further tables have theirs, with a text of each; they are blank in the grid.
    """

    grid: Grid
    header: Header
    parts: tuple[JoinedPart, ...]
    headings: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """Return the names of the sheets, each once."""
        return tuple(dict.fromkeys(part.table.grid.name for part in self.parts))

    @cached_property
    def ends(self) -> frozenset[int]:
        """Return the rows from which on nothing more of their table is read."""
        return frozenset(part.table.end + part.offset for part in self.parts if part.table.end is not None)

    def part_of(self, row: int) -> JoinedPart:
        """Return the table that has a row."""
        return next((part for part in reversed(self.parts) if part.first <= row), self.parts[0])

    def number(self, row: int) -> RowNumber:
        """Return a row with its place in the file."""
        part = self.part_of(row)
        return RowNumber(row, part.table.grid.name, row - part.offset, named=len(self.sheets) > 1)

    def letter(self, row: int, column: int) -> str:
        """Return the letter that a column has on the sheet of a row."""
        own = (at for at, place in self.part_of(row).columns.items() if place == column)
        return column_letter(next(own, column))

    def share_a_table(self, one: int, other: int) -> bool:
        """Return whether a table has both columns."""
        return len(self.parts) == 1 or any({one, other} <= {*part.columns.values()} for part in self.parts)


def have_same_cells(one: JoinedTables, other: JoinedTables) -> bool:
    """Return whether two values are the same tables with the very same cells: equal ones may differ in type."""
    rows, others = one.grid.rows, other.grid.rows
    identical = rows is others or (
        len(rows) == len(others)
        and all(
            len(mine) == len(yours) and all(map(operator.is_, mine, yours))
            for mine, yours in zip(rows, others, strict=True)
        )
    )
    return identical and one == other


def one_table(grid: Grid, header: Header) -> JoinedTables:
    """Return the only table of a sheet."""
    return join([RegisterTable(grid, header, len(grid.rows))])


def join(tables: Sequence[RegisterTable]) -> JoinedTables:
    """Return tables as one, in their order; columns that the first doesn't have follow its own."""
    first = tables[0]
    if len(tables) == 1:
        return JoinedTables(first.grid, first.header, (JoinedPart(first, 1, 0, {}),))
    known = dict(first.meanings)
    parts = [JoinedPart(first, 1, 0, {at: at for at in range(1, max(known, default=0) + 1)})]
    headings: dict[int, str] = {}
    for table in tables[1:]:
        before = parts[-1]
        same_sheet = table.grid is before.table.grid
        begins = table.header.row if same_sheet else table.rows.start
        columns = placed(known, table.meanings)
        known |= {columns[at]: one for at, one in table.meanings.items() if columns[at] not in known}
        below = before.table.last_row + before.offset + 1
        parts.append(JoinedPart(table, below, below - begins, columns))
        headings |= {at + below - begins: _text(table.grid, at) for at in range(begins, table.rows.start)}
    columns_of_all = {at: one.guess for at, one in sorted(known.items()) if one.guess is not None}
    header = replace(first.header, columns=columns_of_all)
    return JoinedTables(_grid(parts, headings), header, tuple(parts), headings)


def _text(grid: Grid, row: int) -> str:
    return next((text for cell in grid.rows[row - 1] if (text := shown(cell))), "")[:SHOWN]


def _grid(parts: Sequence[JoinedPart], headings: Mapping[int, str]) -> Grid:
    """Return all rows of the tables in one grid, with what a person sees of them."""
    first = parts[0].table.grid
    rows = tuple(
        () if own + part.offset in headings else part.realigned(part.table.grid.rows[own - 1])
        for part in parts
        for own in part.own_rows
    )
    above = first.rows[: parts[0].table.header.last_row]
    columns = (part.columns.get(at) for part in parts for at in part.table.grid.seen.hidden_columns)
    seen = replace(
        first.seen,
        hidden_rows=frozenset(_joined_rows(parts, "hidden_rows")),
        struck_rows=frozenset(_joined_rows(parts, "struck_rows")),
        hidden_columns=frozenset(at for at in columns if at is not None),
        formats=tuple(_formats(parts)),
    )
    return Grid(first.name, (*above, *rows[len(above) :]), tuple(_merged(parts)), seen)


def _joined_rows(parts: Sequence[JoinedPart], kind: str) -> Iterator[int]:
    """Yield the joined numbers of rows that look otherwise than they are stored."""
    for part in parts:
        own: frozenset[int] = getattr(part.table.grid.seen, kind)
        yield from (row + part.offset for row in own if row in part.own_rows)


def _formats(parts: Sequence[JoinedPart]) -> Iterator[FormattedCells]:
    for part in parts:
        for run in part.table.grid.seen.formats:
            rows = _moved(part, run.row, run.last_row)
            if rows and run.column in part.columns:
                yield run._replace(column=part.columns[run.column], row=rows[0], last_row=rows[-1])


def _merged(parts: Sequence[JoinedPart]) -> Iterator[Area]:
    for part in parts:
        for area in part.table.grid.merged:
            rows = _moved(part, area.row, area.last_row)
            places = [part.columns[at] for at in range(area.column, area.last_column + 1) if at in part.columns]
            if rows and places:
                yield Area(rows[0], min(places), rows[-1], max(places))


def _moved(part: JoinedPart, row: int, last_row: int) -> range:
    """Return the joined numbers of those of a sheet's rows that a table brings."""
    own = part.own_rows
    first, last = max(row, own.start), min(last_row, own.stop - 1)
    return range(first + part.offset, last + part.offset + 1)
