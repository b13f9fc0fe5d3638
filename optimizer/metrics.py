"""Every number that a portfolio is judged by, declared once.

A `Metric` is a weighted sum of flows (`flows.py`): value[t] = Σ_key weight[key][t] · flow[key][t]. From
that one declaration it is at once a goal, a limit, a figure shown and a column of a report. Metrics come
in three kinds: a *flow* has a value for each year of the horizon and a default year; a *start* is booked
when something starts or is paid, and is a total by default; a *value* is one number of the whole plan.

The ratios (`RATIOS`) are no sums; as limits they hold where a weighted sum is at least 0.
Formulas: formats.md 1 and 2, finance.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from optimizer import flows as f
from optimizer.case import USE
from optimizer.decimals import ONE, ZERO, Decimal
from optimizer.locales import noted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from optimizer.case import Case
    from optimizer.flows import FlowKey, Flows
    from optimizer.scenario import PriceChange, Scenario, TaxChange

Weights = dict[tuple[str, str], list[Decimal]]
Kind = Literal["flow", "start", "value"]
CO2E = "co2e"
MONEY = "money"


@dataclass(frozen=True)
class Valuation:
    """What a unit of each flow is worth in each year of one scenario: prices, taxes, factors, discounting."""

    case: Case
    scenario: Scenario

    @cached_property
    def years(self) -> range:
        """The years that count: 0 … H."""
        return range(self.scenario.horizon_years + 1)

    @cached_property
    def span(self) -> int:
        """How many years from year 0 anything can be paid in, later than H too."""
        longest = max((len(measure.spend) for measure in self.case.measures), default=1)
        return max(self.scenario.horizon_years + 1, self.scenario.start_years + longest)

    def year(self, calendar: int) -> int:
        """The year t of a calendar year."""
        return calendar - self.case.base_year

    def series(self, value: Callable[[int], Decimal]) -> list[Decimal]:
        """value(t) over the years that count, and 0 after them."""
        return [value(t) if t in self.years else ZERO for t in range(self.span)]

    def steady(self, value: Decimal) -> list[Decimal]:
        """The same value in every year that counts."""
        return self.series(lambda _: value)

    @cached_property
    def ones(self) -> list[Decimal]:
        """1 in every year that counts."""
        return self.steady(ONE)

    @cached_property
    def price(self) -> dict[str, list[Decimal]]:
        """Price of each stream by year: price · (1 + escalation)^t, or the path's."""
        prices = self.scenario.prices
        return {s.stream: self._path(prices.get(s.stream), "price", s.price, s.escalation) for s in self.case.streams}

    @cached_property
    def tax(self) -> dict[str, list[Decimal]]:
        """Environmental tax on each pollutant by year, money per t."""
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
        """(1 + rate)^−t by year."""
        return self.series(lambda t: (ONE + rate) ** -t)

    def tonnes_per_unit(self, stream: str, pollutant: str, scopes: Iterable[int]) -> Decimal:
        """T of a pollutant that one unit of a stream causes in these scopes."""
        wanted = tuple(scopes)
        kilograms = (kg for scope, kg in self._factors.get((stream, pollutant), ()) if scope in wanted)
        return sum(kilograms, ZERO) / 1000

    @cached_property
    def _factors(self) -> dict[tuple[str, str], list[tuple[int, Decimal]]]:
        found: dict[tuple[str, str], list[tuple[int, Decimal]]] = {}
        for row in self.case.factors:
            found.setdefault((row.stream, row.pollutant), []).append((row.scope, row.kg_per_unit))
        return found

    @cached_property
    def saving(self) -> Weights:
        """Weights of the annual saving: prices and taxes saved, benefits less operating costs, one-offs."""
        weights: Weights = {
            (f.SAVED, stream): [p + self._tax_saved(stream, t) for t, p in enumerate(price)]
            for stream, price in self.price.items()
        }
        for p in self.case.pollutants:
            if 1 in p.tax_scopes:
                weights[f.DIRECT, p.pollutant] = self.tax[p.pollutant]
        minus = self.steady(-ONE)
        return {**weights, f.OTHER_BENEFIT: self.ones, f.OPEX_CHANGE: minus, f.ONE_OFF: self.ones}

    def _tax_saved(self, stream: str, t: int) -> Decimal:
        taxed = (p for p in self.case.pollutants if (stream, p.pollutant) in self._factors)
        return sum(
            (self.tonnes_per_unit(stream, p.pollutant, p.tax_scopes) * self.tax[p.pollutant][t] for p in taxed), ZERO
        )

    def abated(self, pollutant: str, scopes: Iterable[int] = (1, 2, 3)) -> Weights:
        """Weights of the tonnes abated in these scopes; direct effects are scope 1."""
        wanted = tuple(scopes)
        per_unit = {s.stream: self.tonnes_per_unit(s.stream, pollutant, wanted) for s in self.case.streams}
        weights = {(f.SAVED, stream): self.steady(tonnes) for stream, tonnes in per_unit.items() if tonnes}
        return {**weights, (f.DIRECT, pollutant): self.ones} if 1 in wanted else weights

    def present(self, weights: Weights, rate: Decimal) -> Weights:
        """The same weights, discounted."""
        factors = self.discount(rate)
        return {key: [w * d for w, d in zip(series, factors, strict=True)] for key, series in weights.items()}

    def npv(self, rate: Decimal) -> Weights:
        """Σ (annual_saving[t] − capex[t] − profit tax[t] + residual[t]) / (1 + rate)^t."""
        tax_rate = self.scenario.tax_rate
        after_tax = scaled(self.saving, ONE - tax_rate)
        relief = {f.DEPRECIATION: self.steady(tax_rate)}
        money = {**after_tax, **relief, f.CAPEX: self.steady(-ONE), f.RESIDUAL: self.ones}
        return self.present(money, rate)


