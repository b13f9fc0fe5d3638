"""Parts of the Result page about a plan: years, cash flow, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.charts import drawing as charts
from optimizer.decimals import Decimal
from optimizer.locales import noted, tr, trn
from optimizer.locales.units import unit_text
from optimizer.reports.terminal import MARGIN
from optimizer.spelling import money, numeral, percent
from optimizer.ui.shared import tables
from optimizer.ui.shared.widgets import chart, mode, small_chart, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.figures import Figures
    from optimizer.question import Question


def whole(value: Any) -> str:
    """Format a figure without decimals."""
    return numeral(Decimal(str(value)))


def year(value: Any) -> str:
    """Format a calendar year without a separator."""
    return str(int(value))


def show_plan(question: Question, figures: Figures) -> None:
    """Show the plan by year, as bars and as a table."""
    if not figures.decision.starts:
        st.info(tr("No measure is chosen."))
        return
    frame = tables.plan(question, figures)
    first, last = int(frame["start"].min()), int(frame["start"].max())
    said = trn(
        "{count} measure, started from {first} to {last}; each bar ends with its useful life.",
        "{count} measures, started from {first} to {last}; each bar ends with its useful life.",
        len(frame),
        first=first,
        last=last,
    )
    if len(frame) > charts.MOST_BARS:
        said = f"{said} {tr('The chart shows the first {count}; the table shows all.', count=charts.MOST_BARS)}"
    columns = _plan_columns()
    headed = frame.drop(columns=[] if any(frame["site"]) else ["site"]).rename(columns=columns)
    formats = {columns[key]: year for key in ("start", "from", "to")}
    chart(charts.plan_chart(tables.spans(question, figures), mode()), said, headed, formats)


def _plan_columns() -> dict[str, str]:
    return {
        "measure": tr("id"), "name": tr("measure"), "site": tr("site"), "start": tr("start"),
        "from": tr("in effect from"), "to": tr("in effect to"),
    }  # fmt: skip


def show_worth(question: Question, figures: Figures, height: int) -> None:
    """Show a chart of cash and of present values so far, with the year in which the plan has paid back."""
    frame, unit = tables.worth(question, figures), unit_text(question.case.currency)
    back, last = charts.paid_back(frame), int(frame["year"].max())
    told = {"last": last, "total": frame["told_so_far"].iloc[-1]}
    if back is None:
        name = tr("Cash flow: no discounted payback by {last}", last=last)
        said = tr("Cash and present values by year. By {last} the plan has no discounted payback: {total}.", **told)
    else:
        name = tr("Cash flow: discounted payback in {year}", year=back)
        text = noted(
            "Cash and present values by year. Discounted payback in {year}; by {last} the plan is worth {total}."
        )
        said = tr(text, year=back, **told)
    small_chart(name, charts.worth_chart(frame, unit, mode(), height), said)


def show_cash(question: Question, figures: Figures) -> None:
    """Show money by year, as bars and as a table."""
    frame, unit = tables.cash(question, figures), unit_text(question.case.currency)
    columns = cash_columns(unit)
    formats: dict[str, Callable[[Any], str]] = {columns[key]: whole for key in frame.columns if key != "year"}
    said = _cash_text(question, figures)
    chart(
        charts.cash_chart(tables.cash_parts(question, figures), unit, mode()),
        said,
        frame.rename(columns=columns),
        {**formats, columns["year"]: year},
    )


def cash_columns(unit: str) -> dict[str, str]:
    """Return the headings of the table of money by year."""
    return {
        "year": tr("year"),
        "capex": tr("cost, {currency}", currency=unit),
        "annual_saving": tr("saving, {currency}", currency=unit),
        "one_off": tr("one-off, {currency}", currency=unit),
        "renewal": tr("renewal, {currency}", currency=unit),
        "avoided_cost": tr("avoided cost, {currency}", currency=unit),
        "profit_tax": tr("profit tax, {currency}", currency=unit),
        "residual": tr("residual value, {currency}", currency=unit),
        "net_cash_flow": tr("net cash flow, {currency}", currency=unit),
        "cumulative": tr("cumulative net cash flow, {currency}", currency=unit),
        "cash": tr("own funds left, {currency}", currency=unit),
        "co2e_abated": tr("t CO2e less"),
    }


NEVER_BACK = noted("Cash flow by year; costs point down. The plan does not pay back by {last}: {total} in total.")
BACK = noted("Cash flow by year; costs point down. The plan has paid back in {year}; by {last} it has earned {total}.")


def _cash_text(question: Question, figures: Figures) -> str:
    """Return a sentence that sums up the chart of money by year."""
    so_far, base = tables.cumulative(figures), question.case.base_year
    back = next((t for t in range(len(so_far)) if all(total >= 0 for total in so_far[t:])), None)
    told = {"last": base + len(so_far) - 1, "total": money(so_far[-1], question.case)}
    return tr(NEVER_BACK, **told) if back is None else tr(BACK, year=base + back, **told)


def show_rules(question: Question, figures: Figures) -> None:
    """Show limits and budgets with the room left, the tightest first."""
    frame = tables.rules(question, figures)
    if frame.empty:
        st.info(tr("This scenario has no budget and no limits."))
        return
    tight = int(frame["tight"].sum())
    st.caption(
        trn(
            "{count} limit has less than 1 % of room left: it shapes the plan.",
            "{count} limits have less than 1 % of room left: they shape the plan.",
            tight,
        )
        if tight
        else tr("Every limit has at least 1 % of room left.")
    )
    heads = {
        "rule": tr("rule"), "value": tr("value"), "bound": tr("bound"), "room": tr("room left"),
        "share": tr("room left, %"), "margin": tr("margin"), "tight": tr("tight"), "name": tr("name"),
    }  # fmt: skip
    frame = frame.drop(columns=[key for key in ("name", "margin") if not any(frame[key])])
    bounds, marks = frame.pop("sense") + " " + frame["bound"], ["●" if tight else "" for tight in frame["tight"]]
    shown = frame.assign(bound=bounds, tight=marks).rename(columns=heads)
    table(shown, {heads["share"]: lambda value: percent(Decimal(str(value)), 1)})
    if heads["margin"] in shown:
        st.caption(tr(MARGIN))
