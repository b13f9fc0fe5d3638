"""From the savings to the NPV, step by step, in present values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from optimizer.charts.chart import PlanChart, ShownTable, currency, headed
from optimizer.charts.drawing import steps_chart
from optimizer.decimals import ZERO, number
from optimizer.locales import noted, tr
from optimizer.parts import basis_text, bridge, payback_text
from optimizer.spelling import money
from optimizer.words import figure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.charts.theme import Mode
    from optimizer.decimals import Decimal
    from optimizer.figures import Figures
    from optimizer.question import Question

STEPS = noted("From the savings to the NPV, in present values: each bar starts where the one above ends.")


def frame(question: Question, figures: Figures) -> pd.DataFrame:
    """Return the steps from the savings to the NPV for `steps_chart`."""
    if not figures.decision.starts:
        return pd.DataFrame()
    return steps_frame(question, [(step.label, step.value) for step in bridge(question, figures)])


def steps_frame(question: Question, steps: Iterable[tuple[str, Decimal]]) -> pd.DataFrame:
    """Return steps, the last of which is their total, for `steps_chart`: label, value, begin, end, kind, told."""
    *parts, (name, total) = steps
    rows, so_far = [], ZERO
    for label, value in parts:
        kind, begin, so_far = "gain" if value >= 0 else "cost", so_far, so_far + value
        rows.append((label, *map(number, (value, begin, so_far)), kind, money(value, question.case, _places(value))))
    told = money(total, question.case, _places(total))
    rows.append((name, *map(number, (total, ZERO, total)), "total", told))
    return pd.DataFrame(rows, columns=["label", "value", "begin", "end", "kind", "told"])


def _places(value: Decimal) -> int:
    """Return the decimals that a rounded value has."""
    return max(0, -int(value.as_tuple().exponent))


def draw(question: Question, steps: pd.DataFrame, mode: Mode) -> Any:
    """Return a bar for each step."""
    return steps_chart(steps, currency(question), mode)


def caption(question: Question, figures: Figures, _: pd.DataFrame) -> str:
    """Return what the chart shows, what the simple payback is made of, and on what the figures rest."""
    return f"{tr(STEPS)} {payback_text(question, figures)} {basis_text(question)}"


def table(question: Question, figures: Figures, steps: pd.DataFrame) -> ShownTable:
    """Return the steps with their present values."""
    decimals = figure(question, "npv", figures.metrics["npv"]).decimals
    heads = {"label": tr("step"), "value": tr("present value, {currency}", currency=currency(question))}
    return headed(steps, heads, {"value": decimals})


BRIDGE = PlanChart("from-savings-to-npv", noted("From savings to NPV"), frame, draw, caption, table)
