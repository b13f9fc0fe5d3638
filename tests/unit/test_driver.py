"""The driver refuses what a solver would drop in silence, loses no row, and shows nothing of an earlier solve."""

import math
import random
import time
from typing import Any

import highspy
import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.core.expr import LinearExpression

from optimizer import SolverFault
from optimizer.model.driver import LARGEST_COEFFICIENT, Loaded, Options, Progress, SolverAnswer, SparseRow, Status
from optimizer.model.longsum import LongSum
from optimizer.model.matrix import matrix_of

EXACTLY = Options(gap=0.0, seconds=60.0)
HUGE = (math.inf, -math.inf, math.nan, 1e15, -1e18)


Rows = list[tuple[float | None, list[float], float | None]]


def model_of(
    goal: list[float],
    rows: Rows,
    *,
    domain: Any = pyo.Binary,
    bounds: tuple[float | None, float | None] = (0.0, 1.0),
    sense: Any = pyo.maximize,
) -> pyo.ConcreteModel:
    """Max goal · x, lower ≤ row · x ≤ upper for each of `rows`."""
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(len(goal)), domain=domain, bounds=bounds)
    model.rows = pyo.ConstraintList()
    for lower, coefs, upper in rows:
        model.rows.add((lower, total(model, coefs), upper))
    model.goal = pyo.Objective(expr=total(model, goal), sense=sense)
    return model


def total(model: pyo.ConcreteModel, coefs: list[float], constant: float = 0.0) -> LinearExpression:
    return LinearExpression(constant=constant, linear_coefs=coefs, linear_vars=list(model.x.values())[: len(coefs)])


def loaded(model: pyo.ConcreteModel) -> Loaded:
    return Loaded(matrix_of(model)[0])


def solved(model: pyo.ConcreteModel) -> SolverAnswer:
    return loaded(model).solve(EXACTLY)


def hard_knapsack(items: int = 120, rows: int = 15) -> pyo.ConcreteModel:
    """Values near the sums of their weights: no solver closes the gap of this in a moment."""
    rng = random.Random(7)
    weights = [[float(rng.randint(1, 1000)) for _ in range(items)] for _ in range(rows)]
    goal = [sum(row[i] for row in weights) / rows + rng.randint(0, 300) for i in range(items)]
    return model_of(goal, [(None, row, sum(row) / 2) for row in weights])


@pytest.mark.parametrize("number", HUGE)
def test_a_coefficient_that_is_not_finite_or_beyond_reason_is_refused(number: float) -> None:
    with pytest.raises(SolverFault, match="finite"):
        loaded(model_of([1.0, 1.0], [(None, [number, 1.0], 1.0)]))


@pytest.mark.parametrize("number", HUGE)
def test_a_goal_that_is_not_finite_or_beyond_reason_is_refused(number: float) -> None:
    with pytest.raises(SolverFault, match="finite"):
        loaded(model_of([number, 1.0], [(None, [1.0, 1.0], 1.0)]))


@pytest.mark.parametrize("bounds", [(None, 1.0), (0.0, None), (-math.inf, 1.0), (0.0, math.inf), (0.0, 1e15)])
def test_a_variable_without_finite_bounds_is_refused(bounds: tuple[float | None, float | None]) -> None:
    with pytest.raises(SolverFault, match="finite"):
        loaded(model_of([1.0], [(None, [1.0], 1.0)], domain=pyo.Reals, bounds=bounds))


def test_a_bound_of_a_row_that_is_no_number_is_refused() -> None:
    with pytest.raises((SolverFault, ValueError)):
        loaded(model_of([1.0], [(math.nan, [1.0], 1.0)]))


def test_what_is_not_linear_is_refused() -> None:
    model = model_of([1.0, 1.0], [])
    model.product = pyo.Constraint(expr=model.x[0] * model.x[1] <= 0.5)
    with pytest.raises(SolverFault, match="not linear"):
        matrix_of(model)


@pytest.mark.parametrize("size", [1e-14, 1e-9, 1e-3, 1e6, 1e12])
def test_a_row_holds_whatever_its_unit(size: float) -> None:
    rows: Rows = [(None, [3.0 * size, 4.0 * size, 5.0 * size], 7.0 * size)]
    answer = solved(model_of([3.0, 4.0, 5.0], rows))
    assert answer.status is Status.OPTIMAL
    assert answer.values is not None
    assert np.round(answer.values).tolist() == [1.0, 1.0, 0.0]


