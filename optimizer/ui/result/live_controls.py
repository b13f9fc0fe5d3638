"""The controls of live mode: budget, climate target, discount rate, profit tax if it is paid, one price.

They start at the scenario's values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.decimals import ZERO, Decimal
from optimizer.locales import tr
from optimizer.locales.units import unit_text
from optimizer.spelling import amount, percent, with_unit
from optimizer.ui.result.live_question import (
    ControlPositions,
    baseline,
    budget_steps,
    first_price,
    own_funds,
    target,
    target_steps,
)
from optimizer.words import name_of

if TYPE_CHECKING:
    from optimizer.figures import Figures
    from optimizer.question import Question


# Texts of options are made once, in the language of this run: a widget may ask for one later, outside of any run.


def controls(stem: str, question: Question, figures: Figures) -> ControlPositions:
    """Show the controls, one below the other; return their values."""
    budget, wanted, rate = _budget(stem, question), _target(stem, question), _rate(stem, question)
    tax = _tax(stem, question) if question.scenario.tax_rate else None
    stream, price = _price(stem, question, figures)
    return ControlPositions(budget, wanted, rate, stream, price, tax)


def _budget(stem: str, question: Question) -> Decimal | None:
    """Show the control of the total budget."""
    steps, own = budget_steps(question), own_funds(question.scenario)
    currency = question.case.currency
    told = {step: tr("no limit") if step is None else amount(step, currency, decimals=0) for step in steps}
    chosen: Decimal | None = st.select_slider(
        tr("Total budget"), steps, own, key=f"live.budget.{stem}",
        format_func=told.__getitem__,
        help=tr("Own funds of all years together; each year keeps its share."),
    )  # fmt: skip
    return None if chosen == own else chosen


def _target(stem: str, question: Question) -> Decimal | None:
    """Show the control of the climate target, a share of the baseline."""
    base = baseline(question)
    if base is None:
        st.caption(tr("No climate target: the register has no baseline for CO2e."))
        return None
    now = target(question)
    steps = target_steps(question)
    told = {share: percent(share, 1 if share * 100 % 1 else 0) if share else tr("none") for share in steps}
    chosen: Decimal = st.select_slider(
        tr("Climate target"), steps, now, key=f"live.target.{stem}",
        format_func=told.__getitem__,
        help=tr("As a share of the plant’s yearly emissions: {baseline}.", baseline=amount(base, "t CO2e")),
    )  # fmt: skip
    return None if chosen == now else chosen


def _rate(stem: str, question: Question) -> Decimal | None:
    """Show the control of the discount rate."""
    now = question.scenario.discount_rate
    return _percentage(tr("Discount rate"), f"live.rate.{stem}", now, tr("Per year, nominal."))


def _tax(stem: str, question: Question) -> Decimal | None:
    """Show the control of the rate of profit tax."""
    now = question.scenario.tax_rate
    return _percentage(tr("Profit tax"), f"live.tax.{stem}", now, tr("On each year’s net saving less depreciation."))


def _percentage(label: str, key: str, now: Decimal, told: str) -> Decimal | None:
    """Show the control of a rate from 0 to 40 %; return its value, or None at the scenario's own."""
    steps = sorted({Decimal(k) / 100 for k in range(41)} | {now})
    texts = {rate: percent(rate, 1 if rate * 100 % 1 else 0) for rate in steps}
    chosen: Decimal = st.select_slider(label, steps, now, key=key, format_func=texts.__getitem__, help=told)
    return None if chosen == now else chosen


def _priced(question: Question, figures: Figures) -> list[str]:
    """Return the streams with a price, those first of which the plan saves most money, then by spending."""
    year = question.scenario.start_years
    prices = {one.stream: first_price(question, one.stream) for one in question.case.streams}

    def rank(stream: str) -> tuple[Decimal, Decimal]:
        saved, used = figures.years[f"{stream}_saved"][year] or ZERO, question.case.stream[stream].baseline or ZERO
        return -abs(saved * prices[stream]), -used * prices[stream]

    return sorted((stream for stream, price in prices.items() if price > 0), key=rank)


def _price(stem: str, question: Question, figures: Figures) -> tuple[str | None, Decimal | None]:
    """Show the control of the selected stream's price."""
    streams = _priced(question, figures)
    if not streams:
        return None, None
    names = {one: name_of(question.case.stream[one]) for one in streams}
    stream = st.selectbox(tr("Price of"), streams, format_func=names.__getitem__, key=f"live.stream.{stem}")
    now, unit = first_price(question, stream), unit_text(question.case.stream[stream].unit)
    steps = sorted({(now * k / 20).quantize(Decimal(1).scaleb(now.adjusted() - 3)) for k in range(10, 41)} | {now})
    per = f"{unit_text(question.case.currency)}/{unit}"
    told = {price: with_unit(amount(price), per) for price in steps}
    chosen: Decimal = st.select_slider(
        tr("Price in the base year"), steps, now, key=f"live.price.{stem}.{stream}", label_visibility="collapsed",
        format_func=told.__getitem__,
    )  # fmt: skip
    return (None, None) if chosen == now else (stream, chosen)
