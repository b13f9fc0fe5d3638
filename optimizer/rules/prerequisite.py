"""A prerequisite starts no later than the measure that requires it; measures that require each other start together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.locales import tr
from optimizer.rules.kind import Bounds, RuleKind, Violation
from optimizer.spelling import listed
from optimizer.words import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.plan_flows import PlanFlows
    from optimizer.question import Question
    from optimizer.rules.kind import Posing

KEY = "prerequisite"


def broken(plan: PlanFlows) -> Iterator[Violation]:
    """Yield every measure for each of its prerequisites that is missing or starts later."""
    for measure, start in plan.starts.items():
        for needed in plan.terms.prerequisites(measure):
            if plan.starts.get(needed, start + 1) > start:
                yield Violation(KEY, measure, start)


def rows(posing: Posing) -> Iterator[Bounds]:
    """A prerequisite j of i starts no later than i.

    Σ_{s' ≤ s} start[i,s'] ≤ Σ_{s' ≤ s} start[j,s']   for every year s in which i may start
    """
    for measure in sorted(posing.terms.choices):
        for needed in posing.terms.prerequisites(measure):
            starts = posing.starts(measure), posing.starts(needed)
            for _, year in starts[0]:
                own, others = ([choice for choice, start in each if start <= year] for each in starts)
                yield Bounds(measure, posing.over(own, others), None, 0.0)


def text(question: Question, one: Violation) -> str:
    """Return what the measure requires."""
    case = question.case
    needed = listed(name_of(case.measure[other]) for other in case.measure[one.name].requires if other in case.measure)
    return tr("its prerequisite is missing or later ({needed})", needed=needed)


PREREQUISITE = RuleKind(KEY, broken, rows, text, structural=True)
