"""Further tables below the first one of a sheet: rows that have headings other than those above."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.imports.register.sheet.aligning import are_alike
from optimizer.imports.register.sheet.header_rows import FEWEST, HEIGHTS, find_header, names_columns
from optimizer.imports.register.sheet.joined_tables import RegisterTable
from optimizer.imports.register.sheet.repeated_tables import rows_of_each
from optimizer.imports.register.words.vocabulary import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optimizer.imports.register.sheet.header_rows import Header
    from optimizer.readers.grid import Cell, Grid

_FIGURE = re.compile(r"[-+−–≈~'(]?\s*\d")
_YEAR = re.compile(r"20\d\d")


def find_first_header(grid: Grid) -> Header | None:
    """Return the best header of a sheet, or that of the first table above it that lists the same."""
    header = find_header(grid)
    while header is not None:
        above = replace(grid, rows=grid.rows[: header.row - 1])
        first = find_header(above)
        if first is None or not _list_the_same(RegisterTable(above, first, len(above.rows)), grid, header):
            break
        header = first
    return header


def _list_the_same(first: RegisterTable, grid: Grid, header: Header) -> bool:
    below = RegisterTable(grid, header, len(grid.rows))
    return any(rows_of_each([first])) and are_alike(first.meanings, below.meanings)


def tables_on(grid: Grid, header: Header) -> list[RegisterTable]:
    """Return the table with these headings, and those below it; each ends where the next begins."""
    headers = [header, *_headers_below(grid, header)]
    ends = [*(one.row - 1 for one in headers[1:]), len(grid.rows)]
    return [RegisterTable(grid, one, end) for one, end in zip(headers, ends, strict=True)]


def _headers_below(grid: Grid, header: Header) -> Iterator[Header]:
    above = header
    for row in range(header.last_row + 2, len(grid.rows) + 1):
        if row > above.last_row + 1 and _may_have_headings(grid.rows[row - 1]):
            found = None if _is_literally(grid, row, above) else _header_with(grid, row, above.last_row + 2)
            if found is not None and not _repeats(found, above):
                yield found
                above = found


def _may_have_headings(cells: Sequence[Cell]) -> bool:
    """Return whether all cells of a row are texts, most of them known headings."""
    stated = [cell for cell in cells if cell is not None]
    texts = [cell for cell in stated if isinstance(cell, str) and (not _FIGURE.match(cell) or _YEAR.fullmatch(cell))]
    return FEWEST <= len(texts) == len(stated) and names_columns(texts)


def _is_literally(grid: Grid, number: int, above: Header) -> bool:
    """Return whether a row of texts is one of the header rows above once more."""
    texts = _words(grid.rows[number - 1])
    headings = [_words(grid.rows[at - 1]) for at in range(above.row, above.last_row + 1)]
    return any(all(row.get(at) == text for at, text in texts.items()) for row in headings)


def _words(cells: Sequence[Cell]) -> dict[int, list[str]]:
    return {at: plain_text(cell).split() for at, cell in enumerate(cells, 1) if isinstance(cell, str)}


def _header_with(grid: Grid, row: int, first: int) -> Header | None:
    """Return the best header of one to three rows that has a certain row."""
    starts = [(start, height) for start in range(max(first, row - 2), row + 1) for height in HEIGHTS]
    found = [find_header(grid, start, height) for start, height in starts if start + height > row]
    return max((one for one in found if one), key=lambda one: (one.score, -one.rows, -one.row), default=None)


def _repeats(header: Header, above: Header) -> bool:
    """Return whether headings are those above once more, in the same columns."""
    return all(
        at in above.columns and replace(one, header="") == replace(above.columns[at], header="")
        for at, one in header.columns.items()
    )
