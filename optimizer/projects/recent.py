"""The projects that one browser opened last, listed under the secret in its cookie: nobody else learns of them.

note(visitor, project.key)            it was opened now
listed(visitor)                       the last opened first, without those that are gone
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.errors import InvalidInput
from optimizer.files import bytes_of, locked, write_text
from optimizer.projects.home import is_key, open_project, private_home
from optimizer.projects.project import HEAD_FILE
from optimizer.projects.register_draft import table
from optimizer.readers.toml import read_toml

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.projects.project import Project

FOLDER, MOST = ".recent", 20


@dataclass(frozen=True)
class RecentProject:
    """A project and when this browser opened it last."""

    project: Project
    when: dt.datetime


@dataclass(frozen=True)
class ProjectSummary:
    """What a list says of a project: names, and how much is in it."""

    name: str
    name_uk: str
    measures: int
    scenarios: int
    answered: int


def note(visitor: str, key: str) -> None:
    """Put a project first in a visitor's list."""
    _change(visitor, {key: dt.datetime.now(dt.UTC).isoformat()})


def drop(visitor: str, key: str) -> None:
    """Take a project off a visitor's list; the project stays as it is."""
    _change(visitor, {}, without=key)


def listed(visitor: str) -> list[RecentProject]:
    """Return a visitor's projects, the last opened first."""
    if not is_key(visitor):
        return []
    kept = _kept(_path(visitor))
    latest = sorted(kept, key=lambda key: kept[key], reverse=True)
    opened = [(project, kept[key]) for key in latest if (project := open_project(key)) and not project.empty]
    return [RecentProject(project, dt.datetime.fromisoformat(when)) for project, when in opened]


def summary(project: Project) -> ProjectSummary:
    """Return what is in a project, without reading more of it than that takes."""
    folder = project.case_folder
    head = read_toml(folder / HEAD_FILE)[0] if folder is not None else {}
    try:
        measures = len(table(project, "measures").rows)
    except InvalidInput:  # a workbook, or a file that can't be read
        measures = 0
    stems = [file.stem for file in project.scenarios]
    answered = sum((project.runs_folder / f"{stem}.json").is_file() for stem in stems)
    name, name_uk = (str(head.get(key) or "") for key in ("name", "name_uk"))
    return ProjectSummary(name or project.key[:6], name_uk, measures, len(stems), answered)


def _path(visitor: str) -> Path:
    """Return the file of a visitor, whose name doesn't tell the secret."""
    return private_home() / FOLDER / f"{hashlib.sha256(visitor.encode()).hexdigest()[:32]}.json"


def _change(visitor: str, added: dict[str, str], without: str | None = None) -> None:
    if not is_key(visitor):
        return
    path = _path(visitor)
    with locked(path.parent):
        kept = {key: when for key, when in {**_kept(path), **added}.items() if key != without}
        latest = sorted(kept, key=lambda key: kept[key], reverse=True)[:MOST]
        write_text(path, json.dumps({key: kept[key] for key in latest}, indent=1))


def _kept(path: Path) -> dict[str, str]:
    """Return key → when it was opened; nothing from a damaged file."""
    try:
        told = json.loads(bytes_of(path) or b"{}")
        return {key: when for key, when in told.items() if is_key(key) and dt.datetime.fromisoformat(when).tzinfo}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}
