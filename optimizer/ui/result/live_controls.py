"""The controls of live mode: budget, climate target, discount rate, profit tax if it is paid, one price.

They start at the scenario's values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

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
from optimizer.ui.shared.fault import spoken
from optimizer.words import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.figures import Figures
    from optimizer.question import Question


OWN, NO_LIMIT = "live.own", ""
T = TypeVar("T")

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
    told: dict[Decimal | str, str] = {
        NO_LIMIT if step is None else step: tr("no limit") if step is None else amount(step, currency, decimals=0)
        for step in steps
    }
    about = tr("Own funds of all years together; each year keeps its share.")
    chosen = _slider(tr("Total budget"), NO_LIMIT if own is None else own, f"live.budget.{stem}", told, about)
    return chosen if isinstance(chosen, Decimal) else None


def _target(stem: str, question: Question) -> Decimal | None:
    """Show the control of the climate target, a share of the baseline."""
    base = baseline(question)
    if base is None:
        st.caption(tr("No climate target: the register has no baseline for CO2e."))
        return None
    now = target(question)
    steps = target_steps(question)
    told = {share: percent(share, 1 if share * 100 % 1 else 0) if share else tr("none") for share in steps}
    about = tr("As a share of the plant’s yearly emissions: {baseline}.", baseline=amount(base, "t CO2e"))
    return _slider(tr("Climate target"), now, f"live.target.{stem}", told, about)


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
    return _slider(label, now, key, texts, told)


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
    label, key = tr("Price in the base year"), f"live.price.{stem}.{stream}"
    chosen = _slider(label, now, key, told, label_visibility="collapsed")
    return (None, None) if chosen is None else (stream, chosen)


def _slider(label: str, now: T, key: str, told: Mapping[T, str], about: str = "", **options: Any) -> T | None:
    """Show a control with these places, at first at the scenario's own value; return its value, None if it is that one.

    The place is set, not left to the widget's default, because the browser keeps a slider where it was moved to.
    """
    own = st.session_state.setdefault(OWN, {})
    if own.get(key) != now or st.session_state.get(key) not in told:
        own[key] = st.session_state[key] = now
    chosen: T = st.select_slider(
        label, list(told), key=key, format_func=told.__getitem__, help=about or None, **options
    )
    return None if chosen == now else chosen


@spoken
def put_back() -> None:
    """Reset all controls to the scenario's values. A callback."""
    for key, value in st.session_state.get(OWN, {}).items():
        st.session_state[key] = value
