"""What is open in this session: language, project, scenario; the same in the URL, so that a link brings all of it back.

What the URL says wins over what the session remembers; what the URL leaves out (the navigation clears it) is put back.
Files are read anew when they have changed on disk, else what was read is remembered for this session alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from optimizer.jobs.pool import Pool
from optimizer.locales import LANGUAGES, Language, speak
from optimizer.projects import runs
from optimizer.projects.home import is_folder_key, open_project

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optimizer.jobs.job import Job
    from optimizer.projects.project import CaseReading, Project
    from optimizer.projects.runs import Run
    from optimizer.projects.scenario_files import ScenarioFile
    from optimizer.question import Question

LANG, PROJECT, SCENARIO, SCENARIOS = "lang", "project", "scenario", "scenarios"
MOST_COMPARED = 5
FIRST = "base"
_OURS, _MEMORY, _FOLDER_KEY = "cpee.", "cpee.memory", "cpee.folder"

T = TypeVar("T")


def restore() -> None:
    """Take from the URL what it says, put into it what it leaves out, and speak the language chosen.

    To be called first in every run of the app.
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
        st.query_params.update(missing)  # all at once: each change is a step of the browser's back button
    speak(language())


def _known(name: str) -> str | None:
    value = st.session_state.get(_OURS + name)
    return value if isinstance(value, str) and value else None


def _choose(name: str, value: str | None) -> None:
    """Remember a choice, in the session and in the URL."""
    st.session_state[_OURS + name] = value
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def language() -> Language:
    """The language chosen, else the browser's if it is one of ours, else English."""
    for told in (_known(LANG), (st.context.locale or "")[:2]):
        for one in LANGUAGES:
            if told == one:
                return one
    return "en"


def choose_language(chosen: Language) -> None:
    """Speak another language from here on."""
    _choose(LANG, chosen)
    speak(chosen)


def project_key() -> str | None:
    """The key in the URL, whether or not there is such a project."""
    return _known(PROJECT)


def folder_key() -> str | None:
    """The key of the folder that the app was started with, if this visitor ever came with it."""
    key = st.session_state.get(_FOLDER_KEY)
    return key if isinstance(key, str) else None


def project() -> Project | None:
    """The open project; None where none is, or where its key leads nowhere."""
    key = project_key()
    return open_project(key) if key else None


def open_in_session(opened: Project) -> None:
    """Work on this project from here on, at its first scenario."""
    st.session_state.pop(_MEMORY, None)
    _choose(PROJECT, opened.key)
    for name in (SCENARIO, SCENARIOS):
        _choose(name, None)


def scenario() -> ScenarioFile | None:
    """The scenario chosen; where there is none of that name, `base`, or the first; None in an empty project."""
    opened = project()
    if opened is None:
        return None
    stems = [file.stem for file in opened.scenarios]
    wanted = [stem for stem in (_known(SCENARIO), FIRST, *stems) if stem in stems]
    return opened.scenario(wanted[0]) if wanted else None


def lost_scenario() -> str | None:
    """The scenario of the link, or chosen before, that the open project no longer has."""
    told, there = _known(SCENARIO), _stems()
    return told if there and told not in there else None


def _stems() -> frozenset[str]:
    """The scenarios of the open project; none where none is open."""
    opened = project()
    return frozenset(file.stem for file in opened.scenarios) if opened else frozenset()


def choose_scenario(stem: str | None) -> None:
    """Look at another scenario from here on."""
    _choose(SCENARIO, stem)


def compared() -> tuple[str, ...]:
    """The scenarios to compare, those that exist; empty where none were chosen yet."""
    there = _stems()
    return tuple(stem for stem in _told_to_compare() if stem in there)[:MOST_COMPARED]


def lost_compared() -> tuple[str, ...]:
    """The scenarios of the link to a comparison that the open project no longer has."""
    there = _stems()
    return tuple(stem for stem in _told_to_compare() if stem not in there) if project() else ()


def _told_to_compare() -> tuple[str, ...]:
    return tuple(dict.fromkeys(stem for stem in (_known(SCENARIOS) or "").split(",") if stem))


def choose_compared(stems: Sequence[str]) -> None:
    """Compare these from here on."""
    _choose(SCENARIOS, ",".join(stems) or None)


@st.cache_resource(show_spinner=False)
def pool() -> Pool:
    """The one pool of this server; it holds of each project what it is solving, and nothing else."""
    return Pool(on_done=_keep)


def _keep(job: Job) -> None:
    """Write an answer into its project, whether or not anybody is looking."""
    opened = open_project(job.owner)
    if opened is not None and job.entry is not None:
        runs.keep(opened, job.name, job.entry)


def jobs() -> dict[str, Job]:
    """The latest job of each scenario of the open project, live ones aside: stem → job."""
    key = project_key()
    return {job.name: job for job in pool().jobs(key) if not job.live} if key else {}


def job(stem: str) -> Job | None:
    """The latest job of a scenario, as it stands now; None where nothing was asked lately."""
    return jobs().get(stem)


def question(stem: str) -> Question:
    """What a scenario of the open project asks; `InvalidInput` with everything that is wrong."""
    opened = project()
    if opened is None:
        raise LookupError(stem)
    return remembered(f"question {stem}", _files(opened), lambda: opened.question(stem))


def last(stem: str) -> Run | None:
    """The answer kept for a scenario of the open project; None where there is none."""
    opened = project()
    if opened is None:
        return None
    kept = opened.runs_folder / f"{stem}.json"
    return remembered(f"last {stem}", (_files(opened), _stamp(kept)), lambda: runs.last(opened, stem))


def case_reading() -> CaseReading:
    """What can be read of the open project's case, and what is wrong or odd about it."""
    opened = project()
    if opened is None:
        raise LookupError(PROJECT)
    return remembered("case", _files(opened), opened.case_reading)


def remembered(name: str, stamp: object, make: Callable[[], T]) -> T:
    """What `make` returns, made again only where the stamp differs from last time; of this session and project only."""
    memory: dict[str, tuple[object, Any]] = st.session_state.setdefault(_MEMORY, {})
    key = f"{project_key()} {name}"
    if key not in memory or memory[key][0] != stamp:
        memory[key] = (stamp, make())
    made: T = memory[key][1]
    return made


def _files(opened: Project) -> object:
    """What tells whether anything that a question is made of has changed on disk."""
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
