"""Tables of scenarios laid over each other, and dotted keys set on top: the rules by which a scenario changes another.

    lay(merged, "child.toml", {"discount_rate": 0.2, "budget": {"total": 3_000_000}})
    override(merged, {"budget.total": 3_000_000, "prices.heat.price": 1.2, "limits.Climate.at_least": "30%"})

Rules (formats.md 2): tables merge key by key; lists and paths replace; a limit of the same name replaces the
parent's, one with only a name removes it.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.errors import Phrase, Problem, closest
from optimizer.files import path_named
from optimizer.locales import noted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Table = dict[str, Any]
PATHS = {"prices": 3, "taxes": 3, "factors": 4}
"""Table → how deep its paths stand: `prices.electricity.path`, `factors.electricity.co2e.path`."""
NAMED_LISTS = {"limits": noted("limit"), "stress": noted("stress")}
"""Lists of tables that merge by name → what one of them is."""
MOST_NAMED = 10
_PART = re.compile(r'"([^"]+)"|([^."]+)')
_KEY = re.compile(rf"(?:{_PART.pattern})(?:\.(?:{_PART.pattern}))*")


@dataclass
class MergedScenario:
    """A scenario's table during merging: limits and stresses by name, the rest as in the file.

    `file` is the requested file, `origins` gives the file that set each key, `broken` means that a file
    could not be read, so keys may be missing for that reason alone.
    """

    file: str
    table: Table = field(default_factory=dict)
    named: dict[str, dict[str, Table]] = field(default_factory=lambda: {kind: {} for kind in NAMED_LISTS})
    origins: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: bool = False

    @property
    def whole(self) -> Table:
        """Return the table as a scenario has it: limits and stresses as lists."""
        return {**self.table, **{kind: list(entries.values()) for kind, entries in self.named.items()}}

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


def lay(merged: MergedScenario, file: str, table: Table) -> None:
    """Merge a child's table over what is merged so far."""
    for kind in NAMED_LISTS:
        _lay_list(merged, file, kind, table.get(kind, []))
    rename(merged, table)
    _merge(merged, file, merged.table, {key: value for key, value in table.items() if key not in NAMED_LISTS}, ())


def unopened(file: str, column: str, reason: Phrase) -> Problem:
    """The problem of a key that names what no path can lead to."""
    return Problem(file, "can't be opened: {reason}", None, column, {"reason": reason})


def rename(merged: MergedScenario, given: Collection[str]) -> None:
    """Drop the parent's Ukrainian name where the child has a name of its own; it would name another scenario."""
    if "name" in given and "name_uk" not in given:
        merged.table.pop("name_uk", None)
        merged.origins.pop("name_uk", None)


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


def _lay_list(merged: MergedScenario, file: str, kind: str, given: Any) -> None:
    """Merge one file's limits or stresses over those merged so far."""
    if not isinstance(given, list) or not all(isinstance(entry, dict) for entry in given):
        text, values = "must be a list of tables: [[{key}]]", {"key": kind}
        merged.problems.append(Problem(file, text, None, kind, values))
        return
    seen: set[str] = set()
    for number, entry in enumerate(given, 1):
        name = entry.get("name")
        if not isinstance(name, str) or not name.strip():
            text = "is missing: a {what} needs a name in quotes"
            merged.problems.append(Problem(file, text, None, f"{kind}[{number}].name", {"what": _what(kind)}))
        elif name.strip() in seen:
            text = "this file has two entries with this name: give each its own"
            merged.problems.append(Problem(file, text, None, f"{kind}[{name.strip()}].name"))
        else:
            seen.add(name.strip())
            _lay_named(merged, file, (kind, name.strip()), entry)


def _what(kind: str) -> Phrase:
    return Phrase(NAMED_LISTS[kind])


def _lay_named(merged: MergedScenario, file: str, key: tuple[str, str], entry: Table) -> None:
    kind, name = key
    if set(entry) != {"name"}:
        merged.named[kind][name] = {**entry, "name": name}
        merged.origins[f"{kind}[{name}]"] = file
    elif merged.named[kind].pop(name, None) is None and not merged.broken:
        text = "there is no {what} of this name to remove, and a new one needs more than a name"
        guess = closest(name, merged.named[kind])
        merged.problems.append(Problem(file, text, None, f"{kind}[{name}]", {"what": _what(kind)}, guess=guess))


def override(merged: MergedScenario, overrides: Mapping[str, object]) -> None:
    """Set each key to its value.

    Parts of a key that contain dots are quoted. A limit is named by its name. A case is relative to the
    current directory.
    """
    rename(merged, overrides)
    for key, given in overrides.items():
        value = copy.deepcopy(given)
        if not _KEY.fullmatch(key):
            merged.wrong(key, "is not a key: separate names with dots, and quote names that contain dots")
            continue
        keys = [quoted or bare for quoted, bare in _PART.findall(key)]
        merged.origins[_column(keys)] = merged.file
        if keys[0] in NAMED_LISTS:
            _set_named(merged, keys, value)
        elif keys == ["extends"]:
            merged.wrong("extends", "can't be overridden: pass the file that extends it instead")
        elif keys == ["case"] and isinstance(value, str):
            _set_case(merged, value)
        else:
            _set(merged, keys, value)


def _set_case(merged: MergedScenario, name: str) -> None:
    path = path_named(Path(), name)
    if isinstance(path, Path):
        _set(merged, ["case"], str(path))
    else:
        merged.problems.append(unopened(merged.file, "case", path))


def _column(keys: list[str]) -> str:
    if keys[0] in NAMED_LISTS and len(keys) > 1:
        return ".".join((f"{keys[0]}[{keys[1]}]", *keys[2:]))
    return ".".join(keys)


def _set(merged: MergedScenario, keys: list[str], value: object) -> None:
    table = merged.table
    for depth, key in enumerate(keys[:-1], 1):
        table = table.setdefault(key, {})
        if not isinstance(table, dict):
            merged.wrong(".".join(keys), '"{key}" is not a table', key=".".join(keys[:depth]))
            return
    table[keys[-1]] = value


def _set_named(merged: MergedScenario, keys: list[str], value: object) -> None:
    entries = merged.named[keys[0]]
    if len(keys) == 1:
        entries.clear()
        _lay_list(merged, merged.file, keys[0], value)
    elif len(keys) == len(("limits", "name", "at_least")) and keys[1] in entries:
        entries[keys[1]][keys[2]] = value
    else:
        merged.problems.append(_unnamed(merged, keys))


def _unnamed(merged: MergedScenario, keys: list[str]) -> Problem:
    """A key that leads to no limit or stress: what was probably meant, or which there are."""
    kind, entries = keys[0], merged.named[keys[0]]
    guess = closest(keys[1], entries)
    text = "names no {what} of the scenario: write {kind}, its name and its key, separated by dots; it has {names}"
    if not entries:
        text = "names no {what}: the scenario has none"
    names = ", ".join(f'"{name}"' for name in list(entries)[:MOST_NAMED])
    values = {"what": _what(kind), "kind": kind, "names": names}
    return Problem(merged.file, text, None, _column(keys), values, guess=guess)
