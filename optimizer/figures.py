"""The figures of a decision as values: exact, as plain values, as data frames, and as a notebook shows them.

figures = evaluate(case, scenario, decision)
figures.metrics["npv"]            exact, a Decimal
figures.to_frame("years")         a pandas.DataFrame
figures.to_dict()                 as in an answer's JSON
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from optimizer.decimals import ZERO, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    import pandas as pd

    from optimizer.decision import Decision
    from optimizer.funded_figures import FundedFigures
    from optimizer.question import Question
    from optimizer.rules.kind import Violation
    from optimizer.terms import Sense


@dataclass(frozen=True)
class LimitFigure:
    """One side of one limit: its value, the bound in the metric's unit, and the room left.

    `margin` is the money by which the linear form of a ratio is met; None for all other metrics.
    """

    name: str
    metric: str
    sense: Sense
    value: Decimal | None
    bound: Decimal
    slack: Decimal | None
    margin: Decimal | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the limit as an answer lists it."""
        values = {key: number(getattr(self, key)) for key in ("value", "bound", "slack")}
        margin = {} if self.margin is None else {"margin": number(self.margin)}
        return {"name": self.name, "metric": self.metric, "sense": self.sense, **values, **margin}


@dataclass(frozen=True)
class BudgetFigure:
    """What may be paid and what is paid: in one year, or in total if `year` is None."""

    year: int | None
    spent: Decimal
    bound: Decimal
    left: Decimal

    @property
    def name(self) -> str:
        """Return the key of the scenario that states it, with the year."""
        return "budget.total" if self.year is None else f"budget.per_year.{self.year}"


@dataclass(frozen=True, repr=False)
class Figures:
    """All figures of a decision, exact. Money is in the case's currency, nominal; None is a figure that doesn't exist.

    `metrics` maps every metric to its value at its default year, and every ratio to its value. `years` maps a figure to
    its values for t = 0 … H, which are the calendar years base_year … base_year + H. `bridge` holds the present values
    that add up to the NPV (costs negative), and the simple payback's numerator and denominator. `limits` holds each
    side of each limit, `violations` every rule that the decision breaks. `objective` is the value of the goal,
    `smallest` the difference below which two objectives are equal. `shares` holds each measure's fair share of the
    plan's figures, `alone` its figures as if no other were chosen. `funded` holds the figures of outside money; None if
    no source is in use.
    """

    question: Question = field(compare=False)
    decision: Decision
    metrics: dict[str, Decimal | None]
    years: dict[str, list[Decimal | None]]
    limits: tuple[LimitFigure, ...]
    violations: tuple[Violation, ...]
    objective: Decimal
    smallest: Decimal
    bridge: dict[str, Decimal]
    shares: dict[str, dict[str, Decimal]]
    alone: dict[str, dict[str, Decimal | None]]
    funded: FundedFigures | None = None

    @property
    def feasible(self) -> bool:
        """Return whether every rule holds."""
        return not self.violations

    @property
    def budgets(self) -> tuple[BudgetFigure, ...]:
        """Return the own funds of each year in which measures may start, then the total budget."""
        budget, spent = self.question.scenario.budget, self.metrics.get("own_capex", self.metrics["capex"]) or ZERO
        total = () if budget.total is None else (BudgetFigure(None, spent, budget.total, budget.total - spent),)
        return (*(() if budget.per_year is None else self._own_funds()), *total)

    def _own_funds(self) -> Iterator[BudgetFigure]:
        for t in range(self.question.scenario.start_years):
            spent, left = self.years["capex"][t] or ZERO, self.years["cash"][t] or ZERO
            yield BudgetFigure(self.question.case.base_year + t, spent, spent + left, left)

    def to_frame(self, table: str = "portfolio") -> pd.DataFrame:
        """Return one of the tables `portfolio`, `metrics`, `years`, `bridge`, `limits` as a data frame of floats.

        The index is the measure, the metric, the calendar year, the step, the limit. Columns are those of
        `cpee solve --csv`; a figure that doesn't exist is NaN. Raises `InvalidInput` for any other name.
        """
        from optimizer.frames import frame_of  # noqa: PLC0415 - pandas loads slowly

        return frame_of(self, table)

    def to_dict(self) -> dict[str, Any]:
        """Return every figure as plain values: the keys portfolio … limits of an answer (formats.md 3)."""
        first, last = self.question.case.base_year, self.question.scenario.horizon_years
        funded = {"funding": []} if self.funded is None else self.funded.to_dict(first)
        by = {} if self.funded is None else self.funded.debt_service_by
        return {
            "portfolio": [self._chosen(measure, year) for measure, year in self.decision.starts.items()],
            "metrics": _numbers(self.metrics),
            "bridge": _numbers(self.bridge),
            "years": [
                {"year": first + t, **{key: number(series[t]) for key, series in self.years.items()}, **_by(by, t)}
                for t in range(last + 1)
            ],
            "limits": [limit.to_dict() for limit in self.limits],
            **funded,
        }

    def to_json(self) -> str:
        """Return `to_dict` as JSON text; numbers are the floats nearest to the exact figures."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)

    def _chosen(self, measure: str, year: int) -> dict[str, Any]:
        """Return one measure of a plan: its start, its fair share of the plan's figures, and what it is alone."""
        shares, alone = _numbers(self.shares[measure]), _numbers(self.alone[measure])
        return {"measure": measure, "start": year, **shares, "alone": alone}

    @property
    def summary(self) -> str:
        """Return goal, objective, and count of measures in a few words, for a short repr."""
        scenario, case, count = self.question.scenario, self.question.case, len(self.decision.starts)
        objective = number(self.objective) or 0.0
        return f"{scenario.goal} {objective:,.2f}, {count} of {len(case.measures)} measures, {case.currency}"

    def __repr__(self) -> str:
        broken = ", ".join(one.name or one.rule for one in self.violations)
        return f"<Figures: {self.summary}; {f'breaks {broken}' if broken else 'keeps every rule'}>"

    def _repr_html_(self) -> str:
        return self.html()

    def html(self, status: str | None = None) -> str:
        """Return the headline figures and the chosen measures as a notebook shows them, in the current language."""
        from optimizer.frames import html_of  # noqa: PLC0415 - pandas loads slowly

        return html_of(self, status)


def _by(series: Mapping[str, list[Decimal | None]], t: int) -> dict[str, Any]:
    """Return the debt service of each loan in year t; nothing if there are no loans."""
    return {"debt_service_by": {name: number(values[t]) for name, values in series.items()}} if series else {}


def _numbers(values: dict[str, Any]) -> dict[str, float | None]:
    return {key: number(value) for key, value in values.items()}
