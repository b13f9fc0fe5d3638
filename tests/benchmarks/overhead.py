"""From a posed problem to a loaded solver, compared with raw HiGHS: python -m tests.benchmarks.overhead.

The matrix is a company group's question of one start year: 20,000 measures, a total budget, eight limits
(savings, CO2, staff days, sites), 2,000 exclusive groups of three and 1,000 prerequisites.
"""

from __future__ import annotations

import gc
import math
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import highspy
import numpy as np

from optimizer.columns import Form
from optimizer.model.blocks import build
from optimizer.model.driver import Quiet
from optimizer.model.matrix import Matrix, matrix_of
from optimizer.model.session import Session
from optimizer.problem import PosedProblem, RuleRow
from tests.benchmarks.machine import machine, say, table

if TYPE_CHECKING:
    from collections.abc import Callable

MEASURES, GROUPS, PREREQUISITES, LIMITS = 20_000, 2_000, 1_000, 8
REPEATS = 7


def problem_of(measures: int) -> PosedProblem:
    """Return a problem of so many measures, the same every time."""
    rng = np.random.default_rng(1)
    names = [f"m{i:06d}" for i in range(measures)]
    mixed = [names[k] for k in rng.permutation(measures)]
    grouped, free = mixed[: GROUPS * 3], mixed[GROUPS * 3 :]
    number = {name: k for k, name in enumerate(names)}
    rules = [
        _structural("group", f"g{g}", [(number[name], 1.0) for name in grouped[3 * g : 3 * g + 3]], 1.0)
        for g in range(GROUPS)
    ]
    pairs = zip(free[:PREREQUISITES], free[PREREQUISITES : 2 * PREREQUISITES], strict=True)
    rules += [
        _structural("prerequisite", one, [(number[one], 1.0), (number[other], -1.0)], 0.0) for one, other in pairs
    ]
    columns = np.arange(measures)
    capex = np.round(np.exp(rng.normal(11, 1.2, measures)), 2)
    npv = Form(columns, np.round(capex * rng.uniform(-0.5, 2.5, measures), 2))
    money = Form(columns, capex)
    rules.append(RuleRow("total", "total", money, 0.0, float(capex.sum()) * 0.2))
    for k in range(LIMITS):
        some = np.flatnonzero(rng.random(measures) < (1.0, 0.9, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05)[k])
        values = np.round(np.exp(rng.normal(4, 1, len(some))), 3)
        rules.append(RuleRow("limit", f"limit {k}", Form(some, values), float(values.sum()) * 0.1, float(values.sum())))
    count = Form(columns, np.ones(measures))
    preferences = ((npv, False), (npv, False), (money, True), (count, True))
    return PosedProblem(2026, tuple((name, 0) for name in names), (), tuple(rules), preferences)


def _structural(rule: str, name: str, terms: list[tuple[int, float]], upper: float) -> RuleRow:
    """Return a rule over choices only: Σ coefficient · choice ≤ upper."""
    ordered = sorted(terms)
    form = Form(np.array([choice for choice, _ in ordered]), np.array([coef for _, coef in ordered]))
    return RuleRow(rule, name, form, -math.inf, upper, structural=True)


def load_raw(matrix: Matrix) -> highspy.Highs:
    """Pass the same matrix to HiGHS as numpy arrays, without any checks."""
    highs: highspy.Highs = Quiet()
    highs.passModel(
        len(matrix.cost), len(matrix.row_lower), len(matrix.values),
        int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMaximize), 0.0,
        matrix.cost, matrix.lower, matrix.upper, matrix.row_lower, matrix.row_upper,
        matrix.starts[:-1].astype(np.int32), matrix.indices, matrix.values, matrix.whole.astype(np.int32),
    )  # fmt: skip
    return highs


def median(act: Callable[[], object]) -> float:
    """Return median CPU seconds of some repeats."""
    times = []
    for _ in range(REPEATS):
        gc.collect()
        began = time.process_time()
        act()
        times.append(time.process_time() - began)
    return statistics.median(times)


def peak(way: str, matrix: Matrix) -> float:
    """Return the peak memory, in MB, of a separate process that loads in this way."""
    with tempfile.NamedTemporaryFile(suffix=".npz") as file:
        np.savez(file, **{field.name: np.asarray(getattr(matrix, field.name)) for field in fields(matrix)})
        file.flush()
        code = f"from tests.benchmarks.overhead import print_peak; print_peak({way!r}, {file.name!r})"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    return float(done.stdout)


def print_peak(way: str, file: str) -> None:
    """In a separate process, load in one way, or not at all, and print the peak memory."""
    problem, parts = problem_of(MEASURES), dict(np.load(file))
    kept = {"raw": lambda: load_raw(Matrix(**parts)), "ours": lambda: Session(problem)}.get(way, lambda: None)()
    status = Path("/proc/self/status").read_text("utf-8").splitlines()  # getrusage would count the parent's peak too
    [peak_kb] = (line.split()[1] for line in status if line.startswith("VmHWM"))
    say(str(int(peak_kb) / 1024))
    del kept


def main() -> None:
    """Print one table."""
    say(machine() + "\n")
    problem = problem_of(MEASURES)
    matrix, _ = matrix_of(build(problem))
    raw, built, ours = (
        median(act) for act in (lambda: load_raw(matrix), lambda: build(problem), lambda: Session(problem))
    )
    memory = {way: peak(way, matrix) for way in ("nothing", "raw", "ours")}
    rows, columns, size = len(matrix.row_lower), len(matrix.cost), len(matrix.values)
    say(f"{columns} columns, {rows} rows, {size} nonzeros; medians of {REPEATS}, CPU seconds\n")
    table(
        ("", "seconds", "ratio", "memory at its peak, MB"),
        [
            ("raw passModel", raw, 1.0, memory["raw"] - memory["nothing"]),
            ("build the Pyomo model", built, built / raw, "–"),
            ("Problem → loaded, checked, scaled", ours, ours / raw, memory["ours"] - memory["nothing"]),
        ],
    )


if __name__ == "__main__":
    main()
