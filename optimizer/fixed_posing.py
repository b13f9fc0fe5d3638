"""The question of who pays for a plan whose starts are settled: forms over the columns of outside money alone."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from optimizer import rules
from optimizer.columns import AmountKey, Form, plus
from optimizer.decimals import ZERO, Decimal, exact
from optimizer.funding_columns import FundedColumns
from optimizer.scenario import UNSTRESSED
from optimizer.terms import matches
from optimizer.valuation import amount

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from optimizer.flows import Flows
    from optimizer.rules.kind import Bounds
    from optimizer.scenario import Stress
    from optimizer.terms import Terms
    from optimizer.valuation import Weights


class FixedPosing:
    """What the rules need to write their rows for settled starts (`rules.kind.Posing`).

    `share` says how much of the tolerance on money the rows may use: 0 keeps every bound exactly.
    """

    def __init__(self, terms: Terms, starts: Mapping[str, int], share: float = 0.0) -> None:
        self.terms, self._starts = terms, starts
        self.half = share * float(terms.half)
        self.funds = FundedColumns(terms.funding, {m: (start,) for m, start in starts.items()}, 0, detailed=True)
        self._flows: dict[tuple[int, frozenset[tuple[str, frozenset[str]]]], Flows] = {}

    @exact
    def rows(self) -> list[Bounds]:
        """Return the rows of all rules that hold amounts of outside money."""
        found = [bounds for kind in rules.RULES if kind.funded for bounds in kind.rows(self)]
        return [bounds for bounds in found if len(bounds.form.columns)]

    def starts(self, measure: str) -> Sequence[tuple[int, int]]:
        """Return nothing: no choice is open."""
        del measure
        return ()

    def over(self, plus: Iterable[int], minus: Iterable[int] = ()) -> Form:
        """Return 0: no choice is open."""
        del plus, minus
        return constant(0.0)

    def started(self, measure: str, start: int) -> Form:
        """Return whether a measure starts in year `start`: 1 or 0."""
        return constant(float(self._starts.get(measure) == start))

    def chosen(self, measure: str) -> Form:
        """Return whether a measure is chosen: 1 or 0."""
        return constant(float(measure in self._starts))

    def paid(self, measure: str, t: int) -> Form:
        """Return the capex of a measure in year t."""
        return constant(sum(self.funds.capex[measure].get(t, {}).values()))

    def amounts_form(self, coefs: Mapping[AmountKey, float], constant: float = 0.0) -> Form:
        """Return a sum of amount columns, by their keys."""
        return self.funds.amounts_form(coefs, constant)

    def least(self, form: Form) -> float:
        """Return a lower bound on a form."""
        return form.constant + float(np.minimum(form.coefs * self._upper[form.columns], 0.0).sum())

    def most(self, form: Form) -> float:
        """Return an upper bound on a form."""
        return form.constant + float(np.maximum(form.coefs * self._upper[form.columns], 0.0).sum())

    @cached_property
    def _upper(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array([column.upper for column in self.funds.columns], dtype=np.float64)

    def form(
        self,
        weights: Weights,
        years: Iterable[int] | None = None,
        where: Mapping[str, Collection[str]] | None = None,
        constant: Decimal = ZERO,
        stress: Stress = UNSTRESSED,
    ) -> Form:
        """Return a weighted sum of flows: what the measures do is a constant, outside money stands in columns."""
        span = None if years is None else tuple(years)
        own = Form(NONE, NOTHING, float(constant + amount(weights, self._plan(where or {}, stress), span)))
        return own if where else plus(own, self.funds.form(weights, span, stress))

    def _plan(self, where: Mapping[str, Collection[str]], stress: Stress) -> Flows:
        key = (stress.delay, frozenset((column, frozenset(wanted)) for column, wanted in where.items()))
        if key not in self._flows:
            known = self.terms.case.measure
            starts = {m: start for m, start in self._starts.items() if matches(known[m], where)}
            self._flows[key] = self.terms.funding.flows(stress, starts)
        return self._flows[key]


NONE, NOTHING = np.zeros(0, dtype=np.int64), np.zeros(0)


def constant(value: float) -> Form:
    """Return a form that is a number."""
    return Form(NONE, NOTHING, value)
