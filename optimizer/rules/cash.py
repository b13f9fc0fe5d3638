"""Each year's capex is paid from own funds, a share of last year's saving, and the remainder of last year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer import flows as f
from optimizer.columns import plus, scaled_form
from optimizer.decimals import ONE, ZERO
from optimizer.locales import noted, tr
from optimizer.outcome import Rule
from optimizer.rules.kind import Bounds, RuleKind, Violation
from optimizer.scenario import UNSTRESSED
from optimizer.spelling import cents, listed, money
from optimizer.valuation import amount, scaled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from decimal import Decimal

    from optimizer.plan_flows import PlanFlows
    from optimizer.question import Question
    from optimizer.rules.kind import Posing
    from optimizer.scenario import Scenario, Stress

KEY = "cash"
PER_YEAR = Rule("budget", "per_year")


def left(plan: PlanFlows) -> list[Decimal]:
    """Return the remaining cash of each year; empty without a yearly budget."""
    return left_under(plan, UNSTRESSED)


def left_under(plan: PlanFlows, stress: Stress) -> list[Decimal]:
    """Return the remaining cash of each year under a stress; empty without a yearly budget.

    Paid are capex, fees, and what is due beyond the year's own saving; outside money counts when it arrives.
    """
    terms, budget = plan.terms, plan.terms.scenario.budget
    if budget.per_year is None:
        return []
    flows = plan.flows if stress is UNSTRESSED else plan.stressed(stress)
    paid = {f.CAPEX: terms.valuation.steady(stress.capex), **terms.funding.spent}
    after_tax = terms.funding.after_tax(stress)
    remaining: list[Decimal] = []
    last = ZERO
    for t in terms.valuation.years:
        saved, due = (amount(weights, flows, (t,)) for weights in (after_tax, terms.funding.due))
        own_saving = min(due, max(ZERO, saved))
        kept = remaining[-1] if remaining and budget.carry_over else ZERO
        spent = amount(paid, flows, (t,)) + due - own_saving
        remaining.append(terms.own_funds(t) + budget.reinvest * last + kept - spent)
        last = saved - own_saving
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

    With outside money, what arrives is added, fees and what is due are paid, and from_saving[t] of what is due comes
    out of the year's own saving, which is then not reinvested: from_saving = min(due, max(0, after_tax)).
    """
    terms, budget = posing.terms, posing.terms.scenario.budget
    if budget.per_year is None:
        return
    saving = scaled(terms.funding.after_tax(), budget.reinvest)
    spent = {f.CAPEX: terms.valuation.ones, **terms.funding.spent, **terms.funding.due}
    for t in terms.valuation.years:
        years = range(t + 1) if budget.carry_over else range(t, t + 1)
        own = sum((terms.own_funds(year) for year in years), ZERO)
        saved = posing.form(saving, [year - 1 for year in years], constant=own)
        paid = posing.form(scaled(spent, -ONE), years)
        from_saving = {("saving", "", "", year): 1.0 for year in years}
        before = {("saving", "", "", year - 1): -float(budget.reinvest) for year in years}
        together = {key: from_saving.get(key, 0.0) + before.get(key, 0.0) for key in {**from_saving, **before}}
        form = plus(plus(saved, paid), posing.amounts_form(together))
        yield Bounds(PER_YEAR.name, form, -posing.half, None, PER_YEAR)
        yield from _from_saving(posing, t)


def _from_saving(posing: Posing, t: int) -> Iterator[Bounds]:
    """What is paid from the year's own saving: at most what is due and what is saved, and if it matters no less."""
    saving, positive, whole = (("saving", "", "", t), ("positive", "", "", t), ("whole", "", "", t))
    if saving not in posing.funds.number:
        return
    due, saved = posing.form(posing.terms.funding.due, (t,)), posing.form(posing.terms.funding.after_tax(), (t,))
    taken, most = posing.amounts_form({saving: -1.0}), posing.most(due)
    yield Bounds("saving", plus(due, taken), 0.0, None)
    short = max(0.0, -posing.least(saved)) + most
    yield Bounds("saving", plus(plus(saved, taken), posing.amounts_form({positive: -short}, short)), 0.0, None)
    yield Bounds("saving", posing.amounts_form({saving: -1.0, positive: most}), 0.0, None)
    if whole in posing.funds.number:
        more = max(0.0, posing.most(saved)) + most
        all_due = posing.amounts_form({whole: most})
        yield Bounds("saving", plus(plus(scaled_form(due, -1.0), scaled_form(taken, -1.0)), all_due), 0.0, None)
        rest = posing.amounts_form({whole: -more}, more)
        yield Bounds("saving", plus(plus(scaled_form(saved, -1.0), scaled_form(taken, -1.0)), rest), 0.0, None)


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


CASH = RuleKind(KEY, broken, rows, text, stated=stated, without=without, stated_text=stated_text, rank=3, funded=True)
