"""The Scenarios page: the list with statuses, or the settings of one scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.locales import tr
from optimizer.projects.scenario_files import misnamed
from optimizer.ui.scenarios.actions import actions, first_button
from optimizer.ui.scenarios.brief import show_brief
from optimizer.ui.scenarios.conflict import ask_which
from optimizer.ui.scenarios.desk import look_at
from optimizer.ui.scenarios.differences import differences_text, told_differences
from optimizer.ui.scenarios.form import show_form
from optimizer.ui.scenarios.heirs import warn_of_heirs
from optimizer.ui.scenarios.queue_view import show_list
from optimizer.ui.shared import state
from optimizer.ui.shared.answers import asks
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.problems import show_problems
from optimizer.ui.shared.solving import ask_button, on_its_way, standing
from optimizer.ui.shared.status import standing_of
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.widgets import link, table

if TYPE_CHECKING:
    from optimizer.projects.project import Project
    from optimizer.projects.scenario_files import ScenarioFile

VIEW, LIST, ONE = "view", "list", "settings"
CHOSEN = "scenarios.view"


def show_scenarios(project: Project) -> None:
    """Show the list of all scenarios, or one of them."""
    if wrong := misnamed(project.scenarios_folder):
        show_problems(wrong)
    file = state.scenario()
    if file is None:
        first_button(project)
    elif _view(file) == LIST:
        show_list(open_settings)
    else:
        _one(project, file)


def _view(file: ScenarioFile) -> str:
    """Choose the view; it is in the URL."""
    told = st.query_params.get(VIEW)
    st.session_state[CHOSEN] = told if told in (LIST, ONE) else LIST
    names = {LIST: tr("All scenarios"), ONE: tr("Settings of “{name}”", name=plain(file.name))}
    return str(
        st.segmented_control(
            tr("View"), list(names), format_func=lambda one: names[one], key=CHOSEN, required=True,
            label_visibility="collapsed", on_change=_look,
        )
    )  # fmt: skip


@spoken
def _look() -> None:
    st.query_params[VIEW] = st.session_state[CHOSEN] or LIST


@spoken
def open_settings(stem: str) -> None:
    """Open the settings of a scenario. A callback."""
    state.choose_scenario(stem)
    st.query_params[VIEW] = ONE


def _one(project: Project, file: ScenarioFile) -> None:
    """Show one scenario: its status, actions and form."""
    ask_which(file)
    look_at(file)
    standing(file.stem)
    if not on_its_way(file.stem):
        _how_it_stands(project, file)
    actions(file, open_settings)
    _differences(project, file)
    if file.problem is not None:
        show_problems([file.problem])
        st.markdown(tr("The file is not valid TOML: fix it in a text editor, or delete it here."))
        st.code(file.text or file.path.read_text(encoding="utf-8", errors="replace"), language="toml")
        return
    asked = asks(file.stem)
    if isinstance(asked, tuple):
        with st.expander(tr("This scenario can’t be solved: errors to fix"), icon=":material/rule:", expanded=True):
            show_problems(asked)
    warn_of_heirs(project, file)
    show_form(project, file)


def _how_it_stands(project: Project, file: ScenarioFile) -> None:
    now = standing_of(project, file.stem, state.job(file.stem))
    left, right = st.columns([4.2, 2.6], vertical_alignment="center")
    left.markdown(f"{now.badges} {plain(now.sentence)}", help=plain(now.proof) or None)
    with right.container(horizontal=True, vertical_alignment="center"):
        if now.askable:
            ask_button(file.stem, primary=now.wanted)
        link("result", tr("Result"), **{state.SCENARIO: file.stem})
    if now.question is not None and now.figures is not None:
        show_brief(now.question, now.figures)


def _differences(project: Project, file: ScenarioFile) -> None:
    """Show the differences from the parent: a summary line, and all of them on request."""
    if file.parent is None:
        return
    with st.expander(plain(differences_text(project, file)), icon=":material/difference:"):
        from pandas import DataFrame  # noqa: PLC0415 - loads slowly

        rows = told_differences(file)
        columns: dict[str, Any] = {"key": tr("Key"), "before": tr("In the parent"), "now": tr("Here")}
        frame = DataFrame([(one.key, one.before, one.now) for one in rows], columns=list(columns.values()))
        table(frame)