def scaled(weights: Weights, factor: Decimal) -> Weights:
    """Weights times a number."""
    return {key: [w * factor for w in series] for key, series in weights.items()}


def summed(*parts: Weights) -> Weights:
    """Weights added key by key."""
    total: Weights = {}
    for part in parts:
        for key, series in part.items():
            known = total.get(key)
            total[key] = series if known is None else [a + b for a, b in zip(known, series, strict=True)]
    return total


def amount(weights: Weights, flows: Flows, years: Iterable[int] | None = None) -> Decimal:
    """Σ weight[key][t] · flow[key][t] over all keys and the given years (all, if none are given)."""
    wanted = None if years is None else set(years)
    total = ZERO
    for key, series in weights.items():
        for t, value in flows.get(key, {}).items():
            if wanted is None or t in wanted:
                total += series[t] * value
    return total


@dataclass(frozen=True)
class Metric:
    """A number that portfolios are judged by: what it is called, its unit, and its weights on the flows."""

    key: str
    label: str
    unit: str
    kind: Kind
    weights: Callable[[Valuation], Weights]
    minimised: bool = False
    has_baseline: bool = False
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_money(self) -> bool:
        """Whether bounds on it are bounds on money."""
        return self.unit == MONEY

    def unknown_baselines(self, valuation: Valuation) -> tuple[str, ...]:
        """The streams that count in this metric but have no baseline, so that a percentage has no meaning."""
        streams = (valuation.case.stream[name] for kind, name in self._physical(valuation) if kind == f.SAVED)
        return tuple(stream.stream for stream in streams if stream.baseline is None)

    def baseline(self, valuation: Valuation) -> Decimal:
        """The metric's value if everything the whole plant uses and emits in a year were saved."""
        flows: Flows = {(f.SAVED, s.stream): {0: s.baseline} for s in valuation.case.streams if s.baseline is not None}
        flows |= {(f.DIRECT, p.pollutant): {0: p.baseline} for p in valuation.case.pollutants}
        return amount(self.weights(valuation), flows)

    def _physical(self, valuation: Valuation) -> list[FlowKey]:
        return [key for key, series in self.weights(valuation).items() if any(series)]


def _flow(key: FlowKey) -> Callable[[Valuation], Weights]:
    return lambda valuation: {key: valuation.ones}


def _booked(key: FlowKey) -> Callable[[Valuation], Weights]:
    return lambda valuation: {key: [ONE] * valuation.span}


def _npv(valuation: Valuation) -> Weights:
    return valuation.npv(valuation.scenario.discount_rate)


def _lifetime_saving(valuation: Valuation) -> Weights:
    return valuation.present(valuation.saving, valuation.scenario.discount_rate)


METRICS: tuple[Metric, ...] = (
    Metric("npv", noted("NPV"), MONEY, "value", _npv),
    Metric("apv", noted("APV (NPV with financing)"), MONEY, "value", _npv),
    Metric("capex", noted("Implementation cost"), MONEY, "start", _booked(f.CAPEX), minimised=True),
    Metric("annual_saving", noted("Annual saving"), MONEY, "flow", lambda valuation: valuation.saving),
    Metric("lifetime_saving", noted("Lifetime saving (present value)"), MONEY, "value", _lifetime_saving),
    Metric("opex_change", noted("Operating cost change"), MONEY, "flow", _flow(f.OPEX_CHANGE), minimised=True),
    Metric("other_benefit", noted("Other benefit"), MONEY, "flow", _flow(f.OTHER_BENEFIT)),
    Metric("measures", noted("Measures"), "", "start", _booked(f.MEASURES), minimised=True),
    Metric("effort", noted("Effort"), "points", "start", _booked(f.EFFORT), minimised=True),
)


def _energy(valuation: Valuation) -> Weights:
    return {(f.SAVED, s.stream): valuation.steady(s.kwh_per_unit) for s in valuation.case.streams if s.kwh_per_unit}


