"""Scenario files during editing: one key at a time, keeping comments, order, and changes made elsewhere.

    file = edit(file, {"budget.total": 3_000_000, "limits[Climate target].at_least": "30%"}, revision=file.revision)
    edit(file, {"goal": None}, revision=file.revision)              the parent's goal holds again
    edit(file, {"limits[Payback]": {}}, revision=file.revision)     a limit of the parent does not hold here

An edit that would make the file invalid is refused with its problems, unless `allow_invalid`. `revision=None` accepts
changes made on disk in the meantime: the edit is applied on top of them.
"""

from __future__ import annotations

import codecs
import os
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.errors import InvalidInput, Problem
from optimizer.files import ChangedOnDisk, bytes_of, locked, path_named, replace_file, revision_of, slug, too_large
from optimizer.limits import TOML_BYTES
from optimizer.locales import language, noted
from optimizer.merging import MergedScenario, is_path
from optimizer.projects.scenario_keys import LIMITS, NAME, key_of, keys_of, path_in, place_of
from optimizer.projects.toml_edit import edited
from optimizer.projects.trial import problems_with
from optimizer.readers.layers import read_layers
from optimizer.readers.text import decoded
from optimizer.readers.toml import Table, parse_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optimizer.projects.scenario_keys import Key

SUFFIX, NAME_UK = ".toml", "name_uk"
_TAKEN = noted('there is a scenario named "{name}" already: choose another name')
_EXTENDED = noted("is extended by {names}: delete these first, or let them extend another scenario")
_OUTSIDE = noted("points outside of the project")
_NO_OWN_LIMIT = noted('there is no limit "{name}" of its own here: set it whole first')
_MISNAMED = noted("this file's name is not in UTF-8 (read here as cp1251): rename it, then it stands among the others")
_NO_NAME = noted("a scenario needs a name, in either language")
_NO_TEXT = noted("holds characters that no text may hold")


@dataclass(frozen=True)
class ScenarioFile:
    """One scenario file as it was read; `revision` shows whether it is unchanged."""

    path: Path
    text: str
    revision: str
    problem: Problem | None = None

    @property
    def stem(self) -> str:
        """Return the file's name without extension, used in links and answers."""
        return self.path.stem

    @cached_property
    def table(self) -> Table:
        """Return its own keys as plain values; none if it isn't TOML."""
        table = parse_toml(self.path.name, self.text) if self.problem is None else {}
        return {} if isinstance(table, Problem) else table

    @property
    def name(self) -> str:
        """Return its name in the current language."""
        names = [self.table.get(NAME_UK) if language() == "uk" else None, self.table.get(NAME), self.stem]
        return next(name for name in names if isinstance(name, str) and name.strip())

    @property
    def parent(self) -> str | None:
        """Return the stem of the file that it extends, if that is in the same folder."""
        name = self.table.get("extends")
        if not isinstance(name, str):
            return None
        path = path_named(self.path.parent, name)
        return path.stem if isinstance(path, Path) and path.parent == self.path.parent.resolve() else None


def read_file(path: Path) -> ScenarioFile | None:
    """Return a scenario file as it is on disk now; None if there is none."""
    data = bytes_of(path)
    return None if data is None else _file(path, data)


@lru_cache(maxsize=256)  # a page asks for every scenario a dozen times
def _file(path: Path, data: bytes) -> ScenarioFile:
    text = decoded(path.name, data) if len(data) <= TOML_BYTES else too_large(path.name, TOML_BYTES)
    if isinstance(text, Problem):
        return ScenarioFile(path, "", revision_of(data), text)
    table = parse_toml(path.name, text)
    return ScenarioFile(path, text, revision_of(data), table if isinstance(table, Problem) else None)


def read_files(folder: Path, *, misnamed_too: bool = False) -> tuple[ScenarioFile, ...]:
    """Return every scenario file of a folder: those that extend nothing first, then by display name.

    Files whose names aren't valid text (see `misnamed`) are included only on request, because no page or link can name
    them.
    """
    paths = [path for path in _paths(folder) if misnamed_too or _is_text(path.name)]
    files = [file for path in paths if (file := read_file(path)) is not None]
    return tuple(sorted(files, key=lambda file: ("extends" in file.table, file.name.casefold(), file.stem)))


def misnamed(folder: Path) -> tuple[Problem, ...]:
    """Return the scenario files of a folder whose names are not in UTF-8, as from a ZIP made on old Windows."""
    wrong = sorted(os.fsencode(path.name) for path in _paths(folder) if not _is_text(path.name))
    return tuple(Problem(name.decode("cp1251", "replace"), _MISNAMED) for name in wrong)


