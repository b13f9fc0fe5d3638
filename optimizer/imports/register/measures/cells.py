"""What single cells of a measure's rows state: a figure, a year, words; or why that has to be asked."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.decimals import EXACT, ONE, ZERO, Decimal
from optimizer.imports.register.measures.columns import place_of
from optimizer.imports.register.words.cells import shown
from optimizer.imports.register.words.figures import UnreadFigure, is_missing_cell, read_figure
from optimizer.imports.register.words.figures_with_units import in_unit_of_column
from optimizer.imports.register.words.loose_cells import (
    is_part_of_year,
    is_percentage,
    kind_of_date,
    loose_figure,
    years_in,
)
from optimizer.imports.register.words.row_words import resource_in
from optimizer.locales import noted
from optimizer.readers.grid import column_letter
from optimizer.record import MOST_YEARS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Table

    from optimizer.imports.register.mapping import CellKind, MappedColumn, Mapping
    from optimizer.imports.register.measures.rows import MeasureRow
    from optimizer.imports.register.words.figures import Figure
    from optimizer.imports.register.words.loose_cells import LooseFigure
    from optimizer.imports.register.words.row_words import StatedResource
    from optimizer.readers.grid import Cell

    CellRules = Table[CellKind, str]
    Answers = Table[str, Table[str, str]]

YEARS = ("earliest", "start_year")
_YEAR = re.compile(r"(20\d\d)\s*(?:р\.?|рік|г\.?|год)?")


def read_cell(row: MeasureRow, at: int, mapping: Mapping) -> Cell:
    """Return a cell's content, or the mapping's replacement for it."""
    return answered_cell(row, at, mapping.rows) if mapping.rows else row.cells.get(at)


def answered_cell(row: MeasureRow, at: int, answers: Answers) -> Cell:
    """Return a cell's content, or the answer that replaces it."""
    instead = answers.get(str(row.number))
    return row.cells.get(at) if instead is None else instead.get(column_letter(at), row.cells.get(at))


def figures_in(
    rows: Iterable[MeasureRow], at: int, column: MappedColumn, answers: Answers, rules: CellRules
) -> dict[int, Figure]:
    """Return the figures in a column by the number of their row, with the answers about rows instead of their cells."""
    if not answers:
        return {row.number: figure_in(row.cells.get(at), column, rules) for row in rows}
    return {row.number: figure_in(answered_cell(row, at, answers), column, rules) for row in rows}


def figure_in(cell: Cell, column: MappedColumn, rules: CellRules) -> Figure:
    """Return the figure in a cell, as written; a cell of a kind that has a rule is read by it."""
    found = _stated(cell, column)
    if not isinstance(found, UnreadFigure) or not isinstance(cell, str):
        return found
    loose = loose_figure(cell)
    if loose is not None and (bounds := _bounds(loose, column)):
        return _by_rule(loose.kind, bounds, rules, found)
    return _by_rule("percent", [], rules, found) if is_percentage(cell) else found


def _bounds(loose: LooseFigure, column: MappedColumn) -> list[Decimal]:
    """Return the figures of a loosely stated one, from the lower to the higher; none if they can't be read."""
    last, (times, parts) = in_unit_of_column(loose.figures[-1], column)
    read = [read_figure(text, column.decimal) for text in (*loose.figures[:-1], last)]
    found = [_times(one, times, parts) for one in read if isinstance(one, Decimal)]
    fit = len(found) == len(read) and found == sorted(found) and not any(_impossible(one, column) for one in found)
    return found if fit else []


def _by_rule(kind: CellKind, bounds: list[Decimal], rules: CellRules, unread: UnreadFigure) -> Figure:
    match rules.get(kind):
        case None:
            return replace(unread, kind=kind)
        case "figure" | "lower":
            return bounds[0]
        case "upper":
            return bounds[-1]
        case "middle":
            return EXACT.divide(sum(bounds, ZERO), Decimal(len(bounds)))
        case "-":
            return None
        case _:
            return unread


def _stated(cell: Cell, column: MappedColumn) -> Figure:
    cell, (times, parts) = in_unit_of_column(cell, column)
    found = read_figure(cell, column.decimal)
    if not isinstance(found, Decimal):
        return found
    figure = _times(found, times, parts)
    why = _impossible(figure, column)
    return UnreadFigure(why) if why else figure


def _times(figure: Decimal, times: Decimal, parts: Decimal) -> Decimal:
    if times is parts is ONE:
        return figure
    return EXACT.divide(EXACT.multiply(figure, times), parts)


def _impossible(figure: Decimal, column: MappedColumn) -> str:
    """Return why a figure doesn't fit its column, or ""."""
    if column.field == "capex" and figure < 0:
        return noted("is negative: a net cost, after a grant or savings, is not the investment")
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


def year_in(cell: Cell, rules: CellRules) -> int | UnreadFigure | None:
    """Return the year that a cell states, None if it states none, or why it has to be asked."""
    if is_missing_cell(cell):
        return None
    if isinstance(cell, dt.date):
        return cell.year
    text = shown(cell).strip()
    years = years_in(text)
    if _YEAR.fullmatch(text) or is_part_of_year(text):
        return years[0]
    unread = UnreadFigure(noted("is not a single year"))
    return _year_by_rule(kind_of_date(text), years, rules, unread) if isinstance(cell, str) else unread


def _year_by_rule(
    kind: CellKind, years: tuple[int, ...], rules: CellRules, unread: UnreadFigure
) -> int | UnreadFigure | None:
    match rules.get(kind):
        case None:
            return replace(unread, kind=kind)
        case "first":
            return years[0]
        case "last":
            return years[-1]
        case "-":
            return None
        case _:
            return unread


def resource_of(row: MeasureRow, columns: Table[int, MappedColumn], mapping: Mapping) -> StatedResource:
    """Return what a row says about its own resource and unit."""
    resource, unit = (
        None if (at := place_of(columns, field)) is None else read_cell(row, at, mapping)
        for field in ("resource", "unit")
    )
    return resource_in(resource, unit, next((one for one in columns.values() if one.resource_by_row), None), mapping)
