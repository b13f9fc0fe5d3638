"""Why no plan exists: rules that can't hold together, all of them needed, and rules that are enough to drop alone.

This is a deletion filter over named rules, many at a time: a group of rules is left out, and stays out if the rest
still can't be satisfied; otherwise it is halved. (The solver's own irreducible sets are empty for most integer
questions.) The register's own rules (groups, prerequisites, ceilings, measures in progress) always apply.
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

    `all_needed`: each of them is needed for the conflict. `alone`: the rules that, dropped alone with all other rules
    of the scenario kept, make a plan possible; `alone_tested`: each of the rules was tested for this.
    """

    rules: Rules
    all_needed: bool
    alone: Rules
    alone_tested: bool


def conflict(scenario: Scenario, possible: Possible) -> Conflict:
    """Return the conflicting rules of a scenario without a plan; none if the register alone has no plan.

    `possible` says whether there is a plan under some of the rules. None means that time ran out; it is treated as yes,
    so that an untested rule is named rather than left out.
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
    """Return the rules of a group that are needed for a conflict with the rules before and after it."""
    found = asked(before + after)
    if found is False or not part:
        return ()
    if len(part) == 1 or found is None:
        return part
    first, second = part[: len(part) // 2], part[len(part) // 2 :]
    first = _needed(before, first, second + after, asked)
    return first + _needed(before + first, second, after, asked)


def loosened(problem: PosedProblem, scenario: Scenario, rules: Rules) -> tuple[PosedProblem | None, Scenario]:
    """Return the problem of a scenario with only these of its rules, and that scenario.

    The problem is None if dropping the others changes what may be chosen, so that it must be posed again.
    """
    dropped = set(stated_rules(scenario)) - set(rules)
    left = problem.without(dropped) if only_rows(scenario, dropped) else None
    return left, without(scenario, dropped)
