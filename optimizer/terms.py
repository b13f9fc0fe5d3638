"""The terms of a question in exact numbers: possible starts, weights of metrics, bounds of limits and budgets.

    terms = Terms(case, scenario)

Two modules read them and must agree: `evaluation`, which judges a decision, and `problem`, which poses the question to
a solver. Formulas: formats.md 1 and 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from optimizer.choices import half_unit, open_prerequisites, required, start_choices
from optimizer.decimals import ZERO, Decimal, exact
from optimizer.funding_terms import FundingTerms
from optimizer.indicators import RATIOS
from optimizer.metrics import APV, OUTSIDE, OWN_CAPEX, Metric, metrics_of
from optimizer.portfolio import Portfolios
from optimizer.scenario import Percent
from optimizer.valuation import Valuation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from optimizer.case import Case, Measure
    from optimizer.flows import Flows
    from optimizer.scenario import Limit, Scenario
    from optimizer.valuation import Weights

Sense = Literal["at_least", "at_most"]
RELATIVE = Decimal("1e-9")


@dataclass(frozen=True)
class LimitSide:
    """One side of one limit in numbers: constant + Σ weights · flows over each of `years` against its bound.

    For a ratio, whose linear form is bounded by 0, `bounds` holds the ratio's own bound.
    """

    limit: Limit
    sense: Sense
    weights: Weights
    years: tuple[range, ...]
    constants: tuple[Decimal, ...]
    bounds: tuple[Decimal, ...]
    money: bool
    ratio: str | None = None


def keeps(value: Decimal, sense: Sense, bound: Decimal, half: Decimal | None) -> bool:
    """Return whether a bound is met: money within half the smallest unit, all else to 1e-9 relative."""
    excess = value - bound if sense == "at_most" else bound - value
    return excess < half if half is not None else excess <= RELATIVE * abs(bound)


def matches(measure: Measure, where: Mapping[str, Iterable[str]]) -> bool:
    """Return whether every named column of a measure holds one of the wanted texts."""
    return all((getattr(measure, column) or "") in wanted for column, wanted in where.items())


class Terms:
    """The question of a scenario in exact numbers, each part computed when it is first needed."""

    def __init__(self, case: Case, scenario: Scenario) -> None:
        self.case, self.scenario = case, scenario
        self.valuation = Valuation(case, scenario)
        self.metrics = metrics_of(case)
        self.half = half_unit(case.currency)
        self.portfolios = Portfolios(case, scenario)
        self.funding = FundingTerms(self.valuation, self.portfolios, half_unit)

    @cached_property
    def choices(self) -> dict[str, tuple[int, ...]]:
        """Return measure → the years t in which it may start."""
        with_precision: Callable[[Valuation], dict[str, tuple[int, ...]]] = exact(start_choices)
        return with_precision(self.valuation)

    @cached_property
    def required(self) -> frozenset[str]:
        """Return the measures that must be chosen."""
        return required(self.valuation)

    def prerequisites(self, measure: str) -> tuple[str, ...]:
        """Return the prerequisites of a measure that are not completed yet."""
        return open_prerequisites(self.valuation, self.case.measure[measure])

    @cached_property
    def weights(self) -> dict[str, Weights]:
        """Return metric → its weights on the flows."""
        own = {key: metric.weights(self.valuation) for key, metric in self.metrics.items()}
        if not self.funding:
            return own
        return own | {APV: self.funding.apv, OWN_CAPEX: self.funding.own_capex, OUTSIDE: self.funding.outside}

    @cached_property
    def constants(self) -> dict[str, list[Decimal] | None]:
        """Return metric → its value in each year without measures; None if a baseline is missing."""
        return {key: metric.constant(self.valuation) for key, metric in self.metrics.items()}

    def constant(self, key: str, years: Iterable[int]) -> Decimal | None:
        """Return a metric over some years without measures; None if a baseline is missing."""
        constant = self.constants[key]
        return None if constant is None else sum((constant[t] for t in years), ZERO)

    def years_of(self, metric: Metric, when: int | str | None, sense: Sense | None = None) -> tuple[range, ...]:
        """Return the sets of years over which a metric is summed: one, or for "each" one for every year."""
        default, last = self.scenario.start_years, self.scenario.horizon_years
        if isinstance(when, int):
            t = self.valuation.year(when)
            return (range(t, t + 1),)
        if when == "each":
            first = default if sense == "at_least" else 0
            return tuple(range(t, t + 1) for t in range(first, last + 1))
        if when is None and metric.kind == "flow":
            return (range(default, default + 1),)
        return (self.valuation.years,)

    def own_funds(self, t: int) -> Decimal:
        """Return the own funds of year t in the budget, before reinvestment and carry-over."""
        per_year = self.scenario.budget.per_year
        if isinstance(per_year, tuple):
            return per_year[t] if t < len(per_year) else ZERO
        return per_year if per_year is not None and t < self.scenario.start_years else ZERO

    @cached_property
    def limits(self) -> tuple[LimitSide, ...]:
        """Return the scenario's limits in numbers, one entry for each bounded side."""
        return tuple(side for limit in self.scenario.limits for side in self._sides(limit))

    def _sides(self, limit: Limit) -> Iterator[LimitSide]:
        sides: tuple[tuple[Sense, Decimal | Percent | None], ...] = (
            ("at_least", limit.at_least),
            ("at_most", limit.at_most),
        )
        for sense, given in sides:
            if isinstance(given, Decimal) and limit.metric in RATIOS:
                weights = RATIOS[limit.metric].margin(self.valuation, given)
                years = (self.valuation.years,)
                yield LimitSide(limit, sense, weights, years, (ZERO,), (given,), money=True, ratio=limit.metric)
            elif given is not None:
                yield self._side(limit, sense, given)

    def _side(self, limit: Limit, sense: Sense, given: Decimal | Percent) -> LimitSide:
        metric = self.metrics[limit.metric]
        years = self.years_of(metric, limit.year, sense)
        bounds = tuple(
            given.share * metric.whole(self.valuation, span) if isinstance(given, Percent) else given for span in years
        )
        constants = tuple(self.constant(metric.key, span) or ZERO for span in years)
        return LimitSide(limit, sense, self.weights[metric.key], years, constants, bounds, metric.is_money)

    def flows(self, starts: Mapping[str, int]) -> Flows:
        """Return the flows of measures with the years t in which they start: sums, overlaps and interactions."""
        return self.portfolios.flows(starts)
