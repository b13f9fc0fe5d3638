"""The controls of live mode: budget, climate target, discount rate, one price; they start at the scenario's values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.decimals import Decimal
from optimizer.locales import tr
from optimizer.locales.units import unit_text
from optimizer.spelling import amount, percent, with_unit
from optimizer.ui.result.live_question import ControlPositions, baseline, budget_steps, first_price, own_funds, target
from optimizer.words import name_of

if TYPE_CHECKING:
    from optimizer.question import Question


def controls(stem: str, question: Question) -> ControlPositions:
    """Show the controls side by side; return their values."""
    columns = st.columns(4)
    with columns[0]:
        budget = _budget(stem, question)
    with columns[1]:
        wanted = _target(stem, question)
    with columns[2]:
        rate = _rate(stem, question)
    with columns[3]:
        stream, price = _price(stem, question)
    return ControlPositions(budget, wanted, rate, stream, price)


def _budget(stem: str, question: Question) -> Decimal | None:
    """Show the control of the total budget."""
    steps, own = budget_steps(question), own_funds(question.scenario)
    chosen: Decimal | None = st.select_slider(
        tr("Total budget"), steps, own, key=f"live.budget.{stem}",
        format_func=lambda step: tr("no limit") if step is None else amount(step, question.case.currency, decimals=0),
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
    steps = sorted({Decimal(k) / 100 for k in range(61)} | {now})
    chosen: Decimal = st.select_slider(
        tr("Climate target"), steps, now, key=f"live.target.{stem}",
        format_func=lambda share: percent(share, 1 if share * 100 % 1 else 0) if share else tr("none"),
        help=tr("As a share of the plant’s yearly emissions: {baseline}.", baseline=amount(base, "t CO2e")),
    )  # fmt: skip
    return None if chosen == now else chosen


def _rate(stem: str, question: Question) -> Decimal | None:
    """Show the control of the discount rate."""
    now = question.scenario.discount_rate
    steps = sorted({Decimal(k) / 100 for k in range(41)} | {now})
    chosen: Decimal = st.select_slider(
        tr("Discount rate"), steps, now, key=f"live.rate.{stem}",
        format_func=lambda rate: percent(rate, 1 if rate * 100 % 1 else 0), help=tr("Per year, nominal."),
    )  # fmt: skip
    return None if chosen == now else chosen


def _priced(question: Question) -> list[str]:
    """Return the streams with a price, by spending, largest first."""
    spent = {one.stream: first_price(question, one.stream) * (one.baseline or 0) for one in question.case.streams}
    priced = [stream for stream in spent if first_price(question, stream) > 0]
    return sorted(priced, key=lambda stream: -spent[stream])


def _price(stem: str, question: Question) -> tuple[str | None, Decimal | None]:
    """Show the control of the selected stream's price."""
    streams = _priced(question)
    if not streams:
        return None, None
    stream = st.selectbox(
        tr("Price of"), streams, format_func=lambda one: name_of(question.case.stream[one]), key=f"live.stream.{stem}"
    )
    now, unit = first_price(question, stream), unit_text(question.case.stream[stream].unit)
    steps = sorted({(now * k / 20).quantize(Decimal(1).scaleb(now.adjusted() - 3)) for k in range(10, 41)} | {now})
    chosen: Decimal = st.select_slider(
        tr("Price in the base year"), steps, now, key=f"live.price.{stem}.{stream}", label_visibility="collapsed",
        format_func=lambda price: with_unit(amount(price), f"{unit_text(question.case.currency)}/{unit}"),
    )  # fmt: skip
    return (None, None) if chosen == now else (stream, chosen)
