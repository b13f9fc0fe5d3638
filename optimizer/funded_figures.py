"""The figures of outside money: who pays, debt service, cover, equity, stresses, break-even, clauses.

Everything follows from the flows of the plan (`PlanFlows`) and the terms of its sources. Formulas: formats.md
4.7, 4.8, 4.12.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from optimizer.break_even import break_even
from optimizer.decimals import ZERO, Decimal, number
from optimizer.finance import discounted_payback, irr, present_values_so_far
from optimizer.funded_clauses import clauses
from optimizer.funding_flows import ARRIVED, FEE, INTEREST, PAYMENT, PRINCIPAL
from optimizer.funding_source import ESCO, LOAN
from optimizer.indicators import NET_COST, full_year
from optimizer.rules import cash
from optimizer.rules.dscr import bound_years, coverage
from optimizer.rules.source import project_of
from optimizer.scenario import UNSTRESSED
from optimizer.valuation import amount

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.funded_clauses import ClauseFigure
    from optimizer.plan_flows import PlanFlows
    from optimizer.rules.dscr import Coverage
    from optimizer.scenario import Stress
    from optimizer.valuation import Weights

Series = list[Decimal | None]


@dataclass(frozen=True)
class StressFigures:
    """What a plan comes to under one stress; the lists are by year. `dscr_min` is over the bound years."""

    stress: Stress
    npv: Decimal
    apv: Decimal | None
    dscr_min: Decimal | None
    cash_min: Decimal | None
    coverage: tuple[Coverage, ...]

    def to_dict(self, first: int) -> dict[str, Any]:
        """Return the figures as an answer lists them; `first` is the base year."""
        figures = {key: number(getattr(self, key)) for key in ("npv", "apv", "dscr_min", "cash_min")}
        years = [
            {"year": first + one.t, "cfads": number(one.cfads), "debt_service": number(one.debt_service),
             "dscr": number(one.dscr)}
            for one in self.coverage
        ]  # fmt: skip
        return {"name": self.stress.name, **figures, "years": years}


@dataclass(frozen=True)
class FundedFigures:
    """The figures of outside money in one plan; `metrics` and `years` stand among those of the plan."""

    metrics: dict[str, Decimal | None]
    years: dict[str, Series]
    debt_service_by: dict[str, Series]
    draws: tuple[dict[str, Any], ...] = ()
    projects: tuple[dict[str, Any], ...] = ()
    sources_and_uses: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    apv_by_source: dict[str, Decimal | None] = field(default_factory=dict)
    stresses: tuple[StressFigures, ...] = ()
    break_even: dict[str, dict[str, Decimal | int | None]] = field(default_factory=dict)
    clauses: tuple[ClauseFigure, ...] = ()

    def to_dict(self, first: int) -> dict[str, Any]:
        """Return the keys of an answer that stand beside those of the plan; `first` is the base year."""
        return {
            "funding": [_numbers(draw) for draw in self.draws],
            "projects": [_numbers(project) for project in self.projects],
            "sources_and_uses": _numbers(self.sources_and_uses),
            "apv_by_source": _numbers(self.apv_by_source),
            "stresses": [stress.to_dict(first) for stress in self.stresses],
            "break_even": _numbers(self.break_even),
            "clauses": [clause.to_dict(first) for clause in self.clauses],
        }


def _numbers(value: Any) -> Any:
    """Return plain values: decimals as the nearest floats."""
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, dict):
        return {key: _numbers(inner) for key, inner in value.items()}
    return [_numbers(inner) for inner in value] if isinstance(value, list | tuple) else value


def funded_figures(plan: PlanFlows) -> FundedFigures | None:
    """Return the figures of outside money; None if no source is in use. Those that take long only if asked for."""
    if not plan.terms.funding:
        return None
    years, metrics = _years(plan), _metrics(plan)
    due = plan.terms.funding.debt_service
    by = {
        source.source: _by_year(plan, {key: series for key, series in due.items() if key[1] == source.source})
        for source in plan.terms.funding.of_kind(LOAN)
    }
    if not plan.thorough:
        return FundedFigures(metrics, years, by)
    return FundedFigures(
        metrics, years, by,
        draws=tuple(_draws(plan)),
        projects=tuple(_projects(plan)),
        sources_and_uses=_sources_and_uses(plan),
        apv_by_source=_apv_by_source(plan),
        stresses=tuple(_stressed(plan, stress) for stress in plan.terms.scenario.stress),
        break_even=break_even(plan),
        clauses=tuple(clauses(plan)),
    )  # fmt: skip


def _by_year(plan: PlanFlows, weights: Weights) -> Series:
    return [amount(weights, plan.flows, (t,)) for t in plan.terms.valuation.years]


def _years(plan: PlanFlows) -> dict[str, Series]:
    funding, base = plan.terms.funding, plan.once(coverage)[UNSTRESSED.name]
    series: dict[str, Series] = {
        "debt_service": _by_year(plan, funding.debt_service),
        "interest": _by_year(plan, funding.over(INTEREST)),
        "principal": _by_year(plan, funding.over(PRINCIPAL)),
        "owed": _by_year(plan, funding.owed()),
        "esco_payments": _by_year(plan, funding.over(PAYMENT)),
        "fees": _by_year(plan, funding.over(FEE)),
        "outside": _by_year(plan, funding.outside),
        "arrived": _by_year(plan, funding.over(ARRIVED)),
        "tax_shield": _by_year(plan, funding.tax_shield),
        "cfads": [one.cfads for one in base],
        "dscr": [one.dscr for one in base],
        "dscr_savings": [one.dscr_savings for one in base],
        "equity_cash_flow": _by_year(plan, funding.equity),
    }
    return {**series, "llcr": llcr_by_year(plan, series)}


def llcr_by_year(plan: PlanFlows, series: dict[str, Series]) -> Series:
    """Return Σ_{u > t} CFADS[u] / (1 + debt_rate)^(u − t), up to the last debt service, / what is owed after year t.

    None in years in which nothing is owed, and without `debt_rate`.
    """
    rate, half = plan.terms.scenario.funding.debt_rate, plan.terms.half
    service, owed, cfads = series["debt_service"], series["owed"], series["cfads"]
    last = max((t for t, due in enumerate(service) if due), default=-1)
    if rate is None:
        return [None for _ in owed]
    found: Series = []
    for t, debt in enumerate(owed):
        worth = sum(((cfads[u] or ZERO) / (1 + rate) ** (u - t) for u in range(t + 1, last + 1)), ZERO)
        found.append(worth / debt if debt is not None and debt >= half else None)
    return found


def _metrics(plan: PlanFlows) -> dict[str, Decimal | None]:
    funding, flows = plan.terms.funding, plan.flows
    outside, capex = amount(funding.outside, flows), amount(plan.terms.weights["capex"], flows)
    base = plan.once(coverage)[UNSTRESSED.name]
    ratios = [one.dscr for one in base if one.t in plan.once(bound_years) and one.dscr is not None]
    found: dict[str, Decimal | None] = {
        "outside_share": outside / capex if capex else None,
        "dscr_min": min(ratios, default=None),
        "dscr_avg": sum(ratios, ZERO) / len(ratios) if ratios else None,
    }
    if not plan.thorough:
        return found
    equity = [amount(funding.equity, flows, (t,)) for t in plan.terms.valuation.years]
    below = any(total < 0 for total in present_values_so_far(equity, ZERO))
    found["equity_irr"] = irr(equity)
    found["equity_payback"] = discounted_payback(equity, ZERO) if below else None
    return {**found, "llcr": _least_llcr(plan)}


def _least_llcr(plan: PlanFlows) -> Decimal | None:
    """Return the least LLCR from the last arrival of a loan on."""
    known, funding = plan.terms.case.source, plan.terms.funding
    arrivals = [t + known[name].delay for name, t in plan.draws if known[name].kind == LOAN]
    if not arrivals:
        return None
    names = {"debt_service": funding.debt_service, "owed": funding.owed(), "cfads": funding.cfads()}
    ratios = llcr_by_year(plan, {key: _by_year(plan, weights) for key, weights in names.items()})
    return min((ratio for ratio in ratios[max(arrivals) :] if ratio is not None), default=None)


def _draws(plan: PlanFlows) -> Iterable[dict[str, Any]]:
    """Yield each draw of a loan or grant, and what each ESCO pays, by source as listed and year."""
    funding, first = plan.terms.funding, plan.terms.case.base_year
    for source in funding.sources:
        name = source.source
        own = {(m, y - first): v for (s, m, y), v in plan.decision.amounts.items() if s == name}
        for t in sorted({t for _, t in own}):
            parts = {measure: paid for (measure, year), paid in own.items() if year == t}
            measures = [{"measure": measure, "amount": paid} for measure, paid in parts.items()]
            drawn = sum(parts.values(), ZERO)
            arrives, fee = (t, ZERO) if source.kind == ESCO else (t + source.delay, source.fee * drawn)
            yield {
                "source": name, "year": first + t, "amount": drawn, "amount_in": drawn / funding.prices[name][t],
                "arrives": first + arrives, "fee": fee, "measures": measures,
            }  # fmt: skip


def _projects(plan: PlanFlows) -> Iterable[dict[str, Any]]:
    """Yield the project of each source that has a clause on it, as if nothing else were chosen."""
    funding = plan.terms.funding
    for source in funding.sources:
        members = project_of(plan, source)
        if not (source.has_project and members):
            continue
        flows = funding.project_flows(members)
        cost, saving = amount(NET_COST, flows), amount(full_year(plan.terms.valuation), flows)
        saved, whole = amount(funding.energy[0], flows), funding.energy[1]
        yield {
            "source": source.source, "measures": list(members),
            "capex": sum((plan.terms.case.measure[measure].capex for measure in members), ZERO),
            "simple_payback": max(cost, ZERO) / saving if saving > 0 else None,
            "energy_share": saved / whole if whole else None,
            "co2e": amount(funding.co2e, flows) if funding.co2e else None,
        }  # fmt: skip


def _sources_and_uses(plan: PlanFlows) -> dict[str, dict[str, Decimal]]:
    """Return what the money is for, and where it comes from; own money pays the fees, too."""
    funding, flows = plan.terms.funding, plan.flows
    capex, fees = amount(plan.terms.weights["capex"], flows), amount(funding.over(FEE), flows)
    own = amount(funding.own_capex, flows) + fees
    paid = {source.source: _paid_by(plan, source.source) for source in funding.sources}
    return {"uses": {"capex": capex, "fees": fees}, "sources": {"own": own, **paid}}


def _paid_by(plan: PlanFlows, name: str) -> Decimal:
    own = {key: series for key, series in plan.terms.funding.outside.items() if key[1] == name}
    return amount(own, plan.flows)


def _apv_by_source(plan: PlanFlows) -> dict[str, Decimal | None]:
    funding = plan.terms.funding
    weights = {source.source: funding.financing(source) for source in funding.sources}
    return {name: None if own is None else amount(own, plan.flows) for name, own in weights.items()}


def _stressed(plan: PlanFlows, stress: Stress) -> StressFigures:
    funding, flows, own = plan.terms.funding, plan.stressed(stress), plan.once(coverage)[stress.name]
    npv = amount(funding.valued(stress).npv(plan.terms.scenario.discount_rate), flows)
    ratios = [one.dscr for one in own if one.t in plan.once(bound_years) and one.dscr is not None]
    return StressFigures(
        stress,
        npv,
        npv + amount(funding.worth_of_all, flows) if funding.has_apv else None,
        min(ratios, default=None),
        min(cash.left_under(plan, stress), default=None),
        tuple(own),
    )
