"""Rows that several tables of a register state, and rows that sum up another table: none is counted twice unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.imports.register.sheet.repeated_tables import ComparedRow, ComparedTable, compared_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.imports.register.sheet.joined_tables import JoinedTables, RowNumber
    from optimizer.imports.register.sheet.row_kinds import SheetRow


class RepeatedRows:
    """The rows taken so far, by table; a row is repeated if another table has one with its name and figures."""

    def __init__(self, tables: JoinedTables) -> None:
        self.tables = tables
        self.rows: list[list[tuple[SheetRow, ComparedRow]]] = [[] for _ in tables.parts]
        self.stated: dict[str, list[tuple[int, ComparedRow]]] = {}
        """By name: in which table a row stands, and what it states."""
        self.found: list[RowNumber] = []

    def add(self, row: SheetRow) -> None:
        """Add a row of a measure."""
        if len(self.rows) == 1:
            return
        table, compared = self._table_of(row), self._compared(row)
        self.found += [row.number] if self.has(row) else []
        self.rows[table].append((row, compared))
        self.stated.setdefault(compared.name, []).append((table, compared))

    def has(self, row: SheetRow) -> bool:
        """Return whether another table states the same."""
        if len(self.rows) == 1 or not row.name:
            return False
        table, compared = self._table_of(row), self._compared(row)
        return any(other != table and compared.repeats(one) for other, one in self.stated.get(compared.name, ()))

    def sums(self) -> Iterator[tuple[SheetRow, list[RowNumber]]]:
        """Yield rows that have the sums of another table, or of a section of it, with the numbers of the rows there."""
        tables = [ComparedTable([compared for _, compared in rows]) for rows in self.rows]
        for at, rows in enumerate(self.rows) if len(tables) > 1 else ():
            for row, compared in rows:
                parts = ((other, tables[other].rows_summed_in(compared, len(rows))) for other in range(len(tables)))
                found = next(((other, part) for other, part in parts if other != at and part is not None), None)
                if found is not None:
                    other, part = found
                    yield row, [self.rows[other][place][0].number for place in part]

    def _compared(self, row: SheetRow) -> ComparedRow:
        return compared_row(self.tables.header, row.name, row.figures)

    def _table_of(self, row: SheetRow) -> int:
        return self.tables.parts.index(self.tables.part_of(row.number))
