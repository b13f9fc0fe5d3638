"""Dotted keys that override a merged scenario: `budget.total`, `prices.heat.price`, `limits.Climate.at_least`."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.errors import Problem, closest
from optimizer.files import path_named
from optimizer.readers.layers import lay_limits, rename, unopened
from optimizer.readers.toml import parse_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.readers.layers import MergedScenario

MOST_NAMED = 10
_PART = re.compile(r'"([^"]+)"|([^."]+)')
_KEY = re.compile(rf"(?:{_PART.pattern})(?:\.(?:{_PART.pattern}))*")


def override(merged: MergedScenario, overrides: Mapping[str, object]) -> None:
    """Set each key to its value; a text is read as a TOML value if it is one, or else kept as text.

    Parts of a key that contain dots are quoted. A limit is named by its name. A case is relative to the
    current directory.
    """
    rename(merged, overrides)
    for key, given in overrides.items():
        value = _value(given) if isinstance(given, str) else copy.deepcopy(given)
        if not _KEY.fullmatch(key):
            merged.wrong(key, "is not a key: separate names with dots, and quote names that contain dots")
            continue
        keys = [quoted or bare for quoted, bare in _PART.findall(key)]
        merged.origins[_column(keys)] = merged.file
        if keys[0] == "limits":
            _set_limit(merged, keys, value)
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


def _value(text: str) -> Any:
    parsed = parse_toml("", f"value = {text}")
    return parsed["value"] if isinstance(parsed, dict) and parsed.keys() == {"value"} else text


def _column(keys: list[str]) -> str:
    if keys[0] == "limits" and len(keys) > 1:
        return ".".join((f"limits[{keys[1]}]", *keys[2:]))
    return ".".join(keys)


def _set(merged: MergedScenario, keys: list[str], value: object) -> None:
    table = merged.table
    for depth, key in enumerate(keys[:-1], 1):
        table = table.setdefault(key, {})
        if not isinstance(table, dict):
            merged.wrong(".".join(keys), '"{key}" is not a table', key=".".join(keys[:depth]))
            return
    table[keys[-1]] = value


def _set_limit(merged: MergedScenario, keys: list[str], value: object) -> None:
    if len(keys) == 1:
        merged.limits.clear()
        lay_limits(merged, merged.file, value)
    elif len(keys) == len(("limits", "name", "at_least")) and keys[1] in merged.limits:
        merged.limits[keys[1]][keys[2]] = value
    else:
        merged.problems.append(_no_limit(merged, keys))


def _no_limit(merged: MergedScenario, keys: list[str]) -> Problem:
    """A key that leads to no limit: what was probably meant, or which limits there are."""
    guess, there = closest(keys[1], merged.limits), list(merged.limits)
    text, values = "names no limit: write limits, the limit's name and its key, separated by dots", {}
    if not there:
        text = "names no limit: the scenario has none"
    elif guess is None:
        text = "names no limit: write limits, the limit's name and its key, separated by dots; the limits are {names}"
        values = {"names": ", ".join(f'"{name}"' for name in there[:MOST_NAMED])}
    return Problem(merged.file, text, None, _column(keys), values, guess=guess)
