"""The columns of outside money in a question: how much is drawn, who pays for what, which contracts are made.

Keys are (role, source, measure, t). Amounts of money are counted in a unit of their own size, so that all columns are
of the size of choices. Roles:

    draw, drawn        what a loan or grant pays in year t; whether it pays
    pays, in           what it pays of a measure in year t; whether a measure is in its project
    takes              whether an ESCO takes a measure that starts in year t
    used               whether a source of a line is used
    bound              whether the DSCR is bound in year t
    saving             what the year's own saving pays of what is due
    positive, whole    whether there is any saving; whether all of it is needed
    left, both         the parts of a project's saving that don't add up: end uses and interactions
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from optimizer import flows as f
from optimizer.columns import AmountColumn, AmountKey, Form
from optimizer.funding_source import LOAN
from optimizer.scenario import UNSTRESSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optimizer.flows import FlowKey, Flows
    from optimizer.funding_source import FundingSource
    from optimizer.funding_terms import FundingTerms
    from optimizer.scenario import Stress
    from optimizer.valuation import Weights

MOST_TOGETHER = 5
"""With more sources than this, the conditions on all sets of them are more than the amounts by measure."""


def needs_amounts_by_measure(terms: FundingTerms) -> bool:
    """Return whether a term depends on which measure a source pays for; else amounts by year are enough."""
    lenders = terms.lenders
    own = any(s.local_share or s.has_project or s.share_of for s in lenders)
    return own or len(lenders) > MOST_TOGETHER


class FundedColumns:
    """The columns of outside money for measures with their possible starts, numbered from `first` on."""

    def __init__(self, terms: FundingTerms, starts: Mapping[str, Iterable[int]], first: int, *, detailed: bool) -> None:
        self.terms, self.first, self.detailed = terms, first, detailed
        self.starts = {measure: tuple(years) for measure, years in starts.items()}
        self.columns: list[AmountColumn] = []
        self.number: dict[AmountKey, int] = {}
        self._entries: dict[str, dict[FlowKey, dict[int, list[tuple[int, float]]]]] = {}
        if terms:
            self._add_all()

    # Which columns there are

    def _add(self, key: AmountKey, upper: float = 1.0, *, whole: bool = False, money: bool = False) -> None:
        unit = 2.0 ** math.ceil(math.log2(upper)) if money else 1.0
        self.number[key] = self.first + len(self.columns)
        self.columns.append(AmountColumn(key, upper / unit, unit, whole=whole))

    def _add_all(self) -> None:
        for source in self.terms.lenders:
            self._add_lender(source)
        for source in self.terms.of_kind("esco"):
            self._add_esco(source)
        for source in self.terms.sources:
            if source.line:
                self._add(("used", source.source, "", 0), whole=True)
            if source.has_project and self.detailed:
                self._add_project(source)
        if self.terms.rules.dscr is not None:
            for u in self.bound_years:
                self._add(("bound", "", "", u))
        if self.terms.scenario.budget.per_year is not None:
            self._add_savings()

    @cached_property
    def capex(self) -> dict[str, dict[int, dict[int, float]]]:
        """Return measure → year t → start → capex paid in t."""
        found: dict[str, dict[int, dict[int, float]]] = {}
        for measure, years in self.starts.items():
            paid = found.setdefault(measure, defaultdict(dict))
            for start in years:
                for t, payment in self.terms.capex(measure, start).items():
                    if payment:
                        paid[t][start] = float(payment)
        return found

    def _add_lender(self, source: FundingSource) -> None:
        name, limit = source.source, source.limit
        eligible = self.terms.eligible_for[name]
        for t in self.terms.valuation.years:
            if not self.terms.may_draw(source, t):
                continue
            most = {m: max(paid[t].values()) for m, paid in self.capex.items() if m in eligible and t in paid}
            parts = {m: float(source.share) * capex for m, capex in most.items()}
            upper = sum(parts.values())
            if limit is not None:
                upper = min(upper, float((limit + self.terms.half(source)) * self.terms.prices[name][t]))
            if upper < float(self.terms.half(source)):
                continue
            self._add(("draw", name, "", t), upper, money=True)
            if source.min_ticket or (source.kind == LOAN and self.terms.rules.dscr is not None):
                self._add(("drawn", name, "", t), whole=True)
            if self.detailed:
                for measure, part in parts.items():
                    self._add(("pays", name, measure, t), part, money=True)

    def _add_esco(self, source: FundingSource) -> None:
        for measure, years in self.starts.items():
            for start in years:
                if self.terms.may_take(source, measure, start):
                    self._add(("takes", source.source, measure, start), whole=True)

    def _add_project(self, source: FundingSource) -> None:
        name = source.source
        members = [m for m in self.starts if m in self.terms.eligible_for[name] and self.starts[m]]
        for measure in members:
            self._add(("in", name, measure, 0), whole=True)
        for end_use, chain in self.chains(source).items():
            for k in range(1, len(chain) + 1):
                self._add(("left", name, end_use, k))
        for k, _ in enumerate(self.pairs(source)):
            self._add(("both", name, "", k))

    def members(self, source: FundingSource) -> list[str]:
        """Return the measures that can be in a source's project."""
        return [measure for role, name, measure, _ in self.number if (role, name) == ("in", source.source)]

    def chains(self, source: FundingSource) -> dict[str, list[tuple[str, float]]]:
        """Return end use → the measures of a project that act on it, with the share that each takes."""
        members, case, found = set(self.members(source)), self.terms.case, {}
        for end_use, acting in case.acting_on.items():
            chain = [
                (m.measure, float(self.terms.full_share(m.measure, end_use))) for m in acting if m.measure in members
            ]
            if chain:
                found[end_use] = chain
        return found

    def pairs(self, source: FundingSource) -> list[tuple[str, str, FlowKey, float]]:
        """Return the interactions within a project: both measures, the full-year flow, the quantity."""
        members = set(self.members(source))
        rows = [row for row in self.terms.case.interactions if {row.first, row.second} <= members]
        return [
            (row.first, row.second, (f.FULL_SAVED, row.stream) if row.stream else (f.FULL_DIRECT, row.pollutant or ""),
             float(row.quantity))
            for row in rows
        ]  # fmt: skip

    def draw_years(self, source: FundingSource) -> list[int]:
        """Return the years in which a loan or grant can be drawn."""
        return [t for role, name, _, t in self.number if role == "draw" and name == source.source]

    @cached_property
    def bound_years(self) -> list[int]:
        """Return the years in which the DSCR can be bound."""
        loans = self.terms.of_kind(LOAN)
        return sorted({u for loan in loans for t in self.draw_years(loan) for u in self.terms.binds(loan, t)})

    def _add_savings(self) -> None:
        """Add what the year's own saving pays of what is due, for each year in which something can be due."""
        budget = self.terms.scenario.budget
        for t in self.terms.valuation.years:
            due = self.form(self.terms.due, (t,))
            most = float(sum(c * self._upper(k) for k, c in zip(due.columns, due.coefs, strict=True) if c > 0))
            if most >= float(self.terms.half(self.terms.sources[0])):
                self._add(("saving", "", "", t), most, money=True)
                self._add(("positive", "", "", t), whole=True)
                if budget.reinvest and not budget.carry_over:
                    self._add(("whole", "", "", t), whole=True)

    def _upper(self, number: int) -> float:
        return self.columns[number - self.first].upper

    @cached_property
    def _by_role(self) -> dict[tuple[str, str], list[AmountKey]]:
        found: dict[tuple[str, str], list[AmountKey]] = defaultdict(list)
        for key in self.number:
            found[key[0], ""].append(key)
            found[key[0], key[1]] += [key] if key[1] else []
        return found

    def keys(self, role: str, source: str = "") -> list[AmountKey]:
        """Return the keys of all columns of a role, or of those of one source."""
        return self._by_role.get((role, source), [])

    # Forms over them

    def amounts_form(self, coefs: Mapping[AmountKey, float], constant: float = 0.0) -> Form:
        """Return a sum of columns by their keys, in their own size; those that there are not count 0."""
        known = {self.number[key]: c * self.unit(key) for key, c in coefs.items() if key in self.number}
        numbers = sorted(known)
        return Form(np.array(numbers, dtype=np.int64), np.array([known[k] for k in numbers], dtype=float), constant)

    def unit(self, key: AmountKey) -> float:
        """Return what one unit of a column is worth."""
        return self.columns[self.number[key] - self.first].unit

    def form(self, weights: Weights, years: Iterable[int] | None = None, stress: Stress = UNSTRESSED) -> Form:
        """Return a weighted sum of the flows of outside money over the years (all if none are given)."""
        entries, wanted = self._entries_of(stress), None if years is None else frozenset(years)
        found: dict[int, float] = defaultdict(float)
        for key in weights.keys() & entries.keys():
            for t, cells in entries[key].items():
                weight = float(weights[key][t]) if wanted is None or t in wanted else 0.0
                if weight:
                    for number, quantity in cells:
                        found[number] += weight * quantity
        numbers = sorted(number for number, value in found.items() if value)
        return Form(np.array(numbers, dtype=np.int64), np.array([found[k] for k in numbers], dtype=float))

    def _entries_of(self, stress: Stress) -> dict[FlowKey, dict[int, list[tuple[int, float]]]]:
        if stress.name not in self._entries:
            into: dict[FlowKey, dict[int, list[tuple[int, float]]]] = defaultdict(lambda: defaultdict(list))
            for number, unit, flows in self._flows(stress):
                for key, series in flows.items():
                    for t, value in series.items():
                        if value and t <= self.terms.scenario.horizon_years:
                            into[key][t].append((number, unit * float(value)))
            self._entries[stress.name] = into
        return self._entries[stress.name]

    def _flows(self, stress: Stress) -> Iterator[tuple[int, float, Flows]]:
        known = self.terms.case.source
        for (role, name, measure, t), number in self.number.items():
            if role == "draw":
                yield number, self.unit((role, name, measure, t)), self.terms.draw(known[name], t, stress)
            elif role == "takes":
                yield number, 1.0, self.terms.contract(known[name], measure, t, stress)
