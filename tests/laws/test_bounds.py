"""Everything reported during a search still holds in its answer, whenever it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optimizer import Solved, solve
from tests.benchmarks.plants import plant_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer import Outcome
    from optimizer.studies.search import SearchProgress

GAP = 0.001
SEEDS = (0, 1, pytest.param(2, marks=pytest.mark.long))


def stopped_when(seed: int, enough: Callable[[list[SearchProgress]], bool]) -> tuple[list[SearchProgress], Outcome]:
    """Return what was reported of a search that its listener ends, and its answer."""
    plant, told = plant_with(20, seed), []

    def hear(news: SearchProgress) -> bool:
        told.append(news)
        return enough(told)

    return told, solve(plant.case, plant.within(str(GAP), 2, 60), hear)


def is_proved_once(told: list[SearchProgress]) -> bool:
    best, bound = told[-1].best, told[-1].bound
    return best is not None and bound is not None and best > 0 and bound - float(best) <= GAP * float(best)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("news", [1, 10, 100])
def test_the_bound_never_gets_worse_with_time(seed: int, news: int) -> None:
    told, outcome = stopped_when(seed, lambda told: len(told) >= news)
    bounds = [one.bound for one in told if one.bound is not None]
    assert bounds == sorted(bounds, reverse=True)
    if bounds and isinstance(outcome, Solved):
        assert outcome.bound is not None
        assert float(outcome.bound) <= bounds[-1]


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in (0, 2))])
def test_a_proof_that_was_finished_is_told_although_the_second_was_not(seed: int) -> None:
    _, outcome = stopped_when(seed, is_proved_once)
    assert isinstance(outcome, Solved)
    assert not outcome.optimal
    assert len(outcome.proofs) == 1
    assert outcome.gap is not None
    assert outcome.gap <= GAP * 1.000001
