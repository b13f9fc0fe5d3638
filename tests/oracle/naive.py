"""A second way to the same figures, written out year by year with no sharing of anything: slow and plain.

Only the records of `inputs` are common to both ways. Decisions are in calendar years.
"""

from collections.abc import Mapping
from fractions import Fraction

from .inputs import Measure, Problem

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

    def lives(self, measure: Measure) -> list[range]:
        """The years of each life, the last perhaps beyond the horizon; one life where it is not renewed."""
        first = self.start[measure.id] + measure.lead
        lives = [range(first, first + measure.lifetime)]
        while measure.renewal is not None and lives[-1].stop <= self.horizon:
            lives.append(range(lives[-1].stop, lives[-1].stop + measure.lifetime))
        return lives

    def nth_year(self, measure: Measure, t: int | None) -> int:
        """Which year of its life t is, 0 for none; every measure's first where t is None (a full year)."""
        if t is None:
            return 1
        return next((t - life.start + 1 for life in self.lives(measure) if t in life), 0)

    def dearer(self, t: int) -> Fraction:
        return (1 + self.scenario.capex_escalation) ** t

    def capex(self, t: int) -> Fraction:
        paid = ZERO
        for measure in self.chosen():
            j = t - self.start[measure.id]
            if 0 <= j < len(measure.spend):
                paid += measure.capex * measure.spend[j] * self.dearer(t)
        return paid

    def renewal(self, t: int) -> Fraction:
        """A life is paid for as long before it begins as the first was: the lead."""
        paid = ZERO
        for measure in self.chosen():
            for life in self.lives(measure)[1:]:
                if life.start - measure.lead == t:
                    paid += (measure.renewal or 0) * measure.capex * self.dearer(t)
        return paid

    def avoided_cost(self, t: int) -> Fraction:
        due = [m for m in self.chosen() if m.avoided_year == self.case.base_year + t and self.start[m.id] <= t]
        return sum((m.avoided_cost for m in due), ZERO) * self.dearer(t)

    def one_off(self, t: int) -> Fraction:
        return sum((m.one_off for m in self.chosen() if self.start[m.id] + m.lead == t), ZERO)

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
        for row, factor in enumerate(self.case.factors):
            if (factor.pollutant, factor.scope) == (pollutant, scope):
                amount += self.saved(factor.stream, t) * self.scenario.factors[row][t or 0] / 1000
        return amount

    def emitted(self, pollutant: str, scope: int, t: int) -> Fraction:
        """What is emitted in year t without measures."""
        amount = self.case.pollutants[pollutant].baseline if scope == 1 else ZERO
        for row, factor in enumerate(self.case.factors):
            if (factor.pollutant, factor.scope) == (pollutant, scope):
                used = self.case.streams[factor.stream].baseline or ZERO
                amount += used * self.scenario.factors[row][t] / 1000
        return amount

    def before(self, pollutant: str, t: int) -> Fraction | None:
        for factor in self.case.factors:
            if factor.pollutant == pollutant and self.case.streams[factor.stream].baseline is None:
                return None
        return sum((self.emitted(pollutant, scope, t) for scope in (1, 2, 3)), ZERO)

    def left(self, pollutant: str, t: int) -> Fraction | None:
        before = self.before(pollutant, t)
        return None if before is None else before - self.all_abated(pollutant, t)

    def opex_change(self, t: int | None) -> Fraction:
        return sum((m.opex_change * self.growth(m, t) for m in self.chosen() if self.nth_year(m, t)), ZERO)

    def other_benefit(self, t: int | None) -> Fraction:
        return sum((m.other_benefit * self.growth(m, t) for m in self.chosen() if self.nth_year(m, t)), ZERO)

    def growth(self, measure: Measure, t: int | None) -> Fraction:
        return (1 + measure.benefit_escalation) ** (t or 0)

    def bill_saved(self, t: int | None) -> Fraction:
        amount = ZERO
        for stream in self.case.streams:
            amount += self.saved(stream, t) * self.scenario.prices[stream][t or 0]
        for name, pollutant in self.case.pollutants.items():
            for scope in pollutant.scopes:
                amount += self.abated(name, scope, t) * self.scenario.taxes[name][t or 0]
        return amount

    def bill_before(self, t: int) -> Fraction:
        amount = ZERO
        for name, stream in self.case.streams.items():
            if stream.baseline is not None:
                amount += stream.baseline * self.scenario.prices[name][t]
        for name, pollutant in self.case.pollutants.items():
            for scope in pollutant.scopes:
                amount += self.emitted(name, scope, t) * self.scenario.taxes[name][t]
        return amount

    def saving(self, t: int | None) -> Fraction:
        """annual_saving in year t; with t None that of one full year of everything, at year 0."""
        return self.bill_saved(t) + self.other_benefit(t) - self.opex_change(t)

    def net_saving(self, t: int) -> Fraction:
        return self.saving(t) + self.one_off(t) - self.renewal(t)

    def net_flow(self, t: int) -> Fraction:
        flow = self.net_saving(t) + self.avoided_cost(t) - self.capex(t)
        return flow - self.profit_tax(t) + self.residual(t)

    def npv(self, rate: Fraction) -> Fraction:
        return sum((self.net_flow(t) / (1 + rate) ** t for t in range(self.horizon + 1)), ZERO)

    def residual(self, t: int) -> Fraction:
        result = ZERO
        for m in self.chosen():
            lives = self.lives(m)
            last = lives[-1].stop - 1
            if self.scenario.residual == "salvage" and t == min(last, self.horizon):
                result += m.salvage
            if self.scenario.residual == "straight_line" and t == self.horizon and last > t:
                left = min(Fraction(1), Fraction(last - t, m.lifetime))
                result += left * m.capex * ((m.renewal or 0) if len(lives) > 1 else 1)
        return result

    def profit_tax(self, t: int) -> Fraction:
        years = self.scenario.depreciation_years
        written_off = ZERO
        for paid in range(t):
            if paid < t <= paid + years:
                written_off += self.capex(paid) / years
        return self.scenario.tax_rate * (self.net_saving(t) - written_off)

    def present_value(self, metric: str) -> Fraction:
        discounted = (self.known(metric, t) / (1 + self.scenario.rate) ** t for t in range(self.horizon + 1))
        return sum(discounted, ZERO)

    def known(self, metric: str, t: int) -> Fraction:
        """A metric in year t that must be known."""
        amount = self.yearly(metric, t)
        if amount is None:
            raise ValueError(metric)
        return amount

    def yearly(self, metric: str, t: int) -> Fraction | None:
        """A metric in year t; None where the case does not say enough for it."""
        starting = [m for m in self.chosen() if self.start[m.id] == t]
        if metric == "measures":
            return Fraction(len(starting))
        if metric == "effort":
            return sum((m.effort for m in starting), ZERO)
        if metric.startswith("use_"):
            uses = [m.uses[metric] for m in starting]
            return None if None in uses else sum((use for use in uses if use is not None), ZERO)
        money = {
            "capex": self.capex,
            "opex_change": self.opex_change,
            "other_benefit": self.other_benefit,
            "annual_saving": self.saving,
            "bill_saved": self.bill_saved,
            "one_off": self.one_off,
            "renewal": self.renewal,
            "avoided_cost": self.avoided_cost,
            "profit_tax": self.profit_tax,
            "residual": self.residual,
        }
        return money[metric](t) if metric in money else self.physical(metric, t)

    def physical(self, metric: str, t: int) -> Fraction | None:
        streams, pollutants = self.case.streams, self.case.pollutants
        if metric == "energy_saved":
            return sum((self.saved(n, t) * s.kwh_per_unit for n, s in streams.items()), ZERO)
        if metric == "hazard_avoided":
            used = sum((self.saved(n, t) * s.hazard for n, s in streams.items()), ZERO)
            return used + sum((self.all_abated(n, t) * p.hazard for n, p in pollutants.items()), ZERO)
        for name in pollutants:
            if metric.startswith(f"{name}_abated_scope"):
                return self.abated(name, int(metric[-1]), t)
            if metric in (f"{name}_abated", f"{name}_left"):
                return self.left(name, t) if metric.endswith("left") else self.all_abated(name, t)
        named = [n for n, s in streams.items() if metric in (f"{n}_saved", f"{s.sum_as}_saved")]
        return sum((self.saved(name, t) for name in named), ZERO)

    def all_abated(self, pollutant: str, t: int) -> Fraction:
        return sum((self.abated(pollutant, scope, t) for scope in (1, 2, 3)), ZERO)

    def metric(self, metric: str, year: int | str | None) -> Fraction | None:
        """A metric at a calendar year, "total" or its default; None where the case does not say enough for it."""
        if metric == "lifetime_saving":
            return self.present_value("annual_saving")
        if metric == "npv":
            return self.npv(self.scenario.rate)
        counted_once = metric in ("capex", "measures", "effort") or metric.startswith("use_")
        if year == "total" or (counted_once and year is None):
            amounts = [self.yearly(metric, t) for t in range(self.horizon + 1)]
            return None if None in amounts else sum((one for one in amounts if one is not None), ZERO)
        return self.yearly(metric, self.scenario.starts if year is None else int(year) - self.case.base_year)

    def payback(self) -> Fraction | None:
        saving = self.saving(None)
        return self.net_cost() / saving if saving > 0 else None

    def net_cost(self) -> Fraction:
        return max(ZERO, sum((m.capex - m.one_off for m in self.chosen()), ZERO))

    def discounted_payback(self) -> Fraction | None:
        """Goes through the years from the end for as long as the present value so far is at least 0."""
        if not self.start:
            return None
        values = [self.net_flow(t) / (1 + self.scenario.rate) ** t for t in range(self.horizon + 1)]
        first, total = self.horizon + 1, sum(values, ZERO)
        while first > 0 and total >= 0:
            first -= 1
            total -= values[first]
        if first > self.horizon:
            return None
        return first - 1 - total / values[first] if total < 0 else ZERO

    def profitability_index(self) -> Fraction | None:
        spent = self.present_value("capex")
        return 1 + self.npv(self.scenario.rate) / spent if spent else None

    def abatement_cost(self) -> Fraction | None:
        tonnes = self.present_value("co2e_abated") if "co2e" in self.case.pollutants else ZERO
        return -self.npv(self.scenario.rate) / tonnes if tonnes > 0 else None

    def goal(self) -> Fraction | None:
        return self.metric(self.scenario.goal, self.scenario.goal_year)


def figures_naive(problem: Problem, decision: Decision, metrics: list[str]) -> dict[str, Fraction | None]:
    """The metrics of a decision at their default years."""
    plan = Plan(problem, decision)
    return {metric: plan.metric(metric, None) for metric in metrics}
