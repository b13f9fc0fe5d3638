"""Parts of the Result page whose figures add up: fair shares, the steps to the NPV, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.charts import drawing as charts
from optimizer.decimals import Decimal
from optimizer.locales import noted, tr
from optimizer.locales.units import unit_text
from optimizer.metrics import CO2E
from optimizer.parts import basis_text, before_after, payback_text, shares
from optimizer.reports.plan_tables import SHARES, share_headings
from optimizer.spelling import numeral, percent
from optimizer.ui.shared import tables
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.widgets import chart, mode, small_chart, table

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from optimizer.figures import Figures
    from optimizer.parts import BeforeAfter
    from optimizer.question import Question

MOST_HIGH = 600
ALONE = noted("“Alone” is the measure as if no other were chosen. The shares add up to the plan’s figures above.")
STEPS = noted("From the savings to the NPV, in present values: each bar starts where the one above ends.")
LESS = noted(
    "{label} by year, with the plan and without measures. In {year}: {after} instead of {before}, {share} less."
)
MORE = noted(
    "{label} by year, with the plan and without measures. In {year}: {after} instead of {before}, {share} more."
)


def show_fair(question: Question, figures: Figures) -> None:
    """Show each chosen measure's fair share of the plan beside what it is alone."""
    columns, frame = shares(question, figures), tables.fair(question, figures)
    headings = {key: " ".join(text.split()) for key, text in share_headings(question).items()}
    heads = {"name": tr("measure"), "start": tr("start")}
    heads |= {key: headings[key] for key in columns}
    heads |= {
        "alone_npv": tr("alone: {figure}", figure=headings["npv"]),
        "alone_annual_saving": tr("alone: {figure}", figure=headings["annual_saving"]),
        "alone_simple_payback": tr("alone: payback, years"),
    }
    decimals = {key: column.total.decimals for key, column in columns.items()}
    decimals |= {f"alone_{key}": decimals[key] for key in ("npv", "annual_saving")} | {"alone_simple_payback": 1}
    formats: dict[str, Callable[[Any], str]] = {heads[key]: _with(places) for key, places in decimals.items()}
    st.caption(plain(f"{tr(SHARES)} {tr(ALONE)}"))
    high = min(38 * (len(frame) + 1), MOST_HIGH)
    table(frame.rename(columns=heads), {**formats, heads["start"]: str}, height=high)


def _with(decimals: int) -> Callable[[Any], str]:
    return lambda value: numeral(Decimal(str(value)), decimals)


def show_bridge(question: Question, figures: Figures) -> None:
    """Show the steps from the savings to the NPV, and what the simple payback is made of."""
    frame, unit = tables.waterfall(question, figures), unit_text(question.case.currency)
    decimals = shares(question, figures)["npv"].total.decimals
    heads = {"label": tr("step"), "value": tr("present value, {currency}", currency=unit)}
    shown = frame[[*heads]].rename(columns=heads)
    said = f"{tr(STEPS)} {payback_text(question, figures)} {basis_text(question)}"
    chart(charts.waterfall_chart(frame, unit, mode()), said, shown, {heads["value"]: _with(decimals)})


def show_changes(question: Question, figures: Figures) -> None:
    """Show the bill and the CO2e of each year, with the plan and without measures."""
    found = before_after(question, figures)
    for change in found:
        _show_change(question, figures, change)
    if not any(change.key == "bill" for change in found):
        st.info(tr("The bill before is not known: streams that are saved have no baseline."))
    if CO2E in question.case.pollutant and not any(change.key == CO2E for change in found):
        st.info(tr("The emissions before are not known: streams with an emission factor have no baseline."))


def show_first_change(question: Question, figures: Figures, height: int) -> None:
    """Show a chart of the bill by year, or else of the CO2e; what is missing for both if neither is known."""
    found = before_after(question, figures)
    if not found:
        show_changes(question, figures)
        return
    frame, spell = tables.before_after(question, figures, found[0].key), _with(found[0].decimals)
    said = _change_text(question, found[0])
    drawn = charts.change_chart(_spelled(frame, spell), found[0].unit, mode(), height)
    small_chart(tr("{figure} by year", figure=found[0].label), drawn, said)


def _spelled(frame: pd.DataFrame, spell: Callable[[Any], str]) -> pd.DataFrame:
    return frame.assign(**{f"told_{key}": frame[key].map(spell) for key in ("before", "after")})


def _change_text(question: Question, change: BeforeAfter) -> str:
    year = question.case.base_year + question.scenario.start_years
    told = {"label": change.label, "year": year, "share": percent(abs(change.share))}
    amounts = {key: change.text(getattr(change, key)) for key in ("before", "after")}
    return tr(LESS if change.saved >= 0 else MORE, **told, **amounts)


def _show_change(question: Question, figures: Figures, change: BeforeAfter) -> None:
    frame, spell = tables.before_after(question, figures, change.key), _with(change.decimals)
    heads = {
        "year": tr("year"),
        "before": tr("before, {unit}", unit=change.unit),
        "after": tr("after, {unit}", unit=change.unit),
        "saved": tr("saved, {unit}", unit=change.unit),
        "share": tr("saved, %"),
    }
    formats: dict[str, Callable[[Any], str]] = {heads[key]: spell for key in ("before", "after", "saved")}
    formats |= {heads["year"]: str, heads["share"]: lambda share: numeral(Decimal(str(share)) * 100, 1)}
    drawn = charts.change_chart(_spelled(frame, spell), change.unit, mode())
    chart(drawn, _change_text(question, change), frame.rename(columns=heads), formats)
