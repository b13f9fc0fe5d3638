"""What each measure adds to the NPV: a waterfall of fair shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from optimizer.charts.bridge_chart import steps_frame
from optimizer.charts.chart import PlanChart, ShownTable, currency, exactly, headed
from optimizer.charts.drawing import MOST_ROWS, steps_chart
from optimizer.decimals import ZERO
from optimizer.locales import noted, tr, trn
from optimizer.parts import SHARES, shares
from optimizer.words import figure, labels

if TYPE_CHECKING:
    from optimizer.charts.theme import Mode
    from optimizer.figures import Figures
    from optimizer.question import Question


def frame(question: Question, figures: Figures) -> pd.DataFrame:
    """Return the measures with their fair shares of the NPV, the largest first, and the NPV, for `steps_chart`."""
    npv = shares(question, figures).get("npv")
    if npv is None or npv.total.value is None:
        return pd.DataFrame()
    names = labels(question.case, npv.parts)
    ordered = sorted(npv.parts.items(), key=lambda part: (-part[1], part[0]))
    steps = [(names[measure], value) for measure, value in ordered]
    return steps_frame(question, [*steps, (tr("NPV"), npv.total.value)])


def draw(question: Question, steps: pd.DataFrame, mode: Mode) -> Any:
    """Return a bar for each of the measures that add or cost most, one for all others, and the NPV."""
    return steps_chart(_shortened(question, steps), currency(question), mode)


def _shortened(question: Question, steps: pd.DataFrame) -> pd.DataFrame:
    """Return the steps with those that matter least as one."""
    measures, total = steps.iloc[:-1], steps.iloc[-1]
    if len(measures) <= MOST_ROWS:
        return steps
    largest = measures["value"].abs().nlargest(MOST_ROWS - 1).index
    rest = measures.drop(index=largest)
    other = trn("{count} other measure", "{count} other measures", len(rest))
    shown = [(row["label"], exactly(row["value"])) for _, row in measures.loc[sorted(largest)].iterrows()]
    others = sum((exactly(value) for value in rest["value"]), ZERO)
    return steps_frame(question, [*shown, (other, others), (total["label"], exactly(total["value"]))])


def caption(_: Question, __: Figures, ___: pd.DataFrame) -> str:
    """Return what the bars are."""
    return tr("The NPV in fair shares of the measures, the largest first. {shares}", shares=tr(SHARES))


def table(question: Question, figures: Figures, steps: pd.DataFrame) -> ShownTable:
    """Return the measures and the NPV."""
    decimals = figure(question, "npv", figures.metrics["npv"]).decimals
    heads = {"label": tr("measure"), "value": tr("NPV, {currency}", currency=currency(question))}
    return headed(steps, heads, {"value": decimals})


NPV_BY_MEASURE = PlanChart("npv-by-measure", noted("NPV by measure"), frame, draw, caption, table)
