"""Which sheet of a file holds the register, and which of its rows have the headings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.errors import Problem, closest
from optimizer.imports.register.mapping import Choice, Mapping, RegisterQuestion
from optimizer.imports.register.sheet.header_rows import Header, find_header, find_unknown_header
from optimizer.imports.register.words.cells import SHOWN, shown
from optimizer.locales import tr

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.readers.grid import Grid


@dataclass(frozen=True)
class ChosenSheet:
    """The sheet that is read, its headings, and the names of other sheets with content."""

    grid: Grid
    header: Header
    ignored: tuple[str, ...] = ()


def choose_sheet(path: Path, mapping: Mapping, sheets: tuple[Grid, ...]) -> ChosenSheet | RegisterQuestion | Problem:
    """Return the only sheet with recognisable headings, or the one in the mapping; or the question which one it is."""
    names = [grid.name for grid in sheets]
    if mapping.sheet is not None and mapping.sheet not in names:
        guess = closest(mapping.sheet, names)
        return Problem(path.name, 'there is no sheet "{name}"', values={"name": mapping.sheet}, guess=guess)
    headed = [(grid, header) for grid in sheets if (header := _header_of(grid, mapping))]
    if not headed and mapping.header_row is None:
        named = (grid for grid in sheets if mapping.sheet in {None, grid.name})
        headed = [(grid, header) for grid in named if (header := find_unknown_header(grid))]
    if not headed:
        return _which_row(mapping, sheets)
    ranked = sorted(headed, key=lambda one: (one[0].seen.hidden, -one[1].score))
    grid, header = ranked[0]
    if len(ranked) > 1 or (grid.seen.hidden and mapping.sheet is None):
        return _which_sheet(ranked)
    ignored = tuple(_called(sheet) for sheet in sheets if sheet is not grid and any(map(any, sheet.rows)))
    return ChosenSheet(grid, header, ignored)


def _called(sheet: Grid) -> str:
    """Return a sheet's name, and whether it is hidden."""
    return tr("{name} (hidden)", name=sheet.name) if sheet.seen.hidden else sheet.name


def _which_sheet(ranked: list[tuple[Grid, Header]]) -> RegisterQuestion:
    choices = tuple(
        Choice(grid.name, "{name}: {columns}", {"name": _called(grid), "columns": _first_names(header)})
        for grid, header in ranked
    )
    text = "Which sheet holds the register?"
    return RegisterQuestion("sheet", text, choices=choices, suggestion=ranked[0][0].name)


def _header_of(grid: Grid, mapping: Mapping) -> Header | None:
    if mapping.sheet is not None and mapping.sheet != grid.name:
        return None
    return find_header(grid, mapping.header_row, mapping.header_rows)


def _first_names(header: Header) -> str:
    return ", ".join(one.header for one in header.columns.values())[:SHOWN]


def _which_row(mapping: Mapping, sheets: tuple[Grid, ...]) -> RegisterQuestion:
    grid = next((sheet for sheet in sheets if sheet.name == mapping.sheet), None)
    if grid is None and len(sheets) > 1:
        choices = tuple(Choice(sheet.name, "{name}", {"name": _called(sheet)}) for sheet in sheets)
        return RegisterQuestion(
            "sheet", "No sheet has recognisable headings: which one holds the register?", choices=choices
        )
    rows = (grid or sheets[0]).rows[:20] if sheets else ()
    labelled = (
        (at, " | ".join(text for cell in row if (text := shown(cell)))[:SHOWN]) for at, row in enumerate(rows, 1)
    )
    choices = tuple(Choice(str(at), "row {row}: {text}", {"row": at, "text": text}) for at, text in labelled if text)
    return RegisterQuestion("header_row", "Which row has the column headings?", choices=choices, free=True)
