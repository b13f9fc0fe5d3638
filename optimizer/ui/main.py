"""The frame of the app: language, open project, navigation, error messages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import LANGUAGES, NAMES, tr
from optimizer.ui import page
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import spoken, told
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.widgets import mode

if TYPE_CHECKING:
    from optimizer.projects.scenario_files import ScenarioFile

HERE = Path(__file__).parent
STYLE, DARK, READING = HERE / "style.css", HERE / "dark.css", HERE / "reading.css"
READ = ("result", "compare")
ICON = HERE / "icon.svg"
LANGUAGE, SCENARIO = "sidebar.language", "sidebar.scenario"


def run() -> None:
    """One run of the app: what `app.py` calls."""
    st.set_page_config(page_title="cpee", page_icon=str(ICON), layout="wide")
    st.html(STYLE)
    if mode() == "dark":
        st.html(DARK)
    with told():
        state.restore()
        current = st.navigation([page.served(name) for name in page.found()])
        with st.sidebar:
            _language()
            _opened()
        if current.url_path in READ:
            st.html(READING)
        current.run()


@spoken
def _speak_chosen() -> None:
    chosen = st.session_state[LANGUAGE]
    if chosen:
        state.choose_language(chosen)


def _language() -> None:
    """Show the language switch; each language is named in itself."""
    st.session_state[LANGUAGE] = state.language()
    st.segmented_control(
        tr("Language"), LANGUAGES, format_func=NAMES.__getitem__, key=LANGUAGE, on_change=_speak_chosen,
        label_visibility="collapsed",
    )  # fmt: skip


@spoken
def _choose_scenario() -> None:
    state.choose_scenario(st.session_state[SCENARIO])


def _opened() -> None:
    """Show the case's name and the choice of scenario."""
    opened = state.project()
    if opened is None or opened.empty:
        if opened is None and state.project_key():
            st.warning(tr("This link’s project is not on this computer. Projects stay where they were created."))
        return
    case = state.case_reading().case
    if case is not None:
        st.markdown(f"**{plain(case_name(case.name, case.name_uk))}**")
    names = {file.stem: file.name for file in opened.scenarios}
    chosen = state.scenario()
    if chosen is not None:
        st.session_state[SCENARIO] = chosen.stem
        st.selectbox(
            tr("Scenario"), list(names), format_func=lambda stem: names.get(stem, stem), key=SCENARIO,
            on_change=_choose_scenario,
        )  # fmt: skip
        _lost(chosen)


def _lost(shown: ScenarioFile) -> None:
    """Say, until dismissed, that the linked scenario no longer exists and another is shown."""
    lost = state.lost_scenario()
    if lost is None:
        return
    text = tr("The scenario “{lost}” no longer exists. “{name}” is shown instead.", lost=lost, name=shown.name)
    st.warning(plain(text))
    st.button(tr("Understood"), on_click=state.choose_scenario, args=(shown.stem,), key="sidebar.lost")


def case_name(name: str, name_uk: str) -> str:
    """Return a name in the current language, or else in English."""
    return name_uk if state.language() == "uk" and name_uk else name