def _hazard(valuation: Valuation) -> Weights:
    case = valuation.case
    streams: Weights = {(f.SAVED, s.stream): valuation.steady(s.hazard) for s in case.streams if s.hazard}
    emissions = (scaled(valuation.abated(p.pollutant), p.hazard) for p in case.pollutants if p.hazard)
    return summed(streams, *emissions)


def _saved(streams: tuple[str, ...]) -> Callable[[Valuation], Weights]:
    return lambda valuation: {(f.SAVED, stream): valuation.ones for stream in streams}


def _abated(pollutant: str, scopes: tuple[int, ...]) -> Callable[[Valuation], Weights]:
    return lambda valuation: valuation.abated(pollutant, scopes)


def _stream_metrics(case: Case) -> Iterable[Metric]:
    for s in case.streams:
        names = {"en": s.name or s.stream, "uk": s.name_uk or s.name or s.stream}
        yield Metric(
            f"{s.stream}_saved",
            noted("{name} saved"),
            s.unit,
            "flow",
            _saved((s.stream,)),
            has_baseline=True,
            names=names,
        )
    sums = sorted({s.sum_as for s in case.streams if s.sum_as})
    for total in sums:
        parts = tuple(s for s in case.streams if s.sum_as == total)
        weights = _saved(tuple(s.stream for s in parts))
        yield Metric(
            f"{total}_saved",
            noted("{name} saved"),
            parts[0].unit,
            "flow",
            weights,
            has_baseline=True,
            names={"en": total, "uk": total},
        )


SCOPED = {
    1: noted("{name} abated, scope 1"),
    2: noted("{name} abated, scope 2"),
    3: noted("{name} abated, scope 3"),
}


def _pollutant_metrics(case: Case) -> Iterable[Metric]:
    for p in case.pollutants:
        names = {"en": p.name or p.pollutant, "uk": p.name_uk or p.name or p.pollutant}
        unit = "t CO2e" if p.pollutant == CO2E else "t"
        weights = _abated(p.pollutant, (1, 2, 3))
        yield Metric(
            f"{p.pollutant}_abated", noted("{name} abated"), unit, "flow", weights, has_baseline=True, names=names
        )
        for scope, label in SCOPED.items():
            key = f"{p.pollutant}_abated_scope{scope}"
            yield Metric(key, label, unit, "flow", _abated(p.pollutant, (scope,)), has_baseline=True, names=names)


def all_metrics(case: Case) -> tuple[Metric, ...]:
    """Every metric of a case, in the order in which they are shown; keys may clash only in bad input."""
    energy = Metric("energy_saved", noted("Energy saved"), "kWh", "flow", _energy, has_baseline=True)
    hazard = Metric("hazard_avoided", noted("Hazard avoided"), "hazard points", "flow", _hazard, has_baseline=True)
    uses = (
        Metric(f"{USE}{r}", "{name}", "", "start", _booked((f.USE, r)), minimised=True, names={"en": r, "uk": r})
        for r in case.resources
    )
    return (*METRICS, energy, *_stream_metrics(case), *_pollutant_metrics(case), hazard, *uses)


def metrics_of(case: Case) -> dict[str, Metric]:
    """Every metric of a case by its key."""
    return {metric.key: metric for metric in all_metrics(case)}


def full_year(valuation: Valuation) -> Weights:
    """Net saving of one full year with everything in effect, at the scenario's year-0 prices and taxes."""
    names = {f.SAVED: f.FULL_SAVED, f.DIRECT: f.FULL_DIRECT}
    priced = {(names[kind], name): series[:1] for (kind, name), series in valuation.saving.items() if kind in names}
    return {**priced, f.FULL_BENEFIT: [ONE]}


def _payback(valuation: Valuation, years: Decimal) -> Weights:
    return {**scaled(full_year(valuation), years), f.FULL_CAPEX: [-ONE]}


def _irr(valuation: Valuation, rate: Decimal) -> Weights:
    return valuation.npv(rate)


def _abatement_cost(valuation: Valuation, cost: Decimal) -> Weights:
    tonnes = valuation.present(valuation.abated(CO2E), valuation.scenario.discount_rate)
    return summed(_npv(valuation), scaled(tonnes, cost))


@dataclass(frozen=True)
class Ratio:
    """A ratio that can be limited: it keeps its bound where `margin`'s weighted sum is at least 0 (money)."""

    key: str
    label: str
    unit: str
    sense: Literal["at_least", "at_most"]
    margin: Callable[[Valuation, Decimal], Weights]


RATIOS: dict[str, Ratio] = {
    ratio.key: ratio
    for ratio in (
        Ratio("simple_payback", noted("Simple payback"), "years", "at_most", _payback),
        Ratio("irr", noted("IRR"), "share", "at_least", _irr),
        Ratio("abatement_cost", noted("Abatement cost"), "money per t CO2e", "at_most", _abatement_cost),
    )
}
