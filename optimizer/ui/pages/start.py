"""Start: the sample, one's own register, a project somebody sent; what is in the project that is open."""

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
    """The ways in, and what is open."""
    title(
        tr("Start"), tr("From the measures that your engineers worked out to the plan that is provably best for you.")
    )
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
        st.caption(tr("The open project stays as it is: keep its link to come back to it."))
        ways_in(first=False)


if __name__ == "__main__":
    show()
