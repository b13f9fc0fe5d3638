"""The best decision by looking at every one: a proof that needs no solver, where there are few enough.

The screening is floating point (`arithmetic.py`); whatever is near a bound, or near the best, is judged
by `evaluate`. So the answer is exact, and so is the way ties are broken: 1e-9 relative, first more of
the goal, then more npv, less capex, fewer measures, then the order of (measure, start).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from optimizer.arithmetic import Arithmetic
from optimizer.evaluate import RELATIVE
from optimizer.studies.ties import first_of_ties

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from optimizer.evaluate import Evaluator, Figures
    from optimizer.problem import Problem

    Floats = NDArray[np.float64]

MOST_DECISIONS = 200_000
CHUNK = 8_192
SETTLED_EXACTLY = 200


def how_many(problem: Problem) -> int:
    """No fewer decisions than there are: a group's measures exclude each other, all else is free."""
    grouped = {measure for _, members in problem.groups for measure in members}
    count = 1
    for _, members in problem.groups:
        count *= 1 + sum(len(problem.starts_of[measure]) for measure in members)
    for measure, starts in problem.starts_of.items():
        if measure not in grouped:
            count *= len(starts) + (measure not in problem.required)
    return count


def decisions(problem: Problem) -> Iterator[Floats]:
    """Every decision that keeps windows, groups, prerequisites and required measures, in chunks of rows."""
    if not set(problem.required) <= problem.starts_of.keys():
        return
    blocks = [_options(problem, members) for members in _units(problem)]
    total = int(np.prod([len(block) for block in blocks], dtype=np.int64)) if blocks else 1
    for first in range(0, total, CHUNK):
        numbers = np.arange(first, min(first + CHUNK, total))
        picks = np.zeros((len(numbers), len(problem.choices)))
        for block in blocks:
            numbers, which = np.divmod(numbers, len(block))
            picks += block[which]
        kept = picks[_prerequisites_hold(problem, picks)]
        if len(kept):
            yield kept


def _units(problem: Problem) -> list[tuple[str, ...]]:
    """Measures that exclude each other, together; the others one by one."""
    grouped = {measure for _, members in problem.groups for measure in members}
    alone = [(measure,) for measure in problem.starts_of if measure not in grouped]
    return [*(members for _, members in problem.groups), *alone]


def _options(problem: Problem, members: Sequence[str]) -> Floats:
    """The ways to take at most one of these measures, each as a row; only those with what is required."""
    must = [measure for measure in members if measure in problem.required]
    size = len(problem.choices)
    rows = [] if must else [np.zeros(size)]
    for measure in members:
        if must in ([], [measure]):
            rows += [np.eye(1, size, choice)[0] for choice, _ in problem.starts_of[measure]]
    return np.array(rows).reshape(-1, size)


def _prerequisites_hold(problem: Problem, picks: Floats) -> NDArray[np.bool_]:
    hold = np.ones(len(picks), dtype=bool)
    for measure, needed in problem.prerequisites:
        for own, start in problem.starts_of[measure]:
            early = [choice for choice, other in problem.starts_of.get(needed, ()) if other <= start]
            hold &= (picks[:, own] == 0.0) | (picks[:, early].sum(axis=1) > 0.0)
    return hold


def best_of_all(problem: Problem, evaluator: Evaluator) -> Figures | None:
    """The figures of the one best decision; None where no decision keeps every rule."""
    arithmetic = Arithmetic(problem)
    kept, preferences = [np.zeros((0, len(problem.choices)))], [np.zeros((0, len(problem.preferences)))]
    for picks in decisions(problem):
        table = arithmetic.table(picks)
        kept.append(picks[table.allowed])
        preferences.append(table.preferences[table.allowed])
    judge = _judge(problem, evaluator, np.concatenate(kept))
    left = _narrowed(np.concatenate(preferences), arithmetic.precision, judge)
    return first_of_ties(map(judge, left), minimised=problem.minimised)


def _judge(problem: Problem, evaluator: Evaluator, picks: Floats) -> Callable[[int], Figures]:
    return cache(lambda number: evaluator(problem.decision(np.flatnonzero(picks[number]).tolist())))


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
