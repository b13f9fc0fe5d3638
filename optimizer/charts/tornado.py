"""A tornado: what each assumption does to the NPV if it is lower or higher, the largest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from optimizer.charts.drawing import LEAST, NAMES, NUMBER, ROW, scale_of
from optimizer.charts.theme import LOOKS, Mode, chart_theme
from optimizer.locales import language, tr

if TYPE_CHECKING:
    import pandas as pd


def tornado_chart(swings: pd.DataFrame, unit: str, mode: Mode) -> Any:
    """Return a chart of the changes of the NPV, the largest first; zero is the plan as it is.

    `swings`: label, end (lower, higher), change (money), told.
    """
    divisor, scaled = scale_of(swings["change"], unit)
    names = {"lower": tr("value 20 % lower"), "higher": tr("value 20 % higher")}
    shown = swings.assign(change=swings["change"] / divisor, end=swings["end"].map(names))
    rows, look = list(dict.fromkeys(shown["label"])), LOOKS[mode]
    colours = alt.Scale(domain=list(names.values()), range=[look.cost, look.saving])
    bars = (
        alt.Chart(shown)
        .mark_bar(height={"band": 0.7})
        .encode(
            y=alt.Y("label:N", sort=rows, title=None, axis=alt.Axis(ticks=False, domain=False, **NAMES)),
            x=alt.X("change:Q", title=tr("change of the NPV, {unit}", unit=scaled), axis=alt.Axis(format=NUMBER)),
            color=alt.Color("end:N", scale=colours, sort=list(names.values())),
            tooltip=[
                alt.Tooltip("label:N", title=tr("Assumption")),
                alt.Tooltip("end:N", title=tr("change")),
                alt.Tooltip("told:N", title=tr("change of the NPV")),
            ],
        )
        .properties(height=max(LEAST, ROW * len(rows)))
    )
    return bars.configure(**chart_theme(language(), mode))
