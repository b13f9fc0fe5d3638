"""The bar above every page: the open project, the scenario and its state, sharing, the language."""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from optimizer.locales import LANGUAGES, tr
from optimizer.spelling import day
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.files import bundle_button
from optimizer.ui.shared.printed import print_line
from optimizer.ui.shared.texts import plain
from optimizer.words import name_of

if TYPE_CHECKING:
    from optimizer.projects.project import Project
    from optimizer.projects.scenario_files import ScenarioFile

LANGUAGE, SCENARIO = "bar.language", "bar.scenario"
CHOICE_WIDTH = 260
NAMES = {"en": "EN", "uk": "УКР"}


def show_bar() -> None:
    """Show the bar: what is open at the left, sharing and the language at the right."""
    opened = state.project()
    with st.container(horizontal=True, vertical_alignment="center", key="bar"):
        if opened is not None and not opened.empty:
            _opened(opened)
        st.space("stretch")
        if opened is not None and not opened.empty:
            _share(opened)
        _language()
    _print_head()
    _connection_lost()
    if opened is None and state.project_key():
        _not_here()
    elif opened is not None and (shown := state.scenario()) is not None:
        _lost(shown)


def _opened(opened: Project) -> None:
    """Show the case's name, the choice of scenario, and whether its plan is proved."""
    case = state.case_reading().case
    if case is not None:
        st.markdown(f"**{plain(name_of(case))}**", width="content")
    chosen = state.scenario()
    if chosen is None:
        return
    names = {file.stem: file.name for file in opened.scenarios}
    st.session_state[SCENARIO] = chosen.stem
    st.selectbox(
        tr("Scenario"), list(names), format_func=lambda stem: names.get(stem, stem), key=SCENARIO,
        on_change=_choose_scenario, label_visibility="collapsed", width=CHOICE_WIDTH,
    )  # fmt: skip
    from optimizer.ui.shared.status import standing_of  # noqa: PLC0415 - reports load slowly

    standing = standing_of(opened, chosen.stem, state.job(chosen.stem))
    st.badge(standing.word, color=standing.colour)


@spoken
def _choose_scenario() -> None:
    state.choose_scenario(st.session_state[SCENARIO])


def _connection_lost() -> None:
    """Keep ready what a browser shows when the server has gone (`style.css`), which can't be asked then."""
    text = tr(
        "The connection to the app is lost. What was saved is safe. This page continues by itself as soon as the app "
        "runs again; if it was stopped on this computer, start it with: cpee app"
    )
    shown = escape(text).replace("cpee app", "<code>cpee app</code>")
    st.html(f'<div class="lost" role="alert" data-react-aria-top-layer="true">{shown}</div>')


def _print_head() -> None:
    """Say on paper, which shows no bar, of what project a page is, and of which day."""
    case = state.case_reading().case if state.project() is not None else None
    if case is not None:
        print_line(name_of(case), day(dt.datetime.now().astimezone().date()))


def _share(opened: Project) -> None:
    """Offer the link to what is on screen, and the project as a file for people who use another computer."""
    shared = st.popover(tr("Share"), icon=":material/share:", on_change="rerun", key="bar.share")
    if not shared.open:  # what a bundle can't hold takes a while to find
        return
    with shared:
        st.markdown(tr("Link to this page, for people who use this computer:"))
        st.code(address(), language=None)
        st.markdown(tr("For everybody else, a bundle: the register, the scenarios and their answers in one file."))
        bundle_button(opened)


def address() -> str:
    """Return the address of this page, with project, scenario and language."""
    told = {name: value for name in st.query_params if (value := st.query_params.get(name))}
    parts = urlsplit(st.context.url or "")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(told), ""))


def _not_here() -> None:
    """Say that the linked project is on another computer, and offer to open it from a bundle at once."""
    with st.container(border=True, key="elsewhere"):
        st.warning(
            tr(
                "This link’s project is not on this computer: projects stay where they were created. Ask the sender "
                "for the project as a bundle, and open it here; the link’s scenario is then shown."
            ),
            icon=":material/link_off:",
        )
        from optimizer.ui.start.arrival import bring_bundle  # noqa: PLC0415 - loads slowly, and rarely needed

        bring_bundle("bar")


def _lost(shown: ScenarioFile) -> None:
    """Say, until dismissed, that the linked scenario no longer exists and another is shown."""
    lost = state.lost_scenario()
    if lost is None:
        return
    text = tr("The scenario “{lost}” no longer exists. “{name}” is shown instead.", lost=lost, name=shown.name)
    st.warning(plain(text))
    st.button(tr("Understood"), on_click=state.choose_scenario, args=(shown.stem,), key="bar.lost")


@spoken
def _speak_chosen() -> None:
    chosen = st.session_state[LANGUAGE]
    if chosen:
        state.choose_language(chosen)


def _language() -> None:
    """Show the language switch; each language is named in itself, in short."""
    st.session_state[LANGUAGE] = state.language()
    st.segmented_control(
        tr("Language"), LANGUAGES, format_func=NAMES.__getitem__, key=LANGUAGE, on_change=_speak_chosen,
        label_visibility="collapsed", width="content",
    )  # fmt: skip
