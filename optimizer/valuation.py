"""The value of a unit of each flow in each year of one scenario: prices, taxes, factors, discounting.

A *weight* is the value of a unit of a flow in year t; `amount` is the weighted sum of flows.
Formulas: formats.md 1 and 2, finance.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from optimizer import flows as f
from optimizer.decimals import ONE, ZERO, Decimal
from optimizer.scenario import UNSTRESSED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from optimizer.case import Case, EmissionFactor
    from optimizer.flows import FlowKey, Flows
    from optimizer.scenario import FactorChange, PriceChange, Scenario, Stress, TaxChange

Key = TypeVar("Key")
Weights = dict[tuple[str, str], list[Decimal]]
SCOPES = (1, 2, 3)


@dataclass(frozen=True)
class Valuation:
    """What a unit of each flow is worth in each year of one scenario: prices, taxes, factors, discounting.

    Under a stress, prices, savings and costs change by its factors; its delay is a matter of the flows.
    """

    case: Case
    scenario: Scenario
    stress: Stress = UNSTRESSED

    @cached_property
    def years(self) -> range:
        """Return the years that count: 0 … H."""
        return range(self.scenario.horizon_years + 1)

    def year(self, calendar: int) -> int:
        """Return the year t of a calendar year."""
        return calendar - self.case.base_year

    def series(self, value: Callable[[int], Decimal]) -> list[Decimal]:
        """Return value(t) over the years that count."""
        return [value(t) for t in self.years]

    def steady(self, value: Decimal) -> list[Decimal]:
        """Return the same value for every year that counts."""
        return self.series(lambda _: value)

    @cached_property
    def ones(self) -> list[Decimal]:
        """Return 1 for every year that counts."""
        return self.steady(ONE)

    @cached_property
    def price(self) -> dict[str, list[Decimal]]:
        """Return the price of each stream by year: price · (1 + escalation)^t, or the path's."""
        prices, stressed = self.scenario.prices, self.stress.prices
        found = {s.stream: self._path(prices.get(s.stream), "price", s.price, s.escalation) for s in self.case.streams}
        return scaled(found, stressed) if stressed != ONE else found

    @cached_property
    def tax(self) -> dict[str, list[Decimal]]:
        """Return the environmental tax on each pollutant by year, money per t."""
        taxes = self.scenario.taxes
        return {
            p.pollutant: self._path(taxes.get(p.pollutant), "tax", p.tax, p.tax_escalation)
            for p in self.case.pollutants
        }

    def _path(
        self, change: PriceChange | TaxChange | None, name: str, first: Decimal, growth: Decimal
    ) -> list[Decimal]:
        if change is not None:
            first = first if getattr(change, name) is None else getattr(change, name)
            growth = growth if change.escalation is None else change.escalation
        path = change.path if change is not None else {}
        return self.series(lambda t: self._on_path(path, t, first * (ONE + growth) ** t))

    def _on_path(self, path: Mapping[int, Decimal], t: int, escalated: Decimal) -> Decimal:
        entry = max((year for year in path if self.year(year) <= t), default=None)
        return escalated if entry is None else path[entry]

    def discount(self, rate: Decimal) -> list[Decimal]:
        """Return (1 + rate)^−t by year."""
        return self.series(lambda t: (ONE + rate) ** -t)

    def tonnes_per_unit(self, stream: str, pollutant: str, scopes: Iterable[int]) -> list[Decimal]:
        """Return the tonnes of a pollutant that one unit of a stream causes in these scopes, by year."""
        wanted = tuple(scopes)
        rows = [series for scope, series in self._factors.get((stream, pollutant), ()) if scope in wanted]
        return [sum(kilograms, ZERO) / 1000 for kilograms in zip(*rows, strict=True)] if rows else self.steady(ZERO)

    @cached_property
    def _factors(self) -> dict[tuple[str, str], list[tuple[int, list[Decimal]]]]:
        """Return (stream, pollutant) → scope and kg per unit by year of each of its factors."""
        found: dict[tuple[str, str], list[tuple[int, list[Decimal]]]] = {}
        for row in self.case.factors:
            found.setdefault((row.stream, row.pollutant), []).append((row.scope, self._kilograms(row)))
        return found

    def _kilograms(self, row: EmissionFactor) -> list[Decimal]:
        """Return kg_per_unit · (1 + trend)^t, or the scenario's path."""
        change: FactorChange | None = self.scenario.factors.get(row.stream, {}).get(row.pollutant)
        if change is None or change.scope not in (None, row.scope):
            return self.series(lambda t: row.kg_per_unit * (ONE + row.trend) ** t)
        trend = row.trend if change.trend is None else change.trend
        return self.series(lambda t: self._on_path(change.path, t, row.kg_per_unit * (ONE + trend) ** t))

    @cached_property
    def bill_saved(self) -> Weights:
        """Return the weights of payments saved on suppliers' bills and environmental taxes."""
        weights: Weights = {
            (f.SAVED, stream): [p + tax for p, tax in zip(price, self._tax_per_unit(stream), strict=True)]
            for stream, price in self.price.items()
        }
        for p in self.case.pollutants:
            if 1 in p.tax_scopes:
                weights[f.DIRECT, p.pollutant] = self.tax[p.pollutant]
        return weights

    def _tax_per_unit(self, stream: str) -> list[Decimal]:
        """Return the environmental tax that one unit of a stream causes, by year."""
        total = self.steady(ZERO)
        for p in self.case.pollutants:
            if (stream, p.pollutant) in self._factors:
                tonnes = self.tonnes_per_unit(stream, p.pollutant, p.tax_scopes)
                total = [a + t * tax for a, t, tax in zip(total, tonnes, self.tax[p.pollutant], strict=True)]
        return total

    @cached_property
    def saving(self) -> Weights:
        """Return the weights of the annual saving: the bill saved, and benefits less operating costs."""
        return {
            **scaled(self.bill_saved, self.stress.savings),
            f.OTHER_BENEFIT: self.steady(self.stress.savings),
            f.OPEX_CHANGE: self.steady(-ONE),
        }

    @cached_property
    def net_saving(self) -> Weights:
        """Return the weights of annual saving + one-offs − renewals."""
        return {**self.saving, f.ONE_OFF: self.ones, f.RENEWAL: self.steady(-ONE)}

    @cached_property
    def after_tax(self) -> Weights:
        """Return the weights of net saving after profit tax: (1 − tax_rate) · net_saving + tax_rate · depreciation."""
        rate = self.scenario.tax_rate
        return {**scaled(self.net_saving, ONE - rate), f.DEPRECIATION: self.steady(rate * self.stress.capex)}

    @cached_property
    def bill_before(self) -> list[Decimal]:
        """Return the payments without measures, by year: streams that state a baseline, and environmental taxes."""
        return self.of_everything(self.bill_saved)

    def of_everything(self, weights: Weights) -> list[Decimal]:
        """Return the weighted sum by year if all use and emissions were saved; a missing baseline counts as 0."""
        return [amount(weights, self._everything, (t,)) for t in self.years]

    @cached_property
    def _everything(self) -> Flows:
        """Return the plant's whole use and own emissions, as if they were saved in every year."""
        return {
            key: dict.fromkeys(self.years, baseline) for key, baseline in self.baselines.items() if baseline is not None
        }

    @cached_property
    def baselines(self) -> dict[FlowKey, Decimal | None]:
        """Return the yearly use of streams and own emission of pollutants without measures; None: not stated."""
        streams: dict[FlowKey, Decimal | None] = {(f.SAVED, s.stream): s.baseline for s in self.case.streams}
        return streams | {(f.DIRECT, p.pollutant): p.baseline for p in self.case.pollutants}

    def without_baseline(self, weights: Weights) -> tuple[str, ...]:
        """Return the streams that count in these weights but state no baseline."""
        counted = (name for (kind, name), series in weights.items() if kind == f.SAVED and any(series))
        return tuple(name for name in counted if self.baselines[f.SAVED, name] is None)

    def abated(self, pollutant: str, scopes: Iterable[int] = SCOPES) -> Weights:
        """Return the weights of the tonnes abated in these scopes; direct effects are scope 1."""
        wanted = tuple(scopes)
        per_unit = {s.stream: self.tonnes_per_unit(s.stream, pollutant, wanted) for s in self.case.streams}
        weights = {(f.SAVED, stream): tonnes for stream, tonnes in per_unit.items() if any(tonnes)}
        return {**weights, (f.DIRECT, pollutant): self.ones} if 1 in wanted else weights

    def present(self, weights: Weights, rate: Decimal) -> Weights:
        """Return the weights, discounted."""
        factors = self.discount(rate)
        return {key: [w * d for w, d in zip(series, factors, strict=True)] for key, series in weights.items()}

    def npv(self, rate: Decimal) -> Weights:
        """Return the weights of the NPV.

        Σ (net_saving[t] + avoided_cost[t] − capex[t] − profit_tax[t] + residual[t]) / (1 + rate)^t
        """
        untaxed = {f.AVOIDED_COST: self.ones, f.CAPEX: self.steady(-self.stress.capex), f.RESIDUAL: self.ones}
        return self.present({**self.after_tax, **untaxed}, rate)


def scaled(weights: Mapping[Key, list[Decimal]], factor: Decimal) -> dict[Key, list[Decimal]]:
    """Return the weights times a number."""
    return {key: [w * factor for w in series] for key, series in weights.items()}


def summed(*parts: Weights) -> Weights:
    """Return weights added key by key."""
    total: Weights = {}
    for part in parts:
        for key, series in part.items():
            known = total.get(key)
            total[key] = series if known is None else [a + b for a, b in zip(known, series, strict=True)]
    return total


def amount(weights: Weights, flows: Flows, years: Iterable[int] | None = None) -> Decimal:
    """Return Σ weight[key][t] · flow[key][t] over all keys and the given years (all, if none are given)."""
    wanted = None if years is None else set(years)
    total = ZERO
    for key, series in weights.items():
        for t, value in flows.get(key, {}).items():
            if wanted is None or t in wanted:
                total += series[t] * value
    return total
