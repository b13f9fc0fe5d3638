"""What single cells of a measure's rows state: a figure, a year, words; or why that has to be asked."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from optimizer.case import MOST_YEARS
from optimizer.decimals import EXACT, ONE, Decimal
from optimizer.errors import Phrase
from optimizer.imports.register.figures import UnreadFigure, is_missing_cell, read_figure
from optimizer.imports.register.lines import shown
from optimizer.imports.register.mapping import FIGURES, NO_ANSWER
from optimizer.imports.register.measured import in_column
from optimizer.imports.register.questions import Choice, RegisterQuestion
from optimizer.imports.register.resources import place_of, said_in
from optimizer.locales import noted
from optimizer.readers.grid import Formula, column_letter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Table

    from optimizer.imports.register.lines import MeasureRow
    from optimizer.imports.register.mapping import MappedColumn, Mapping
    from optimizer.imports.register.resources import StatedResource
    from optimizer.readers.grid import Cell

YEARS = ("earliest", "start_year")
_YEAR = re.compile(r"(20\d\d)\s*(?:р\.?|рік|г\.?|год)?")


def read_cell(line: MeasureRow, at: int, mapping: Mapping) -> Cell:
    """Return a cell's content, or the mapping's replacement for it."""
    instead = mapping.rows.get(str(line.row), {}).get(column_letter(at))
    return line.cells.get(at) if instead is None else instead


def figure_in(cell: Cell, column: MappedColumn) -> Decimal | UnreadFigure | None:
    """Return the figure in a cell, as written."""
    cell, (times, parts) = in_column(cell, column)
    found = read_figure(cell, column.decimal)
    if not isinstance(found, Decimal):
        return found
    figure = EXACT.divide(EXACT.multiply(found, times), parts)
    why = _impossible(figure, column)
    return UnreadFigure(why) if why else figure


def _impossible(figure: Decimal, column: MappedColumn) -> str:
    """Return why a figure doesn't fit its column, or ""."""
    if column.field == "capex" and figure < 0:
        return noted("must not be negative")
    if column.field == "lifetime":
        years = in_years(figure, column)
        if years % 1 or not ONE <= years <= MOST_YEARS:
            return noted("must be a whole number of years")
        if _YEAR.fullmatch(shown(figure)):
            return noted("is a calendar year")
    return ""


def in_years(figure: Decimal, column: MappedColumn) -> Decimal:
    """Return a duration in years."""
    return EXACT.divide(figure, Decimal(12)) if column.unit == "month" else figure


def unclear_cells(
    lines: tuple[MeasureRow, ...], columns: Table[int, MappedColumn], mapping: Mapping
) -> list[RegisterQuestion]:
    """Ask about each cell that doesn't fit its column."""
    return [
        question
        for at, column in columns.items()
        for line in lines
        if (question := _unclear(line, at, column, read_cell(line, at, mapping)))
    ]


def _unclear(line: MeasureRow, at: int, column: MappedColumn, cell: Cell) -> RegisterQuestion | None:
    if column.field in FIGURES:
        found = figure_in(cell, column)
        why = found.why if isinstance(found, UnreadFigure) else ""
    elif column.field in YEARS:
        why = noted("is not a single year") if year_in(cell) is None and not is_missing_cell(cell) else ""
    else:
        why = noted("is a formula without a stored value") if isinstance(cell, Formula) else ""
    if not why:
        return None
    text = '"{header}" in row {row} {why}: what is the value (in the column\'s unit, or - for none)?'
    values = {"header": column.header, "row": line.row, "why": Phrase(why)}
    left = (Choice("-", "missing"), Choice(NO_ANSWER, "leave the row out"))
    return RegisterQuestion(
        f"rows.{line.row}.{column_letter(at)}", text, values, left, samples=(shown(cell),), free=True
    )


def year_in(cell: Cell) -> int | None:
    """Return the single year that a cell states; None if it states none or several."""
    if isinstance(cell, dt.date):
        return cell.year
    found = _YEAR.fullmatch(shown(cell).strip())
    return int(found[1]) if found else None


def measures_of(lines: Iterable[MeasureRow]) -> list[tuple[MeasureRow, ...]]:
    """Return the rows of each measure, in the register's order."""
    found: dict[int, list[MeasureRow]] = {}
    for line in lines:
        found.setdefault(line.first, []).append(line)
    return [tuple(rows) for rows in found.values()]


def figures_of(
    lines: tuple[MeasureRow, ...], at: int, column: MappedColumn, mapping: Mapping
) -> list[tuple[MeasureRow, Decimal]]:
    """Return the figures in a measure's rows of a column, each with its row; unclear cells are skipped."""
    found = [(line, figure_in(read_cell(line, at, mapping), column)) for line in lines]
    return [(line, figure) for line, figure in found if isinstance(figure, Decimal)]


def said_by(line: MeasureRow, columns: Table[int, MappedColumn], mapping: Mapping) -> StatedResource:
    """Return what a row says about its own resource and unit."""
    resource, unit = (
        None if (at := place_of(columns, field)) is None else read_cell(line, at, mapping)
        for field in ("resource", "unit")
    )
    return said_in(resource, unit, next((one for one in columns.values() if one.resource_by_row), None), mapping)
