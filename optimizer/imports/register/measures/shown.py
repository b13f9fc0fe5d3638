"""Figures whose number format shows another figure than is stored, or a unit beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer.decimals import EXACT, ONE, Decimal, plain
from optimizer.imports.register.mapping import MONEY
from optimizer.imports.register.words.figures_with_units import DURATIONS
from optimizer.imports.register.words.units import (
    ScaledUnit,
    dimension_of,
    factor_between,
    is_russian,
    read_scale,
    read_unit,
)

if TYPE_CHECKING:
    from optimizer.imports.register.mapping import MappedColumn
    from optimizer.imports.register.measures.register import Register
    from optimizer.imports.register.sheet.joined_tables import RowNumber
    from optimizer.readers.grid import FormattedCells


@dataclass(frozen=True)
class FormattedFigure:
    """A figure in a row, and how its cell shows it: divided by 10 to the power of `powers`, with a text beside it."""

    row: RowNumber
    figure: Decimal
    powers: int
    beside: str

    @property
    def shown(self) -> Decimal:
        """Return the figure that the cell shows."""
        return EXACT.divide(self.figure, EXACT.power(Decimal(10), self.powers))


def formatted_figures(register: Register, at: int) -> list[FormattedFigure]:
    """Return a column's formatted figures: in the measures, or below the header while these are not known."""
    measures = {row.number for row in register.rows}
    return [
        FormattedFigure(register.tables.number(row), figure, run.powers, run.beside)
        for run in register.grid.seen.formats
        if run.column == at
        for row in range(max(run.row, register.header.last_row + 1), run.last_row + 1)
        if (not measures or row in measures) and isinstance(figure := register.grid.cell(row, at), Decimal)
    ]


def with_shown_figures(register: Register, places: list[int]) -> Register:
    """Return the register with the figures that the cells of these columns show instead of those they hold."""
    runs: dict[int, list[FormattedCells]] = {}
    for run in register.grid.seen.formats:
        if run.column in places and run.powers:
            for row in range(max(run.row, register.header.last_row + 1), run.last_row + 1):
                runs.setdefault(row, []).append(run)
    rows = list(register.grid.rows)
    for row, of_row in runs.items():
        cells = list(rows[row - 1])
        for run in of_row:
            stored = cells[run.column - 1]
            cells[run.column - 1] = run.shown(stored) if isinstance(stored, Decimal) else stored
        rows[row - 1] = tuple(cells)
    grid = replace(register.grid, rows=tuple(rows))
    return replace(register, tables=replace(register.tables, grid=grid))


def usual_text_beside(figures: list[FormattedFigure]) -> FormattedFigure | None:
    """Return the first figure with the most frequent text beside it; None if there is no text beside any."""
    texts = Counter(one.beside for one in figures if one.beside)
    usual = max(texts, key=lambda text: texts[text], default="")
    return next((one for one in figures if one.beside == usual), None) if usual else None


def unit_beside(figure: FormattedFigure, column: MappedColumn) -> ScaledUnit | None:
    """Return the unit in which a figure is read, by the text beside it; None if the text is no unit of its column.

    Of "#,##0, тис. грн", which shows 400 thousand for 400,000, the figure as stored is in hryvnias.
    """
    unit = read_unit(figure.beside, russian=is_russian([figure.beside])) or _scale_alone(figure.beside, column)
    if unit is None or not _fits(unit, column):
        return None
    if column.figures == "stored" and figure.powers:
        return replace(unit, scale=EXACT.divide(unit.scale, EXACT.power(Decimal(10), figure.powers)))
    return unit


def _scale_alone(text: str, column: MappedColumn) -> ScaledUnit | None:
    """Return the unit of a heading, scaled by a word such as "тис." or "K" beside the figures."""
    symbol, scale = column.currency or column.unit, read_scale(text)
    if symbol is None or scale is None:
        return None
    return ScaledUnit(symbol, "money" if column.currency else dimension_of(symbol), scale)


def _fits(unit: ScaledUnit, column: MappedColumn) -> bool:
    if column.field in MONEY:
        return unit.money
    if column.field in DURATIONS:
        return unit.dimension == "time"
    return column.field in {"quantity", "co2"} and unit.dimension in {"energy", "volume", "mass"}


def unit_in_formats(register: Register, at: int) -> str:
    """Return the scale and unit beside all formatted figures of a column; "" if they differ or there is none."""
    figures = formatted_figures(register, at)
    units = {unit_beside(one, register.columns[at]) for one in figures}
    unit = units.pop() if len(units) == 1 else None
    return f"{plain(unit.scale)} × {unit.symbol}" if unit is not None else ""


def own_unit(column: MappedColumn) -> ScaledUnit | None:
    """Return the unit of a column as far as it is known: from its heading, or from answers."""
    if column.field in DURATIONS:
        return ScaledUnit(column.unit or "year", "time")
    symbol = column.currency if column.field in MONEY else column.unit
    if symbol is None:
        return None
    dimension = "money" if column.field in MONEY else dimension_of(symbol)
    return ScaledUnit(symbol, dimension, column.scale or ONE, column.per or "")


def is_same_unit(unit: ScaledUnit, own: ScaledUnit) -> bool:
    """Return whether a unit beside figures is that of their column; a period that is stated once applies to both."""
    if unit.per and own.per and unit.per != own.per:
        return False
    factor = ONE if unit.symbol == own.symbol else None if unit.money else factor_between(unit.symbol, own.symbol)
    return factor is not None and EXACT.multiply(unit.scale, factor) == own.scale
