"""Payback bands: how many measures, how much cost and saving, pay back within 1, 2, 4 years or later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import altair as alt
import pandas as pd

from optimizer.charts.chart import PlanChart, ShownTable, currency, full_year, headed, whole_money
from optimizer.charts.drawing import amounts_along, finished, part_colours, scale_of, texts_beside, tooltips
from optimizer.charts.share_sums import share_sums
from optimizer.charts.theme import LOOKS
from optimizer.decimals import Decimal
from optimizer.locales import noted, tr, trn
from optimizer.parts import share_headings, shares
from optimizer.spelling import NEVER

if TYPE_CHECKING:
    from optimizer.charts.theme import Mode
    from optimizer.figures import Figures
    from optimizer.question import Question


class PaybackBand(NamedTuple):
    """Paybacks below `under` years, and not in an earlier band; None: without end."""

    label: str
    under: Decimal | None


BANDS = (
    PaybackBand(noted("under 1 year"), Decimal(1)),
    PaybackBand(noted("1 to under 2 years"), Decimal(2)),
    PaybackBand(noted("2 to under 4 years"), Decimal(4)),
    PaybackBand(noted("4 years and more"), None),
)
PARTS = {"capex": noted("Implementation cost"), "annual_saving": noted("Annual saving")}
HEIGHT = 64  # pixels of a band


def frame(question: Question, figures: Figures) -> pd.DataFrame:
    """Return group (the band), measures (their number) and sums of fair shares; the last row is the plan.

    A measure is in the band of its own simple payback, as if no other were chosen. The band of measures that never pay
    back is left out if it is empty.
    """
    if not figures.shares:
        return pd.DataFrame()
    members: dict[str, list[str]] = {band.label: [] for band in BANDS}
    for measure, alone in figures.alone.items():
        members.setdefault(band_of(alone["simple_payback"]), []).append(measure)
    return share_sums(question, figures, {tr(label): found for label, found in members.items()})


def band_of(payback: Decimal | None) -> str:
    """Return the band of a payback in years; None is never.

    >>> band_of(Decimal(4)), band_of(Decimal(0)), band_of(None)
    ('4 years and more', 'under 1 year', 'never')
    """
    if payback is None:
        return NEVER
    return next(band.label for band in BANDS if band.under is None or payback < band.under)


def draw(question: Question, bands: pd.DataFrame, mode: Mode) -> Any:
    """Return two bars per band, cost and saving, with the number of measures below its name."""
    look, unit, shown = LOOKS[mode], currency(question), bands.iloc[:-1]
    scale = scale_of([*shown["capex"], *shown["annual_saving"]], unit)
    names = {key: tr(name) for key, name in PARTS.items()}
    rows = [
        (f"{band}\n{_counted(count)}", names[key], value / scale.divisor, whole_money(question, value))
        for key in PARTS
        for band, count, value in zip(shown["group"], shown["measures"], shown[key], strict=True)
    ]
    data = pd.DataFrame(rows, columns=["row", "part", "value", "told"])
    y = alt.Y(
        "row:N", sort=list(dict.fromkeys(data["row"])), title=None,
        axis=alt.Axis(ticks=False, domain=False, labelFontSize=12, labelExpr="split(datum.label, '\\n')"),
    )  # fmt: skip
    x = amounts_along(scale.unit, data["value"])
    offset = alt.YOffset("part:N", sort=list(names.values()))
    colours = part_colours(dict(zip(names.values(), (look.cost, look.saving), strict=True)))
    bars = (
        alt.Chart(data)
        .mark_bar(cornerRadius=2)
        .encode(x=x, y=y, yOffset=offset, color=colours, tooltip=tooltips(unit, part=tr("part")))
    )
    texts = texts_beside(data, "told", x=x, y=y, yOffset=offset)
    return finished(alt.layer(bars, texts).properties(height=HEIGHT * (len(shown) + 1)), mode)


def _counted(count: int) -> str:
    return trn("{count} measure", "{count} measures", int(count))


def caption(question: Question, _: Figures, bands: pd.DataFrame) -> str:
    """Return how a measure's payback is calculated, and how many measures pay back fast."""
    said = tr(
        "Each measure is in the band of its own simple payback, as if no other were chosen; cost and saving of {year} "
        "are fair shares.",
        year=full_year(question),
    )
    fast = int(bands["measures"].iloc[0])
    counted = trn(
        "{count} of {all} measures pays back within a year.", "{count} of {all} measures pay back within a year.",
        fast, all=int(bands["measures"].iloc[-1]),
    )  # fmt: skip
    return f"{counted} {said}"


def table(question: Question, figures: Figures, bands: pd.DataFrame) -> ShownTable:
    """Return the bands with the number of measures, cost and saving, and the plan's figures."""
    headings = {key: " ".join(text.split()) for key, text in share_headings(question).items()}
    decimals = {key: shown.total.decimals for key, shown in shares(question, figures).items()}
    return headed(bands, {"group": tr("payback"), "measures": tr("measures"), **headings}, decimals)


PAYBACK_BANDS = PlanChart("payback-bands", noted("Payback bands"), frame, draw, caption, table)
