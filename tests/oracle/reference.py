"""What a decision is worth, what it breaks, and which decision is best: exactly, by trying them all.

A decision maps measures to the calendar years of their start.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from .flows import Flows, flows
from .inputs import Problem
from .limits import RELATIVE, Row, budget_forms, limit_rows, rows, short_of_money
from .metrics import (
    RATIOS,
    forms,
    horizon_years,
    is_minimised,
    metric_names,
    npv,
    ratio,
    undiscounted,
    value,
    yearly,
)
from .read import read
from .rules import broken_choices
from .search import Found, search

Decision = Mapping[str, int]


@dataclass(frozen=True)
class LimitFigures:
    """One bound of a limit: what the plan reaches (the worst year of "each"), None for no such ratio."""

    name: str
    metric: str
    sense: str
    value: Fraction | None
    bound: Fraction


@dataclass(frozen=True)
class Figures:
    """A decision's figures: metrics at their default years, the years 0 to H, the limits."""

    objective: Fraction
    metrics: Mapping[str, Fraction | None]
    years: tuple[Mapping[str, Fraction], ...]
    limits: tuple[LimitFigures, ...]


@dataclass(frozen=True)
class Answer:
    """The best decision; `tied` are all those within 1e-9 of its goal, `runner_up` the next goal value."""

    status: str
    decision: dict[str, int] | None
    objective: Fraction | None
    count_feasible: int
    tied: tuple[dict[str, int], ...]
    runner_up: Fraction | None


def figures(problem: Problem, decision: Decision) -> Figures:
    """Everything that the answer to a scenario shows of a decision."""
    caused = flows(problem, _starts(problem, decision))
    metrics = {name: value(forms(problem, name, None)[0], caused) for name in metric_names(problem)}
    ratios = {name: ratio(problem, name, caused) for name in RATIOS if name != "irr"}
    return Figures(
        objective=objective(problem, caused),
        metrics={**metrics, **ratios},
        years=tuple(_year(problem, caused, t) for t in horizon_years(problem)),
        limits=tuple(_limit_figures(problem, decision)),
    )


def objective(problem: Problem, caused: Flows) -> Fraction:
    """The goal's value."""
    scenario = problem.scenario
    return value(forms(problem, scenario.goal, scenario.goal_year)[0], caused)


def _year(problem: Problem, caused: Flows, t: int) -> dict[str, Fraction]:
    shown = ["capex", "annual_saving", *(f"{name}_abated" for name in problem.case.pollutants)]
    return {name: value(yearly(problem, name, t), caused) for name in shown}


def _limit_figures(problem: Problem, decision: Decision) -> Iterator[LimitFigures]:
    for limit in problem.scenario.limits:
        for row in limit_rows(problem, limit):
            caused = _row_flows(problem, row, decision)
            if limit.metric in RATIOS:
                sense = "at_least" if limit.metric == "irr" else "at_most"
                reached = ratio(problem, limit.metric, caused)
            else:
                sense = row.sense
                reached = _worst(row, [value(form, caused) for form in row.forms])
            yield LimitFigures(row.name, row.metric, sense, reached, row.stated)


def _worst(row: Row, amounts: list[Fraction]) -> Fraction:
    return max(amounts) if row.sense == "at_most" else min(amounts)


def _row_flows(problem: Problem, row: Row, decision: Decision) -> Flows:
    starts = _starts(problem, decision)
    return flows(problem, {name: s for name, s in starts.items() if row.only is None or name in row.only})


def _starts(problem: Problem, decision: Decision) -> dict[str, int]:
    return {name: year - problem.case.base_year for name, year in decision.items()}


def broken(problem: Problem, decision: Decision) -> list[str]:
    """What a decision breaks; nothing where it is feasible."""
    starts = _starts(problem, decision)
    result = broken_choices(problem, starts)
    for row in rows(problem):
        caused = _row_flows(problem, row, decision)
        if not all(row.holds(value(form, caused)) for form in row.forms):
            result.append(row.name)
    caused = flows(problem, starts)
    paid, joining = ([value(form, caused) for form in several] for several in budget_forms(problem))
    year = short_of_money(problem.scenario.budget, paid, joining, problem.case.half_unit)
    return result if year is None else [*result, f"budget of {problem.case.base_year + year}"]


def feasible(problem: Problem, decision: Decision) -> bool:
    """Whether a decision breaks nothing."""
    return not broken(problem, decision)


def solve(path: Path) -> Answer:
    """The best decision of a scenario."""
    return solve_problem(read(path))


def solve_problem(problem: Problem) -> Answer:
    """The best decision; of those tied, the one with more npv, less capex, fewer measures, earlier in order."""
    scenario = problem.scenario
    goal = forms(problem, scenario.goal, scenario.goal_year)[0]
    found = search(problem, (goal, npv(problem, scenario.rate), undiscounted(problem, "capex")))
    if not found:
        return Answer("infeasible", None, None, 0, (), None)
    sign = -1 if is_minimised(scenario.goal) else 1
    tied, rest = _split(found, 0, sign)
    best = first_of_tied(tied)
    base = problem.case.base_year
    return Answer(
        status="optimal",
        decision=_calendar(best, base),
        objective=best.values[0],
        count_feasible=len(found),
        tied=tuple(_calendar(one, base) for one in tied),
        runner_up=sign * max(sign * one.values[0] for one in rest) if rest else None,
    )


def first_of_tied(tied: list[Found]) -> Found:
    """The tie-break: each step keeps what is within 1e-9 of its best."""
    tied, _ = _split(tied, 1, 1)
    tied, _ = _split(tied, 2, -1)
    return min(tied, key=lambda one: (len(one.starts), sorted(one.starts.items())))


def _split(found: list[Found], index: int, sign: int) -> tuple[list[Found], list[Found]]:
    """Those within 1e-9 of the best value, and the others."""
    best = max(sign * one.values[index] for one in found)
    least = best - abs(best) * RELATIVE
    tied = [one for one in found if sign * one.values[index] >= least]
    return tied, [one for one in found if sign * one.values[index] < least]


def _calendar(found: Found, base_year: int) -> dict[str, int]:
    return {name: base_year + start for name, start in sorted(found.starts.items())}
