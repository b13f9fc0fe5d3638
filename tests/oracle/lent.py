"""Outside money by a second way: plain floats, written from the rules alone, sharing nothing with the package's own.

    told = Lent(case, scenario, decision).figures()        rules_broken() names what the decision breaks

It reads measures with quantities on streams, shares of end uses, interactions, benefits, one-offs and renewals; no
degradation, pollutants' taxes or residual values.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.case import Case, Measure
    from optimizer.decision import Decision
    from optimizer.funding_source import FundingSource
    from optimizer.scenario import Scenario

HALF = 0.005
Series = list[float]


@dataclass(frozen=True)
class Shock:
    """What a stress changes."""

    savings: float = 1.0
    prices: float = 1.0
    capex: float = 1.0
    fx: float = 1.0
    rate: float = 0.0
    delay: int = 0


CALM = Shock()


class Lent:
    """One decision with outside money: its flows by year, its figures, and what it breaks."""

    def __init__(self, case: Case, scenario: Scenario, decision: Decision) -> None:
        self.case, self.scenario = case, scenario
        self.last, self.base = scenario.horizon_years, case.base_year
        self.starts = {name: year - self.base for name, year in decision.starts.items()}
        self.source = {s.source: s for s in case.funding if s.source in scenario.funding.sources}
        self.paid = {(s, m, y - self.base): float(v) for (s, m, y), v in decision.amounts.items()}
        self.lent = {key: v for key, v in self.paid.items() if self.source[key[0]].kind != "esco" and abs(v) >= HALF}
        self.taken = {(s, m) for s, m, _ in self.paid if self.source[s].kind == "esco"}
        self.projects = {name: set(members) for name, members in decision.projects.items()}
        self.shocks = [Shock(float(s.savings), float(s.prices), float(s.capex), float(s.fx), float(s.rate), s.delay)
                       for s in scenario.stress]  # fmt: skip

    # What measures do

    def zeros(self) -> Series:
        return [0.0] * (self.last + 1)

    def works(self, measure: Measure, start: int, delay: int) -> range:
        first = start + measure.lead + delay
        return range(
            first, self.last + 1 if measure.renewal is not None else min(first + measure.lifetime, self.last + 1)
        )

    def annual(self, starts: Mapping[str, int], shock: Shock) -> Series:
        """Annual saving of some measures together, under a shock."""
        known, total = self.case.measure, self.zeros()
        for stream in self.case.streams:
            for t, saved in enumerate(self.saved(stream.stream, starts, shock.delay)):
                price = float(stream.price) * (1.0 + float(stream.escalation)) ** t
                total[t] += saved * price * shock.prices * shock.savings
        for name, start in starts.items():
            for t in self.works(known[name], start, shock.delay):
                total[t] += float(known[name].other_benefit) * shock.savings - float(known[name].opex_change)
        return total

    def saved(self, stream: str, starts: Mapping[str, int], delay: int) -> Series:
        """Units of a stream saved by some measures together, by year."""
        known, saved = self.case.measure, self.zeros()
        for end_use in self.case.end_uses:
            if end_use.stream == stream:
                left = self.left(end_use.end_use, starts, delay)
                saved = [s + float(end_use.baseline) * (1.0 - one) for s, one in zip(saved, left, strict=True)]
        for name, start in starts.items():
            own = sum(float(e.quantity or 0) for e in self.case.effects_of[name] if e.stream == stream)
            for t in self.works(known[name], start, delay):
                saved[t] += own
        for pair in self.case.interactions:
            if pair.stream == stream and {pair.first, pair.second} <= starts.keys():
                one, two = (self.works(known[m], starts[m], delay) for m in (pair.first, pair.second))
                for t in set(one) & set(two):
                    saved[t] += float(pair.quantity)
        return saved

    def left(self, end_use: str, starts: Mapping[str, int], delay: int) -> Series:
        """The share of an end use that is left, by year."""
        left = [1.0] * (self.last + 1)
        for name, start in starts.items():
            for effect in self.case.effects_of[name]:
                if effect.end_use == end_use:
                    for t in self.works(self.case.measure[name], start, delay):
                        left[t] *= 1.0 - float(effect.share or 0)
        return left

    def net(self, shock: Shock) -> Series:
        """Net saving: annual saving + one-offs − renewals."""
        total = self.annual(self.starts, shock)
        for name, start in self.starts.items():
            measure = self.case.measure[name]
            first = start + measure.lead + shock.delay
            if first <= self.last:
                total[first] += float(measure.one_off)
            k = 1
            while measure.renewal is not None and first + k * measure.lifetime <= self.last:
                total[start + shock.delay + k * measure.lifetime] -= float(measure.renewal) * float(measure.capex)
                k += 1
        return total

    def capex(self, name: str) -> Series:
        paid = self.zeros()
        for j, share in enumerate(self.case.measure[name].spend):
            paid[self.starts[name] + j] += float(self.case.measure[name].capex) * float(share)
        return paid

    # What money does

    def price(self, source: FundingSource, t: int) -> float:
        if source.currency in ("", self.case.currency):
            return 1.0
        rate = self.scenario.fx[source.currency]
        return float(rate.rate) * (1.0 + float(rate.depreciation)) ** t

    def flows(self, shock: Shock) -> dict[str, Series]:
        """Interest, principal, owed, fees, arrived, what ESCOs pay and get, and depreciation lost, in all, by year."""
        keys = ("interest", "principal", "owed", "fees", "arrived", "esco_paid", "esco_payments", "lost", "outside")
        found = {key: self.zeros() for key in keys}
        life = self.scenario.depreciation_years
        for (name, _, t), v in self.lent.items():
            source = self.source[name]
            arrives = t + source.delay
            if arrives > self.last:
                continue
            found["outside"][t] += v
            found["fees"][t] += float(source.fee) * v
            owed = v / self.price(source, t)
            found["arrived"][arrives] += owed * self.price(source, arrives)
            if source.kind == "grant":
                for u in range(t + 1, min(t + life, self.last) + 1):
                    found["lost"][u] += v / life
                continue
            dear = shock.fx if source.currency not in ("", self.case.currency) else 1.0
            rate, years = float(source.rate) + shock.rate, (source.tenor or 0) - source.grace
            found["owed"][arrives] += owed * self.price(source, arrives) * dear
            debt, yearly = owed, owed / years if rate == 0 else owed * rate / (1.0 - (1.0 + rate) ** -years)
            for j in range(1, (source.tenor or 0) + 1):
                u, interest = arrives + j, rate * debt
                principal = (
                    0.0 if j <= source.grace else owed / years if source.repayment == "equal" else yearly - interest
                )
                debt -= principal
                if u <= self.last:
                    found["interest"][u] += interest * self.price(source, u) * dear
                    found["principal"][u] += principal * self.price(source, u) * dear
                    found["owed"][u] += debt * self.price(source, u) * dear
        for name, measure in self.taken:
            self.add_contract(found, self.source[name], measure, shock)
        return found

    def add_contract(self, found: dict[str, Series], source: FundingSource, name: str, shock: Shock) -> None:
        life, measure = self.scenario.depreciation_years, self.case.measure[name]
        for t, payment in enumerate(self.capex(name)):
            v = float(source.share) * payment
            found["esco_paid"][t] += v
            found["outside"][t] += v
            for u in range(t + 1, min(t + life, self.last) + 1):
                found["lost"][u] += v / life
        first = self.starts[name] + measure.lead + shock.delay
        alone = self.annual({name: self.starts[name]}, shock)
        for u in range(first, min(first + min(source.tenor or 0, measure.lifetime), self.last + 1)):
            found["esco_payments"][u] += float(source.savings_share) * max(0.0, alone[u])

    def year_by_year(self, shock: Shock = CALM) -> dict[str, Series]:
        """Everything by year under a shock, with tax, cash flow for debt service and cash."""
        years, tax, life = range(self.last + 1), float(self.scenario.tax_rate), self.scenario.depreciation_years
        f, net = self.flows(shock), self.net(shock)
        capex = [sum(self.capex(name)[t] for name in self.starts) * shock.capex for t in years]
        written = [sum(capex[u] / life for u in range(max(0, t - life), t)) if life else 0.0 for t in years]
        shield = [tax * (f["interest"][t] + f["fees"][t] + f["esco_payments"][t] - f["lost"][t]) for t in years]
        paid = [tax * (net[t] - written[t]) - shield[t] for t in years]
        service = [f["interest"][t] + f["principal"][t] for t in years]
        due = [service[t] + f["esco_payments"][t] for t in years]
        cfads = [net[t] - paid[t] - f["esco_payments"][t] for t in years]
        own = [min(due[t], max(0.0, net[t] - paid[t])) for t in years]
        equity = [
            net[t] - paid[t] - due[t] - f["fees"][t] + f["arrived"][t] + f["esco_paid"][t] - capex[t] for t in years
        ]
        unfinanced = [net[t] - tax * (net[t] - written[t]) - capex[t] for t in years]
        result = {**f, "net": net, "capex": capex, "tax_shield": shield, "debt_service": service, "cfads": cfads}
        result |= {"equity_cash_flow": equity, "unfinanced": unfinanced}
        budget = self.scenario.budget
        if budget.per_year is not None:
            given = (
                budget.per_year
                if isinstance(budget.per_year, tuple)
                else (budget.per_year,) * self.scenario.start_years
            )
            cash, kept, last = [], 0.0, 0.0
            for t in years:
                funds = float(given[t]) if t < len(given) else 0.0
                kept = funds + float(budget.reinvest) * last + (kept if budget.carry_over else 0.0) + f["arrived"][t]
                kept += f["esco_paid"][t] - capex[t] - f["fees"][t] - (due[t] - own[t])
                cash.append(kept)
                last = net[t] - paid[t] - own[t]
            result["cash"] = cash
        return result

    def figures(self) -> dict[str, float]:
        """Npv, apv, own capex, outside, and the least DSCR over the bound years (absent without any)."""
        y, r = self.year_by_year(), float(self.scenario.discount_rate)
        npv = sum(flow / (1.0 + r) ** t for t, flow in enumerate(y["unfinanced"]))
        told = {"npv": npv, "outside": sum(y["outside"]), "own_capex": sum(y["capex"]) - sum(y["outside"])}
        told["apv"] = npv + sum(self.worth(name) for name in self.source)
        covers = [self.cover(y, t) for t in self.bound_years()]
        if covers:
            told["dscr_min"] = min(covers)
        return told

    def worth(self, name: str) -> float:
        """What one source's money is worth: a loan at the market's rate, all else at the discount rate."""
        only = Lent.__new__(Lent)
        only.__dict__ |= self.__dict__
        only.lent = {key: v for key, v in self.lent.items() if key[0] == name}
        only.taken = {pair for pair in self.taken if pair[0] == name}
        f, tax = only.flows(CALM), float(self.scenario.tax_rate)
        is_loan = self.source[name].kind == "loan"
        rate = float((self.scenario.funding.debt_rate if is_loan else None) or self.scenario.discount_rate)
        total = 0.0
        for t in range(self.last + 1):
            got = f["arrived"][t] + f["esco_paid"][t] - f["interest"][t] - f["principal"][t]
            cost = f["fees"][t] + f["esco_payments"][t]
            shield = tax * (f["interest"][t] + cost - f["lost"][t])
            total += (got - cost + shield) / (1.0 + rate) ** t
        return total

    def bound_years(self) -> set[int]:
        """Years in which a loan drawn here repays principal, or owes anything if the scenario says so."""
        years = set()
        for name, _, t in self.lent:
            source = self.source[name]
            if source.kind == "loan":
                first = 1 if self.scenario.funding.dscr_from == "start" and source.rate else source.grace + 1
                years |= {t + source.delay + j for j in range(first, (source.tenor or 0) + 1)}
        return {u for u in years if u <= self.last}

    def cover(self, y: Mapping[str, Series], t: int) -> float:
        return y["cfads"][t] / y["debt_service"][t]

    # What it breaks

    def rules_broken(self) -> set[str]:
        """Names of the rules of funding and money that the decision breaks."""
        broken = {*self.payments_broken(), *self.sources_broken(), *self.contracts_broken()}
        y, ratio, total = self.year_by_year(), self.scenario.funding.dscr, self.scenario.budget.total
        if any(-left >= HALF for left in y.get("cash", [])):
            broken.add("cash")
        if total is not None and self.figures()["own_capex"] - float(total) >= HALF:
            broken.add("total")
        for shock in (CALM, *self.shocks) if ratio is not None else ():
            under = self.year_by_year(shock)
            if any(
                float(ratio or 0) * under["debt_service"][t] - under["cfads"][t] >= HALF for t in self.bound_years()
            ):
                broken.add("dscr")
        return broken

    def payments_broken(self) -> set[str]:
        broken, together = set(), defaultdict(float)
        for (name, measure, t), v in self.lent.items():
            source = self.source[name]
            together[measure, t] += v
            whole = (
                self.capex(measure)[t] if source.share_of is None else self.lent.get((source.share_of, measure, t), 0.0)
            )
            if v < 0 or v - float(source.share) * whole >= HALF:
                broken.add("share")
            if not self.clauses_kept(source, measure) or measure in {m for _, m in self.taken}:
                broken.add("eligible")
            end = t + source.delay + ((source.tenor or 0) if source.kind == "loan" else 0)
            if end > self.last or not self.in_window(source, t):
                broken.add("horizon")
            if self.has_project(source) and measure not in self.projects.get(name, set()):
                broken.add("project")
        if any(v - self.capex(measure)[t] >= HALF for (measure, t), v in together.items()):
            broken.add("twice")
        return broken

    def in_window(self, source: FundingSource, t: int) -> bool:
        first, last = source.first_year, source.last_year
        return (first is None or first <= self.base + t) and (last is None or self.base + t <= last)

    def has_project(self, source: FundingSource) -> bool:
        return source.max_project_payback is not None or bool(source.min_energy_saving) or bool(source.min_co2e)

    def full_year(self, names: set[str]) -> tuple[float, float, float]:
        """Cost less one-offs, saving, and kWh of one full year with these measures alone, at base-year prices."""
        known, saving, kwh = self.case.measure, 0.0, 0.0
        for stream in self.case.streams:
            saved = 0.0
            for end_use in self.case.end_uses:
                left = 1.0
                for name in names:
                    for effect in self.case.effects_of[name]:
                        if effect.end_use == end_use.end_use and end_use.stream == stream.stream:
                            left *= 1.0 - float(effect.share or 0)
                saved += float(end_use.baseline) * (1.0 - left) if end_use.stream == stream.stream else 0.0
            saved += sum(
                float(e.quantity or 0) for n in names for e in self.case.effects_of[n] if e.stream == stream.stream
            )
            saved += sum(float(p.quantity) for p in self.case.interactions
                         if p.stream == stream.stream and {p.first, p.second} <= names)  # fmt: skip
            saving += saved * float(stream.price)
            kwh += saved * float(stream.kwh_per_unit or 0)
        saving += sum(float(known[n].other_benefit) - float(known[n].opex_change) for n in names)
        return sum(float(known[n].capex) - float(known[n].one_off) for n in names), saving, kwh

    def clauses_kept(self, source: FundingSource, measure: str) -> bool:
        if source.practices and self.case.measure[measure].practice not in source.practices:
            return False
        cost, saving, _ = self.full_year({measure})
        return source.max_payback is None or cost - float(source.max_payback) * saving < HALF

    def sources_broken(self) -> set[str]:
        broken, security = set(), 0.0
        used: dict[str, list[str]] = defaultdict(list)
        for name, source in self.source.items():
            drawn: dict[int, float] = defaultdict(float)
            for (own, _, t), v in self.lent.items():
                if own == name:
                    drawn[t] += v
            own = {t: v / self.price(source, t) for t, v in drawn.items()}
            esco = sum(float(source.share) * sum(self.capex(m)) for s, m in self.taken if s == name)
            security += float(source.collateral) * (sum(drawn.values()) + esco)
            if any(float(source.min_ticket) - v >= HALF for v in own.values()):
                broken.add("min_ticket")
            if source.limit is not None and sum(own.values()) + esco - float(source.limit) >= HALF:
                broken.add("limit")
            local = sum(float(self.case.measure[m].local_share or 0) * v / self.price(source, t)
                        for (s, m, t), v in self.lent.items() if s == name)  # fmt: skip
            if float(source.local_share) * sum(own.values()) - local >= HALF:
                broken.add("local_share")
            if source.line and (drawn or esco):
                used[source.line].append(name)
            if self.has_project(source) and not self.project_kept(source):
                broken.add("project")
        available = self.scenario.funding.collateral_available
        if available is not None and security - float(available) >= HALF:
            broken.add("collateral")
        return broken | ({"line"} if any(len(names) > 1 for names in used.values()) else set())

    def project_kept(self, source: FundingSource) -> bool:
        is_esco = source.kind == "esco"
        own = {m for s, m in self.taken if s == source.source} if is_esco else self.projects.get(source.source, set())
        if not own:
            return True
        if any(m not in self.starts or not self.clauses_kept(source, m) for m in own):
            return False
        cost, saving, kwh = self.full_year(own)
        whole = sum(float(s.baseline or 0) * float(s.kwh_per_unit or 0) for s in self.case.streams)
        least = float(source.min_energy_saving) * whole
        longest = source.max_project_payback
        return (longest is None or cost - float(longest) * saving < HALF) and kwh >= least * (1.0 - 1e-9)

    def contracts_broken(self) -> set[str]:
        broken = set()
        for name, measure in self.taken:
            source, one = self.source[name], self.case.measure[measure]
            first = self.starts[measure] + one.lead
            end = first + min(source.tenor or 0, one.lifetime) - 1
            only = {key: self.zeros() for key in ("esco_paid", "outside", "lost", "esco_payments")}
            self.add_contract(only, source, measure, CALM)
            rate = float(source.rate)
            pv = sum(
                (g - p) / (1.0 + rate) ** t
                for t, (g, p) in enumerate(zip(only["esco_payments"], only["esco_paid"], strict=True))
            )
            late = end > self.last or not self.in_window(source, self.starts[measure])
            if late or pv <= -HALF or not self.clauses_kept(source, measure):
                broken.add("contract")
            if float(source.min_ticket) - sum(only["esco_paid"]) >= HALF:
                broken.add("contract")
            stated = (self.paid.get((name, measure, t), 0.0) for t in range(self.last + 1))
            if any(abs(v - share) >= HALF for v, share in zip(stated, only["esco_paid"], strict=True)):
                broken.add("share")
            if sum(1 for _, m in self.taken if m == measure) > 1:
                broken.add("twice")
        return broken
