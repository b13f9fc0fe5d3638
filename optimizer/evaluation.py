"""The one definition of truth: what a decision does, year by year, and which rules it breaks.

    figures = evaluate(case, scenario, decision)

Plain arithmetic on the inputs in exact decimals; no solver and no model. Whatever is shown to anyone
was computed here. Formulas and tolerances: formats.md 1 and 2; finance.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Literal

from optimizer import flows as f
from optimizer.choices import half_unit, open_prerequisites, required, start_choices
from optimizer.decimals import ONE, ZERO, Decimal, exact
from optimizer.finance import irr
from optimizer.metrics import CO2E, RATIOS, Metric, Valuation, Weights, amount, full_year, metrics_of
from optimizer.scenario import Percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from optimizer.case import Case, Measure
    from optimizer.flows import Flows
    from optimizer.scenario import Limit, Scenario

Sense = Literal["at_least", "at_most"]
RELATIVE = Decimal("1e-9")


@dataclass(frozen=True)
class Decision:
    """What is chosen: each measure with the year t in which it starts (0 is the base year)."""

    starts: Mapping[str, int]

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts", dict(sorted(self.starts.items())))

    def __hash__(self) -> int:
        return hash(tuple(self.starts.items()))


@dataclass(frozen=True)
class Violation:
    """A rule that a decision breaks: which, when, and by how much (value and bound where there are any)."""

    rule: str
    name: str
    t: int | None = None
    value: Decimal | None = None
    bound: Decimal | None = None


@dataclass(frozen=True)
class LimitFigure:
    """One side of one limit: its value, the bound in the metric's unit, and the room left."""

    name: str
    metric: str
    sense: Sense
    value: Decimal | None
    bound: Decimal
    slack: Decimal | None


@dataclass(frozen=True)
class Figures:
    """Everything that is known of a decision. `years` maps a figure to its values for t = 0 … H."""

    decision: Decision
    metrics: dict[str, Decimal | None]
    years: dict[str, list[Decimal | None]]
    limits: tuple[LimitFigure, ...]
    violations: tuple[Violation, ...]
    objective: Decimal

    @property
    def feasible(self) -> bool:
        """Whether every rule holds."""
        return not self.violations


@dataclass(frozen=True)
class Bounded:
    """One side of one limit in numbers: Σ weights · flows over `years` against `bound`, for each set of years."""

    limit: Limit
    sense: Sense
    weights: Weights
    years: tuple[range, ...]
    bound: Decimal
    money: bool
    ratio: str | None = None


def keeps(value: Decimal, sense: Sense, bound: Decimal, half: Decimal | None) -> bool:
    """Whether a bound holds: money if exceeded by less than half the smallest unit, else to 1e-9 relative."""
    excess = value - bound if sense == "at_most" else bound - value
    return excess < half if half is not None else excess <= RELATIVE * abs(bound)


