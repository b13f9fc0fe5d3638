"""A plant of `plants.py` as a textbook mixed-integer program: the question for other solvers.

It shares nothing with the package but the inputs. Every formula is from the specification:

    start[i,s] ∈ {0, 1}                          measure i starts in year s, at most once
    left[e,t] = Π_i (1 − share[i,e] · on[i,t])   end use e in year t; saved is baseline · (1 − left)
    both[i,j,t] = on[i,t] · on[j,t]              interactions
    cash[t] = cash[t−1] + own[t] + reinvest · saving[t−1] − capex[t] ≥ 0
    npv = Σ_t (saving[t] − capex[t]) / (1 + r)^t → max

Products are exact: one after the other, each by McCormick's four rows, with on[i,t] the sum of the starts in
effect. Years in which the same starts are in effect share one product. Money is in thousands, so that numbers are
of similar size.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from tests.benchmarks.milp import Milp, Terms

if TYPE_CHECKING:
    from optimizer import Case, Scenario
    from optimizer.case import EndUse, Interaction, Measure

THOUSAND = 1000.0
On = tuple[int, ...]
"""The start columns of a measure with an effect in a year."""


def by_hand(case: Case, scenario: Scenario) -> Milp:
    """Return the question as columns and rows; `ValueError` if a plant has features that this model lacks."""
    _refuse_unknown(case, scenario)
    return _Writer(case, scenario).milp


def _refuse_unknown(case: Case, scenario: Scenario) -> None:
    known_limits = all(one.metric == "co2e_abated" and one.at_most is None and not one.where for one in scenario.limits)
    plain = scenario.goal == "npv" and scenario.residual == "none" and not scenario.tax_rate and not scenario.prices
    measures = all(len(one.spend) == 1 and not one.degradation and not one.one_off for one in case.measures)
    effects = all(effect.share is not None for effect in case.effects)
    bounds = all(stream.baseline is None for stream in case.streams) and not any(one.tax for one in case.pollutants)
    if not (known_limits and plain and measures and effects and bounds):
        raise ValueError("the model written by hand knows the plants of plants.py only")


@dataclass
class _Writer:
    case: Case
    scenario: Scenario
    milp: Milp = field(default_factory=Milp)

    def __post_init__(self) -> None:
        self.years = range(self.scenario.horizon_years + 1)
        self.saved: dict[tuple[str, int], Terms] = defaultdict(lambda: defaultdict(float))
        self._products: dict[tuple[object, ...], int] = {}
        self._decide()
        for end_use in self.case.end_uses:
            self._overlap(end_use)
        for interaction in self.case.interactions:
            self._interact(interaction)
        saving, capex = self._saving(), [self._capex(t) for t in self.years]
        self._keep_budget(saving, capex)
        self._keep_floors()
        self._aim(saving, capex)

    @cached_property
    def measures(self) -> dict[str, Measure]:
        return {one.measure: one for one in self.case.measures}

    def starts(self, measure: str) -> list[tuple[int, int]]:
        """Return each (year, column) in which a measure may start."""
        years = range(self.scenario.start_years)
        return [(s, self.milp.starts[measure, s]) for s in years if (measure, s) in self.milp.starts]

    def on(self, measure: str, t: int) -> On:
        """Return the starts of a measure that are in effect in year t."""
        one = self.measures[measure]
        return tuple(k for s, k in self.starts(measure) if s + one.lead <= t < s + one.lead + one.lifetime)

    def _decide(self) -> None:
        groups: dict[str, Terms] = defaultdict(dict)
        for name, one in self.measures.items():
            for s in range(self.scenario.start_years):
                self.milp.starts[name, s] = self.milp.column(0, 1, whole=True)
            columns = {k: 1.0 for _, k in self.starts(name)}
            groups[f"group {one.group}" if one.group else f"measure {name}"].update(columns)
        for terms in groups.values():
            self.milp.row(terms, upper=1.0)
        for name, one in self.measures.items():
            for needed in one.requires:
                self._require(name, needed)

    def _require(self, measure: str, needed: str) -> None:
        for last in range(self.scenario.start_years):
            begun = {k: 1.0 for s, k in self.starts(measure) if s <= last}
            self.milp.row({**begun, **{k: -1.0 for s, k in self.starts(needed) if s <= last}}, upper=0.0)

    def _overlap(self, use: EndUse) -> None:
        shares = {row.measure: float(row.share or 0) for row in self.case.effects if row.end_use == use.end_use}
        for t in self.years:
            on = {measure: self.on(measure, t) for measure in shares}
            left: Terms = {}  # the product so far, less 1
            least = 1.0
            for measure, starts in on.items():
                share = shares[measure]
                if left and starts:
                    left = {**left, self._product(self._named(left), least, starts): -share}
                else:
                    left = left or dict.fromkeys(starts, -share)
                least *= 1.0 - share if starts else 1.0
            for k, coef in left.items():
                self.saved[use.stream, t][k] -= coef * float(use.baseline)

    def _named(self, left: Terms) -> int:
        """Return a column that equals 1 + Σ left, the same column for the same sum."""
        key = tuple(sorted(left.items()))
        if key not in self._products:
            self._products[key] = column = self.milp.column(0, 1)
            self.milp.row({column: 1.0, **{k: -coef for k, coef in left.items()}}, 1.0, 1.0)
        return self._products[key]

    def _product(self, left: int, least: float, on: On) -> int:
        """Return a column that equals left · Σ on, given least ≤ left ≤ 1 and a sum of 0 or 1."""
        key = (left, on)
        if key not in self._products:
            self._products[key] = p = self.milp.column(0, 1)
            self.milp.row({p: 1.0, **dict.fromkeys(on, -1.0)}, upper=0.0)
            self.milp.row({p: 1.0, **dict.fromkeys(on, -least)}, lower=0.0)
            self.milp.row({p: 1.0, left: -1.0, **dict.fromkeys(on, -least)}, upper=-least)
            self.milp.row({p: 1.0, left: -1.0, **dict.fromkeys(on, -1.0)}, lower=-1.0)
        return self._products[key]

    def _interact(self, row: Interaction) -> None:
        assert row.stream is not None
        for t in self.years:
            first, second = self.on(row.first, t), self.on(row.second, t)
            if first and second:
                self.saved[row.stream, t][self._both(first, second)] += float(row.quantity)

    def _both(self, first: On, second: On) -> int:
        key = (first, second)
        if key not in self._products:
            self._products[key] = p = self.milp.column(0, 1)
            self.milp.row({p: 1.0, **dict.fromkeys(first, -1.0)}, upper=0.0)
            self.milp.row({p: 1.0, **dict.fromkeys(second, -1.0)}, upper=0.0)
            self.milp.row({p: 1.0, **dict.fromkeys((*first, *second), -1.0)}, lower=-1.0)
        return self._products[key]

    def _saving(self) -> list[int]:
        """Return a column for the annual saving of each year, in thousands."""
        found = []
        for t in self.years:
            terms: Terms = defaultdict(float)
            for stream in self.case.streams:
                price = float(stream.price) * (1 + float(stream.escalation)) ** t / THOUSAND
                for k, quantity in self.saved[stream.stream, t].items():
                    terms[k] += price * quantity
            for name, one in self.measures.items():
                benefit = float(one.other_benefit - one.opex_change) * (1 + float(one.benefit_escalation)) ** t
                for k in self.on(name, t):
                    terms[k] += benefit / THOUSAND
            found.append(self.milp.column(-float("inf")))
            self.milp.row({found[-1]: -1.0, **terms}, 0.0, 0.0)
        return found

    def _capex(self, t: int) -> Terms:
        growth = (1 + float(self.scenario.capex_escalation)) ** t / THOUSAND
        return {k: float(self.measures[name].capex) * growth for (name, s), k in self.milp.starts.items() if s == t}

    def _keep_budget(self, saving: list[int], capex: list[Terms]) -> None:
        budget = self.scenario.budget
        if budget.total is not None:
            self.milp.row({k: v for terms in capex for k, v in terms.items()}, upper=float(budget.total) / THOUSAND)
        if budget.per_year is None:
            return
        assert isinstance(budget.per_year, tuple)
        own = [float(one) / THOUSAND for one in budget.per_year] + [0.0] * len(self.years)
        cash = [self.milp.column() for _ in self.years]
        for t in self.years:
            terms = {cash[t]: -1.0, **{k: -v for k, v in capex[t].items()}}
            if t:
                terms[saving[t - 1]] = float(budget.reinvest)
                terms[cash[t - 1]] = 1.0 if budget.carry_over else 0.0
            self.milp.row(terms, lower=-own[t], upper=-own[t])

    def _keep_floors(self) -> None:
        t = self.scenario.start_years
        terms: Terms = defaultdict(float)
        for row in self.case.factors:
            for k, quantity in self.saved[row.stream, t].items():
                terms[k] += float(row.kg_per_unit) / 1000 * quantity
        for limit in self.scenario.limits:
            self.milp.row(terms, lower=float(str(limit.at_least)))

    def _aim(self, saving: list[int], capex: list[Terms]) -> None:
        goal: Terms = defaultdict(float)
        for t in self.years:
            discount = (1 + float(self.scenario.discount_rate)) ** -t
            goal[saving[t]] += discount
            for k, value in capex[t].items():
                goal[k] -= discount * value
        self.milp.goal = dict(goal)
