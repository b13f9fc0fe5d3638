"""Why no plan exists: a set of the user's rules that can't hold together, none of them idle.

A deletion filter over named rules: each rule in turn is left out, and stays out where the rest still
can't hold. (The solver's own irreducible sets come back empty for most integer questions.) What the
register itself says, groups, prerequisites, ceilings and what is in progress, always holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.outcome import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from optimizer.scenario import Scenario


def conflict(scenario: Scenario, possible: Callable[[Scenario], bool | None]) -> tuple[tuple[Rule, ...], bool]:
    """Rules of the scenario that no plan keeps together, and whether any of them left out was seen to do.

    `possible` says whether a scenario has a plan (None: not known in time, taken as yes, so that a rule is
    rather named than left out). No rules where not even the bare register has a plan.
    """
    rules = list(rules_of(scenario))
    all_needed = True
    for rule in tuple(rules):
        fewer = [other for other in rules if other != rule]
        found = possible(with_only(scenario, fewer))
        all_needed = all_needed and found is not None
        rules = fewer if found is False else rules
    return tuple(rules), all_needed


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
