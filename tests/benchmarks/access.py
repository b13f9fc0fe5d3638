"""The parts of the package that benchmarks need besides `read_question`, `solve` and `evaluate`, in one place.

A benchmark counts years from the base year on (0, 1, …), as the specification does; decisions name calendar years.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer import CpeeError, Decision, Solved, evaluate, solve
from optimizer.model.session import Session
from optimizer.problem import PosedProblem, pose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer import Case, Figures, Outcome, Scenario
    from optimizer.model.matrix import Matrix

__all__ = ["PosedProblem", "Session", "pose"]


def decision_of(case: Case, starts: Mapping[str, int]) -> Decision:
    """Return the decision that starts each measure so many years after the base year."""
    return Decision({measure: case.base_year + start for measure, start in starts.items()})


def starts_of(case: Case, decision: Decision) -> dict[str, int]:
    """Return how many years after the base year a decision starts its measures."""
    return {measure: year - case.base_year for measure, year in decision.starts.items()}


def judged(case: Case, scenario: Scenario, starts: Mapping[str, int]) -> Figures:
    """Return the exact figures of these starts."""
    return evaluate(case, scenario, decision_of(case, starts))


def alone(case: Case, scenario: Scenario, measure: str, start: int) -> Figures | None:
    """Return the exact figures of one measure alone; None if it may not start in that year."""
    try:
        figures = judged(case, scenario, {measure: start})
    except CpeeError:
        return None
    return None if any(broken.rule == "choice" for broken in figures.violations) else figures


def matrix_in(session: Session) -> Matrix:
    """Return the matrix that a session has loaded."""
    return session._matrix


@dataclass(frozen=True)
class Watched:
    """An answer, the CPU seconds that it took, and the best objectives by the CPU seconds at which they were found."""

    outcome: Outcome
    seconds: float
    path: tuple[tuple[float, float], ...]


def watched(case: Case, scenario: Scenario, allowed: float = math.inf) -> Watched:
    """Solve, and record the plans found on the way; stop after the allowed CPU seconds."""
    path: list[tuple[float, float]] = []
    began = time.process_time()

    def hear(news: object) -> bool:
        best = getattr(news, "best", None)
        if best is not None and (not path or float(best) != path[-1][1]):
            path.append((time.process_time() - began, float(best)))
        return time.process_time() - began > allowed

    outcome = solve(case, scenario, hear)
    seconds = time.process_time() - began
    if isinstance(outcome, Solved):
        path.append((seconds, float(outcome.figures.objective)))
    return Watched(outcome, seconds, tuple(path))


def gap_of(outcome: Outcome) -> float:
    """Return the remaining relative gap; infinite without a plan or a bound."""
    left = outcome.gap if isinstance(outcome, Solved) else None
    return math.inf if left is None else float(left)
