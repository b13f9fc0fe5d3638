"""Figures of the whole plan that are no sums: paybacks, rates of return, abatement cost.

A ratio can be limited: it keeps its bound if a weighted sum of flows, its *margin*, is at least 0. Formulas: formats.md
2, finance.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from optimizer import flows as f
from optimizer.decimals import ONE, ZERO, Decimal
from optimizer.finance import discounted_payback, irr
from optimizer.locales import noted
from optimizer.metrics import CO2E, Yearly, npv_weights
from optimizer.valuation import Valuation, Weights, amount, scaled, summed

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.flows import Flows


def full_year(valuation: Valuation) -> Weights:
    """Return the weights of a full year's saving with everything in effect, at year-0 prices, taxes and factors."""
    return {**in_full_year(valuation.bill_saved), f.FULL_BENEFIT: [ONE]}


def in_full_year(weights: Weights) -> Weights:
    """Return the year-0 weights of what is saved and abated as weights of a full year with everything in effect."""
    names = {f.SAVED: f.FULL_SAVED, f.DIRECT: f.FULL_DIRECT}
    return {(names[kind], name): series[:1] for (kind, name), series in weights.items()}


NET_COST: Weights = {f.FULL_CAPEX: [ONE], f.FULL_ONE_OFF: [-ONE]}
"""Weights of the numerator of simple payback: implementation cost less one-offs."""


def _payback_margin(valuation: Valuation, years: Decimal) -> Weights:
    return {**scaled(full_year(valuation), years), **scaled(NET_COST, -ONE)}


def _payback(valuation: Valuation, flows: Flows) -> Decimal | None:
    saving = amount(full_year(valuation), flows)
    return max(amount(NET_COST, flows), ZERO) / saving if saving > 0 else None


def _irr_margin(valuation: Valuation, rate: Decimal) -> Weights:
    return valuation.npv(rate)


def _irr(valuation: Valuation, flows: Flows) -> Decimal | None:
    return irr(net_cash_flow(valuation, flows))


def net_cash_flow(valuation: Valuation, flows: Flows) -> Yearly:
    """Return the net cash flow that the NPV discounts, by year."""
    undiscounted = valuation.npv(ZERO)
    return [amount(undiscounted, flows, (t,)) for t in valuation.years]


def _abatement_margin(valuation: Valuation, cost: Decimal) -> Weights:
    return summed(npv_weights(valuation), scaled(_tonnes(valuation), cost))


def _abatement_cost(valuation: Valuation, flows: Flows) -> Decimal | None:
    tonnes = amount(_tonnes(valuation), flows)
    return -amount(npv_weights(valuation), flows) / tonnes if tonnes > 0 else None


def _tonnes(valuation: Valuation) -> Weights:
    """Return the weights of the present value of CO2e abated; none if the case has no such pollutant."""
    if CO2E not in valuation.case.pollutant:
        return {}
    return valuation.present(valuation.abated(CO2E), valuation.scenario.discount_rate)


def _discounted_payback(valuation: Valuation, flows: Flows) -> Decimal | None:
    return discounted_payback(net_cash_flow(valuation, flows), valuation.scenario.discount_rate)


def _profitability(valuation: Valuation, flows: Flows) -> Decimal | None:
    paid = amount(valuation.present({f.CAPEX: valuation.ones}, valuation.scenario.discount_rate), flows)
    return (amount(npv_weights(valuation), flows) + paid) / paid if paid > 0 else None


@dataclass(frozen=True)
class Indicator:
    """A figure of the whole plan that isn't a sum: shown, never a goal. `value` is None if it does not exist."""

    key: str
    label: str
    unit: str
    value: Callable[[Valuation, Flows], Decimal | None]
    formula: str
    minimised: bool


@dataclass(frozen=True)
class Ratio(Indicator):
    """An indicator that can be limited: it meets its bound if `margin`'s weighted sum is at least 0 (money)."""

    margin: Callable[[Valuation, Decimal], Weights]

    @property
    def sense(self) -> Literal["at_least", "at_most"]:
        """Return the side on which it can be limited."""
        return "at_most" if self.minimised else "at_least"


RATIOS: dict[str, Ratio] = {
    ratio.key: ratio
    for ratio in (
        Ratio(
            "simple_payback",
            noted("Simple payback"),
            "years",
            _payback,
            noted(
                "(Implementation cost − one-offs) / saving of one full year with everything in effect, at prices "
                "of the base year, before tax and financing."
            ),
            minimised=True,
            margin=_payback_margin,
        ),
        Ratio(
            "irr",
            noted("IRR"),
            "share",
            _irr,
            noted("The discount rate at which the NPV is 0; shown only if there is exactly one."),
            minimised=False,
            margin=_irr_margin,
        ),
        Ratio(
            "abatement_cost",
            noted("Abatement cost"),
            "money per t CO2e",
            _abatement_cost,
            noted(
                "−NPV / present value of the tonnes of CO2 equivalents abated. Ranking by it is misleading if measures "
                "save money."
            ),
            minimised=True,
            margin=_abatement_margin,
        ),
    )
}
INDICATORS: dict[str, Indicator] = {
    **RATIOS,
    "discounted_payback": Indicator(
        "discounted_payback",
        noted("Discounted payback"),
        "years",
        _discounted_payback,
        noted("Years until the discounted cash flows add up to 0, interpolated within that year."),
        minimised=True,
    ),
    "profitability_index": Indicator(
        "profitability_index",
        noted("Profitability index"),
        "",
        _profitability,
        noted("1 + NPV / present value of the implementation cost."),
        minimised=False,
    ),
}
"""The ratios, and the indicators that are only shown."""
