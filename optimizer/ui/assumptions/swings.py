"""What ±20 % of an assumption does to the NPV of the scenario's plan: a bar in its line, a tornado of the largest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from optimizer.decimals import ZERO, Decimal, number
from optimizer.locales import tr
from optimizer.locales.units import unit_text
from optimizer.outcome import Solved
from optimizer.spelling import NO_BREAK, ShortScale, money, short
from optimizer.studies.sensitivity import Swing, swings
from optimizer.ui.shared import state
from optimizer.ui.shared.answers import answer_to
from optimizer.ui.shared.widgets import link
from optimizer.words import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from optimizer.question import Question
    from optimizer.ui.assumptions.rows import AssumptionLine

MOST_SHOWN = 12


@dataclass(frozen=True)
class PlanSwings:
    """A solved plan's NPV and its changes, by the name of the line; `current` while the inputs are its own."""

    question: Question
    npv: Decimal
    by_line: Mapping[str, Swing]
    current: bool

    @property
    def largest(self) -> Decimal:
        """Return the largest change."""
        return max((swing.largest for swing in self.by_line.values()), default=ZERO)


def plan_swings(stem: str) -> PlanSwings | None:
    """Return the swings of a scenario's plan, cached in the session; None if it has none."""
    answer = answer_to(stem)
    if answer is None or not isinstance(answer.outcome, Solved) or not answer.outcome.figures.decision.starts:
        return None
    question, figures = answer.question, answer.outcome.figures
    found = state.remembered(f"swings {stem}", answer.stamp, lambda: swings(question, figures.decision))
    npv = figures.metrics["npv"] or ZERO
    return PlanSwings(question, npv, {".".join(keys): swing for keys, swing in found.items()}, answer.current)


def swing_text(swing: Swing | None) -> str:
    r"""Return the changes of the NPV in short, from the lower to the higher NPV.

    >>> print(swing_text(Swing(Decimal(-410_000), Decimal(410_000))).replace("\xa0", " "))
    ±410 k
    >>> print(swing_text(Swing(Decimal(3_000_000), Decimal(-1_250_000))).replace("\xa0", " "))
    −1.25…+3.00 M
    """
    if swing is None:
        return ""
    least, most = sorted(swing)
    if short(abs(least)) == short(abs(most)):
        return f"±{short(most)}" if most else "0"
    scale = ShortScale.of(least, most)
    ends = "…".join(f"{'−' if end < 0 else '+'}{scale.number(abs(end))}" for end in (least, most))
    return tr(scale.text, number=ends).replace(" ", NO_BREAK)


def show_tornado(found: PlanSwings | None, lines: Sequence[AssumptionLine]) -> None:
    """Show the assumptions on which the NPV depends most, or how to get there."""
    title = tr("What the NPV depends on most")
    if found is None:
        st.markdown(f"##### {title}")
        st.info(tr("Solve the scenario to see what each price and rate does to the NPV of its plan."))
        link("result", tr("See the result"))
        return
    frame = tornado_frame(found, lines)
    if frame.empty:
        st.markdown(f"##### {title}")
        st.info(tr("No price, tax or rate changes the NPV of this plan."))
        return
    _show_chart(title, found, frame)


def _show_chart(title: str, found: PlanSwings, frame: pd.DataFrame) -> None:
    from optimizer.charts.chart import headed  # noqa: PLC0415 - charts load slowly
    from optimizer.charts.tornado import tornado_chart  # noqa: PLC0415 - as above
    from optimizer.ui.shared.showing import ChartShown, show_chart  # noqa: PLC0415 - as above

    case, scenario = found.question.case, found.question.scenario
    heads = {"label": tr("Assumption"), "lower": tr("value 20 % lower"), "higher": tr("value 20 % higher")}
    told = frame.pivot_table(index="label", columns="end", values="told", aggfunc="first", sort=False).reset_index()
    show_chart(ChartShown(
        "sensitivity", title, f"{name_of(case)} · {name_of(scenario)}", _said(found, frame),
        lambda mode: tornado_chart(frame, unit_text(case.currency), mode), lambda: headed(told, heads),
    ))  # fmt: skip


def tornado_frame(found: PlanSwings, lines: Sequence[AssumptionLine]) -> pd.DataFrame:
    """Return the largest swings for `tornado_chart`: label, end, change, told."""
    from pandas import DataFrame  # noqa: PLC0415 - loads slowly

    shown = [(line.what, found.by_line[line.name]) for line in lines if line.name in found.by_line]
    shown = sorted((pair for pair in shown if pair[1].largest), key=lambda pair: -pair[1].largest)[:MOST_SHOWN]
    rows = [
        (what, end, number(change), money(change, found.question.case, 0))
        for what, swing in shown
        for end, change in zip(("lower", "higher"), swing, strict=True)
    ]
    return DataFrame(rows, columns=["label", "end", "change", "told"])


def _said(found: PlanSwings, frame: pd.DataFrame) -> str:
    """Return what matters most, and between which values the NPV then lies."""
    first = frame["label"].iloc[0]
    least, most = (found.npv + Decimal(repr(change)) for change in sorted(frame["change"].iloc[:2]))
    currency = found.question.case.currency
    said = tr(
        "±20 % of “{first}” moves the NPV of this plan from {npv} to between {least} and {most}. Each bar changes one "
        "value; the plan and everything else stay the same.",
        first=first, npv=short(found.npv, currency), least=short(least, currency), most=short(most, currency),
    )  # fmt: skip
    stale = "" if found.current else tr("The inputs have changed since the plan was solved: its own values count here.")
    return f"{said} {stale}".strip()