@pytest.mark.parametrize("size", [1e-12, 1.0, 1e12])
def test_a_goal_counts_whatever_its_unit(size: float) -> None:
    answer = solved(model_of([2.0 * size, 3.0 * size], [(None, [1.0, 1.0], 1.0)]))
    assert answer.values is not None
    assert np.round(answer.values).tolist() == [0.0, 1.0]
    assert answer.bound == pytest.approx(3.0 * size, rel=1e-9)


def test_no_row_vanishes() -> None:
    rows: Rows = [
        (None, [1.0, 1.0], 1.0),
        (None, [1e-13, 1e-13], 1e-13),
        (None, [1e14, 1.0], 1e14),
        (0.0, [1.0, -1.0], 0.0),
        (-5.0, [0.0, 0.0], 5.0),
        (-5.0, [], 5.0),
    ]
    model = model_of([1.0, 1.0], rows)
    matrix, _ = matrix_of(model)
    assert len(matrix.row_lower) == len(matrix.row_upper) == len(matrix.starts) - 1 == len(rows)
    assert len(matrix.cost) == 2
    assert Loaded(matrix).highs.getNumRow() == len(rows)


def test_every_nonzero_is_counted() -> None:
    matrix, _ = matrix_of(model_of([1.0, 1.0, 1.0], [(None, [1.0, 2.0, 3.0], 4.0), (1.0, [5.0, 6.0], None)]))
    assert matrix.starts.tolist() == [0, 3, 5]
    assert matrix.indices.tolist() == [0, 1, 2, 0, 1]
    assert matrix.values.tolist() == [1.0, 2.0, 3.0, 5.0, 6.0]
    assert (matrix.row_lower.tolist(), matrix.row_upper.tolist()) == ([-math.inf, 1.0], [4.0, math.inf])
    assert Loaded(matrix).highs.getNumNz() == 5


def test_a_long_sum_gives_the_row_that_its_terms_give() -> None:
    model = model_of([1.0, 1.0, 1.0], [(None, [2.0, 0.0, 3.0], 4.0)])
    variables = list(model.x.values())
    coefs = np.array([2.0, 3.0])
    model.rows.add((None, LongSum(variables, np.array([0, 2]), coefs, 5.0), 9.0))
    matrix, _ = matrix_of(model)
    assert matrix.indices[-2:].tolist() == [0, 2]
    assert matrix.values[-2:].tolist() == [2.0, 3.0]
    assert matrix.row_upper.tolist() == [4.0, 4.0]


def test_constants_move_to_the_bounds_and_to_the_objective() -> None:
    model = model_of([0.0, 0.0], [])
    model.shifted = pyo.Constraint(expr=(None, total(model, [2.0, 3.0], constant=10.0), 14.0))
    model.del_component(model.goal)
    model.goal = pyo.Objective(expr=total(model, [2.0, 3.0], constant=100.0), sense=pyo.maximize)
    answer = solved(model)
    assert answer.values is not None
    assert np.round(answer.values).tolist() == [0.0, 1.0]
    assert answer.bound == pytest.approx(103.0)


def test_scaled_coefficients_are_at_most_1024_and_scales_powers_of_two() -> None:
    rows: Rows = [(None, [3e9, 7.0], 3e9), (None, [0.001, 0.0003], 1.0)]
    one = loaded(model_of([123456.0, 5.0], rows))
    values, costs = np.array(one.highs.getLp().a_matrix_.value_), np.array(one.highs.getLp().col_cost_)
    assert abs(values).max() <= LARGEST_COEFFICIENT
    assert abs(costs).max() <= LARGEST_COEFFICIENT
    assert math.frexp(abs(costs[0]) / 123456.0)[0] == 0.5


def test_a_row_that_can_never_hold_is_infeasible() -> None:
    assert solved(model_of([1.0], [(1.0, [], 2.0)])).status is Status.INFEASIBLE
    assert solved(model_of([1.0, 1.0], [(3.0, [1.0, 1.0], 4.0)])).status is Status.INFEASIBLE


def test_a_model_without_rows_is_solved() -> None:
    answer = solved(model_of([1.0, -1.0], []))
    assert answer.status is Status.OPTIMAL
    assert answer.values is not None
    assert np.round(answer.values).tolist() == [1.0, 0.0]


def test_a_misspelt_option_is_refused() -> None:
    one = loaded(model_of([1.0], []))
    with pytest.raises(SolverFault, match="mip_rel_gapp"):
        one._set("mip_rel_gapp", 0.1)


