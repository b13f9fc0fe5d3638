"""A funding source pays only as its terms say: for what, how much, when, and for which measures together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from optimizer.decimals import ZERO, Decimal
from optimizer.funding_flows import PAID
from optimizer.funding_source import ESCO
from optimizer.locales import noted, tr
from optimizer.outcome import Rule
from optimizer.rules.kind import RuleKind, Violation
from optimizer.rules.source_rows import rows
from optimizer.spelling import money
from optimizer.terms import keeps
from optimizer.valuation import amount
from optimizer.words import name_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from optimizer.funding_source import FundingSource
    from optimizer.plan_flows import PlanFlows
    from optimizer.question import Question
    from optimizer.scenario import Scenario

KEY = "source"
COLLATERAL = Rule("funding", "collateral")


def broken(plan: PlanFlows) -> Iterator[Violation]:
    """Yield every term of a source that the plan breaks."""
    if not plan.terms.funding:
        return
    yield from _payments(plan)
    yield from _capex(plan)
    for source in plan.terms.funding.sources:
        if source.kind == ESCO:
            yield from _contracts(plan, source)
        else:
            yield from _draws(plan, source)
        yield from _project(plan, source)
    yield from _lines(plan)
    yield from _collateral(plan)


def _payments(plan: PlanFlows) -> Iterator[Violation]:
    """Yield payments outside of a source's clauses on one measure, its window, its share."""
    funding, half = plan.terms.funding, plan.terms.half
    for (name, measure, t), paid in plan.payments.items():
        source = plan.terms.case.source[name]
        if measure not in funding.eligible_for[name]:
            yield Violation(KEY, name, t, clause="eligible", measure=measure)
        if not funding.may_draw(source, t):
            yield Violation(KEY, name, t, clause="horizon", measure=measure)
        if source.share_of is None:
            whole = funding.capex(measure, plan.starts[measure]).get(t, ZERO)
        else:
            whole = plan.payments.get((source.share_of, measure, t), ZERO)
        if paid < ZERO or not keeps(paid, "at_most", source.share * whole, half):
            yield Violation(KEY, name, t, paid, source.share * whole, "share", measure)


def _capex(plan: PlanFlows) -> Iterator[Violation]:
    """Yield what is paid twice: by several sources together, or beside an ESCO."""
    funding = plan.terms.funding
    paid: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    taken = [measure for _, measure, _ in plan.contracts]
    for (name, measure, t), amount_ in plan.payments.items():
        paid[measure, t] += amount_
        if measure in taken:
            yield Violation(KEY, name, t, clause="contract", measure=measure)
    for (measure, t), together in paid.items():
        capex = funding.capex(measure, plan.starts[measure]).get(t, ZERO)
        if not keeps(together, "at_most", capex, plan.terms.half):
            yield Violation(KEY, measure, t, together, capex, "twice", measure)
    for measure in sorted({measure for measure in taken if taken.count(measure) > 1}):
        yield Violation(KEY, measure, None, clause="twice", measure=measure)


def _draws(plan: PlanFlows, source: FundingSource) -> Iterator[Violation]:
    """Yield draws below the ticket, above the limit, or with too little local content."""
    funding, name = plan.terms.funding, source.source
    prices, half = funding.prices[name], funding.half(source)
    drawn = {t: paid / prices[t] for (own, t), paid in plan.draws.items() if own == name}
    for t, own in drawn.items():
        if not keeps(own, "at_least", source.min_ticket, half):
            yield Violation(KEY, name, t, own, source.min_ticket, "min_ticket")
    total = sum(drawn.values(), ZERO)
    if source.limit is not None and not keeps(total, "at_most", source.limit, half):
        yield Violation(KEY, name, None, total, source.limit, "limit")
    local = sum(
        (_local(plan, measure) * paid / prices[t] for (own, measure, t), paid in plan.payments.items() if own == name),
        ZERO,
    )
    if not keeps(local, "at_least", source.local_share * total, half):
        yield Violation(KEY, name, None, local / total if total else None, source.local_share, "local_share")


def _local(plan: PlanFlows, measure: str) -> Decimal:
    return plan.terms.case.measure[measure].local_share or ZERO


def _contracts(plan: PlanFlows, source: FundingSource) -> Iterator[Violation]:
    """Yield contracts that an ESCO would not make, payments other than its share, and more than its limit."""
    funding, name, half = plan.terms.funding, source.source, plan.terms.half
    own = [(measure, start) for esco, measure, start in plan.contracts if esco == name]
    for measure, start in own:
        if not funding.may_take(source, measure, start):
            yield Violation(KEY, name, start, clause="contract", measure=measure)
        paid = funding.contract(source, measure, start)[PAID, name]
        first = plan.terms.case.base_year
        stated = {y - first: v for (s, m, y), v in plan.decision.amounts.items() if (s, m) == (name, measure)}
        for t in sorted(paid.keys() | stated.keys()):
            if abs(paid.get(t, ZERO) - stated.get(t, ZERO)) >= half:
                yield Violation(KEY, name, t, stated.get(t, ZERO), paid.get(t, ZERO), "share", measure)
    total = amount({(PAID, name): plan.terms.valuation.ones}, plan.flows)
    if source.limit is not None and not keeps(total, "at_most", source.limit, half):
        yield Violation(KEY, name, None, total, source.limit, "limit")


