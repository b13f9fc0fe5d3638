"""What single cells of a measure's rows state: a figure, a year, words; or why that has to be asked."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from optimizer.case import MOST_YEARS
from optimizer.decimals import EXACT, ONE, Decimal
from optimizer.imports.register.measures.columns import place_of
from optimizer.imports.register.words.cells import shown
from optimizer.imports.register.words.figures import UnreadFigure, read_figure
from optimizer.imports.register.words.figures_with_units import in_unit_of_column
from optimizer.imports.register.words.row_words import resource_in
from optimizer.locales import noted
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Mapping as Table

    from optimizer.imports.register.mapping import MappedColumn, Mapping
    from optimizer.imports.register.measures.rows import MeasureRow
    from optimizer.imports.register.words.row_words import StatedResource
    from optimizer.readers.grid import Cell

YEARS = ("earliest", "start_year")
_YEAR = re.compile(r"(20\d\d)\s*(?:р\.?|рік|г\.?|год)?")


def read_cell(row: MeasureRow, at: int, mapping: Mapping) -> Cell:
    """Return a cell's content, or the mapping's replacement for it."""
    instead = mapping.rows.get(str(row.number), {}).get(column_letter(at))
    return row.cells.get(at) if instead is None else instead


def figure_in(cell: Cell, column: MappedColumn) -> Decimal | UnreadFigure | None:
    """Return the figure in a cell, as written."""
    cell, (times, parts) = in_unit_of_column(cell, column)
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


def year_in(cell: Cell) -> int | None:
    """Return the single year that a cell states; None if it states none or several."""
    if isinstance(cell, dt.date):
        return cell.year
    found = _YEAR.fullmatch(shown(cell).strip())
    return int(found[1]) if found else None


def figures_of(
    rows: tuple[MeasureRow, ...], at: int, column: MappedColumn, mapping: Mapping
) -> list[tuple[MeasureRow, Decimal]]:
    """Return the figures in a measure's rows of a column, each with its row; unclear cells are skipped."""
    found = [(row, figure_in(read_cell(row, at, mapping), column)) for row in rows]
    return [(row, figure) for row, figure in found if isinstance(figure, Decimal)]


def resource_of(row: MeasureRow, columns: Table[int, MappedColumn], mapping: Mapping) -> StatedResource:
    """Return what a row says about its own resource and unit."""
    resource, unit = (
        None if (at := place_of(columns, field)) is None else read_cell(row, at, mapping)
        for field in ("resource", "unit")
    )
    return resource_in(resource, unit, next((one for one in columns.values() if one.resource_by_row), None), mapping)
