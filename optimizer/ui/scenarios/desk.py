"""What this session does to scenario files: each change written at once, or refused with its reason.

A change is made against the file as this session showed it last. Where somebody else has changed it since, the change
waits until it is said whether to write it or to drop it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.errors import InvalidInput, Problem
from optimizer.files import ChangedOnDisk
from optimizer.locales import noted, tr
from optimizer.projects.scenario_files import SUFFIX, edit, rename
from optimizer.projects.trial import problems_with
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.projects.scenario_files import ScenarioFile

Keys = tuple[str, ...]
Changes = dict[Any, Any]
NAMES: tuple[Keys, ...] = (("name",), ("name_uk",))
_GONE = noted("this scenario is gone: somebody has deleted it meanwhile")


@dataclass(frozen=True)
class Waiting:
    """Changes that were made against a file that is no longer so."""

    stem: str
    changes: Changes


@dataclass
class Desk:
    """The files as this session showed them (stem → revision), what was refused by its place, what waits."""

    seen: dict[str, str] = field(default_factory=dict)
    refused: dict[tuple[str, Keys], tuple[Problem, ...]] = field(default_factory=dict)
    waiting: Waiting | None = None


def desk() -> Desk:
    """The desk of this session for the open project."""
    return state.remembered("scenario desk", None, Desk)


def look_at(file: ScenarioFile) -> None:
    """Note that this is what is shown of a file."""
    desk().seen[file.stem] = file.revision


def refuse(stem: str, place: Keys, *problems: Problem) -> None:
    """Note why something typed was not taken."""
    desk().refused[stem, place] = problems


def refused(stem: str, place: Keys) -> tuple[Problem, ...]:
    """Why what stands in a field was not taken; nothing where it was."""
    return desk().refused.get((stem, place), ())


def put(stem: str, place: Keys, changes: Changes) -> bool:
    """Write changes that were typed at a place; whether they are written."""
    opened = state.project()
    file = opened.scenario(stem) if opened else None
    if file is None:
        refuse(stem, place, Problem(f"{stem}{SUFFIX}", _GONE))
        return False
    desk().refused.pop((stem, place), None)
    try:
        written = changed(file, changes, revision=desk().seen.get(stem, file.revision))
    except InvalidInput as bad:
        refuse(stem, place, *bad.problems)
        return False
    except ChangedOnDisk:
        desk().waiting = Waiting(stem, changes)
        return False
    look_at(written)
    return True


def changed(file: ScenarioFile, changes: Changes, *, revision: str | None) -> ScenarioFile:
    """A file with changes; what is wrong in it already does not stand in their way."""
    names = {keys[0]: changes[keys] for keys in NAMES if keys in changes}
    if names:
        told = {key: str(file.table.get(key, "")) for key in ("name", "name_uk")} | {
            k: v or "" for k, v in names.items()
        }
        return rename(file, told["name"], told["name_uk"], revision=revision)
    try:
        return edit(file, changes, revision=revision)
    except InvalidInput as bad:
        before = {(one.column, one.message) for one in problems_with(file.path, file.text)}
        fresh = [one for one in bad.problems if (one.column, one.message) not in before]
        if fresh or file.problem is not None:
            raise InvalidInput(fresh or bad.problems) from None
        return edit(file, changes, revision=revision, allow_invalid=True)


def put_back(stem: str, place: Keys, changes: Mapping[Any, Any]) -> None:
    """Drop what was refused at a place, and write changes that take own keys out."""
    desk().refused.pop((stem, place), None)
    put(stem, place, dict(changes))


@spoken
def reset(stem: str, keys: Keys) -> None:
    """Let the parent's value hold again, or the default. A callback."""
    put_back(stem, keys, {keys: None})


def ask_which(stem: str) -> None:
    """Where a file was changed meanwhile: whether to write the change that waits, or to go by what is there now."""
    waiting = desk().waiting
    if waiting is None or waiting.stem != stem:
        return
    text = tr(
        "{file} was changed on disk meanwhile; it is shown as it is now. Your last change was not written.",
        file=f"{stem}{SUFFIX}",
    )
    st.warning(text, icon=":material/sync_problem:")
    with st.container(horizontal=True):
        st.button(tr("Leave it as it is now"), on_click=_drop, key="scenario.drop", type="primary")
        st.button(tr("Write my change into it"), on_click=_overwrite, key="scenario.overwrite")


@spoken
def _drop() -> None:
    desk().waiting = None


@spoken
def _overwrite() -> None:
    waiting, opened = desk().waiting, state.project()
    file = opened.scenario(waiting.stem) if opened and waiting else None
    desk().waiting = None
    if waiting is not None and file is not None:
        look_at(changed(file, waiting.changes, revision=None))
