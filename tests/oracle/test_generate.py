"""Random cases, on which two ways to the same figures must agree; shapes with a known answer."""

import random
from fractions import Fraction
from pathlib import Path

import pytest

from .generate import random_case
from .metrics import metric_names
from .naive import Plan, figures_naive
from .read import read
from .reference import broken, figures, solve_problem
from .rules import admissible
from .shapes import (
    Knapsack,
    best_value,
    budget_case,
    counter_example,
    knapsack_case,
    read_mknap1,
    read_pisinger,
    read_weing,
    trap_case,
)

BENCHMARKS = Path(__file__).parents[3] / "shared" / "data" / "benchmarks"
published = pytest.mark.skipif(not BENCHMARKS.exists(), reason="the published instances are not at hand")


def test_the_same_seed_gives_the_same_case(tmp_path: Path) -> None:
    first, second = (random_case(random.Random(7), tmp_path / name / "case") for name in "ab")
    assert first.read_text("utf-8") == second.read_text("utf-8")
    for file in (first.parent / "case").iterdir():
        assert file.read_bytes() == (second.parent / "case" / file.name).read_bytes()


@pytest.mark.parametrize("seed", range(25))
def test_figures_agree_with_the_plain_way(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    problem = read(random_case(rng, tmp_path / "case"))
    base = problem.case.base_year
    decisions = list(admissible(problem))
    for starts in rng.sample(decisions, min(5, len(decisions))):
        decision = {name: base + start for name, start in starts.items()}
        shown = figures(problem, decision)
        plain = figures_naive(problem, decision, metric_names(problem))
        assert {name: shown.metrics[name] for name in plain} == plain
        assert shown.objective == Plan(problem, decision).goal()
        assert Plan(problem, decision).is_feasible() is (not broken(problem, decision))


@pytest.mark.parametrize("seed", range(25))
def test_the_search_finds_what_the_plain_way_finds(tmp_path: Path, seed: int) -> None:
    problem = read(random_case(random.Random(seed), tmp_path / "case", size="tiny"))
    base = problem.case.base_year
    plans = [Plan(problem, {name: base + s for name, s in starts.items()}) for starts in admissible(problem)]
    feasible = [plan for plan in plans if plan.is_feasible()]
    answer = solve_problem(problem)
    assert answer.count_feasible == len(feasible)
    assert (answer.status == "optimal") is bool(feasible)
    if answer.decision is not None:
        assert not broken(problem, answer.decision)
        assert figures(problem, answer.decision).objective == answer.objective
        assert answer.objective in {plan.goal() for plan in feasible}


@pytest.mark.parametrize("features", [(), ("end_uses", "where", "limits"), ("reinvest", "budget_yearly")])
def test_only_the_features_asked_for(tmp_path: Path, features: tuple[str, ...]) -> None:
    for seed in range(10):
        problem = read(random_case(random.Random(seed), tmp_path / str(seed), features=features))
        assert not problem.case.interactions
        assert bool(problem.case.end_uses) <= ("end_uses" in features)
        assert (problem.scenario.budget.own is not None) <= ("budget_yearly" in features)
        assert not any(limit.where for limit in problem.scenario.limits) or "where" in features


def test_most_random_cases_are_feasible_and_some_are_not(tmp_path: Path) -> None:
    paths = (random_case(random.Random(seed), tmp_path / str(seed), size="tiny") for seed in range(60))
    count = sum(solve_problem(read(path)).status == "optimal" for path in paths)
    assert 30 < count < 60


@pytest.mark.parametrize("in_kopecks", [True, False])
def test_counter_example(tmp_path: Path, *, in_kopecks: bool) -> None:
    knapsack = counter_example()
    answer = solve_problem(read(budget_case(tmp_path / "case", knapsack, in_kopecks=in_kopecks)))
    assert knapsack.optimum == best_value(knapsack)
    assert answer.objective is not None
    assert answer.objective * (100 if in_kopecks else 1) == 6000174


@pytest.mark.parametrize("seed", range(10))
def test_traps(tmp_path: Path, seed: int) -> None:
    path, trap = trap_case(random.Random(seed), tmp_path / "case")
    answer = solve_problem(read(path))
    assert answer.objective is not None
    assert answer.objective * 100 == trap.optimum
    assert 6 <= len(trap.values) <= 12
    assert max(trap.costs[0]) <= 10**12


def test_knapsack_case_with_groups_and_prerequisites(tmp_path: Path) -> None:
    knapsack = Knapsack(
        [*map(Fraction, (9, 7, 5, 4))], [[*map(Fraction, (1, 1, 1, 1))]], [Fraction(2)], [(0, 1)], [(0, 3)]
    )
    path = knapsack_case(tmp_path / "case", knapsack)
    assert solve_problem(read(path)).objective == best_value(knapsack) == 13


@published
def test_published_instances(tmp_path: Path) -> None:
    first, second, *_ = read_mknap1(BENCHMARKS / "mknap" / "mknap1.txt")
    for index, one in enumerate((first, second)):
        path = knapsack_case(tmp_path / str(index), one)
        assert solve_problem(read(path)).objective == one.optimum
    weing = read_weing(BENCHMARKS / "mknap" / "weing1.txt")
    assert [len(weing.values), len(weing.costs), weing.optimum] == [28, 2, 141278]
    pisinger = read_pisinger(BENCHMARKS / "pisinger" / "knapPI_1_100_1000_1")
    assert [len(pisinger.values), *pisinger.capacities, pisinger.optimum] == [100, 995, 9147]
