"""The question in numbers: what can be decided, and every rule and the goal as linear forms.

    problem = pose(case, scenario)

Columns are numbered: first the choices (measure, start), each 0 or 1; then what is no sum of them,
*overlaps* 1 − Π (1 − share · choice) over an end use's measures, and *joints*, 1 where both of two
measures are in effect. Over these columns every metric is linear, so every rule is
`lower ≤ form ≤ upper`. What makes overlaps and joints take their values is the model's business
(`model/`), or plain multiplication (`studies/enumeration.py`).

Bounds are wider by what formats.md 1 allows (half the smallest unit of money, 1e-9 relative), so that
nothing allowed is cut off; `evaluate` has the last word. They are natural ranges where a rule has no
bound: an infinite one never enters a model.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from optimizer import flows as f
from optimizer.choices import open_prerequisites, required
from optimizer.decimals import ZERO, Decimal, exact
from optimizer.evaluation import RELATIVE, Decision, Evaluator, matches
from optimizer.valuation import scaled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from optimizer.case import Case
    from optimizer.flows import FlowKey
    from optimizer.scenario import Scenario
    from optimizer.valuation import Weights

ROUNDING = 1e-12


@dataclass(frozen=True)
class Form:
    """constant + Σ coefs[k] · column[columns[k]], columns ascending."""

    columns: NDArray[np.int64]
    coefs: NDArray[np.float64]
    constant: float = 0.0


@dataclass(frozen=True)
class Row:
    """A rule: lower ≤ form ≤ upper, both finite. `rule` and `name` say which in the user's words."""

    rule: str
    name: str
    form: Form
    lower: float
    upper: float


@dataclass(frozen=True)
class OverlapColumn:
    """1 − Π over measures of (1 − Σ share · choice); `shares` lists (choice, share) for each measure."""

    shares: tuple[tuple[tuple[int, float], ...], ...]

    @property
    def most(self) -> float:
        """Its value with every measure in at its largest share."""
        left = 1.0
        for shares in self.shares:
            left *= 1.0 - max(share for _, share in shares)
        return 1.0 - left


@dataclass(frozen=True)
class JointColumn:
    """(Σ first choices) · (Σ second choices), each sum at most 1."""

    first: tuple[int, ...]
    second: tuple[int, ...]

    @property
    def most(self) -> float:
        """Its value where both are in effect."""
        return 1.0


