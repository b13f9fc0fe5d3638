"""Every number by which a portfolio is judged, declared once: its weights on the flows, year by year.

    value(year t) = Σ over flow keys of weights[key][t] · flow[key][t]  (+ the plant without measures)

A metric is therefore at once a goal, a limit and a figure, for the model (which needs the weights) and for `evaluate`
(which multiplies them by the flows). Kinds: a *flow* has a value in every year; a *start* is booked when a measure
starts (money when it is paid), and by default all of it counts; a *value* is one number of the whole plan.

Figures that aren't sums, such as paybacks, are in `indicators`.
Formulas: formats.md 1 and 2, finance.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from optimizer import flows as f
from optimizer.case import USE
from optimizer.decimals import ONE, ZERO, Decimal
from optimizer.locales import noted
from optimizer.valuation import SCOPES, Valuation, Weights, scaled, summed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from optimizer.case import Case
    from optimizer.flows import FlowKey

Kind = Literal["flow", "start", "value"]
Yearly = list[Decimal]
CO2E = "co2e"
MONEY = "money"
SHARED = ("capex", "npv", "annual_saving", "co2e_abated")
"""The metrics that are divided fairly among the chosen measures."""


@dataclass(frozen=True)
class Metric:
    """A number by which portfolios are judged: its name, its unit, and its weights on the flows.

    `formula` says in words how it is calculated. `before` is its value without measures, by year, to which percentages
    refer; None if there is none. If `remaining`, the metric is what remains of it: before + Σ weights · flows.
    """

    key: str
    label: str
    unit: str
    kind: Kind
    weights: Callable[[Valuation], Weights]
    formula: str
    minimised: bool = False
    before: Callable[[Valuation], Yearly] | None = None
    remaining: bool = False
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_money(self) -> bool:
        """Return whether bounds on it are bounds on money."""
        return self.unit == MONEY

    @property
    def has_baseline(self) -> bool:
        """Return whether a bound on it can be a percentage."""
        return self.before is not None

    def unknown_baselines(self, valuation: Valuation) -> tuple[str, ...]:
        """Return the streams that count in this metric but have no baseline, so that `before` is unknown.

        The bill counts only streams that state a baseline, so none is missing there.
        """
        return () if self.key == BILL_SAVED else valuation.without_baseline(self.weights(valuation))

    def constant(self, valuation: Valuation) -> Yearly | None:
        """Return what is added to the weighted flows, by year; None if it is not known."""
        if not self.remaining or self.before is None:
            return valuation.steady(ZERO)
        return None if self.unknown_baselines(valuation) else self.before(valuation)

    def whole(self, valuation: Valuation, years: Iterable[int]) -> Decimal:
        """Return what 100 % is over some years: the base year's figure in each; for the bill, that of each year."""
        assert self.before is not None  # checks.py refuses a percentage of anything else
        before = self.before(valuation)
        return sum((before[t if self.key == BILL_SAVED else 0] for t in years), ZERO)


BILL_SAVED = "bill_saved"


def _flow(key: FlowKey) -> Callable[[Valuation], Weights]:
    return lambda valuation: {key: valuation.ones}


def npv_weights(valuation: Valuation) -> Weights:
    """Return the weights of the NPV at the scenario's discount rate."""
    return valuation.npv(valuation.scenario.discount_rate)


def _lifetime_saving(valuation: Valuation) -> Weights:
    return valuation.present(valuation.saving, valuation.scenario.discount_rate)


