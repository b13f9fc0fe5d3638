"""Selection without a solver that handles overlaps, compared with the best plan; `evaluate` judges all plans.

    python -m tests.benchmarks.without_solver                  five plants of 60 measures, and the cannery's scenarios
    python -m tests.benchmarks.without_solver --measures 20 --seeds 2 --scenarios base --seconds 20

Three orders: *simple payback*, *NPV per cost*, *abatement cost*, each of the measure alone, of those worth their money
alone. *Year by year*: each year takes from the top of the list whatever the plan still has room for. *Down the list*:
each measure is taken in the first year with room for it; the list is gone through until nothing more fits. Room is what
`evaluate` says of budgets, groups, prerequisites and upper limits. Lower limits (a climate target) are no part of it.

*Added up*: the best plan by a solver (HiGHS, to 0.01 %) in a model that takes each measure's figures alone and adds
them, with the scenario's rules on these sums (`added_up.py`).

*Loses*: how far the goal is below the best plan's (less than 0 where a plan breaks rules that the best one keeps).
*Overdrawn*: the most that own funds or the total budget are exceeded by. *Misses*: limits that the plan breaks, by how
much of the bound. *Overclaims*: annual saving added up, above what the plan saves, in the default year. The best plan
is cpee's, proved once to 0.01 % or what it found in the time.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer import Solved, read_question, solve
from tests.benchmarks.access import alone, judged
from tests.benchmarks.added_up import added_up
from tests.benchmarks.machine import machine, say, table
from tests.benchmarks.milp import SOLVERS
from tests.benchmarks.plants import plant_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optimizer import Case, Figures, Scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
GAP = 0.0001
"""Of the best plan and of the model that adds up."""
CENT = 0.01
ADDED = "added up"


@dataclass(frozen=True)
class Asking:
    """A question, and the figures of each measure alone."""

    name: str
    case: Case
    scenario: Scenario

    @cached_property
    def alone(self) -> dict[tuple[str, int], Figures]:
        """Return the figures of each measure alone, for each year in which it may start."""
        pairs = ((one.measure, s) for one in self.case.measures for s in range(self.scenario.start_years))
        found = {(measure, s): alone(self.case, self.scenario, measure, s) for measure, s in pairs}
        return {pair: figures for pair, figures in found.items() if figures is not None}

    def judged(self, starts: dict[str, int]) -> Figures:
        """Return the exact figures of a plan."""
        return judged(self.case, self.scenario, starts)

    @cached_property
    def nothing(self) -> Figures:
        """Return the figures without measures."""
        return self.judged({})


def questions(measures: int, seeds: int, scenarios: list[str]) -> Iterator[Asking]:
    """Return synthetic plants, and scenarios of the cannery."""
    for seed in range(seeds):
        plant = plant_with(measures, seed)
        yield Asking(f"plant {seed}", plant.case, plant.scenario)
    for path in sorted(SCENARIOS.glob("*.toml")):
        question = read_question(path)
        if Path(question.scenario.case).name == "cannery" and (not scenarios or path.stem in scenarios):
            yield Asking(path.stem, question.case, question.scenario)


def best_plan(question: Asking, seconds: int) -> Figures | None:
    """Return the best known plan, proved once if time allows; None if there is none."""
    options = {"gap": GAP, "proofs": 1, "time_limit": seconds}
    solver = type(question.scenario.solver).model_validate(options)
    outcome = solve(question.case, question.scenario.model_copy(update={"solver": solver}))
    return outcome.figures if isinstance(outcome, Solved) else None


def by_payback(figures: Figures) -> float:
    """Sort by payback, shortest first; measures that never pay back come last."""
    payback = figures.metrics["simple_payback"]
    return float("inf") if payback is None else float(payback)


def by_npv_per_cost(figures: Figures) -> float:
    """Sort by NPV per cost, highest first."""
    return -float(_of(figures, "npv")) / max(float(_of(figures, "capex")), 1.0)


def by_abatement_cost(figures: Figures) -> float:
    """Sort by cost per tonne, lowest first; measures without abatement come last."""
    cost = figures.metrics["abatement_cost"]
    return float("inf") if cost is None else float(cost)


ORDERS: dict[str, Callable[[Figures], float]] = {
    "simple payback": by_payback,
    "NPV per cost": by_npv_per_cost,
    "abatement cost": by_abatement_cost,
}


def year_by_year(question: Asking, order: Callable[[Figures], float]) -> dict[str, int]:
    """Choose in each year, from the top of the list, whatever fits."""
    ranked = _ranked(question, order)
    starts: dict[str, int] = {}
    for s in range(question.scenario.start_years):
        for measure in ranked:
            if measure not in starts and _fits(question, starts, measure, s):
                starts[measure] = s
    return starts


def down_the_list(question: Asking, order: Callable[[Figures], float]) -> dict[str, int]:
    """Start each measure in the first year in which it fits, until nothing more fits."""
    ranked, years = _ranked(question, order), range(question.scenario.start_years)
    starts: dict[str, int] = {}
    known = -1
    while known < len(starts):
        known = len(starts)
        for measure in [one for one in ranked if one not in starts]:
            start = next((s for s in years if _fits(question, starts, measure, s)), None)
            if start is not None:
                starts[measure] = start
    return starts


FILLINGS = {"year by year": year_by_year, "down the list": down_the_list}


def _ranked(question: Asking, order: Callable[[Figures], float]) -> list[str]:
    first: dict[str, Figures] = {}
    for (measure, _), figures in question.alone.items():
        first.setdefault(measure, figures)
    worth = [measure for measure, figures in first.items() if _of(figures, "npv") > 0]
    return sorted(worth, key=lambda measure: (order(first[measure]), measure))


def _fits(question: Asking, starts: dict[str, int], measure: str, start: int) -> bool:
    """Return whether a plan with one more measure breaks only rules that further measures may still satisfy."""
    if (measure, start) not in question.alone:
        return False
    lower = {limit.name for limit in question.scenario.limits if limit.at_least is not None}
    return all(
        broken.rule == "required" or (broken.rule == "limit" and broken.name in lower)
        for broken in question.judged({**starts, measure: start}).violations
    )


def added(question: Asking, seconds: int) -> dict[str, int] | None:
    """Return the best plan of the model that adds up; None if it has none."""
    milp = added_up(question.case, question.scenario, question.alone, question.nothing)
    return SOLVERS["HiGHS"](milp, GAP, seconds).plan


@dataclass(frozen=True)
class Shortfall:
    """How far a plan falls short of the best one; shares are fractions, money is in the case's currency."""

    loses: float
    overdrawn: float
    misses: dict[str, float] = field(default_factory=dict)
    overclaims: float = 0.0


