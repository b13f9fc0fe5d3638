"""The effect of a single change, by differences, equals the changed decision computed from scratch."""

import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from optimizer import read_question
from optimizer.arithmetic import Arithmetic
from optimizer.problem import PosedProblem, pose
from optimizer.studies.changes import Changes
from tests.benchmarks.plants import plant_with
from tests.oracle import random_case


def some_decision(problem: PosedProblem, rng: random.Random) -> list[int]:
    """Return one start of about half of the measures; it may break rules."""
    return [rng.choice(starts)[0] for starts in problem.starts_of.values() if rng.random() < 0.5]


def every_change(problem: PosedProblem, chosen: list[int]) -> list[tuple[int, int]]:
    """Yield the removed and the added choice of every change, `nothing` for none."""
    nothing = len(problem.choices)
    measures = {problem.choices[choice][0]: choice for choice in chosen}
    out = [c for c, (measure, _) in enumerate(problem.choices) if measure not in measures]
    moves = [(measures[m], c) for c, (m, _) in enumerate(problem.choices) if m in measures and c != measures[m]]
    swaps = [(i, c) for i in chosen for c in [*out, nothing]]
    return [*moves, *swaps, *((nothing, c) for c in out)]


def picks_of(problem: PosedProblem, decisions: list[set[int]]) -> np.ndarray:
    picks = np.zeros((len(decisions), len(problem.choices)))
    for row, chosen in zip(picks, decisions, strict=True):
        row[sorted(chosen)] = 1.0
    return picks


def check_changes(problem: PosedProblem, rng: random.Random) -> None:
    arithmetic, chosen = Arithmetic(problem), some_decision(problem, rng)
    changes, nothing = Changes(arithmetic, chosen), len(problem.choices)
    every = sorted(every_change(problem, chosen))
    right = arithmetic.table(picks_of(problem, [({*chosen, c} - {i, nothing}) for i, c in every]))
    base = arithmetic.table(picks_of(problem, [set(chosen)]))
    assert changes.preferences == pytest.approx(base.preferences[0])
    assert changes.broken == pytest.approx(base.broken[0])
    firsts = [0, *(k for k, (a, b) in enumerate(pairwise(every), 1) if a[0] != b[0]), len(every)]
    for first, last in pairwise(firsts):
        removal, added = changes.removal(every[first][0]), np.array([c for _, c in every[first:last]], dtype=np.int64)
        gains, (broken, counts) = removal.preferences(added), removal.broken(added)
        scale = np.abs(right.preferences).max(initial=1.0)
        expected = right.preferences[first:last] - base.preferences
        assert np.abs(gains.T - expected).max(initial=0.0) <= 1e-9 * scale
        assert broken == pytest.approx(right.broken[first:last], rel=1e-9, abs=1e-9)
        assert ((counts == 0) == right.allowed[first:last]).all()


@pytest.mark.parametrize("seed", range(4))
def test_on_plants_with_overlaps_and_pairs(seed: int) -> None:
    plant = plant_with(20, seed)
    problem = pose(plant.case, plant.scenario)
    for turn in range(3):
        check_changes(problem, random.Random(seed + turn))


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_on_cases_of_every_feature(first: int, tmp_path: Path) -> None:
    for seed in range(first, first + 10):
        question = read_question(random_case(random.Random(seed), tmp_path / f"case{seed}"))
        problem = pose(question.case, question.scenario)
        if problem.choices:
            check_changes(problem, random.Random(seed))
