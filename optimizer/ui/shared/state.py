"""The session's language, project and scenario, mirrored in the URL so that a link restores them.

The URL takes precedence over the session; parameters that navigation clears are restored.
Files are reread when they have changed on disk; otherwise the session's cached content is used.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from optimizer.errors import InvalidInput
from optimizer.jobs.pool import Pool
from optimizer.locales import LANGUAGES, Language, speak
from optimizer.projects import recent, runs
from optimizer.projects.home import is_folder_key, open_project
from optimizer.ui.gate import VISITOR

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optimizer.jobs.job import Job
    from optimizer.projects.project import CaseReading, Project
    from optimizer.projects.runs import KeptRun
    from optimizer.projects.scenario_files import ScenarioFile
    from optimizer.question import Question

LANG, PROJECT, SCENARIO, SCENARIOS = "lang", "project", "scenario", "scenarios"
MOST_COMPARED = 5
FIRST = "base"
_OURS, _MEMORY, _FOLDER_KEY, _LED, _NOTED = "cpee.", "cpee.memory", "cpee.folder", "cpee.led", "cpee.noted"

T = TypeVar("T")


def restore() -> None:
    """Read the URL's parameters, restore missing ones, and set the language.

    Call it first in every run of the app.
    """
    missing = {}
    for name in (LANG, PROJECT, SCENARIO, SCENARIOS):
        told = st.query_params.get(name)
        if told:
            st.session_state[_OURS + name] = told
        elif name != SCENARIOS and (known := _known(name)):
            missing[name] = known
    if (key := project_key()) is not None and is_folder_key(key):
        st.session_state[_FOLDER_KEY] = key
    if missing:
        st.query_params.update(missing)  # all at once, because each change is a step for the browser's back button
    speak(language())
    _note_opened()


def visitor() -> str | None:
    """Return the secret of this browser (`gate.py`); None if it takes no cookies."""
    return st.context.cookies.get(VISITOR)


def _note_opened() -> None:
    """Put the open project first in this browser's list, once per session; a folder's key is new at each start."""
    key, browser = project_key(), visitor()
    if key is None or browser is None or is_folder_key(key) or st.session_state.get(_NOTED) == key:
        return
    opened = open_project(key)
    if opened is not None and not opened.empty:
        with suppress(InvalidInput):  # the list can't be written: the project opens all the same
            recent.note(browser, key)
        st.session_state[_NOTED] = key


def _known(name: str) -> str | None:
    value = st.session_state.get(_OURS + name)
    return value if isinstance(value, str) and value else None


def _choose(name: str, value: str | None) -> None:
    """Store a choice in the session and in the URL."""
    st.session_state[_OURS + name] = value
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def language() -> Language:
    """Return the chosen language, or the browser's if supported, or English."""
    for told in (_known(LANG), (st.context.locale or "")[:2]):
        for one in LANGUAGES:
            if told == one:
                return one
    return "en"


def choose_language(chosen: Language) -> None:
    """Switch to another language."""
    _choose(LANG, chosen)
    speak(chosen)


def project_key() -> str | None:
    """Return the key in the URL, whether or not such a project exists."""
    return _known(PROJECT)


def folder_key() -> str | None:
    """Return the key of the folder that the app was started with, if this visitor has used it."""
    key = st.session_state.get(_FOLDER_KEY)
    return key if isinstance(key, str) else None


def project() -> Project | None:
    """Return the open project; None if there is none or its key is unknown."""
    key = project_key()
    return open_project(key) if key else None


def open_in_session(opened: Project) -> None:
    """Open this project at its first scenario, or at the link's if that led to a project that is not here."""
    linked = project_key() is not None and project() is None
    there = {file.stem for file in opened.scenarios} if linked else set()
    st.session_state.pop(_MEMORY, None)
    _choose(PROJECT, opened.key)
    for name in (SCENARIO, SCENARIOS):
        if not there.intersection((_known(name) or "").split(",")):
            _choose(name, None)


def lead_to(name: str) -> None:
    """Show another page after this callback, which can't switch pages itself."""
    st.session_state[_LED] = name


def led_to() -> str | None:
    """Return the page to show instead of the current one, once."""
    name = st.session_state.pop(_LED, None)
    return name if isinstance(name, str) else None


