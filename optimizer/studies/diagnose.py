"""Why no plan exists: a set of the user's rules that can't hold together, none of them idle, and which help alone.

A deletion filter over named rules, many at a time: a part of the rules is left out, and stays out where the rest
still can't hold; else it is halved. (The solver's own irreducible sets come back empty for most integer questions.)
What the register itself says, groups, prerequisites, ceilings and what is in progress, always holds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from optimizer.outcome import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from optimizer.problem import Problem
    from optimizer.problem import Row as ProblemRow
    from optimizer.scenario import Scenario

    Rules = tuple[Rule, ...]
    Possible = Callable[[Rules], bool | None]


class Conflict(NamedTuple):
    """Rules that no plan keeps together.

    `all_needed`: none of them is idle. `alone`: those of which each, dropped by itself with all other rules of the
    scenario kept, makes a plan possible; `alone_tested`: this is known of each of the rules.
    """

    rules: Rules
    all_needed: bool
    alone: Rules
    alone_tested: bool


def conflict(scenario: Scenario, possible: Possible) -> Conflict:
    """The rules of a scenario that has no plan which are to blame; none where the bare register has no plan.

    `possible` says whether there is a plan under some of the rules (None: not known in time, taken as yes, so that a
    rule is rather named than left out).
    """
    every = tuple(rules_of(scenario))
    known: dict[Rules, bool | None] = {}

    def asked(rules: Rules) -> bool | None:
        if rules not in known:
            known[rules] = possible(rules)
        return known[rules]

    rules = _needed((), every, (), asked)
    all_needed = None not in known.values()
    dropped = {rule: asked(tuple(other for other in every if other != rule)) for rule in rules}
    alone = tuple(rule for rule, found in dropped.items() if found)
    return Conflict(rules, all_needed, alone, None not in dropped.values())


def _needed(before: Rules, part: Rules, after: Rules, asked: Possible) -> Rules:
    """Which rules of a part are needed for a conflict with the rules before and after it."""
    found = asked(before + after)
    if found is False or not part:
        return ()
    if len(part) == 1 or found is None:
        return part
    first, second = part[: len(part) // 2], part[len(part) // 2 :]
    first = _needed(before, first, second + after, asked)
    return first + _needed(before + first, second, after, asked)


def rules_of(scenario: Scenario) -> Iterable[Rule]:
    """Every rule that the scenario adds to the register, the wishes first, what money there is last."""
    yield from (Rule("limit", limit.name) for limit in scenario.limits)
    yield from (Rule("include", measure) for measure in scenario.measures.include)
    if scenario.measures.max_payback is not None:
        yield Rule("measures", "max_payback")
    if scenario.budget.per_year is not None:
        yield Rule("budget", "per_year")
    if scenario.budget.total is not None:
        yield Rule("budget", "total")


def with_only(scenario: Scenario, rules: Iterable[Rule]) -> Scenario:
    """The scenario with no other rules than these."""
    kept = set(rules)
    measures, budget = scenario.measures, scenario.budget
    return scenario.model_copy(
        update={
            "limits": tuple(limit for limit in scenario.limits if Rule("limit", limit.name) in kept),
            "measures": measures.model_copy(
                update={
                    "include": tuple(m for m in measures.include if Rule("include", m) in kept),
                    "max_payback": measures.max_payback if Rule("measures", "max_payback") in kept else None,
                }
            ),
            "budget": budget.model_copy(
                update={
                    name: getattr(budget, name) if Rule("budget", name) in kept else None
                    for name in ("per_year", "total")
                }
            ),
        }
    )


def loosened(problem: Problem, scenario: Scenario, rules: Rules) -> Problem | None:
    """The problem of a scenario with no other rules than these; None where that takes posing it anew.

    Limits and budgets are rows of the problem; other rules decide what may be chosen.
    """
    dropped = set(rules_of(scenario)) - set(rules)
    if any(rule.kind not in ("limit", "budget") for rule in dropped):
        return None

    def kept(rows: Iterable[ProblemRow]) -> tuple[ProblemRow, ...]:
        return tuple(row for row in rows if Rule(row.rule, row.name) not in dropped)

    return replace(problem, cash=kept(problem.cash), totals=kept(problem.totals), limits=kept(problem.limits))
