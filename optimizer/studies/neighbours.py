"""The best decision among those one change away, again and again: settles ties near a plan.

A change takes a measure out, puts one in, moves a start, or puts one in for another. Measures that are
as good as each other are told apart only here where there are too many decisions to list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.arithmetic import Arithmetic
from optimizer.studies.enumeration import prerequisites_hold
from optimizer.studies.ranking import best_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from optimizer.evaluation import Evaluator, Figures
    from optimizer.problem import Problem

    Floats = NDArray[np.float64]

MOST_ROUNDS = 100
CHUNK = 4_096


def settled(problem: Problem, evaluator: Evaluator, figures: Figures) -> Figures:
    """The plan reached from `figures` by single changes that are better, or as good and first by the order for ties."""
    arithmetic = Arithmetic(problem)
    for _ in range(MOST_ROUNDS):
        better = _best_near(arithmetic, evaluator, problem.chosen(figures.decision))
        if better is None or better.decision == figures.decision:
            break
        figures = better
    return figures


def _best_near(arithmetic: Arithmetic, evaluator: Evaluator, chosen: list[int]) -> Figures | None:
    problem = arithmetic.problem
    goal = arithmetic.table(_picks(problem, [chosen])).preferences[0, 0]
    near, preferences = [], []
    for picks in _chunks(problem, chosen):
        table = arithmetic.table(picks)
        keep = table.allowed & (table.preferences[:, 0] >= goal - 1e-9 * abs(goal) - arithmetic.precision[0])
        near.append(picks[keep])
        preferences.append(table.preferences[keep])
    return best_of(np.concatenate(near), np.concatenate(preferences), arithmetic, evaluator)


def _chunks(problem: Problem, chosen: list[int]) -> Iterator[Floats]:
    changed = list(_changes(problem, chosen))
    for first in range(0, len(changed), CHUNK):
        picks = _picks(problem, changed[first : first + CHUNK])
        yield picks[prerequisites_hold(problem, picks) & _groups_hold(problem, picks)]


def _changes(problem: Problem, chosen: list[int]) -> Iterator[list[int]]:
    """The decision itself, and every one that is one change away and has what is required."""
    yield chosen
    taken = {problem.choices[choice][0]: choice for choice in chosen}
    for measure, choice in taken.items():
        rest = [other for other in chosen if other != choice]
        must = measure in problem.required
        if not must:
            yield rest
        for other, (name, _) in enumerate(problem.choices):
            if other != choice and (name == measure or (name not in taken and not must)):
                yield [*rest, other]
    yield from ([*chosen, choice] for choice, (name, _) in enumerate(problem.choices) if name not in taken)


def _picks(problem: Problem, decisions: list[list[int]]) -> Floats:
    picks = np.zeros((len(decisions), len(problem.choices)))
    for row, chosen in enumerate(decisions):
        picks[row, chosen] = 1.0
    return picks


def _groups_hold(problem: Problem, picks: Floats) -> NDArray[np.bool_]:
    hold = np.ones(len(picks), dtype=bool)
    for _, members in problem.groups:
        choices = [choice for measure in members for choice, _ in problem.starts_of[measure]]
        hold &= picks[:, choices].sum(axis=1) <= 1.0
    return hold
