"""Scenarios side by side: figures as percentages of the first one's, and cumulative money over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from optimizer.charts.cash_flow import cumulative
from optimizer.charts.drawing import NUMBER, amounts_axis, finished, scale_of, years_axis
from optimizer.charts.theme import DASHES, LOOKS, SHAPES
from optimizer.decimals import number
from optimizer.indicators import INDICATORS
from optimizer.locales import tr
from optimizer.metrics import metrics_of
from optimizer.outcome import Outcome, Solved
from optimizer.question import Question
from optimizer.spelling import money
from optimizer.words import figure, label_of, value_of

if TYPE_CHECKING:
    from optimizer.charts.theme import Mode

Answers = Sequence[tuple[Question, Outcome]]
LEAST = 120  # pixels
COMPARED = ("npv", "capex", "annual_saving", "energy_saved", "co2e_abated", "simple_payback")


def compared(answers: Answers, names: Sequence[str]) -> pd.DataFrame:
    """Return figures as shares of the first plan's, for `dumbbell_chart`: figure, scenario, share, told."""
    rows = []
    for key in COMPARED:
        values = [
            (name, q, o.figures.metrics.get(key))
            for name, (q, o) in zip(names, answers, strict=True)
            if isinstance(o, Solved)
        ]
        base = values[0][2] if values else None
        if base is None or base <= 0 or any(key not in {*metrics_of(q.case), *INDICATORS} for _, q, _ in values):
            continue
        label = label_of(metrics_of(values[0][1].case).get(key) or INDICATORS[key])
        first = figure(values[0][1], key, base).value
        shown = [(name, q, value, figure(q, key, value).value) for name, q, value in values]
        rows += [
            (label, name, number(read / first), value_of(q, key, value))
            for name, q, value, read in shown
            if read is not None and first
        ]
    return pd.DataFrame(rows, columns=["figure", "scenario", "share", "told"])


def cumulative_lines(answers: Answers, names: Sequence[str]) -> pd.DataFrame:
    """Return cumulative net cash flow for `cumulative_chart`: year, scenario, value, told."""
    rows = [
        (question.case.base_year + t, name, number(value), money(value, question.case))
        for name, (question, outcome) in zip(names, answers, strict=True)
        if isinstance(outcome, Solved)
        for t, value in enumerate(cumulative(outcome.figures))
    ]
    return pd.DataFrame(rows, columns=["year", "scenario", "value", "told"])


def dumbbell_chart(shares: pd.DataFrame, order: Sequence[str], first: str, mode: Mode) -> Any:
    """Return a chart of figures as percentages of the first scenario's, joined by lines.

    `shares`: figure, scenario, share (1 is the first scenario's value), told.
    """
    frame = shares.assign(percent=shares["share"] * 100)
    rows = list(dict.fromkeys(frame["figure"]))
    y = alt.Y("figure:N", sort=rows, title=None, axis=alt.Axis(ticks=False, domain=False, grid=True, labelPadding=10))
    title = tr("% of “{first}”", first=first)
    x = alt.X("percent:Q", title=title, scale=_around(frame["percent"]), axis=alt.Axis(format=NUMBER))
    ends = frame.groupby("figure", sort=False)["percent"].agg(["min", "max"]).reset_index()
    joined = alt.Chart(ends).mark_rule(strokeWidth=2).encode(y=y, x=alt.X("min:Q", title=title), x2="max:Q")
    at_first = alt.Chart(pd.DataFrame({"percent": [100]})).mark_rule(strokeDash=[4, 4]).encode(x=x)
    points = (
        alt.Chart(frame)
        .mark_point(filled=True, size=130, opacity=1)
        .encode(
            y=y,
            x=x,
            color=alt.Color("scenario:N", scale=_colours(order, mode), sort=list(order), legend=_names_in(1)),
            shape=alt.Shape("scenario:N", scale=alt.Scale(domain=list(order), range=list(SHAPES[: len(order)]))),
            tooltip=[
                alt.Tooltip("scenario:N", title=tr("scenario")),
                alt.Tooltip("figure:N", title=tr("figure")),
                alt.Tooltip("told:N", title=tr("value")),
            ],
        )
    )
    return finished(alt.layer(at_first, joined, points).properties(height=max(LEAST, 44 * len(rows))), mode)


def cumulative_chart(lines: pd.DataFrame, order: Sequence[str], unit: str, mode: Mode) -> Any:
    """Return a chart of cumulative money since the base year: where a line crosses zero, the plan has paid back.

    `lines`: year, scenario, value (money), told.
    """
    scale = scale_of(lines["value"], unit)
    chart = (
        alt.Chart(lines.assign(value=lines["value"] / scale.divisor))
        .mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=30, filled=True))
        .encode(
            x=years_axis(),
            y=amounts_axis(scale.unit),
            color=alt.Color("scenario:N", scale=_colours(order, mode), sort=list(order), legend=_names_in(2)),
            strokeDash=alt.StrokeDash(
                "scenario:N", scale=alt.Scale(domain=list(order), range=list(DASHES[: len(order)]))
            ),
            tooltip=[
                alt.Tooltip("scenario:N", title=tr("scenario")),
                alt.Tooltip("year:O", title=tr("year")),
                alt.Tooltip("told:N", title=unit),
            ],
        )
        .properties(height=320)
    )
    return finished(chart, mode)


def _around(values: pd.Series[Any]) -> alt.Scale:
    """Return a scale with some room on both sides, so that no point is on an edge."""
    least, most = float(values.min()), float(values.max())
    room = max((most - least) * 0.06, 1.0)
    return alt.Scale(domain=[least - room, most + room], nice=False)


def _names_in(columns: int) -> alt.Legend:
    """Return a legend for names of scenarios, which may be long, for charts beside each other."""
    return alt.Legend(columns=columns, labelLimit=220)


def _colours(order: Sequence[str], mode: Mode) -> alt.Scale:
    return alt.Scale(domain=list(order), range=list(LOOKS[mode].series[: len(order)]))