def _paths(folder: Path) -> list[Path]:
    return [path for path in folder.glob(f"*{SUFFIX}") if not path.name.startswith(".")]


def _is_text(name: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in name)


def edit(
    file: ScenarioFile, changes: Mapping[Key, Any], *, revision: str | None, allow_invalid: bool = False
) -> ScenarioFile:
    """Set own keys of a file, or remove them (None); return the changed file.

    Raises:
        ChangedOnDisk: the file is no longer at this revision.
        InvalidInput: the edit would make the file invalid; nothing is written.
    """
    with locked(file.path.parent):
        now = read_file(file.path)
        if revision is not None and (now is None or now.revision != revision):
            raise ChangedOnDisk(file.path)
        base = file if now is None or (now.problem and not file.problem) else now
        text = edited_text(base, changes)
        if text == base.text and base is now:
            return now
        if not allow_invalid:
            _refuse_invalid(file.path, text)
        data = _mark(file.path) + text.encode()
        replace_file(file.path, data, read=None)
        return _file(file.path, data)


def _mark(path: Path) -> bytes:
    """Return the byte order mark with which a file begins, or nothing."""
    return codecs.BOM_UTF8 if (bytes_of(path) or b"").startswith(codecs.BOM_UTF8) else b""


def edited_text(file: ScenarioFile, changes: Mapping[Key, Any]) -> str:
    """Return the text of a file with own keys set or removed."""
    if file.problem is not None:
        raise InvalidInput([file.problem])
    try:
        return _edited_text(file, changes)
    except InvalidInput as bad:
        raise InvalidInput(replace(problem, file=file.path.name) for problem in bad.problems) from None


def _edited_text(file: ScenarioFile, changes: Mapping[Key, Any]) -> str:
    text = file.text
    for key, value in changes.items():
        keys = keys_of(key)
        table = parse_toml(file.path.name, text)
        assert isinstance(table, dict)
        path = path_in(table, keys)
        if value is None and path[0] == LIMITS and len(path) > 1 and place_of(table, keys[1]) == _count(table):
            continue  # it doesn't exist
        text = _edited(file, text, path, key_of(keys), _as_own_limit(table, keys, value))
    return text


def _count(table: Table) -> int:
    own = table.get(LIMITS, [])
    return len(own) if isinstance(own, list) else 0


def _edited(file: ScenarioFile, text: str, path: tuple[str | int, ...], key: str, value: Any) -> str:
    if key in ("case", "extends") and isinstance(value, str) and not _may_name(file.path, key, value):
        raise InvalidInput([Problem("", _OUTSIDE, None, key)])
    try:
        text = edited(text, path, value)
        text.encode()
    except UnicodeEncodeError:
        raise InvalidInput([Problem("", _NO_TEXT, None, key)]) from None
    except InvalidInput as bad:
        raise InvalidInput(replace(problem, column=key) for problem in bad.problems) from None
    return text


def _may_name(path: Path, key: str, named: str) -> bool:
    """Return whether a scenario may name this: a parent beside it, or a case of its project."""
    target = path_named(path.parent, named)
    beside = path.parent.resolve()
    if not isinstance(target, Path):
        return False
    return target.parent == beside if key == "extends" else target.is_relative_to(beside.parent)


def _as_own_limit(table: Table, keys: tuple[str, ...], value: Any) -> Any:
    """Put the name first into a limit that is set as a whole, or of which the first key is set."""
    if keys[0] != LIMITS or len(keys) == 1 or value is None:
        return value
    if len(keys) == len((LIMITS, "name")):
        return {NAME: value.get(NAME, keys[1]), **value}
    if place_of(table, keys[1]) == _count(table):
        raise InvalidInput([Problem("", _NO_OWN_LIMIT, None, key_of(keys), {"name": keys[1]})])
    return value


def _refuse_invalid(path: Path, text: str) -> None:
    """Raise all problems that the scenario would have with this text."""
    problems = problems_with(path, text)
    if problems:
        raise InvalidInput(problems)


def rename(file: ScenarioFile, name: str, name_uk: str = "", *, revision: str | None) -> ScenarioFile:
    """Rename a scenario; one name is enough. Its file keeps its name, so that links and heirs still find it."""
    return edit(file, _names(file, name, name_uk, but=file.stem), revision=revision)


def duplicate(file: ScenarioFile, name: str, name_uk: str = "") -> ScenarioFile:
    """Return a copy of a scenario, including comments, under another name."""
    names = _names(file, name, name_uk)
    return _new(file.path.parent, str(names[NAME]), edited_text(file, names))


