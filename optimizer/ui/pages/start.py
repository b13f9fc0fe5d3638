"""Start: open the sample, your own register or a project from someone else; see the open project."""

from __future__ import annotations

import streamlit as st

from optimizer.locales import noted, tr
from optimizer.ui.page import Page
from optimizer.ui.shared import state
from optimizer.ui.shared.widgets import title
from optimizer.ui.start.arrival import ways_in
from optimizer.ui.start.wizard import current, show_wizard

PAGE = Page(
    noted("Start"), ":material/home:", order=10, about=noted("Open the sample, your own register, or a project.")
)


def show() -> None:
    """Show the ways to open a project, and the open project."""
    title(tr("Start"), tr("From your engineers’ list of measures to a plan that is proved to be the best."))
    importing = current()
    if importing is not None:
        show_wizard(importing)
        return
    opened = state.project()
    if opened is None or opened.empty:
        ways_in(first=True)
        return
    from optimizer.ui.start.inside import show_project  # noqa: PLC0415 - files to take along load slowly

    show_project(opened)
    with st.expander(tr("Start a new project, or open another one"), icon=":material/add:"):
        st.caption(tr("The open project is kept: save its link to return to it."))
        ways_in(first=False)


if __name__ == "__main__":
    show()
