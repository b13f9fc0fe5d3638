"""A change that waits because its file was changed elsewhere: both values are shown, and one is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.locales import tr
from optimizer.projects.scenario_files import SUFFIX, resolved
from optimizer.projects.scenario_keys import keys_of
from optimizer.ui.scenarios.desk import NAMES, changed, desk, look_at
from optimizer.ui.scenarios.titles import default_of, title_of
from optimizer.ui.scenarios.words import limit_name, value_text
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.texts import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.projects.scenario_files import ScenarioFile
    from optimizer.ui.scenarios.desk import Changes, Keys

LIMIT_PARTS = 2
"""The parts of a limit's key; what follows is one of its fields."""


def ask_which(file: ScenarioFile) -> None:
    """Ask, if the file was changed in the meantime, whether its value or the waiting one shall hold."""
    waiting = desk().waiting
    if waiting is None or waiting.stem != file.stem:
        return
    text = tr(
        "{file} was changed on disk in the meantime; the current version is shown. Your last change was not saved.",
        file=f"{file.stem}{SUFFIX}",
    )
    with st.container(border=True):
        st.warning(text, icon=":material/sync_problem:")
        for title, now, mine in _both(file, waiting.changes):
            values = tr("in the file now: {now}; your change: {mine}", now=now, mine=mine)
            st.markdown(f"**{plain(title)}**: {plain(values)}")
        with st.container(horizontal=True):
            st.button(tr("Keep the current version"), on_click=_drop, key="scenario.drop", type="primary")
            st.button(tr("Apply my change"), on_click=_overwrite, key="scenario.overwrite")


def _both(file: ScenarioFile, changes: Changes) -> Iterator[tuple[str, str, str]]:
    """Yield the title of each changed setting, its value in force and the wanted one; a limit is one setting."""
    case, held = state.case_reading().case, resolved(file)
    for keys, mine in _whole_limits(held, changes).items():
        now = file.table.get(keys[0]) if keys in NAMES else _inside(held, keys)
        now = default_of(keys, case) if now is None else now
        named = (keys[0], limit_name(keys[1], mine or now)) if keys[0] == "limits" else keys
        yield title_of(named, case), _text(keys, now), _text(keys, mine)


def _whole_limits(held: dict[str, Any], changes: Changes) -> dict[Keys, Any]:
    """Return changes by key; those of a limit's fields as one change of the limit."""
    found: dict[Keys, Any] = {}
    for key, value in changes.items():
        keys = keys_of(key)
        place = keys[:LIMIT_PARTS]
        if keys[0] == "limits" and len(keys) > LIMIT_PARTS:
            found[place] = {**found.get(place, _inside(held, place) or {}), keys[-1]: value}
        else:
            found[keys] = value
    limits = {keys: value for keys, value in found.items() if keys[0] == "limits" and isinstance(value, dict)}
    return found | {keys: {k: v for k, v in limit.items() if v is not None} for keys, limit in limits.items()}


def _inside(table: Any, keys: Keys) -> Any:
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    return table


def _text(keys: Keys, value: Any) -> str:
    if value is None or value in ({}, (), []):
        return tr("not set here")
    return str(value) if keys in NAMES else value_text(keys, value, state.case_reading().case)


@spoken
def _drop() -> None:
    desk().waiting = None


@spoken
def _overwrite() -> None:
    waiting, opened = desk().waiting, state.project()
    file = opened.scenario(waiting.stem) if opened and waiting else None
    desk().waiting = None
    if waiting is not None and file is not None:
        look_at(changed(file, waiting.changes, revision=None))
