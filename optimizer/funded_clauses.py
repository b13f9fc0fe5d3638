"""Every clause of every source in use, with what the plan comes to and what is left: the table an investor checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.decimals import ZERO, Decimal, number
from optimizer.funding_flows import PAID
from optimizer.funding_source import ESCO, LOAN
from optimizer.indicators import NET_COST, full_year
from optimizer.rules.dscr import bound_years, coverage
from optimizer.rules.source import needed_collateral, project_of
from optimizer.terms import keeps
from optimizer.valuation import amount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.funding_source import FundingSource
    from optimizer.plan_flows import PlanFlows
    from optimizer.terms import Sense


@dataclass(frozen=True)
class ClauseFigure:
    """One clause: its source and column, what it is about, value, bound, and the room left; `t` is a year."""

    source: str
    clause: str
    value: Decimal | None
    bound: Decimal | None
    slack: Decimal | None
    holds: bool
    measure: str | None = None
    t: int | None = None
    stress: str | None = None

    def to_dict(self, first: int) -> dict[str, Any]:
        """Return the clause as an answer lists it; `first` is the base year."""
        year = None if self.t is None else first + self.t
        figures = {key: number(getattr(self, key)) for key in ("value", "bound", "slack")}
        about = {"measure": self.measure, "year": year, "stress": self.stress}
        return {"source": self.source, "clause": self.clause, **about, **figures, "holds": self.holds}


def clauses(plan: PlanFlows) -> Iterator[ClauseFigure]:
    """Yield each clause of each source in use; those on one measure for measures left out, too."""
    for source in plan.terms.funding.sources:
        yield from _on_measures(plan, source)
        yield from _on_amounts(plan, source)
        yield from _on_project(plan, source)
        if source.kind == LOAN:
            yield from _on_cover(plan, source)
    yield from _on_collateral(plan)


def _bounded(value: Decimal, sense: Sense, bound: Decimal, half: Decimal | None) -> tuple[Decimal, bool]:
    slack = bound - value if sense == "at_most" else value - bound
    return slack, keeps(value, sense, bound, half)


def _on_measures(plan: PlanFlows, source: FundingSource) -> Iterator[ClauseFigure]:
    for measure in plan.terms.case.measures:
        for one in plan.terms.funding.clauses_on(source, measure):
            slack = one.bound - one.value if one.value is not None and one.bound is not None else None
            yield ClauseFigure(source.source, one.clause, one.value, one.bound, slack, one.holds, measure.measure)


def _on_amounts(plan: PlanFlows, source: FundingSource) -> Iterator[ClauseFigure]:
    """Yield limit, ticket, local content, and the horizon, within which all is paid."""
    funding, name = plan.terms.funding, source.source
    prices, half = funding.prices[name], funding.half(source)
    drawn = {t: paid / prices[t] for (own, t), paid in plan.draws.items() if own == name}
    if source.kind == ESCO:
        paid = plan.flows.get((PAID, name), {})
        drawn = dict(paid)
    total = sum(drawn.values(), ZERO)
    if source.limit is not None:
        yield ClauseFigure(name, "limit", total, source.limit, *_bounded(total, "at_most", source.limit, half))
    if source.min_ticket and drawn and source.kind != ESCO:
        t, least = min(drawn.items(), key=lambda item: item[1])
        kept = _bounded(least, "at_least", source.min_ticket, half)
        yield ClauseFigure(name, "min_ticket", least, source.min_ticket, *kept, t=t)
    if source.local_share and total:
        known = plan.terms.case.measure
        parts = (
            (known[measure].local_share or ZERO) * paid / prices[t]
            for (own, measure, t), paid in plan.payments.items()
            if own == name
        )
        local = sum(parts, ZERO)
        holds, share = keeps(local, "at_least", source.local_share * total, half), local / total
        yield ClauseFigure(name, "local_share", share, source.local_share, share - source.local_share, holds)
    if drawn and source.kind != ESCO:
        last = max(drawn) + source.delay + ((source.tenor or 0) if source.kind == LOAN else 0)
        first, end = plan.terms.case.base_year, plan.terms.scenario.horizon_years
        value, bound = Decimal(first + last), Decimal(first + end)
        yield ClauseFigure(name, "horizon", value, bound, bound - value, last <= end)


def _on_project(plan: PlanFlows, source: FundingSource) -> Iterator[ClauseFigure]:
    """Yield the clauses on the project in the terms of their columns: years, a share, tonnes."""
    members = project_of(plan, source)
    if not (source.has_project and members):
        return
    funding = plan.terms.funding
    flows, (energy, whole) = funding.project_flows(members), funding.energy
    held = {
        column: keeps(amount(weights, flows), "at_least", least, plan.terms.half if money else None)
        for column, weights, least, money in funding.margins(source)
    }
    if source.max_project_payback is not None:
        cost, saving = amount(NET_COST, flows), amount(full_year(plan.terms.valuation), flows)
        value, bound = max(cost, ZERO) / saving if saving > 0 else None, source.max_project_payback
        slack = None if value is None else bound - value
        yield ClauseFigure(source.source, "max_project_payback", value, bound, slack, held["max_project_payback"])
    if source.min_energy_saving:
        share, bound = amount(energy, flows) / whole, source.min_energy_saving
        yield ClauseFigure(source.source, "min_energy_saving", share, bound, share - bound, held["min_energy_saving"])
    if (least := funding.least_co2e(source)) is not None:
        abated = amount(funding.co2e, flows)
        yield ClauseFigure(source.source, "min_co2e", abated, least, abated - least, held["min_co2e"])


def _on_cover(plan: PlanFlows, source: FundingSource) -> Iterator[ClauseFigure]:
    """Yield the DSCR in the base case and in each stress at its worst year; the slack is money."""
    ratio, years = plan.terms.scenario.funding.dscr, plan.once(bound_years)
    if ratio is None or not any(name == source.source for name, _ in plan.draws):
        return
    for k, own in enumerate(plan.once(coverage).values()):
        worst = min((one for one in own if one.t in years), key=lambda one: one.margin(ratio), default=None)
        if worst is not None:
            margin, stress = worst.margin(ratio), worst.stress.name if k else None
            kept = -margin < plan.terms.half
            yield ClauseFigure(source.source, "dscr", worst.dscr, ratio, margin, kept, t=worst.t, stress=stress)


def _on_collateral(plan: PlanFlows) -> Iterator[ClauseFigure]:
    """Yield the security that all sources together ask for; once for each that asks for any."""
    available = plan.terms.scenario.funding.collateral_available
    if available is None:
        return
    needed = needed_collateral(plan)
    kept = _bounded(needed, "at_most", available, plan.terms.half)
    for source in plan.terms.funding.sources:
        if source.collateral:
            yield ClauseFigure(source.source, "collateral", needed, available, *kept)
