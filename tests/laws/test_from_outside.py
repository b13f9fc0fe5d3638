"""Planes cut off no plan, the tightest are as tight as all patterns, a tangent is exact at its plan; cutoffs hold."""

import math
import random

import numpy as np
import pytest

from optimizer.arithmetic import Arithmetic
from optimizer.evaluation import Evaluator
from optimizer.model.driver import Options, Status
from optimizer.model.planes import Hull, overlaps_of
from optimizer.model.relaxed import Relaxed
from optimizer.model.session import Session
from optimizer.problem import Problem, pose
from tests.benchmarks.plants import greedy, plant_with

SEEDS = range(6)


def problem_of(seed: int) -> Problem:
    plant = plant_with(20, seed)
    return pose(plant.case, plant.scenario)


def some_picks(problem: Problem, seed: int, count: int = 400) -> np.ndarray:
    """Decisions as rows, at most one start a measure."""
    rng = random.Random(seed)
    picks = np.zeros((count, len(problem.choices)))
    for row in picks:
        for starts in problem.starts_of.values():
            if rng.random() < 0.6:
                row[rng.choice(starts)[0]] = 1.0
    return picks


@pytest.mark.parametrize("seed", SEEDS)
def test_no_plane_cuts_off_a_plan(seed: int) -> None:
    problem = problem_of(seed)
    overlaps, picks = overlaps_of(problem), some_picks(problem, seed)
    columns = Arithmetic(problem).columns(picks)
    rng = np.random.default_rng(seed)
    hull = Hull(overlaps)
    for _ in range(20):
        shares = rng.dirichlet(np.ones(6), len(problem.starts_of))[:, :5] * rng.random()
        point = np.concatenate([shares[k][: len(starts)] for k, starts in enumerate(problem.starts_of.values())])
        planes = hull.planes(point, np.ones(len(overlaps)))
        assert len(planes) == len(overlaps)
        for overlap, plane in planes:
            most = plane.level + np.array([plane.slopes @ overlap.at(row) for row in picks])
            assert (columns[:, overlap.column] <= most + 1e-9).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_tangent_is_exact_at_its_plan(seed: int) -> None:
    problem = problem_of(seed)
    picks = some_picks(problem, seed, 30)
    columns = Arithmetic(problem).columns(picks)
    for overlap in overlaps_of(problem):
        for row, exact in zip(picks, columns[:, overlap.column], strict=True):
            point = overlap.at(row)
            plane = overlap.tangent(point)
            assert plane.level + plane.slopes @ point == pytest.approx(exact, abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_with_planes_the_relaxation_is_as_tight_as_with_every_pattern(seed: int) -> None:
    problem = problem_of(seed)
    point, patterns = Relaxed(problem).point(), Session(problem)._loaded.relaxed()
    assert point is not None
    assert patterns is not None
    goal = np.zeros(len(problem.choices) + len(problem.extras))
    goal[problem.goal.columns] = problem.goal.coefs
    by_patterns = goal @ patterns.values[Session(problem)._column]
    relaxed = Relaxed(problem)
    relaxed.point()
    found = relaxed._linear.relaxed()
    assert found is not None
    assert goal @ found.values[relaxed._column] == pytest.approx(by_patterns, rel=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bound_from_outside_is_no_tighter_than_the_truth(seed: int) -> None:
    problem = problem_of(seed)
    relaxed = Relaxed(problem)
    relaxed.point()
    outside = relaxed.solve(Options(1e-6, 60.0))
    inside = Session(problem).solve(Options(1e-6, 60.0))
    assert outside.bound is not None
    assert inside.chosen is not None
    plant = plant_with(20, seed)
    worth = Evaluator(plant.case, plant.scenario)(problem.decision(inside.chosen)).objective
    assert outside.bound >= float(worth) * (1 - 1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_beyond_a_cutoff_nothing_is_claimed(seed: int) -> None:
    problem = problem_of(seed)
    best = Session(problem).solve(Options(0.0, 60.0))
    assert best.bound is not None
    above, below = (Session(problem).solve(Options(0.0, 60.0, cutoff=best.bound * f)) for f in (1.001, 0.999))
    assert above.status is Status.OPTIMAL
    assert above.bound == pytest.approx(best.bound * 1.001)
    assert below.bound == pytest.approx(best.bound, rel=1e-7)


def test_a_dive_near_the_point_leaves_the_question_as_it_was() -> None:
    problem = problem_of(0)
    relaxed = Relaxed(problem)
    point = relaxed.point()
    assert point is not None
    relaxed.dive(point)
    free = np.arange(10)
    claim = relaxed.near(np.flatnonzero(greedy(problem)).tolist(), free, Options(0.0, 60.0), lambda _: False)
    assert claim.bound == math.inf
    again = relaxed.point()
    assert again is not None
    assert again.taken == pytest.approx(point.taken, abs=1e-6)
