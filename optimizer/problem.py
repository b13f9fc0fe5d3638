"""The question in numbers: the possible decisions, and every rule and the goal as linear forms.

    problem = pose(case, scenario)

Columns are numbered (`columns`): choices (measure, start), amounts of money, then overlaps and joints, which aren't
sums of them. Over these columns every metric is linear, so every rule is `lower ≤ form ≤ upper`. The values of overlaps
and joints are determined by the model (`model/`), or by plain multiplication (`arithmetic`).

Bounds are wider by the tolerances of formats.md 1 (half the smallest unit of money, 1e-9 relative), so that nothing
allowed is cut off; `evaluate` makes the final check. Rows of money and quantities that bound nothing get their natural
ranges.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from optimizer import collector, rules
from optimizer.columns import Columns, Form, plus
from optimizer.decimals import ZERO, Decimal, exact
from optimizer.decision import Decision
from optimizer.flow_table import FlowTable
from optimizer.funding_columns import FundedColumns, needs_amounts_by_measure
from optimizer.scenario import UNSTRESSED
from optimizer.terms import Terms, matches

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from optimizer.case import Case
    from optimizer.columns import AmountColumn, AmountKey, Extra
    from optimizer.outcome import Rule
    from optimizer.rules.kind import Bounds, RuleKind
    from optimizer.scenario import Scenario, Stress
    from optimizer.valuation import Weights

ROUNDING = 1e-12
"""Relative error of a sum of floats, compared with the terms that are summed."""


@dataclass(frozen=True)
class RuleRow:
    """A rule as lower ≤ form ≤ upper; an infinite side bounds nothing.

    `rule` is the key of its kind, `name` says which rule. `structural` rows are over choices only (`RuleKind`).
    `stated` is the rule of the scenario that causes this row; None if the register causes it.
    """

    rule: str
    name: str
    form: Form
    lower: float
    upper: float
    structural: bool = False
    stated: Rule | None = None


@dataclass(frozen=True)
class PosedProblem:
    """A scenario's question in numbers.

    `rows` stand in the order of `RULES`. `preferences` are (form, minimised), the goal first, then the tie-breaks.
    """

    base_year: int
    choices: tuple[tuple[str, int], ...]
    extras: tuple[Extra, ...]
    rows: tuple[RuleRow, ...]
    preferences: tuple[tuple[Form, bool], ...]
    amounts: tuple[AmountColumn, ...] = ()

    @property
    def goal(self) -> Form:
        """Return the form that is optimised."""
        return self.preferences[0][0]

    @property
    def minimised(self) -> bool:
        """Return whether less of the goal is better."""
        return self.preferences[0][1]

    @property
    def first_extra(self) -> int:
        """Return the number of the first overlap or joint: after choices and amounts."""
        return len(self.choices) + len(self.amounts)

    @cached_property
    def starts_of(self) -> dict[str, tuple[tuple[int, int], ...]]:
        """Return measure → its (choice, start), by start."""
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for choice, (measure, start) in enumerate(self.choices):
            found[measure].append((choice, start))
        return {measure: tuple(starts) for measure, starts in found.items()}

    @cached_property
    def _number(self) -> dict[tuple[str, int], int]:
        return {choice: k for k, choice in enumerate(self.choices)}

    def tightened(self, share: float) -> PosedProblem:
        """Return a harder problem: each bound that the scenario states is tightened by this share of its room.

        Its rounded relaxation is more likely to keep the rules of this problem, but proves nothing about it. A rule
        with too little room stays unchanged.
        """

        def closer(row: RuleRow) -> RuleRow:
            low, high = (share * abs(bound - row.form.constant) for bound in (row.lower, row.upper))
            lower, upper = row.lower + low, row.upper - high
            return replace(row, lower=lower, upper=upper) if row.stated and lower < upper else row

        return replace(self, rows=tuple(map(closer, self.rows)))

    def without(self, dropped: Collection[Rule]) -> PosedProblem:
        """Return the problem without the rows of some rules that the scenario states."""
        return replace(self, rows=tuple(row for row in self.rows if row.stated is None or row.stated not in dropped))

    def decision(self, chosen: Iterable[int]) -> Decision:
        """Return the decision that takes these choices, without outside money."""
        taken = (self.choices[choice] for choice in chosen)
        return Decision({measure: self.base_year + t for measure, t in taken})

    def chosen(self, decision: Decision) -> list[int]:
        """Return the choices of a decision, ascending."""
        return sorted(self._number[measure, year - self.base_year] for measure, year in decision.starts.items())


class Poser:
    """Collects the columns and forms of one problem; rules write their rows with it (`rules.kind.Posing`).

    `loose` leaves out what sources pay of each measure, and the terms that need it: every plan of the question is one
    of the loose question, too, and bounds on it hold.
    """

    def __init__(self, terms: Terms, *, loose: bool = False) -> None:
        self.terms = terms
        self._starts = dict(sorted(terms.choices.items()))
        self.half = float(terms.half)
        count, detailed = sum(map(len, self._starts.values())), needs_amounts_by_measure(terms.funding) and not loose
        self.funds = FundedColumns(terms.funding, self._starts, count, detailed=detailed)
        self.columns = Columns(self._starts, tuple(self.funds.columns))
        self._tables: dict[tuple[int, frozenset[tuple[str, frozenset[str]]]], FlowTable] = {}

    def starts(self, measure: str) -> Sequence[tuple[int, int]]:
        """Return the (choice, year t) of a measure, by year; none if it can't be chosen."""
        return [(self.columns.number[measure, start], start) for start in self._starts.get(measure, ())]

    def over(self, plus: Iterable[int], minus: Iterable[int] = ()) -> Form:
        """Return the sum of some choices less the sum of others."""
        added, subtracted = [*plus], [*minus]
        columns = np.array(added + subtracted, dtype=np.int64)
        coefs = np.array([1.0] * len(added) + [-1.0] * len(subtracted))
        order = np.argsort(columns, kind="stable")
        return Form(columns[order], coefs[order])

    def started(self, measure: str, start: int) -> Form:
        """Return whether a measure starts in year `start`."""
        return self.over(choice for choice, t in self.starts(measure) if t == start)

    def chosen(self, measure: str) -> Form:
        """Return whether a measure is chosen."""
        return self.over(choice for choice, _ in self.starts(measure))

    def paid(self, measure: str, t: int) -> Form:
        """Return the capex of a measure in year t."""
        paid = sorted((self.columns.number[measure, s], c) for s, c in self.funds.capex[measure].get(t, {}).items())
        return Form(np.array([k for k, _ in paid], dtype=np.int64), np.array([c for _, c in paid], dtype=np.float64))

    def amounts_form(self, coefs: Mapping[AmountKey, float], constant: float = 0.0) -> Form:
        """Return a sum of amount columns, by their keys."""
        return self.funds.amounts_form(coefs, constant)

    def least(self, form: Form) -> float:
        """Return a lower bound on a form."""
        return self.columns.range_of(form)[0]

    def most(self, form: Form) -> float:
        """Return an upper bound on a form."""
        return self.columns.range_of(form)[1]

    def form(
        self,
        weights: Weights,
        years: Iterable[int] | None = None,
        where: Mapping[str, Collection[str]] | None = None,
        constant: Decimal = ZERO,
        stress: Stress = UNSTRESSED,
    ) -> Form:
        """Return a weighted sum of flows over the years (all if none are given) of measures that match a filter."""
        span = None if years is None else tuple(years)
        own = self._table(where or {}, stress.delay).form(weights, span, constant)
        return own if where or not self.funds.columns else plus(own, self.funds.form(weights, span, stress))

    def _table(self, where: Mapping[str, Collection[str]], delay: int) -> FlowTable:
        key = (delay, frozenset((column, frozenset(wanted)) for column, wanted in where.items()))
        if key not in self._tables:
            case = self.terms.case
            starts = {name: years for name, years in self._starts.items() if matches(case.measure[name], where)}
            self._tables[key] = FlowTable(case, self.terms.scenario, self.columns, starts, delay)
        return self._tables[key]

    def rows_of(self, kind: RuleKind) -> Iterator[RuleRow]:
        """Yield the rows of one kind of rule."""
        for bounds in kind.rows(self):
            yield from self._structural(kind, bounds) if kind.structural else self._bounding(kind, bounds)

    @staticmethod
    def _structural(kind: RuleKind, bounds: Bounds) -> Iterator[RuleRow]:
        lower = -math.inf if bounds.lower is None else bounds.lower
        upper = math.inf if bounds.upper is None else bounds.upper
        yield RuleRow(kind.key, bounds.name, bounds.form, lower, upper, structural=True, stated=bounds.stated)

    def _bounding(self, kind: RuleKind, bounds: Bounds) -> Iterator[RuleRow]:
        """Yield the row with its natural range on sides without a bound, unless no possible choice breaks it."""
        lower, upper = bounds.lower, bounds.upper
        least, most = self.columns.range_of(bounds.form)
        slack = ROUNDING * (abs(least) + abs(most))
        if (lower is not None and least < lower - slack) or (upper is not None and most > upper + slack):
            low = min(least, most if upper is None else upper) - 1.0 if lower is None else lower
            high = max(most, low) + 1.0 if upper is None else upper
            yield RuleRow(kind.key, bounds.name, bounds.form, low, high, stated=bounds.stated)

    def preferences(self) -> Iterator[tuple[Form, bool]]:
        """Yield the goal, then the tie-breaks: higher npv, lower capex, fewer measures."""
        terms = self.terms
        goal = (terms.scenario.goal, terms.scenario.goal_year)
        for key, when in (goal, ("npv", None), ("capex", None), ("measures", None)):
            metric = terms.metrics[key]
            (years,) = terms.years_of(metric, when)
            constant = terms.constant(key, years) or ZERO
            yield self.form(terms.weights[key], years, constant=constant), metric.minimised

    def problem(self) -> PosedProblem:
        """Return the problem; the preferences come first, so that they number the overlaps and joints."""
        preferences = tuple(self.preferences())
        rows = tuple(row for kind in rules.RULES for row in self.rows_of(kind))
        choices, extras, amounts = self.columns.choices, tuple(self.columns.extras), self.columns.amounts
        return PosedProblem(self.terms.case.base_year, choices, extras, rows, preferences, amounts)


@exact
def pose(case: Case, scenario: Scenario, *, loose: bool = False) -> PosedProblem:
    """Return a scenario's question in numbers; the inputs must be coherent (`check` found no errors).

    A `loose` question has no amounts by measure, nor the terms of sources that need them (`Poser`).
    """
    with collector.paused():  # tuples of overlaps: garbage collection would take a fifth of the time
        return Poser(Terms(case, scenario), loose=loose).problem()
