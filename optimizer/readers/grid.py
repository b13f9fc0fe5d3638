"""An untrusted workbook (XLSX, ODS, XLS) → plain grids of cells, parsed in a child process with limits.

    for grid in read_grids(Path("register.xlsx")):
        grid.name, grid.rows[0][0]       # row 1, column A
        grid.cell(7, 2)                  # row 7, column B; None beyond the edge

First the guard inspects the bytes; then a child parses them, so that no file can exhaust this process's
memory, hang it or end it. Any failure is an `InvalidInput` with one Problem.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from optimizer.decimals import EXACT, Decimal
from optimizer.errors import InvalidInput, Problem
from optimizer.limits import REGISTER, WorkbookLimits
from optimizer.locales import noted
from optimizer.processes import said_by
from optimizer.readers.guard import XLSX, form_of, unsafe

_CHILD = Path(__file__).with_name("sheets") / "__main__.py"
_GRACE = 5  # extra seconds for a child that starts on a busy machine
_UNREADABLE = noted("can't be read as a workbook within the limits of time and memory")
_SAID_BY_CHILD = (
    noted("needs too much memory"),
    noted("can't be read as a workbook: {reason}"),
    noted("has a sheet of more than {rows} rows or {columns} columns: delete what is not needed"),
    noted("contains too much text"),
    noted("contains macros: save it as .xlsx without macros"),
    noted("is not an XLSX workbook: open it and save it as .xlsx"),
    noted("is encrypted: open it with its password and save it without one"),
    noted("has more than {cells} cells"),
)
_SIGNIFICANT = ".15g"  # the precision of numbers in a spreadsheet


@dataclass(frozen=True)
class Formula:
    """A formula without a stored value: the program that wrote the file did not calculate it."""

    text: str


Cell = None | str | Decimal | bool | dt.date | Formula  # a date with a time of day is a datetime


class Area(NamedTuple):
    """The corners of a merged cell, counted from 1."""

    row: int
    column: int
    last_row: int
    last_column: int


class FormattedCells(NamedTuple):
    """Cells of one column in adjoining rows whose number format shows another figure than is stored, or a unit.

    A cell shows its figure divided by 10 to the power of `powers` (3 for "#,##0,", −2 for "0 %"), with the text
    `beside` it.
    """

    column: int
    row: int
    last_row: int
    powers: int
    beside: str

    def shown(self, stored: Decimal) -> Decimal:
        """Return the figure that a cell shows."""
        return EXACT.divide(stored, EXACT.power(Decimal(10), self.powers))


@dataclass(frozen=True)
class Appearance:
    """What a person sees of a sheet and its values don't tell; rows and columns are counted from 1.

    Hidden rows are also those that a filter hides. A row is struck through if a text or figure in it is.
    """

    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    struck_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formats: tuple[FormattedCells, ...] = ()


AS_STORED = Appearance()


@dataclass(frozen=True)
class Grid:
    """One sheet: `rows[i][j]` is the cell in row i + 1 and column j + 1.

    Empty cells are None, formulas their stored values, numbers exact to 15 digits, errors texts
    ("#N/A"). A merged cell's value is in its first cell. Empty cells at the end of a row and empty
    rows at the end are dropped, so rows differ in length. `merged` lists the merged areas, `seen` what looks
    otherwise than it is stored.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[Area, ...] = ()
    seen: Appearance = AS_STORED

    def cell(self, row: int, column: int) -> Cell:
        """Return the cell in a row and column, counted from 1; None beyond the edge."""
        cells = self.rows[row - 1] if 0 < row <= len(self.rows) else ()
        return cells[column - 1] if 0 < column <= len(cells) else None


def read_grids(path: Path, limits: WorkbookLimits = REGISTER, forms: tuple[str, ...] = XLSX) -> list[Grid]:
    """Return every sheet of a workbook, in order; raise `InvalidInput` with one Problem if it can't be read."""
    if problem := unsafe(path, limits, forms):
        raise InvalidInput([problem])
    answer = _asked(path, form_of(path), limits)
    if "grids" not in answer:
        raise InvalidInput([Problem(path.name, answer["text"], values=answer["values"])])
    return [_grid(*parts) for parts in answer["grids"]]


def _grid(name: str, rows: list[list[Cell]], merged: list[list[Decimal]], seen: dict[str, Any]) -> Grid:
    areas = tuple(Area(*map(int, area)) for area in merged)
    return Grid(name, tuple(map(tuple, rows)), areas, _appearance(seen) if seen else AS_STORED)


def _appearance(told: dict[str, Any]) -> Appearance:
    formats = tuple(
        FormattedCells(int(column), int(row), int(last_row), int(powers), beside)
        for column, row, last_row, powers, beside in told.get("formats", ())
    )
    numbers = ("hidden_rows", "struck_rows", "hidden_columns")
    unseen = {name: frozenset(map(int, told.get(name, ()))) for name in numbers}
    return Appearance(hidden=told.get("hidden", False), formats=formats, **unseen)


def column_letter(column: int) -> str:
    """Return a column's letters in a spreadsheet: 1 is A, 28 is AB."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _asked(path: Path, form: str, limits: WorkbookLimits) -> dict[str, Any]:
    """Return the child's answer, or that there is none because it was killed or crashed."""
    rows = limits.rows if limits.rows is not None else limits.cells
    bounds = (rows, limits.columns, limits.cells, limits.records, limits.answer)
    numbers = (limits.seconds, limits.memory, *bounds)
    command = [str(_CHILD), str(path.resolve()), form, *map(str, numbers)]
    try:
        return understood(said_by(command, limits.seconds + _GRACE))
    except (subprocess.SubprocessError, ValueError):
        return {"text": _UNREADABLE, "values": {}}


def understood(answer: bytes) -> dict[str, Any]:
    """Parse the child's JSON, with exact numbers, dates and formulas as cells."""
    told: dict[str, Any] = json.loads(answer, parse_float=_decimal, parse_int=Decimal, object_hook=_cell_of)
    return told


def _decimal(text: str) -> Decimal:
    return Decimal(format(float(text), _SIGNIFICANT))


def _cell_of(given: dict[str, Any]) -> Any:
    """Turn a table that stands for a date or formula into that cell; return other tables unchanged."""
    if "date" in given:
        moment = dt.datetime.fromisoformat(given["date"])
        return moment if "T" in given["date"] else moment.date()
    return Formula(given["formula"]) if "formula" in given else given
