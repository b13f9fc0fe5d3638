"""The same question for three solvers: cpee, HiGHS through plain Pyomo, and SCIP, in CPU seconds.

    pip install pyscipopt                          SCIP, for this benchmark only
    python -m tests.benchmarks.peers               60 and 120 measures, to 1 %, 0.1 %, 0.01 %, five seeds
    python -m tests.benchmarks.peers --measures 60 --gaps 0.01 --seeds 3 --seconds 60 --keep answers.jsonl

Peers get the plant as `by_hand.py` writes it, with exact overlaps by products, default options and one thread; cpee
gets the case. Each run is a separate process that has already solved a small question, so that imports don't count;
everything from the case to the answer does. The value of each peer's plan is checked by `evaluate`.

`--keep` writes each answer to a file and doesn't repeat runs found there, so that a long run can be made in parts. A
peer that didn't reach a looser gap in the time allowed is not given a tighter one. A median of unfinished runs is shown
as `≥` the time allowed, a ratio to it as `≤`.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.benchmarks.access import gap_of, judged, watched
from tests.benchmarks.by_hand import by_hand
from tests.benchmarks.children import begin, in_child
from tests.benchmarks.machine import machine, say, table
from tests.benchmarks.milp import SOLVERS
from tests.benchmarks.plants import STARTS, plant_with

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.children import Answer
    from tests.benchmarks.plants import Plant

ONE, BOTH = "cpee, one proof", "cpee, both proofs"
OURS, PEERS = (ONE, BOTH), tuple(SOLVERS)
SIZES, GAPS, SEEDS, SECONDS = (60, 120), ("0.01", "0.001", "0.0001"), 5, 120
WARM_UP = 10
CLOSE, EARLY = 0.002, 10.0
CLAIMED = 1e-5  # relative: peers' own tolerances are 1e-6 a row
NOISE = 0.1  # variation of CPU seconds on a shared machine
ROUNDED = 1 + 1e-6
SLOWER = 3.0  # wall-clock seconds of a process, in multiples of the CPU seconds allowed


def work(task: Answer) -> Iterator[Answer]:
    """In a separate process, run one solver on one plant to one gap."""
    _solved(task["solver"], plant_with(WARM_UP, 0), "0.0001", 60)
    plant = plant_with(task["measures"], task["seed"])
    yield _solved(task["solver"], plant, task["gap"], task["seconds"])


def _solved(solver: str, plant: Plant, gap: str, seconds: int) -> Answer:
    ask = _ours if solver in OURS else _peer
    return ask(solver, plant, gap, seconds)


def _ours(solver: str, plant: Plant, gap: str, seconds: int) -> Answer:
    patient = plant.within(gap, 1 if solver == ONE else 2, round(SLOWER * seconds))  # by the clock
    found = watched(plant.case, patient, seconds)
    best = found.path[-1][1] if found.path else math.nan
    finished = found.outcome.status == "optimal"
    return {
        "seconds": found.seconds, "finished": finished, "gap": gap_of(found.outcome), "best": best, "path": found.path
    }  # fmt: skip


def _peer(solver: str, plant: Plant, gap: str, seconds: int) -> Answer:
    began = time.process_time()
    answer = SOLVERS[solver](by_hand(plant.case, plant.scenario), float(gap), seconds)
    took = time.process_time() - began
    told = {"seconds": took, "finished": answer.gap <= float(gap) * ROUNDED, "gap": answer.gap}
    if answer.plan is None:
        return told
    figures = judged(plant.case, plant.scenario, answer.plan)
    worth = float(figures.objective)
    off = abs(worth / 1000 - answer.objective) / abs(answer.objective)
    if off > CLAIMED:
        raise ValueError(f"{solver} claims {answer.objective} thousand for a plan that is worth {worth}: {off:.1e} off")
    return {**told, "best": worth, "breaks": len(figures.violations)}


@dataclass(frozen=True)
class Asked:
    """What is compared, and where answers are kept."""

    measures: tuple[int, ...]
    gaps: tuple[str, ...]
    seeds: int
    seconds: int
    solvers: tuple[str, ...]
    keep: Path | None


def asked() -> Asked:
    """The command line."""
    line = argparse.ArgumentParser(description="cpee beside HiGHS and SCIP.")
    line.add_argument("--measures", type=int, nargs="+", default=SIZES)
    line.add_argument("--gaps", nargs="+", default=GAPS)
    line.add_argument("--seeds", type=int, default=SEEDS)
    line.add_argument("--seconds", type=int, default=SECONDS, help="allowed to each run")
    line.add_argument("--solvers", nargs="+", choices=OURS + PEERS, default=OURS + PEERS)
    line.add_argument("--keep", type=Path, help="file that keeps the answers")
    given = line.parse_args()
    gaps = tuple(sorted(given.gaps, key=float, reverse=True))
    return Asked(tuple(given.measures), gaps, given.seeds, given.seconds, tuple(given.solvers), given.keep)


@dataclass
class Book:
    """The answers so far, by (solver, measures, seed, gap)."""

    asked: Asked

    def __post_init__(self) -> None:
        self.answers: dict[tuple[str, int, int, str], Answer] = {}
        keep = self.asked.keep
        if keep and keep.exists():
            for line in keep.read_text("utf-8").splitlines():
                answer = json.loads(line)
                self.answers[answer["solver"], answer["measures"], answer["seed"], answer["gap asked"]] = answer

    def fill(self) -> None:
        """Run everything that has no answer yet."""
        for measures in self.asked.measures:
            for seed in range(self.asked.seeds):
                for solver in self.asked.solvers:
                    self._fill(solver, measures, seed)

    def _fill(self, solver: str, measures: int, seed: int) -> None:
        for gap in self.asked.gaps:
            key = (solver, measures, seed, gap)
            if not self._known(key):
                task = {"solver": solver, "measures": measures, "seed": seed, "gap": gap, "seconds": self.asked.seconds}
                self._note(key, in_child(__spec__.name, task, SLOWER * self.asked.seconds + 60))
            if not self.answers[key].get("finished") and solver in PEERS:
                return

    def _known(self, key: tuple[str, int, int, str]) -> bool:
        answer = self.answers.get(key, {})
        return bool(answer.get("finished")) or answer.get("allowed", 0) >= self.asked.seconds

    def _note(self, key: tuple[str, int, int, str], answer: Answer) -> None:
        if "ended" in answer and "not done" not in answer["ended"]:
            raise RuntimeError(f"{key}: {answer['ended']}")
        solver, measures, seed, gap = key
        told = {"solver": solver, "measures": measures, "seed": seed, "gap asked": gap, "allowed": self.asked.seconds}
        self.answers[key] = {**told, **answer}
        if self.asked.keep:
            with self.asked.keep.open("a", encoding="utf-8") as file:
                file.write(json.dumps(self.answers[key]) + "\n")

    def seconds(self, solver: str, measures: int, seed: int, gap: str) -> float:
        """Return CPU seconds to a gap; infinite if it was not reached."""
        answer = self.answers.get((solver, measures, seed, gap), {})
        return float(answer["seconds"]) if answer.get("finished") else math.inf

    def best(self, measures: int, seed: int) -> float:
        """Return the best plan without a broken rule that any solver found for a plant."""
        alike = (one for (_, m, s, _), one in self.answers.items() if (m, s) == (measures, seed))
        worths = [one.get("best", math.nan) for one in alike if not one.get("breaks")]
        return max((worth for worth in worths if not math.isnan(worth)), default=math.nan)


def seconds_table(book: Book, measures: int, gap: str) -> tuple[object, ...]:
    """Print each seed's seconds; return the row of medians."""
    say(f"\n{measures} measures × {STARTS} start years, to a proven {float(gap):.2%}, at most {book.asked.seconds} s\n")
    seeds, solvers = range(book.asked.seeds), book.asked.solvers
    found = {solver: [book.seconds(solver, measures, seed, gap) for seed in seeds] for solver in solvers}
    answers = [[book.answers.get((solver, measures, seed, gap)) for solver in solvers] for seed in seeds]
    rows: list[tuple[object, ...]] = [(seed, *map(_told, answers[seed])) for seed in seeds]
    medians = {solver: median(times) for solver, times in found.items()}
    limit = book.asked.seconds
    rows.append(("median", *(_seconds(one, limit) for one in medians.values())))
    table(("seed", *found), rows)
    peer = min((medians[solver] for solver in PEERS if solver in medians), default=math.inf)
    ratios = [_ratio(medians[ours], peer, limit) if ours in medians else "not asked" for ours in OURS]
    return (f"{measures} × {STARTS}", f"{float(gap):.2%}", *(_seconds(one, limit) for one in medians.values()), *ratios)


