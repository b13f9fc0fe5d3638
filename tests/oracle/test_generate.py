"""Random cases, on which two ways to the same figures must agree; shapes with a known answer."""

import random
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from .generate import random_case
from .inputs import Problem
from .metrics import MONEY, horizon_years, is_minimised, metric_names
from .naive import Plan, figures_naive
from .naive_roots import count_rates
from .naive_rules import Judged
from .naive_shares import by_orders, by_subsets
from .read import read
from .reference import Figures, broken, figures, solve_problem
from .roots import has_one_rate, roots_between
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
from .shares import shared
from .worth import BRIDGE

SEEDS = [*range(20), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(20, 40))]
MOST_IN_ORDERS = 4
BENCHMARKS = Path(__file__).parents[3] / "shared" / "data" / "benchmarks"
published = pytest.mark.skipif(not BENCHMARKS.exists(), reason="the published instances are not at hand")


def test_the_same_seed_gives_the_same_case(tmp_path: Path) -> None:
    first, second = (random_case(random.Random(7), tmp_path / name / "case") for name in "ab")
    assert first.read_text("utf-8") == second.read_text("utf-8")
    for file in (first.parent / "case").iterdir():
        assert file.read_bytes() == (second.parent / "case" / file.name).read_bytes()


@cache
def some_decisions(seed: int) -> tuple[Problem, list[tuple[dict[str, int], Figures]]]:
    """A random case, and up to five decisions that keep to its choices, with their figures."""
    rng = random.Random(seed)
    with TemporaryDirectory() as folder:
        problem = read(random_case(rng, Path(folder) / "case"))
    base = problem.case.base_year
    decisions = list(admissible(problem))
    some = rng.sample(decisions, min(5, len(decisions)))
    dated = [{name: base + start for name, start in starts.items()} for starts in some]
    return problem, [(decision, figures(problem, decision)) for decision in dated]


@pytest.mark.parametrize("seed", SEEDS)
def test_figures_agree_with_the_plain_way(seed: int) -> None:
    problem, decisions = some_decisions(seed)
    for decision, shown in decisions:
        plan = Judged(problem, decision)
        plain = figures_naive(problem, decision, metric_names(problem))
        assert {name: shown.metrics[name] for name in plain} == plain
        assert shown.objective == plan.goal()
        assert plan.is_feasible() is (not broken(problem, decision))
        assert shown.metrics["simple_payback"] == plan.payback()
        assert shown.metrics["abatement_cost"] == plan.abatement_cost()
        assert shown.metrics["discounted_payback"] == plan.discounted_payback()
        assert shown.metrics["profitability_index"] == plan.profitability_index()
        assert shown.has_irr is (count_rates([plan.net_flow(t) for t in horizon_years(problem)]) == 1)


@pytest.mark.parametrize("seed", SEEDS)
def test_years_agree_with_the_plain_way(seed: int) -> None:
    problem, decisions = some_decisions(seed)
    for decision, shown in decisions:
        plan = Plan(problem, decision)
        for t, year in enumerate(shown.years):
            plain: dict[str, Fraction | None] = {"bill_before": plan.bill_before(t), "net_cash_flow": plan.net_flow(t)}
            plain |= {f"{name}_before": plan.before(name, t) for name in problem.case.pollutants}
            assert year == {name: plain[name] if name in plain else plan.yearly(name, t) for name in year}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_parts_of_a_plan_add_up_to_it(seed: int) -> None:
    problem, decisions = some_decisions(seed)
    for decision, shown in decisions:
        plan = Plan(problem, decision)
        assert sum(shown.bridge[step] for step in BRIDGE) == shown.bridge["npv"] == shown.metrics["npv"]
        assert (shown.bridge["net_cost"], shown.bridge["full_year_saving"]) == (plan.net_cost(), plan.saving(None))
        for metric in shared(problem):
            whole = shown.metrics[metric]
            assert sum(shares[metric] for shares in shown.shares.values()) == (whole if decision else 0)
        for name, figures_alone in shown.alone.items():
            one = Plan(problem, {name: decision[name]})
            plain = [one.metric("npv", None), one.metric("annual_saving", None), one.payback()]
            assert [figures_alone[key] for key in ("npv", "annual_saving", "simple_payback")] == plain


@pytest.mark.parametrize("seed", SEEDS)
def test_shares_are_averages_over_all_orders(seed: int) -> None:
    problem, decisions = some_decisions(seed)
    for decision, shown in decisions:
        assert by_subsets(problem, decision, shared(problem)) == shown.shares
        if len(decision) <= MOST_IN_ORDERS:
            assert by_orders(problem, decision, shared(problem)) == shown.shares


