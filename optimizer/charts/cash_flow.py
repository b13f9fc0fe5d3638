"""Cash flow by year in its parts: payments below zero, income above, the net as a line."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from optimizer.charts.chart import PlanChart, ShownTable, currency, headed, whole_money
from optimizer.charts.drawing import amounts_axis, finished, net_line, part_colours, scale_of, tooltips, years_axis
from optimizer.charts.theme import LOOKS
from optimizer.decimals import Decimal, number
from optimizer.locales import noted, tr
from optimizer.parts import FLOWS, cash_flows
from optimizer.spelling import money

if TYPE_CHECKING:
    from optimizer.charts.theme import Mode
    from optimizer.figures import Figures
    from optimizer.question import Question

NET = "net_cash_flow"
PARTS = {
    "capex": noted("Implementation cost"),
    "annual_saving": noted("Annual saving"),
    "one_off": noted("One-offs"),
    "renewal": noted("Renewals"),
    "avoided_cost": noted("Avoided replacements"),
    "profit_tax": noted("Profit tax"),
    "residual": noted("Residual value"),
    NET: noted("Net cash flow"),
}
HEADS = {
    "capex": noted("cost, {currency}"),
    "annual_saving": noted("saving, {currency}"),
    "one_off": noted("one-off, {currency}"),
    "renewal": noted("renewal, {currency}"),
    "avoided_cost": noted("avoided cost, {currency}"),
    "profit_tax": noted("profit tax, {currency}"),
    "residual": noted("residual value, {currency}"),
    NET: noted("net cash flow, {currency}"),
    "cumulative": noted("cumulative net cash flow, {currency}"),
    "cash": noted("own funds left, {currency}"),
    "co2e_abated": noted("t CO2e less"),
}
NEVER_BACK = noted("Cash flow by year; costs point down. The plan does not pay back by {last}: {total} in total.")
BACK = noted("Cash flow by year; costs point down. The plan has paid back in {year}; by {last} it has earned {total}.")


def frame(question: Question, figures: Figures) -> pd.DataFrame:
    """Return money by year with the cumulative net cash flow; a part that is 0 in every year is left out."""
    flows, series = cash_flows(figures), figures.years
    shown = pd.DataFrame({"year": [question.case.base_year + t for t in range(len(series["capex"]))]})
    for key, values in flows.items():
        shown[key] = [number(value) for value in values]
    shown["cumulative"] = [number(value) for value in cumulative(figures)]
    for key in ("cash", "co2e_abated"):
        if key in series and any(value is not None for value in series[key]):
            shown[key] = [number(value) for value in series[key]]
    return shown


def cumulative(figures: Figures) -> list[Decimal]:
    """Return cumulative net cash flows by year: the sums of those shown."""
    return list(accumulate(cash_flows(figures)[NET]))


def parts(question: Question, flows: pd.DataFrame) -> pd.DataFrame:
    """Return the flows of `frame` one by one: year, key, value (costs negative), told."""
    rows = [
        (int(year), key, value * FLOWS.get(key, 1), whole_money(question, value * FLOWS.get(key, 1)))
        for key in PARTS
        if key in flows
        for year, value in zip(flows["year"], flows[key], strict=True)
    ]
    return pd.DataFrame(rows, columns=["year", "key", "value", "told"])


def draw(question: Question, flows: pd.DataFrame, mode: Mode) -> Any:
    """Return the parts of each year as stacked bars, and the net cash flow as a line."""
    look, unit = LOOKS[mode], currency(question)
    shown = parts(question, flows)
    scale = scale_of(shown["value"], unit)
    shown = shown.assign(
        value=shown["value"] / scale.divisor, part=shown["key"].map({k: tr(v) for k, v in PARTS.items()})
    )
    colours = {
        "capex": look.cost, "annual_saving": look.saving, "one_off": look.series[2], "renewal": look.series[4],
        "avoided_cost": look.rare[0], "profit_tax": look.series[3], "residual": look.rare[1], NET: look.text,
    }  # fmt: skip
    present = {tr(PARTS[key]): colours[key] for key in PARTS if key in flows}
    colour = part_colours(present, legend=alt.Legend(columns=2))  # three would not fit a narrow screen
    encoding = {
        "x": years_axis(), "y": amounts_axis(scale.unit), "color": colour,
        "tooltip": tooltips(unit, year=tr("year"), part=tr("part")),
    }  # fmt: skip
    bars = alt.Chart(shown[shown["key"] != NET]).mark_bar(width=alt.RelativeBandSize(0.7)).encode(**encoding)
    line = net_line(shown[shown["key"] == NET], **encoding)
    return finished(alt.layer(bars, line).properties(height=320), mode)


def caption(question: Question, figures: Figures, _: pd.DataFrame) -> str:
    """Return when the plan has paid back, and what it has earned at the end."""
    so_far, base = cumulative(figures), question.case.base_year
    back = next((t for t in range(len(so_far)) if all(total >= 0 for total in so_far[t:])), None)
    told = {"last": base + len(so_far) - 1, "total": money(so_far[-1], question.case)}
    return tr(NEVER_BACK, **told) if back is None else tr(BACK, year=base + back, **told)


def table(question: Question, _: Figures, flows: pd.DataFrame) -> ShownTable:
    """Return money by year."""
    heads = {key: tr(head, currency=currency(question)) for key, head in HEADS.items()}
    return headed(flows, {"year": tr("year"), **heads}, dict.fromkeys(HEADS, 0))


CASH_FLOW = PlanChart("cash-flow", noted("Cash flow by year"), frame, draw, caption, table)