METRICS: tuple[Metric, ...] = (
    Metric(
        "npv", noted("NPV"), MONEY, "value", npv_weights,
        noted(
            "Net present value: Σ (annual saving + one-offs − renewals + avoided cost − implementation cost "
            "− profit tax + residual value) of year t / (1 + discount rate)^t, years 0 to the horizon."
        ),
    ),
    Metric(
        "capex", noted("Implementation cost"), MONEY, "start", _flow(f.CAPEX),
        noted("Implementation cost of all chosen measures, all payments added up, not discounted."), minimised=True,
    ),
    Metric(
        "annual_saving", noted("Annual saving"), MONEY, "flow", lambda valuation: valuation.saving,
        noted(
            "Saving of the chosen measures in that year: saved quantities · prices + taxes saved + other benefits "
            "− operating cost change; overlaps are counted once, one-offs and renewals are left out."
        ),
    ),
    Metric(
        "lifetime_saving", noted("Lifetime saving (present value)"), MONEY, "value", _lifetime_saving,
        noted("Annual savings of all years to the horizon, each divided by (1 + discount rate)^t."),
    ),
    Metric(
        BILL_SAVED, noted("Bill saved"), MONEY, "flow", lambda valuation: valuation.bill_saved,
        noted("Saved quantities · prices + taxes saved in that year; overlaps are counted once."),
        before=lambda valuation: valuation.bill_before,
    ),
    Metric(
        "opex_change", noted("Operating cost change"), MONEY, "flow", _flow(f.OPEX_CHANGE),
        noted("Change in operating costs in that year; higher costs are positive."), minimised=True,
    ),
    Metric(
        "other_benefit", noted("Other benefit"), MONEY, "flow", _flow(f.OTHER_BENEFIT),
        noted("Benefits other than saved streams in that year, as stated in the register."),
    ),
    Metric(
        "one_off", noted("One-off"), MONEY, "flow", _flow(f.ONE_OFF),
        noted("Scrap sales, rebates and other sums received once, in the first year of effect."),
    ),
    Metric(
        "renewal", noted("Renewal"), MONEY, "flow", _flow(f.RENEWAL),
        noted("Cost in that year of renewing measures at the end of their life, so that their effect continues."),
        minimised=True,
    ),
    Metric(
        "avoided_cost", noted("Avoided replacement"), MONEY, "flow", _flow(f.AVOIDED_COST),
        noted("Cost of replacements due in that year that the chosen measures make unnecessary."),
    ),
    Metric(
        "measures", noted("Measures"), "", "start", _flow(f.MEASURES), noted("Number of chosen measures."),
        minimised=True,
    ),
    Metric(
        "effort", noted("Effort"), "points", "start", _flow(f.EFFORT),
        noted("Total effort points of the chosen measures."), minimised=True,
    ),
)  # fmt: skip


APV, OWN_CAPEX, OUTSIDE = "apv", "own_capex", "outside"
FUNDING_METRICS: tuple[Metric, ...] = (
    Metric(
        APV, noted("APV"), MONEY, "value", npv_weights,
        noted(
            "Adjusted present value: NPV + what outside money is worth: loans at the market's rate for such debt, "
            "grants and ESCO contracts at the discount rate."
        ),
    ),
    Metric(
        OWN_CAPEX, noted("Own implementation cost"), MONEY, "value", _flow(f.CAPEX),
        noted("Implementation cost that no funding source pays, all payments added up, not discounted."),
        minimised=True,
    ),
    Metric(
        OUTSIDE, noted("Outside money"), MONEY, "value", lambda _: {},
        noted("What loans, grants and ESCO contracts pay of the implementation cost, all payments added up."),
    ),
)  # fmt: skip
"""The metrics of cases with funding sources; in `terms`, their weights count what the sources in use pay."""


def _energy(valuation: Valuation) -> Weights:
    return {(f.SAVED, s.stream): valuation.steady(s.kwh_per_unit) for s in valuation.case.streams if s.kwh_per_unit}


def _hazard(valuation: Valuation) -> Weights:
    case = valuation.case
    streams: Weights = {(f.SAVED, s.stream): valuation.steady(s.hazard) for s in case.streams if s.hazard}
    emissions = (scaled(valuation.abated(p.pollutant), p.hazard) for p in case.pollutants if p.hazard)
    return summed(streams, *emissions)


def _physical(metric: Metric) -> Metric:
    """Return the metric of a quantity saved or abated per year; 100 % of it is the plant's whole use or emission."""

    def before(valuation: Valuation) -> Yearly:
        return valuation.of_everything(metric.weights(valuation))

    return replace(metric, before=before)


SAVED_LABEL, ABATED_LABEL = noted("{name} saved"), noted("{name} abated")
SAVED = noted("Saved quantity of this stream in that year; overlaps on one end use are multiplied, never added.")
ABATED = noted("Tonnes of this pollutant not emitted in that year: saved quantities · factors + direct effects.")
CO2E_ABATED = noted(
    "Tonnes of CO2 equivalents in that year: saved quantities · emission factors + direct effects, all scopes."
)
LEFT = noted("Tonnes of this pollutant still emitted in that year: emissions without measures − abatement.")
USED = noted("Total amount of this resource that the chosen measures need.")


