"""Start: the sample, one's own register, a project somebody sent; what is in the project that is open."""

from __future__ import annotations

import streamlit as st

from optimizer.locales import noted, tr, trn
from optimizer.ui import state
from optimizer.ui.page import Page
from optimizer.ui.widgets import link, open_sample, title

PAGE = Page(
    noted("Start"), ":material/home:", order=10, about=noted("Open the sample, your own register, or a project.")
)


def show() -> None:
    """The ways in, and what is open."""
    title(
        tr("Start"), tr("From the measures that your engineers worked out to the plan that is provably best for you.")
    )
    _inside()
    st.subheader(tr("Open something else") if state.project() else tr("Open something"))
    columns = st.columns(2)
    with columns[0].container(border=True, height="stretch"):
        st.markdown(f"**{tr('The sample: a model cannery')}**")
        st.caption(tr("Three sites, 59 measures, a dozen scenarios: the best way to see what this program does."))
        st.button(
            tr("Open the sample"), type="primary", on_click=open_sample, key="start.sample", icon=":material/factory:"
        )
    with columns[1].container(border=True, height="stretch"):
        st.markdown(f"**{tr('The teaching case: seven measures')}**")
        st.caption(tr("Small enough to check every figure with a pocket calculator."))
        st.button(
            tr("Open the teaching case"),
            on_click=open_sample,
            args=("teaching",),
            key="start.teaching",
            icon=":material/school:",
        )


def _inside() -> None:
    """What is in the open project, and where to go on."""
    opened = state.project()
    if opened is None or opened.empty:
        return
    case = state.case_reading().case
    count = len(opened.scenarios)
    parts = [trn("{count} scenario", "{count} scenarios", count)]
    if case is not None:
        parts = [trn("{count} measure", "{count} measures", len(case.measures)), *parts]
    st.markdown(tr("This project holds {what}.", what=", ".join(parts)))
    for column, (name, label) in zip(
        st.columns(4), (("result", tr("See the result")), ("compare", tr("Compare scenarios"))), strict=False
    ):
        with column:
            link(name, label)


if __name__ == "__main__":
    show()
