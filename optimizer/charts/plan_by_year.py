"""The plan by year: when each measure is implemented and in effect, what it costs and contributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from optimizer.charts.chart import PlanChart, ShownTable, exactly, headed
from optimizer.charts.drawing import HEAD, ROW, finished, named_rows, part_colours, tooltips
from optimizer.charts.theme import LOOKS
from optimizer.decimals import Decimal, number
from optimizer.flows import years_of_effect
from optimizer.locales import noted, tr, trn
from optimizer.parts import SHARES, share_headings, shares
from optimizer.spelling import short
from optimizer.words import labels

if TYPE_CHECKING:
    from optimizer.case import Measure
    from optimizer.charts.theme import Mode
    from optimizer.figures import Figures
    from optimizer.question import Question

MOST_BARS = 60
GAP = 0.06  # years between a bar and the next
TEXTS = {"capex": noted("cost"), "npv": noted("NPV")}
TEXT_WIDTH = 0.2  # of the chart, for each of `TEXTS`
ALONE = noted("“Alone” is the measure as if no other were chosen. The shares add up to the plan’s figures above.")
HEADS = {
    "measure": noted("id"),
    "name": noted("measure"),
    "site": noted("site"),
    "start": noted("start"),
    "from": noted("in effect from"),
    "to": noted("in effect to"),
}


def frame(question: Question, figures: Figures) -> pd.DataFrame:
    """Return the chosen measures by start, with their years of effect, fair shares, and what they are alone."""
    case, columns = question.case, shares(question, figures)
    names = labels(case, figures.decision.starts)
    rows: list[dict[str, Any]] = []
    for measure, start in by_start(figures):
        first, last = years_in_effect(question, case.measure[measure], start)
        own = {key: column.parts.get(measure) for key, column in columns.items()}
        alone = {f"alone_{key}": value for key, value in _alone(figures, measure, own).items()}
        told = {key: number(value) for key, value in {**own, **alone}.items()}
        when = {"start": start, "from": first, "to": last}
        rows.append({"measure": measure, "name": names[measure], "site": case.measure[measure].site, **when, **told})
    return pd.DataFrame(rows)


def by_start(figures: Figures) -> list[tuple[str, int]]:
    """Return the chosen measures with their start years, in the order of both."""
    return sorted(figures.decision.starts.items(), key=lambda item: (item[1], item[0]))


def years_in_effect(question: Question, measure: Measure, start: int) -> tuple[int, int]:
    """Return the first and the last calendar year in effect, within the horizon."""
    base = question.case.base_year
    years = years_of_effect(measure, start - base, question.scenario.horizon_years)
    return base + years.start, base + years.stop - 1


def _alone(figures: Figures, measure: str, own: dict[str, Decimal | None]) -> dict[str, Decimal | None]:
    """Return a measure's figures if no other were chosen; what equals its share is shown the same."""
    alone, share = figures.alone[measure], figures.shares[measure]
    return alone | {key: own[key] for key in alone if key in own and alone[key] == share[key]}


