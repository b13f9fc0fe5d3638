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

from optimizer import flows as f
from optimizer.choices import open_prerequisites, required
from optimizer.columns import Columns, Form, plus
from optimizer.decimals import ZERO, Decimal, exact
from optimizer.evaluation import RELATIVE, Decision, Evaluator, matches
from optimizer.flow_table import FlowTable
from optimizer.valuation import scaled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optimizer.case import Case
    from optimizer.columns import Extra
    from optimizer.scenario import Scenario

ROUNDING = 1e-12


@dataclass(frozen=True)
class Row:
    """A rule: lower ≤ form ≤ upper, both finite. `rule` and `name` say which in the user's words."""

    rule: str
    name: str
    form: Form
    lower: float
    upper: float


@dataclass(frozen=True)
class Problem:
    """A scenario's question in numbers. `preferences` are (form, minimised), the goal first, then the tie-breaks."""

    base_year: int
    choices: tuple[tuple[str, int], ...]
    extras: tuple[Extra, ...]
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


class _Poser:
    """Gathers the columns and the forms of one problem."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.case, self.scenario, self.valuation = evaluator.case, evaluator.scenario, evaluator.valuation
        self.starts = dict(sorted(evaluator.choices.items()))
        self.columns = Columns(self.starts)
        self._tables: dict[frozenset[str], FlowTable] = {}
        self.whole = self.table({})
        self.half = float(evaluator.half)

    def table(self, where: Mapping[str, tuple[str, ...]]) -> FlowTable:
        members = frozenset(measure for measure in self.starts if matches(self.case.measure[measure], where))
        if members not in self._tables:
            starts = {measure: years for measure, years in self.starts.items() if measure in members}
            self._tables[members] = FlowTable(self.case, self.scenario, self.columns, starts)
        return self._tables[members]

    def row(self, rule: str, name: str, form: Form, lower: float | None, upper: float | None) -> Iterator[Row]:
        """The rule as a row, unless nothing that can be chosen breaks it."""
        least, most = self.columns.range_of(form)
        slack = ROUNDING * (abs(least) + abs(most))
        if (lower is not None and least < lower - slack) or (upper is not None and most > upper + slack):
            low = min(least, most if upper is None else upper) - 1.0 if lower is None else lower
            high = max(most, low) + 1.0 if upper is None else upper
            yield Row(rule, name, form, low, high)

    def ceilings(self) -> Iterator[Row]:
        for stream in self.case.streams:
            if stream.baseline is not None:
                upper = float(stream.baseline) * (1 + float(RELATIVE))
                key = (f.SAVED, stream.stream)
                for t in self.whole.years_of(key):
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
            table = self.table(bounded.limit.where)
            sums = zip(bounded.years, bounded.constants, bounded.bounds, strict=True)
            for years, constant, given in sums:
                bound = ZERO if bounded.ratio else given
                slack = self.half if bounded.money else float(RELATIVE) * abs(float(bound))
                form = table.form(bounded.weights, years, constant)
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
            choices=self.columns.choices,
            extras=tuple(self.columns.extras),
            groups=tuple(self.groups()),
            prerequisites=tuple(self.prerequisites()),
            required=tuple(sorted(required(self.valuation))),
            ceilings=ceilings,
            cash=cash,
            totals=totals,
            limits=limits,
            preferences=preferences,
        )


@exact
def pose(case: Case, scenario: Scenario) -> Problem:
    """The question of a scenario in numbers; the inputs must be coherent (`check` found no errors)."""
    return _Poser(Evaluator(case, scenario)).problem()
