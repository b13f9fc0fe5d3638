"""A second way to the same figures, written out year by year with no sharing of anything: slow and plain.

Only the records of `inputs` are common to both ways. Decisions are in calendar years.
"""

from collections.abc import Mapping
from fractions import Fraction

from .inputs import Bound, Limit, Measure, Problem

Decision = Mapping[str, int]
ZERO = Fraction(0)


class Plan:
    """One decision under one scenario, every figure computed from the definitions when asked."""

    def __init__(self, problem: Problem, decision: Decision) -> None:
        self.case = problem.case
        self.scenario = problem.scenario
        self.problem = problem
        self.horizon = problem.scenario.horizon
        self.start = {name: year - problem.case.base_year for name, year in decision.items()}

    def chosen(self) -> list[Measure]:
        return [measure for measure in self.case.measures.values() if measure.id in self.start]

    def nth_year(self, measure: Measure, t: int | None) -> int:
        """Which year of effect t is, 0 for none; every measure's first where t is None (a full year)."""
        if t is None:
            return 1
        first = self.start[measure.id] + measure.lead
        return t - first + 1 if first <= t < first + measure.lifetime else 0

    def capex(self, t: int) -> Fraction:
        paid = ZERO
        for measure in self.chosen():
            j = t - self.start[measure.id]
            if 0 <= j < len(measure.spend):
                paid += measure.capex * measure.spend[j] * (1 + self.scenario.capex_escalation) ** t
        return paid

    def acts(self, kind: str, target: str, t: int | None) -> Fraction:
        """What the chosen take off a stream or pollutant directly, interactions included."""
        amount = ZERO
        for effect in self.case.effects:
            if effect.measure in self.start and (effect.kind, effect.target) == (kind, target):
                measure = self.case.measures[effect.measure]
                k = self.nth_year(measure, t)
                if k > 0:
                    amount += effect.amount * (1 - measure.degradation) ** (k - 1)
        for both in self.case.interactions:
            pair = [self.case.measures[name] for name in (both.first, both.second) if name in self.start]
            acts = (both.kind, both.target) == (kind, target)
            if acts and len(pair) == 2 and all(self.nth_year(measure, t) > 0 for measure in pair):
                amount += both.quantity
        return amount

    def saved(self, stream: str, t: int | None) -> Fraction:
        amount = self.acts("stream", stream, t)
        for name, end_use in self.case.end_uses.items():
            if end_use.stream == stream:
                left = Fraction(1)
                for effect in self.case.effects:
                    if effect.kind == "end_use" and effect.target == name and effect.measure in self.start:
                        measure = self.case.measures[effect.measure]
                        k = self.nth_year(measure, t)
                        if k > 0:
                            left *= 1 - effect.amount * (1 - measure.degradation) ** (k - 1)
                amount += end_use.baseline * (1 - left)
        return amount

    def abated(self, pollutant: str, scope: int, t: int | None) -> Fraction:
        amount = self.acts("pollutant", pollutant, t) if scope == 1 else ZERO
        for factor in self.case.factors:
            if (factor.pollutant, factor.scope) == (pollutant, scope):
                amount += self.saved(factor.stream, t) * factor.kg_per_unit / 1000
        return amount

    def opex_change(self, t: int | None) -> Fraction:
        return sum((m.opex_change * self.growth(m, t) for m in self.chosen() if self.nth_year(m, t)), ZERO)

    def other_benefit(self, t: int | None) -> Fraction:
        return sum((m.other_benefit * self.growth(m, t) for m in self.chosen() if self.nth_year(m, t)), ZERO)

    def growth(self, measure: Measure, t: int | None) -> Fraction:
        return (1 + measure.benefit_escalation) ** (t or 0)

    def saving(self, t: int | None) -> Fraction:
        """annual_saving in year t; with t None that of one full year of everything, at year 0."""
        amount = self.other_benefit(t) - self.opex_change(t)
        for stream in self.case.streams:
            amount += self.saved(stream, t) * self.scenario.prices[stream][t or 0]
        for name, pollutant in self.case.pollutants.items():
            for scope in pollutant.scopes:
                amount += self.abated(name, scope, t) * self.scenario.taxes[name][t or 0]
        if t is not None:
            amount += sum((m.one_off for m in self.chosen() if self.nth_year(m, t) == 1), ZERO)
        return amount

    def npv(self, rate: Fraction) -> Fraction:
        result = ZERO
        for t in range(self.horizon + 1):
            flow = self.saving(t) - self.capex(t) + self.residual(t) - self.profit_tax(t)
            result += flow / (1 + rate) ** t
        return result

    def residual(self, t: int) -> Fraction:
        result = ZERO
        for m in self.chosen():
            last = self.start[m.id] + m.lead + m.lifetime - 1
            if self.scenario.residual == "salvage" and t == min(last, self.horizon):
                result += m.salvage
            if self.scenario.residual == "straight_line" and t == self.horizon and last > t:
                left = min(Fraction(1), Fraction(last - t, m.lifetime))
                result += left * m.capex
        return result

    def profit_tax(self, t: int) -> Fraction:
        years = self.scenario.depreciation_years
        written_off = ZERO
        for paid in range(t):
            if paid < t <= paid + years:
                written_off += self.capex(paid) / years
        return self.scenario.tax_rate * (self.saving(t) - written_off)

    def present_value(self, metric: str) -> Fraction:
        return sum((self.yearly(metric, t) / (1 + self.scenario.rate) ** t for t in range(self.horizon + 1)), ZERO)

    def yearly(self, metric: str, t: int) -> Fraction:
        """A metric in year t."""
        starting = [m for m in self.chosen() if self.start[m.id] == t]
        if metric == "capex":
            return self.capex(t)
        if metric == "measures":
            return Fraction(len(starting))
        if metric == "effort":
            return sum((m.effort for m in starting), ZERO)
        if metric.startswith("use_"):
            return sum((m.uses[metric] for m in starting), ZERO)
        money = {"opex_change": self.opex_change, "other_benefit": self.other_benefit, "annual_saving": self.saving}
        return money[metric](t) if metric in money else self.physical(metric, t)

    def physical(self, metric: str, t: int) -> Fraction:
        streams, pollutants = self.case.streams, self.case.pollutants
        if metric == "energy_saved":
            return sum((self.saved(n, t) * s.kwh_per_unit for n, s in streams.items()), ZERO)
        if metric == "hazard_avoided":
            used = sum((self.saved(n, t) * s.hazard for n, s in streams.items()), ZERO)
            return used + sum((self.all_abated(n, t) * p.hazard for n, p in pollutants.items()), ZERO)
        for name in streams:
            if metric == f"{name}_saved":
                return self.saved(name, t)
        for name in pollutants:
            if metric == f"{name}_abated":
                return self.all_abated(name, t)
            if metric.startswith(f"{name}_abated_scope"):
                return self.abated(name, int(metric[-1]), t)
        return sum((self.saved(n, t) for n, s in streams.items() if f"{s.sum_as}_saved" == metric), ZERO)

    def all_abated(self, pollutant: str, t: int) -> Fraction:
        return sum((self.abated(pollutant, scope, t) for scope in (1, 2, 3)), ZERO)

    def metric(self, metric: str, year: int | str | None) -> Fraction:
        """A metric at a calendar year, "total" or its default."""
        if metric == "lifetime_saving":
            return self.present_value("annual_saving")
        if metric in ("npv", "apv"):
            return self.npv(self.scenario.rate)
        counted_once = metric in ("capex", "measures", "effort") or metric.startswith("use_")
        if year == "total" or (counted_once and year is None):
            beyond = 10 if counted_once else 0
            return sum((self.yearly(metric, t) for t in range(self.horizon + 1 + beyond)), ZERO)
        return self.yearly(metric, self.scenario.starts if year is None else int(year) - self.case.base_year)

    def keeps_to(self, limit: Limit) -> bool:
        """Whether the plan keeps to one limit."""
        if limit.where is not None:
            names = {m.id: self.case.base_year + self.start[m.id] for m in self.chosen() if _matches(m, limit)}
            return Plan(self.problem, names).keeps_to(_unfiltered(limit))
        if limit.metric in ("simple_payback", "irr", "abatement_cost"):
            return self.keeps_ratio(limit)
        return all(
            self.within(limit, amount, is_below=is_below, bound=bound)
            for is_below, bound in ((True, limit.at_least), (False, limit.at_most))
            if bound is not None
            for amount in self.amounts(limit, is_below=is_below)
        )

    def amounts(self, limit: Limit, *, is_below: bool) -> list[Fraction]:
        if limit.year != "each":
            return [self.metric(limit.metric, limit.year)]
        first = self.scenario.starts if is_below else 0
        return [self.yearly(limit.metric, t) for t in range(first, self.horizon + 1)]

    def within(self, limit: Limit, amount: Fraction, *, is_below: bool, bound: Bound) -> bool:
        target = bound.value * self.whole(limit) if bound.of_baseline else bound.value
        excess = target - amount if is_below else amount - target
        money = ("capex", "opex_change", "other_benefit", "annual_saving", "lifetime_saving", "npv", "apv")
        if limit.metric in money:
            return excess < self.case.half_unit
        return excess <= abs(target) / 10**9

    def whole(self, limit: Limit) -> Fraction:
        """What a percentage is of."""
        streams, pollutants = self.case.streams, self.case.pollutants
        used = {name: stream.baseline or ZERO for name, stream in streams.items()}
        emitted = {(name, scope): ZERO for name in pollutants for scope in (1, 2, 3)}
        for name, pollutant in pollutants.items():
            emitted[name, 1] += pollutant.baseline
        for factor in self.case.factors:
            emitted[factor.pollutant, factor.scope] += used[factor.stream] * factor.kg_per_unit / 1000
        amounts = {f"{name}_saved": amount for name, amount in used.items()}
        amounts["energy_saved"] = sum((used[n] * s.kwh_per_unit for n, s in streams.items()), ZERO)
        hazard = sum((used[n] * s.hazard for n, s in streams.items()), ZERO)
        for (name, scope), amount in emitted.items():
            amounts[f"{name}_abated_scope{scope}"] = amount
            amounts[f"{name}_abated"] = amounts.get(f"{name}_abated", ZERO) + amount
            hazard += amount * pollutants[name].hazard
        amounts["hazard_avoided"] = hazard
        return amounts[limit.metric] * (self.horizon + 1 if limit.year == "total" else 1)

    def keeps_ratio(self, limit: Limit) -> bool:
        half_unit = self.case.half_unit
        if limit.metric == "irr" and limit.at_least:
            return -self.npv(limit.at_least.value) < half_unit
        if limit.metric == "simple_payback" and limit.at_most:
            capex = sum((m.capex for m in self.chosen()), ZERO)
            return capex - limit.at_most.value * self.saving(None) < half_unit
        if limit.at_most:
            tonnes = self.present_value("co2e_abated") if "co2e" in self.case.pollutants else ZERO
            return -self.npv(self.scenario.rate) - limit.at_most.value * tonnes < half_unit
        return True

    def keeps_budget(self) -> bool:
        budget, half_unit = self.scenario.budget, self.case.half_unit
        if budget.total is not None and self.metric("capex", None) - budget.total >= half_unit:
            return False
        left = ZERO
        for t in range(self.horizon + 1) if budget.own is not None else ():
            available = (budget.own or ())[t]
            if t > 0:
                available += budget.reinvest * self.saving(t - 1)
            if budget.carry_over:
                available += left
            if self.capex(t) - available >= half_unit:
                return False
            left = max(ZERO, available - self.capex(t))
        return True

    def keeps_ceilings(self) -> bool:
        for name, stream in self.case.streams.items():
            for t in range(self.horizon + 1):
                if stream.baseline is not None and self.saved(name, t) > stream.baseline * (1 + Fraction(1, 10**9)):
                    return False
        return True

    def keeps_choices(self) -> bool:
        """Whether windows, statuses, lists, groups and prerequisites are kept to."""
        return all(self.may_be_so(measure) for measure in self.case.measures.values()) and all(
            len([m for m in self.chosen() if m.group == measure.group]) <= 1
            for measure in self.chosen()
            if measure.group
        )

    def may_be_so(self, measure: Measure) -> bool:
        included, excluded = (measure.id in names for names in (self.scenario.include, self.scenario.exclude))
        if measure.id not in self.start:
            return not included and (excluded or measure.status != "in progress")
        if excluded or (measure.status in ("completed", "verified", "discarded") and not included):
            return False
        return self.may_start(measure) and self.has_prerequisites(measure) and self.pays_back(measure)

    def may_start(self, measure: Measure) -> bool:
        s = self.start[measure.id]
        if measure.status == "in progress":
            return s == 0
        year = self.case.base_year + s
        in_window = (measure.earliest or year) <= year <= (measure.latest or year)
        return 0 <= s < self.scenario.starts and in_window

    def has_prerequisites(self, measure: Measure) -> bool:
        for name in measure.requires:
            done = self.case.measures[name].status in ("completed", "verified")
            if self.start.get(name, -1 if done else self.horizon + 1) > self.start[measure.id]:
                return False
        return True

    def pays_back(self, measure: Measure) -> bool:
        longest = self.scenario.max_payback
        alone = Plan(self.problem, {measure.id: self.case.base_year})
        return longest is None or measure.capex - longest * alone.saving(None) < self.case.half_unit

    def is_feasible(self) -> bool:
        limits = self.scenario.limits
        return (
            self.keeps_choices()
            and self.keeps_budget()
            and self.keeps_ceilings()
            and all(self.keeps_to(limit) for limit in limits)
        )

    def goal(self) -> Fraction:
        return self.metric(self.scenario.goal, self.scenario.goal_year)


def _matches(measure: Measure, limit: Limit) -> bool:
    return all((measure.texts.get(c) or "") in values for c, values in (limit.where or {}).items())


def _unfiltered(limit: Limit) -> Limit:
    return Limit(limit.name, limit.metric, limit.at_least, limit.at_most, limit.year, None)


def figures_naive(problem: Problem, decision: Decision, metrics: list[str]) -> dict[str, Fraction]:
    """The metrics of a decision at their default years."""
    plan = Plan(problem, decision)
    return {metric: plan.metric(metric, None) for metric in metrics}
