"""Likely mistakes in a scenario that its answer would not show: rates, years, paths, taxes, payments without funds.

Each check is one small function from a view of the question to warnings at a key of the scenario; `CHECKS` holds
them all. They are reported at every solve, because the answer to such a question looks like any other.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from optimizer.case import IN_PROGRESS, SETTLED
from optimizer.checks.asked import key_of
from optimizer.checks.known import cash, in_full
from optimizer.choices import in_window
from optimizer.decimals import ZERO, Decimal
from optimizer.errors import Problem
from optimizer.locales import noted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from optimizer.case import Measure
    from optimizer.checks.asked import CheckedScenario
    from optimizer.errors import SpelledFigure

HIGH_RATE = Decimal("0.5")
HIGH_HURDLE = Decimal(2)
FIRST_CALENDAR_YEAR = 1900
CONSTANT_YEARS = 3
"""A path whose last price applies for longer than this has probably ended escalation by mistake."""
SMALL_PART = Decimal("0.05")


def rates(asked: CheckedScenario) -> Iterator[Problem]:
    """Warn about rates that aren't fractions: 18 for 0.18 is the most likely mistake."""
    for key in ("discount_rate", "capex_escalation", "tax_rate"):
        if abs(rate := getattr(asked.scenario, key)) > HIGH_RATE:
            text = "{rate} is {percent} % a year: write a fraction, 0.18 for 18 %"
            yield asked.odd(key, text, rate=_spelled(rate), percent=_spelled(rate * 100))


def hurdles(asked: CheckedScenario) -> Iterator[Problem]:
    """Warn about an IRR limit that isn't a fraction."""
    for limit in asked.scenario.limits:
        hurdle = limit.at_least
        if limit.metric == "irr" and isinstance(hurdle, Decimal) and hurdle >= HIGH_HURDLE:
            text = "an IRR of {rate} is {percent} % a year: write a fraction, {fraction} for {rate} %"
            values = {"rate": hurdle, "percent": hurdle * 100, "fraction": hurdle / 100}
            spelled = {name: _spelled(value) for name, value in values.items()}
            yield asked.odd(key_of(limit, "at_least"), text, **spelled)


def spans(asked: CheckedScenario) -> Iterator[Problem]:
    """Warn about calendar years given for the horizon or the number of start years."""
    for key in ("horizon_years", "start_years"):
        years = getattr(asked.scenario, key)
        if years >= FIRST_CALENDAR_YEAR and asked.sure(key, "base_year"):
            count = years - asked.case.base_year + (key == "start_years")
            text = "{years} is a calendar year: enter a number of years, {count} to reach {years}"
            yield asked.odd(key, text, years=years, count=max(count, 1))


def _paths(asked: CheckedScenario) -> Iterator[tuple[str, Mapping[int, Decimal]]]:
    """Yield every path of the scenario with its key."""
    scenario = asked.scenario
    yield from ((f"prices.{name}.path", change.path) for name, change in scenario.prices.items())
    yield from ((f"taxes.{name}.path", change.path) for name, change in scenario.taxes.items())
    for stream, changes in scenario.factors.items():
        yield from ((f"factors.{stream}.{pollutant}.path", change.path) for pollutant, change in changes.items())


def path_years(asked: CheckedScenario) -> Iterator[Problem]:
    """Warn about years of a path outside the horizon."""
    if not asked.sure("base_year", "horizon_years"):
        return
    first, last = asked.case.base_year, asked.case.base_year + asked.scenario.horizon_years
    for key, path in _paths(asked):
        if outside := sorted(year for year in path if not first <= year <= last):
            text = "outside the horizon, {first} to {last}: {years}; check the years"
            yield asked.odd(key, text, first=first, last=last, years=", ".join(map(str, outside)))


def path_ends(asked: CheckedScenario) -> Iterator[Problem]:
    """Warn if a path ends escalation long before the horizon while other prices keep rising."""
    if not asked.sure("base_year", "horizon_years"):
        return
    end = asked.case.base_year + asked.scenario.horizon_years
    for key, path, escalates in chain(_priced(asked), _taxed(asked)):
        if path and escalates and max(path) + CONSTANT_YEARS < end:
            last = max(path)
            text = "stays at {figure} from {last} on while prices rise until {end}: add years if this is not intended"
            yield asked.odd(key, text, figure=_spelled(path[last]), last=last, end=end)


def _priced(asked: CheckedScenario) -> Iterator[tuple[str, Mapping[int, Decimal], bool]]:
    """Yield paths of prices, with whether that price or another one escalates."""
    rising = {s.stream for s in asked.case.streams if s.price and _growth(asked, s.stream, s.escalation) > 0}
    for name, change in asked.scenario.prices.items():
        if asked.known("stream", name):
            yield f"prices.{name}.path", change.path, bool(rising)


def _growth(asked: CheckedScenario, stream: str, registered: Decimal) -> Decimal:
    change = asked.scenario.prices.get(stream)
    return registered if change is None or change.escalation is None else change.escalation


