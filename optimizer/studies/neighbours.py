"""The best decision among those one change away, again and again: makes a plan better, settles ties near one.

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
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from optimizer.evaluation import Evaluator, Figures
    from optimizer.problem import Problem

    Floats = NDArray[np.float64]

MOST_ROUNDS = 100
CHUNK = 4_096
FORBIDDEN = 1e9  # more than rules can be broken by: a group or a prerequisite that does not hold


def climbed(arithmetic: Arithmetic, chosen: Sequence[int], replacements: Iterable[int]) -> tuple[int, ...]:
    """The decision reached by single changes that break the rules less, or keep them and are worth more.

    One measure is put in for another only where nothing else helps, and only by `replacements`. In floating
    point: `evaluate` judges what comes out.
    """
    current, wanted = list(chosen), frozenset(replacements)
    for _ in range(MOST_ROUNDS):
        better = _better(arithmetic, current, frozenset()) or _better(arithmetic, current, wanted)
        if better is None:
            break
        current = better
    return tuple(current)


def _better(arithmetic: Arithmetic, chosen: list[int], replacements: frozenset[int]) -> list[int] | None:
    """The best decision one change away, if it is better."""
    changed = list(_changes(arithmetic.problem, chosen, replacements))
    broken, worth = _broken_and_worth(arithmetic, _picks(arithmetic.problem, changed))
    first = int(np.lexsort((-worth, broken))[0])
    is_better = broken[first] < broken[0] or worth[first] > worth[0] + arithmetic.precision[0]
    return changed[first] if is_better else None  # the decision itself leads the list


def _broken_and_worth(arithmetic: Arithmetic, picks: Floats) -> tuple[Floats, Floats]:
    table, problem = arithmetic.table(picks), arithmetic.problem
    hold = prerequisites_hold(problem, picks) & _groups_hold(problem, picks)
    return np.where(hold, table.broken, FORBIDDEN), table.preferences[:, 0]


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


def _changes(problem: Problem, chosen: list[int], replacements: frozenset[int] | None = None) -> Iterator[list[int]]:
    """The decision itself, and every one that is one change away and has what is required.

    With `replacements` only those are put in for another measure.
    """
    yield chosen
    taken = {problem.choices[choice][0]: choice for choice in chosen}
    for measure, choice in taken.items():
        rest = [other for other in chosen if other != choice]
        must = measure in problem.required
        if not must:
            yield rest
        for other, (name, _) in enumerate(problem.choices):
            free = name not in taken and not must and (replacements is None or other in replacements)
            if other != choice and (name == measure or free):
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