def _saved(streams: tuple[str, ...]) -> Callable[[Valuation], Weights]:
    return lambda valuation: {(f.SAVED, stream): valuation.ones for stream in streams}


def _abated(pollutant: str, scopes: tuple[int, ...]) -> Callable[[Valuation], Weights]:
    return lambda valuation: valuation.abated(pollutant, scopes)


def _stream_metrics(case: Case) -> Iterable[Metric]:
    for s in case.streams:
        names = {"en": s.name or s.stream, "uk": s.name_uk or s.name or s.stream}
        saved = _saved((s.stream,))
        yield _physical(Metric(f"{s.stream}_saved", SAVED_LABEL, s.unit, "flow", saved, SAVED, names=names))
    for total in sorted({s.sum_as for s in case.streams if s.sum_as}):
        parts = tuple(s for s in case.streams if s.sum_as == total)
        weights, names = _saved(tuple(s.stream for s in parts)), {"en": total, "uk": total}
        yield _physical(Metric(f"{total}_saved", SAVED_LABEL, parts[0].unit, "flow", weights, SAVED, names=names))


SCOPED = {
    1: noted("{name} abated, scope 1"),
    2: noted("{name} abated, scope 2"),
    3: noted("{name} abated, scope 3"),
}


def _pollutant_metrics(case: Case) -> Iterable[Metric]:
    for p in case.pollutants:
        names = {"en": p.name or p.pollutant, "uk": p.name_uk or p.name or p.pollutant}
        unit, formula = ("t CO2e", CO2E_ABATED) if p.pollutant == CO2E else ("t", ABATED)
        all_scopes = _abated(p.pollutant, SCOPES)
        yield _physical(Metric(f"{p.pollutant}_abated", ABATED_LABEL, unit, "flow", all_scopes, formula, names=names))
        yield _left(p.pollutant, unit, names)
        for scope, label in SCOPED.items():
            key = f"{p.pollutant}_abated_scope{scope}"
            yield _physical(Metric(key, label, unit, "flow", _abated(p.pollutant, (scope,)), ABATED, names=names))


def _left(pollutant: str, unit: str, names: Mapping[str, str]) -> Metric:
    """Return the metric of remaining emissions of a pollutant, all scopes: before − abated."""

    def weights(valuation: Valuation) -> Weights:
        return scaled(valuation.abated(pollutant), -ONE)

    def before(valuation: Valuation) -> Yearly:
        return valuation.of_everything(valuation.abated(pollutant))

    return Metric(
        f"{pollutant}_left", noted("{name} still emitted"), unit, "flow", weights, LEFT,
        minimised=True, before=before, remaining=True, names=names,
    )  # fmt: skip


def _resource(name: str) -> Metric:
    return Metric(
        f"{USE}{name}", "{name}", "", "start", _flow((f.USE, name)), USED,
        minimised=True, names={"en": name, "uk": name},
    )  # fmt: skip


def all_metrics(case: Case) -> tuple[Metric, ...]:
    """Return every metric of a case, in display order; keys clash only in bad input."""
    energy = _physical(Metric(
        "energy_saved", noted("Energy saved"), "kWh", "flow", _energy,
        noted("Saved quantities of all energy streams in that year · kWh per unit (lower heating value)."),
    ))  # fmt: skip
    hazard = _physical(Metric(
        "hazard_avoided", noted("Hazard avoided"), "hazard points", "flow", _hazard,
        noted("Saved quantities and abated pollutants in that year · their toxicity weights."),
    ))  # fmt: skip
    uses = map(_resource, case.resources)
    funding = FUNDING_METRICS if case.funding else ()
    return (*METRICS, *funding, energy, *_stream_metrics(case), *_pollutant_metrics(case), hazard, *uses)


def metrics_of(case: Case) -> dict[str, Metric]:
    """Return every metric of a case by its key."""
    return {metric.key: metric for metric in all_metrics(case)}
