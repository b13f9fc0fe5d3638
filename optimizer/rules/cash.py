"""Each year's capex is paid from own funds, a share of last year's saving, and the remainder of last year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer import flows as f
from optimizer.columns import plus
from optimizer.decimals import ONE, ZERO
from optimizer.locales import noted, tr
from optimizer.outcome import Rule
from optimizer.rules.kind import Bounds, RuleKind, Violation
from optimizer.spelling import cents, listed, money
from optimizer.valuation import amount, scaled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from decimal import Decimal

    from optimizer.plan_flows import PlanFlows
    from optimizer.question import Question
    from optimizer.rules.kind import Posing
    from optimizer.scenario import Scenario

KEY = "cash"
PER_YEAR = Rule("budget", "per_year")


def left(plan: PlanFlows) -> list[Decimal]:
    """Return the remaining own funds of each year after its capex; empty without a yearly budget."""
    terms, budget = plan.terms, plan.terms.scenario.budget
    if budget.per_year is None:
        return []
    paid = {f.CAPEX: terms.valuation.ones}
    remaining: list[Decimal] = []
    for t in terms.valuation.years:
        reinvested = budget.reinvest * amount(terms.valuation.after_tax, plan.flows, (t - 1,))
        kept = remaining[-1] if remaining and budget.carry_over else ZERO
        remaining.append(terms.own_funds(t) + reinvested + kept - amount(paid, plan.flows, (t,)))
    return remaining


def broken(plan: PlanFlows) -> Iterator[Violation]:
    """Yield every year in which more is paid than is available."""
    for t, remaining in enumerate(plan.once(left)):
        if -remaining >= plan.terms.half:
            yield Violation(KEY, PER_YEAR.name, t, remaining, ZERO)


def rows(posing: Posing) -> Iterator[Bounds]:
    """Capex is paid from the year's own funds, a share of last year's saving after tax, and the remainder carried over.

    capex[t] ≤ own[t] + reinvest · after_tax[t−1]                              (no carry-over)
    Σ_{u ≤ t} capex[u] ≤ Σ_{u ≤ t} (own[u] + reinvest · after_tax[u−1])        (with carry-over)
    """
    terms, budget = posing.terms, posing.terms.scenario.budget
    if budget.per_year is None:
        return
    saving, capex = scaled(terms.valuation.after_tax, budget.reinvest), {f.CAPEX: terms.valuation.steady(-ONE)}
    for t in terms.valuation.years:
        years = range(t + 1) if budget.carry_over else range(t, t + 1)
        own = sum((terms.own_funds(year) for year in years), ZERO)
        saved = posing.form(saving, [year - 1 for year in years], constant=own)
        yield Bounds(PER_YEAR.name, plus(saved, posing.form(capex, years)), -float(terms.half), None, PER_YEAR)


def stated(scenario: Scenario) -> Iterator[Rule]:
    """Yield the yearly budget, if there is one."""
    if scenario.budget.per_year is not None:
        yield PER_YEAR


def without(scenario: Scenario, dropped: Collection[Rule]) -> Scenario:
    """Return the scenario without a yearly budget, if it is dropped."""
    if PER_YEAR not in dropped:
        return scenario
    return scenario.model_copy(update={"budget": scenario.budget.model_copy(update={"per_year": None})})


def text(question: Question, one: Violation) -> str:
    """Return the year without enough own funds, and the missing amount."""
    year, short = question.case.base_year + (one.t or 0), money(abs(one.value or ZERO), question.case)
    return tr(noted("own funds of {year} ({money} short)"), year=year, money=short)


def stated_text(question: Question, _: Rule) -> str:
    """Return the own funds of each year."""
    per_year = question.scenario.budget.per_year
    given = per_year if isinstance(per_year, tuple) else () if per_year is None else (per_year,)
    decimals = max((cents(own, question.case) for own in given), default=0)
    funds = listed(money(own, question.case, decimals) for own in given)
    return tr("own funds by year ({funds})", funds=funds)


CASH = RuleKind(KEY, broken, rows, text, stated=stated, without=without, stated_text=stated_text, rank=3)