def project_of(plan: PlanFlows, source: FundingSource) -> tuple[str, ...]:
    """Return the measures of a source's project: an ESCO's are all that it takes."""
    if source.kind == ESCO:
        return tuple(measure for name, measure, _ in plan.contracts if name == source.source)
    return tuple(plan.decision.projects.get(source.source, ()))


def _project(plan: PlanFlows, source: FundingSource) -> Iterator[Violation]:
    """Yield clauses on the project that it breaks, and payments for measures outside of it."""
    if not source.has_project:
        return
    funding, members = plan.terms.funding, project_of(plan, source)
    for measure in members:
        if measure not in plan.starts or measure not in funding.eligible_for[source.source]:
            yield Violation(KEY, source.source, None, clause="eligible", measure=measure)
    for name, measure, t in plan.payments:
        if name == source.source and measure not in members:
            yield Violation(KEY, name, t, clause="project", measure=measure)
    flows = funding.project_flows(measure for measure in members if measure in plan.starts)
    for column, weights, least, is_money in funding.margins(source) if members else ():
        value = amount(weights, flows)
        if not keeps(value, "at_least", least, plan.terms.half if is_money else None):
            yield Violation(KEY, source.source, None, value, least, column)


def _lines(plan: PlanFlows) -> Iterator[Violation]:
    """Yield lines of which more than one source is used."""
    used = {name for name, _ in plan.draws} | {name for name, _, _ in plan.contracts}
    lines = [source.line for source in plan.terms.funding.sources if source.source in used]
    for line in sorted({line for line in lines if line and lines.count(line) > 1}):
        yield Violation(KEY, line, clause="line")


def needed_collateral(plan: PlanFlows) -> Decimal:
    """Return the security that all sources together ask for."""
    known = plan.terms.case.source
    drawn = sum((known[name].collateral * paid for (name, _), paid in plan.draws.items()), ZERO)
    escos = plan.terms.funding.of_kind(ESCO)
    paid = (s.collateral * amount({(PAID, s.source): plan.terms.valuation.ones}, plan.flows) for s in escos)
    return drawn + sum(paid, ZERO)


def _collateral(plan: PlanFlows) -> Iterator[Violation]:
    available = plan.terms.scenario.funding.collateral_available
    if available is not None and not keeps(needed_collateral(plan), "at_most", available, plan.terms.half):
        yield Violation(KEY, "", None, needed_collateral(plan), available, "collateral")


def stated(scenario: Scenario) -> Iterator[Rule]:
    """Yield the security that can be given, if it is bounded."""
    if scenario.funding.sources and scenario.funding.collateral_available is not None:
        yield COLLATERAL


def without(scenario: Scenario, dropped: Collection[Rule]) -> Scenario:
    """Return the scenario without a bound on security, if it is dropped."""
    if COLLATERAL not in dropped:
        return scenario
    return scenario.model_copy(update={"funding": scenario.funding.model_copy(update={"collateral_available": None})})


TEXTS = {
    "eligible": noted("a clause of “{source}” on “{measure}”"),
    "horizon": noted("the years in which “{source}” may be drawn and repaid"),
    "share": noted("the share of “{measure}” that “{source}” pays"),
    "twice": noted("“{measure}” would be paid for twice"),
    "contract": noted("the contract of “{source}” for “{measure}”"),
    "min_ticket": noted("the least amount that “{source}” lends in a year"),
    "limit": noted("the limit of “{source}”"),
    "local_share": noted("the local content that “{source}” asks for"),
    "project": noted("“{source}” pays only for the measures of its project"),
    "max_project_payback": noted("the payback that “{source}” asks of its project ({money} short)"),
    "min_energy_saving": noted("the energy saving that “{source}” asks of its project"),
    "min_co2e": noted("the CO2e that the project of “{source}” must abate"),
    "line": noted("at most one of the alternatives “{source}”"),
    "collateral": noted("the security that can be given ({money} short)"),
}


def text(question: Question, one: Violation) -> str:
    """Return the term that is broken, with source, measure and amount."""
    known = question.case.source
    source = name_of(known[one.name]) if one.name in known else one.name
    measure = name_of(question.case.measure[one.measure]) if one.measure else ""
    short = money(abs((one.bound or ZERO) - (one.value or ZERO)), question.case)
    return tr(TEXTS[one.clause], source=source, measure=measure, money=short)


def stated_text(question: Question, _: Rule) -> str:
    """Return the security that can be given."""
    return tr("security of {money}", money=money(question.scenario.funding.collateral_available, question.case))


SOURCE = RuleKind(KEY, broken, rows, text, stated=stated, without=without, stated_text=stated_text, rank=4, funded=True)