@dataclass(frozen=True)
class Problem:
    """A scenario's question in numbers. `preferences` are (form, minimised), the goal first, then the tie-breaks."""

    base_year: int
    choices: tuple[tuple[str, int], ...]
    extras: tuple[OverlapColumn | JointColumn, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    prerequisites: tuple[tuple[str, str], ...]
    required: tuple[str, ...]
    ceilings: tuple[Row, ...]
    cash: tuple[Row, ...]
    totals: tuple[Row, ...]
    limits: tuple[Row, ...]
    preferences: tuple[tuple[Form, bool], ...]

    @property
    def goal(self) -> Form:
        """What is made best."""
        return self.preferences[0][0]

    @property
    def minimised(self) -> bool:
        """Whether less of the goal is better."""
        return self.preferences[0][1]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every rule that is a bounded form."""
        return (*self.ceilings, *self.cash, *self.totals, *self.limits)

    @cached_property
    def starts_of(self) -> dict[str, tuple[tuple[int, int], ...]]:
        """Measure → its (choice, start), by start."""
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for choice, (measure, start) in enumerate(self.choices):
            found[measure].append((choice, start))
        return {measure: tuple(starts) for measure, starts in found.items()}

    @cached_property
    def _number(self) -> dict[tuple[str, int], int]:
        return {choice: k for k, choice in enumerate(self.choices)}

    def tightened(self, share: float) -> Problem:
        """A harder problem: each bound of budgets and limits closer by this share of its distance from doing nothing.

        What its relaxation has rounded is more likely to keep the rules of this one. It proves nothing of it.
        A rule without so much room stays as it is.
        """

        def closer(row: Row) -> Row:
            low, high = (share * abs(bound - row.form.constant) for bound in (row.lower, row.upper))
            lower, upper = row.lower + low, row.upper - high
            return replace(row, lower=lower, upper=upper) if lower < upper else row

        cash, totals, limits = (tuple(map(closer, rows)) for rows in (self.cash, self.totals, self.limits))
        return replace(self, cash=cash, totals=totals, limits=limits)

    def decision(self, chosen: Iterable[int]) -> Decision:
        """The decision that takes these choices."""
        taken = (self.choices[choice] for choice in chosen)
        return Decision({measure: self.base_year + t for measure, t in taken})

    def chosen(self, decision: Decision) -> list[int]:
        """The choices of a decision, ascending."""
        return sorted(self._number[measure, year - self.base_year] for measure, year in decision.starts.items())


Entry = tuple["int | OverlapColumn | JointColumn", float]


class _Book:
    """Which columns feed which flow in which year: of all measures, or of those of a filter."""

    def __init__(self, poser: _Poser, members: frozenset[str]) -> None:
        self.poser = poser
        self.starts = {measure: years for measure, years in poser.starts.items() if measure in members}
        self.entries: dict[FlowKey, dict[int, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        self._add_measures()
        self._add_overlaps()
        self._add_joints()

    def _add_measures(self) -> None:
        for measure, years in self.starts.items():
            for start in years:
                column = self.poser.number[measure, start]
                for key, series in self.poser.flows_of(measure, start).items():
                    for t, quantity in series.items():
                        self.entries[key][t].append((column, float(quantity)))

    def _add_overlaps(self) -> None:
        for overlap in f.overlaps(self.poser.case, self.poser.scenario, self.starts):
            entries = self.entries[overlap.key][overlap.t]
            by_measure: dict[str, list[tuple[int, float]]] = defaultdict(list)
            for measure, start, share in overlap.shares:
                by_measure[measure].append((self.poser.number[measure, start], float(share)))
            if len(by_measure) > 1:
                column = OverlapColumn(tuple(tuple(shares) for _, shares in sorted(by_measure.items())))
                entries.append((column, float(overlap.baseline)))
            else:
                (shares,) = by_measure.values()
                entries += [(choice, float(overlap.baseline) * share) for choice, share in shares]

    def _add_joints(self) -> None:
        for joint in f.joint_effects(self.poser.case, self.poser.scenario, self.starts):
            first, second = (
                tuple(self.poser.number[choice] for choice in side) for side in (joint.first, joint.second)
            )
            self.entries[joint.key][joint.t].append((JointColumn(first, second), float(joint.quantity)))

    def form(self, weights: Weights, years: Iterable[int] | None = None, constant: Decimal = ZERO) -> Form:
        """The weighted sum of flows over the years (all, if none are given) as a form over columns."""
        wanted = None if years is None else set(years)
        total: dict[int, float] = defaultdict(float)
        for key in sorted(weights.keys() & self.entries.keys()):
            for t, entries in self.entries[key].items():
                weight = float(weights[key][t]) if wanted is None or t in wanted else 0.0
                if weight:
                    for column, quantity in entries:
                        total[self.poser.column(column)] += weight * quantity
        columns = sorted(column for column, coef in total.items() if coef)
        return Form(np.array(columns, dtype=np.int64), np.array([total[c] for c in columns]), float(constant))


class _Poser:
    """Gathers the columns and the forms of one problem."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.case, self.scenario, self.valuation = evaluator.case, evaluator.scenario, evaluator.valuation
        self.starts = dict(sorted(evaluator.choices.items()))
        self.choices = tuple((measure, start) for measure, years in self.starts.items() for start in years)
        self.number = {choice: k for k, choice in enumerate(self.choices)}
        self.extras: dict[OverlapColumn | JointColumn, int] = {}
        self._flows: dict[tuple[str, int], f.Flows] = {}
        self._books: dict[frozenset[str], _Book] = {}
        self.whole = self.book({})
        self.half = float(evaluator.half)

    def flows_of(self, measure: str, start: int) -> f.Flows:
        if (measure, start) not in self._flows:
            self._flows[measure, start] = f.measure_flows(self.case, self.scenario, self.case.measure[measure], start)
        return self._flows[measure, start]

    def book(self, where: Mapping[str, tuple[str, ...]]) -> _Book:
        members = frozenset(measure for measure in self.starts if matches(self.case.measure[measure], where))
        if members not in self._books:
            self._books[members] = _Book(self, members)
        return self._books[members]

    def column(self, column: int | OverlapColumn | JointColumn) -> int:
        """The number of a column; overlaps and joints get theirs when a form first uses them."""
        if isinstance(column, int):
            return column
        return self.extras.setdefault(column, len(self.choices) + len(self.extras))

    def row(self, rule: str, name: str, form: Form, lower: float | None, upper: float | None) -> Iterator[Row]:
        """The rule as a row, unless nothing that can be chosen breaks it."""
        least, most = self.range_of(form)
        slack = ROUNDING * (abs(least) + abs(most))
        if (lower is not None and least < lower - slack) or (upper is not None and most > upper + slack):
            low = min(least, most if upper is None else upper) - 1.0 if lower is None else lower
            high = max(most, low) + 1.0 if upper is None else upper
            yield Row(rule, name, form, low, high)

    def range_of(self, form: Form) -> tuple[float, float]:
        """Bounds on a form: the sums of each measure's and each extra column's least and most."""
        lows: dict[object, float] = defaultdict(float)
        highs: dict[object, float] = defaultdict(float)
        kinds = list(self.extras)
        for column, coef in zip(form.columns.tolist(), form.coefs.tolist(), strict=True):
            own = column < len(self.choices)
            key, value = (
                (self.choices[column][0], coef) if own else (column, coef * kinds[column - len(self.choices)].most)
            )
            lows[key], highs[key] = min(lows[key], value), max(highs[key], value)
        return form.constant + sum(lows.values()), form.constant + sum(highs.values())

    def ceilings(self) -> Iterator[Row]:
        for stream in self.case.streams:
            if stream.baseline is not None:
                upper = float(stream.baseline) * (1 + float(RELATIVE))
                key = (f.SAVED, stream.stream)
                for t in sorted(self.whole.entries.get(key, {})):
                    form = self.whole.form({key: self.valuation.ones}, (t,))
                    yield from self.row("ceiling", stream.stream, form, None, upper)

    def cash(self) -> Iterator[Row]:
        """own[t] + reinvest · after_tax[t − 1] − capex[t] ≥ 0; summed over the years so far where cash is kept."""
        budget = self.scenario.budget
        if budget.per_year is None:
            return
        saving = scaled(self.valuation.after_tax, budget.reinvest)
        for t in self.valuation.years:
            years = range(t + 1) if budget.carry_over else range(t, t + 1)
            own = sum((self.evaluator.own_funds(year) for year in years), ZERO)
            saved = self.whole.form(saving, [year - 1 for year in years], own)
            paid = self.whole.form({f.CAPEX: self.valuation.steady(Decimal(-1))}, years)
            yield from self.row("budget", "per_year", plus(saved, paid), -self.half, None)

    def totals(self) -> Iterator[Row]:
        total = self.scenario.budget.total
        if total is not None:
            yield from self.row(
                "budget", "total", self.whole.form(self.evaluator.weights["capex"]), None, float(total) + self.half
            )

    def limits(self) -> Iterator[Row]:
        for bounded in self.evaluator.limits:
            book = self.book(bounded.limit.where)
            sums = zip(bounded.years, bounded.constants, bounded.bounds, strict=True)
            for years, constant, given in sums:
                bound = ZERO if bounded.ratio else given
                slack = self.half if bounded.money else float(RELATIVE) * abs(float(bound))
                form = book.form(bounded.weights, years, constant)
                at_least = float(bound) - slack if bounded.ratio or bounded.sense == "at_least" else None
                at_most = float(bound) + slack if at_least is None else None
                yield from self.row("limit", bounded.limit.name, form, at_least, at_most)

    def preferences(self) -> Iterator[tuple[Form, bool]]:
        """The goal, then what breaks ties: more npv, less capex, fewer measures."""
        for key, when in (
            (self.scenario.goal, self.scenario.goal_year),
            ("npv", None),
            ("capex", None),
            ("measures", None),
        ):
            metric = self.evaluator.metrics[key]
            (years,) = self.evaluator.years_of(metric, when)
            constant = self.evaluator.constant(key, years) or ZERO
            yield self.whole.form(self.evaluator.weights[key], years, constant), metric.minimised

    def groups(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        members: dict[str, list[str]] = defaultdict(list)
        for measure in self.starts:
            if group := self.case.measure[measure].group:
                members[group].append(measure)
        yield from ((group, tuple(measures)) for group, measures in sorted(members.items()) if len(measures) > 1)

    def prerequisites(self) -> Iterator[tuple[str, str]]:
        for measure in self.starts:
            yield from ((measure, needed) for needed in open_prerequisites(self.valuation, self.case.measure[measure]))

    def problem(self) -> Problem:
        preferences = tuple(self.preferences())
        ceilings, cash, totals, limits = (
            tuple(part()) for part in (self.ceilings, self.cash, self.totals, self.limits)
        )
        return Problem(
            base_year=self.case.base_year,
            choices=self.choices,
            extras=tuple(self.extras),
            groups=tuple(self.groups()),
            prerequisites=tuple(self.prerequisites()),
            required=tuple(sorted(required(self.valuation))),
            ceilings=ceilings,
            cash=cash,
            totals=totals,
            limits=limits,
            preferences=preferences,
        )


def plus(one: Form, other: Form) -> Form:
    """The sum of two forms."""
    columns, where = np.unique(np.concatenate([one.columns, other.columns]), return_inverse=True)
    coefs = np.bincount(where, np.concatenate([one.coefs, other.coefs]), len(columns))
    return Form(columns, coefs.astype(np.float64), one.constant + other.constant)


@exact
def pose(case: Case, scenario: Scenario) -> Problem:
    """The question of a scenario in numbers; the inputs must be coherent (`check` found no errors)."""
    return _Poser(Evaluator(case, scenario)).problem()
