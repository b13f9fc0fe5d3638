"""From a case to a loaded solver at scale: CPU seconds of `pose` and of the rest, beside raw `passModel`; peak memory.

    python -m tests.benchmarks.scale                                 all five questions
    python -m tests.benchmarks.scale --measures 1000 --starts 1 5    smaller ones, with and without overlaps

*Pose*: the case and scenario as a problem in numbers. *Build and load*: the Pyomo model and its matrix, scaled, checked
and passed to HiGHS. *Raw*: the same matrix passed to HiGHS as numpy arrays, without checks. Nothing is solved. Plants
have 15 years and, with overlaps, 5 measures per end use; each runs in a separate process. Memory is the process's peak,
including the case.
"""

from __future__ import annotations

import argparse
import gc
import time
from itertools import product
from statistics import median
from typing import TYPE_CHECKING

from tests.benchmarks.access import Session, matrix_in, pose
from tests.benchmarks.children import begin, in_child, peak_mb
from tests.benchmarks.large import large_plant
from tests.benchmarks.machine import machine, say, table
from tests.benchmarks.overhead import load_raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.children import Answer

QUESTIONS = ((10_000, 1, False), (10_000, 5, False), (10_000, 1, True), (10_000, 5, True), (50_000, 5, True))
"""Measures, start years, with overlaps or without."""
REPEATS = 5
SECONDS, GIGABYTES = 600, 12
AIMS = {(10_000, 5, False): "1.5 s", (10_000, 5, True): "8 s", (50_000, 5, True): "60 s, 3 GB"}


def work(task: Answer) -> Iterator[Answer]:
    """In a separate process, measure one question step by step."""
    Session(_problem(20, 2, overlaps=True))  # load late imports now
    plant = large_plant(task["measures"], task["starts"], overlaps=task["overlaps"])
    gc.collect()
    yield {"case MB": peak_mb()}
    began = time.process_time()
    problem = pose(plant.case, plant.scenario)
    posed = time.process_time()
    yield {"pose": posed - began, "MB": peak_mb()}
    began = time.process_time()
    session = Session(problem)
    yield {"load": time.process_time() - began, "MB": peak_mb()}
    matrix = matrix_in(session)
    yield {"columns": len(matrix.cost), "rows": len(matrix.row_lower), "nonzeros": len(matrix.values)}
    times = []
    for _ in range(REPEATS):
        began = time.process_time()
        load_raw(matrix)
        times.append(time.process_time() - began)
    yield {"raw": median(times)}


def _problem(measures: int, starts: int, *, overlaps: bool) -> object:
    plant = large_plant(measures, starts, overlaps=overlaps)
    return pose(plant.case, plant.scenario)


def row(measures: int, starts: int, answer: Answer, *, overlaps: bool) -> tuple[object, ...]:
    """Return a row of the table, with dashes if time or memory ran out."""
    pose_, load, raw = (answer.get(key) for key in ("pose", "load", "raw"))
    both = pose_ + load if pose_ is not None and load is not None else None
    sizes = [f"{answer[key]:,}" if key in answer else "–" for key in ("columns", "rows", "nonzeros")]
    return (
        f"{measures:,} × {starts}",
        "5 an end use" if overlaps else "none",
        " × ".join(sizes[:2]),
        sizes[2],
        *("–" if one is None else one for one in (pose_, load)),
        both if both is not None else answer.get("ended", "–"),
        AIMS.get((measures, starts, overlaps), ""),
        "–" if raw is None else raw,
        "–" if raw is None or both is None else f"{both / raw:.0f}",
        round(answer.get("MB", 0)),
    )


def main() -> None:
    """Print one table."""
    line = argparse.ArgumentParser(description="CPU time and memory from a case to a loaded solver.")
    line.add_argument("--measures", type=int, nargs="+")
    line.add_argument("--starts", type=int, nargs="+", default=[5])
    line.add_argument("--seconds", type=int, default=SECONDS, help="allowed to each question, by the clock")
    line.add_argument("--gigabytes", type=float, default=GIGABYTES, help="allowed to each question")
    given = line.parse_args()
    asked = list(product(given.measures, given.starts, (False, True))) if given.measures else list(QUESTIONS)
    say(machine() + "\n")
    rows = []
    for measures, starts, overlaps in asked:
        task = {"measures": measures, "starts": starts, "overlaps": overlaps}
        answer = in_child(__spec__.name, task, given.seconds, given.gigabytes)
        rows.append(row(measures, starts, answer, overlaps=overlaps))
    head = (
        "question",
        "overlaps",
        "columns × rows",
        "nonzeros",
        "pose, s",
        "build and load, s",
        "together, s",
        "aim",
        "raw, s",
    )
    table((*head, "times raw", "MB"), rows)


if __name__ == "__main__":
    begin(work, main)
