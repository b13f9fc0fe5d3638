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
    MONEY,
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
from .roots import has_one_rate
from .rules import broken_choices
from .search import Found, search
from .shares import fair_shares
from .worth import alone, bridge, net_flows, shown_ratios

Decision = Mapping[str, int]


@dataclass(frozen=True)
class LimitFigures:
    """One side of a limit, in the year with the least room where it holds in several.

    `value` is None for a ratio that does not exist (and for irr); `margin` is the money by which a ratio's
    linear form is kept, None for all else. `tightest` holds value and bound of every year with as little room.
    """

    name: str
    metric: str
    sense: str
    value: Fraction | None
    bound: Fraction
    slack: Fraction | None
    margin: Fraction | None
    tightest: tuple[tuple[Fraction | None, Fraction], ...]


@dataclass(frozen=True)
class Figures:
    """A decision's figures: metrics at their default years, the years 0 to H, the limits, the parts of the plan.

    `has_irr` says whether there is exactly one internal rate of return; the oracle computes no irr.
    """

    objective: Fraction
    metrics: Mapping[str, Fraction | None]
    has_irr: bool
    years: tuple[Mapping[str, Fraction | None], ...]
    bridge: Mapping[str, Fraction]
    shares: Mapping[str, Mapping[str, Fraction]]
    alone: Mapping[str, Mapping[str, Fraction | None]]
    limits: tuple[LimitFigures, ...]


@dataclass(frozen=True)
class Answer:
    """The best decision; `tied` are all those as good by the goal, `runner_up` the next goal value."""

    status: str
    decision: dict[str, int] | None
    objective: Fraction | None
    count_feasible: int
    tied: tuple[dict[str, int], ...]
    runner_up: Fraction | None


def figures(problem: Problem, decision: Decision) -> Figures:
    """Everything that the answer to a scenario shows of a decision."""
    starts = _starts(problem, decision)
    caused = flows(problem, starts)
    return Figures(
        objective=objective(problem, caused),
        metrics={**_metrics(problem, decision, caused), **shown_ratios(problem, caused)},
        has_irr=has_one_rate(net_flows(problem, caused)),
        years=tuple(_year(problem, caused, t) for t in horizon_years(problem)),
        bridge=bridge(problem, caused),
        shares=fair_shares(problem, starts),
        alone={name: alone(problem, flows(problem, {name: start})) for name, start in starts.items()},
        limits=tuple(_limit_figures(problem, decision)),
    )


def objective(problem: Problem, caused: Flows) -> Fraction:
    """The goal's value."""
    scenario = problem.scenario
    return value(forms(problem, scenario.goal, scenario.goal_year)[0], caused)


def _metrics(problem: Problem, decision: Decision, caused: Flows) -> dict[str, Fraction | None]:
    return {
        name: value(forms(problem, name, None)[0], caused) if is_known(problem, name, decision) else None
        for name in metric_names(problem)
    }


def is_known(problem: Problem, metric: str, decision: Decision) -> bool:
    """Whether the case says enough for a metric: what is emitted before, what each chosen measure uses."""
    case = problem.case
    name, _, what = metric.rpartition("_")
    if what in ("left", "before") and name in case.pollutants:
        return case.emissions_known(name)
    return not metric.startswith("use_") or all(case.measures[one].uses[metric] is not None for one in decision)


def _year(problem: Problem, caused: Flows, t: int) -> dict[str, Fraction | None]:
    money = ("capex", "annual_saving", "bill_before", "bill_saved", "one_off", "renewal", "avoided_cost")
    steps = ("profit_tax", "residual", "net_cash_flow")
    emitted = (f"{name}_{what}" for name in problem.case.pollutants for what in ("abated", "before", "left"))
    return {
        name: value(yearly(problem, name, t), caused) if is_known(problem, name, {}) else None
        for name in (*money, *steps, *emitted)
    }


def _limit_figures(problem: Problem, decision: Decision) -> Iterator[LimitFigures]:
    for limit in problem.scenario.limits:
        for row in limit_rows(problem, limit):
            caused = _row_flows(problem, row, decision)
            yield _ratio_figures(problem, row, caused) if row.stated is not None else _worst(row, caused)


def _ratio_figures(problem: Problem, row: Row, caused: Flows) -> LimitFigures:
    bound = row.stated or Fraction(0)
    sense = "at_least" if row.metric == "irr" else "at_most"
    reached, margin = ratio(problem, row.metric, caused), -value(row.terms[0].form, caused)
    slack = None if reached is None else bound - reached
    return LimitFigures(row.name, row.metric, sense, reached, bound, slack, margin, ((reached, bound),))


def _worst(row: Row, caused: Flows) -> LimitFigures:
    amounts = [(term, value(term.form, caused)) for term in row.terms]
    least = min(row.slack(term, amount) for term, amount in amounts)
    tightest = tuple((amount, term.bound) for term, amount in amounts if row.slack(term, amount) == least)
    reached, bound = tightest[0]
    return LimitFigures(row.name, row.metric, row.sense, reached, bound, least, None, tightest)


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
        if not all(row.holds(term, value(term.form, caused)) for term in row.terms):
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
    tied, rest = split(found, 0, sign, room(problem, scenario.goal))
    best = first_of_tied(tied, problem.case.half_unit)
    base = problem.case.base_year
    return Answer(
        status="optimal",
        decision=_calendar(best, base),
        objective=best.values[0],
        count_feasible=len(found),
        tied=tuple(_calendar(one, base) for one in tied),
        runner_up=sign * max(sign * one.values[0] for one in rest) if rest else None,
    )


def room(problem: Problem, metric: str) -> Fraction | None:
    """How much less than the best is as good: money, less than this; None for 1e-9 of the best."""
    return problem.case.half_unit if metric in MONEY else None


def first_of_tied(tied: list[Found], half_unit: Fraction) -> Found:
    """The tie-break: each step keeps what is as good as its best."""
    tied, _ = split(tied, 1, 1, half_unit)
    tied, _ = split(tied, 2, -1, half_unit)
    return min(tied, key=lambda one: (len(one.starts), sorted(one.starts.items())))


def split(found: list[Found], index: int, sign: int, room: Fraction | None) -> tuple[list[Found], list[Found]]:
    """Those as good as the best value, and the others."""
    best = max(sign * one.values[index] for one in found)

    def is_tied(one: Found) -> bool:
        worse = best - sign * one.values[index]
        return worse < room if room is not None else worse <= abs(best) * RELATIVE

    return [one for one in found if is_tied(one)], [one for one in found if not is_tied(one)]


def _calendar(found: Found, base_year: int) -> dict[str, int]:
    return {name: base_year + start for name, start in sorted(found.starts.items())}
