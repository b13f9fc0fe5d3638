"""Each measure by itself, as if no other were chosen, and where two measures don't add up.

    alone = figures_alone(Evaluator(case, scenario))["led"]
    alone.saving, alone.simple_payback      of one full year in effect, at prices of the base year

These are the flows and weights with which `evaluate` judges a plan of this measure alone, for all measures at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.choices import in_window
from optimizer.decimals import ZERO, Decimal, exact
from optimizer.flows import FULL_DIRECT, FULL_SAVED
from optimizer.indicators import RATIOS, full_year, in_full_year
from optimizer.metrics import CO2E
from optimizer.terms import RELATIVE
from optimizer.valuation import amount

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.case import Case, Effect
    from optimizer.evaluation import Evaluator
    from optimizer.valuation import Weights


@dataclass(frozen=True)
class FiguresAlone:
    """A measure's figures if no other is chosen.

    `saving` and `co2e` are of one full year in effect, at prices, taxes and factors of the base year; `npv` is that of
    the earliest start, None if the scenario allows no start. `co2e` is None if the case has no such pollutant.
    """

    saving: Decimal
    simple_payback: Decimal | None
    co2e: Decimal | None
    npv: Decimal | None


@exact
def figures_alone(evaluator: Evaluator) -> dict[str, FiguresAlone]:
    """Return the figures of every measure of the case by itself, whether or not a plan may choose it."""
    valuation = evaluator.terms.valuation
    windows = {measure.measure: in_window(valuation, measure) for measure in evaluator.case.measures}
    flows = evaluator.terms.portfolios.alone({name: min(starts, default=0) for name, starts in windows.items()})
    saving, payback = full_year(valuation), RATIOS["simple_payback"]
    tonnes = in_full_year(valuation.abated(CO2E)) if CO2E in evaluator.case.pollutant else None
    return {
        name: FiguresAlone(
            amount(saving, own),
            payback.value(valuation, own),
            None if tonnes is None else amount(tonnes, own),
            evaluator.metric("npv", own) if windows[name] else None,
        )
        for name, own in flows.items()
    }


@exact
def effect_savings(evaluator: Evaluator, measure: str) -> list[Decimal]:
    """Return the money that each effect of a measure saves in a full year by itself, in the order of its rows."""
    weights = in_full_year(evaluator.terms.valuation.bill_saved)
    return [_worth(evaluator.case, weights, effect) for effect in evaluator.case.effects_of[measure]]


def _worth(case: Case, weights: Weights, effect: Effect) -> Decimal:
    if effect.end_use is not None:
        use = case.end_use[effect.end_use]
        quantity = effect.quantity if effect.share is None else effect.share * use.baseline
        return (quantity or ZERO) * _weight(weights, FULL_SAVED, use.stream)
    if effect.stream is not None:
        return (effect.quantity or ZERO) * _weight(weights, FULL_SAVED, effect.stream)
    return (effect.quantity or ZERO) * _weight(weights, FULL_DIRECT, effect.pollutant or "")


def _weight(weights: Weights, kind: str, name: str) -> Decimal:
    return next(iter(weights.get((kind, name), ())), ZERO)


@exact
def savings_counted_twice(evaluator: Evaluator, measure: str, others: Iterable[str]) -> dict[str, Decimal]:
    """Return other measure → the saving of both by themselves less that of both together, in a full year.

    Only measures with which there is such a difference; it is negative if both together save more.
    """
    saving, portfolios = full_year(evaluator.terms.valuation), evaluator.terms.portfolios
    found = {}
    for other in sorted(_meeting(evaluator.case, measure) & set(others) - {measure}):
        single = [amount(saving, portfolios.flows({name: 0})) for name in (measure, other)]
        both = amount(saving, portfolios.flows({measure: 0, other: 0}))
        if abs(twice := sum(single, ZERO) - both) > RELATIVE * max(map(abs, single)):
            found[other] = twice
    return found


def _meeting(case: Case, measure: str) -> set[str]:
    """Return the measures that act on the same end uses or have an interaction with this one."""
    uses = {effect.end_use for effect in case.effects_of[measure]} - {None}
    sharing = {effect.measure for effect in case.effects if effect.end_use in uses}
    pairs = [(row.first, row.second) for row in case.interactions]
    return sharing | {one for pair in pairs if measure in pair for one in pair}
