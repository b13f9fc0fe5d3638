"""A scenario on the form: effective values, their origin and their errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.locales import tr
from optimizer.projects.scenario_files import resolved
from optimizer.projects.scenario_keys import key_of
from optimizer.ui.scenarios.desk import refused
from optimizer.ui.scenarios.titles import default_of
from optimizer.ui.scenarios.words import value_text
from optimizer.ui.shared import state
from optimizer.ui.shared.answers import asks

if TYPE_CHECKING:
    from optimizer.case import Case
    from optimizer.errors import Problem
    from optimizer.projects.project import Project
    from optimizer.projects.scenario_files import ScenarioFile
    from optimizer.readers.toml import Table
    from optimizer.ui.scenarios.desk import Keys

REQUIRED = (("horizon_years",), ("start_years",), ("discount_rate",), ("name",), ("case",))
EACH_ITS_OWN = (("name",), ("name_uk",), ("extends",), ("case",))
NOTHING: Any = object()


@dataclass(frozen=True)
class ScenarioSheet:
    """A scenario on the form: its file, its effective values, its parent's values, and its errors."""

    file: ScenarioFile
    case: Case | None
    held: Table
    above: Table
    parent: ScenarioFile | None
    problems: tuple[Problem, ...]

    def own(self, keys: Keys) -> Any:
        """Return the file's own value, or NOTHING."""
        return _inside(self.file.table, keys)

    def inherited(self, keys: Keys) -> Any:
        """Return the parent's effective value, or NOTHING."""
        return _inside(self.above, keys)

    def value(self, keys: Keys) -> Any:
        """Return the effective value, which may be a default, or the file's own name; None if there is none."""
        found = _inside(self.file.table if keys in EACH_ITS_OWN else self.held, keys)
        return default_of(keys, None) if found is NOTHING else found

    def wrong(self, keys: Keys) -> tuple[Problem, ...]:
        """Return problems at a key or below it, from the last input or the file."""
        key = key_of(keys)
        there = [one for one in self.problems if one.column and (one.column == key or one.column.startswith(f"{key}."))]
        return (*refused(self.file.stem, keys), *there)


def _inside(table: Any, keys: Keys) -> Any:
    for key in keys:
        if not isinstance(table, dict) or key not in table:
            return NOTHING
        table = table[key]
    return table


def sheet_of(project: Project, file: ScenarioFile) -> ScenarioSheet:
    """Return a scenario for the form."""
    parent = project.scenario(file.parent) if file.parent else None
    asked = asks(file.stem)
    found = asked if isinstance(asked, tuple) else asked.warnings
    above = resolved(parent) if parent is not None else {}
    here = tuple(one for one in found if one.file.endswith(".toml") and one.file != "case.toml")
    return ScenarioSheet(file, state.case_reading().case, resolved(file), above, parent, here)


def before(sheet: ScenarioSheet, keys: Keys) -> str:
    """Return in words what applies if the scenario has no own value."""
    inherited = sheet.inherited(keys)
    value = default_of(keys, sheet.case) if inherited is NOTHING else inherited
    return tr("nothing") if value is None or value in ((), {}, []) else value_text(keys, value, sheet.case)


def origin(sheet: ScenarioSheet, keys: Keys) -> str:
    """Return the origin of a value in words, or ""."""
    parent = sheet.parent.name if sheet.parent is not None else ""
    inherited = sheet.inherited(keys) is not NOTHING
    if sheet.own(keys) is not NOTHING:
        if inherited:
            return tr("set here; in “{parent}”: {value}", parent=parent, value=before(sheet, keys))
        return "" if keys in REQUIRED else tr("set here; would otherwise be {value}", value=before(sheet, keys))
    return tr("from “{parent}”", parent=parent) if inherited else tr("default")
