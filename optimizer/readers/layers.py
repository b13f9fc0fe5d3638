"""A scenario file and the files it extends → one table, and the file that set each key.

Rules (docs/formats.md): tables merge key by key; lists and paths replace; a limit of the same name replaces
the parent's, one with only a name removes it. A path is relative to the file in which it is written.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from optimizer.errors import Phrase, Problem, closest
from optimizer.files import path_named
from optimizer.merging import MergedScenario, lay, unopened
from optimizer.readers.toml import Table, read_toml


def read_layers(path: Path) -> MergedScenario:
    """Merge a scenario file over the files that it extends."""
    merged = MergedScenario(path.name)
    for file, table in reversed(_chain(path, merged).items()):
        if "case" in table and isinstance(table["case"], str):
            table["case"] = _case_named(merged, file, table["case"])
        lay(merged, file.name, table)
    return merged


def _case_named(merged: MergedScenario, file: Path, name: str) -> str:
    """The path of the case that a file names; the name as it stands where there can be none."""
    path = path_named(file.parent, name)
    if isinstance(path, Path):
        return str(path)
    merged.problems.append(unopened(file.name, "case", path))
    return name


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
