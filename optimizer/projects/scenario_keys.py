"""The keys by which a scenario is edited: `budget.total`, `prices."a.b".price`, `limits[Climate target].at_least`.

The parts of a key may also be given as a tuple of texts: `("limits", "Climate target", "at_least")`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from optimizer.errors import InvalidInput, Problem
from optimizer.locales import noted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.projects.toml_text import Path

Key = str | tuple[str, ...]
LIMITS = "limits"
NAME = "name"
_PART = re.compile(r'"([^"]+)"|([^."]+)')
_DOTTED = re.compile(rf"(?:{_PART.pattern})(?:\.(?:{_PART.pattern}))*")
_LIMIT = re.compile(r"limits\[(.+)\](?:\.([^\[\]]+))?")
_NO_KEY = noted("is not a key: separate names with dots, and quote names that contain dots")


def keys_of(key: Key) -> tuple[str, ...]:
    """Return the parts of a key; a limit's second part is its name."""
    if isinstance(key, tuple):
        return key
    limit = _LIMIT.fullmatch(key)
    rest = limit[2] if limit else key
    if rest is not None and not _DOTTED.fullmatch(rest):
        raise InvalidInput([Problem("", _NO_KEY, None, key)])
    parts = tuple(quoted or bare for quoted, bare in _PART.findall(rest or ""))
    return (LIMITS, limit[1], *parts) if limit else parts


def key_of(keys: tuple[str, ...]) -> str:
    """Return the parts of a key as one text, as problems name their places."""
    if keys[0] == LIMITS and len(keys) > 1:
        return ".".join((f"{LIMITS}[{keys[1]}]", *map(_quoted, keys[2:])))
    return ".".join(map(_quoted, keys))


def _quoted(part: str) -> str:
    return f'"{part}"' if "." in part or "[" in part else part


def path_in(table: Mapping[str, Any], keys: tuple[str, ...]) -> Path:
    """Return the path of a key in a file's table: a limit by its number, a new one after the others."""
    if keys[0] != LIMITS or len(keys) == 1:
        return keys
    return (LIMITS, place_of(table, keys[1]), *keys[2:])


def place_of(table: Mapping[str, Any], limit: str) -> int:
    """Return the number of a limit among a file's own; for a new one, the next free number."""
    own = table.get(LIMITS, [])
    names = [str(one.get(NAME, "")).strip() for one in own] if isinstance(own, list) else []
    return names.index(limit.strip()) if limit.strip() in names else len(names)
