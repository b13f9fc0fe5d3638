"""CPU seconds from a case to the first plan on screen, by size and seed: python -m tests.benchmarks.first_plan."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from optimizer.studies.plan import solve
from tests.benchmarks.machine import machine, say, table
from tests.benchmarks.plants import plant_with

if TYPE_CHECKING:
    from optimizer.studies.search import SearchProgress

SIZES, SEEDS, WARM_UP = (60, 120), 5, 10


def first_plan(measures: int, seed: int) -> tuple[object, ...]:
    """Return measures, seed, seconds to the first plan with any measure, and its NPV below the bound, in %."""
    plant = plant_with(measures, seed)
    began, found = time.process_time(), []

    def hear(progress: SearchProgress) -> bool:
        if progress.decision is not None and progress.decision.starts and progress.best is not None:
            bound = progress.bound or float("nan")
            found.append((time.process_time() - began, 100 * (1 - float(progress.best) / bound)))
        return bool(found)

    solve(plant.case, plant.scenario, hear)
    seconds, below = found[0]
    return measures, seed, seconds, below


def main() -> None:
    """Print one table, after a small question has loaded everything."""
    first_plan(WARM_UP, 0)
    say(machine() + "\n")
    rows = [first_plan(measures, seed) for measures in SIZES for seed in range(SEEDS)]
    table(("measures", "seed", "first plan, CPU s", "below the bound, %"), rows)


if __name__ == "__main__":
    main()