def draw(question: Question, plan: pd.DataFrame, mode: Mode) -> Any:
    """Return a bar for the implementation and one for the effect of each measure, its cost and NPV beside them."""
    shown, look = plan.head(MOST_BARS), LOOKS[mode]
    first, last = int(shown["start"].min()), max(*shown["from"], *shown["to"]) + 1
    texts = [key for key in TEXTS if key in shown]
    end = first + (last - first) / (1 - TEXT_WIDTH * len(texts))
    phases = {"doing": tr("implementation"), "effect": tr("in effect")}
    spans, y = _spans(shown), named_rows("label:N", shown["name"])
    axis = alt.Axis(
        format="d",
        values=list(range(first, last)),
        title=None,
        orient="top",
        labelAlign="left",
        labelOverlap=True,
        labelSeparation=6,
    )
    bars = (
        alt.Chart(spans.assign(part=spans["phase"].map(phases), end=spans["end"] - GAP))
        .mark_bar(height=alt.RelativeBandSize(0.66), cornerRadius=2)
        .encode(
            y=y,
            x=alt.X("begin:Q", scale=alt.Scale(domain=[first, end], nice=False), axis=axis),
            x2="end:Q",
            color=part_colours(dict(zip(phases.values(), (look.cost, look.saving), strict=True))),
            tooltip=tooltips(tr("years"), label=tr("measure"), part=tr("phase")),
        )
    )
    layers = [bars]
    for place, key in enumerate(texts, start=1):
        right = last + place * TEXT_WIDTH * (end - first)
        told = [short(exactly(value), question.case.currency) for value in shown[key]]
        column = pd.DataFrame({"label": shown["name"], "right": right, "told": told})
        layers += _text_column(column, tr(TEXTS[key]), y)
    return finished(alt.layer(*layers).properties(height=HEAD + ROW * len(shown)), mode)


def _text_column(column: pd.DataFrame, heading: str, y: alt.Y) -> list[alt.Chart]:
    """Return texts that end at `right` of the time axis, and their heading above the first."""
    x, text = alt.X("right:Q"), alt.Text("told:N")
    amounts = alt.Chart(column).mark_text(align="right", fontSize=12).encode(y=y, x=x, text=text)
    head = alt.Chart(column.head(1).assign(told=heading)).mark_text(align="right", baseline="bottom", fontSize=12)
    return [amounts, head.encode(y=alt.value(-6), x=x, text=text)]


def _spans(plan: pd.DataFrame) -> pd.DataFrame:
    """Return each measure's phases: label, phase, begin, end (exclusive), told."""
    rows: list[tuple[str, str, int, int, str]] = []
    for label, start, first, last in zip(plan["name"], plan["start"], plan["from"], plan["to"], strict=True):
        if first > start:
            rows.append((label, "doing", start, first, _span_text(start, first - 1)))
        if last >= first:
            rows.append((label, "effect", first, last + 1, _span_text(first, last)))
    return pd.DataFrame(rows, columns=["label", "phase", "begin", "end", "told"])


def _span_text(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def caption(_: Question, __: Figures, plan: pd.DataFrame) -> str:
    """Return the number of measures, the years in which they start, and what their figures mean."""
    said = trn(
        "{count} measure, started from {first} to {last}; each bar ends with its useful life.",
        "{count} measures, started from {first} to {last}; each bar ends with its useful life.",
        len(plan),
        first=int(plan["start"].min()),
        last=int(plan["start"].max()),
    )
    more = tr("The chart shows the first {count}; the table shows all.", count=MOST_BARS)
    return " ".join([said, *([more] if len(plan) > MOST_BARS else []), tr(SHARES), tr(ALONE)])


def table(question: Question, figures: Figures, plan: pd.DataFrame) -> ShownTable:
    """Return the measures with all their figures; sites only if there are any."""
    columns = shares(question, figures)
    headings = {key: " ".join(text.split()) for key, text in share_headings(question).items() if key in columns}
    alone = {f"alone_{key}": tr("alone: {figure}", figure=headings[key]) for key in ("npv", "annual_saving")}
    last = {"alone_simple_payback": tr("alone: payback, years")}
    decimals = {key: column.total.decimals for key, column in columns.items()}
    decimals |= {f"alone_{key}": decimals[key] for key in ("npv", "annual_saving")} | {"alone_simple_payback": 1}
    shown = plan if any(plan["site"]) else plan.drop(columns="site")
    return headed(shown, {**{k: tr(head) for k, head in HEADS.items()}, **headings, **alone, **last}, decimals)


def absent(_: Question) -> str:
    """Return that the plan is empty."""
    return tr("No measure is chosen.")


PLAN_BY_YEAR = PlanChart("plan", noted("Plan by year"), frame, draw, caption, table, absent)
