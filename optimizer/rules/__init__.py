"""All kinds of rules that a plan must keep, one file each.

To add a rule, write a file like the others in this folder, with all its functions side by side (`kind.RuleKind`), and
add its name below. It is then judged, modelled, enumerated, diagnosed and put into words without changes to any other
file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.rules.cash import CASH
from optimizer.rules.ceiling import CEILING
from optimizer.rules.choice import CHOICE
from optimizer.rules.dscr import DSCR
from optimizer.rules.group import GROUP
from optimizer.rules.limit import LIMIT
from optimizer.rules.prerequisite import PREREQUISITE
from optimizer.rules.required import REQUIRED
from optimizer.rules.source import SOURCE
from optimizer.rules.total import TOTAL_BUDGET

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.outcome import Rule
    from optimizer.question import Question
    from optimizer.rules.kind import RuleKind, Violation
    from optimizer.scenario import Scenario

RULES: tuple[RuleKind, ...] = (
    CHOICE, REQUIRED, GROUP, PREREQUISITE, CEILING, SOURCE, CASH, TOTAL_BUDGET, DSCR, LIMIT,
)  # fmt: skip
"""All kinds of rules, in the order of violations and of rows in the model."""


def stated_rules(scenario: Scenario) -> tuple[Rule, ...]:
    """Return every rule that the scenario adds to the register: its wishes first, available money last."""
    return tuple(rule for kind in sorted(RULES, key=lambda kind: kind.rank) for rule in kind.stated(scenario))


def without(scenario: Scenario, dropped: Iterable[Rule]) -> Scenario:
    """Return the scenario without some of the rules that it states."""
    gone = frozenset(dropped)
    for kind in RULES:
        scenario = kind.without(scenario, gone)
    return scenario


def only_rows(scenario: Scenario, dropped: Iterable[Rule]) -> bool:
    """Return whether dropping these rules only drops rows of the problem, without changing what may be chosen."""
    in_rows = {rule for kind in RULES if kind.stated_in_rows for rule in kind.stated(scenario)}
    return in_rows.issuperset(dropped)


def broken_text(question: Question, one: Violation) -> str:
    """Return a broken rule in words, with the amount if there is one."""
    return _kind(one.rule).text(question, one)


def stated_text(question: Question, rule: Rule) -> str:
    """Return a rule of the scenario with its numbers."""
    stating = {own: kind for kind in RULES for own in kind.stated(question.scenario)}
    return stating[rule].stated_text(question, rule)


def _kind(key: str) -> RuleKind:
    return {kind.key: kind for kind in RULES}[key]