def scenario() -> ScenarioFile | None:
    """Return the current scenario; if it doesn't exist, `base` or the first one; None in an empty project."""
    opened = project()
    if opened is None:
        return None
    stems = [file.stem for file in opened.scenarios]
    wanted = [stem for stem in (_known(SCENARIO), FIRST, *stems) if stem in stems]
    return opened.scenario(wanted[0]) if wanted else None


def lost_scenario() -> str | None:
    """Return the linked or previously chosen scenario that no longer exists, if any."""
    told, there = _known(SCENARIO), _stems()
    return told if there and told not in there else None


def _stems() -> frozenset[str]:
    """Return the scenarios of the open project, if one is open."""
    opened = project()
    return frozenset(file.stem for file in opened.scenarios) if opened else frozenset()


def choose_scenario(stem: str | None) -> None:
    """Switch to another scenario."""
    _choose(SCENARIO, stem)


def compared() -> tuple[str, ...]:
    """Return the existing scenarios to compare; empty if none were chosen yet."""
    there = _stems()
    return tuple(stem for stem in _told_to_compare() if stem in there)[:MOST_COMPARED]


def lost_compared() -> tuple[str, ...]:
    """Return the linked scenarios of a comparison that no longer exist."""
    there = _stems()
    return tuple(stem for stem in _told_to_compare() if stem not in there) if project() else ()


def _told_to_compare() -> tuple[str, ...]:
    return tuple(dict.fromkeys(stem for stem in (_known(SCENARIOS) or "").split(",") if stem))


def choose_compared(stems: Sequence[str]) -> None:
    """Set the scenarios to compare."""
    _choose(SCENARIOS, ",".join(stems) or None)


@st.cache_resource(show_spinner=False)
def pool() -> Pool:
    """Return the server's only pool; it keeps running jobs of each project and nothing else."""
    return Pool(on_done=_keep)


def _keep(job: Job) -> None:
    """Write an answer into its project, whether or not a page is open."""
    opened = open_project(job.owner)
    if opened is not None and job.entry is not None:
        runs.keep(opened, job.name, job.entry)


def jobs() -> dict[str, Job]:
    """Return the latest job of each scenario of the open project, as far as their answers are kept, by file stem."""
    key = project_key()
    return {job.name: job for job in pool().jobs(key) if job.use == "kept"} if key else {}


def job(stem: str) -> Job | None:
    """Return the latest job of a scenario in its current state; None if there is none."""
    return jobs().get(stem)


def question(stem: str) -> Question:
    """Return a scenario's question; raise `InvalidInput` with all errors."""
    opened = project()
    if opened is None:
        raise LookupError(stem)
    return remembered(f"question {stem}", _files(opened), lambda: opened.question(stem))


def last(stem: str) -> KeptRun | None:
    """Return the saved answer to a scenario of the open project; None if there is none."""
    opened = project()
    if opened is None:
        return None
    kept = opened.runs_folder / f"{stem}.json"
    return remembered(f"last {stem}", (_files(opened), _stamp(kept)), lambda: runs.last(opened, stem))


def case_reading() -> CaseReading:
    """Return what can be read of the open project's case, with errors and warnings."""
    opened = project()
    if opened is None:
        raise LookupError(PROJECT)
    return remembered("case", _files(opened), opened.case_reading)


def remembered(name: str, stamp: object, make: Callable[[], T]) -> T:
    """Return what `make` returns, cached per session and project until the stamp changes."""
    memory: dict[str, tuple[object, Any]] = st.session_state.setdefault(_MEMORY, {})
    key = f"{project_key()} {name}"
    if key not in memory or memory[key][0] != stamp:
        memory[key] = (stamp, make())
    made: T = memory[key][1]
    return made


def _files(opened: Project) -> object:
    """Return a stamp that changes with any file that a question depends on."""
    case = opened.case_folder
    folders = [opened.scenarios_folder, *([case] if case else [])]
    paths = [path for folder in folders for path in (sorted(folder.iterdir()) if folder.is_dir() else [folder])]
    return tuple(_stamp(path) for path in paths)


def _stamp(path: Any) -> object:
    try:
        told = path.stat()
    except OSError:
        return str(path)
    return str(path), told.st_mtime_ns, told.st_size
