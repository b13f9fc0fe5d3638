"""What is paid or emitted by year: with the plan as bars, without measures as a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from optimizer.charts.chart import PlanChart, ShownTable, exactly, full_year, headed
from optimizer.charts.drawing import amounts_axis, finished, net_line, part_colours, scale_of, tooltips, years_axis
from optimizer.charts.theme import LOOKS
from optimizer.decimals import number
from optimizer.locales import noted, tr
from optimizer.parts import BILL, BeforeAfter, changes
from optimizer.spelling import numeral, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.charts.theme import Mode
    from optimizer.figures import Figures
    from optimizer.question import Question

NAMES = {"before": noted("without measures"), "after": noted("with this plan")}
LESS = noted(
    "{label} by year, with the plan and without measures. In {year}: {after} instead of {before}, {share} less."
)
MORE = noted(
    "{label} by year, with the plan and without measures. In {year}: {after} instead of {before}, {share} more."
)
HIGH = 280


def frame(question: Question, figures: Figures, key: str = BILL) -> pd.DataFrame:
    """Return the bill or a pollutant by year: before, after, saved, share, told_before, told_after, unit; if known."""
    rows = [
        (
            question.case.base_year + t,
            *map(number, (change.before, change.after, change.saved, change.share)),
            *(numeral(value, change.decimals) for value in (change.before, change.after)),
            change.unit,
        )
        for t, change in enumerate(changes(question, figures, key))
    ]
    columns = ["year", "before", "after", "saved", "share", "told_before", "told_after", "unit"]
    return pd.DataFrame(rows, columns=columns)


def draw(_: Question, changed: pd.DataFrame, mode: Mode, height: int = HIGH) -> Any:
    """Return a bar for each year with the plan, and a line without measures."""
    look, unit = LOOKS[mode], changed["unit"].iloc[0]
    scale = scale_of([*changed["before"], *changed["after"]], unit)
    names = {key: tr(name) for key, name in NAMES.items()}
    encoding = {
        "x": years_axis(), "y": amounts_axis(scale.unit),
        "color": part_colours(dict(zip(names.values(), (look.text, look.saving), strict=True))),
        "tooltip": tooltips(unit, year=tr("year"), part=tr("part")),
    }  # fmt: skip

    def of(key: str) -> pd.DataFrame:
        return changed.assign(value=changed[key] / scale.divisor, told=changed[f"told_{key}"], part=names[key])

    after = alt.Chart(of("after")).mark_bar(width=alt.RelativeBandSize(0.7)).encode(**encoding)
    return finished(alt.layer(after, net_line(of("before"), **encoding)).properties(height=height), mode)


def change_text(question: Question, change: BeforeAfter) -> str:
    """Return what a year's bill or emissions are, with the plan and without."""
    told = {"label": change.label, "year": full_year(question), "share": percent(abs(change.share))}
    amounts = {key: change.text(getattr(change, key)) for key in ("before", "after")}
    return tr(LESS if change.saved >= 0 else MORE, **told, **amounts)


def caption(question: Question, figures: Figures, _: pd.DataFrame) -> str:
    """Return the bill of the first full year, before and after."""
    return change_text(question, changes(question, figures, BILL)[question.scenario.start_years])


def table(question: Question, figures: Figures, changed: pd.DataFrame) -> ShownTable:
    """Return before, after and saved by year."""
    percents = [float(round(exactly(share) * 100, 1)) for share in changed["share"]]
    change = changes(question, figures, BILL)[0]
    return changes_table(changed.assign(share=percents), {"year": tr("year")}, change)


def changes_table(changed: pd.DataFrame, first: Mapping[str, str], change: BeforeAfter) -> ShownTable:
    """Return before, after, saved and its share (in %) behind the columns of `first`, as exact as this change is."""
    heads = {
        **first,
        "before": tr("before, {unit}", unit=change.unit),
        "after": tr("after, {unit}", unit=change.unit),
        "saved": tr("saved, {unit}", unit=change.unit),
        "share": tr("saved, %"),
    }
    return headed(changed, heads, {**dict.fromkeys(("before", "after", "saved"), change.decimals), "share": 1})


def absent(_: Question) -> str:
    """Return why the bill without measures is not known."""
    return tr("The bill before is not known: streams that are saved have no baseline.")


BILL_BY_YEAR = PlanChart("bill-by-year", noted("Bill by year"), frame, draw, caption, table, absent)
