"""At most one of the exclusive alternatives in a group is chosen."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from optimizer.locales import tr
from optimizer.rules.kind import Bounds, RuleKind, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.plan_flows import PlanFlows
    from optimizer.question import Question
    from optimizer.rules.kind import Posing

KEY = "group"


def broken(plan: PlanFlows) -> Iterator[Violation]:
    """Yield every group of which more than one measure is chosen."""
    groups = [plan.terms.case.measure[measure].group for measure in plan.starts]
    for group in sorted({group for group in groups if group and groups.count(group) > 1}):
        yield Violation(KEY, group)


def rows(posing: Posing) -> Iterator[Bounds]:
    """At most one of several exclusive alternatives is chosen.

    Σ_{i ∈ g} Σ_s start[i,s] ≤ 1   for every group g
    """
    members: dict[str, list[str]] = defaultdict(list)
    for measure in posing.terms.choices:
        if group := posing.terms.case.measure[measure].group:
            members[group].append(measure)
    for group, measures in sorted(members.items()):
        if len(measures) > 1:
            choices = (choice for measure in sorted(measures) for choice, _ in posing.starts(measure))
            yield Bounds(group, posing.over(choices), None, 1.0)


def text(_: Question, one: Violation) -> str:
    """Return the group of which too many measures are chosen."""
    return tr("at most one of the alternatives “{group}”", group=one.name)


GROUP = RuleKind(KEY, broken, rows, text, structural=True)
