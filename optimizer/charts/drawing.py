"""What several charts are drawn with: scales, axes, colours of parts, steps that follow each other.

Numbers on axes are scaled (thousand, million); visible texts go through `tr`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import altair as alt
from altair.utils import schemapi

from optimizer.charts.theme import LOOKS, Mode, chart_theme
from optimizer.locales import language, noted, tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

schemapi.DEBUG_MODE = False  # to validate every part when it is made takes twice as long as to make it

MOST_ROWS = 20  # of a chart; the table has all
ROW, HEAD = 24, 72  # pixels; the head holds the legend and the axis
NAMES: dict[str, Any] = {"labelLimit": 400, "labelFontSize": 12}  # wide enough for most names of measures
SCALES = (
    (1e9, noted("billion {unit}")),
    (1e6, noted("million {unit}")),
    (1e3, noted("thousand {unit}")),
    (1.0, "{unit}"),
)
NUMBER = ",.4~f"
ROOM = 0.35  # of the length of the bars, for the texts beside them


class AxisScale(NamedTuple):
    """What the values of an axis are divided by, and the unit that results."""

    divisor: float
    unit: str


def scale_of(values: Iterable[float], unit: str) -> AxisScale:
    """Return the scale that makes values short on an axis."""
    largest = max((abs(float(value)) for value in values if value == value), default=0.0)  # noqa: PLR0124 - NaN
    divisor, text = next((scale for scale in SCALES if largest >= scale[0]), SCALES[-1])
    return AxisScale(divisor, tr(text, unit=unit))


def finished(chart: Any, mode: Mode) -> Any:
    """Return a chart in the look of the mode and with the numbers of the current language."""
    return chart.configure(**chart_theme(language(), mode))


def years_axis() -> alt.X:
    """Return the axis of charts with one bar or point per year."""
    return alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))


def amounts_axis(unit: str, field: str = "value:Q", **options: Any) -> alt.Y:
    """Return the vertical axis of amounts."""
    return alt.Y(field, title=unit, axis=alt.Axis(format=NUMBER), **options)


def amounts_along(unit: str, values: Iterable[float], field: str = "value:Q") -> alt.X:
    """Return the horizontal axis of amounts, with room for texts beside the bars."""
    known = [0.0, *map(float, values)]
    least, most = min(known), max(known)
    room = alt.Scale(domain=[least, most + ROOM * ((most - least) or 1.0)])
    return alt.X(field, title=unit, scale=room, axis=alt.Axis(format=NUMBER, tickCount=6, labelOverlap=True))


def texts_beside(data: pd.DataFrame, text: str, **encoding: Any) -> Any:
    """Return texts to the right of where bars end."""
    marks = alt.Chart(data).mark_text(align="left", dx=6, fontSize=12)
    return marks.encode(text=alt.Text(f"{text}:N"), **encoding)


def named_rows(field: str, order: Iterable[str], **axis: Any) -> alt.Y:
    """Return the vertical axis of charts with one row per name."""
    return alt.Y(field, sort=list(order), title=None, axis=alt.Axis(ticks=False, domain=False, **{**NAMES, **axis}))


def part_colours(colours: Mapping[str, str], **options: Any) -> alt.Color:
    """Return the colours of named parts, in the order of the legend."""
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Color("part:N", scale=scale, sort=list(colours), **options)


def tooltips(told_title: str, **fields: str) -> list[alt.Tooltip]:
    """Return a tooltip with these fields (name → title) and the amount as a text."""
    return [
        *(alt.Tooltip(f"{field}:N", title=title) for field, title in fields.items()),
        alt.Tooltip("told:N", title=told_title),
    ]


def net_line(data: pd.DataFrame, **encoding: Any) -> Any:
    """Return a line with a point per year."""
    point = alt.OverlayMarkDef(size=45, filled=True)
    return alt.Chart(data).mark_line(strokeWidth=2, point=point).encode(**encoding)


def steps_chart(steps: pd.DataFrame, unit: str, mode: Mode) -> Any:
    """Return a chart of steps to a total: each bar starts where the one above it ends, its amount stands beside it.

    `steps`: label, value, begin, end (money), kind (gain, cost, total), told.
    """
    look = LOOKS[mode]
    scale = scale_of([*steps["begin"], *steps["end"]], unit)
    names = {"gain": tr("adds"), "cost": tr("costs"), "total": tr("NPV")}
    colours = dict(zip(names.values(), (look.saving, look.cost, look.series[2]), strict=True))
    frame = steps.assign(
        begin=steps["begin"] / scale.divisor, end=steps["end"] / scale.divisor, part=steps["kind"].map(names),
        right=steps[["begin", "end"]].max(axis="columns") / scale.divisor,
    )  # fmt: skip
    y, ends = named_rows("label:N", frame["label"]), [*frame["begin"], *frame["end"]]
    bars = (
        alt.Chart(frame)
        .mark_bar(height=alt.RelativeBandSize(0.66), cornerRadius=2)
        .encode(
            y=y,
            x=amounts_along(scale.unit, ends, "begin:Q"),
            x2="end:Q",
            color=part_colours(colours),
            tooltip=tooltips(tr("present value"), label=tr("step")),
        )
    )
    texts = texts_beside(frame, "told", y=y, x=amounts_along(scale.unit, ends, "right:Q"))
    return finished(alt.layer(bars, texts).properties(height=HEAD + ROW * len(frame)), mode)
