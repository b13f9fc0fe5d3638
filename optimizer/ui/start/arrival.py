"""The ways to open a project on the Start page: samples, your own file, a bundle, the start folder."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from optimizer.errors import InvalidInput
from optimizer.locales import tr
from optimizer.projects import filling
from optimizer.projects.home import open_project
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.files import template_button
from optimizer.ui.shared.problems import show_problems
from optimizer.ui.shared.texts import plain
from optimizer.ui.start import wizard
from optimizer.ui.start.opening import BUNDLES, REGISTERS, begin, received
from optimizer.ui.start.place import place_for_file
from optimizer.ui.start.recent_projects import show_recent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.errors import Problem
    from optimizer.projects.project import Project

COUNT, REFUSED, NEWS = "start.count", "start.refused", "start.news"
MB = 10


def ways_in(*, first: bool) -> None:
    """Show all ways to open a project side by side; `first` if none is open yet."""
    _local()
    show_recent()
    columns = st.columns(3)
    with columns[0].container(border=True, height="stretch"):
        _samples(first=first)
    with columns[1].container(border=True, height="stretch"):
        st.markdown(f"**{tr('Your own register')}**")
        st.caption(
            tr("Any spreadsheet with your measures: you will be asked what its columns mean. Or our own template.")
        )
        _bring(tr("Register: XLSX, XLS, ODS or CSV, at most {most} MB", most=MB), "register", REGISTERS)
        template_button()
    with columns[2].container(border=True, height="stretch"):
        st.markdown(f"**{tr('A project from someone else')}**")
        st.caption(tr("A bundle contains the register, the scenarios and their answers. You work on your own copy."))
        bring_bundle("start")


def bring_bundle(place: str) -> None:
    """Show the uploader for a bundle, which opens as a project; `place` distinguishes two on a page."""
    _bring(tr("Bundle: ZIP, at most {most} MB", most=MB), "bundle", BUNDLES, place)


def _samples(*, first: bool) -> None:
    st.markdown(f"**{tr('The sample: a model cannery')}**")
    st.caption(tr("Five sites, 59 measures, a dozen scenarios: the best way to see what this program can do."))
    st.button(
        tr("Open the sample"), type="primary" if first else "secondary", on_click=_sample, args=("cannery",),
        key="start.sample", icon=":material/factory:", width="stretch",
    )  # fmt: skip
    st.caption(tr("Or the teaching case: seven measures, with every figure easy to check on a pocket calculator."))
    st.button(
        tr("Open the teaching case"), on_click=_sample, args=("teaching",), key="start.teaching",
        icon=":material/school:", width="stretch",
    )  # fmt: skip


@spoken
def _sample(name: str) -> None:
    begin(lambda project: filling.from_sample(project, name, answered=True))
    told()
    state.lead_to("result")


def told(problems: Sequence[Problem] = ()) -> None:
    """Store the message about the last opened project, replacing earlier ones."""
    st.session_state[NEWS] = (state.project_key(), tuple(problems))
    for key in [key for key in st.session_state if str(key).startswith(REFUSED)] + [wizard.DONE]:
        st.session_state.pop(key, None)


def _bring(label: str, kind: str, endings: tuple[str, ...], place: str = "start") -> None:
    """Show a file uploader; a refusal is shown there until another file is uploaded."""
    count = st.session_state.get(COUNT, 0)
    brought = place_for_file(label, endings, MB, f"{place}.{kind}.{count}")
    show_problems(st.session_state.get(f"{REFUSED}.{place}.{kind}", ()))
    if brought is None:
        return
    st.session_state[COUNT] = count + 1  # the uploader is cleared, whatever happens to the file
    with st.spinner(tr("Reading {file}…", file=plain(brought.name))):
        take(kind, brought.name, brought.getvalue(), place)
    st.rerun()


def take(kind: str, name: str, data: bytes, place: str = "start") -> None:
    """Open an uploaded file, begin to import it, or store why neither is possible."""
    folder = tempfile.TemporaryDirectory(prefix="cpee-register-")
    try:
        what = received(name, data, Path(folder.name))
        told(what.problems)
        if what.register is not None:
            wizard.begin(what.register, folder)
        else:
            folder.cleanup()
    except InvalidInput as bad:
        folder.cleanup()
        st.session_state[f"{REFUSED}.{place}.{kind}"] = bad.problems


def news() -> tuple[Problem, ...]:
    """Show the message about how the open project was opened."""
    key, problems = st.session_state.get(NEWS, (None, ()))
    return problems if key == state.project_key() else ()


def _local() -> None:
    """Offer the start folder if this visitor has its key and another project is open."""
    key = state.folder_key()
    opened = open_project(key) if key is not None and key != state.project_key() else None
    if opened is None:
        return
    with st.container(border=True):
        left, right = st.columns([4, 1], vertical_alignment="center")
        left.markdown(tr("The app was started with the folder {folder}.", folder=f"**{plain(str(opened.folder))}**"))
        right.button(
            tr("Open the folder"), on_click=_open_local, args=(opened,), key="start.local",
            icon=":material/folder_open:", width="stretch",
        )  # fmt: skip


@spoken
def _open_local(opened: Project) -> None:
    state.open_in_session(opened)
    told()
