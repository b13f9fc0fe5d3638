"""The terms of outside money in exact numbers, for one question: who may pay for what and when, and what follows.

    funding = Terms(case, scenario).funding

Read by the rules that judge a decision and by those that pose the question. Formulas: formats.md 4
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from optimizer import flows as f
from optimizer.decimals import ONE, ZERO, Decimal
from optimizer.finance import present_value
from optimizer.funding_flows import (
    ARRIVED,
    DRAWN,
    FEE,
    INTEREST,
    LOST,
    OWED,
    PAID,
    PAYMENT,
    PRINCIPAL,
    LoanStress,
    contract_flows,
    draw_flows,
    times,
)  # fmt: skip
from optimizer.funding_source import ESCO, GRANT, LOAN
from optimizer.indicators import NET_COST, full_year, in_full_year
from optimizer.overlaps import combined, shares_of
from optimizer.portfolio import Portfolios, add
from optimizer.scenario import UNSTRESSED
from optimizer.valuation import Valuation, amount, scaled, summed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from optimizer.case import Measure
    from optimizer.flows import Flows
    from optimizer.funding_source import FundingSource
    from optimizer.scenario import Stress
    from optimizer.valuation import Weights

    Half = Callable[[str], Decimal]


@dataclass(frozen=True)
class Clause:
    """One condition of a source: its column, what it is about, and value and bound where they are numbers.

    `slack` ≥ 0 is what is left; it holds if the slack is above −half a unit of money (or 0, if it isn't money).
    """

    source: str
    clause: str
    measure: str | None
    value: Decimal | None
    bound: Decimal | None
    holds: bool


class FundingTerms:
    """What the sources in use allow, in exact numbers; nothing is allowed if there are none."""

    def __init__(self, valuation: Valuation, portfolios: Portfolios, half: Half) -> None:
        self.case, self.scenario, self.valuation = valuation.case, valuation.scenario, valuation
        self._half = half
        self.rules = self.scenario.funding
        self.sources = tuple(self.case.source[name] for name in self.scenario.funding.sources)
        self.stresses = (UNSTRESSED, *self.scenario.stress)
        self._portfolios = {0: portfolios}
        self._valuations = {UNSTRESSED.name: valuation}
        self._draws: dict[tuple[str, int, str], Flows] = {}
        self._contracts: dict[tuple[str, str, int, str], Flows] = {}

    def __bool__(self) -> bool:
        return bool(self.sources)

    def of_kind(self, *kinds: str) -> tuple[FundingSource, ...]:
        """Return the sources of some kinds, in their order."""
        return tuple(source for source in self.sources if source.kind in kinds)

    @property
    def lenders(self) -> tuple[FundingSource, ...]:
        """Return the loans and grants."""
        return self.of_kind(LOAN, GRANT)

    def valued(self, stress: Stress) -> Valuation:
        """Return what a unit of each flow is worth under a stress."""
        if stress.name not in self._valuations:
            self._valuations[stress.name] = Valuation(self.case, self.scenario, stress)
        return self._valuations[stress.name]

    def flows(self, stress: Stress, starts: Mapping[str, int]) -> Flows:
        """Return the flows of measures under a stress, without outside money."""
        if stress.delay not in self._portfolios:
            self._portfolios[stress.delay] = Portfolios(self.case, self.scenario, stress.delay)
        return self._portfolios[stress.delay].flows(starts)

    def half(self, source: FundingSource) -> Decimal:
        """Return half of the smallest unit of a source's currency."""
        return self._half(source.currency or self.case.currency)

    @cached_property
    def prices(self) -> dict[str, list[Decimal]]:
        """Return source → what a unit of its currency costs by year: rate · (1 + depreciation)^t, until all is paid."""
        return {source.source: self._price(source) for source in self.sources}

    def _price(self, source: FundingSource) -> list[Decimal]:
        years = range(self.scenario.horizon_years + source.delay + (source.tenor or 0) + 1)
        if source.currency in ("", self.case.currency):
            return [ONE for _ in years]
        known = self.scenario.fx[source.currency]
        return [known.rate * (ONE + known.depreciation) ** t for t in years]

    def capex(self, measure: str, start: int) -> dict[int, Decimal]:
        """Return the payments of a measure's capex by year."""
        one, growth = self.case.measure[measure], ONE + self.scenario.capex_escalation
        return {start + j: one.capex * share * growth ** (start + j) for j, share in enumerate(one.spend)}

    # Clauses on one measure

    def clauses_on(self, source: FundingSource, measure: Measure) -> list[Clause]:
        """Return a source's clauses on one measure, alone chosen: its practice, and its simple payback."""
        found = []
        if source.practices:
            known = measure.practice in source.practices
            found.append(Clause(source.source, "practices", measure.measure, None, None, known))
        if source.max_payback is not None:
            cost, saving = self._alone[measure.measure]
            kept = cost - source.max_payback * saving < self._half(self.case.currency)
            value = max(cost, ZERO) / saving if saving > 0 else None
            found.append(Clause(source.source, "max_payback", measure.measure, value, source.max_payback, kept))
        return found

    @cached_property
    def _alone(self) -> dict[str, tuple[Decimal, Decimal]]:
        """Return measure → capex less one-offs, and the saving of one full year, as if no other were chosen."""
        saving = full_year(self.valuation)
        flows = self._portfolios[0].alone({measure.measure: 0 for measure in self.case.measures})
        return {name: (amount(NET_COST, alone), amount(saving, alone)) for name, alone in flows.items()}

    def eligible(self, source: FundingSource, measure: str) -> bool:
        """Return whether a measure keeps the source's clauses on one measure."""
        return all(clause.holds for clause in self.clauses_on(source, self.case.measure[measure]))

    @cached_property
    def eligible_for(self) -> dict[str, frozenset[str]]:
        """Return source → the measures that keep its clauses on one measure; those of a share_of also its loan's."""
        names = [measure.measure for measure in self.case.measures]
        found = {s.source: frozenset(name for name in names if self.eligible(s, name)) for s in self.sources}
        return {s.source: found[s.source] if self._reachable(s, found[s.source]) else frozenset() for s in self.sources}

    def _reachable(self, source: FundingSource, measures: Iterable[str]) -> bool:
        """Return whether some of the measures could save enough for a source's project, if overlaps took nothing."""
        asked = [(weights, least) for _, weights, least, is_money in self.margins(source) if not is_money]
        return all(
            sum((self._most(weights, measure) for measure in measures), self._more_together(weights)) >= least
            for weights, least in asked
        )

    def _most(self, weights: Weights, measure: str) -> Decimal:
        """Return what a measure alone adds to a sum over a full year, at most; overlaps only take from it."""
        return max(ZERO, amount(weights, self.project_flows((measure,))))

    def _more_together(self, weights: Weights) -> Decimal:
        """Return what interactions can add to a sum over a full year."""
        kinds = (((f.FULL_SAVED, r.stream) if r.stream else (f.FULL_DIRECT, r.pollutant or ""), r.quantity)
                 for r in self.case.interactions)  # fmt: skip
        return sum((max(ZERO, weights[key][0] * more) for key, more in kinds if key in weights), ZERO)

    # Draws of loans and grants

    def may_draw(self, source: FundingSource, t: int) -> bool:
        """Return whether a loan or grant may be drawn in year t: its window, all of its flows within the horizon."""
        last = t + source.delay + ((source.tenor or 0) if source.kind == LOAN else 0)
        return self._in_window(source, t) and last <= self.scenario.horizon_years

    def _in_window(self, source: FundingSource, t: int) -> bool:
        year = self.case.base_year + t
        return (source.first_year is None or source.first_year <= year) and (
            source.last_year is None or year <= source.last_year
        )

    def draw(self, source: FundingSource, t: int, stress: Stress = UNSTRESSED) -> Flows:
        """Return the flows of one unit of the case's currency drawn in year t."""
        key = (source.source, t, stress.name)
        if key not in self._draws:
            foreign = source.currency not in ("", self.case.currency)
            prices, life = self.prices[source.source], self.scenario.depreciation_years
            change = LoanStress(stress.rate, stress.fx if foreign else ONE)
            flows, last = draw_flows(source, t, prices, life, change), self.scenario.horizon_years
            self._draws[key] = {
                flow: {u: value for u, value in series.items() if u <= last} for flow, series in flows.items()
            }
        return self._draws[key]

    def binds(self, source: FundingSource, t: int) -> tuple[int, ...]:
        """Return the years in which the DSCR is bound if a loan is drawn in year t, in the base case."""
        flows, name = self.draw(source, t), source.source
        due = {u for u, principal in flows[PRINCIPAL, name].items() if principal}
        if self.rules.dscr_from == "start":
            due |= {u for u, interest in flows[INTEREST, name].items() if interest}
        return tuple(sorted(due))

    # Contracts of ESCOs

    def may_take(self, source: FundingSource, measure: str, start: int) -> bool:
        """Return whether an ESCO may take a measure that starts in year `start`: window, clauses, ticket, its PV."""
        if measure not in self.eligible_for[source.source] or not self._in_window(source, start):
            return False
        if not self._pay_years(source, measure, start, 0):
            return False
        flows, half = self.contract(source, measure, start), self._half(self.case.currency)
        paid = sum(flows[PAID, source.source].values(), ZERO)
        ticket_kept = source.min_ticket - paid < half
        return paid >= half and ticket_kept and self.worth(source, flows) > -half

    def worth(self, source: FundingSource, flows: Flows) -> Decimal:
        """Return the present value, at the return that an ESCO wants, of what it gets less what it pays."""
        got, paid = flows[PAYMENT, source.source], flows[PAID, source.source]
        years = self.valuation.years
        return present_value([got.get(t, ZERO) - paid.get(t, ZERO) for t in years], source.rate)

    def _pay_years(self, source: FundingSource, measure: str, start: int, delay: int) -> range:
        """Return the years in which an ESCO is paid: the first of effect, at most one life; none if not all count."""
        one = self.case.measure[measure]
        first = start + one.lead
        end = first + min(source.tenor or 0, one.lifetime)
        if end - 1 > self.scenario.horizon_years:
            return range(0)
        return range(first + delay, min(end + delay, self.scenario.horizon_years + 1))

    def contract(self, source: FundingSource, measure: str, start: int, stress: Stress = UNSTRESSED) -> Flows:
        """Return the flows of an ESCO's contract for a measure that starts in year `start`."""
        key = (source.source, measure, start, stress.name)
        if key not in self._contracts:
            alone, weights = self.flows(stress, {measure: start}), self.valued(stress).saving
            years = self._pay_years(source, measure, start, stress.delay)
            saving = {u: amount(weights, alone, (u,)) for u in years}
            life, last = self.scenario.depreciation_years, self.scenario.horizon_years
            self._contracts[key] = contract_flows(source, self.capex(measure, start), saving, life, last)
        return self._contracts[key]

    def funded(
        self, draws: Mapping[tuple[str, int], Decimal], contracts: Iterable[tuple[str, str, int]], stress: Stress
    ) -> Flows:
        """Return the flows of draws by source and year, and of contracts (ESCO, measure, start)."""
        total: Flows = {}
        for (name, t), drawn in draws.items():
            add(total, times(self.draw(self.case.source[name], t, stress), drawn))
        for name, measure, start in contracts:
            add(total, self.contract(self.case.source[name], measure, start, stress))
        return total

    # Weights on the flows

    def over(
        self, kind: str, weight: list[Decimal] | None = None, kinds: Iterable[str] = (LOAN, GRANT, ESCO)
    ) -> Weights:
        """Return the weights of one kind of flow, of sources of some kinds; 1 in every year by default."""
        series = self.valuation.ones if weight is None else weight
        return {(kind, source.source): series for source in self.of_kind(*kinds)}

    @cached_property
    def debt_service(self) -> Weights:
        """Return the weights of debt service: interest + principal."""
        return self.over(INTEREST) | self.over(PRINCIPAL)

    @cached_property
    def due(self) -> Weights:
        """Return the weights of what is due: debt service + payments to ESCOs."""
        return self.debt_service | self.over(PAYMENT)

    @cached_property
    def spent(self) -> Weights:
        """Return the weights of fees, less what arrives and what ESCOs pay: what own cash pays beside capex, dues."""
        minus = self.valuation.steady(-ONE)
        return self.over(FEE) | self.over(ARRIVED, minus) | self.over(PAID, minus)

    @cached_property
    def tax_shield(self) -> Weights:
        """Return the weights of the tax saved by financing: of interest, fees, payments, less depreciation lost."""
        rate, less = (self.valuation.steady(sign * self.scenario.tax_rate) for sign in (ONE, -ONE))
        saved = [self.over(kind, rate) for kind in (INTEREST, FEE, PAYMENT)]
        return summed(*saved, self.over(LOST, less))

    def after_tax(self, stress: Stress = UNSTRESSED) -> Weights:
        """Return the weights of net saving − tax paid under a stress."""
        return summed(self.valued(stress).after_tax, self.tax_shield)

    def cfads(self, stress: Stress = UNSTRESSED) -> Weights:
        """Return the weights of the cash flow available for debt service: net saving − tax paid − ESCO payments."""
        return summed(self.after_tax(stress), self.over(PAYMENT, self.valuation.steady(-ONE)))

    @cached_property
    def outside(self) -> Weights:
        """Return the weights of outside money: what is drawn, and what ESCOs pay."""
        return self.over(DRAWN) | self.over(PAID)

    @cached_property
    def own_capex(self) -> Weights:
        """Return the weights of the capex that outside money does not pay."""
        return {f.CAPEX: self.valuation.ones, **scaled(self.outside, -ONE)}

    @cached_property
    def equity(self) -> Weights:
        """Return the weights of the equity cash flow, without discounting."""
        signs = {ARRIVED: ONE, PAID: ONE, FEE: -ONE, INTEREST: -ONE, PRINCIPAL: -ONE, PAYMENT: -ONE}
        parts = [self.over(kind, self.valuation.steady(sign)) for kind, sign in signs.items()]
        return summed(self.valuation.npv(ZERO), self.tax_shield, *parts)

    def financing(self, source: FundingSource) -> Weights | None:
        """Return the weights of what a source's money is worth; None for a loan without `debt_rate`.

        Loans at debt_rate: PV(arrived − debt service − fees + tax_rate · (interest + fees)). Grants and ESCOs at
        discount_rate: PV(arrived or paid − (fees + payments) · (1 − tax_rate) − tax_rate · depreciation lost).
        """
        tax, name = self.scenario.tax_rate, source.source
        if source.kind == LOAN:
            if self.rules.debt_rate is None:
                return None
            signs = {ARRIVED: ONE, INTEREST: tax - ONE, PRINCIPAL: -ONE, FEE: tax - ONE}
            rate = self.rules.debt_rate
        else:
            signs = {ARRIVED: ONE, PAID: ONE, FEE: tax - ONE, PAYMENT: tax - ONE, LOST: -tax}
            rate = self.scenario.discount_rate
        return self.valuation.present({(kind, name): self.valuation.steady(s) for kind, s in signs.items()}, rate)

    @cached_property
    def worth_of_all(self) -> Weights:
        """Return the weights of what all outside money is worth; loans without `debt_rate` count 0."""
        return summed(*(weights for source in self.sources if (weights := self.financing(source)) is not None))

    @property
    def has_apv(self) -> bool:
        """Return whether the APV exists: no loan without the market's rate for such debt."""
        return self.rules.debt_rate is not None or not self.of_kind(LOAN)

    @cached_property
    def apv(self) -> Weights:
        """Return the weights of the adjusted present value: npv + what outside money is worth."""
        return summed(self.valuation.npv(self.scenario.discount_rate), self.worth_of_all)

    def owed(self) -> Weights:
        """Return the weights of what is owed after the year's payments."""
        return self.over(OWED)

    def other(self, series: tuple[Decimal, ...], t: int) -> Decimal:
        """Return one of the company's other series in year t; 0 after its end."""
        return series[t] if t < len(series) else ZERO

    # A project: the measures that one source pays for

    @cached_property
    def energy(self) -> tuple[Weights, Decimal]:
        """Return the weights of kWh saved in a full year, and the plant's kWh without measures."""
        per_unit = {(f.SAVED, s.stream): [s.kwh_per_unit] for s in self.case.streams if s.kwh_per_unit}
        whole = sum((s.baseline * s.kwh_per_unit for s in self.case.streams if s.baseline and s.kwh_per_unit), ZERO)
        return in_full_year(per_unit), whole

    @cached_property
    def co2e(self) -> Weights:
        """Return the weights of tonnes CO2e abated in a full year, all scopes, with base-year factors."""
        return in_full_year(self.valuation.abated("co2e")) if "co2e" in self.case.pollutant else {}

    def least_co2e(self, source: FundingSource) -> Decimal | None:
        """Return the t/year that a source's project must abate; None if it has no such clause."""
        given = source.min_co2e
        if not given:
            return None
        if not given.endswith("%"):
            return Decimal(given)
        before = self.valuation.of_everything(self.valuation.abated("co2e"))[0]
        return Decimal(given[:-1].strip()) / 100 * before

    def margins(self, source: FundingSource) -> list[tuple[str, Weights, Decimal, bool]]:
        """Return a source's clauses on its project: column, weights on full-year flows, least sum, if it is money."""
        found: list[tuple[str, Weights, Decimal, bool]] = []
        if source.max_project_payback is not None:
            saving = scaled(full_year(self.valuation), source.max_project_payback)
            found.append(("max_project_payback", summed(saving, scaled(NET_COST, -ONE)), ZERO, True))
        if source.min_energy_saving:
            weights, whole = self.energy
            found.append(("min_energy_saving", weights, source.min_energy_saving * whole, False))
        if (least := self.least_co2e(source)) is not None:
            found.append(("min_co2e", self.co2e, least, False))
        return found

    def full_share(self, measure: str, end_use: str) -> Decimal:
        """Return the share of an end use that a measure takes in a full year."""
        share: Decimal = combined(shares_of(self.case, self.case.measure[measure], end_use), ONE)
        return share

    def project_flows(self, measures: Iterable[str]) -> Flows:
        """Return the flows of a set of measures as if nothing else were chosen; only those of a full year matter."""
        return self._portfolios[0].flows(dict.fromkeys(measures, 0))
