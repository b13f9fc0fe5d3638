"""A measure starts only in allowed years, by its window, status, exclusions and its payback alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import ZERO
from optimizer.locales import tr
from optimizer.outcome import Rule
from optimizer.rules.kind import RuleKind, Violation
from optimizer.spelling import amount

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from optimizer.plan_flows import PlanFlows
    from optimizer.question import Question
    from optimizer.rules.kind import Bounds, Posing
    from optimizer.scenario import Scenario

KEY = "choice"
MAX_PAYBACK = Rule("measures", "max_payback")


def broken(plan: PlanFlows) -> Iterator[Violation]:
    """Yield every start in a year in which the measure may not start."""
    for measure, start in plan.starts.items():
        if start not in plan.terms.choices.get(measure, ()):
            yield Violation(KEY, measure, start)


def rows(_: Posing) -> Iterator[Bounds]:
    """A start that is not allowed has no column, and each measure's own columns exclude each other."""
    yield from ()


def stated(scenario: Scenario) -> Iterator[Rule]:
    """Yield the bound on the payback of each measure alone, if there is one."""
    if scenario.measures.max_payback is not None:
        yield MAX_PAYBACK


def without(scenario: Scenario, dropped: Collection[Rule]) -> Scenario:
    """Return the scenario without that bound, if it is dropped."""
    if MAX_PAYBACK not in dropped:
        return scenario
    return scenario.model_copy(update={"measures": scenario.measures.model_copy(update={"max_payback": None})})


def text(_: Question, __: Violation) -> str:
    """Return the broken rule: when the measure may start."""
    return tr("its start years")


def stated_text(question: Question, _: Rule) -> str:
    """Return the longest payback that a measure alone may have."""
    longest = question.scenario.measures.max_payback or ZERO
    shown = amount(longest, "years", decimals=max(0, -int(longest.as_tuple().exponent)))
    return tr("payback of each measure alone at most {years}", years=shown)


CHOICE = RuleKind(
    KEY, broken, rows, text, structural=True,
    stated=stated, without=without, stated_text=stated_text, stated_in_rows=False, rank=2,
)  # fmt: skip
