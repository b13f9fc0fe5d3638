"""The search from outside: planes cut off no plan, bounds and cutoffs hold, and first plans are near the best.

Each law is tried on 2 random plants, in the long mode on 4 more.
"""

import math
import random
import time
from dataclasses import replace
from functools import cache
from itertools import islice

import numpy as np
import pytest

from optimizer.arithmetic import Arithmetic
from optimizer.evaluation import Evaluator
from optimizer.model.begun import Begun
from optimizer.model.driver import Loaded, Options, SparseRow, Status
from optimizer.model.planes import Elements, Hull, overlaps_of
from optimizer.model.relaxed import Relaxed
from optimizer.model.session import Session
from optimizer.problem import PosedProblem, pose
from optimizer.studies.improving import Improving
from optimizer.studies.neighbourhoods import Neighbourhoods
from optimizer.studies.outside import OutsideSearch
from optimizer.studies.search import Search
from tests.benchmarks.plants import greedy, plant_with

SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2, 3, 4, 5)))


MEASURES = 12  # the solver alone takes half a second to the last digit; at 20 it would take ten times as long


@cache
def problem_of(seed: int, measures: int = MEASURES) -> PosedProblem:
    plant = plant_with(measures, seed)
    return pose(plant.case, plant.scenario)


def some_picks(problem: PosedProblem, seed: int, count: int = 400) -> np.ndarray:
    """Return decisions as rows, with at most one start per measure."""
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
    assert overlaps
    hull = Hull(overlaps)
    points = [np.array(rows) for rows in zip(*map(hull.elements.points, picks), strict=True)]
    for _ in range(8):
        shares = rng.dirichlet(np.ones(6), len(problem.starts_of))[:, :5] * rng.random()
        point = np.concatenate([shares[k][: len(starts)] for k, starts in enumerate(problem.starts_of.values())])
        planes = hull.planes(point, np.ones(len(overlaps)))
        assert len(planes) == len(overlaps)
        for overlap, plane in planes:
            most = plane.level + points[overlaps.index(overlap)] @ plane.slopes
            assert (columns[:, overlap.column] <= most + 1e-9).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_tangent_is_exact_at_its_plan(seed: int) -> None:
    problem = problem_of(seed)
    picks = some_picks(problem, seed, 30)
    columns = Arithmetic(problem).columns(picks)
    overlaps = overlaps_of(problem)
    for row, exact in zip(picks, columns, strict=True):
        for overlap, point in zip(overlaps, Elements(overlaps).points(row), strict=True):
            plane = overlap.tangent(point)
            assert plane.level + plane.slopes @ point == pytest.approx(exact[overlap.column], abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_with_planes_the_relaxation_is_as_tight_as_with_every_pattern(seed: int) -> None:
    problem = problem_of(seed, measures=20)  # so that an end use has few enough patterns for all to be in the model
    session = Session(problem)
    point, patterns = Relaxed(problem).point(), Loaded(session._matrix).relaxed()
    assert point is not None
    assert patterns is not None
    goal = np.zeros(len(problem.choices) + len(problem.extras))
    goal[problem.goal.columns] = problem.goal.coefs
    by_patterns = goal @ patterns.values[session._column]
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
    plant = plant_with(MEASURES, seed)
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


@pytest.mark.parametrize("seed", SEEDS)
def test_told_by_what_has_begun_the_solver_says_the_same(seed: int) -> None:
    problem = problem_of(seed, measures=8)
    session = Session(problem)
    ladders = [[session._column[choice] for choice, _ in starts] for starts in problem.starts_of.values()]
    loaded, begun = Loaded(session._matrix), Begun(session._matrix, ladders)
    for _ in range(3):  # each time without the best plan found before
        plain, told = (solver.solve(Options(0.0, 60.0)) for solver in (loaded, begun))
        assert told.status is plain.status
        if plain.values is None or told.values is None:
            break  # no further plan is possible, say both
        assert told.bound == pytest.approx(plain.bound, rel=1e-8)
        starts = np.array([[values[column] for column in session._column] for values in (plain.values, told.values)])
        whole = starts[:, : len(problem.choices)]
        assert whole == pytest.approx(whole.round(), abs=1e-6)
        for row in whole:  # neither finds this plan again
            coefs, columns = np.where(row > 0.5, -1.0, 1.0), np.array(session._column[: len(row)])
            for solver in (loaded, begun):
                solver.add_rows([SparseRow(columns, coefs, 1.0 - row.round().sum(), float(len(row)))])


def test_a_measure_of_one_start_year_is_told_as_it_is() -> None:
    plant = plant_with(20, 0)
    problem = pose(plant.case, plant.scenario.model_copy(update={"start_years": 1}))
    matrix = Session(problem)._matrix
    assert Begun(matrix, [[0], [1]])._told(matrix) is matrix


@pytest.mark.parametrize("seed", SEEDS)
def test_windows_free_what_starts_in_them_and_what_starts_not_at_all(seed: int) -> None:
    problem = problem_of(seed)
    chosen = np.flatnonzero(greedy(problem)).tolist()
    starts = problem.decision(chosen).starts
    point = Relaxed(problem).point()
    assert point is not None
    where = Neighbourhoods(problem, point)
    windows = where.windows(2)
    assert windows == [[year, year + 1] for year in range(len(windows))]
    assert where.windows(len(windows) + 1) == []
    for years in windows:
        free = set(where.within(chosen, years).tolist())
        for choice, (measure, start) in enumerate(problem.choices):
            assert (choice in free) == (start in years and starts.get(measure, start) in years)
    a_year_off = set(where.a_year_off(chosen).tolist())
    for choice, (measure, start) in enumerate(problem.choices):
        assert (choice in a_year_off) == (abs(start - starts.get(measure, start)) <= 1)


def test_draws_are_the_same_each_time() -> None:
    problem = problem_of(0)
    point = Relaxed(problem).point()
    assert point is not None
    first, second = ([draw.tolist() for draw in islice(Neighbourhoods(problem, point).draws(), 6)] for _ in range(2))
    assert first == second
    assert len({tuple(draw) for draw in first}) == 6


@pytest.mark.parametrize("seed", SEEDS)
def test_plans_from_outside_are_near_the_best(seed: int) -> None:
    plant = plant_with(60, seed)
    problem = pose(plant.case, plant.scenario)
    search = Search(Evaluator(plant.case, plant.scenario), problem, time.perf_counter())
    relaxed = Relaxed(problem)
    point = relaxed.point()
    assert point is not None
    steps = Improving(OutsideSearch(search, relaxed, point)).steps()
    found = [search.objective for _ in islice(steps, 2)]  # nothing is proved between them
    assert None not in found
    assert found == sorted(found)
    assert point.bound * 0.98 <= found[-1] <= point.bound


@pytest.mark.parametrize("seed", SEEDS)
def test_with_room_left_in_every_rule_no_decision_is_nearer_to_being_allowed(seed: int) -> None:
    problem = problem_of(seed)
    picks = some_picks(problem, seed)
    before, after = (Arithmetic(one).table(picks).broken for one in (problem, problem.tightened(0.05)))
    assert (after >= before - 1e-9).all()
    assert (after > before).any()


def test_a_rule_without_room_stays_as_it_is() -> None:
    problem = problem_of(0)
    exact = tuple(replace(row, lower=row.upper - 1e-9) for row in problem.rows if row.rule == "limit")
    assert replace(problem, rows=exact).tightened(0.05).rows == exact
