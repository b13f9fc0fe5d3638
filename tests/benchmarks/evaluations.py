"""Plans that `evaluate` judges per second: python -m tests.benchmarks.evaluations."""

from __future__ import annotations

import random
import time

from optimizer import Decision
from optimizer.evaluation import Evaluator
from optimizer.problem import PosedProblem, pose
from tests.benchmarks.machine import machine, say, table
from tests.benchmarks.plants import plant_with

SIZES = (30, 60, 120)
PLANS = 100


def random_plans(problem: PosedProblem, rng: random.Random) -> list[Decision]:
    """Return plans of about half of the measures with random starts, which may break rules."""
    measures = list(problem.starts_of)
    plans = []
    for _ in range(PLANS):
        chosen = rng.sample(measures, len(measures) // 2)
        picked = {measure: rng.choice(problem.starts_of[measure])[1] for measure in chosen}
        plans.append(Decision({measure: problem.base_year + start for measure, start in picked.items()}))
    return plans


def row(measures: int) -> tuple[object, ...]:
    """Return milliseconds to prepare a question and to judge its first plan, then plans per second."""
    plant = plant_with(measures, seed=0)
    plans = random_plans(pose(plant.case, plant.scenario), random.Random(0))
    began = time.perf_counter()
    evaluator = Evaluator(plant.case, plant.scenario)
    evaluator(plans[0])
    first = time.perf_counter() - began
    began = time.perf_counter()
    for plan in plans:
        evaluator(plan)
    return measures, 1000 * first, PLANS / (time.perf_counter() - began)


def main() -> None:
    """Print one table."""
    say(machine() + "\n")
    table(("measures", "first plan, ms", "plans a second after it"), map(row, SIZES))


if __name__ == "__main__":
    main()
