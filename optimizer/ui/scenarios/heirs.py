"""Consequences of a change for scenarios that extend this one: which can't be solved any more, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import trn
from optimizer.ui.shared.answers import asks
from optimizer.ui.shared.texts import plain

if TYPE_CHECKING:
    from optimizer.errors import Problem
    from optimizer.projects.project import Project
    from optimizer.projects.scenario_files import ScenarioFile

MOST_NAMED = 5


def warn_of_heirs(project: Project, file: ScenarioFile) -> None:
    """Show the scenarios extending this one that can't be solved, each with its first problem."""
    broken = _broken(project, file)
    if not broken:
        return
    opening = trn(
        "{count} scenario that extends this one can’t be solved until this is fixed:",
        "{count} scenarios that extend this one can’t be solved until this is fixed:",
        len(broken),
    )
    lines = [f"- **{plain(one.name)}**: {plain(str(problem))}" for one, problem in broken[:MOST_NAMED]]
    left = len(broken) - MOST_NAMED
    more = [f"- {plain(trn('… and {count} more', '… and {count} more', left))}"] if left > 0 else []
    st.warning("\n".join([plain(opening), "", *lines, *more]), icon=":material/family_history:")


def _broken(project: Project, file: ScenarioFile) -> list[tuple[ScenarioFile, Problem]]:
    """Return those with a problem that isn't this scenario's own."""
    own = {(one.column, one.told) for one in _errors(file)}
    found = []
    for heir in heirs(project.scenarios, file):
        fresh = [one for one in _errors(heir) if (one.column, one.told) not in own]
        if fresh:
            found.append((heir, fresh[0]))
    return found


def _errors(file: ScenarioFile) -> list[Problem]:
    asked = asks(file.stem)
    return [one for one in asked if not one.warning] if isinstance(asked, tuple) else []


def heirs(files: tuple[ScenarioFile, ...], file: ScenarioFile) -> list[ScenarioFile]:
    """Return the scenarios that extend a scenario, directly or indirectly; each once, even in a cycle."""
    found: list[ScenarioFile] = []
    known, last = {file.stem}, {file.stem}
    while last:
        fresh = [one for one in files if one.parent in last and one.stem not in known]
        last = {one.stem for one in fresh}
        known |= last
        found += fresh
    return found
