"""Rows of a register → measures in the case's money and units."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optimizer.decimals import EXACT, ONE, ZERO, Decimal
from optimizer.imports.register.currencies import in_row
from optimizer.imports.register.figures import is_missing_cell
from optimizer.imports.register.lines import shown
from optimizer.imports.register.mapping import FIGURES, MONEY
from optimizer.imports.register.measured import DURATIONS
from optimizer.imports.register.money import factor, levels
from optimizer.imports.register.resources import (
    NOT_READ,
    output_of,
    place_of,
    row_multiplier,
    times_a_year,
    unit_factor,
)
from optimizer.imports.register.stated import YEARS, figures_of, in_years, read_cell, said_by, year_in
from optimizer.imports.register.units import factor_between
from optimizer.imports.register.vocabulary import exactly

if TYPE_CHECKING:
    from collections.abc import Mapping as Table
    from decimal import Context

    from optimizer.imports.register.lines import MeasureRow
    from optimizer.imports.register.mapping import MappedColumn, Mapping
    from optimizer.readers.grid import Cell

PRECISION = 12
ROUNDED = EXACT.copy()
ROUNDED.prec = PRECISION
NOT_OF_MEASURES = {None, "ignore", "number", "resource", "unit", "currency"}


@dataclass
class StatedMeasure:
    """One measure as the register states it, in the case's money and the streams' units per year."""

    row: int
    section: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    figures: dict[str, Decimal] = field(default_factory=dict)
    """By field; money of one stream as `money:heat`, quantities as `quantity:heat`."""
    notes: list[str] = field(default_factory=list)
    rows: tuple[int, ...] = ()
    """All row numbers of the measure."""
    currencies: list[str] = field(default_factory=list)
    """Return the currencies that its rows name for their money."""

    @property
    def quantities(self) -> dict[str, Decimal]:
        """Return the yearly saving by stream, in units."""
        return _behind("quantity:", self.figures)

    @property
    def stream_money(self) -> dict[str, Decimal]:
        """Return the money that the register states, by stream."""
        return _behind("money:", self.figures)

    @property
    def money(self) -> Decimal | None:
        """Return the total yearly saving that the register states."""
        if "money" in self.figures:
            return self.figures["money"]
        return sum(self.stream_money.values(), ZERO) if self.stream_money else None


def _behind(start: str, figures: Table[str, Decimal]) -> dict[str, Decimal]:
    return {key[len(start) :]: figure for key, figure in figures.items() if key.startswith(start)}


def read_entry(lines: tuple[MeasureRow, ...], columns: Table[int, MappedColumn], mapping: Mapping) -> StatedMeasure:
    """Return the measure in these rows; every cell must be unambiguous and every rate known."""
    entry = StatedMeasure(lines[0].row, lines[0].section, rows=tuple(line.row for line in lines))
    for at, column in columns.items():
        if column.field in FIGURES:
            for line, figure in _counted(lines, at, column, mapping):
                _put(entry, line, _altogether(figure, line, columns, column, mapping), columns, column, mapping)
        elif column.field not in NOT_OF_MEASURES:
            cells = [read_cell(line, at, mapping) for line in lines]
            for cell in dict.fromkeys(cell for cell in cells if not is_missing_cell(cell)):
                _say(entry, column, cell)
    return entry


def _counted(
    lines: tuple[MeasureRow, ...], at: int, column: MappedColumn, mapping: Mapping
) -> list[tuple[MeasureRow, Decimal]]:
    """Return the figures that count: all if rows are parts, otherwise one."""
    found = figures_of(lines, at, column, mapping)
    once = column.rows == "once" or column.field in DURATIONS
    return found[:1] if once and not column.resource_by_row else found


def _altogether(
    figure: Decimal, line: MeasureRow, columns: Table[int, MappedColumn], column: MappedColumn, mapping: Mapping
) -> Decimal:
    """Return a per-tonne figure times the tonnes of its row; other figures unchanged."""
    if column.per != "output":
        return figure
    output = output_of(said_by(line, columns, mapping).unit_word, mapping)
    assert output is not None
    return EXACT.multiply(figure, output)


def _put(  # noqa: PLR0913, PLR0917 - a figure with all that says what it is
    entry: StatedMeasure,
    line: MeasureRow,
    figure: Decimal,
    columns: Table[int, MappedColumn],
    column: MappedColumn,
    mapping: Mapping,
) -> None:
    if column.currency_by_row:
        at = place_of(columns, "currency")
        assert at is not None
        column = in_row(column, read_cell(line, at, mapping), mapping)
        entry.currencies.append(column.currency or "")
    key, found = column.key, _converted(figure, column, mapping) if not column.resource_by_row else figure
    if column.resource_by_row:
        said = said_by(line, columns, mapping)
        if said.stream == NOT_READ:
            return
        key, found = f"quantity:{said.stream}", _rounded(figure, row_multiplier(said, column, mapping))
    elif key == "money" and column.rows == "sum" and len(entry.rows) > 1:
        key = f"money:{said_by(line, columns, mapping).stream or '-'}"
    entry.figures[key] = EXACT.add(entry.figures.get(key, ZERO), found)


def _say(entry: StatedMeasure, column: MappedColumn, cell: Cell) -> None:
    """Record words; if a measure has several rows, the first with content applies."""
    if column.field == "notes":
        entry.notes.append(
            f"{column.header}: {shown(cell)}" if exactly("field", column.header) != "notes" else shown(cell)
        )
    else:
        entry.texts.setdefault(str(column.field), str(year_in(cell)) if column.field in YEARS else shown(cell))


def _converted(figure: Decimal, column: MappedColumn, mapping: Mapping) -> Decimal:
    if column.field in DURATIONS:
        return in_years(figure, column)
    return _rounded(figure, multiplier(column, mapping))


def _rounded(figure: Decimal, times: Decimal) -> Decimal:
    context: Context = ROUNDED
    return context.plus(EXACT.multiply(figure, times))


def multiplier(column: MappedColumn, mapping: Mapping) -> Decimal:
    """Return the factor from a column's figures to the case's money or the stream's unit, per year."""
    found = column.scale or ONE
    if column.field in {"money", "opex_change", "quantity", "co2"}:
        found = EXACT.multiply(found, times_a_year(column, mapping))
    if column.field in MONEY:
        start, target = levels(column, mapping)
        found = EXACT.multiply(found, factor(mapping, start, target))
        return EXACT.divide(found, ONE + (column.vat or ZERO))
    if column.field == "co2":
        return EXACT.multiply(found, factor_between(column.unit or "t", "t") or ONE)
    if column.field == "quantity":
        return EXACT.multiply(found, unit_factor(column, mapping) or ONE)
    return found
