"""The published optima of capital budgeting and knapsack problems are reached exactly, and proved twice."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer import Solved, read_question, solve
from tests.laws.judging import with_options
from tests.oracle.shapes import Knapsack, knapsack_case, read_mknap1, read_pisinger, read_weing

BENCHMARKS = Path(__file__).parents[3] / "shared" / "data" / "benchmarks"
SECONDS = 300
TIED = Decimal("1e-9")
pytestmark = pytest.mark.skipif(not BENCHMARKS.exists(), reason="the published instances are not at hand")


def proved_best(folder: Path, knapsack: Knapsack) -> Fraction:
    """Return the objective of the plan, which must be proved best to gap 0."""
    question = with_options(read_question(knapsack_case(folder / "case", knapsack)), time_limit=SECONDS)
    outcome = solve(question.case, question.scenario)
    assert isinstance(outcome, Solved)
    assert outcome.optimal
    assert abs((outcome.bound or 0) - outcome.figures.objective) <= TIED * abs(outcome.figures.objective)
    return Fraction(outcome.figures.objective)


@pytest.mark.parametrize("number", range(7))
def test_mknap1(tmp_path: Path, number: int) -> None:
    knapsack = read_mknap1(BENCHMARKS / "mknap" / "mknap1.txt")[number]
    assert proved_best(tmp_path, knapsack) == knapsack.optimum


@pytest.mark.parametrize(
    "name", [*(f"weing{n}" for n in range(1, 9)), "sento1", pytest.param("sento2", marks=pytest.mark.long)]
)
def test_weingartner_and_senju_toyoda(tmp_path: Path, name: str) -> None:
    knapsack = read_weing(BENCHMARKS / "mknap" / f"{name}.txt")
    assert proved_best(tmp_path, knapsack) == knapsack.optimum


@pytest.mark.parametrize(
    ("family", "items"), [(1, 100), (2, 100), (1, 1000), pytest.param(2, 1000, marks=pytest.mark.long)]
)
def test_pisinger(tmp_path: Path, family: int, items: int) -> None:
    """Uncorrelated (family 1) and weakly correlated instances (2)."""
    knapsack = read_pisinger(BENCHMARKS / "pisinger" / f"knapPI_{family}_{items}_1000_1")
    assert proved_best(tmp_path, knapsack) == knapsack.optimum