@pytest.mark.parametrize("seed", SEEDS)
def test_the_search_finds_what_the_plain_way_finds(tmp_path: Path, seed: int) -> None:
    problem = read(random_case(random.Random(seed), tmp_path / "case", size="tiny"))
    base = problem.case.base_year
    plans = [Judged(problem, {name: base + s for name, s in starts.items()}) for starts in admissible(problem)]
    feasible = [plan for plan in plans if plan.is_feasible()]
    answer = solve_problem(problem)
    assert answer.count_feasible == len(feasible)
    assert (answer.status == "optimal") is bool(feasible)
    if answer.decision is not None:
        assert not broken(problem, answer.decision)
        assert figures(problem, answer.decision).objective == answer.objective
        assert answer.decision == best_of(problem, feasible)


def best_of(problem: Problem, feasible: list[Judged]) -> dict[str, int]:
    """The stated order among the best, by the plain way."""
    sign = -1 if is_minimised(problem.scenario.goal) else 1
    money = problem.scenario.goal in MONEY
    half = problem.case.half_unit
    best = max(sign * (plan.goal() or Fraction(0)) for plan in feasible)
    worse = {plan: best - sign * (plan.goal() or Fraction(0)) for plan in feasible}
    tied = [plan for plan in feasible if (worse[plan] < half if money else worse[plan] <= abs(best) / 10**9)]
    most = max(plan.npv(problem.scenario.rate) for plan in tied)
    tied = [plan for plan in tied if most - plan.npv(problem.scenario.rate) < half]
    least = min(plan.metric("capex", None) or 0 for plan in tied)
    tied = [plan for plan in tied if (plan.metric("capex", None) or 0) - least < half]
    first = min(tied, key=lambda plan: (len(plan.start), sorted(plan.start.items())))
    return {name: problem.case.base_year + s for name, s in sorted(first.start.items())}


@pytest.mark.parametrize("seed", range(200))
def test_two_ways_count_the_same_rates(seed: int) -> None:
    rng = random.Random(seed)
    flows = [Fraction(rng.randint(-9, 9), rng.randint(1, 4)) for _ in range(rng.randint(1, 9))]
    if seed % 3 == 0:
        flows = product_of([[Fraction(rng.randint(-4, 2)), Fraction(1)] for _ in range(rng.randint(1, 5))])
    assert has_one_rate(flows) is (count_rates(flows) == 1)
    if any(flows):
        assert roots_between(flows, Fraction(0), None) == count_rates(flows)


def product_of(several: list[list[Fraction]]) -> list[Fraction]:
    """Polynomials multiplied: roots that coincide come up often."""
    result = [Fraction(1)]
    for a, b in several:
        result = [x * a + y * b for x, y in zip([*result, Fraction(0)], [Fraction(0), *result], strict=True)]
    return result


@pytest.mark.parametrize("features", [(), ("end_uses", "where", "limits"), ("reinvest", "budget_yearly")])
def test_only_the_features_asked_for(tmp_path: Path, features: tuple[str, ...]) -> None:
    for seed in range(10):
        problem = read(random_case(random.Random(seed), tmp_path / str(seed), features=features))
        assert not problem.case.interactions
        assert bool(problem.case.end_uses) <= ("end_uses" in features)
        assert (problem.scenario.budget.own is not None) <= ("budget_yearly" in features)
        assert not any(limit.where for limit in problem.scenario.limits) or "where" in features


@pytest.mark.parametrize("cases", [20, pytest.param(60, marks=pytest.mark.long)])
def test_most_random_cases_are_feasible_and_some_are_not(tmp_path: Path, cases: int) -> None:
    paths = (random_case(random.Random(seed), tmp_path / str(seed), size="tiny") for seed in range(cases))
    count = sum(solve_problem(read(path)).status == "optimal" for path in paths)
    assert cases / 2 < count < cases


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


def test_knapsack_case_with_a_package(tmp_path: Path) -> None:
    knapsack = Knapsack(
        [*map(Fraction, (9, 7, 5, 1))], [[*map(Fraction, (1, 1, 1, 1))]], [Fraction(2)], packages=[(0, 3), (1, 2)]
    )
    path = knapsack_case(tmp_path / "case", knapsack)
    assert solve_problem(read(path)).objective == best_value(knapsack) == 12


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
