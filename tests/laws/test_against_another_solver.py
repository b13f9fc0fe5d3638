"""For questions in integers, a solver of another family (CP-SAT, without its presolve) finds the same answer."""

import random
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from ortools.sat.python import cp_model

from optimizer import Solved, read_question, solve
from tests.laws.judging import chunks, starts_of
from tests.oracle import broken, read
from tests.oracle.shapes import Knapsack, budget_case, knapsack_case


def random_knapsack(rng: random.Random, *, rows: int) -> Knapsack:
    """Return 18 to 26 items, too many to enumerate, with values near costs, some groups and prerequisites."""
    count = rng.randint(18, 26)
    greatest = 10 ** rng.randint(3, 6)
    costs = [[rng.randint(greatest // 10, greatest) for _ in range(count)] for _ in range(rows)]
    values = [max(1, costs[0][i] + rng.randint(-greatest // 4, greatest // 4)) for i in range(count)]
    capacities = [int(sum(row) * rng.uniform(0.3, 0.6)) for row in costs]
    items = rng.sample(range(count), 9)
    groups = [items[:3], items[3:5]] if rng.random() < 0.6 else []
    prerequisites = [(items[5], items[6]), (items[7], items[6])] if rng.random() < 0.6 else []
    fractions = [[*map(Fraction, row)] for row in costs]
    return Knapsack([*map(Fraction, values)], fractions, [*map(Fraction, capacities)], groups, prerequisites)


def best_by_constraint_programming(knapsack: Knapsack) -> int:
    """Return the best value, by a solver that shares nothing with ours."""
    model = cp_model.CpModel()
    take = [model.new_bool_var(f"take{i}") for i in range(len(knapsack.values))]
    for costs, capacity in zip(knapsack.costs, knapsack.capacities, strict=True):
        model.add(_sum(costs, take) <= int(capacity))
    for members in knapsack.groups:
        model.add(sum(take[i] for i in members) <= 1)
    for i, needed in knapsack.prerequisites:
        model.add(take[i] <= take[needed])
    model.maximize(_sum(knapsack.values, take))
    solver = cp_model.CpSolver()
    solver.parameters.cp_model_presolve = False
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 60
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)


def _sum(amounts: Sequence[Fraction], take: Sequence[cp_model.IntVar]) -> cp_model.LinearExpr:
    return cp_model.LinearExpr.weighted_sum(take, [int(amount) for amount in amounts])


@pytest.mark.parametrize("seeds", chunks(by_default=18, at_length=600, size=6))
def test_constraint_programming_finds_no_better_plan(seeds: range, tmp_path: Path) -> None:
    found = []
    for seed in seeds:
        rng = random.Random(seed)
        is_budget = seed % 3 == 0
        knapsack = random_knapsack(rng, rows=1 if is_budget else rng.randint(1, 3))
        write = budget_case if is_budget else knapsack_case
        path = write(tmp_path / f"case{seed}", knapsack)
        question, problem = read_question(path), read(path)
        outcome = solve(question.case, question.scenario)
        assert isinstance(outcome, Solved)
        found += [f"seed {seed}: {rule}" for rule in broken(problem, starts_of(outcome.figures))]
        best = Fraction(best_by_constraint_programming(knapsack)) / (100 if is_budget else 1)
        if not outcome.optimal or Fraction(outcome.figures.objective) != best:
            reached = float(outcome.figures.objective)
            found.append(f"seed {seed}: {outcome.status} {reached}, and the best is {float(best)}")
    assert not found, "\n".join(found)
