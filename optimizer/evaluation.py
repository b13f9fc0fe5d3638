"""The one definition of truth: the effects of a decision, year by year, and the rules that it breaks.

    figures = evaluate(case, scenario, decision)

This is plain arithmetic on the inputs in exact decimals, without a solver or a model. All figures shown are computed
here. Formulas and tolerances: formats.md 1 and 2; finance.md. The terms of the question come from `terms`, violations
of a rule from its file in `rules`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer import flows as f
from optimizer import rules
from optimizer.case import USE
from optimizer.decimals import ONE, ZERO, Decimal, exact
from optimizer.errors import InvalidInput, Problem, closest
from optimizer.figures import Figures, LimitFigure
from optimizer.funded_figures import funded_figures
from optimizer.indicators import INDICATORS, NET_COST, RATIOS, full_year, net_cash_flow
from optimizer.metrics import APV, SHARED
from optimizer.plan_flows import PlanFlows
from optimizer.question import Question
from optimizer.rules import cash, limit
from optimizer.terms import RELATIVE, Terms
from optimizer.valuation import Weights, amount, scaled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optimizer.case import Case
    from optimizer.decision import Decision
    from optimizer.flows import Flows
    from optimizer.rules.limit import LimitValue
    from optimizer.scenario import Scenario
    from optimizer.terms import LimitSide


class Evaluator:
    """`evaluate` for one question; keeps the results that don't depend on the decision."""

    def __init__(self, case: Case, scenario: Scenario) -> None:
        self.case, self.scenario = case, scenario
        self.terms = Terms(case, scenario)
        self._question = Question(case, scenario)

    @exact
    def __call__(self, decision: Decision) -> Figures:
        """Return the figures of a decision that a comparison of plans needs, and every rule it breaks.

        Figures that take longer and decide nothing stay empty: IRR and other ratios, bridge, shares (`full` has them).
        """
        return self._figures(PlanFlows(self.terms, decision, thorough=False))

    @exact
    def full(self, decision: Decision) -> Figures:
        """Return every figure of a decision, and every rule it breaks."""
        return self._figures(PlanFlows(self.terms, decision))

    def _figures(self, plan: PlanFlows) -> Figures:
        self._refuse_impossible(plan.decision)
        goal, full = self.terms.metrics[self.scenario.goal], plan.thorough
        parts = self.terms.portfolios.fair_flows(plan.starts) if full else {}
        funded = funded_figures(plan)
        money = ({}, {}) if funded is None else (funded.metrics, funded.years)
        return Figures(
            self._question,
            plan.decision,
            metrics={**self._metrics(plan), **self._indicators(plan), **money[0]},
            years={**self._series(plan.flows), **money[1], "cash": self._cash(plan)},
            limits=tuple(self._limit_figures(plan)),
            violations=tuple(one for kind in rules.RULES for one in kind.broken(plan)),
            objective=self._objective(plan.flows),
            smallest=self.terms.half if goal.is_money else RELATIVE,
            bridge=self._bridge(plan.flows) if full else {},
            shares={name: self._share(part) for name, part in parts.items()},
            alone={name: self._alone(plan.alone(name)) for name in plan.starts} if full else {},
            funded=funded,
        )

    def _refuse_impossible(self, decision: Decision) -> None:
        """Raise `InvalidInput` for starts and amounts that no plan of the question can have."""
        if problems := [*self._impossible_starts(decision), *self._impossible_amounts(decision)]:
            raise InvalidInput(problems)

    def _impossible_starts(self, decision: Decision) -> Iterator[Problem]:
        scenario, first = self.scenario, self.case.base_year
        last = first + scenario.start_years - 1
        for name, year in decision.starts.items():
            if name not in self.case.measure:
                guess = closest(name, self.case.measure)
                yield Problem("", 'unknown measure "{name}"', values={"name": name}, guess=guess)
            elif not first <= year <= last:
                text = '"{name}" can\'t start in {year}: the start years are {first} to {last}'
                yield Problem("", text, values={"name": name, "year": year, "first": first, "last": last})
            elif year - first + len(self.case.measure[name].spend) - 1 > scenario.horizon_years:
                text = '"{name}" can\'t start in {year}: it would still be paid for after the horizon'
                yield Problem("", text, values={"name": name, "year": year})

    def _impossible_amounts(self, decision: Decision) -> Iterator[Problem]:
        """Money comes from sources in use, for chosen measures, in years that count."""
        used = self.scenario.funding.sources
        first, last = self.case.base_year, self.case.base_year + self.scenario.horizon_years
        for name in dict.fromkeys((*(source for source, _, _ in decision.amounts), *decision.projects)):
            if name not in used:
                guess = closest(name, used)
                yield Problem("", 'unknown funding source "{name}"', values={"name": name}, guess=guess)
        for name, measure, year in decision.amounts:
            values = {"name": name, "measure": measure, "year": year}
            if measure not in decision.starts:
                yield Problem("", '"{name}" can\'t pay for "{measure}": it is not chosen', values=values)
            if not first <= year <= last:
                yield Problem("", '"{name}" can\'t pay in {year}: it is not within the horizon', values=values)

    def metric(self, key: str, flows: Flows, when: int | str | None = None) -> Decimal | None:
        """Return a metric's value in a year, in total, or at its default; None if a baseline is missing."""
        (years,) = self.terms.years_of(self.terms.metrics[key], when)
        constant = self.terms.constant(key, years)
        return None if constant is None else constant + amount(self.terms.weights[key], flows, years)

    def _unknown_uses(self, measures: Iterable[str]) -> frozenset[str]:
        """Return the resources for which some of these measures have an empty cell: empty is missing, never 0."""
        names = {USE + name for name in self.case.resources}
        return frozenset(name for name in names for m in measures if name[len(USE) :] not in self.case.measure[m].uses)

    def _objective(self, flows: Flows) -> Decimal:
        objective = self.metric(self.scenario.goal, flows, self.scenario.goal_year)
        assert objective is not None  # checks.py refuses a goal whose baselines are missing
        return objective

    def _metrics(self, plan: PlanFlows) -> dict[str, Decimal | None]:
        unknown = self._unknown_uses(plan.starts) | (frozenset() if self.terms.funding.has_apv else {APV})
        return {key: None if key in unknown else self.metric(key, plan.flows) for key in self.terms.metrics}

    def _indicators(self, plan: PlanFlows) -> dict[str, Decimal | None]:
        valuation = self.terms.valuation
        return {key: one.value(valuation, plan.flows) if plan.thorough else None for key, one in INDICATORS.items()}

    def _share(self, flows: Flows) -> dict[str, Decimal]:
        """Return a measure's fair share of capex, npv, annual saving and CO2e abated, at their default years."""
        known = [key for key in SHARED if key in self.terms.metrics]
        return {key: value for key in known if (value := self.metric(key, flows)) is not None}

    def _alone(self, flows: Flows) -> dict[str, Decimal | None]:
        payback = RATIOS["simple_payback"].value(self.terms.valuation, flows)
        figures = {key: self.metric(key, flows) for key in ("npv", "annual_saving")}
        return {**figures, "simple_payback": payback}

    def _bridge(self, flows: Flows) -> dict[str, Decimal]:
        """Return the present values that add up to the NPV, costs negative, and the two parts of simple payback."""
        valuation, rate = self.terms.valuation, self.scenario.discount_rate
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
        """Return values by year of every yearly metric, of the plant without measures, and of the steps to cash."""
        years, valuation = self.terms.valuation.years, self.terms.valuation
        yearly: dict[str, list[Decimal | None]] = {
            key: [self._in_year(key, flows, t) for t in years]
            for key, m in self.terms.metrics.items()
            if m.kind != "value"
        }
        net, depreciation, residual = (
            [amount(weights, flows, (t,)) for t in years]
            for weights in (valuation.net_saving, {f.DEPRECIATION: valuation.ones}, {f.RESIDUAL: valuation.ones})
        )
        tax: list[Decimal | None] = [self.scenario.tax_rate * (s - d) for s, d in zip(net, depreciation, strict=True)]
        before: dict[str, list[Decimal | None]] = {"bill_before": [*valuation.bill_before]}
        for pollutant in self.case.pollutant:
            known = self.terms.constants[f"{pollutant}_left"]
            before[f"{pollutant}_before"] = [*known] if known is not None else [None for _ in years]
        cash_flow: list[Decimal | None] = [*net_cash_flow(valuation, flows)]
        return {**yearly, **before, "profit_tax": tax, "residual": [*residual], "net_cash_flow": cash_flow}

    def _in_year(self, key: str, flows: Flows, t: int) -> Decimal | None:
        constant = self.terms.constants[key]
        return None if constant is None else constant[t] + amount(self.terms.weights[key], flows, (t,))

    def _cash(self, plan: PlanFlows) -> list[Decimal | None]:
        """Return the remaining own funds of each year; None in every year without a yearly budget."""
        return [*plan.once(cash.left)] or [None for _ in self.terms.valuation.years]

    def _limit_figures(self, plan: PlanFlows) -> Iterator[LimitFigure]:
        """Return the figures of each side of each limit; of several years, the one with the least room."""
        found: dict[int, list[LimitValue]] = {}
        for one in plan.once(limit.values):
            found.setdefault(id(one.side), []).append(one)
        yield from (_limit_figure(side, found[id(side)]) for side in self.terms.limits)


def _limit_figure(side: LimitSide, values: Iterable[LimitValue]) -> LimitFigure:
    figures = (
        LimitFigure(side.limit.name, side.limit.metric, side.sense, one.value, one.bound, _slack(one), one.margin)
        for one in values
    )
    return min(figures, key=lambda figure: (figure.slack or ZERO, figure.value or ZERO, figure.bound))


def _slack(one: LimitValue) -> Decimal | None:
    if one.value is None:
        return None
    return one.bound - one.value if one.side.sense == "at_most" else one.value - one.bound


def evaluate(case: Case, scenario: Scenario, decision: Decision) -> Figures:
    """Return every figure of a decision and every rule that it breaks, by formats.md and finance.md.

    The inputs must be coherent (`check` found no errors); the decision names measures of the case. Money is in the
    case's currency, nominal; yearly figures are lists for the years 0 … horizon_years; figures that don't exist are
    None. Raises `InvalidInput` for unknown measures, and for start years that the scenario doesn't have.
    """
    return Evaluator(case, scenario).full(decision)