def test_an_option_of_the_wrong_kind_is_refused() -> None:
    one = loaded(model_of([1.0], []))
    with pytest.raises(SolverFault, match="threads"):
        one._set("threads", -1)


def test_an_infeasible_second_solve_shows_nothing_of_the_first() -> None:
    one = loaded(model_of([1.0, 1.0], [(None, [1.0, 1.0], 1.0)]))
    assert one.solve(EXACTLY).values is not None
    one.add_rows([SparseRow(np.array([0, 1]), np.array([1.0, 1.0]), 2.0, 3.0)])
    again = one.solve(EXACTLY)
    assert again.status is Status.INFEASIBLE
    assert again.values is None


def test_a_second_solve_has_its_full_time() -> None:
    one = loaded(hard_knapsack())
    began = time.perf_counter()
    first, second = (one.solve(Options(gap=0.0, seconds=0.5, seed=seed)) for seed in (0, 1))
    assert first.status is second.status is Status.STOPPED
    assert time.perf_counter() - began > 0.9


@pytest.mark.parametrize("options", [Options(0.0, 0.5), Options(0.0, 60.0, nodes=1)], ids=["time", "nodes"])
def test_a_search_that_is_stopped_returns_what_it_found(options: Options) -> None:
    model = hard_knapsack()
    answer = solved_with(model, options)
    assert answer.status is Status.STOPPED
    assert answer.values is not None
    goal = list(matrix_of(model)[0].cost)
    reached = sum(c * round(v) for c, v in zip(goal, answer.values, strict=True))
    assert 0 < reached <= answer.bound < math.inf


def solved_with(model: pyo.ConcreteModel, options: Options) -> SolverAnswer:
    return loaded(model).solve(options)


def test_a_listener_sees_plans_and_bounds_and_stops_the_search() -> None:
    heard: list[Progress] = []

    def listen(progress: Progress) -> bool:
        heard.append(progress)
        return any(one.values for one in heard)

    began = time.perf_counter()
    answer = loaded(hard_knapsack()).solve(EXACTLY, listen)
    assert answer.status is Status.STOPPED
    assert any(one.values for one in heard)
    assert time.perf_counter() - began < 20


def test_what_went_wrong_in_a_listener_is_no_answer() -> None:
    def fail(_: Progress) -> bool:
        raise RuntimeError("on purpose")

    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the library makes of it
        loaded(hard_knapsack()).solve(Options(0.0, 2.0), fail)


def test_a_minimum_is_bounded_from_below() -> None:
    answer = solved(model_of([2.0, 3.0], [(1.0, [1.0, 1.0], 2.0)], sense=pyo.minimize))
    assert answer.bound == pytest.approx(2.0)


def test_without_whole_variables_the_bound_is_the_value() -> None:
    answer = solved(model_of([1.0, 2.0], [(None, [1.0, 1.0], 1.5)], domain=pyo.Reals))
    assert answer.bound == pytest.approx(2.5)


def test_the_same_options_give_the_same_answer() -> None:
    options = Options(0.0, 60.0, nodes=20)
    assert solved_with(hard_knapsack(), options) == solved_with(hard_knapsack(), options)


def test_what_is_claimed_is_what_the_values_are_worth() -> None:
    rng = random.Random(3)
    for _ in range(40):
        count = rng.randint(3, 8)
        goal = [float(rng.randint(-5, 20)) for _ in range(count)]
        rows: Rows = [(None, [float(rng.randint(0, 9)) for _ in range(count)], float(rng.randint(5, 20)))] * 2
        one = loaded(model_of(goal, rows))
        for presolve in (True, False, True):
            answer = one.solve(Options(0.0, 60.0, presolve=presolve))
            assert answer.values is not None
            assert sum(c * v for c, v in zip(goal, answer.values, strict=True)) == pytest.approx(answer.bound)


def test_a_solver_that_gives_up_shows_neither_plan_nor_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    one = loaded(model_of([1.0], []))
    monkeypatch.setattr(one.highs, "run", lambda: highspy.HighsStatus.kError)
    answer = one.solve(EXACTLY)
    assert (answer.status, answer.values, answer.bound) == (Status.FAILED, None, math.inf)


def test_each_solve_has_its_own_seconds() -> None:
    """The solver's limit is for each run; what earlier runs took is no part of it."""
    one = loaded(hard_knapsack())
    for _ in range(3):
        assert one.solve(Options(0.0, 0.3)).status is Status.STOPPED
        assert one.highs.getOptionValue("time_limit")[1] == 0.3
