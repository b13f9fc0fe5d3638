"""Measures that the scenario includes, and measures in progress, must be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.locales import tr
from optimizer.outcome import Rule
from optimizer.rules.kind import Bounds, RuleKind, Violation
from optimizer.words import name_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from optimizer.plan_flows import PlanFlows
    from optimizer.question import Question
    from optimizer.rules.kind import Posing
    from optimizer.scenario import Scenario

KEY = "required"


def broken(plan: PlanFlows) -> Iterator[Violation]:
    """Yield every required measure that is not chosen."""
    for measure in sorted(plan.terms.required - plan.decision.starts.keys()):
        yield Violation(KEY, measure)


def rows(posing: Posing) -> Iterator[Bounds]:
    """A required measure starts in one of its years.

    Σ_s start[i,s] = 1   for every required i
    """
    for measure in sorted(posing.terms.required):
        yield Bounds(measure, posing.over(choice for choice, _ in posing.starts(measure)), 1.0, 1.0)


def stated(scenario: Scenario) -> Iterator[Rule]:
    """Yield every measure that the scenario includes."""
    yield from (Rule("include", measure) for measure in scenario.measures.include)


def without(scenario: Scenario, dropped: Collection[Rule]) -> Scenario:
    """Return the scenario that includes only the measures that are not dropped."""
    kept = tuple(measure for measure in scenario.measures.include if Rule("include", measure) not in dropped)
    return scenario.model_copy(update={"measures": scenario.measures.model_copy(update={"include": kept})})


def text(question: Question, one: Violation) -> str:
    """Return which measure is missing."""
    return tr("“{measure}” must be in the plan", measure=name_of(question.case.measure[one.name]))


def stated_text(question: Question, rule: Rule) -> str:
    """Return which measure must be chosen."""
    return tr("“{measure}” must be chosen", measure=name_of(question.case.measure[rule.name]))


REQUIRED = RuleKind(
    KEY, broken, rows, text, structural=True,
    stated=stated, without=without, stated_text=stated_text, stated_in_rows=False, rank=1,
)  # fmt: skip
