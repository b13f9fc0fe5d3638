"""How each figure is calculated, for tooltips: the formula in words, then the unit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.decimals import ZERO
from optimizer.indicators import INDICATORS
from optimizer.locales import tr
from optimizer.metrics import metrics_of
from optimizer.reports.differences import difference, is_better
from optimizer.ui.shared.widgets import Card
from optimizer.words import figure, label_in, label_of, spelled_out, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.decimals import Decimal
    from optimizer.figures import Figures
    from optimizer.question import Question

HEADLINE = ("npv", "capex", "annual_saving", "simple_payback", "co2e_abated", "energy_saved", "irr", "measures")


def formula_of(question: Question, key: str) -> str:
    """Return the formula of a metric or an indicator in words."""
    return tr((INDICATORS.get(key) or metrics_of(question.case)[key]).formula)


def explained(question: Question, key: str) -> str:
    """Return the formula of a figure and its unit."""
    unit = figure(question, key, None).unit
    return (
        tr("{formula} Unit: {unit}.", formula=formula_of(question, key), unit=unit)
        if unit
        else formula_of(question, key)
    )


def titled(question: Question, key: str) -> str:
    """Return the label of a figure, with its default year."""
    metric, year = metrics_of(question.case).get(key), question.case.base_year + question.scenario.start_years
    if metric is None:
        return label_of(INDICATORS[key])
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
    return replace(card, difference=told, better=is_better(question, key, found))
