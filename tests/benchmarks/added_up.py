"""A model that adds up overlapping savings, as a spreadsheet does, but is solved: a plain MILP of sums.

The effect of a plan is assumed to be the sum of its measures' effects alone: every number is a difference between
`evaluate` of one measure and of none. So the scenario's prices, taxes and years are right, and only the overlaps and
interactions are wrong. The rules are applied to these sums. A limit on a ratio is included if its figure has a
`margin`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.benchmarks.milp import Milp, Terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from optimizer import Case, Figures, Scenario
    from optimizer.scenario import Limit

DONE = ("completed", "verified")
RATIOS = ("simple_payback", "irr", "abatement_cost")


def added_up(case: Case, scenario: Scenario, alone: Mapping[tuple[str, int], Figures], nothing: Figures) -> Milp:
    """Return the question in sums, from the figures of each measure alone by (measure, start) and of no measure."""
    return _Adding(case, scenario, alone, nothing).milp


@dataclass
class _Adding:
    case: Case
    scenario: Scenario
    alone: Mapping[tuple[str, int], Figures]
    nothing: Figures
    milp: Milp = field(default_factory=Milp)

    def __post_init__(self) -> None:
        for pair in self.alone:
            self.milp.starts[pair] = self.milp.column(0, 1, whole=True)
        self._choose()
        self._require()
        self._keep_budget()
        self._keep_ceilings()
        for position, limit in enumerate(self._sides()):
            self._keep_limit(position, *limit)
        self.milp.goal, self.milp.constant = self._sum(lambda figures: float(figures.objective))

    def _starts(self, measures: Iterable[str], last: int | None = None) -> Terms:
        wanted = set(measures)
        until = math.inf if last is None else last
        return {k: 1.0 for (measure, s), k in self.milp.starts.items() if measure in wanted and s <= until}

    def _sum(self, figure: Callable[[Figures], float]) -> tuple[Terms, float]:
        """Return what each choice adds to a figure, and the figure without measures."""
        constant = figure(self.nothing)
        return {self.milp.starts[pair]: figure(one) - constant for pair, one in self.alone.items()}, constant

    def _keep(self, figure: Callable[[Figures], float], lower: float = -math.inf, upper: float = math.inf) -> None:
        terms, constant = self._sum(figure)
        self.milp.row(terms, lower - constant, upper - constant)

    def _choose(self) -> None:
        for one in self.case.measures:
            included = one.measure in self.scenario.measures.include or one.status == "in progress"
            needed = included and one.measure not in self.scenario.measures.exclude
            self.milp.row(self._starts([one.measure]), 1.0 if needed else -math.inf, 1.0)
        for group in {one.group for one in self.case.measures if one.group}:
            self.milp.row(self._starts(one.measure for one in self.case.measures if one.group == group), upper=1.0)

    def _require(self) -> None:
        done = {one.measure for one in self.case.measures if one.status in DONE} - {*self.scenario.measures.include}
        for one in self.case.measures:
            for needed in set(one.requires) - done:
                for last in range(self.scenario.start_years):
                    before = dict.fromkeys(self._starts([needed], last), -1.0)
                    self.milp.row({**self._starts([one.measure], last), **before}, upper=0.0)

    def _keep_budget(self) -> None:
        for t, left in enumerate(self.nothing.years["cash"]):
            if left is not None:
                self._keep(_in_year("cash", t), lower=0.0)
        if self.scenario.budget.total is not None:
            self._keep(lambda figures: float(figures.metrics["capex"] or 0), upper=float(self.scenario.budget.total))

    def _keep_ceilings(self) -> None:
        for stream in self.case.streams:
            if stream.baseline is not None:
                for t in range(self.scenario.horizon_years + 1):
                    self._keep(_in_year(f"{stream.stream}_saved", t), upper=float(stream.baseline))

    def _sides(self) -> Iterable[tuple[Limit, str]]:
        """Return the sides of the limits, in the order of `Figures.limits`."""
        for limit in self.scenario.limits:
            for sense in ("at_least", "at_most"):
                if getattr(limit, sense) is not None:
                    yield limit, sense

    def _keep_limit(self, position: int, limit: Limit, sense: str) -> None:
        known = self.nothing.limits[position]
        assert (known.name, known.sense) == (limit.name, sense)
        if limit.metric in RATIOS:
            if hasattr(known, "margin"):
                self._keep(lambda figures: float(getattr(figures.limits[position], "margin", 0)), lower=0.0)
            return
        bound = float(known.bound)
        bounds = {"lower": bound} if sense == "at_least" else {"upper": bound}
        if limit.year != "each":
            self._keep(lambda figures: float(figures.limits[position].value or 0), **bounds)
            return
        assert not limit.where
        first = self.scenario.start_years if sense == "at_least" else 0
        for t in range(first, self.scenario.horizon_years + 1):
            self._keep(_in_year(limit.metric, t), **bounds)


def _in_year(key: str, t: int) -> Callable[[Figures], float]:
    return lambda figures: float(figures.years[key][t] or 0)
