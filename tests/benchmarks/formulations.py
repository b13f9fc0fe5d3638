"""Patterns compared with chains for overlaps: python -m tests.benchmarks.formulations [measures gap seconds seeds].

`MOST_PATTERNS` in optimizer/model/enduse.py is the number of patterns up to which an end use is one link. With 1, every
measure is its own link (a chain of products); with many, each end use is its convex hull.
"""

from __future__ import annotations

import statistics
import sys
import time
from unittest.mock import patch

from optimizer.model import enduse
from optimizer.model.driver import Options, Status
from optimizer.model.session import Session
from optimizer.problem import PosedProblem, pose
from tests.benchmarks.machine import machine, say, table
from tests.benchmarks.plants import plant_with

SETTINGS = (1, 4, 16, 64, 256)
MEASURES, GAP, SECONDS, SEEDS = 60, 0.001, 60.0, 3


def timed(problem: PosedProblem, most: int, gap: float, limit: float) -> tuple[int, float, bool]:
    """Return columns of the matrix, seconds of one solve, and whether it was finished."""
    with patch.object(enduse, "MOST_PATTERNS", most):
        session = Session(problem)
    began = time.perf_counter()
    claim = session.solve(Options(gap, limit))
    return session._loaded.size, time.perf_counter() - began, claim.status is not Status.STOPPED


def main() -> None:
    """Print one table: medians over the seeds for each setting."""
    given = sys.argv[1:]
    measures, gap, limit, seeds = (
        (int(given[0]), float(given[1]), float(given[2]), int(given[3])) if given else (MEASURES, GAP, SECONDS, SEEDS)
    )
    say(machine())
    say(f"\n{measures} measures, one solve to a gap of {gap:.2%}, at most {limit:.0f} s, {seeds} seeds\n")
    problems = []
    for seed in range(seeds):
        plant = plant_with(measures, seed)
        problems.append(pose(plant.case, plant.scenario))
    rows = []
    for most in SETTINGS:
        runs = [timed(problem, most, gap, limit) for problem in problems]
        columns, seconds = (statistics.median(run[k] for run in runs) for k in (0, 1))
        finished = sum(run[2] for run in runs)
        rows.append((most, int(columns), seconds, f"{finished} of {seeds}", ", ".join(f"{run[1]:.1f}" for run in runs)))
    table(("MOST_PATTERNS", "columns", "seconds (median)", "finished", "each seed, s"), rows)


if __name__ == "__main__":
    main()
