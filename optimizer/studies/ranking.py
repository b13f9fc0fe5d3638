"""The one best of many decisions given as rows of picks: exact where it matters, quick where it can be.

Screened in floating point (`arithmetic.py`); what is near the best is judged by `evaluate`, so the answer
and the way ties are broken are exact: 1e-9 relative, first more of the goal, then more npv, less capex,
fewer measures, then the order of (measure, start).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from optimizer.evaluation import RELATIVE
from optimizer.studies.ties import first_of_ties

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from optimizer.arithmetic import Arithmetic
    from optimizer.evaluation import Evaluator, Figures

    Floats = NDArray[np.float64]

SETTLED_EXACTLY = 200


def best_of(picks: Floats, preferences: Floats, arithmetic: Arithmetic, evaluator: Evaluator) -> Figures | None:
    """The figures of the best allowed decision among the rows of `picks`; None where none is allowed."""
    problem = arithmetic.problem

    @cache
    def judge(number: int) -> Figures:
        return evaluator(problem.decision(np.flatnonzero(picks[number]).tolist()))

    left = _narrowed(preferences, arithmetic.precision, judge)
    ordered = sorted(left, key=lambda number: tuple(np.flatnonzero(picks[number])))
    for first in range(0, len(ordered), SETTLED_EXACTLY):
        some = ordered[first : first + SETTLED_EXACTLY]
        best = first_of_ties(map(judge, some), minimised=problem.minimised)
        if best is not None:
            return best
    return None


def _narrowed(preferences: Floats, precision: Floats, judge: Callable[[int], Figures]) -> list[int]:
    """The decisions that tie with the best allowed one, as far as is needed to look at the rest exactly."""
    left = np.arange(len(preferences))
    for k in range(preferences.shape[1]):
        ranked = left[np.argsort(-preferences[left, k], kind="stable")]
        best = next((number for number in ranked.tolist() if judge(number).feasible), None)
        if best is None:
            return []
        least = preferences[best, k] - float(RELATIVE) * abs(preferences[best, k]) - precision[k]
        left = left[preferences[left, k] >= least]
        if len(left) <= SETTLED_EXACTLY:
            break
    return [int(number) for number in left]