def _taxed(asked: CheckedScenario) -> Iterator[tuple[str, Mapping[int, Decimal], bool]]:
    """Yield paths of taxes, with whether that tax escalates; a law may fix a tax for years."""
    for name, change in asked.scenario.taxes.items():
        if asked.known("pollutant", name):
            registered = asked.case.pollutant[name].tax_escalation
            growth = registered if change.escalation is None else change.escalation
            yield f"taxes.{name}.path", change.path, growth > 0


def depreciation(asked: CheckedScenario) -> Iterator[Problem]:
    """Warn about a profit tax without depreciation."""
    scenario = asked.scenario
    if scenario.tax_rate > ZERO and not scenario.depreciation_years and asked.sure("tax_rate", "depreciation_years"):
        text = "profit tax is paid on all savings and nothing is depreciated: enter the years of depreciation"
        yield asked.odd("depreciation_years", text)


def benefits(asked: CheckedScenario) -> Iterator[Problem]:
    """Warn if prices escalate but other benefits and running costs, where they matter, don't."""
    case, last = asked.case, asked.scenario.horizon_years
    money = {m.measure: abs(m.other_benefit) + abs(m.opex_change) for m in case.measures}
    rising = any(series[last] > series[0] for series in asked.valuation.price.values())
    if not rising or any(m.benefit_escalation for m in case.measures) or not asked.sure("horizon_years"):
        return
    largest = max(case.measures, key=lambda m: money[m.measure], default=None)
    if largest is not None and sum(money.values()) > SMALL_PART * _saved(asked):
        text = "prices escalate but no measure's other benefits or operating costs do: set it if this is not meant"
        yield Problem("measures.csv", text, largest.row, "benefit_escalation", {}, warning=True)


def _saved(asked: CheckedScenario) -> Decimal:
    """Return the yearly saving of all effects on streams at base-year prices, counting overlaps twice."""
    prices = asked.valuation.price
    direct = (abs(e.quantity) * prices[e.stream][0] for e in asked.case.effects
              if e.quantity is not None and e.stream in prices)  # fmt: skip
    uses = asked.case.end_use
    shared = (e.share * uses[e.end_use].baseline * prices[uses[e.end_use].stream][0] for e in asked.case.effects
              if e.share is not None and e.end_use in uses and uses[e.end_use].stream in prices)  # fmt: skip
    return sum(direct, ZERO) + sum(shared, ZERO)


ONE_NUMBER = noted(
    '"{measure}" can never start: {due} of its cost is due in {year}, a year without own funds'
    " (one number applies only to the start years, {first} to {last}): enter a list of years"
)
A_LIST = noted(
    '"{measure}" can never start: {due} of its cost is due in {year}, a year without own funds'
    " (the list goes from {first} to {last}): add the funds of later years"
)


def payments(asked: CheckedScenario) -> Iterator[Problem]:
    """Warn about measures that are impossible only because payments fall in years without own funds."""
    budget, base = asked.scenario.budget, asked.case.base_year
    if budget.per_year is None or budget.carry_over or budget.reinvest or not asked.sure("budget", "base_year"):
        return
    text = A_LIST if isinstance(budget.per_year, tuple) else ONE_NUMBER
    funded = _funded(budget.per_year, asked.scenario.start_years)
    for measure in asked.case.measures:
        if (found := _unfunded(asked, measure, funded)) is not None:
            t, due = found
            years = {"year": base + t, "first": base, "last": base + max(funded, default=0)}
            yield asked.odd(
                "budget.per_year", text, measure=measure.measure, due=cash(_spelled(due), asked.case), **years
            )
            return


def _funded(per_year: tuple[Decimal, ...] | Decimal, start_years: int) -> set[int]:
    """Return the years t with own funds."""
    if isinstance(per_year, tuple):
        return {t for t, own in enumerate(per_year) if own}
    return set(range(start_years)) if per_year else set()


def _unfunded(asked: CheckedScenario, measure: Measure, funded: set[int]) -> tuple[int, Decimal] | None:
    """Return a payment (year t, money) in a year without own funds that no start of the measure avoids."""
    idle = measure.status in (*SETTLED, IN_PROGRESS) or measure.measure in asked.scenario.measures.exclude
    starts = in_window(asked.valuation, measure)
    if idle or not measure.capex or not starts or not funded:
        return None
    parts = [(j, share) for j, share in enumerate(measure.spend) if share]
    missing = [[(s + j, share * measure.capex) for j, share in parts if s + j not in funded] for s in starts]
    return missing[0][0] if all(missing) else None


def _spelled(figure: Decimal) -> SpelledFigure:
    return in_full(round(figure, 2) if abs(figure) >= 1 else figure)


CHECKS: tuple[Callable[[CheckedScenario], Iterable[Problem]], ...] = (
    rates,
    hurdles,
    spans,
    path_years,
    path_ends,
    depreciation,
    benefits,
    payments,
)
