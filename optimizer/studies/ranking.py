"""The best of many decisions: screened quickly, decided exactly.

Decisions are screened in floating point (`arithmetic.py`); those near the best are judged by `evaluate`, so the answer
and the breaking of ties are exact (`ties.py`).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from optimizer.decimals import Decimal

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from optimizer.figures import Figures
    from optimizer.studies.ties import TieOrder

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

    Judge = Callable[[tuple[int, ...]], Figures]

NONE = -1
SETTLED_EXACTLY = 200


def best_of(decisions: Ints, preferences: Floats, precision: Floats, order: TieOrder, judge: Judge) -> Figures | None:
    """Return the figures of the best allowed decision; None if none is allowed.

    Each row of `decisions` lists the choices taken, padded with NONE.
    """

    @cache
    def judged(number: int) -> Figures:
        return judge(chosen_of(decisions[number]))

    left = _narrowed(preferences, precision, order, judged)
    ordered = sorted(left, key=lambda number: chosen_of(decisions[number]))
    for first in range(0, len(ordered), SETTLED_EXACTLY):
        best = order.first(map(judged, ordered[first : first + SETTLED_EXACTLY]))
        if best is not None:
            return best
    return None


def chosen_of(decision: Ints) -> tuple[int, ...]:
    """Return the choices of a row, ascending."""
    return tuple(np.sort(decision[decision != NONE]).tolist())


def _narrowed(preferences: Floats, precision: Floats, order: TieOrder, judged: Callable[[int], Figures]) -> list[int]:
    """Return the decisions that may tie with the best allowed one, to be examined exactly."""
    left = np.arange(len(preferences))
    for k in range(preferences.shape[1]):
        ranked = left[np.argsort(-preferences[left, k], kind="stable")]
        best = next((number for number in ranked.tolist() if judged(number).feasible), None)
        if best is None:
            return []
        most = preferences[best, k]
        left = left[preferences[left, k] >= most - float(order.room(k, Decimal(repr(float(most))))) - precision[k]]
        if len(left) <= SETTLED_EXACTLY:
            break
    return [int(number) for number in left]
