"""A form for a new measure: what a measure can't be without. Everything else is filled in in its panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import language, tr
from optimizer.ui.measures.panel_columns import cell_typed, field_title
from optimizer.ui.measures.panel_desk import add
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import spoken

if TYPE_CHECKING:
    from optimizer.projects.project import Project

COUNT = "measures.added"


def new_measure(project: Project) -> None:
    """Show the button that opens the form."""
    key = f"measures.new.{st.session_state.get(COUNT, 0)}"
    with (
        st.popover(tr("New measure"), icon=":material/add:", key=key),
        st.form(f"{key}.form", border=False),
    ):
        case = state.case_reading().case
        name = "name_uk" if language() == "uk" else "name"
        for column in (name, "capex", "lifetime"):
            st.text_input(
                field_title(column, case.currency if case is not None else ""), key=f"{key}.{column}", max_chars=500
            )
        st.form_submit_button(tr("Add"), type="primary", on_click=_add, args=(project, key, name), key=f"{key}.do")


@spoken
def _add(project: Project, key: str, name: str) -> None:
    """Add the measure and open it. A callback."""
    typed = {column: str(st.session_state[f"{key}.{column}"]).strip() for column in (name, "capex", "lifetime")}
    figures = {column: cell_typed("number", typed[column]) for column in ("capex", "lifetime")}
    add(project, {"name": typed[name], name: typed[name], **figures})  # a case needs a name in English
    st.session_state[COUNT] = st.session_state.get(COUNT, 0) + 1
