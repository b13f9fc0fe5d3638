"""Which rules a plan breaks, in the same plain way: from the definitions, with no sharing of anything."""

from collections.abc import Sequence
from fractions import Fraction

from .inputs import Bound, Limit, Measure
from .naive import ZERO, Plan


class Judged(Plan):
    """One decision under one scenario, held against every rule."""

    def keeps_to(self, limit: Limit) -> bool:
        """Whether the plan keeps to one limit."""
        if limit.where is not None:
            names = {m.id: self.case.base_year + self.start[m.id] for m in self.chosen() if _matches(m, limit)}
            return Judged(self.problem, names).keeps_to(_unfiltered(limit))
        if limit.metric in ("simple_payback", "irr", "abatement_cost"):
            return self.keeps_ratio(limit)
        return all(
            self.within(limit, bound, year, is_below=is_below)
            for is_below, bound in ((True, limit.at_least), (False, limit.at_most))
            if bound is not None
            for year in self.years(limit, is_below=is_below)
        )

    def years(self, limit: Limit, *, is_below: bool) -> Sequence[int | str | None]:
        """The calendar years in which a limit is looked at."""
        if limit.year != "each":
            return [limit.year]
        first = self.scenario.starts if is_below else 0
        return [self.case.base_year + t for t in range(first, self.horizon + 1)]

    def within(self, limit: Limit, bound: Bound, year: int | str | None, *, is_below: bool) -> bool:
        amount = self.metric(limit.metric, year)
        if amount is None:
            raise ValueError(limit.name)
        target = bound.value * self.whole(limit.metric, year) if bound.of_baseline else bound.value
        excess = target - amount if is_below else amount - target
        money = ("capex", "opex_change", "other_benefit", "annual_saving", "lifetime_saving", "npv")
        if limit.metric in (*money, "bill_saved", "one_off", "renewal", "avoided_cost"):
            return excess < self.case.half_unit
        return excess <= abs(target) / 10**9

    def whole(self, metric: str, year: int | str | None) -> Fraction:
        """What a percentage is of."""
        if metric == "bill_saved":
            if year == "total":
                return sum((self.bill_before(t) for t in range(self.horizon + 1)), ZERO)
            return self.bill_before(self.scenario.starts if year is None else int(year) - self.case.base_year)
        return self.of_base_year()[metric] * (self.horizon + 1 if year == "total" else 1)

    def of_base_year(self) -> dict[str, Fraction]:
        """What the whole plant uses and emits in the base year, under the metric that saves it."""
        streams, pollutants = self.case.streams, self.case.pollutants
        used = {name: stream.baseline or ZERO for name, stream in streams.items()}
        amounts = {f"{name}_saved": amount for name, amount in used.items()}
        amounts["energy_saved"] = sum((used[n] * s.kwh_per_unit for n, s in streams.items()), ZERO)
        hazard = sum((used[n] * s.hazard for n, s in streams.items()), ZERO)
        for name, pollutant in pollutants.items():
            by_scope = {scope: self.emitted(name, scope, 0) for scope in (1, 2, 3)}
            amounts |= {f"{name}_abated_scope{scope}": amount for scope, amount in by_scope.items()}
            amounts[f"{name}_abated"] = amounts[f"{name}_left"] = sum(by_scope.values(), ZERO)
            hazard += amounts[f"{name}_abated"] * pollutant.hazard
        return amounts | {"hazard_avoided": hazard}

    def keeps_ratio(self, limit: Limit) -> bool:
        half_unit = self.case.half_unit
        if limit.metric == "irr" and limit.at_least:
            return -self.npv(limit.at_least.value) < half_unit
        if limit.metric == "simple_payback" and limit.at_most:
            cost = sum((m.capex - m.one_off for m in self.chosen()), ZERO)
            return cost - limit.at_most.value * self.saving(None) < half_unit
        if limit.at_most:
            tonnes = self.present_value("co2e_abated") if "co2e" in self.case.pollutants else ZERO
            return -self.npv(self.scenario.rate) - limit.at_most.value * tonnes < half_unit
        return True

    def keeps_budget(self) -> bool:
        budget, half_unit = self.scenario.budget, self.case.half_unit
        spent = sum((self.capex(t) for t in range(self.horizon + 1)), ZERO)
        if budget.total is not None and spent - budget.total >= half_unit:
            return False
        left = ZERO
        for t in range(self.horizon + 1) if budget.own is not None else ():
            available = (budget.own or ())[t]
            if t > 0:
                available += budget.reinvest * (self.net_saving(t - 1) - self.profit_tax(t - 1))
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
        if any(t > self.horizon for t in range(s, s + len(measure.spend))):
            return False
        if measure.status == "in progress":
            return s == 0
        year = self.case.base_year + s
        in_window = (measure.earliest or year) <= year <= (measure.latest or year)
        return 0 <= s < self.scenario.starts and in_window and year >= (self.scenario.first_start or year)

    def has_prerequisites(self, measure: Measure) -> bool:
        for name in measure.requires:
            done = self.case.measures[name].status in ("completed", "verified")
            if self.start.get(name, -1 if done else self.horizon + 1) > self.start[measure.id]:
                return False
        return True

    def pays_back(self, measure: Measure) -> bool:
        longest = self.scenario.max_payback
        if longest is None or measure.status == "in progress":
            return True
        alone = Judged(self.problem, {measure.id: self.case.base_year})
        return measure.capex - measure.one_off - longest * alone.saving(None) < self.case.half_unit

    def is_feasible(self) -> bool:
        limits = self.scenario.limits
        return (
            self.keeps_choices()
            and self.keeps_budget()
            and self.keeps_ceilings()
            and all(self.keeps_to(limit) for limit in limits)
        )


def _matches(measure: Measure, limit: Limit) -> bool:
    return all((measure.texts.get(c) or "") in values for c, values in (limit.where or {}).items())


def _unfiltered(limit: Limit) -> Limit:
    return Limit(limit.name, limit.metric, limit.at_least, limit.at_most, limit.year, None)
