"""Whether an answer keeps to its time limit and to 1 GB: `time_limit = 10` on questions that are too large for it.

    python -m tests.benchmarks.time_limit
    python -m tests.benchmarks.time_limit --questions "300 × 10" --seconds 5

Each question runs in a separate process. Seconds are wall-clock seconds, as the limit is, from the case to the answer;
a tenth more, or 1 s, is allowed. On a busy machine they mean little; the first line shows the load.
"""

from __future__ import annotations

import argparse
import math
import time
from functools import partial
from typing import TYPE_CHECKING

from tests.benchmarks.access import gap_of, watched
from tests.benchmarks.children import begin, in_child, peak_mb
from tests.benchmarks.large import knapsack, large_plant, without_budget
from tests.benchmarks.machine import machine, say, table
from tests.benchmarks.plants import plant_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.benchmarks.children import Answer
    from tests.benchmarks.plants import Plant

QUESTIONS: dict[str, Callable[[], Plant]] = {
    "300 × 10": partial(large_plant, 300, 10),
    "500 × 5": partial(large_plant, 500, 5),
    "600 × 5, no budget": lambda: without_budget(large_plant(600, 5)),
    "knapsack of 2,000": partial(knapsack, 2_000),
    "1,000 × 5": partial(large_plant, 1_000, 5),
}
SECONDS, GAP = 10, "0.0001"
MORE, LEAST = 0.1, 1.0  # allowed excess: a share of the limit, or seconds
HANGING = 20.0  # times the limit, then a process is ended
MOST_MB = 1000.0


def work(task: Answer) -> Iterator[Answer]:
    """In a separate process, solve one question with both proofs."""
    warm = plant_with(10, 0)
    watched(warm.case, warm.within(GAP, 2, 60))
    plant = QUESTIONS[task["question"]]()
    yield {"before": peak_mb()}
    began = time.perf_counter()
    found = watched(plant.case, plant.within(task["gap"], 2, task["seconds"]))
    yield {
        "clock": time.perf_counter() - began,
        "cpu": found.seconds,
        "status": found.outcome.status,
        "gap": gap_of(found.outcome),
        "best": found.path[-1][1] if found.path else None,
        "first": next((at for at, _ in found.path), None),
        "MB": peak_mb(),
    }


def row(question: str, answer: Answer, limit: int) -> tuple[object, ...]:
    """Return a row of the table."""
    if "clock" not in answer:
        return question, answer.get("ended", "no answer"), "", "", "", "", "", "", "no"
    kept = answer["clock"] <= limit + max(LEAST, MORE * limit) and answer["MB"] < MOST_MB
    gap = f"{answer['gap']:.3%}" if math.isfinite(answer["gap"]) else "none"
    best, first = ("–" if one is None else one for one in (answer["best"], answer["first"]))
    plan = f"{best:,.0f}" if isinstance(best, float) else best
    seen = (answer["clock"], answer["cpu"], first, answer["status"], gap, plan, round(answer["MB"]))
    return question, *seen, "yes" if kept else "no"


def main() -> None:
    """Print one table."""
    line = argparse.ArgumentParser(description="Seconds and memory against the time limit.")
    line.add_argument("--questions", nargs="+", choices=QUESTIONS, default=list(QUESTIONS))
    line.add_argument("--seconds", type=int, default=SECONDS, help="the scenario's time_limit")
    line.add_argument("--gap", default=GAP)
    given = line.parse_args()
    say(f"{machine()}\n\ntime_limit = {given.seconds}, gap {float(given.gap):.2%}, both proofs\n")
    rows = []
    for question in given.questions:
        task = {"question": question, "seconds": given.seconds, "gap": given.gap}
        rows.append(row(question, in_child(__spec__.name, task, HANGING * given.seconds + 120), given.seconds))
    head = ("question", "seconds", "CPU s", "first plan, CPU s", "status", "gap left", "goal", "peak MB")
    table((*head, f"within {given.seconds + max(LEAST, MORE * given.seconds):g} s and 1 GB"), rows)


if __name__ == "__main__":
    begin(work, main)
