"""A scenario's differences from its parent in words: each key with both values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optimizer.limit_words import named_rule
from optimizer.locales import tr, trn
from optimizer.projects.scenario_files import differences
from optimizer.projects.scenario_keys import keys_of
from optimizer.ui.scenarios.titles import default_of, title_of
from optimizer.ui.scenarios.words import limit_name, value_text
from optimizer.ui.shared import state

if TYPE_CHECKING:
    from typing import Any

    from optimizer.case import Case
    from optimizer.projects.project import Project
    from optimizer.projects.scenario_files import KeyDifference, ScenarioFile

MOST_NAMED = 2
LIMIT = "limits["


class DifferenceInWords(NamedTuple):
    """A difference in words; `before` is empty for a limit that the parent lacks."""

    key: str
    before: str
    now: str
    limit: str = ""


def told_differences(file: ScenarioFile) -> tuple[DifferenceInWords, ...]:
    """Return every difference of a scenario from its parent; without a parent, all of its own settings."""
    case = state.case_reading().case
    found = (_told(one, case) for one in differences(file))
    return tuple(one for one in found if one.before != one.now)


def _told(one: KeyDifference, case: Case | None) -> DifferenceInWords:
    keys = _keys(one.key)
    before = one.parent if one.parent is not None else None if keys[0] == "limits" else default_of(keys, case)
    fresh = keys[0] == "limits" and before is None
    limit = limit_name(keys[1], one.own or one.parent) if keys[0] == "limits" and len(keys) > 1 else ""
    named = (keys[0], limit) if limit else keys
    return DifferenceInWords(
        title_of(named, case), "" if fresh else _text(keys, before, case), _text(keys, one.own, case), limit
    )


def _keys(key: str) -> tuple[str, ...]:
    """Return the parts of a difference's key; a limit's name may contain anything."""
    return ("limits", key[len(LIMIT) : -1]) if key.startswith(LIMIT) and key.endswith("]") else keys_of(key)


def _text(keys: tuple[str, ...], value: Any, case: Case | None) -> str:
    if value is None or value in ({}, (), []):
        return tr("removed") if keys[0] == "limits" else tr("none")
    return value_text(keys, value, case)


def _part(one: DifferenceInWords) -> str:
    """Return a difference as part of a line."""
    told = f"{one.before} → {one.now}" if one.before else one.now
    return named_rule(one.limit, told) if one.limit else f"{one.key}: {told}"


def differences_text(project: Project, file: ScenarioFile) -> str:
    """Return one line with the parent and the first differences."""
    parent = project.scenario(file.parent) if file.parent else None
    if parent is None:
        return tr("no parent") if file.table.get("extends") is None else tr("its parent is missing")
    found = told_differences(file)
    if not found:
        return tr("the same as “{parent}”", parent=parent.name)
    parts = [_part(one) for one in found[:MOST_NAMED]]
    more = len(found) - MOST_NAMED
    parts += [trn("… and {count} more", "… and {count} more", more)] if more > 0 else []
    return tr("like “{parent}”, except: {differences}", parent=parent.name, differences="; ".join(parts))
