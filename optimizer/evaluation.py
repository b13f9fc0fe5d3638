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
from optimizer.case import USE
from optimizer.choices import half_unit, open_prerequisites, required, start_choices
from optimizer.decimals import ONE, ZERO, Decimal, exact
from optimizer.errors import InvalidInput, Problem
from optimizer.metrics import INDICATORS, NET_COST, RATIOS, Metric, full_year, metrics_of, net_cash_flow
from optimizer.scenario import Percent
from optimizer.valuation import Valuation, Weights, amount, scaled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from optimizer.case import Case, Measure
    from optimizer.flows import Flows
    from optimizer.scenario import Limit, Scenario

Sense = Literal["at_least", "at_most"]
RELATIVE = Decimal("1e-9")
SHARED = ("capex", "npv", "annual_saving", "co2e_abated")
"""The metrics that are divided fairly among the chosen measures."""


@dataclass(frozen=True)
class Decision:
    """What is chosen: each measure with the calendar year in which it starts."""

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
    """One side of one limit: its value, the bound in the metric's unit, and the room left.

    `margin` is the money by which the linear form of a ratio is kept; None for all other metrics.
    """

    name: str
    metric: str
    sense: Sense
    value: Decimal | None
    bound: Decimal
    slack: Decimal | None
    margin: Decimal | None = None


@dataclass(frozen=True)
class Figures:
    """Everything that is known of a decision. `years` maps a figure to its values for t = 0 … H.

    `bridge` holds the present values that add up to the NPV (costs negative), and the simple payback's numerator
    and denominator. `smallest` is the difference of objectives below which two are the same. `shares` is each
    measure's fair part of the plan's figures, `alone` what it is by itself.
    """

    decision: Decision
    metrics: dict[str, Decimal | None]
    years: dict[str, list[Decimal | None]]
    limits: tuple[LimitFigure, ...]
    violations: tuple[Violation, ...]
    objective: Decimal
    smallest: Decimal
    bridge: dict[str, Decimal]
    shares: dict[str, dict[str, Decimal]]
    alone: dict[str, dict[str, Decimal | None]]

    @property
    def feasible(self) -> bool:
        """Whether every rule holds."""
        return not self.violations