class Evaluator:
    """`evaluate` for one question, keeping what does not depend on the decision."""

    def __init__(self, case: Case, scenario: Scenario) -> None:
        self.case, self.scenario = case, scenario
        self.valuation = Valuation(case, scenario)
        self.metrics = metrics_of(case)
        self.half = half_unit(case.currency)

    @cached_property
    def choices(self) -> dict[str, tuple[int, ...]]:
        """Measure → the years t in which it may start."""
        with_precision: Callable[[Valuation], dict[str, tuple[int, ...]]] = exact(start_choices)
        return with_precision(self.valuation)

    @cached_property
    def weights(self) -> dict[str, Weights]:
        """The weights of every metric."""
        return {key: metric.weights(self.valuation) for key, metric in self.metrics.items()}

    @cached_property
    def limits(self) -> tuple[Bounded, ...]:
        """The scenario's limits in numbers."""
        return tuple(bounded for limit in self.scenario.limits for bounded in self._bounded(limit))

    def years_of(self, metric: Metric, when: int | str | None, sense: Sense | None = None) -> tuple[range, ...]:
        """The sets of years over which a metric is summed: one, or for "each" one for every year."""
        default, last, span = self.scenario.start_years, self.scenario.horizon_years, self.valuation.span
        if isinstance(when, int):
            t = self.valuation.year(when)
            return (range(t, t + 1),)
        if when == "each":
            first = default if sense == "at_least" else 0
            return tuple(range(t, t + 1) for t in range(first, last + 1))
        if when is None and metric.kind == "flow":
            return (range(default, default + 1),)
        return (range(span),)

    def _bounded(self, limit: Limit) -> Iterator[Bounded]:
        sides: tuple[tuple[Sense, Decimal | Percent | None], ...] = (
            ("at_least", limit.at_least),
            ("at_most", limit.at_most),
        )
        for sense, given in sides:
            if isinstance(given, Decimal) and limit.metric in RATIOS:
                weights = RATIOS[limit.metric].margin(self.valuation, given)
                yield Bounded(
                    limit, sense, weights, (range(self.valuation.span),), given, money=True, ratio=limit.metric
                )
            elif given is not None:
                metric = self.metrics[limit.metric]
                years = self.years_of(metric, limit.year, sense)
                bound = self._absolute(metric, given, limit) if isinstance(given, Percent) else given
                yield Bounded(limit, sense, self.weights[metric.key], years, bound, metric.is_money)

    def _absolute(self, metric: Metric, percent: Percent, limit: Limit) -> Decimal:
        years = len(self.valuation.years) if limit.year == "total" else 1
        return percent.share * metric.baseline(self.valuation) * years

    @exact
    def __call__(self, decision: Decision) -> Figures:
        """Walk the years: every figure of a decision, and every rule it breaks."""
        flows = self.flows(decision)
        limits = tuple(self._limit_figures(decision, flows))
        cash = self._cash(flows)
        return Figures(
            decision,
            metrics={**self._metrics(flows), **self._ratios(flows)},
            years=self._years(flows, cash),
            limits=tuple(figure for figure, _ in limits),
            violations=(*self._broken(decision, flows, cash), *(v for _, broken in limits for v in broken)),
            objective=self._objective(flows),
        )

    def flows(self, decision: Decision, members: Callable[[Measure], bool] | None = None) -> Flows:
        """The flows of the chosen measures, or of those that `members` names, as if no others were chosen."""
        starts = {m: s for m, s in decision.starts.items() if members is None or members(self.case.measure[m])}
        return f.portfolio_flows(self.case, self.scenario, starts)

    def metric(self, key: str, flows: Flows, when: int | str | None = None) -> Decimal:
        """A metric's value in a year, in total, or at its default."""
        (years,) = self.years_of(self.metrics[key], when)
        return amount(self.weights[key], flows, years)

    def _objective(self, flows: Flows) -> Decimal:
        return self.metric(self.scenario.goal, flows, self.scenario.goal_year)

    def _metrics(self, flows: Flows) -> dict[str, Decimal | None]:
        return {key: self.metric(key, flows) for key in self.metrics}

    def _ratios(self, flows: Flows) -> dict[str, Decimal | None]:
        return {key: self._ratio(key, flows) for key in RATIOS}

    def _ratio(self, key: str, flows: Flows) -> Decimal | None:
        if key == "irr":
            return irr(self._series(flows)["net_cash_flow"])
        if key == "simple_payback":
            capex, saving = amount({f.FULL_CAPEX: [ONE]}, flows), amount(full_year(self.valuation), flows)
            return capex / saving if saving > 0 else None
        if CO2E not in self.case.pollutant:
            return None
        rate = self.scenario.discount_rate
        tonnes = amount(self.valuation.present(self.valuation.abated(CO2E), rate), flows)
        return -self.metric("npv", flows) / tonnes if tonnes > 0 else None

    def _series(self, flows: Flows) -> dict[str, list[Decimal]]:
        """Values by year of every metric that has them, and of the steps from saving to net cash flow."""
        years = self.valuation.years
        yearly = {
            key: [amount(self.weights[key], flows, (t,)) for t in years]
            for key, m in self.metrics.items()
            if m.kind != "value"
        }
        residual, depreciation = (
            [flows.get(key, {}).get(t, ZERO) for t in years] for key in (f.RESIDUAL, f.DEPRECIATION)
        )
        tax = [self.scenario.tax_rate * (s - d) for s, d in zip(yearly["annual_saving"], depreciation, strict=True)]
        steps = zip(yearly["annual_saving"], yearly["capex"], tax, residual, strict=True)
        net = [saving - capex - paid + left for saving, capex, paid, left in steps]
        return {**yearly, "profit_tax": tax, "residual": residual, "net_cash_flow": net}

    def _years(self, flows: Flows, cash: list[Decimal] | None) -> dict[str, list[Decimal | None]]:
        years = self.valuation.years
        series: dict[str, list[Decimal | None]] = {key: list(values) for key, values in self._series(flows).items()}
        return {**series, "debt_service": [ZERO for _ in years], "cash": list(cash) if cash else [None for _ in years]}

    def own_funds(self, t: int) -> Decimal:
        """Own funds of year t that the budget gives, before what is reinvested or carried over."""
        per_year = self.scenario.budget.per_year
        if isinstance(per_year, tuple):
            return per_year[t] if t < len(per_year) else ZERO
        return per_year if per_year is not None and t < self.scenario.start_years else ZERO

    def _cash(self, flows: Flows) -> list[Decimal] | None:
        """What is left of each year's own funds after its capex; None where no yearly budget is given."""
        budget = self.scenario.budget
        if budget.per_year is None:
            return None
        left: list[Decimal] = []
        for t in self.valuation.years:
            saved = amount(self.weights["annual_saving"], flows, (t - 1,))
            kept = left[-1] if left and budget.carry_over else ZERO
            left.append(
                self.own_funds(t)
                + budget.reinvest * saved
                + kept
                - amount({f.CAPEX: self.weights["capex"][f.CAPEX]}, flows, (t,))
            )
        return left

    def _broken(self, decision: Decision, flows: Flows, cash: list[Decimal] | None) -> Iterator[Violation]:
        yield from self._broken_choices(decision)
        yield from self._broken_groups(decision)
        yield from self._broken_prerequisites(decision)
        yield from self._broken_ceilings(flows)
        yield from (
            Violation("budget", "per_year", t, left, ZERO) for t, left in enumerate(cash or ()) if -left >= self.half
        )
        total, spent = self.scenario.budget.total, self.metric("capex", flows)
        if total is not None and not keeps(spent, "at_most", total, self.half):
            yield Violation("budget", "total", None, spent, total)

    def _broken_choices(self, decision: Decision) -> Iterator[Violation]:
        for measure, start in decision.starts.items():
            if start not in self.choices.get(measure, ()):
                yield Violation("choice", measure, start)
        for measure in sorted(required(self.valuation) - decision.starts.keys()):
            yield Violation("required", measure)

    def _broken_groups(self, decision: Decision) -> Iterator[Violation]:
        groups = [self.case.measure[measure].group for measure in decision.starts]
        for group in sorted({group for group in groups if group and groups.count(group) > 1}):
            yield Violation("group", group)

    def _broken_prerequisites(self, decision: Decision) -> Iterator[Violation]:
        for measure, start in decision.starts.items():
            for needed in open_prerequisites(self.valuation, self.case.measure[measure]):
                if decision.starts.get(needed, start + 1) > start:
                    yield Violation("prerequisite", measure, start)

    def _broken_ceilings(self, flows: Flows) -> Iterator[Violation]:
        for stream in self.case.streams:
            for t, saved in sorted(flows.get((f.SAVED, stream.stream), {}).items()):
                if stream.baseline is not None and not keeps(saved, "at_most", stream.baseline, None):
                    yield Violation("ceiling", stream.stream, t, saved, stream.baseline)

    def _limit_figures(self, decision: Decision, flows: Flows) -> Iterator[tuple[LimitFigure, list[Violation]]]:
        for bounded in self.limits:
            where = bounded.limit.where
            seen = self.flows(decision, partial(matches, where=where)) if where else flows
            yield self._ratio_figure(bounded, seen) if bounded.ratio else self._limit_figure(bounded, seen)

    def _ratio_figure(self, bounded: Bounded, flows: Flows) -> tuple[LimitFigure, list[Violation]]:
        name, metric = bounded.limit.name, bounded.limit.metric
        margin, value = amount(bounded.weights, flows), self._ratio(metric, flows)
        broken = (
            [] if keeps(margin, "at_least", ZERO, self.half) else [Violation("limit", name, None, value, bounded.bound)]
        )
        return LimitFigure(name, metric, bounded.sense, value, bounded.bound, _slack(value, bounded)), broken

    def _limit_figure(self, bounded: Bounded, flows: Flows) -> tuple[LimitFigure, list[Violation]]:
        name, half = bounded.limit.name, self.half if bounded.money else None
        values = [(amount(bounded.weights, flows, years), years) for years in bounded.years]
        broken = [
            Violation("limit", name, years[0] if len(years) == 1 else None, value, bounded.bound)
            for value, years in values
            if not keeps(value, bounded.sense, bounded.bound, half)
        ]
        worst = (min if bounded.sense == "at_least" else max)(value for value, _ in values)
        return LimitFigure(
            name, bounded.limit.metric, bounded.sense, worst, bounded.bound, _slack(worst, bounded)
        ), broken


def matches(measure: Measure, where: Mapping[str, Iterable[str]]) -> bool:
    """Whether every column named holds one of the wanted texts."""
    return all((getattr(measure, column) or "") in wanted for column, wanted in where.items())


def _slack(value: Decimal | None, bounded: Bounded) -> Decimal | None:
    if value is None:
        return None
    return bounded.bound - value if bounded.sense == "at_most" else value - bounded.bound


def evaluate(case: Case, scenario: Scenario, decision: Decision) -> Figures:
    """Every figure of a decision and every rule that it breaks, as formats.md and finance.md say.

    The inputs must be coherent (`check` found no errors); the decision names measures of the case.
    Money is in the case's currency, nominal; figures that don't exist are None.
    """
    return Evaluator(case, scenario)(decision)
