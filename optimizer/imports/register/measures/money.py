"""Money of other currencies and years → the case's, only by rates from the user, with date and source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import EXACT, ONE

if TYPE_CHECKING:
    from optimizer.decimals import Decimal
    from optimizer.imports.register.mapping import ConversionRate, MappedColumn, Mapping

Level = str  # "EUR 2023"


def level(currency: str, year: int) -> Level:
    """A currency and its price year."""
    return f"{currency} {year}"


def levels(column: MappedColumn, mapping: Mapping) -> tuple[str, str]:
    """Return the currency and year of a column, and those of the case."""
    currency, case = column.currency or "", mapping.case
    year = column.price_year or mapping.defaults.price_year.get(currency) or 0
    return level(currency, year), level(case.currency or "", case.base_year or 0)


def rate_chain(mapping: Mapping, start: Level, target: Level) -> list[tuple[str, ConversionRate]] | None:
    """Return the shortest chain of rates from one currency and year to another; None if there is none."""
    ways: list[tuple[Level, list[tuple[str, ConversionRate]]]] = [(start, [])]
    seen = {start}
    for at, way in ways:
        if at == target:
            return way
        for key, rate in sorted(mapping.rates.items()):
            source, _, into = key.partition(" > ")
            if source == at and into not in seen:
                seen.add(into)
                ways.append((into, [*way, (key, rate)]))
    return None


def conversion_factor(mapping: Mapping, start: Level, target: Level) -> Decimal:
    """Return how much one unit of `start` is in `target`."""
    found = ONE
    for _, rate in rate_chain(mapping, start, target) or ():
        found = EXACT.multiply(found, rate.rate)
    return found
