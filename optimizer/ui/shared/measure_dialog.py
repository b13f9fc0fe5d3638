"""Names in a table that open what is known of a measure, at the right edge of the page.

table(frame, formats, **measure_names(tr("measure"), measures, "result.fair"))
show_opened_measure(question, figures)         once, at the end of the page
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from optimizer.locales import tr
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.measure_facts import show_measure_panel
from optimizer.ui.shared.texts import plain
from optimizer.words import labels, name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from optimizer.figures import Figures
    from optimizer.question import Question

ASKED, FRESH = "measure.asked", "measure.asked.fresh"
TO_EDIT = "measures.opened"
"""The row and the id of the measure that the page Measures opens for editing."""
WIDTH, NAME, LIST = 620, 320, 280  # pixels
T = TypeVar("T")


def measure_names(heading: str, measures: Iterable[str], key: str) -> dict[str, Any]:
    """Return options of a table whose column with this heading holds the names of these measures, row by row."""
    column = st.column_config.ButtonColumn(
        heading, type="tertiary", alignment="left", width=NAME, key=key, on_click=_ask, args=(key, tuple(measures)),
        help=tr("Click a name to see what is known of the measure."),
    )  # fmt: skip
    return {"column_config": {heading: column}}


@spoken
def _ask(key: str, measures: tuple[str, ...]) -> None:
    click = st.session_state.get(key)
    if click is not None and click["row"] < len(measures):
        ask_for(measures[click["row"]])


def ask_for(measure: str) -> None:
    """Show a measure at the end of this run."""
    st.session_state[ASKED] = measure
    st.session_state[FRESH] = True


def measure_list(names: Mapping[T, str], key: str, open_it: Callable[[T], None], *, hidden: bool = False) -> None:
    """Show a list of measures; the one that is chosen is opened."""
    st.selectbox(
        tr("Open a measure"), list(names), index=None, format_func=dict(names).__getitem__, key=key, width=LIST,
        placeholder=tr("Open a measure") if hidden else tr("Choose a measure"), on_change=_chosen, args=(key, open_it),
        label_visibility="collapsed" if hidden else "visible",
    )  # fmt: skip


@spoken
def _chosen(key: str, open_it: Callable[[Any], None]) -> None:
    chosen = st.session_state[key]
    st.session_state[key] = None
    if chosen is not None:
        open_it(chosen)


def rerun_if_asked() -> None:
    """Run the whole page if a name in this fragment was just clicked, because only the page shows the measure."""
    if st.session_state.get(FRESH):
        st.session_state[FRESH] = False
        st.rerun()


def offer_measures(question: Question, figures: Figures) -> None:
    """Show a list of all measures, those of the plan first, and the measure that was asked for, if one was."""
    chosen = figures.decision.starts
    ordered = sorted(question.case.measure, key=lambda measure: measure not in chosen)
    measure_list(labels(question.case, ordered), "result.open", ask_for, hidden=True)
    st.session_state[FRESH] = False
    measure = st.session_state.get(ASKED)
    if measure not in question.case.measure:
        _forget()
        return
    name = plain(name_of(question.case.measure[measure]))
    st.dialog(name, width=WIDTH, position="right", on_dismiss=_forget)(spoken(_known_of))(question, figures, measure)


def _forget() -> None:
    st.session_state.pop(ASKED, None)


def _known_of(question: Question, figures: Figures, measure: str) -> None:
    show_measure_panel(question, figures, measure)
    if st.button(
        tr("Open it on Measures"), icon=":material/edit:", key="measure.edit", on_click=_edit, args=(measure,)
    ):
        st.rerun()


@spoken
def _edit(measure: str) -> None:
    """Open the measure for editing, on its page. A callback."""
    _forget()
    st.session_state[TO_EDIT] = (0, measure)
    state.lead_to("measures")
