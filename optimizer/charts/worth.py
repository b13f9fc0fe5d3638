"""What the plan is worth so far: present values added up year by year, with the discounted payback marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from optimizer.charts.chart import PlanChart, ShownTable, currency, headed
from optimizer.charts.drawing import amounts_axis, finished, part_colours, scale_of, tooltips, years_axis
from optimizer.charts.theme import LOOKS
from optimizer.decimals import ZERO, number
from optimizer.finance import present_values_so_far
from optimizer.locales import noted, tr
from optimizer.spelling import money
from optimizer.words import figure

if TYPE_CHECKING:
    from optimizer.charts.theme import Mode
    from optimizer.figures import Figures
    from optimizer.question import Question

NAMES = {"net": noted("net cash flow"), "so_far": noted("present value so far")}
HIGH = 280


def frame(question: Question, figures: Figures) -> pd.DataFrame:
    """Return by year: net, present (value of the net), so_far (of present values; the last is the NPV), both told."""
    case, nets = question.case, [value or ZERO for value in figures.years["net_cash_flow"]]
    decimals = figure(question, "npv", figures.metrics["npv"]).decimals
    exact = present_values_so_far(nets, question.scenario.discount_rate)
    totals = [round(total, decimals) for total in exact]
    rows = [
        (case.base_year + t, number(net), number(total - before), number(total), money(net, case), money(total, case))
        for t, (net, before, total) in enumerate(zip(nets, [ZERO, *totals], totals, strict=False))
    ]
    return pd.DataFrame(rows, columns=["year", "net", "present", "so_far", "told_net", "told_so_far"])


def draw(question: Question, worth: pd.DataFrame, mode: Mode) -> Any:
    """Return net cash flows as bars, and present values so far as a line that ends at the NPV.

    The year from which the line stays above zero is marked.
    """
    layers = _layers(question, worth, mode)
    if (back := paid_back(worth)) is not None:
        below = layers[-1].data.assign(value=0.0, told=tr("payback {year}", year=back))
        text = alt.Chart(below).mark_text(dy=14)
        layers.append(text.encode(x=years_axis(), y=alt.Y("value:Q"), text=alt.Text("told:N")))
    return finished(alt.layer(*layers).properties(height=HIGH), mode)


def draw_small(question: Question, worth: pd.DataFrame, mode: Mode, height: int) -> Any:
    """Return the same chart for a place beside others, whose title tells the payback."""
    return finished(alt.layer(*_layers(question, worth, mode, columns=1)).properties(height=height), mode)


def _layers(question: Question, worth: pd.DataFrame, mode: Mode, columns: int = 2) -> list[Any]:
    """Return bars, line and, if the plan pays back, the point from which the line stays above zero."""
    look, unit = LOOKS[mode], currency(question)
    scale = scale_of([*worth["net"], *worth["so_far"]], unit)
    names = {key: tr(name) for key, name in NAMES.items()}
    colours = dict(zip(names.values(), (look.saving, look.text), strict=True))
    encoding = {
        "x": years_axis(), "y": amounts_axis(scale.unit),
        "color": part_colours(colours, legend=alt.Legend(columns=columns)),
        "tooltip": tooltips(unit, year=tr("year"), part=tr("part")),
    }  # fmt: skip

    def of(key: str) -> alt.Chart:
        return alt.Chart(worth.assign(value=worth[key] / scale.divisor, told=worth[f"told_{key}"], part=names[key]))

    bars = of("net").mark_bar(width=alt.RelativeBandSize(0.7)).encode(**encoding)
    layers: list[Any] = [bars, of("so_far").mark_line(strokeWidth=2.5).encode(**encoding)]
    if (back := paid_back(worth)) is not None:
        at = worth[worth["year"] == back].assign(value=lambda rows: rows["so_far"] / scale.divisor)
        point = alt.Chart(at).mark_point(filled=True, size=120, color=look.cost, opacity=1)
        layers.append(point.encode(x=encoding["x"], y=encoding["y"]))
    return layers


def paid_back(worth: pd.DataFrame) -> int | None:
    """Return the first year from which the present value so far stays at or above zero; None if there is none."""
    below = worth.loc[worth["so_far"] < 0, "year"]
    back = int(worth["year"].min() if below.empty else below.max() + 1)
    return back if back <= worth["year"].max() else None


def caption(_: Question, __: Figures, worth: pd.DataFrame) -> str:
    """Return the year of the discounted payback and what the plan is worth at the end."""
    back, told = paid_back(worth), {"last": int(worth["year"].max()), "total": worth["told_so_far"].iloc[-1]}
    if back is None:
        return tr("Cash and present values by year. By {last} the plan has no discounted payback: {total}.", **told)
    text = noted("Cash and present values by year. Discounted payback in {year}; by {last} the plan is worth {total}.")
    return tr(text, year=back, **told)


def short_name(worth: pd.DataFrame) -> str:
    """Return a title that tells the payback, for a small chart."""
    back, last = paid_back(worth), int(worth["year"].max())
    if back is None:
        return tr("Cash flow: no discounted payback by {last}", last=last)
    return tr("Cash flow: discounted payback in {year}", year=back)


def table(question: Question, figures: Figures, worth: pd.DataFrame) -> ShownTable:
    """Return cash and present values by year."""
    decimals = figure(question, "npv", figures.metrics["npv"]).decimals
    unit = currency(question)
    heads = {
        "year": tr("year"), "net": tr("net cash flow, {currency}", currency=unit),
        "present": tr("present value, {currency}", currency=unit),
        "so_far": tr("present value so far, {currency}", currency=unit),
    }  # fmt: skip
    return headed(worth, heads, {"net": 0, "present": decimals, "so_far": decimals})


WORTH = PlanChart("payback", noted("Cumulative present value, with the payback"), frame, draw, caption, table)
