"""Finds the header rows of a sheet and the heading of each column."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer.decimals import Decimal, is_open
from optimizer.imports.register.words.figures import read_figure
from optimizer.imports.register.words.headings import HeadingGuess, as_field, read_heading
from optimizer.imports.register.words.units import is_russian, read_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.readers.grid import Cell, Grid

HEADER_WITHIN = 60
FEWEST = 3
HEIGHTS = (1, 2, 3)
UNIT_SEEN = 0.1
LONGEST = 150
ESSENTIAL = {"name", "capex", "money", "quantity"}


@dataclass(frozen=True)
class Header:
    """The header of a sheet: its first row, its number of rows, and the heading by column number."""

    row: int
    rows: int
    columns: dict[int, HeadingGuess]
    score: float = 0

    @property
    def last_row(self) -> int:
        """Return the number of its last row."""
        return self.row + self.rows - 1


def find_header(grid: Grid, row: int | None = None, rows: int | None = None) -> Header | None:
    """Return the header of a sheet, or of the given rows; None if no row names at least three columns."""
    starts = [row] if row is not None else [at for at in range(1, HEADER_WITHIN + 1) if _may_begin(grid, at)]
    heights = [rows] if rows is not None else list(HEIGHTS)
    headers = [_header(grid, start, height) for start in starts for height in heights]
    best = max(headers, key=lambda one: (one.score, -one.rows, -one.row), default=None)
    if best is None or (row is None and (best.score < FEWEST or not _essential(best))):
        return None
    return best


def find_unknown_header(grid: Grid) -> Header | None:
    """Return the row of different texts right above the first figures, in a language that isn't known."""
    for above in range(1, min(HEADER_WITHIN, len(grid.rows))):
        figures = [at for at, cell in enumerate(grid.rows[above], 1) if _is_figure(cell)]
        texts = {at: text for at, cell in enumerate(grid.rows[above - 1], 1) if (text := _text(cell))}
        if len(figures) > 1:
            headed = len(texts) >= FEWEST and len(set(texts.values())) == len(texts) and {*figures} <= texts.keys()
            found = Header(above, 1, {at: read_heading(text) for at, text in texts.items()})
            return found if headed and not any(map(_is_figure, grid.rows[above - 1])) else None
    return None


def names_columns(texts: Sequence[str]) -> bool:
    """Return whether most of at least three texts are known headings."""
    known = sum(bool(read_heading(" ".join(text.split())).field) for text in texts)
    return known >= FEWEST and 2 * known > len(texts)


def _is_figure(cell: Cell) -> bool:
    return isinstance(read_figure(cell, None), Decimal) or (isinstance(cell, str) and is_open(cell))


def _may_begin(grid: Grid, row: int) -> bool:
    """Return whether a header may begin in a row: mostly texts, and enough of them in this row and the next."""
    if row > len(grid.rows):
        return False
    cells = [cell for cell in grid.rows[row - 1] if cell is not None]
    below = grid.rows[row] if row < len(grid.rows) else ()
    texts = sum(bool(_text(cell)) for cell in (*cells, *below))
    return bool(cells) and texts >= FEWEST and 2 * sum(isinstance(cell, str) for cell in cells) > len(cells)


def _essential(header: Header) -> bool:
    return any((one.field or one.maybe).split(":")[0] in ESSENTIAL for one in header.columns.values())


def _header(grid: Grid, row: int, rows: int) -> Header:
    lines = [grid.rows[at - 1] if at <= len(grid.rows) else () for at in range(row, row + rows)]
    texts = _texts(_spread(grid, lines, row))
    russian = is_russian(list(texts.values()))
    alone = _texts(lines[1:]) if rows > 1 else {}
    columns = {
        at: _better(read_heading(text, russian=russian), alone.get(at), russian=russian) for at, text in texts.items()
    }
    score = sum(
        (1.0 if one.field else 0.5 if one.maybe else 0) + UNIT_SEEN * bool(one.unit) for one in columns.values()
    )
    return Header(row, rows, columns, round(score - _against(grid, lines, row + rows), 6))


def _against(grid: Grid, lines: Sequence[Sequence[Cell]], below: int) -> float:
    """Score against a header: figures in it, a title or a lone unit as its first row, units left below it."""
    numbers = sum(cell is not None and not isinstance(cell, str) for line in lines for cell in line)
    headings = [text for cell in lines[0] if (text := _text(cell)) and read_unit(text) is None]
    after = [_text(cell) for cell in grid.rows[below - 1] if cell is not None] if below <= len(grid.rows) else []
    units_below = len(after) > 1 and all(text and read_unit(text) for text in after)
    return numbers + FEWEST * ((len(lines) > 1 and len(headings) < 2) + units_below)  # noqa: PLR2004


def _better(found: HeadingGuess, alone: str | None, *, russian: bool) -> HeadingGuess:
    """Drop a heading over several columns where a column's own heading is complete."""
    if found.field or alone is None or alone == found.header:
        return found
    single = read_heading(alone, russian=russian)
    if not single.field or ":" in single.field:
        return found
    of_figures = (
        found.unit is not None and single.unit is None
    )  # "Вартість, тис. грн: обладнання" is a cost, not equipment
    return found if of_figures and not as_field(single.field, found.unit)[0] else replace(single, header=found.header)


def _spread(grid: Grid, lines: Sequence[Sequence[Cell]], row: int) -> list[Sequence[Cell]]:
    """Return the header rows, with a merged cell in the middle repeated over all its columns."""
    found: list[Sequence[Cell]] = list(lines)
    for area in grid.merged:
        at = area.row - row
        if 0 < at < len(lines) - 1 and area.last_column > area.column:
            filled = [*found[at], *[None] * (area.last_column - len(found[at]))]
            width = area.last_column - area.column + 1
            filled[area.column - 1 : area.last_column] = [grid.cell(area.row, area.column)] * width
            found[at] = filled
    return found


def _texts(lines: Sequence[Sequence[Cell]]) -> dict[int, str]:
    """Return headings by column; a heading over several columns precedes each of theirs, a lone unit does not."""
    width = max(map(len, lines), default=0)
    texts: dict[int, str] = {}
    heading = ""
    for at in range(width):
        own, *lower = [_text(line[at]) if at < len(line) else "" for line in lines]
        heading = own if own and read_unit(own) is None else heading
        parts = [part for part in lower if part]
        parts = [heading, *parts] if parts and heading else parts or [own]
        if parts[0]:
            texts[at + 1] = ": ".join(parts)
    return texts


def _text(cell: Cell) -> str:
    """Return a cell as a heading; "" if it is too long to be one."""
    text = " ".join(cell.split()) if isinstance(cell, str) else ""
    return text if len(text) <= LONGEST else ""
