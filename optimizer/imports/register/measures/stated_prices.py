"""Prices that a register states in a column of its own ("Тариф, грн/кВт·год"): each is of what its row saves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.decimals import EXACT, ONE, Decimal, parse_number
from optimizer.imports.register.mapping import AMOUNTS, OF_ROW
from optimizer.imports.register.measures.cells import resource_of
from optimizer.imports.register.measures.conversions import factor_of, likely_factor, unit_factor
from optimizer.imports.register.measures.row_units import in_unit_of_row, units_of_rows
from optimizer.imports.register.words.row_words import NOT_READ
from optimizer.imports.register.words.streams import terms_of
from optimizer.imports.register.words.units import ScaledUnit, factor_between, is_russian, read_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.imports.register.mapping import MappedColumn, Mapping
    from optimizer.imports.register.measures.register import Register
    from optimizer.imports.register.measures.rows import MeasureRow
    from optimizer.imports.register.sheet.joined_tables import RowNumber


@dataclass(frozen=True)
class StatedPrice:
    """A price in a row, in the case's money per unit of its stream; the stream is "" if it isn't clear which it is."""

    row: RowNumber
    stream: str
    price: Decimal


def price_unit(column: MappedColumn) -> ScaledUnit | None:
    """Return the unit that a column's prices are per; None if it isn't known, or that of each row's quantity."""
    return read_unit(column.each or "", russian=is_russian([column.header])) if column.each != OF_ROW else None


def priced_stream(register: Register, row: MeasureRow, column: MappedColumn) -> tuple[str, Decimal] | None:
    """Return the stream of a row's price and how many of its units the price is per; None unless there is only one.

    Of several, only those count that are measured in such a unit: electricity in kWh, but not gas by its heating value.
    """
    units = {stream: _units(register, row, column, stream) for stream in _streams(register, row, column)}
    found = [(stream, one) for stream, one in units.items() if one is not None]
    unit = price_unit(column)
    if len(found) > 1 and unit is not None:
        found = [one for one in found if factor_between(unit.symbol, terms_of(register.mapping, one[0]).unit or "")]
    return found[0] if len(found) == 1 else None


def _streams(register: Register, row: MeasureRow, column: MappedColumn) -> Iterator[str]:
    """Yield the streams whose price a row may state: the column's, the one that it names, or those that it saves."""
    if column.stream:
        yield column.stream
        return
    for at, one in register.columns.items():
        if one.field not in AMOUNTS or not register.figures_of([row], at):
            continue
        stream = resource_of(row, register.columns, register.mapping).stream if one.resource_by_row else one.stream
        if stream and stream != NOT_READ:
            yield stream


def _units(register: Register, row: MeasureRow, column: MappedColumn, stream: str) -> Decimal | None:
    """Return how many of a stream's units a price is per; None if its unit doesn't suit the stream."""
    if column.each == OF_ROW:
        return _units_of_row(register, row, stream)
    unit = price_unit(column)
    factor = None if unit is None else _factor(unit.symbol, stream, register)
    return None if unit is None or factor is None else EXACT.multiply(unit.scale, factor)


def _units_of_row(register: Register, row: MeasureRow, stream: str) -> Decimal | None:
    """Return how many of a stream's units one unit of the row's quantity is."""
    for column in register.columns.values():
        if column.resource_by_row:
            resource = resource_of(row, register.columns, register.mapping)
            if resource.unit is None or resource.stream != stream:
                continue
            scale = resource.unit.scale if column.unit else EXACT.multiply(resource.unit.scale, column.scale or ONE)
            factor = factor_of(resource, register.mapping)
            return None if factor is None else EXACT.multiply(scale, factor)
        if column.field in AMOUNTS and column.stream == stream:
            word = units_of_rows(register).get(row.number, "") if column.unit_by_row else ""
            own = in_unit_of_row(column, word, register.mapping)
            factor = unit_factor(own, register.mapping)
            return None if factor is None else EXACT.multiply(own.scale or ONE, factor)
    return None


def _factor(unit: str, stream: str, register: Register) -> Decimal | None:
    """Return how many of a stream's units one unit is: as given for its quantities, or by the heating value."""
    given = (
        column.factor
        for column in register.columns.values()
        if column.field in AMOUNTS and (column.stream, column.unit) == (stream, unit) and column.factor is not None
    )
    if (factor := next(given, None)) is not None:
        return factor
    return _known_factor(unit, stream, register.mapping)


def _known_factor(unit: str, stream: str, mapping: Mapping) -> Decimal | None:
    found = factor_between(unit, terms_of(mapping, stream).unit or "")
    likely = likely_factor(unit, stream, mapping) if found is None else ""
    return parse_number(likely) if likely else found
