"""The last answer to each scenario, saved with its inputs in the format of formats.md 3, readable by `cpee verify`.

Answers read back are evaluated again: figures in a file are never trusted. A proof is trusted only in an answer that
was solved here, as its seal shows; in any other it is a claim by the sender.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from optimizer.checks import coherence
from optimizer.errors import InvalidInput, SolverFault
from optimizer.files import bytes_of, locked, write_together
from optimizer.limits import ANSWER_BYTES
from optimizer.outcome import as_claimed
from optimizer.projects.seals import is_sealed, seal
from optimizer.reports import answer
from optimizer.reports.record import outcome_of, question_of

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.outcome import Outcome
    from optimizer.projects.project import Project
    from optimizer.question import Question


@dataclass(frozen=True)
class KeptRun:
    """A saved answer: its question, its outcome, its time.

    `current` says whether the scenario and its case on disk still ask the same.
    """

    question: Question
    outcome: Outcome
    entry: dict[str, Any]
    current: bool
    when: dt.datetime


def keep(project: Project, stem: str, entry: dict[str, Any]) -> None:
    """Save an answer (with its inputs) as the last one to a scenario, unless the scenario no longer exists."""
    if project.scenario(stem) is None:
        return
    with locked(project.runs_folder):
        write_together(sealed(project.runs_folder, stem, answer.text([entry]).encode()))


def sealed(folder: Path, stem: str, data: bytes) -> dict[Path, bytes]:
    """Return the files of an answer that was solved here: its seal first, because no answer is read before its seal."""
    path, mark = _paths(folder, stem)
    return {mark: seal(data).encode(), path: data}


def _paths(folder: Path, stem: str) -> tuple[Path, Path]:
    """Return the paths of a scenario's answer and of its seal."""
    return folder / f"{stem}.json", folder / f"{stem}.seal"


def last(project: Project, stem: str) -> KeptRun | None:
    """Return the last answer to a scenario; None if there is none, or if its figures are wrong."""
    path, mark = _paths(project.runs_folder, stem)
    data = bytes_of(path) if project.scenario(stem) is not None else None
    if data is None or len(data) > ANSWER_BYTES:
        return None
    try:
        entry = json.loads(data)
        question = question_of(entry["inputs"])
        if any(not problem.warning for problem in coherence(question.case, question.scenario)):
            return None
        outcome = outcome_of(question, entry)
        if not is_sealed(data, bytes_of(mark)):
            outcome = as_claimed(outcome)
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError, ValidationError, SolverFault):
        return None
    when = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC)
    return KeptRun(question, outcome, entry, _still_asked(project, stem, question), when)


def _still_asked(project: Project, stem: str, question: Question) -> bool:
    """Return whether a scenario still asks this question, whatever its name."""
    try:
        return _nameless(project.question(stem)) == _nameless(question)
    except InvalidInput:
        return False


def _nameless(question: Question) -> dict[str, Any]:
    scenario = {key: value for key, value in question.inputs["scenario"].items() if key not in ("name", "name_uk")}
    return {**question.inputs, "scenario": scenario}


def forget(project: Project, stem: str) -> None:
    """Delete the answer to a scenario."""
    if "/" not in stem and "\\" not in stem:
        for path in _paths(project.runs_folder, stem):
            path.unlink(missing_ok=True)