def _told(answer: Answer | None) -> str:
    if answer is None:
        return "not asked"
    broken = f" (its plan breaks {answer['breaks']} rules)" if answer.get("breaks") else ""
    if answer.get("finished"):
        return f"{answer['seconds']:.3g}{broken}"
    left = answer.get("gap", math.inf)
    return f"– ({left:.2%} open){broken}" if math.isfinite(left) else "– (no plan or no bound)"


def _seconds(seconds: float, limit: int) -> str:
    return f"{seconds:.3g}" if math.isfinite(seconds) else f"≥ {limit}"


def _ratio(ours: float, peer: float, limit: int) -> str:
    if not math.isfinite(ours):
        return "–" if not math.isfinite(peer) else f"≥ {limit / peer:.2f}"
    return f"{ours / peer:.2f}" if math.isfinite(peer) else f"≤ {ours / limit:.2f}"


def early_table(book: Book, measures: int) -> None:
    """Print how early cpee has a good plan, in the run to the tightest gap with both proofs."""
    solver = BOTH if BOTH in book.asked.solvers else ONE
    rows = []
    for seed in range(book.asked.seeds):
        answer = book.answers.get((solver, measures, seed, book.asked.gaps[-1]), {})
        best, path = book.best(measures, seed), answer.get("path", [])
        close = next((at for at, worth in path if worth >= best - CLOSE * abs(best)), math.inf)
        early = max((worth for at, worth in path if at <= EARLY), default=-math.inf)
        off = (best - early) / abs(best)
        rows.append((seed, close, off))
    say(f"\n{measures} measures × {STARTS} start years: how soon {solver} has a plan near the best known\n")
    medians = ("median", median(row[1] for row in rows), median(row[2] for row in rows))
    head = ("seed", f"within {CLOSE:.1%}, CPU s", f"below the best after {EARLY:.0f} CPU s")
    table(head, [(name, _seconds(at, book.asked.seconds), f"{off:.2%}") for name, at, off in (*rows, medians)])


