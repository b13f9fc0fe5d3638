"""Measures left out of a plan, and why: for a selected measure, and for all in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from optimizer.decimals import number
from optimizer.locales import tr, trn
from optimizer.locales.units import unit_text
from optimizer.reports.broken import left_out_brief, left_out_text
from optimizer.spelling import ABSENT
from optimizer.studies.left_out import LeftOut, left_out, not_allowed, not_chosen
from optimizer.ui.shared import state
from optimizer.ui.shared.answers import evaluator_of
from optimizer.ui.shared.fault import fragment
from optimizer.ui.shared.measure_dialog import measure_names, rerun_if_asked
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.widgets import table, whole, year
from optimizer.words import labels

if TYPE_CHECKING:
    from optimizer.figures import Figures
    from optimizer.ui.shared.answers import Answer

MOST_TRIED = 80
WIDER = 640


@fragment()
def show_left_out(answer: Answer, figures: Figures) -> None:
    """Explain a selected measure; the table explains all of them, if there are few enough to try each."""
    rerun_if_asked()
    measures = not_chosen(evaluator_of(answer), figures)
    if not measures:
        st.info(tr("Every measure of the register is in the plan."))
        return
    names = labels(answer.question.case, measures)
    st.caption(_told(answer, measures))
    asked = st.selectbox(
        tr("Why not this measure?"),
        measures,
        index=None,
        format_func=lambda measure: names[measure],
        key="result.why",
        placeholder=tr("Choose a measure"),
    )
    if asked is not None:
        st.info(f"**{plain(names[asked])}**: {plain(left_out_text(answer.question, _why(answer, figures, asked)))}")
    frame = _frame(answer, figures, measures, names)
    opened = measure_names(tr("measure"), frame[tr("id")], "result.left")
    table(
        frame,
        {_cost(answer): whole, _change(answer): whole, tr("start year tried"): year},
        height=min(38 * (len(measures) + 1), 420),
        placeholder=ABSENT,
        column_config={
            **opened["column_config"],
            tr("reason"): st.column_config.TextColumn(width=WIDER),
        },
    )


def _told(answer: Answer, measures: tuple[str, ...]) -> str:
    """Say how many measures are left out, and whether each was tried."""
    if _too_many(answer, measures):
        return trn(
            "{count} measure is not in the plan. Choose it to see what adding it would change.",
            "{count} measures are not in the plan. Choose one to see what adding it would change.",
            len(measures),
        )
    return trn(
        "{count} measure is not in the plan. The table shows what adding it would change.",
        "{count} measures are not in the plan. The table shows what adding each one alone would change.",
        len(measures),
    )


def _too_many(answer: Answer, measures: tuple[str, ...]) -> bool:
    """Return whether trying each allowed measure would take too long."""
    evaluator = evaluator_of(answer)
    return sum(not_allowed(evaluator, measure) is None for measure in measures) > MOST_TRIED


def _cost(answer: Answer) -> str:
    return tr("cost, {currency}", currency=unit_text(answer.question.case.currency))


def _change(answer: Answer) -> str:
    return tr("change in NPV, {currency}", currency=unit_text(answer.question.case.currency))


def _frame(answer: Answer, figures: Figures, measures: tuple[str, ...], names: dict[str, str]) -> pd.DataFrame:
    """Show all of them, largest gain first, those not allowed last."""
    case, evaluator = answer.question.case, evaluator_of(answer)
    barred = {measure: not_allowed(evaluator, measure) for measure in measures}
    many = _too_many(answer, measures)
    found = {
        measure: barred[measure] if many or barred[measure] else _why(answer, figures, measure) for measure in measures
    }
    order = sorted(measures, key=lambda measure: _rank(found[measure]))
    return pd.DataFrame(
        {
            tr("measure"): [names[measure] for measure in order],
            _change(answer): [number(one.npv) if (one := found[measure]) else None for measure in order],
            _cost(answer): [number(case.measure[measure].capex) for measure in order],
            tr("reason"): [_said(answer, found[measure]) for measure in order],
            tr("start year tried"): [_tried_in(answer, found[measure]) for measure in order],
            tr("id"): order,
        }
    )


def _said(answer: Answer, found: LeftOut | None) -> str:
    return tr("Choose the measure above to see why.") if found is None else left_out_brief(answer.question, found)


def _tried_in(answer: Answer, found: LeftOut | None) -> int | None:
    """Return the start year at which a measure was added."""
    return None if found is None or found.start is None else answer.question.case.base_year + found.start


def _rank(found: LeftOut | None) -> tuple[int, float]:
    if found is None:
        return 1, 0.0
    return (2, 0.0) if found.start is None else (0, -float(found.gain))


def _why(answer: Answer, figures: Figures, measure: str) -> LeftOut:
    """Return why a measure is left out; computed once per answer."""
    stamp = (answer.question.sha256, figures.decision)
    return state.remembered(f"why {measure}", stamp, lambda: left_out(evaluator_of(answer), figures, measure))
