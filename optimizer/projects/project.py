"""One project: its case, its scenarios, and the question of each.

Everything is read again each time, because others may edit the files.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.checks import coherence
from optimizer.errors import InvalidInput, Problem
from optimizer.files import path_named
from optimizer.locales import noted
from optimizer.projects.scenario_files import SUFFIX, ScenarioFile, read_file, read_files
from optimizer.readers.case_reader import WORKBOOKS, load_case
from optimizer.readers.scenario_file import read_question
from optimizer.readers.tables import in_order
from optimizer.readers.toml import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.case import Case
    from optimizer.question import Question

HEAD_FILE = "case.toml"
_NO_CASE = noted("the project is empty: open the sample, or bring your own register")
_NO_SCENARIO = noted('there is no scenario "{name}" in this project')
_OUTSIDE = noted("points outside of the project")


@dataclass(frozen=True)
class CaseReading:
    """What could be read of a case (None: nothing), and its errors and warnings, in the order of its files."""

    case: Case | None
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        """Return whether it can be used for calculations."""
        return self.case is not None and all(problem.warning for problem in self.problems)


@dataclass(frozen=True)
class Project:
    """A folder with one case and its scenarios; `in_place` is the user's own folder, which others may edit."""

    key: str
    folder: Path
    in_place: bool = False

    @property
    def data_folder(self) -> Path:
        """Return the folder that contains the case's folder."""
        return self.folder / "data"

    @property
    def scenarios_folder(self) -> Path:
        """Return the folder of the scenario files."""
        return self.folder / "scenarios"

    @property
    def runs_folder(self) -> Path:
        """Return the folder of the last answers."""
        return self.folder / "runs"

    @property
    def undo_folder(self) -> Path:
        """Return the folder of earlier states of edited tables."""
        return self.folder / "undo"

    def own_folders(self) -> Iterator[Path]:
        """Return every folder in which this program writes."""
        yield from (self.folder, self.scenarios_folder, self.runs_folder, self.undo_folder, self.data_folder)
        if self.data_folder.is_dir():
            yield from (path for path in self.data_folder.iterdir() if path.is_dir() and not path.is_symlink())

    @property
    def case_folder(self) -> Path | None:
        """Return the case of the first scenario that names one, else the first under `data/`; None if empty."""
        for file in self.scenarios:
            named = file.table.get("case")
            path = path_named(file.path.parent, named) if isinstance(named, str) else None
            if isinstance(path, Path) and _is_case(path) and self.holds(path):
                return path
        cases = sorted(self.data_folder.iterdir()) if self.data_folder.is_dir() else []
        return next((path for path in cases if not path.name.startswith(".") and _is_case(path)), None)

    @property
    def empty(self) -> bool:
        """Return whether there is no case yet."""
        return self.case_folder is None

    @property
    def scenarios(self) -> tuple[ScenarioFile, ...]:
        """Return the scenario files: those that extend nothing first, then by display name."""
        return read_files(self.scenarios_folder)

    def scenario(self, stem: str) -> ScenarioFile | None:
        """Return a scenario by the stem of its file; None if there is none."""
        path = self.scenarios_folder / f"{stem}{SUFFIX}"
        safe = path.name == f"{stem}{SUFFIX}" and not stem.startswith(".") and path.parent == self.scenarios_folder
        return read_file(path) if safe and "\0" not in stem else None

    def question(self, stem: str) -> Question:
        """Return a scenario's question; `InvalidInput` with all errors in it or its case."""
        file = self.scenario(stem)
        if file is None:
            raise InvalidInput([Problem(f"{stem}{SUFFIX}", _NO_SCENARIO, values={"name": stem})])
        if outside := tuple(self._outside(file.path)):
            raise InvalidInput(outside)
        return read_question(file.path)

    def case_reading(self) -> CaseReading:
        """Return what can be read of the case, with all errors and warnings."""
        folder = self.case_folder
        if folder is None:
            return CaseReading(None, (Problem("data", _NO_CASE),))
        return reading_of(folder)

    def holds(self, path: Path) -> bool:
        """Return whether a path belongs to the project; in the user's own folder all do."""
        return self.in_place or path.resolve().is_relative_to(self.folder.resolve())

    def _outside(self, path: Path) -> Iterator[Problem]:
        """Return files named by a scenario that don't belong to the project; they are not even opened."""
        seen: set[Path] = set()
        current: Path | None = path
        while current is not None and current not in seen:
            seen.add(current)
            table, _ = read_toml(current)
            following = None
            for key in ("case", "extends"):
                named = table.get(key)
                target = path_named(current.parent, named) if isinstance(named, str) else None
                if isinstance(target, Path):
                    if not self.holds(target):
                        yield Problem(current.name, _OUTSIDE, None, key)
                    elif key == "extends" and target.is_file():
                        following = target
            current = following


def reading_of(case: Path) -> CaseReading:
    """Return what can be read of a case, with all errors and warnings."""
    reading = load_case(case)
    found = (*reading.problems, *coherence(reading.case, unread=reading.unread))
    return CaseReading(reading.case, in_order(found, reading.places))


def _is_case(path: Path) -> bool:
    return (path / HEAD_FILE).is_file() or (path.is_file() and path.suffix.lower() in WORKBOOKS)
