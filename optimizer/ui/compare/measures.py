"""The measures of compared plans: those in every plan first, then those in some, then those in none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from optimizer.locales import tr, trn
from optimizer.outcome import Solved
from optimizer.reports import tables
from optimizer.spelling import ABSENT
from optimizer.ui.shared.printed import as_html
from optimizer.ui.shared.texts import plain
from optimizer.words import distinct, labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.outcome import Outcome
    from optimizer.question import Question

    Answers = Sequence[tuple[Question, Outcome]]


def show_measures(answers: Answers, names: Sequence[str]) -> None:
    """Show which measures are in every plan, in some and in none, and their start years."""
    frame = tables.matrix(answers)
    if frame.empty:
        st.info(tr("None of the plans has a measure."))
        return
    if tables.one_register(answers) and sum(isinstance(outcome, Solved) for _, outcome in answers) > 1:
        _shared(answers, frame)
    differing = st.toggle(tr("Only where the plans differ"), key="compare.differing")
    shown = _matrix(answers, names, frame)
    if differing:
        planned = [name for name, (_, outcome) in zip(names, answers, strict=True) if isinstance(outcome, Solved)]
        shown = shown[shown[planned].apply(lambda row: len(set(row.fillna(0))) > 1, axis=1)]
    st.html(as_html(shown, dict.fromkeys(names, _start), "plans"))


def _shared(answers: Answers, frame: pd.DataFrame) -> None:
    """Name the measures in every plan; count those in some; name those in none on request."""
    core, none = tables.core(answers), tables.nowhere(answers)
    names = labels(answers[0][0].case, [*core, *none])
    told = ", ".join(names[measure] for measure in core) if core else tr("no measure")
    st.markdown(plain(tr("In every plan ({count}): {measures}.", count=len(core), measures=told)))
    some = len(frame) - len(core)
    if some:
        st.markdown(
            plain(trn("{count} measure is in some plans only.", "{count} measures are in some plans only.", some))
        )
    if none:
        with st.expander(plain(trn("{count} measure is in no plan", "{count} measures are in no plan", len(none)))):
            st.markdown(plain(", ".join(names[measure] for measure in none)))


def _matrix(answers: Answers, headings: Sequence[str], frame: pd.DataFrame) -> pd.DataFrame:
    """Return measures by name with their start year in each scenario; those in most plans first."""
    known = {m.measure: m for question, _ in answers for m in question.case.measures}
    ordered = frame.loc[frame.notna().sum(axis=1).sort_values(ascending=False, kind="stable").index]
    names = distinct({str(measure): known[str(measure)] for measure in ordered.index})
    columns: dict[str, Any] = {tr("measure"): [names[str(measure)] for measure in ordered.index]}
    for heading, name in zip(headings, ordered.columns, strict=True):
        columns[heading] = [None if pd.isna(start) else int(start) for start in ordered[name]]
    return pd.DataFrame(columns).astype(dict.fromkeys(headings, "Int64"))


def _start(year: Any) -> str:
    return ABSENT if pd.isna(year) else str(year)
