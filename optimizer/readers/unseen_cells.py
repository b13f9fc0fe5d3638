"""What a person doesn't see in the workbook form of a case: cells are read as they are stored, with a report.

Struck-through rows are errors, because whoever strikes a measure out doesn't want it in a plan. Hidden rows and columns
are read with a warning, because filters are also set just to look at a part. Figures are in the units of
the case's columns, so what a cell holds counts, and a number format that shows another figure is a warning.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from optimizer.decimals import Decimal
from optimizer.errors import Problem, SpelledFigure, UnitName
from optimizer.locales.currencies import currency_named
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optimizer.readers.grid import Cell, Grid

IDS = ("measure", "stream", "pollutant", "end_use", "group", "requires", "sum_as", "first", "second", "name")
"""Columns whose words a spreadsheet program may take for dates."""
FEW = 12


def unseen_cells(file: str, grid: Grid, header: tuple[str, ...], header_row: int) -> Iterator[Problem]:
    """Yield a problem for each thing in a sheet that a person doesn't see as it is read."""
    filled = {at for at, cells in enumerate(grid.rows, 1) if at > header_row and any(map(_has_content, cells))}
    if struck := sorted(grid.seen.struck_rows & filled):
        text = (
            "has struck-through text in rows {rows}: delete rows that don't apply any more, or remove the strikethrough"
        )
        yield Problem(file, text, struck[0], None, {"rows": _listed(struck)})
    if hidden := sorted(grid.seen.hidden_rows & filled):
        text = "has hidden or filtered-out rows, which are read like all others: {rows}"
        yield Problem(file, text, hidden[0], None, {"rows": _listed(hidden)}, warning=True)
    if grid.seen.hidden:
        yield Problem(file, "the sheet is hidden, but it is read", warning=True)
    for column in sorted(grid.seen.hidden_columns):
        if any(_has_content(grid.cell(row, column)) for row in filled):
            yield Problem(
                file, "the column is hidden, but it is read", header_row, _named(header, column), warning=True
            )
    yield from _other_figures(file, grid, header, header_row)
    yield from _dates(file, grid, header, filled)


def _other_figures(file: str, grid: Grid, header: tuple[str, ...], header_row: int) -> Iterator[Problem]:
    """Report the first cell of each column that shows thousands or millions; per cents show the same figure."""
    told: set[int] = set()
    for cells in grid.seen.formats:
        stored = grid.cell(cells.row, cells.column)
        if cells.powers > 0 and cells.row > header_row and cells.column not in told and isinstance(stored, Decimal):
            told.add(cells.column)
            text = "shows {shown} because of its number format, but {stored} is stored and read"
            values = {"shown": SpelledFigure(f"{cells.shown(stored):f}"), "stored": SpelledFigure(f"{stored:f}")}
            yield Problem(file, text, cells.row, _named(header, cells.column), values, warning=True)


def other_currencies(file: str, grid: Grid, header: tuple[str, ...], currency: str) -> Iterator[Problem]:
    """Report the first cell of each column that shows another currency beside its figure than the case is in."""
    told: set[int] = set()
    for cells in grid.seen.formats:
        shown = currency_named(cells.beside) if cells.beside and cells.column not in told else None
        if shown is not None and shown != currency:
            told.add(cells.column)
            text = 'shows "{beside}" beside its figure because of its number format, but is read in {currency}'
            values = {"beside": cells.beside, "currency": UnitName(currency)}
            yield Problem(file, text, cells.row, _named(header, cells.column), values, warning=True)


def _dates(file: str, grid: Grid, header: tuple[str, ...], rows: Iterable[int]) -> Iterator[Problem]:
    """Report ids and names that are dates: "1-2" was probably typed, and became 1 February."""
    for column, name in enumerate(header, 1):
        dated = [row for row in sorted(rows) if isinstance(grid.cell(row, column), dt.date)]
        if name.strip().casefold() in IDS and dated:
            text = (
                "has dates in rows {rows}: a spreadsheet program has probably converted ids such as 1.2 or 3-10;"
                " format the cells as text and type them again"
            )
            yield Problem(file, text, dated[0], name.strip(), {"rows": _listed(dated)}, warning=True)


def _has_content(cell: Cell) -> bool:
    return cell is not None and bool(str(cell).strip())


def _named(header: tuple[str, ...], column: int) -> str:
    """Return the name of a column, or its letter."""
    name = header[column - 1].strip() if column <= len(header) else ""
    return name or column_letter(column)


def _listed(rows: list[int]) -> str:
    first = ", ".join(map(str, rows[:FEW]))
    return first if len(rows) <= FEW else f"{first} …"
