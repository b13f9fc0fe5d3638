"""Why no plan exists: a set of the user's rules that can't hold together, none of them idle, and which help alone.

A deletion filter over named rules, many at a time: a part of the rules is left out, and stays out where the rest
still can't hold; else it is halved. (The solver's own irreducible sets come back empty for most integer questions.)
What the register itself says, groups, prerequisites, ceilings and what is in progress, always holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optimizer.rules import only_rows, stated_rules, without

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.outcome import Rule
    from optimizer.problem import PosedProblem
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
    every = stated_rules(scenario)
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


def loosened(problem: PosedProblem, scenario: Scenario, rules: Rules) -> tuple[PosedProblem | None, Scenario]:
    """Return the problem of a scenario with no other of its rules than these, and that scenario.

    No problem where dropping the others changes what may be chosen, so that it has to be posed anew.
    """
    dropped = set(stated_rules(scenario)) - set(rules)
    left = problem.without(dropped) if only_rows(scenario, dropped) else None
    return left, without(scenario, dropped)
