"""A tornado: what each assumption does to the NPV if it is lower or higher, the largest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from optimizer.charts.drawing import HEAD, NUMBER, ROW, finished, named_rows, part_colours, scale_of, tooltips
from optimizer.charts.theme import LOOKS
from optimizer.locales import tr

if TYPE_CHECKING:
    import pandas as pd

    from optimizer.charts.theme import Mode


def tornado_chart(swings: pd.DataFrame, unit: str, mode: Mode) -> Any:
    """Return a chart of the changes of the NPV, the largest first; zero is the plan as it is.

    `swings`: label, end (lower, higher), change (money), told.
    """
    scale, look = scale_of(swings["change"], unit), LOOKS[mode]
    names = {"lower": tr("value 20 % lower"), "higher": tr("value 20 % higher")}
    shown = swings.assign(change=swings["change"] / scale.divisor, part=swings["end"].map(names))
    rows = list(dict.fromkeys(shown["label"]))
    title = tr("change of the NPV, {unit}", unit=scale.unit)
    bars = (
        alt.Chart(shown)
        .mark_bar(height=alt.RelativeBandSize(0.7))
        .encode(
            y=named_rows("label:N", rows),
            x=alt.X("change:Q", title=title, axis=alt.Axis(format=NUMBER)),
            color=part_colours(dict(zip(names.values(), (look.cost, look.saving), strict=True))),
            tooltip=tooltips(tr("change of the NPV"), label=tr("Assumption"), part=tr("change")),
        )
    )
    return finished(bars.properties(height=HEAD + ROW * len(rows)), mode)
