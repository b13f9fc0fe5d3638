"""A tempting subset just over budget is never chosen, and never prevents the best one within budget."""

import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer import Scenario, Solved, read_question, solve
from optimizer.studies import plan
from tests.laws.judging import chunks, starts_of, without_enumeration
from tests.oracle import broken, read
from tests.oracle.shapes import Knapsack, budget_case, counter_example, trap_case

KOPECKS = 100
SEEDS = (((True, 0), (False, 1), (True, 2), (False, 3)), ((True, 5), (False, 0), (True, 7), (False, 2)))
ways = pytest.mark.parametrize("with_enumeration", [True, False], ids=["all proofs", "solver only"])


def said_of(path: Path, optimum: Fraction) -> list[str]:
    """Return what is wrong with the answer to a scenario whose optimum is known."""
    question, problem = read_question(path), read(path)
    outcome = solve(question.case, question.scenario)
    if not isinstance(outcome, Solved) or not outcome.optimal:
        return [outcome.status]
    wrong = broken(problem, starts_of(outcome.figures))
    reached = Fraction(outcome.figures.objective)
    return wrong + ([] if reached == optimum else [f"reached {float(reached)!r} of {float(optimum)!r}"])


@ways
@pytest.mark.parametrize("seeds", chunks(by_default=20, at_length=2_000, size=20))
def test_no_trap_catches(
    seeds: range, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, with_enumeration: bool
) -> None:
    """By default 20 traps, each with all proofs and by the solver alone; in the long mode 2,000."""
    if not with_enumeration:
        without_enumeration(monkeypatch)
    found = []
    for seed in seeds:
        path, trap = trap_case(random.Random(seed), tmp_path / f"trap{seed}")
        assert trap.optimum is not None
        found += [f"seed {seed}: {what}" for what in said_of(path, trap.optimum / KOPECKS)]
    assert not found, "\n".join(found)


@ways
@pytest.mark.parametrize("attempts", SEEDS, ids=["seeds of our own", "other seeds"])
@pytest.mark.parametrize("in_kopecks", [True, False], ids=["kopecks", "hryvnias"])
def test_the_counter_example_of_the_solver_is_answered_right(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    attempts: tuple[tuple[bool, int], ...],
    *,
    in_kopecks: bool,
    with_enumeration: bool,
) -> None:
    monkeypatch.setattr(plan, "ATTEMPTS", attempts)
    if not with_enumeration:
        without_enumeration(monkeypatch)
    knapsack = counter_example()
    assert knapsack.optimum is not None
    path = budget_case(tmp_path / "case", knapsack, in_kopecks=in_kopecks)
    assert not said_of(path, knapsack.optimum / (KOPECKS if in_kopecks else 1))


@pytest.mark.parametrize(("over", "is_within"), [("0.00", True), ("0.004", True), ("0.005", False), ("0.01", False)])
def test_a_budget_forgives_less_than_half_a_kopeck(tmp_path: Path, over: str, *, is_within: bool) -> None:
    pair = Knapsack([*map(Fraction, (5, 4))], [[*map(Fraction, (600_000_000_00, 400_000_000_00))]], [Fraction(10**11)])
    question = read_question(budget_case(tmp_path / "case", pair))
    scenario: Scenario = question.scenario
    total = scenario.budget.total
    assert total is not None
    budget = scenario.budget.model_copy(update={"total": total - Decimal(over)})
    outcome = solve(question.case, scenario.model_copy(update={"budget": budget}))
    assert isinstance(outcome, Solved)
    assert (len(outcome.figures.decision.starts) == 2) is is_within
