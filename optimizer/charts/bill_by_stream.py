"""The bill by stream in the first full year, with the plan and without measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from optimizer import flows as f
from optimizer.charts.before_after import changes_table
from optimizer.charts.chart import PlanChart, ShownTable, currency, exactly, full_year, whole_money
from optimizer.charts.drawing import (
    HEAD,
    MOST_ROWS,
    NUMBER,
    ROW,
    finished,
    named_rows,
    part_colours,
    scale_of,
    tooltips,
)
from optimizer.charts.theme import LOOKS
from optimizer.decimals import ZERO, Decimal, exact, number
from optimizer.locales import noted, tr
from optimizer.parts import BILL, adding_up, changes
from optimizer.spelling import percent
from optimizer.valuation import Valuation
from optimizer.words import distinct

if TYPE_CHECKING:
    from optimizer.charts.theme import Mode
    from optimizer.figures import Figures
    from optimizer.question import Question


@exact
def frame(question: Question, figures: Figures) -> pd.DataFrame:
    """Return stream, before, after, saved, share of the first full year, the largest first, and their sum.

    The environmental tax of a stream's emissions is in its bill; that of the plant's own emissions has its own row.
    """
    known = changes(question, figures, BILL)
    if not known:
        return pd.DataFrame()
    t = question.scenario.start_years
    whole, amounts = known[t], _exact_amounts(question, figures, t)
    before, saved = (
        adding_up([pair[side] for pair in amounts.values()], total, whole.decimals)
        for side, total in enumerate((whole.before, whole.saved))
    )
    rows = sorted(zip(amounts, before, saved, strict=True), key=lambda row: -row[1])
    told = [_row(name, was, gone) for name, was, gone in [*rows, (tr("total"), whole.before, whole.saved)]]
    return pd.DataFrame(told, columns=["stream", "before", "after", "saved", "share"])


def _exact_amounts(question: Question, figures: Figures, t: int) -> dict[str, tuple[Decimal, Decimal]]:
    """Return what is paid for each stream without measures, and what the plan saves of it."""
    case, valuation = question.case, Valuation(question.case, question.scenario)
    names, weights = distinct(case.stream), valuation.bill_saved
    found = {}
    for stream in case.streams:
        price = weights[f.SAVED, stream.stream][t]
        saved = price * (figures.years[f"{stream.stream}_saved"][t] or ZERO)
        if (paid := price * (stream.baseline or ZERO)) or saved:
            found[names[stream.stream]] = paid, saved
    taxed = sum((weights[key][t] * (valuation.baselines[key] or ZERO) for key in weights if key[0] == f.DIRECT), ZERO)
    untaxed = (figures.years["bill_saved"][t] or ZERO) - sum((saved for _, saved in found.values()), ZERO)
    if taxed or round(untaxed, 2):
        found[tr("Environmental tax on own emissions")] = taxed, untaxed
    return found


def _row(name: str, before: Decimal, saved: Decimal) -> tuple[str | float | None, ...]:
    share = round(saved / before * 100, 1) if before else None
    return name, number(before), number(before - saved), number(saved), number(share)


def draw(question: Question, bill: pd.DataFrame, mode: Mode) -> Any:
    """Return a bar per stream with the plan, and a tick where it would end without measures."""
    look, unit = LOOKS[mode], currency(question)
    shown = bill.iloc[:-1].head(MOST_ROWS)
    scale = scale_of([*shown["before"], *shown["after"]], unit)
    names = {"before": tr("without measures"), "after": tr("with this plan")}
    colour = part_colours(dict(zip(names.values(), (look.text, look.saving), strict=True)))
    encoding: dict[str, Any] = {
        "x": alt.X("value:Q", title=scale.unit, axis=alt.Axis(format=NUMBER, tickCount=6, labelOverlap=True)),
        "y": named_rows("stream:N", shown["stream"]), "color": colour,
        "tooltip": tooltips(unit, stream=tr("stream"), part=tr("part")),
    }  # fmt: skip

    def of(key: str) -> alt.Chart:
        told = [whole_money(question, value) for value in shown[key]]
        return alt.Chart(shown.assign(value=shown[key] / scale.divisor, told=told, part=names[key]))

    bars = of("after").mark_bar(height=alt.RelativeBandSize(0.6), cornerRadius=2).encode(**encoding)
    ticks = of("before").mark_tick(thickness=3, size=ROW * 0.8).encode(**encoding)
    return finished(alt.layer(bars, ticks).properties(height=HEAD + ROW * len(shown)), mode)


def caption(question: Question, _: Figures, bill: pd.DataFrame) -> str:
    """Return the year, and the stream of which most is saved."""
    said = tr("The bill of {year} by stream, with environmental taxes.", year=full_year(question))
    if len(bill) - 1 > MOST_ROWS:
        said = f"{said} {tr('The chart shows the first {count}; the table shows all.', count=MOST_ROWS)}"
    *streams, total = zip(bill["stream"], bill["saved"], strict=True)
    stream, saved = max(streams, key=lambda row: float(row[1]))
    if saved <= 0 or total[1] <= 0:
        return said
    told = {"stream": stream, "saved": whole_money(question, saved)}
    part = percent(exactly(saved) / exactly(total[1]), 0)
    return f"{said} {tr('Most is saved on {stream}: {saved}, {share} of the saving.', share=part, **told)}"


def table(question: Question, figures: Figures, bill: pd.DataFrame) -> ShownTable:
    """Return before, after and saved by stream."""
    change = changes(question, figures, BILL)[question.scenario.start_years]
    return changes_table(bill, {"stream": tr("stream")}, change)


BILL_BY_STREAM = PlanChart("bill-by-stream", noted("Bill by stream in {year}"), frame, draw, caption, table)
