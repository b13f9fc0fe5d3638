"""All capex that outside money does not pay stays within the total budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import ZERO
from optimizer.locales import tr
from optimizer.outcome import Rule
from optimizer.rules.kind import Bounds, RuleKind, Violation
from optimizer.spelling import money
from optimizer.terms import keeps
from optimizer.valuation import amount

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from optimizer.plan_flows import PlanFlows
    from optimizer.question import Question
    from optimizer.rules.kind import Posing
    from optimizer.scenario import Scenario

KEY = "total"
TOTAL = Rule("budget", "total")


def broken(plan: PlanFlows) -> Iterator[Violation]:
    """Yield the total budget if more is paid."""
    total, spent = plan.terms.scenario.budget.total, amount(plan.terms.funding.own_capex, plan.flows)
    if total is not None and not keeps(spent, "at_most", total, plan.terms.half):
        yield Violation(KEY, TOTAL.name, None, spent, total)


def rows(posing: Posing) -> Iterator[Bounds]:
    """All capex that outside money does not pay stays within the total budget: Σ_t capex[t] − outside ≤ total."""
    total = posing.terms.scenario.budget.total
    if total is not None:
        upper = float(total) + posing.half
        yield Bounds(TOTAL.name, posing.form(posing.terms.funding.own_capex), None, upper, TOTAL)


def stated(scenario: Scenario) -> Iterator[Rule]:
    """Yield the total budget, if there is one."""
    if scenario.budget.total is not None:
        yield TOTAL


def without(scenario: Scenario, dropped: Collection[Rule]) -> Scenario:
    """Return the scenario without a total budget, if it is dropped."""
    if TOTAL not in dropped:
        return scenario
    return scenario.model_copy(update={"budget": scenario.budget.model_copy(update={"total": None})})


def text(question: Question, one: Violation) -> str:
    """Return by how much the total budget is exceeded."""
    short = money(abs((one.bound or ZERO) - (one.value or ZERO)), question.case)
    return tr("the total budget ({money} short)", money=short)


def stated_text(question: Question, _: Rule) -> str:
    """Return the total budget."""
    return tr("total budget of {money}", money=money(question.scenario.budget.total, question.case))


TOTAL_BUDGET = RuleKind(
    KEY, broken, rows, text, stated=stated, without=without, stated_text=stated_text, rank=4, funded=True
)
