"""Checks of a scenario's own keys against its case: years, names of streams and pollutants, factors, growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import ZERO
from optimizer.scenario import FactorChange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from optimizer.checks.asked import CheckedScenario
    from optimizer.errors import Problem


def horizon(asked: CheckedScenario) -> Iterator[Problem]:
    """Check that measures start within the horizon."""
    starts, years = asked.scenario.start_years, asked.scenario.horizon_years
    if asked.sure("start_years", "horizon_years") and starts > years:
        text = "must be at most horizon_years ({years}): measures that start later never take effect"
        yield asked.wrong("start_years", text, years=years)


def first_start(asked: CheckedScenario) -> Iterator[Problem]:
    """Warn about a first start outside the start years."""
    year, base = asked.scenario.first_start, asked.case.base_year
    if year is None or not asked.sure("base_year", "start_years", "first_start"):
        return
    last = base + asked.scenario.start_years - 1
    if year < base:
        text = "{year} is before the base year, {base}, so it has no effect: enter a calendar year"
        yield asked.odd("first_start", text, year=year, base=base)
    elif asked.no_start_year:
        text = "{year} is after the last start year, {last}, so no measure can start: raise start_years"
        yield asked.odd("first_start", text, year=year, last=last)


def named_ids(asked: CheckedScenario) -> Iterator[Problem]:
    """Check that prices, taxes and lists refer to existing records."""
    scenario, file = asked.scenario, asked.file
    for stream in scenario.prices:
        yield from asked.unknown("stream", stream, file, f"prices.{stream}")
    for pollutant in scenario.taxes:
        yield from asked.unknown("pollutant", pollutant, file, f"taxes.{pollutant}")
    for measure in scenario.measures.include:
        yield from asked.unknown("measure", measure, file, "measures.include")
    for measure in scenario.measures.exclude:
        yield from asked.unknown("measure", measure, file, "measures.exclude")


def factor_changes(asked: CheckedScenario) -> Iterator[Problem]:
    """Check that a change of a factor names one row of factors.csv."""
    for stream, changes in asked.scenario.factors.items():
        yield from asked.unknown("stream", stream, asked.file, f"factors.{stream}")
        for pollutant, change in changes.items():
            key = f"factors.{stream}.{pollutant}"
            if pollutant in FactorChange.model_fields and not asked.known("pollutant", pollutant):
                text = "belongs to a pollutant: write [factors.{stream}.<pollutant>], for example co2e"
                yield asked.wrong(key, text, stream=stream)
                continue
            yield from asked.unknown("pollutant", pollutant, asked.file, key)
            if asked.known("stream", stream) and asked.known("pollutant", pollutant):
                yield from _factor_change(asked, key, (stream, pollutant), change.scope)


def _factor_change(asked: CheckedScenario, key: str, pair: tuple[str, str], scope: int | None) -> Iterator[Problem]:
    scopes = sorted({row.scope for row in asked.case.factors if (row.stream, row.pollutant) == pair})
    listed = ", ".join(map(str, scopes))
    if not scopes:
        yield asked.wrong(key, "factors.csv has no factor of this stream and pollutant: add it there")
    elif scope is not None and scope not in scopes:
        text = "factors.csv has no factor of scope {scope} here, only of {scopes}"
        yield asked.wrong(f"{key}.scope", text, scope=scope, scopes=listed)
    elif scope is None and len(scopes) > 1:
        text = "factors.csv has factors of the scopes {scopes} here: say which one is meant, with scope = {first}"
        yield asked.wrong(key, text, scopes=listed, first=scopes[0])


def escalation(asked: CheckedScenario) -> Iterator[Problem]:
    """Warn if prices escalate but costs don't, because waiting would appear free."""
    prices = asked.valuation.price.values()
    escalating = any(series[asked.scenario.horizon_years] > series[0] for series in prices)
    if escalating and asked.scenario.capex_escalation == ZERO and asked.sure("horizon_years", "capex_escalation"):
        text = "prices escalate but implementation costs don't, so waiting appears free: set it if this is not meant"
        yield asked.odd("capex_escalation", text)


CHECKS: tuple[Callable[[CheckedScenario], Iterable[Problem]], ...] = (
    horizon,
    first_start,
    named_ids,
    factor_changes,
    escalation,
)
