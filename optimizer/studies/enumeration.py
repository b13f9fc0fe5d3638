"""The best decision by enumerating all of them: a proof without a solver, if there are few enough."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from optimizer.arithmetic import Arithmetic
from optimizer.studies.ranking import NONE, best_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from optimizer.evaluation import Evaluator
    from optimizer.figures import Figures
    from optimizer.problem import PosedProblem, RuleRow
    from optimizer.studies.ties import TieOrder

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

MOST_DECISIONS = 200_000
MOST_ENTRIES = 20_000_000  # of all decisions by all choices
CHUNK_ENTRIES = 1 << 18


def how_many(problem: PosedProblem) -> int:
    """Return an upper bound on the number of decisions: only a group's measures exclude each other."""
    return math.prod(map(len, _options(problem)))


def is_short(problem: PosedProblem, most: int) -> bool:
    """Return whether there are at most so many decisions, and listing them takes little memory and time.

    Amounts of money can't be listed.
    """
    count = how_many(problem)
    return not problem.amounts and count <= most and count * len(problem.choices) <= MOST_ENTRIES


def decisions(problem: PosedProblem) -> Iterator[Ints]:
    """Yield every decision that keeps windows, groups and required measures, as rows of choices, in chunks."""
    if any(not len(row.form.columns) and not row.lower <= row.form.constant <= row.upper for row in problem.rows):
        return
    units = [np.array(ways, dtype=np.int64) for ways in _options(problem)]
    total = math.prod(map(len, units))
    step = max(1, CHUNK_ENTRIES // max(1, len(problem.choices)))
    for first in range(0, total, step):
        numbers = np.arange(first, min(first + step, total))
        taken = np.empty((len(numbers), len(units)), dtype=np.int64)
        for k, options in enumerate(units):
            numbers, which = np.divmod(numbers, len(options))
            taken[:, k] = options[which]
        yield taken


def picks_of(taken: Ints, choices: int) -> Floats:
    """Return decisions as rows over all choices: 1 if a choice is taken."""
    picks = np.zeros((len(taken), choices + 1))
    picks[np.arange(len(taken))[:, None], taken] = 1.0  # NONE is the last column
    return picks[:, :-1]


def _units(problem: PosedProblem) -> list[tuple[str, ...]]:
    """Return groups of measures that exclude each other, as far as they are independent; all others one by one."""
    units: dict[str, tuple[str, ...]] = {}
    for row in problem.rows:
        members = _whole_measures(problem, row)
        if row.upper == 1.0 and len(members) > 1 and units.keys().isdisjoint(members):
            units.update(dict.fromkeys(members, members))
    alone = ((measure,) for measure in problem.starts_of if measure not in units)
    return [*dict.fromkeys(units.values()), *alone]


def _options(problem: PosedProblem) -> list[list[int]]:
    """Return for each unit the ways to take at most one of its measures, or the required one: a choice, or NONE."""
    required, found = _required(problem), []
    for members in _units(problem):
        must = required.intersection(members)
        taken = [choice for m in members if must <= {m} for choice, _ in problem.starts_of[m]]
        found.append(taken if must else [NONE, *taken])
    return found


def _required(problem: PosedProblem) -> set[str]:
    """Return the measures of which one choice must be taken."""
    single = ((_whole_measures(problem, row), row.lower) for row in problem.rows)
    return {members[0] for members, lower in single if len(members) == 1 and lower == 1.0}


def _whole_measures(problem: PosedProblem, row: RuleRow) -> tuple[str, ...]:
    """Return the measures whose choices a structural row adds up, each once; none for any other form."""
    columns, form = row.form.columns.tolist(), row.form
    if not row.structural or form.constant or not (form.coefs == 1.0).all():
        return ()
    members = tuple(dict.fromkeys(problem.choices[choice][0] for choice in columns))
    return members if sum(len(problem.starts_of[measure]) for measure in members) == len(columns) else ()


def best_of_all(problem: PosedProblem, evaluator: Evaluator, order: TieOrder) -> Figures | None:
    """Return the figures of the one best decision; None if no decision keeps every rule."""
    arithmetic = Arithmetic(problem)
    kept, preferences = [], [np.zeros((0, len(problem.preferences)))]
    for taken in decisions(problem):
        table = arithmetic.table(picks_of(taken, len(problem.choices)))
        kept.append(taken[table.allowed])
        preferences.append(table.preferences[table.allowed])
    if not kept:
        return None
    rows, values = np.concatenate(kept), np.concatenate(preferences)
    return best_of(rows, values, arithmetic.precision, order, lambda chosen: evaluator(problem.decision(chosen)))
