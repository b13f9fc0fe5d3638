"""Which measures may start when, by the rules on single measures: windows, status, include, exclude, payback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.case import DONE, IN_PROGRESS, SETTLED
from optimizer.decimals import Decimal
from optimizer.indicators import RATIOS
from optimizer.portfolio import Portfolios
from optimizer.valuation import amount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.case import Measure
    from optimizer.valuation import Valuation


def half_unit(currency: str) -> Decimal:
    """Return half of the currency's smallest unit: 0.005 for UAH, 0.5 for JPY (ISO 4217, by CLDR)."""
    from babel.numbers import get_currency_precision  # noqa: PLC0415 - takes a tenth of a second

    return Decimal(5).scaleb(-get_currency_precision(currency) - 1)


def required(valuation: Valuation) -> frozenset[str]:
    """Return the measures that must be chosen: included ones, and those in progress that are not excluded."""
    rules = valuation.scenario.measures
    running = {m.measure for m in valuation.case.measures if m.status == IN_PROGRESS}
    return frozenset(rules.include) | (running - frozenset(rules.exclude))


def start_choices(valuation: Valuation) -> dict[str, tuple[int, ...]]:
    """Return measure → the years t in which it may start; measures that can't be chosen are not in it."""
    open_ones = [measure for measure in valuation.case.measures if _may_be_chosen(valuation, measure)]
    paying = paying_back(valuation, [measure for measure in open_ones if measure.status != IN_PROGRESS])
    found = {m.measure: _starts(valuation, m) for m in open_ones if m.status == IN_PROGRESS or m.measure in paying}
    return {measure: starts for measure, starts in found.items() if starts}


def open_prerequisites(valuation: Valuation, measure: Measure) -> tuple[str, ...]:
    """Return the prerequisites that aren't met yet: completed and verified ones are, unless chosen again."""
    if not measure.requires:
        return ()
    include, known = valuation.scenario.measures.include, valuation.case.measure
    met = {needed for needed in measure.requires if known[needed].status in DONE and needed not in include}
    return tuple(sorted(set(measure.requires) - met))


def in_window(valuation: Valuation, measure: Measure) -> tuple[int, ...]:
    """Return the years t within the start years and the measure's earliest..latest, all payments within the horizon."""
    scenario = valuation.scenario
    firsts = [valuation.year(year) for year in (measure.earliest, scenario.first_start) if year is not None]
    last = min(scenario.start_years - 1, _last_paid(valuation, measure))
    if measure.latest is not None:
        last = min(last, valuation.year(measure.latest))
    return tuple(range(max(0, *firsts, 0), last + 1))


def paid_within(valuation: Valuation, measure: Measure, start: int) -> bool:
    """Return whether every payment of capex falls within the horizon if a measure starts in year `start`."""
    return start <= _last_paid(valuation, measure)


def _last_paid(valuation: Valuation, measure: Measure) -> int:
    """Return the last year t of start for which every payment of capex falls within the horizon."""
    return valuation.scenario.horizon_years + 1 - len(measure.spend)


def _starts(valuation: Valuation, measure: Measure) -> tuple[int, ...]:
    if measure.status == IN_PROGRESS:
        return (0,) if paid_within(valuation, measure, 0) else ()
    return in_window(valuation, measure)


def _may_be_chosen(valuation: Valuation, measure: Measure) -> bool:
    rules = valuation.scenario.measures
    settled = measure.status in SETTLED and measure.measure not in rules.include
    return not settled and measure.measure not in rules.exclude


def pays_back(valuation: Valuation, measure: Measure) -> bool:
    """Return whether the measure alone meets `max_payback`."""
    return measure.measure in paying_back(valuation, (measure,))


def paying_back(valuation: Valuation, measures: Sequence[Measure]) -> frozenset[str]:
    """Return the measures that alone meet `max_payback`: capex ≤ P · saving of a full year."""
    years = valuation.scenario.measures.max_payback
    names = [measure.measure for measure in measures]
    if years is None:
        return frozenset(names)
    margin, least = RATIOS["simple_payback"].margin(valuation, years), -half_unit(valuation.case.currency)
    alone = Portfolios(valuation.case, valuation.scenario).alone(dict.fromkeys(names, 0))
    return frozenset(measure for measure, flows in alone.items() if amount(margin, flows) > least)
