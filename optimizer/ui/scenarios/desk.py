"""This session's edits of scenario files: each change is saved at once, or refused with a reason.

A change applies to the file as this session showed it last. If someone else has changed it since, the change
waits for a decision to write or drop it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from optimizer.errors import InvalidInput, Problem
from optimizer.files import ChangedOnDisk
from optimizer.locales import noted
from optimizer.projects.scenario_files import SUFFIX, edit, own_names, rename
from optimizer.projects.trial import problems_with
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.projects.scenario_files import ScenarioFile

Keys = tuple[str, ...]
Changes = dict[Any, Any]
NAMES: tuple[Keys, ...] = (("name",), ("name_uk",))
_GONE = noted("someone has deleted this scenario in the meantime")


@dataclass(frozen=True)
class PendingChanges:
    """Changes made to an outdated version of a file."""

    stem: str
    changes: Changes


@dataclass
class ScenarioDesk:
    """The files as this session showed them (stem → revision), refusals by place, and waiting changes."""

    seen: dict[str, str] = field(default_factory=dict)
    refused: dict[tuple[str, Keys], tuple[Problem, ...]] = field(default_factory=dict)
    waiting: PendingChanges | None = None


def desk() -> ScenarioDesk:
    """Return this session's desk for the open project."""
    return state.remembered("scenario desk", None, ScenarioDesk)


def look_at(file: ScenarioFile) -> None:
    """Record the displayed revision of a file."""
    desk().seen[file.stem] = file.revision


def refuse(stem: str, place: Keys, *problems: Problem) -> None:
    """Record why an input was refused."""
    desk().refused[stem, place] = problems


def refused(stem: str, place: Keys) -> tuple[Problem, ...]:
    """Return why a field's input was refused; "" if it was accepted."""
    return desk().refused.get((stem, place), ())


def put(stem: str, place: Keys, changes: Changes) -> bool:
    """Write changes typed at a place; return whether they were written."""
    opened = state.project()
    file = opened.scenario(stem) if opened else None
    if file is None:
        refuse(stem, place, Problem(f"{stem}{SUFFIX}", _GONE))
        return False
    here = desk()  # asked for once, before writing: the next edit may end this run wherever Streamlit is asked
    here.refused.pop((stem, place), None)
    try:
        here.seen[stem] = changed(file, changes, revision=here.seen.get(stem, file.revision)).revision
    except InvalidInput as bad:
        refuse(stem, place, *bad.problems)
        return False
    except ChangedOnDisk:
        here.waiting = PendingChanges(stem, changes)
        return False
    return True


def changed(file: ScenarioFile, changes: Changes, *, revision: str | None) -> ScenarioFile:
    """Apply changes to a file; existing errors in it don't block them."""
    names = {keys[0]: changes[keys] for keys in NAMES if keys in changes}
    if names:
        told = dict(zip(("name", "name_uk"), own_names(file), strict=True)) | {k: v or "" for k, v in names.items()}
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
    """Drop a refused input, and write changes that remove own keys."""
    desk().refused.pop((stem, place), None)
    put(stem, place, dict(changes))


@spoken
def reset(stem: str, keys: Keys) -> None:
    """Return to the parent's value or the default. A callback."""
    put_back(stem, keys, {keys: None})
