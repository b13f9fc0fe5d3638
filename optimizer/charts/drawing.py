"""Altair charts from the frames of `tables.py`; pure functions. Every chart is shown with its table.

Numbers on axes are scaled (thousand, million) in language-free columns; visible texts go through `tr`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
from altair.utils import schemapi

from optimizer.charts.theme import DASHES, LOOKS, SHAPES, Mode, chart_theme
from optimizer.locales import Language, language, noted, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

schemapi.DEBUG_MODE = False  # to validate every part when it is made takes twice as long as to make it

MOST_BARS = 60
ROW, HEAD, LEAST = 24, 72, 120  # pixels; the head holds the legend and the axis
NAMES: dict[str, Any] = {"labelLimit": 400, "labelFontSize": 12}  # wide enough for most names of measures
SCALES = (
    (1e9, noted("billion {unit}")),
    (1e6, noted("million {unit}")),
    (1e3, noted("thousand {unit}")),
    (1.0, "{unit}"),
)
NUMBER = ",.4~f"


def scale_of(values: pd.Series[Any] | Sequence[float], unit: str) -> tuple[float, str]:
    """Return the divisor that makes values short on an axis, and the resulting unit."""
    largest = max((abs(float(value)) for value in values if value == value), default=0.0)  # noqa: PLR0124 - NaN
    divisor, text = next((scale for scale in SCALES if largest >= scale[0]), SCALES[-1])
    return divisor, tr(text, unit=unit)


def _finished(chart: Any, mode: Mode, spoken: Language | None = None) -> Any:
    return chart.configure(**chart_theme(spoken or language(), mode))


def plan_chart(spans: pd.DataFrame, mode: Mode) -> Any:
    """Return a chart of a plan by year: per measure, a bar for implementation and one for its effect.

    `spans`: label, phase (doing, effect), begin, end (exclusive), told.
    """
    shown = spans[spans["label"].isin(list(dict.fromkeys(spans["label"]))[:MOST_BARS])].assign(
        end=lambda f: f["end"] - 0.06
    )
    names = {"doing": tr("implementation"), "effect": tr("in effect")}
    shown = shown.assign(phase=shown["phase"].map(names))
    look, order = LOOKS[mode], list(dict.fromkeys(shown["label"]))
    first, last = int(shown["begin"].min()), round(shown["end"].max())
    years = alt.Axis(
        format="d", values=list(range(first, last)), title=None, orient="top", labelAlign="left", labelOverlap=True
    )
    colours = alt.Scale(domain=list(names.values()), range=[look.cost, look.saving])
    chart = (
        alt.Chart(shown)
        .mark_bar(height=alt.RelativeBandSize(0.66), cornerRadius=2)
        .encode(
            y=alt.Y("label:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, **NAMES)),
            x=alt.X("begin:Q", scale=alt.Scale(domain=[first, last], nice=False), axis=years),
            x2="end:Q",
            color=alt.Color("phase:N", scale=colours),
            tooltip=[
                alt.Tooltip("label:N", title=tr("measure")),
                alt.Tooltip("phase:N", title=tr("phase")),
                alt.Tooltip("told:N", title=tr("years")),
            ],
        )
        .properties(height=HEAD + ROW * len(order))
    )
    return _finished(chart, mode)


def cash_chart(flows: pd.DataFrame, unit: str, mode: Mode) -> Any:
    """Return a chart of cash flow by year: payments below zero, income above, the net as a line.

    `flows`: year, part (cost, saving, one_off, renewal, avoided, tax, residual, net), value (costs negative), told.
    """
    look = LOOKS[mode]
    divisor, scaled = scale_of(flows["value"], unit)
    parts = {
        "cost": tr("Implementation cost"),
        "saving": tr("Annual saving"),
        "one_off": tr("One-offs"),
        "renewal": tr("Renewals"),
        "avoided": tr("Avoided replacements"),
        "tax": tr("Profit tax"),
        "residual": tr("Residual value"),
    }
    frame = flows.assign(value=flows["value"] / divisor)
    bars = frame[frame["part"] != "net"]
    present = [part for part in parts if part in set(bars["part"])]
    bars, net = (
        bars.assign(part=bars["part"].map(parts)),
        frame[frame["part"] == "net"].assign(part=tr("Net cash flow")),
    )
    colours = {
        "cost": look.cost, "saving": look.saving, "one_off": look.series[2], "renewal": look.series[4],
        "avoided": look.rare[0], "tax": look.series[3], "residual": look.rare[1],
    }  # fmt: skip
    scale = alt.Scale(
        domain=[*(parts[part] for part in present), tr("Net cash flow")],
        range=[*(colours[part] for part in present), look.text],
    )
    colour = alt.Color("part:N", scale=scale, legend=alt.Legend(columns=2))  # three would not fit a narrow screen
    x, y, tooltip = _parts_by_year(scaled, unit)
    drawn = alt.Chart(bars).mark_bar(width=alt.RelativeBandSize(0.7)).encode(x=x, y=y, color=colour, tooltip=tooltip)
    line = (
        alt.Chart(net)
        .mark_line(strokeWidth=2, point=alt.OverlayMarkDef(size=45, filled=True))
        .encode(x=x, y=y, color=colour, tooltip=tooltip)
    )
    return _finished(alt.layer(drawn, line).properties(height=320), mode)


def _parts_by_year(scaled: str, unit: str) -> tuple[alt.X, alt.Y, list[alt.Tooltip]]:
    """Return the axes and the tooltip of charts of money by year, in parts."""
    tooltip = [
        alt.Tooltip("year:O", title=tr("year")),
        alt.Tooltip("part:N", title=tr("part")),
        alt.Tooltip("told:N", title=unit),
    ]
    x = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    return x, alt.Y("value:Q", title=scaled, axis=alt.Axis(format=NUMBER)), tooltip


def worth_chart(worth: pd.DataFrame, unit: str, mode: Mode, height: int = 240) -> Any:
    """Return a chart of net cash flow by year as bars, and of present values so far as a line that ends at the NPV.

    `worth`: year, net, so_far (money), told_net, told_so_far. The year from which the line stays above zero is marked.
    """
    look = LOOKS[mode]
    divisor, scaled = scale_of([*worth["net"], *worth["so_far"]], unit)
    names = {"net": tr("net cash flow"), "so_far": tr("present value so far")}
    colour = alt.Color(
        "part:N",
        sort=list(names.values()),
        scale=alt.Scale(domain=list(names.values()), range=[look.saving, look.text]),
    )
    x, y, tooltip = _parts_by_year(scaled, unit)

    def of(key: str) -> alt.Chart:
        return alt.Chart(worth.assign(value=worth[key] / divisor, told=worth[f"told_{key}"], part=names[key]))

    bars = of("net").mark_bar(width=alt.RelativeBandSize(0.7)).encode(x=x, y=y, color=colour, tooltip=tooltip)
    line = of("so_far").mark_line(strokeWidth=2.5).encode(x=x, y=y, color=colour, tooltip=tooltip)
    layers = [bars, line]
    if (back := paid_back(worth)) is not None:
        mark = alt.Chart(worth[worth["year"] == back].assign(value=lambda rows: rows["so_far"] / divisor))
        layers.append(mark.mark_point(filled=True, size=120, color=look.cost, opacity=1).encode(x=x, y=y))
    return _finished(alt.layer(*layers).properties(height=height), mode)


def paid_back(worth: pd.DataFrame) -> int | None:
    """Return the first year from which the present value so far stays at or above zero; None if there is none."""
    below = worth.loc[worth["so_far"] < 0, "year"]
    back = int(worth["year"].min() if below.empty else below.max() + 1)
    return back if back <= worth["year"].max() else None


def waterfall_chart(steps: pd.DataFrame, unit: str, mode: Mode) -> Any:
    """Return a chart of the steps from the savings to the NPV: each bar starts where the one above it ends.

    `steps`: label, value, begin, end (money), kind (gain, cost, total), told. Amounts stand below the names, whole.
    """
    look = LOOKS[mode]
    divisor, scaled = scale_of([*steps["begin"], *steps["end"]], unit)
    names = {"gain": tr("adds"), "cost": tr("costs"), "total": tr("NPV")}
    frame = steps.assign(
        begin=steps["begin"] / divisor, end=steps["end"] / divisor, kind=steps["kind"].map(names),
        row=steps["label"] + "\n" + steps["told"],
    )  # fmt: skip
    colours = alt.Scale(domain=list(names.values()), range=[look.saving, look.cost, look.series[2]])
    rows = alt.Axis(ticks=False, domain=False, labelExpr="split(datum.label, '\\n')", **NAMES)
    bars = (
        alt.Chart(frame)
        .mark_bar(height=alt.RelativeBandSize(0.6), cornerRadius=2)
        .encode(
            y=alt.Y("row:N", sort=list(frame["row"]), title=None, axis=rows),
            x=alt.X("begin:Q", title=scaled, axis=alt.Axis(format=NUMBER, labelOverlap=True)),
            x2="end:Q",
            color=alt.Color("kind:N", scale=colours, sort=list(names.values())),
            tooltip=[alt.Tooltip("label:N", title=tr("step")), alt.Tooltip("told:N", title=tr("present value"))],
        )
        .properties(height=HEAD + 2 * ROW * len(frame))
    )
    return _finished(bars, mode)


def change_chart(changes: pd.DataFrame, unit: str, mode: Mode, height: int = 280) -> Any:
    """Return a chart of what is paid or emitted by year: with the plan as bars, without it as a line.

    `changes`: year, before, after, and both spelled out (told_before, told_after).
    """
    look = LOOKS[mode]
    divisor, scaled = scale_of([*changes["before"], *changes["after"]], unit)
    names = {"before": tr("without measures"), "after": tr("with this plan")}
    scale = alt.Scale(domain=list(names.values()), range=[look.text, look.saving])
    x = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    y = alt.Y("shown:Q", title=scaled, axis=alt.Axis(format=NUMBER))
    tooltip = [alt.Tooltip("year:O", title=tr("year")), alt.Tooltip("told:N", title=unit)]

    def drawn(key: str) -> alt.Chart:
        return alt.Chart(changes.assign(shown=changes[key] / divisor, told=changes[f"told_{key}"], part=names[key]))

    colour = alt.Color("part:N", scale=scale, sort=list(names.values()))
    after = drawn("after").mark_bar(width=alt.RelativeBandSize(0.7)).encode(x=x, y=y, color=colour, tooltip=tooltip)
    before = (
        drawn("before")
        .mark_line(strokeWidth=2, point=alt.OverlayMarkDef(size=45, filled=True))
        .encode(x=x, y=y, color=colour, tooltip=tooltip)
    )
    return _finished(alt.layer(after, before).properties(height=height), mode)


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
    return _finished(alt.layer(at_first, joined, points).properties(height=max(LEAST, 44 * len(rows))), mode)


def cumulative_chart(lines: pd.DataFrame, order: Sequence[str], unit: str, mode: Mode) -> Any:
    """Return a chart of cumulative money since the base year: where a line crosses zero, the plan has paid back.

    `lines`: year, scenario, value (money), told.
    """
    divisor, scaled = scale_of(lines["value"], unit)
    chart = (
        alt.Chart(lines.assign(value=lines["value"] / divisor))
        .mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=30, filled=True))
        .encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("value:Q", title=scaled, axis=alt.Axis(format=NUMBER)),
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
    return _finished(chart, mode)


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
