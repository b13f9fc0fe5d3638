"""How each figure is calculated, for tooltips: the formula in words, then the unit."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.case import USE
from optimizer.decimals import ZERO
from optimizer.locales import noted, tr
from optimizer.metrics import RATIOS, metrics_of
from optimizer.reports.differences import difference
from optimizer.reports.words import figure, label_in, label_of, spelled_out, value_of
from optimizer.ui.shared.widgets import Card

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.decimals import Decimal
    from optimizer.evaluation import Figures
    from optimizer.question import Question

HEADLINE = ("npv", "capex", "annual_saving", "simple_payback", "co2e_abated", "energy_saved", "irr", "measures")
FORMULAS = {
    "npv": noted(
        "Net present value: Σ (annual saving − implementation cost − profit tax + residual value) of year t "
        "/ (1 + discount rate)^t, years 0 to the horizon."
    ),
    "apv": noted("NPV plus the value of financing."),
    "capex": noted("Implementation cost of all chosen measures, all payments added up, not discounted."),
    "annual_saving": noted(
        "Saving of the chosen measures in that year: saved quantities · prices + taxes saved + other benefits "
        "− operating cost change; overlaps are counted once."
    ),
    "lifetime_saving": noted("Annual savings of all years to the horizon, each divided by (1 + discount rate)^t."),
    "opex_change": noted("Change in operating costs in that year; higher costs are positive."),
    "other_benefit": noted("Benefits other than saved streams in that year, as stated in the register."),
    "measures": noted("Number of chosen measures."),
    "effort": noted("Total effort points of the chosen measures."),
    "energy_saved": noted("Saved quantities of all energy streams in that year · kWh per unit (lower heating value)."),
    "co2e_abated": noted(
        "Tonnes of CO2 equivalents in that year: saved quantities · emission factors + direct effects, all scopes."
    ),
    "hazard_avoided": noted("Saved quantities and abated pollutants in that year · their toxicity weights."),
    "simple_payback": noted(
        "Implementation cost / net saving of one full year with everything in effect, at prices of the base year, "
        "before tax and financing."
    ),
    "discounted_payback": noted("Years until the discounted cash flows add up to 0, interpolated within that year."),
    "profitability_index": noted("1 + NPV / present value of the implementation cost."),
    "irr": noted("The discount rate at which the NPV is 0; shown only if there is exactly one."),
    "abatement_cost": noted(
        "−NPV / present value of the tonnes of CO2 equivalents abated. Ranking by it is misleading if measures "
        "save money."
    ),
}
FAMILIES = {
    re.compile(r".+_saved"): noted(
        "Saved quantity of this stream in that year; overlaps on one end use are multiplied, never added."
    ),
    re.compile(r".+_abated(_scope[123])?"): noted(
        "Tonnes of this pollutant not emitted in that year: saved quantities · factors + direct effects."
    ),
    re.compile(r".+_left"): noted(
        "Tonnes of this pollutant still emitted in that year: emissions without measures − abatement."
    ),
    re.compile(f"{USE}.+"): noted("Total amount of this resource that the chosen measures need."),
}
"""The formulas of metrics by stream, pollutant or resource."""


def formula_of(key: str) -> str:
    """Return the formula of a metric or ratio in words; `KeyError` if it has none here."""
    if key in FORMULAS:
        return tr(FORMULAS[key])
    for pattern, text in FAMILIES.items():
        if pattern.fullmatch(key):
            return tr(text)
    raise KeyError(key)


def explained(question: Question, key: str) -> str:
    """Return the formula of a figure and its unit."""
    unit = figure(question, key, None).unit
    return tr("{formula} Unit: {unit}.", formula=formula_of(key), unit=unit) if unit else formula_of(key)


def titled(question: Question, key: str) -> str:
    """Return the label of a figure, with its default year."""
    metric, year = metrics_of(question.case).get(key), question.case.base_year + question.scenario.start_years
    if metric is None:
        return label_of(RATIOS[key])
    if key == "co2e_abated":  # the register's own name is too long for a card
        return tr("CO2e less in {year}", year=year)
    return label_in(metric, year) if metric.kind == "flow" else label_of(metric)


def figure_cards(
    question: Question,
    figures: Figures,
    base: Figures | None = None,
    keys: Iterable[str] = HEADLINE,
    gap: Decimal | None = ZERO,
) -> list[Card]:
    """Return the headline figures, each with its difference from another plan's if given.

    `gap` is the wider gap of the two plans; smaller differences are marked (`differences.explanation`).
    """
    known = figures.metrics
    shown = [key for key in keys if key in known and not (known[key] is None and key != "simple_payback")]
    if base is None:
        return [_card(question, key, known[key]) for key in shown]
    return [_compared(question, key, known[key], base.metrics.get(key), gap) for key in shown]


def _card(question: Question, key: str, value: Decimal | None) -> Card:
    return Card(titled(question, key), value_of(question, key, value), explained(question, key))


def _compared(question: Question, key: str, value: Decimal | None, before: Decimal | None, gap: Decimal | None) -> Card:
    """Return a figure with its difference from another plan's, based on the displayed values."""
    card = _card(question, key, value)
    found = difference(figure(question, key, value), figure(question, key, before), gap)
    if found is None:
        return card
    if not found.value:
        return replace(card, difference=tr("no change"))
    size = spelled_out(question, key, abs(found.value), found.decimals)
    told = f"{'+' if found.value > 0 else '−'}{size}{found.mark}"
    lower = RATIOS[key].sense == "at_most" if key in RATIOS else metrics_of(question.case)[key].minimised
    neutral = found.unsure or key in ("capex", "measures")
    return replace(card, difference=told, better=None if neutral else (found.value < 0) == lower)
