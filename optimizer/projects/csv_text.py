"""The text of a CSV file as rows of cells that keep their spelling: unchanged parts are written as they were read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer.readers.case_writer import quoted
from optimizer.readers.folder import separator_of, without_hint

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class CsvRow:
    """A row: its cells as written, including quotes; its line ending; the number of its first line."""

    cells: tuple[str, ...]
    end: str
    line: int

    @property
    def values(self) -> tuple[str, ...]:
        """Return the values of the cells."""
        return tuple(cell[1:-1].replace('""', '"') if cell.startswith('"') else cell for cell in self.cells)

    @property
    def blank(self) -> bool:
        """Return whether the row is empty."""
        return not any(value.strip() for value in self.values)

    def with_cell(self, place: int, text: str) -> CsvRow:
        """Return the row with another text in a cell, adding missing cells before it."""
        cells = [*self.cells, *[""] * (place + 1 - len(self.cells))]
        cells[place] = quoted(text)
        return replace(self, cells=tuple(cells))


@dataclass(frozen=True)
class CsvText:
    """A CSV file: the text before its rows (byte order mark, separator hint), and its rows, including blank ones."""

    before: str
    separator: str
    rows: tuple[CsvRow, ...]

    def __str__(self) -> str:
        return self.before + "".join(self.separator.join(row.cells) + row.end for row in self.rows)

    @property
    def end(self) -> str:
        """Return its line ending."""
        return next((row.end for row in self.rows if row.end), "\n")

    @property
    def filled(self) -> list[int]:
        """Return the places of the rows that aren't empty; the first is the header."""
        return [place for place, row in enumerate(self.rows) if not row.blank]

    def with_more(self, more: Sequence[Sequence[str]]) -> CsvText:
        """Return the file with more rows after the last one that isn't empty."""
        if not more:
            return self
        at = self.filled[-1] + 1
        above = [row if row.end else replace(row, end=self.end) for row in self.rows[:at]]
        added = [CsvRow(tuple(map(quoted, values)), self.end, 0) for values in more]
        return replace(self, rows=(*above, *added, *self.rows[at:]))

    def with_column(self, name: str, width: int) -> CsvText:
        """Return the file with one more column after the existing `width`."""
        header, *others = self.filled
        short = (at for at in others if len(self.rows[at].cells) <= width)
        padded = {at: self.rows[at].with_cell(width, "") for at in short}
        return self.with_rows({header: self.rows[header].with_cell(width, name), **padded})

    def with_rows(self, changed: dict[int, CsvRow]) -> CsvText:
        """Return the file with other rows at some places."""
        return replace(self, rows=tuple(changed.get(at, row) for at, row in enumerate(self.rows)))

    def without_rows(self, places: Iterable[int]) -> CsvText:
        """Return the file without the rows at some places."""
        gone = set(places)
        return replace(self, rows=tuple(row for at, row in enumerate(self.rows) if at not in gone))


def csv_text(text: str, known: tuple[str, ...]) -> CsvText:
    """Return the rows of a valid CSV text; the separator is recognized by the `known` columns."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body, skipped = without_hint(text.removeprefix(mark))
    before = text[: len(text) - len(body)]
    separator = separator_of(body, known)
    cell = re.compile(rf'"(?:[^"]|"")*"|[^{re.escape(separator)}\r\n]*')
    rows, at, line = [], 0, 1 + skipped
    while at < len(body):
        row, following = _row(body, at, line, separator, cell)
        line += len(_LINE_END.findall(body, at, following))
        rows.append(row)
        at = following
    return CsvText(before, separator, tuple(rows))


def _row(body: str, at: int, line: int, separator: str, cell: re.Pattern[str]) -> tuple[CsvRow, int]:
    cells = []
    while True:
        found = cell.match(body, at)
        assert found is not None
        cells.append(found[0])
        at = found.end()
        if body[at : at + 1] != separator:
            end = _LINE_END.match(body, at)
            return CsvRow(tuple(cells), end[0] if end else "", line), end.end() if end else at
        at += 1


def rows_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of plain cells as a CSV file."""
    return "".join(",".join(map(quoted, row)) + "\n" for row in rows)