def shortfall(question: Asking, starts: dict[str, int], best: Figures) -> Shortfall:
    """Return how a plan compares with the best one; the goals of these questions are maximised."""
    figures = question.judged(starts)
    loses = float((best.objective - figures.objective) / abs(best.objective))
    broken = {one.name for one in figures.violations if one.rule == "limit"}
    misses = {
        one.name: float(-one.slack / abs(one.bound)) if one.bound and one.slack is not None else 1.0
        for one in figures.limits
        if one.name in broken and (one.slack is None or one.slack < 0)
    }
    return Shortfall(loses, _overdrawn(question, figures), misses, _overclaims(question, starts, figures))


def _of(figures: Figures, key: str) -> float:
    return float(figures.metrics[key] or 0)


def _overdrawn(question: Asking, figures: Figures) -> float:
    left = [float(one) for one in figures.years["cash"] if one is not None]
    total = question.scenario.budget.total
    over = _of(figures, "capex") - float(total) if total is not None else 0.0
    return max(0.0, over, *(-one for one in left))


def _overclaims(question: Asking, starts: dict[str, int], figures: Figures) -> float:
    t = question.scenario.start_years
    claimed = sum(float(question.alone[pair].years["annual_saving"][t] or 0) for pair in starts.items())
    saved = float(figures.years["annual_saving"][t] or 0)
    return claimed / saved - 1 if saved else 0.0


def rows_of(question: Asking, seconds: int) -> dict[str, Shortfall]:
    """Return each method compared with the best plan; nothing if no plan is known."""
    best = best_plan(question, seconds)
    if best is None:
        return {}
    plans: dict[str, dict[str, int] | None] = {
        f"{name}, {filling}": fill(question, order)
        for name, order in ORDERS.items()
        for filling, fill in FILLINGS.items()
    }
    plans[ADDED] = added(question, seconds)
    return {way: shortfall(question, plan, best) for way, plan in plans.items() if plan is not None}


def line(name: str, way: str, found: Shortfall) -> tuple[str, ...]:
    """Return a row of the table."""
    misses = ", ".join(f"{limit} by {share:.1%}" for limit, share in found.misses.items())
    overdrawn = f"{found.overdrawn:,.0f}" if found.overdrawn > CENT else ""
    return name, way, f"{found.loses:.2%}", overdrawn, misses, f"{found.overclaims:.1%}"


def summary(found: dict[str, dict[str, Shortfall]]) -> Iterator[tuple[str, ...]]:
    """Return for each method the range over some questions."""
    for way in dict.fromkeys(way for ways in found.values() for way in ways):
        some = [ways[way] for ways in found.values() if way in ways]
        over = [one.overdrawn for one in some if one.overdrawn > CENT]
        overdrawn = f"{len(over)} of {len(some)}" + (f", {min(over):,.0f} to {max(over):,.0f}" if over else "")
        missed = [max(one.misses.values()) for one in some if one.misses]
        misses = f"{len(missed)} of {len(some)}" + (f", by {_range(missed)}" if missed else "")
        loses, overclaims = (_range([getattr(one, name) for one in some]) for name in ("loses", "overclaims"))
        yield way, loses, overdrawn, misses, overclaims


def _range(shares: list[float]) -> str:
    return f"{min(shares):.2%} to {max(shares):.2%}" if len(shares) > 1 else f"{shares[0]:.2%}"


def main() -> None:
    """Print a row for each question and method, then ranges for plants and the cannery."""
    asked = argparse.ArgumentParser(description="What people do without a solver, beside the best plan.")
    asked.add_argument("--measures", type=int, default=60)
    asked.add_argument("--seeds", type=int, default=5)
    asked.add_argument("--scenarios", nargs="*", default=[], help="of the cannery; all of them if none is named")
    asked.add_argument("--seconds", type=int, default=60, help="allowed to each solver")
    given = asked.parse_args()
    say(machine() + "\n")
    found = {}
    for question in questions(given.measures, given.seeds, given.scenarios):
        found[question.name] = rows_of(question, given.seconds)
        say(f"{question.name}: {'done' if found[question.name] else 'has no plan'}")
    rows = (line(name, way, one) for name, ways in found.items() for way, one in ways.items())
    say()
    table(("question", "way", "loses", "overdrawn by", "misses", "overclaims"), rows)
    for kind in ("plants", "cannery"):
        some = {name: ways for name, ways in found.items() if name.startswith("plant ") == (kind == "plants")}
        say(f"{kind}: from the least to the most\n")
        table(("way", "loses", "overdrawn", "misses", "overclaims"), summary(some))


if __name__ == "__main__":
    main()
