"""How much could be borrowed: the most outside money at which every rule and every stated stress still holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.checks import coherence
from optimizer.errors import InvalidInput, Problem
from optimizer.metrics import OUTSIDE
from optimizer.outcome import Outcome, Solved
from optimizer.studies.plan import best_plan
from optimizer.studies.search import Listener, silent

if TYPE_CHECKING:
    from decimal import Decimal

    from optimizer.case import Case
    from optimizer.funded_clauses import ClauseFigure
    from optimizer.scenario import Scenario

CLOSE = 1e-4
"""A clause binds if the room left is at most this share of its bound."""


@dataclass(frozen=True)
class Borrowed:
    """The plan with the most outside money, and the clauses that leave no room for more."""

    outcome: Outcome
    binding: tuple[ClauseFigure, ...] = ()


def most_outside(case: Case, scenario: Scenario, dscr: Decimal | None = None, listener: Listener = silent) -> Borrowed:
    """Return the plan with the most outside money; among equals, the one with the highest NPV.

    `dscr` replaces the scenario's least debt service coverage ratio. Raises `InvalidInput` for bad input, and for a
    scenario that uses no funding sources.
    """
    if problems := [problem for problem in coherence(case, scenario) if not problem.warning]:
        raise InvalidInput(problems)
    if not scenario.funding.sources:
        raise InvalidInput([Problem("", "there is nobody to borrow from: name sources", None, "funding.sources")])
    rules = scenario.funding if dscr is None else scenario.funding.model_copy(update={"dscr": dscr})
    asked = scenario.model_copy(update={"funding": rules, "goal": OUTSIDE, "goal_year": None})
    outcome = best_plan(case, asked, listener)
    return Borrowed(outcome, _binding(outcome) if isinstance(outcome, Solved) else ())


def _binding(solved: Solved) -> tuple[ClauseFigure, ...]:
    """Return the clauses on amounts and on cover that leave practically no room."""
    funded = solved.figures.funded
    clauses = funded.clauses if funded is not None else ()
    return tuple(clause for clause in clauses if clause.measure is None and _is_tight(clause))


def _is_tight(clause: ClauseFigure) -> bool:
    if clause.slack is None or clause.bound is None or clause.clause == "horizon":
        return False
    if clause.clause == "dscr":
        return clause.value is not None and float(clause.value - clause.bound) <= CLOSE * float(clause.bound)
    return float(clause.slack) <= CLOSE * abs(float(clause.bound))
