"""Factors from the figures of a column or row to the case's money or a stream's unit, per year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import EXACT, ONE, ZERO, Decimal, parse_number, plain
from optimizer.errors import BadValue
from optimizer.imports.register.mapping import AMOUNTS, MONEY, PER_YEAR, MappedColumn, Mapping
from optimizer.imports.register.measures.money import conversion_factor, levels
from optimizer.imports.register.measures.shares import WHOLE
from optimizer.imports.register.words.streams import terms_of
from optimizer.imports.register.words.units import PERIODS, factor_between

if TYPE_CHECKING:
    from optimizer.imports.register.words.row_words import StatedResource

REFERENCE_TONNE = "t r.f."
"""A unit of energy by definition, and so converted by the fuel's heating value without asking."""


def factor_key(resource: StatedResource) -> str:
    """Return the mapping's key for the factor from the row's unit to the stream's."""
    return f"{resource.unit.symbol if resource.unit else ''} of {resource.stream}"


def factor_of(resource: StatedResource, mapping: Mapping) -> Decimal | None:
    """Return how many of the stream's units one of the row's is; None if it has to be asked."""
    assert resource.unit is not None
    given = mapping.values.get("factor", {}).get(factor_key(resource))
    if given is not None:
        try:
            factor = parse_number(given)
        except BadValue:
            return None
        return factor if factor > 0 else None
    return factor_between(resource.unit.symbol, terms_of(mapping, resource.stream or "").unit or "")


def unit_factor(column: MappedColumn, mapping: Mapping) -> Decimal | None:
    """Return how many of the stream's units one of the column's is; None if it has to be asked."""
    if column.factor is not None:
        return column.factor
    terms = terms_of(mapping, column.stream or "")
    if column.is_share:
        return EXACT.divide(terms.baseline, WHOLE) if terms.baseline is not None else None
    found = factor_between(column.unit or "", terms.unit or "")
    if found is None and column.unit == REFERENCE_TONNE and terms.kwh_per_unit:
        return parse_number(likely_factor(REFERENCE_TONNE, column.stream or "", mapping))
    return found


def likely_factor(unit: str, stream: str, mapping: Mapping) -> str:
    """Return the factor from the stream's assumed heating value if both units measure energy, else ""."""
    energy, per_unit = factor_between(unit, "kWh"), terms_of(mapping, stream).kwh_per_unit
    if not energy or not per_unit:
        return ""
    factor = EXACT.divide(energy, per_unit)
    return plain(round(factor, max(4, 3 - factor.adjusted())))  # 1 MJ is 0.00004 t of coal, not 0


def output_of(word: str, mapping: Mapping) -> Decimal | None:
    """Return the yearly output that a per-output unit ("kWh/tonne clinker") refers to; None if it has to be asked."""
    try:
        found = parse_number(mapping.values.get("output", {}).get(word, ""))
    except BadValue:
        return None
    return found if found > 0 else None


def times_a_year(column: MappedColumn, mapping: Mapping, per: str = "") -> Decimal:
    """Return the periods per year; for figures per output, the output is used instead, row by row."""
    if not per and column.times is not None:
        return column.times
    per = per or column.per or mapping.defaults.per or "year"
    return ONE if per == "output" else PERIODS[per]


def row_multiplier(resource: StatedResource, column: MappedColumn, mapping: Mapping) -> Decimal:
    """Return the factor from a row's figure to its stream's unit per year; everything about it must be known."""
    assert resource.unit is not None
    scale = resource.unit.scale if column.unit else EXACT.multiply(resource.unit.scale, column.scale or ONE)
    per = times_a_year(column, mapping, resource.unit.per)
    return EXACT.multiply(EXACT.multiply(scale, per), factor_of(resource, mapping) or ONE)


def vat_in(column: MappedColumn, mapping: Mapping) -> Decimal:
    """Return the VAT rate that a column's figures include."""
    return column.vat if column.vat is not None else mapping.defaults.vat or ZERO


def multiplier(column: MappedColumn, mapping: Mapping) -> Decimal:
    """Return the factor from a column's figures to the case's money or the stream's unit, per year."""
    found = column.scale or ONE
    if column.field in PER_YEAR and not column.is_share:
        found = EXACT.multiply(found, times_a_year(column, mapping))
    if column.field in MONEY:
        start, target = levels(column, mapping)
        found = EXACT.multiply(found, conversion_factor(mapping, start, target))
        return EXACT.divide(found, ONE + vat_in(column, mapping))
    if column.field == "co2":
        return EXACT.multiply(found, factor_between(column.unit or "t", "t") or ONE)
    if column.field in AMOUNTS:
        return EXACT.multiply(found, unit_factor(column, mapping) or ONE)
    return found
