"""The contents of a project's bundle: every scenario, all that they extend, every case that they name, the answers.

    contents(project)     name in the bundle → the file, or its text if a path in it had to change

Nothing is left out silently. Files elsewhere in a folder opened in place move into the bundle's own folders; names that
a bundle may not contain are changed; and anything that can't be packed is refused by name.
"""

from __future__ import annotations

import codecs
import posixpath
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.case import FILES
from optimizer.errors import InvalidInput, Problem
from optimizer.files import path_named, slug
from optimizer.locales import noted
from optimizer.projects.bundle_parts import fits, is_part
from optimizer.projects.project import HEAD_FILE, Project
from optimizer.projects.scenario_files import SUFFIX, ScenarioFile, read_file, read_files
from optimizer.projects.toml_edit import edited

if TYPE_CHECKING:
    from collections.abc import Iterable

WORKBOOK = ".xlsx"
_OUTSIDE = noted("points outside of the project")
_NOT_THERE = noted("names what is not there: correct it, then the project can be packed")
_NOT_PACKED = noted("is a link to a file outside of the project, which a bundle can't hold")


def contents(project: Project) -> dict[str, Path | bytes]:
    """Return every file of the bundle by its name there; `InvalidInput` with everything that can't be packed."""
    packing = _Packing(project)
    for file in read_files(project.scenarios_folder, misnamed_too=True):
        packing.add_scenario(file)
    for path in sorted(project.data_folder.iterdir()) if project.data_folder.is_dir() else ():
        if not path.name.startswith(".") and (path.is_dir() or path.suffix == WORKBOOK):
            packing.add_case(path)
    for file in packing.scenarios.values():
        packing.lay_down(file)
    if packing.problems:
        raise InvalidInput(packing.problems)
    return packing.parts


@dataclass
class _Packing:
    """A bundle being assembled: the name of each scenario and case in it, by its place on disk."""

    project: Project
    scenarios: dict[Path, ScenarioFile] = field(default_factory=dict)
    names: dict[Path, str] = field(default_factory=dict)
    parts: dict[str, Path | bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add_scenario(self, file: ScenarioFile) -> None:
        """Add a scenario and what it names."""
        place = file.path.resolve()
        if place in self.scenarios:
            return
        if not self.project.holds(file.path):
            self.problems.append(Problem(file.path.name, _NOT_PACKED))
            return
        self.scenarios[place] = file
        self.names[place] = self._free("scenarios", file.path.stem, SUFFIX, "scenario")
        for key in ("extends", "case"):
            self._add_named(file, key)

    def _add_named(self, file: ScenarioFile, key: str) -> None:
        """Add what a scenario names; a missing file is an error only if it lies outside the bundle."""
        target = self._target(file, key)
        if target is None:
            return
        if not self.project.holds(target):
            self.problems.append(Problem(file.path.name, _OUTSIDE, None, key))
        elif key == "extends" and target.is_file() and (parent := read_file(target)) is not None:
            self.add_scenario(parent)
        elif key == "case" and ((target / HEAD_FILE).is_file() or (target.is_file() and target.suffix == WORKBOOK)):
            self.add_case(target)
        elif not _stays_inside(str(file.table[key])):
            self.problems.append(Problem(file.path.name, _NOT_THERE, None, key))

    def _target(self, file: ScenarioFile, key: str) -> Path | None:
        named = file.table.get(key)
        target = path_named(file.path.parent, named) if isinstance(named, str) else None
        return target if isinstance(target, Path) else None

    def add_case(self, path: Path) -> None:
        """Add a case with every table in its folder."""
        place = path.resolve()
        if place in self.names or not self.project.holds(place):
            return
        if path.is_file():
            self.names[place] = self._free("data", path.stem, WORKBOOK, "case")
            self.parts[self.names[place]] = path
            return
        self.names[place] = folder = self._free("data", place.name, "", "case")
        own = place.parent == self.project.data_folder.resolve()
        known = {HEAD_FILE, *(f"{table}.csv" for table in FILES)}
        for file in sorted(path.iterdir()):
            name = f"{folder}/{file.name}"
            if is_part(name) and file.is_file() and self.project.holds(file) and (own or file.name in known):
                self.parts[name] = file

    def _free(self, folder: str, stem: str, ending: str, otherwise: str) -> str:
        """Return a free name in the bundle: the file's own, if it is allowed and not taken."""
        taken = {name.casefold() for name in self.names.values()}
        first = stem if fits(f"{stem}{ending}") else slug(stem, otherwise)
        stems = (first, *(f"{first}-{number}" for number in range(2, len(taken) + 3)))
        return next(name for stem in stems if (name := f"{folder}/{stem}{ending}").casefold() not in taken)

    def lay_down(self, file: ScenarioFile) -> None:
        """Add a scenario's text and its answer under its name in the bundle."""
        name = self.names[file.path.resolve()]
        self.parts[name] = self._text(file)
        answer = self.project.runs_folder / f"{file.stem}.json"
        own = file.path.parent.resolve() == self.project.scenarios_folder.resolve()
        if own and answer.is_file() and not answer.is_symlink():
            self.parts[f"runs/{posixpath.basename(name).removesuffix(SUFFIX)}.json"] = answer

    def _text(self, file: ScenarioFile) -> Path | bytes:
        """Return the file unchanged, unless what it names is elsewhere in the bundle."""
        text = file.text
        for key in ("extends", "case"):
            target = self._target(file, key)
            name = self.names.get(target) if target is not None else None
            if name is not None and _from_scenarios(str(file.table[key])) != name:
                text = edited(text, (key,), posixpath.relpath(name, "scenarios"))
        if text == file.text:
            return file.path
        marked = file.path.read_bytes().startswith(codecs.BOM_UTF8)
        return (codecs.BOM_UTF8 if marked else b"") + text.encode()


def _from_scenarios(named: str) -> str:
    """Return a path as seen from a scenario in the bundle."""
    return posixpath.normpath(posixpath.join("scenarios", named))


def _stays_inside(named: str) -> bool:
    return not _from_scenarios(named).startswith(("/", ".."))


def refusals(project: Project) -> Iterable[Problem]:
    """Return why a project can't be packed; nothing if it can."""
    try:
        contents(project)
    except InvalidInput as bad:
        return bad.problems
    return ()