@dataclass(frozen=True)
class Bounded:
    """One side of one limit in numbers: constant + Σ weights · flows over each of `years` against its bound."""

    limit: Limit
    sense: Sense
    weights: Weights
    years: tuple[range, ...]
    constants: tuple[Decimal, ...]
    bounds: tuple[Decimal, ...]
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
        self._kept_flows: dict[tuple[str, int], Flows] = {}

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

    def constant(self, key: str, years: Iterable[int]) -> Decimal | None:
        """What a metric is over some years where nothing is done; None where a baseline is missing."""
        constant = self.constants[key]
        return None if constant is None else sum((constant[t] for t in years), ZERO)

    @cached_property
    def constants(self) -> dict[str, list[Decimal] | None]:
        """What every metric is in each year where nothing is done."""
        return {key: metric.constant(self.valuation) for key, metric in self.metrics.items()}

    def _bounded(self, limit: Limit) -> Iterator[Bounded]:
        sides: tuple[tuple[Sense, Decimal | Percent | None], ...] = (
            ("at_least", limit.at_least),
            ("at_most", limit.at_most),
        )
        for sense, given in sides:
            if isinstance(given, Decimal) and limit.metric in RATIOS:
                weights = RATIOS[limit.metric].margin(self.valuation, given)
                years = (self.valuation.years,)
                yield Bounded(limit, sense, weights, years, (ZERO,), (given,), money=True, ratio=limit.metric)
            elif given is not None:
                yield self._bounded_metric(limit, sense, given)

    def _bounded_metric(self, limit: Limit, sense: Sense, given: Decimal | Percent) -> Bounded:
        metric = self.metrics[limit.metric]
        years = self.years_of(metric, limit.year, sense)
        bounds = tuple(
            given.share * metric.whole(self.valuation, span) if isinstance(given, Percent) else given for span in years
        )
        constants = tuple(self.constant(metric.key, span) or ZERO for span in years)
        return Bounded(limit, sense, self.weights[metric.key], years, constants, bounds, metric.is_money)

    @exact
    def __call__(self, decision: Decision) -> Figures:
        """Walk the years: the figures of a decision that choosing needs, and every rule it breaks.

        What takes longer and decides nothing stays empty: IRR and other ratios, bridge, shares (`full` has them).
        """
        return self._figures(decision, full=False)

    @exact
    def full(self, decision: Decision) -> Figures:
        """Every figure of a decision, and every rule it breaks."""
        return self._figures(decision, full=True)

    def _figures(self, decision: Decision, *, full: bool) -> Figures:
        self._refuse_impossible(decision)
        flows = self.flows(decision)
        limits = tuple(self._limit_figures(decision, flows, full=full))
        cash = self._cash(flows)
        parts = self._fair(decision) if full else {}
        return Figures(
            decision,
            metrics={**self._metrics(flows, self._unknown_uses(decision.starts)), **self._ratios(flows, full=full)},
            years=self._years(flows, cash),
            limits=tuple(figure for figure, _ in limits),
            violations=(*self._broken(decision, flows, cash), *(v for _, broken in limits for v in broken)),
            objective=self._objective(flows),
            smallest=self.half if self.metrics[self.scenario.goal].is_money else RELATIVE,
            bridge=self._bridge(flows) if full else {},
            shares={name: self._share(part) for name, part in parts.items()},
            alone={name: self._alone(decision, name) for name in decision.starts} if full else {},
        )

    def _refuse_impossible(self, decision: Decision) -> None:
        """Start years in which no measure can start have no figures: `InvalidInput`."""
        scenario, problems = self.scenario, []
        first, last = self.case.base_year, self.case.base_year + scenario.start_years - 1
        for name, year in decision.starts.items():
            if name not in self.case.measure:
                problems.append(Problem("", 'unknown measure "{name}"', values={"name": name}))
            elif not first <= year <= last:
                text = '"{name}" can\'t start in {year}: the start years are {first} to {last}'
                problems.append(Problem("", text, values={"name": name, "year": year, "first": first, "last": last}))
            elif year - first + len(self.case.measure[name].spend) - 1 > scenario.horizon_years:
                text = '"{name}" can\'t start in {year}: it would still be paid for after the horizon'
                problems.append(Problem("", text, values={"name": name, "year": year}))
        if problems:
            raise InvalidInput(problems)

    def starts(self, decision: Decision) -> dict[str, int]:
        """Measure → the year t in which the decision starts it."""
        return {name: self.valuation.year(year) for name, year in decision.starts.items()}

    def flows(self, decision: Decision, members: Callable[[Measure], bool] | None = None) -> Flows:
        """The flows of the chosen measures, or of those that `members` names, as if no others were chosen."""
        starts = self.starts(decision)
        chosen = {m: s for m, s in starts.items() if members is None or members(self.case.measure[m])}
        return f.combined_flows(self.case, self.scenario, chosen, self._own_flows)

    def _own_flows(self, measure: Measure, start: int) -> Flows:
        known = self._kept_flows.get((measure.measure, start))
        if known is None:
            known = self._kept_flows[measure.measure, start] = f.measure_flows(self.case, self.scenario, measure, start)
        return known

    def metric(self, key: str, flows: Flows, when: int | str | None = None) -> Decimal | None:
        """A metric's value in a year, in total, or at its default; None where a baseline is missing."""
        (years,) = self.years_of(self.metrics[key], when)
        constant = self.constant(key, years)
        return None if constant is None else constant + amount(self.weights[key], flows, years)

    def _unknown_uses(self, measures: Iterable[str]) -> frozenset[str]:
        """The resources of which some of these measures don't say how much they need: empty is missing, never 0."""
        names = {USE + name for name in self.case.resources}
        return frozenset(name for name in names for m in measures if name[len(USE) :] not in self.case.measure[m].uses)

    def _objective(self, flows: Flows) -> Decimal:
        objective = self.metric(self.scenario.goal, flows, self.scenario.goal_year)
        assert objective is not None  # checks.py refuses a goal whose baselines are missing
        return objective

    def _metrics(self, flows: Flows, unknown: frozenset[str]) -> dict[str, Decimal | None]:
        return {key: None if key in unknown else self.metric(key, flows) for key in self.metrics}

    def _ratios(self, flows: Flows, *, full: bool) -> dict[str, Decimal | None]:
        return {key: one.value(self.valuation, flows) if full else None for key, one in INDICATORS.items()}

    def _fair(self, decision: Decision) -> dict[str, Flows]:
        return f.fair_flows(self.case, self.scenario, self.starts(decision))

    def _share(self, flows: Flows) -> dict[str, Decimal]:
        """A measure's fair part of the plan's capex, npv, annual saving and CO2e abated, at their default years."""
        known = [key for key in SHARED if key in self.metrics]
        return {key: value for key in known if (value := self.metric(key, flows)) is not None}

    def _alone(self, decision: Decision, name: str) -> dict[str, Decimal | None]:
        flows = self.flows(decision, lambda measure: measure.measure == name)
        payback = RATIOS["simple_payback"].value(self.valuation, flows)
        figures = {key: self.metric(key, flows) for key in ("npv", "annual_saving")}
        return {**figures, "simple_payback": payback}

    def _bridge(self, flows: Flows) -> dict[str, Decimal]:
        """Present values that add up to the NPV, costs negative; numerator and denominator of the simple payback."""
        valuation, rate = self.valuation, self.scenario.discount_rate
        ones, minus = valuation.ones, valuation.steady(-ONE)
        tax = {**scaled(valuation.net_saving, -self.scenario.tax_rate)}
        tax[f.DEPRECIATION] = valuation.steady(self.scenario.tax_rate)
        steps: dict[str, Weights] = {
            "annual_saving": valuation.saving,
            "one_off": {f.ONE_OFF: ones},
            "renewal": {f.RENEWAL: minus},
            "avoided_cost": {f.AVOIDED_COST: ones},
            "capex": {f.CAPEX: minus},
            "profit_tax": tax,
            "residual": {f.RESIDUAL: ones},
        }
        values = {key: amount(valuation.present(weights, rate), flows) for key, weights in steps.items()}
        return {
            **values,
            "npv": sum(values.values(), ZERO),
            "net_cost": max(amount(NET_COST, flows), ZERO),
            "full_year_saving": amount(full_year(valuation), flows),
        }

    def _series(self, flows: Flows) -> dict[str, list[Decimal | None]]:
        """Values by year of every metric that has them, of the plant without measures, and of the steps to cash."""
        years, valuation = self.valuation.years, self.valuation
        yearly: dict[str, list[Decimal | None]] = {
            key: [self._in_year(key, flows, t) for t in years] for key, m in self.metrics.items() if m.kind != "value"
        }
        net, depreciation, residual = (
            [amount(weights, flows, (t,)) for t in years]
            for weights in (valuation.net_saving, {f.DEPRECIATION: valuation.ones}, {f.RESIDUAL: valuation.ones})
        )
        tax: list[Decimal | None] = [self.scenario.tax_rate * (s - d) for s, d in zip(net, depreciation, strict=True)]
        before: dict[str, list[Decimal | None]] = {"bill_before": [*valuation.bill_before]}
        for pollutant in self.case.pollutant:
            known = self.constants[f"{pollutant}_left"]
            before[f"{pollutant}_before"] = [*known] if known is not None else [None for _ in years]
        cash_flow: list[Decimal | None] = [*net_cash_flow(valuation, flows)]
        return {**yearly, **before, "profit_tax": tax, "residual": [*residual], "net_cash_flow": cash_flow}

    def _in_year(self, key: str, flows: Flows, t: int) -> Decimal | None:
        constant = self.constants[key]
        return None if constant is None else constant[t] + amount(self.weights[key], flows, (t,))

    def _years(self, flows: Flows, cash: list[Decimal] | None) -> dict[str, list[Decimal | None]]:
        left: list[Decimal | None] = [None for _ in self.valuation.years]
        return {**self._series(flows), "cash": [*cash] if cash else left}

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
            saved = amount(self.valuation.after_tax, flows, (t - 1,))
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
        total, spent = self.scenario.budget.total, amount(self.weights["capex"], flows)
        if total is not None and not keeps(spent, "at_most", total, self.half):
            yield Violation("budget", "total", None, spent, total)

    def _broken_choices(self, decision: Decision) -> Iterator[Violation]:
        for measure, start in self.starts(decision).items():
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
                    yield Violation("prerequisite", measure, self.valuation.year(start))

    def _broken_ceilings(self, flows: Flows) -> Iterator[Violation]:
        for stream in self.case.streams:
            for t, saved in sorted(flows.get((f.SAVED, stream.stream), {}).items()):
                if stream.baseline is not None and not keeps(saved, "at_most", stream.baseline, None):
                    yield Violation("ceiling", stream.stream, t, saved, stream.baseline)

    def _limit_figures(
        self, decision: Decision, flows: Flows, *, full: bool
    ) -> Iterator[tuple[LimitFigure, list[Violation]]]:
        for bounded in self.limits:
            where = bounded.limit.where
            seen = self.flows(decision, partial(matches, where=where)) if where else flows
            if bounded.ratio is not None:
                yield self._ratio_figure(bounded, bounded.ratio, seen, full=full)
            else:
                yield self._limit_figure(bounded, seen)

    def _ratio_figure(
        self, bounded: Bounded, ratio: str, flows: Flows, *, full: bool
    ) -> tuple[LimitFigure, list[Violation]]:
        name, (bound,) = bounded.limit.name, bounded.bounds
        margin = amount(bounded.weights, flows)
        value = RATIOS[ratio].value(self.valuation, flows) if full else None
        broken = [] if keeps(margin, "at_least", ZERO, self.half) else [Violation("limit", name, None, value, bound)]
        slack = None if value is None else _slack(value, bounded.sense, bound)
        return LimitFigure(name, ratio, bounded.sense, value, bound, slack, margin), broken

    def _limit_figure(self, bounded: Bounded, flows: Flows) -> tuple[LimitFigure, list[Violation]]:
        """The figure of the year with the least room, and every year in which the bound is broken."""
        name, half = bounded.limit.name, self.half if bounded.money else None
        sums = zip(bounded.constants, bounded.years, bounded.bounds, strict=True)
        values = [(constant + amount(bounded.weights, flows, years), years, bound) for constant, years, bound in sums]
        broken = [
            Violation("limit", name, years[0] if len(years) == 1 else None, value, bound)
            for value, years, bound in values
            if not keeps(value, bounded.sense, bound, half)
        ]
        slack, value, bound = min((_slack(value, bounded.sense, bound), value, bound) for value, _, bound in values)
        return LimitFigure(name, bounded.limit.metric, bounded.sense, value, bound, slack), broken


def matches(measure: Measure, where: Mapping[str, Iterable[str]]) -> bool:
    """Whether every column named holds one of the wanted texts."""
    return all((getattr(measure, column) or "") in wanted for column, wanted in where.items())


def _slack(value: Decimal, sense: Sense, bound: Decimal) -> Decimal:
    return bound - value if sense == "at_most" else value - bound


def evaluate(case: Case, scenario: Scenario, decision: Decision) -> Figures:
    """Every figure of a decision and every rule that it breaks, as formats.md and finance.md say.

    The inputs must be coherent (`check` found no errors); the decision names measures of the case.
    Money is in the case's currency, nominal; figures that don't exist are None. `InvalidInput` where a start year
    is none of the scenario's.
    """
    return Evaluator(case, scenario).full(decision)
