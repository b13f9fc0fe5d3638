"""Seconds to a proved plan: python -m tests.benchmarks.speed [measures gap seconds seeds]."""

from __future__ import annotations

import statistics
import sys
import time

from optimizer import Solved, solve
from tests.benchmarks.machine import machine, say, table
from tests.benchmarks.plants import STARTS, Plant, plant_with

QUESTIONS = ((60, "0.0001", 120), (120, "0.001", 300))
SEEDS = 10


def timed(plant: Plant, gap: str, proofs: int, limit: int) -> tuple[float, float | None, str]:
    """Return seconds, the remaining gap, and the status."""
    scenario = plant.within(gap, proofs, limit)
    began = time.perf_counter()
    outcome = solve(plant.case, scenario)
    seconds = time.perf_counter() - began
    left = float(outcome.gap) if isinstance(outcome, Solved) and outcome.gap is not None else None
    return seconds, left, outcome.status


def measure(measures: int, gap: str, limit: int, seeds: int) -> None:
    """Print one table: a row for each seed, then the medians."""
    say(f"\n{measures} measures × {STARTS} start years, to a gap of {float(gap):.2%}, at most {limit} s\n")
    rows, times = [], []
    for seed in range(seeds):
        plant = plant_with(measures, seed)
        one, both = (timed(plant, gap, proofs, limit) for proofs in (1, 2))
        times.append((one[0], both[0]))
        rows.append((seed, one[0], _percent(one[1]), one[2], both[0], _percent(both[1]), both[2]))
    medians = [statistics.median(column) for column in zip(*times, strict=True)]
    rows.append(("median", medians[0], "", "", medians[1], "", ""))
    table(("seed", "one proof, s", "gap", "status", "both proofs, s", "gap", "status"), rows)


def _percent(gap: float | None) -> str:
    return "none" if gap is None else f"{gap:.4%}"


def main() -> None:
    """Measure all questions, or the one on the command line."""
    say(machine())
    given = sys.argv[1:]
    asked = [(int(given[0]), given[1], int(given[2]))] if given else list(QUESTIONS)
    for measures, gap, limit in asked:
        measure(measures, gap, limit, int(given[3]) if len(given) > 3 else SEEDS)


if __name__ == "__main__":
    main()
