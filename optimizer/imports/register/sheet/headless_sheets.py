"""Sheets without headings that may continue a register: rows of a text and several figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import Decimal
from optimizer.imports.register.sheet.header_rows import FEWEST, find_header
from optimizer.imports.register.words.cells import shown
from optimizer.imports.register.words.figures import read_figure
from optimizer.imports.register.words.figures_with_units import without_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.readers.grid import Cell, Grid

FEWEST_FIGURES = 2
"""A measure has a cost and a saving; a note has at most one figure."""


def rows_without_headings(grid: Grid) -> int:
    """Return how many rows of a sheet look like measures although it has no headings; 0 if it has some."""
    count = sum(map(_is_like_a_measure, grid.rows))
    first = next((row for row in grid.rows if sum(map(bool, map(shown, row))) >= FEWEST), ())
    return count if count and _is_like_a_measure(first) and find_header(grid) is None else 0


def _is_like_a_measure(cells: Sequence[Cell]) -> bool:
    """Return whether a row has a text in letters and several figures."""
    stated = [cell for cell in cells if shown(cell)]
    texts = any(isinstance(cell, str) and any(map(str.isalpha, cell)) for cell in stated)
    figures = [cell for cell in stated if isinstance(read_figure(without_unit(cell), None), Decimal)]
    return texts and len(figures) >= FEWEST_FIGURES
