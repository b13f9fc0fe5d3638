"""A scenario file and the files it extends → one table, and the file that set each key.

Rules (docs/formats.md): tables merge key by key; lists and paths replace; a limit of the same name replaces
the parent's, one with only a name removes it. A path is relative to the file in which it is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.errors import Phrase, Problem, closest
from optimizer.files import path_named
from optimizer.readers.toml import Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Collection

PATHS = {"prices": 3, "taxes": 3, "factors": 4}
"""Table → how deep its paths stand: `prices.electricity.path`, `factors.electricity.co2e.path`."""


@dataclass
class MergedScenario:
    """A scenario's table during merging: limits by name, the rest as in the file.

    `file` is the requested file, `origins` gives the file that set each key, `broken` means that a file
    could not be read, so keys may be missing for that reason alone.
    """

    file: str
    table: Table = field(default_factory=dict)
    limits: dict[str, Table] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: bool = False

    def wrong(self, column: str, text: str, **values: object) -> None:
        """Record a problem at a key."""
        self.problems.append(Problem(self.file_of(column), text, None, column, values))

    def file_of(self, column: str) -> str:
        """Return the file that set a key."""
        written = [key for key in self.origins if column == key or column.startswith((f"{key}.", f"{key}["))]
        return self.origins[max(written, key=len)] if written else self.file

    def placed(self, problem: Problem) -> Problem:
        """Return a problem of the scenario at the file that set the key."""
        at_home = problem.file == self.file and problem.column is not None
        return replace(problem, file=self.file_of(problem.column or "")) if at_home else problem


def read_layers(path: Path) -> MergedScenario:
    """Merge a scenario file over the files that it extends."""
    merged = MergedScenario(path.name)
    for file, table in reversed(_chain(path, merged).items()):
        if "case" in table and isinstance(table["case"], str):
            table["case"] = _case_named(merged, file, table["case"])
        lay_limits(merged, file.name, table.pop("limits", []))
        rename(merged, table)
        _merge(merged, file.name, merged.table, table, ())
    return merged


def _case_named(merged: MergedScenario, file: Path, name: str) -> str:
    """The path of the case that a file names; the name as it stands where there can be none."""
    path = path_named(file.parent, name)
    if isinstance(path, Path):
        return str(path)
    merged.problems.append(unopened(file.name, "case", path))
    return name


def unopened(file: str, column: str, reason: Phrase) -> Problem:
    """The problem of a key that names what no path can lead to."""
    return Problem(file, "can't be opened: {reason}", None, column, {"reason": reason})


def rename(merged: MergedScenario, given: Collection[str]) -> None:
    """Drop the parent's Ukrainian name where the child has a name of its own; it would name another scenario."""
    if "name" in given and "name_uk" not in given:
        merged.table.pop("name_uk", None)
        merged.origins.pop("name_uk", None)


def _chain(path: Path, merged: MergedScenario) -> dict[Path, Table]:
    """Return each file's table without `extends`, the child first."""
    chain: dict[Path, Table] = {}
    current: Path | None = path.resolve()
    while current is not None:
        chain[current], problems = read_toml(current)
        merged.problems += problems
        merged.broken |= bool(problems)
        current = _parent(current, chain, merged)
    return chain


def _parent(child: Path, chain: dict[Path, Table], merged: MergedScenario) -> Path | None:
    """Return the file that a file extends; None if there is none or it can't be used."""
    if (name := chain[child].pop("extends", None)) is None:
        return None
    parent = path_named(child.parent, name) if isinstance(name, str) else None
    if isinstance(parent, Path) and parent.is_file() and parent not in chain:
        return parent
    merged.broken = True
    merged.problems.append(replace(_no_parent(child, name, parent, list(chain)), file=child.name, column="extends"))
    return None


def _no_parent(child: Path, name: object, parent: Path | Phrase | None, chain: list[Path]) -> Problem:
    if parent is None:
        return Problem("", "must be the name of a file (in quotes)")
    if isinstance(parent, Phrase):
        return unopened("", "", parent)
    if parent in chain:
        path = " → ".join(file.name for file in (*chain[chain.index(parent) :], parent))
        return Problem("", "these files extend each other in a cycle: {path}", values={"path": path})
    near = closest(parent.name, (file.name for file in child.parent.glob("*.toml") if file != child))
    return Problem("", 'there is no file "{name}"', values={"name": name}, guess=near)


def _merge(merged: MergedScenario, file: str, into: Table, table: Table, above: tuple[str, ...]) -> None:
    for key, value in table.items():
        keys = (*above, key)
        if isinstance(value, dict) and isinstance(into.get(key), dict) and not is_path(keys):
            _merge(merged, file, into[key], value, keys)
        else:
            into[key] = value
            merged.origins[".".join(keys)] = file


def is_path(keys: tuple[str, ...]) -> bool:
    """Return whether a key is the path of a price, a tax or a factor: a child scenario replaces it as a whole."""
    return PATHS.get(keys[0]) == len(keys) and keys[-1] == "path"


def lay_limits(merged: MergedScenario, file: str, given: Any) -> None:
    """Merge one file's limits over those merged so far."""
    if not isinstance(given, list) or not all(isinstance(limit, dict) for limit in given):
        merged.problems.append(Problem(file, "must be a list of tables: [[limits]]", None, "limits"))
        return
    seen: set[str] = set()
    for number, limit in enumerate(given, 1):
        name = limit.get("name")
        if not isinstance(name, str) or not name.strip():
            text = "is missing: a limit needs a name in quotes"
            merged.problems.append(Problem(file, text, None, f"limits[{number}].name"))
        elif name.strip() in seen:
            text = "two limits in this file have this name: give each its own"
            merged.problems.append(Problem(file, text, None, f"limits[{name.strip()}].name"))
        else:
            seen.add(name.strip())
            _lay_limit(merged, file, name.strip(), limit)


def _lay_limit(merged: MergedScenario, file: str, name: str, limit: Table) -> None:
    if set(limit) != {"name"}:
        merged.limits[name] = {**limit, "name": name}
        merged.origins[f"limits[{name}]"] = file
    elif merged.limits.pop(name, None) is None and not merged.broken:
        text, guess = "there is no limit of this name to remove, and a new one needs a metric and a bound", None
        guess = closest(name, merged.limits)
        merged.problems.append(Problem(file, text, None, f"limits[{name}]", guess=guess))