def new_child(file: ScenarioFile, name: str, name_uk: str = "") -> ScenarioFile:
    """Return a new scenario that extends another and differs only in its name."""
    names = _names(file, name, name_uk)
    empty = ScenarioFile(file.path, "", "")
    return _new(file.path.parent, str(names[NAME]), edited_text(empty, {**names, "extends": file.path.name}))


def _names(file: ScenarioFile, name: str, name_uk: str, but: str | None = None) -> dict[Key, str | None]:
    """Return the names to write: a file needs one in English, for which a Ukrainian one stands in."""
    name, name_uk = name.strip(), name_uk.strip()
    if not (name or name_uk):
        raise InvalidInput([Problem(file.path.name, _NO_NAME, None, NAME)])
    others = [other for other in read_files(file.path.parent) if other.stem != but]
    for key, wanted in ((NAME, name or name_uk), (NAME_UK, name_uk)):
        if wanted and any(str(other.table.get(key, "")).casefold() == wanted.casefold() for other in others):
            raise InvalidInput([Problem(file.path.name, _TAKEN, None, key, {"name": wanted})])
    return {NAME: name or name_uk, NAME_UK: name_uk or None}


def own_names(file: ScenarioFile) -> tuple[str, str]:
    """Return a file's English and Ukrainian names; "" for an English one for which the Ukrainian stands in."""
    name, name_uk = str(file.table.get(NAME) or file.stem), str(file.table.get(NAME_UK) or "")
    return ("" if name == name_uk else name), name_uk


def _new(folder: Path, name: str, text: str) -> ScenarioFile:
    with locked(folder):
        stem = next(stem for stem in _stems(name) if not os.path.lexists(folder / f"{stem}{SUFFIX}"))
        path = folder / f"{stem}{SUFFIX}"
        _refuse_invalid(path, text)
        replace_file(path, text.encode(), read=None)
        return _file(path, text.encode())


def _stems(name: str) -> Iterable[str]:
    stem = slug(name, "scenario")
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def children(file: ScenarioFile) -> tuple[ScenarioFile, ...]:
    """Return the scenarios that extend this one directly."""
    return tuple(other for other in read_files(file.path.parent) if other.parent == file.stem and other != file)


def delete(file: ScenarioFile, *, revision: str | None) -> None:
    """Delete a scenario's file; refuse while others extend it."""
    with locked(file.path.parent):
        now = read_file(file.path)
        if now is None:
            return
        if revision is not None and now.revision != revision:
            raise ChangedOnDisk(file.path)
        if extending := children(file):
            names = ", ".join(child.name for child in extending)
            raise InvalidInput([Problem(file.path.name, _EXTENDED, values={"names": names})])
        file.path.unlink()


@dataclass(frozen=True)
class KeyDifference:
    """A key that a scenario sets differently from its parent.

    `parent` is None if the parent has none; `own` is None if the scenario removes a limit of its parent.
    """

    key: str
    parent: Any
    own: Any


def resolved(file: ScenarioFile) -> Table:
    """Return the values in force: its own over those of all that it extends; limits by name."""
    return _merged_table(read_layers(file.path))


def _merged_table(merged: MergedScenario) -> Table:
    return {**merged.table, **merged.named}


def differences(file: ScenarioFile) -> tuple[KeyDifference, ...]:
    """Return every own key that differs from the resolved parent, except names and `extends`."""
    name = file.table.get("extends")
    parent = _merged_table(read_layers(file.path.parent / name)) if isinstance(name, str) else {}
    aside = (NAME, NAME_UK, "extends", *(("case",) if parent else ()))
    own = {key: value for key, value in file.table.items() if key not in aside}
    return tuple(_differences(own, parent, ()))


def _differences(own: Table, parent: Table, above: tuple[str, ...]) -> Iterable[KeyDifference]:
    for key, value in own.items():
        keys, before = (*above, key), parent.get(key)
        if keys == (LIMITS,):
            yield from _limit_differences(value, before or {})
        elif isinstance(value, dict) and not is_path(keys):
            yield from _differences(value, before if isinstance(before, dict) else {}, keys)
        elif before != value:
            yield KeyDifference(key_of(keys), before, value)


def _limit_differences(own: Any, parent: Mapping[str, Table]) -> Iterable[KeyDifference]:
    for limit in own if isinstance(own, list) else ():
        name = str(limit.get(NAME, "")).strip()
        told = None if set(limit) == {NAME} else {**limit, NAME: name}
        if told != parent.get(name):
            yield KeyDifference(key_of((LIMITS, name)), parent.get(name), told)
