"""Charts of the Compare page: figures as a percentage of the first scenario's, and money over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.charts import comparison
from optimizer.charts.chart import ShownTable, headed
from optimizer.locales import tr
from optimizer.locales.units import unit_text
from optimizer.outcome import Solved
from optimizer.ui.shared.showing import ChartShown, show_chart
from optimizer.ui.shared.widgets import whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from optimizer.outcome import Outcome
    from optimizer.question import Question

    Answers = Sequence[tuple[Question, Outcome]]

LEAST = 2


def show_differences(answers: Answers, names: Sequence[str]) -> None:
    """Show the figures of each scenario as a percentage of the first one's."""
    solved = [name for name, (_, outcome) in zip(names, answers, strict=True) if isinstance(outcome, Solved)]
    shares = comparison.compared(answers, names)
    if shares.empty or len(solved) < LEAST:
        st.info(tr("There is nothing to compare: at least two scenarios need a plan."))
        return
    said = tr(
        "Figures as percent of those of “{first}”: {told}.", first=solved[0], told="; ".join(_npvs(shares, solved[1:]))
    )
    heads = {"figure": tr("figure"), "scenario": tr("scenario"), "share": tr("% of the first"), "told": tr("value")}
    percents = shares.assign(share=[round(float(share) * 100) for share in shares["share"]])
    show_chart(ChartShown(
        "compare-figures", tr("Figures, % of the first scenario"), " · ".join(names), said,
        lambda mode: comparison.dumbbell_chart(shares, solved, solved[0], mode),
        lambda: headed(percents, heads, {"share": 0}),
    ), captioned=False)  # fmt: skip


def _npvs(shares: pd.DataFrame, others: Sequence[str]) -> Iterator[str]:
    """Return a summary of each other scenario: its first figure as a percentage of the first scenario's."""
    for name in others:
        own = shares[shares["scenario"] == name]
        if len(own):
            first = own.iloc[0]
            yield tr(
                "{name}: {figure} {percent}\u00a0%",
                name=name,
                figure=first["figure"],
                percent=whole(round(float(first["share"]) * 100)),
            )


def show_cash(answers: Answers, names: Sequence[str]) -> None:
    """Show the cumulative net cash flow of each scenario."""
    solved = [name for name, (_, outcome) in zip(names, answers, strict=True) if isinstance(outcome, Solved)]
    lines = comparison.cumulative_lines(answers, names)
    if lines.empty or len({question.case.currency for question, _ in answers}) > 1:
        st.info(tr("There is no cash flow to compare."))
        return
    unit = unit_text(answers[0][0].case.currency)
    ends = "; ".join(f"{name}: {lines[lines['scenario'] == name].iloc[-1]['told']}" for name in solved)
    said = tr(
        "Cumulative net cash flow from the base year; a plan has paid back where its line crosses zero. "
        "At the end: {ends}.",
        ends=ends,
    )
    wide = (
        lines.pivot_table(index="year", columns="scenario", values="value", sort=False)[solved]
        .reset_index()
        .rename(columns={"year": tr("year")})
    )
    show_chart(ChartShown(
        "compare-cash", tr("Cumulative cash flow"), " · ".join(names), said,
        lambda mode: comparison.cumulative_chart(lines, solved, unit, mode),
        lambda: ShownTable(wide, dict.fromkeys(solved, 0)),
    ), captioned=False)  # fmt: skip
