"""Actions on whole scenarios: create, copy, rename, delete; each asks for confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.errors import InvalidInput
from optimizer.files import ChangedOnDisk, locked, replace_file
from optimizer.locales import language, speaking, tr
from optimizer.projects import runs
from optimizer.projects.filling import BASE
from optimizer.projects.scenario_files import SUFFIX, children, delete, duplicate, new_child, own_names, rename
from optimizer.projects.starting import base_text
from optimizer.ui.scenarios.desk import PendingChanges, desk, look_at, refuse, refused
from optimizer.ui.shared import state
from optimizer.ui.shared.columns import column_title
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.texts import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.locales import Language
    from optimizer.projects.project import Project
    from optimizer.projects.scenario_files import ScenarioFile

COUNT = "scenarios.done"
Made = tuple[str, str]


def actions(file: ScenarioFile, opened: Callable[[str], None]) -> None:
    """Show the buttons of one scenario."""
    with st.container(horizontal=True):
        _naming("child", tr("New from this"), ":material/add:", file, opened)
        _naming("copy", tr("Duplicate"), ":material/content_copy:", file, opened)
        _naming("rename", tr("Rename"), ":material/edit:", file, opened)
        _deletion(file)


def _version() -> int:
    """Counts actions; a new number closes the form that was used."""
    return int(st.session_state.get(COUNT, 0))


def _done() -> None:
    st.session_state[COUNT] = _version() + 1


def _about(what: str, file: ScenarioFile) -> str:
    if what == "child":
        return tr(
            "A new scenario that extends “{name}”: it follows all changes there and differs only in what you change.",
            name=file.name,
        )
    if what == "copy":
        return tr("A full copy of “{name}”, independent from now on.", name=file.name)
    return tr("The file keeps its name, so that links and scenarios that extend it still work.")


def _proposed(what: str, file: ScenarioFile) -> Made:
    """Return the suggested names, English and Ukrainian."""
    names = own_names(file)
    if what == "rename":
        return names
    return ("", "") if what == "child" else (_copied(names[0], "en"), _copied(names[1], "uk"))


def _copied(name: str, language: Language) -> str:
    with speaking(language):
        return tr("{name} (copy)", name=name) if name else ""


def _naming(what: str, label: str, icon: str, file: ScenarioFile, opened: Callable[[str], None]) -> None:
    """Show a button that opens the form for a scenario's names."""
    key, place = f"scenario.{what}.{file.stem}.{_version()}", (what,)
    with st.popover(label, icon=icon, key=f"{key}.open", width="content"):
        st.caption(plain(_about(what, file)))
        english, ukrainian = _proposed(what, file)
        with st.form(key, border=False):
            for part, given in _in_order(english, ukrainian):
                title = column_title(f"name{part}")
                st.text_input(
                    title, given, key=f"{key}.name{part}", max_chars=200, placeholder=tr("as in the other language")
                )
            for problem in refused(file.stem, place):
                st.error(plain(problem.told))
            button = tr("Rename") if what == "rename" else tr("Create")
            st.form_submit_button(
                button, type="primary", on_click=_named, args=(what, file, key, opened), key=f"{key}.do"
            )


def _in_order(english: str, ukrainian: str) -> list[tuple[str, str]]:
    """Return the endings of the keys of both names with their values, the current language's first."""
    both = [("", english), ("_uk", ukrainian)]
    return both[::-1] if language() == "uk" else both


@spoken
def _named(what: str, file: ScenarioFile, key: str, opened: Callable[[str], None]) -> None:
    """Create or rename a scenario. A callback."""
    name, uk = (str(st.session_state.get(f"{key}.{part}") or "") for part in ("name", "name_uk"))
    desk().refused.pop((file.stem, (what,)), None)
    try:
        if what == "rename":
            look_at(rename(file, name, uk, revision=desk().seen.get(file.stem, file.revision)))
        else:
            made = (duplicate if what == "copy" else new_child)(file, name, uk)
            opened(made.stem)
    except InvalidInput as bad:
        refuse(file.stem, (what,), *bad.problems)
    except ChangedOnDisk:
        desk().waiting = PendingChanges(file.stem, {("name",): name, ("name_uk",): uk or None})
    else:
        _done()


def _deletion(file: ScenarioFile) -> None:
    """Show a button that deletes a scenario after confirmation, unless others extend it."""
    with st.popover(
        tr("Delete"), icon=":material/delete:", key=f"scenario.delete.{file.stem}.{_version()}", width="content"
    ):
        extending = children(file)
        if extending:
            names = ", ".join(f"“{child.name}”" for child in extending)
            st.markdown(plain(tr("It can’t be deleted while others extend it: {names}.", names=names)))
            return
        st.markdown(plain(tr("Delete “{name}” and its answer? This can’t be undone.", name=file.name)))
        st.button(
            tr("Delete permanently"),
            type="primary",
            on_click=_delete,
            args=(file,),
            key=f"scenario.delete.{file.stem}.do",
        )
        for problem in refused(file.stem, ("delete",)):
            st.error(plain(problem.told))


@spoken
def _delete(file: ScenarioFile) -> None:
    """Delete a scenario, its answer and its running job. A callback."""
    project, job = state.project(), state.job(file.stem)
    if project is None:
        return
    try:
        delete(file, revision=desk().seen.get(file.stem, file.revision))
    except InvalidInput as bad:
        refuse(file.stem, ("delete",), *bad.problems)
        return
    if job is not None and not job.ended:
        state.pool().cancel(job)
    runs.forget(project, file.stem)
    desk().seen.pop(file.stem, None)
    state.choose_scenario(file.parent)
    _done()


def first_button(project: Project) -> None:
    """Show what to do if there is no scenario at all."""
    st.info(tr("This project has no scenario yet."))
    st.button(tr("Create the first scenario"), type="primary", on_click=_first, args=(project,), key="scenarios.first")


@spoken
def _first(project: Project) -> None:
    case = project.case_folder
    path = project.scenarios_folder / f"{BASE}{SUFFIX}"
    if case is not None:
        with locked(project.scenarios_folder):
            if not path.exists():
                replace_file(path, base_text(case.name).encode(), read=None)
        state.choose_scenario(BASE)
