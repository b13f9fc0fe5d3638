"""Where savings come from: the fair shares of measures added up by site, practice or lever."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from optimizer.charts.chart import PlanChart, ShownTable, currency, exactly, full_year, headed, whole_money
from optimizer.charts.drawing import (
    HEAD,
    MOST_ROWS,
    ROW,
    amounts_along,
    finished,
    named_rows,
    scale_of,
    texts_beside,
    tooltips,
)
from optimizer.charts.share_sums import share_sums
from optimizer.charts.theme import LOOKS
from optimizer.locales import language, noted, tr
from optimizer.locales.terms import term_text
from optimizer.parts import share_headings, shares
from optimizer.spelling import percent

if TYPE_CHECKING:
    from optimizer.case import Measure
    from optimizer.charts.theme import Mode
    from optimizer.figures import Figures
    from optimizer.question import Question

HEADS = {"site": noted("site"), "practice": noted("practice"), "lever": noted("lever")}


def frame(question: Question, figures: Figures, column: str) -> pd.DataFrame:
    """Return group, measures (their number), sums of fair shares, the largest saving first; the last row is the plan.

    There are no rows if no chosen measure states the column.
    """
    chosen = [question.case.measure[measure] for measure in figures.decision.starts]
    if not any(getattr(measure, column) for measure in chosen):
        return pd.DataFrame()
    members: dict[str, list[str]] = {}
    for measure in chosen:
        members.setdefault(_group(measure, column), []).append(measure.measure)
    summed = share_sums(question, figures, members)
    groups = summed.iloc[:-1].sort_values(["annual_saving", "group"], ascending=[False, True])
    return pd.concat([groups, summed.iloc[-1:]], ignore_index=True)


def _group(measure: Measure, column: str) -> str:
    text = str(getattr(measure, column))
    if column == "site" and language() == "uk":
        text = measure.site_uk or text
    return " ".join(term_text(text).split()) or tr("not stated")


def draw(question: Question, groups: pd.DataFrame, mode: Mode, column: str) -> Any:
    """Return a bar per group with its saving in the first full year, written beside it."""
    look, unit = LOOKS[mode], currency(question)
    shown, total = groups.iloc[:-1].head(MOST_ROWS), groups["annual_saving"].iloc[-1]
    scale = scale_of(shown["annual_saving"], unit)
    told = [whole_money(question, value) for value in shown["annual_saving"]]
    data = shown.assign(value=shown["annual_saving"] / scale.divisor, told=told)
    data["beside"] = [_beside(text, value, total) for text, value in zip(told, shown["annual_saving"], strict=True)]
    x = amounts_along(scale.unit, data["value"])
    y = named_rows("group:N", shown["group"])
    bars = (
        alt.Chart(data)
        .mark_bar(height=alt.RelativeBandSize(0.6), cornerRadius=2, color=look.saving)
        .encode(x=x, y=y, tooltip=tooltips(tr("saving"), group=tr(HEADS[column])))
    )
    texts = texts_beside(data, "beside", x=x, y=y)
    return finished(alt.layer(bars, texts).properties(height=HEAD + ROW * len(shown)), mode)


def _beside(told: str, value: float, total: float) -> str:
    if total <= 0 or value < 0:
        return told
    return f"{told} ({percent(exactly(value) / exactly(total), 0)})"


def caption(question: Question, _: Figures, groups: pd.DataFrame) -> str:
    """Return the year and what the bars are; how many there are if not all are shown."""
    said = tr("Saving of {year}: fair shares of the chosen measures, added up.", year=full_year(question))
    if len(groups) - 1 <= MOST_ROWS:
        return said
    return f"{said} {tr('The chart shows the first {count}; the table shows all.', count=MOST_ROWS)}"


def table(question: Question, figures: Figures, groups: pd.DataFrame, column: str) -> ShownTable:
    """Return the groups with the number of their measures and their fair shares, and the plan's figures."""
    headings = {key: " ".join(text.split()) for key, text in share_headings(question).items()}
    heads = {"group": tr(HEADS[column]), "measures": tr("measures"), **headings}
    return headed(groups, heads, {key: shown.total.decimals for key, shown in shares(question, figures).items()})


def savings_by(column: str, title: str) -> PlanChart:
    """Return the chart of savings by a column of the register."""
    return PlanChart(
        f"savings-by-{column}", title, partial(frame, column=column), partial(draw, column=column), caption,
        partial(table, column=column),
    )  # fmt: skip


SAVINGS_BY_SITE = savings_by("site", noted("Savings by site"))
SAVINGS_BY_PRACTICE = savings_by("practice", noted("Savings by practice"))
SAVINGS_BY_LEVER = savings_by("lever", noted("Savings by lever"))
