"""In every year in which a loan is repaid, cash flow covers debt service so many times, in each stress, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optimizer.columns import plus
from optimizer.decimals import ONE, ZERO
from optimizer.funding_source import LOAN
from optimizer.locales import noted, tr
from optimizer.outcome import Rule
from optimizer.rules.kind import Bounds, RuleKind, Violation
from optimizer.spelling import money, numeral
from optimizer.valuation import amount, scaled, summed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from decimal import Decimal

    from optimizer.plan_flows import PlanFlows
    from optimizer.question import Question
    from optimizer.rules.kind import Posing
    from optimizer.scenario import Scenario, Stress

KEY = "dscr"
DSCR_BOUND = Rule("funding", "dscr")


class Coverage(NamedTuple):
    """The cash flow and the debt service of one year under one stress, those of the company's other business apart."""

    stress: Stress
    t: int
    cfads: Decimal
    debt_service: Decimal
    other_cfads: Decimal
    other_debt_service: Decimal

    @property
    def dscr(self) -> Decimal | None:
        """Return (CFADS + other) / (debt service + other); None where nothing is due, or nothing in all."""
        due = self.debt_service + self.other_debt_service
        return (self.cfads + self.other_cfads) / due if self.debt_service and due else None

    @property
    def dscr_savings(self) -> Decimal | None:
        """Return CFADS / debt service, without the company's other business."""
        return self.cfads / self.debt_service if self.debt_service else None

    def margin(self, ratio: Decimal) -> Decimal:
        """Return the money by which the ratio is kept; negative if it is not."""
        return self.cfads + self.other_cfads - ratio * (self.debt_service + self.other_debt_service)


def coverage(plan: PlanFlows) -> dict[str, list[Coverage]]:
    """Return the coverage of every year, by the name of the stress."""
    return {stress.name: covered(plan, stress) for stress in plan.terms.funding.stresses}


def covered(plan: PlanFlows, stress: Stress) -> list[Coverage]:
    """Return the coverage of every year under one stress."""
    terms, flows, rules = plan.terms.funding, plan.stressed(stress), plan.terms.scenario.funding
    cfads, service = terms.cfads(stress), terms.debt_service
    return [
        Coverage(
            stress,
            t,
            amount(cfads, flows, (t,)),
            amount(service, flows, (t,)),
            terms.other(rules.other_cfads, t),
            terms.other(rules.other_debt_service, t),
        )
        for t in plan.terms.valuation.years
    ]


def bound_years(plan: PlanFlows) -> frozenset[int]:
    """Return the years in which the DSCR is bound: where a loan drawn here repays principal, or owes anything."""
    terms, known = plan.terms.funding, plan.terms.case.source
    drawn = ((known[name], t) for name, t in plan.draws if known[name].kind == LOAN)
    return frozenset(u for source, t in drawn if terms.may_draw(source, t) for u in terms.binds(source, t))


def broken(plan: PlanFlows) -> Iterator[Violation]:
    """Yield every year and stress in which cash flow covers debt service too few times."""
    ratio = plan.terms.scenario.funding.dscr
    if ratio is None or not plan.terms.funding:
        return
    for name, years in plan.once(coverage).items():
        for one in years:
            if one.t in plan.once(bound_years) and -one.margin(ratio) >= plan.terms.half:
                yield Violation(KEY, name, one.t, one.margin(ratio), ZERO)


def rows(posing: Posing) -> Iterator[Bounds]:
    """Cash flow covers debt service in every year u in which a loan drawn here is repaid, in each stress k.

    CFADS_k[u] + other_cfads[u] ≥ dscr · (DS_k[u] + other_debt_service[u]) − M · (1 − bound[u])
    bound[u] ≥ drawn[f,t]   for every loan f and year t of drawing that make u a bound year
    """
    terms = posing.terms.funding
    ratio = terms.rules.dscr
    if ratio is None or not terms.of_kind(LOAN):
        return
    for source in terms.of_kind(LOAN):
        for t in posing.funds.draw_years(source):
            for u in terms.binds(source, t):
                link = posing.amounts_form({("bound", "", "", u): 1.0, ("drawn", source.source, "", t): -1.0})
                yield Bounds(f"bound {u}", link, 0.0, None)
    for stress in terms.stresses:
        weights = summed(terms.cfads(stress), scaled(terms.debt_service, -ratio))
        for u in posing.funds.bound_years:
            other = terms.other(terms.rules.other_cfads, u) - ratio * terms.other(terms.rules.other_debt_service, u)
            form = posing.form(weights, (u,), constant=other, stress=stress)
            most = max(0.0, -posing.least(form))
            switch = posing.amounts_form({("bound", "", "", u): -most}, most)
            yield Bounds(stress.name, plus(form, switch), -posing.half, None, DSCR_BOUND)


def stated(scenario: Scenario) -> Iterator[Rule]:
    """Yield the bound on the debt service coverage ratio, if there is one."""
    if scenario.funding.dscr is not None and scenario.funding.sources:
        yield DSCR_BOUND


def without(scenario: Scenario, dropped: Collection[Rule]) -> Scenario:
    """Return the scenario without that bound, if it is dropped."""
    if DSCR_BOUND not in dropped:
        return scenario
    return scenario.model_copy(update={"funding": scenario.funding.model_copy(update={"dscr": None})})


def text(question: Question, one: Violation) -> str:
    """Return the year and the stress in which too little is left for debt service, and how much is missing."""
    year, short = question.case.base_year + (one.t or 0), money(abs(one.value or ZERO), question.case)
    named = {stress.name: stress for stress in question.scenario.stress}
    if one.name not in named:
        return tr(noted("debt service of {year} ({money} short)"), year=year, money=short)
    return tr(noted("debt service of {year} under “{stress}” ({money} short)"), year=year, money=short, stress=one.name)


def stated_text(question: Question, _: Rule) -> str:
    """Return the least debt service coverage ratio."""
    ratio = question.scenario.funding.dscr or ONE
    return tr("DSCR at least {ratio}", ratio=numeral(ratio, max(0, -int(ratio.normalize().as_tuple().exponent))))


DSCR = RuleKind(KEY, broken, rows, text, stated=stated, without=without, stated_text=stated_text, rank=2, funded=True)
