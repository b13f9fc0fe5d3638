"""Money of other currencies and years → the case's, only by rates given by the user, with date and source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import EXACT, ONE
from optimizer.errors import UnitName
from optimizer.imports.register.questions import RegisterQuestion

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def steps(mapping: Mapping, start: Level, target: Level) -> list[tuple[str, ConversionRate]] | None:
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


def factor(mapping: Mapping, start: Level, target: Level) -> Decimal:
    """Return how much one unit of `start` is in `target`."""
    found = ONE
    for _, rate in steps(mapping, start, target) or ():
        found = EXACT.multiply(found, rate.rate)
    return found


def ask_for_rates(mapping: Mapping, levels: Iterable[Level], target: Level) -> list[RegisterQuestion]:
    """Ask for missing rates: first to the base year's prices, then to the case's currency."""
    asked: dict[str, RegisterQuestion] = {}
    for start in levels:
        if steps(mapping, start, target) is not None:
            continue
        (currency, year), (base_currency, base_year) = start.split(), target.split()
        between = f"{currency} {base_year}"
        if year != base_year and steps(mapping, start, between) is None:
            text = "By what factor did {currency} prices change from {year} to {base_year} (1.08 for +8 %, 1 for none)?"
            values = {"currency": UnitName(currency), "year": year, "base_year": base_year}
            asked[start] = _rate(f"{start} > {between}", text, values)
        if currency != base_currency and steps(mapping, between, target) is None:
            text = "How many {base_currency} is one {currency} in {base_year}?"
            values = {"currency": UnitName(currency), "base_currency": UnitName(base_currency), "base_year": base_year}
            asked[between] = _rate(f"{between} > {target}", text, values)
    return list(asked.values())


def _rate(key: str, text: str, values: dict[str, str]) -> RegisterQuestion:
    return RegisterQuestion(f"rates.{key}", text, values, parts=("rate", "date", "source"))
