"""The best decision by looking at every one: a proof that needs no solver, where there are few enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.arithmetic import Arithmetic
from optimizer.studies.ranking import best_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from optimizer.evaluation import Evaluator, Figures
    from optimizer.problem import Problem

    Floats = NDArray[np.float64]

MOST_DECISIONS = 200_000
CHUNK = 8_192


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
        kept = picks[prerequisites_hold(problem, picks)]
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


def prerequisites_hold(problem: Problem, picks: Floats) -> NDArray[np.bool_]:
    """Which decisions start no measure before what it requires."""
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
    return best_of(np.concatenate(kept), np.concatenate(preferences), arithmetic, evaluator)
