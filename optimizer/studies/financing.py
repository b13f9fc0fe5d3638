"""The best outside money for measures whose starts are settled: who pays for what, and when.

    financed = Financing(terms)(decision)            as good a goal as these starts allow
    settled = Financing(terms).settled(decision)     and the first of all that are as good, by formats.md 4

A small question over amounts alone (`FixedPosing`), with the rows of the same rules as the whole one; its answer is
judged like any other decision.
"""

from __future__ import annotations

import math
import time
from dataclasses import replace
from decimal import ROUND_FLOOR
from typing import TYPE_CHECKING

from optimizer.columns import Form, scaled_form
from optimizer.decimals import ZERO, Decimal, exact
from optimizer.fixed_posing import FixedPosing
from optimizer.funding_flows import PAID
from optimizer.funding_source import ESCO
from optimizer.terms import RELATIVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from optimizer.decision import Decision
    from optimizer.terms import Terms

    Floats = NDArray[np.float64]

SHARES = (0.0, 0.9)
"""How much of the tolerance on money is used: none, and if nothing is possible then, most of it."""
SECONDS = 10.0
CLOSE = Decimal("0.01")
"""Amounts this close to a whole share are that share, as a share of half the smallest unit."""
FINE = 1e-3
"""What a wish that comes later may cost an earlier one, as a share of the smallest difference that counts."""


class Financing:
    """The best outside money for decisions of one question; what was found is kept."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._known: dict[tuple[object, ...], Decision] = {}

    def __call__(self, decision: Decision, seconds: float = SECONDS) -> Decision:
        """Return the decision with the outside money that makes the goal best; without any if nothing is possible."""
        if decision.order not in self._known:
            self._known[decision.order] = self._best(decision, 1, seconds) or decision
        return self._known[decision.order]

    def settled(self, decision: Decision, seconds: float = SECONDS) -> Decision:
        """Return the decision's starts with the first of all equally good ways to pay for them."""
        return self._best(replace(decision, amounts={}, projects={}), None, seconds) or decision

    @exact
    def _best(self, decision: Decision, wishes: int | None, seconds: float) -> Decision | None:
        starts = {measure: self._terms.valuation.year(year) for measure, year in decision.starts.items()}
        for share in SHARES:
            small = _SmallQuestion(FixedPosing(self._terms, starts, share), seconds)
            if not small.columns:
                return None
            values = small.solved(wishes)
            if values is not None:
                return small.decision(decision, values)
        return None


class _SmallQuestion:
    """One question over amounts: its columns and rows, and the wishes in their order."""

    def __init__(self, posing: FixedPosing, seconds: float) -> None:
        from optimizer.model.small import Row  # noqa: PLC0415 - Pyomo and HiGHS load slowly

        self.posing, self.terms = posing, posing.terms
        self.columns = tuple(posing.funds.columns)
        self.starts = {measure: start for measure, years in posing.funds.starts.items() for start in years}
        self._until = time.perf_counter() + seconds
        sides = ((b.form, -math.inf if b.lower is None else b.lower, b.upper) for b in posing.rows())
        self.rows = [Row(form, low, math.inf if high is None else high) for form, low, high in sides]

    def solved(self, wishes: int | None) -> Floats | None:
        """Return the values that are best by the first wishes, each in its turn; None if no values keep all rows."""
        from optimizer.model.small import Row, best  # noqa: PLC0415 - Pyomo and HiGHS load slowly

        values: Floats | None = None
        rows = list(self.rows)
        for count, (form, room) in enumerate(self._wishes()):
            if count == wishes:
                break
            late = time.perf_counter() > self._until
            if late and values is not None:
                break
            better = best(self.columns, rows, form, self._until - time.perf_counter(), least=False)
            if better is None:
                break
            values = better
            rows.append(Row(form, float(form.coefs @ values[form.columns]) + form.constant - room, math.inf))
        return values

    def _wishes(self) -> Iterator[tuple[Form, float]]:
        """Yield what is wanted, signed so that more is better, and by how much it may fall short for later wishes."""
        terms, funding, posing = self.terms, self.terms.funding, self.posing
        money = FINE * float(terms.half)
        metric = terms.metrics[terms.scenario.goal]
        (years,) = terms.years_of(metric, terms.scenario.goal_year)
        goal = posing.form(terms.weights[metric.key], years)
        if len(goal.columns):
            room = money if metric.is_money else float(RELATIVE) * abs(goal.constant)
            yield scaled_form(goal, -1.0 if metric.minimised else 1.0), room
        yield posing.form(funding.worth_of_all), money
        yield scaled_form(posing.form(funding.outside), -1.0), money
        yield posing.amounts_form(dict.fromkeys(posing.funds.keys("in"), -1.0)), 0.0
        order = {source.source: rank for rank, source in enumerate(funding.sources)}
        for key in sorted(posing.funds.keys("pays"), key=lambda key: (order[key[1]], key[3], key[2])):
            yield posing.amounts_form({key: 1.0}), money

    def decision(self, decision: Decision, values: Floats) -> Decision:
        """Return the decision with the amounts, contracts and projects that the values say."""
        funds, first, half = self.posing.funds, self.terms.case.base_year, self.terms.half
        fine = Decimal(1).scaleb(half.adjusted() - 3)
        amounts: dict[AmountKey3, Decimal] = {}
        projects: dict[str, list[str]] = {}
        told: dict[tuple[str, int], Decimal] = {}
        for (role, source, measure, t), number in funds.number.items():
            value = float(values[number]) * self.columns[number].unit
            if role == "pays" and value >= float(half):
                capex = self.terms.funding.capex(measure, self.starts[measure])[t]
                paid = Decimal(repr(value))
                whole = (self.terms.case.source[source].share * capex, capex - told.get((measure, t), ZERO))
                paid = next((most for most in whole if abs(paid - most) < half * CLOSE), paid).quantize(
                    fine, ROUND_FLOOR
                )
                amounts[source, measure, first + t] = paid
                told[measure, t] = told.get((measure, t), ZERO) + paid
            elif role == "takes" and values[number] > 0:
                taken = self.terms.funding.contract(self.terms.case.source[source], measure, t)[PAID, source]
                amounts |= {(source, measure, first + year): payment for year, payment in taken.items()}
            elif role == "in" and values[number] > 0 and self.terms.case.source[source].kind != ESCO:
                projects.setdefault(source, []).append(measure)
        return replace(decision, amounts=amounts, projects=projects)


AmountKey3 = tuple[str, str, int]
