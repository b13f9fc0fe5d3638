"""How each figure is reckoned, for the tooltips: the formula in words, then the unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.case import USE
from optimizer.locales import noted, tr
from optimizer.metrics import RATIOS, metrics_of
from optimizer.reports.words import figure, label_in, label_of, value_of
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
    "apv": noted("NPV together with what financing is worth."),
    "capex": noted("Implementation cost of all chosen measures, all payments added up, not discounted."),
    "annual_saving": noted(
        "What the chosen measures save in that year: saved quantities · prices + taxes saved + other benefits "
        "− operating cost change; overlaps counted once."
    ),
    "lifetime_saving": noted("Annual savings of all years to the horizon, each divided by (1 + discount rate)^t."),
    "opex_change": noted("Change of operating costs in that year; more cost is positive."),
    "other_benefit": noted("Benefits beside the streams in that year, as the register has them."),
    "measures": noted("How many measures are chosen."),
    "effort": noted("Effort points of the chosen measures, added up."),
    "energy_saved": noted("Saved quantities of all energy streams in that year · kWh per unit (lower heating value)."),
    "co2e_abated": noted(
        "Tonnes of CO2 equivalents in that year: saved quantities · emission factors + direct effects, all scopes."
    ),
    "hazard_avoided": noted("Saved quantities and abated pollutants in that year · their toxicity weights."),
    "simple_payback": noted(
        "Implementation cost / net saving of one full year with everything in effect, at prices of the base year, "
        "before tax and financing."
    ),
    "irr": noted("The discount rate at which the NPV is 0; shown only where there is just one."),
    "abatement_cost": noted(
        "−NPV / present value of the tonnes of CO2 equivalents abated. Ranking by it misleads where measures "
        "save money."
    ),
}
SAVED = noted("Saved quantity of this stream in that year; overlaps on one end use are multiplied out, never added.")
ABATED = noted("Tonnes of this pollutant not emitted in that year: saved quantities · factors + direct effects.")
USED = noted("What the chosen measures need of this, added up.")


def formula_of(key: str) -> str:
    """How a metric or ratio is reckoned, in words."""
    if key in FORMULAS:
        return tr(FORMULAS[key])
    return tr(SAVED if key.endswith("_saved") else USED if key.startswith(USE) else ABATED)


def explained(question: Question, key: str) -> str:
    """The formula of a figure and its unit."""
    unit = figure(question, key, None).unit
    return tr("{formula} Unit: {unit}.", formula=formula_of(key), unit=unit) if unit else formula_of(key)


def titled(question: Question, key: str) -> str:
    """What a figure is called, with the year that it is of by default."""
    metric, year = metrics_of(question.case).get(key), question.case.base_year + question.scenario.start_years
    if metric is None:
        return label_of(RATIOS[key])
    if key == "co2e_abated":  # what the register calls it is too long for a card
        return tr("CO2e less in {year}", year=year)
    return label_in(metric, year) if metric.kind == "flow" else label_of(metric)


def figure_cards(
    question: Question, figures: Figures, base: Figures | None = None, keys: Iterable[str] = HEADLINE
) -> list[Card]:
    """The figures that people ask for first; each with its difference to another plan's where one is given."""
    known = figures.metrics
    shown = [key for key in keys if key in known and not (known[key] is None and key != "simple_payback")]
    return [
        _card(question, key, known[key], base.metrics.get(key) if base else None, compared=base is not None)
        for key in shown
    ]


def _card(question: Question, key: str, value: Decimal | None, before: Decimal | None, *, compared: bool) -> Card:
    card = Card(titled(question, key), value_of(question, key, value), explained(question, key))
    if not compared or value is None or before is None:
        return card
    difference = value - before
    if not difference:
        return Card(card.label, card.value, card.explained, tr("no change"))
    sign = "+" if difference > 0 else "−"
    lower = RATIOS[key].sense == "at_most" if key in RATIOS else metrics_of(question.case)[key].minimised
    better = None if key in ("capex", "measures") else (difference < 0) == lower
    return Card(card.label, card.value, card.explained, f"{sign}{value_of(question, key, abs(difference))}", better)