def looser_is_faster(book: Book, solver: str) -> None:
    """Say how often a looser gap took longer than the next tighter one, beyond a tenth."""
    slower, pairs = [], 0
    for measures, seed in product(book.asked.measures, range(book.asked.seeds)):
        for looser, tighter in pairwise(book.asked.gaps):
            long, short = (book.seconds(solver, measures, seed, gap) for gap in (looser, tighter))
            pairs += 1
            if long > short * (1 + NOISE):
                times = f"{long:.3g} s to {float(looser):.2%}, {short:.3g} s to {float(tighter):.2%}"
                slower.append(f"{measures} × {STARTS}, seed {seed}: {times}")
    say(f"{solver}: a looser gap took longer in {len(slower)} of {pairs} pairs. {'; '.join(slower)}".rstrip())


def main() -> None:
    """Print a table for each size and gap, then all medians."""
    book = Book(asked())
    say(machine())
    book.fill()
    sums = [seconds_table(book, measures, gap) for measures in book.asked.measures for gap in book.asked.gaps]
    if set(OURS) & set(book.asked.solvers):
        for measures in book.asked.measures:
            early_table(book, measures)
    say("\nMedians, CPU seconds; ratios are to the better peer's median\n")
    table(("plant", "to", *book.asked.solvers, "ratio, one proof", "ratio, both proofs"), sums)
    for solver in OURS:
        if solver in book.asked.solvers:
            looser_is_faster(book, solver)


if __name__ == "__main__":
    begin(work, main)
