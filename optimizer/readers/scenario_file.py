"""A scenario file → Scenario; with its case → Question.

question = read_question(Path("scenarios/tight-budget.toml"), {"budget.total": "3000000"})
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from optimizer.checks import Unread, check, coherence
from optimizer.decimals import parse_number
from optimizer.errors import BadValue, Problem
from optimizer.merging import NAMED_LISTS, MergedScenario, override
from optimizer.question import Question
from optimizer.readers.case_reader import load_case, nothing_read
from optimizer.readers.layers import read_layers
from optimizer.readers.overrides import values_of
from optimizer.readers.tables import in_order, settled
from optimizer.scenario import Scenario
from optimizer.validation import keys_of, problems_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optimizer.case import Case
    from optimizer.readers.tables import TableReading
    from optimizer.readers.toml import Table
    from optimizer.validation import Keys

NO_OVERRIDES: Mapping[str, object] = MappingProxyType({})
# Stands in for a required value that could not be read; checks that would use it are skipped.
STAND_INS = {"name": "?", "case": "?", "horizon_years": 1, "start_years": 1, "discount_rate": 0}


@dataclass(frozen=True)
class ScenarioReading:
    """What could be read of a scenario, what could not, and (in `merged`) why and where."""

    scenario: Scenario
    unread: Unread
    merged: MergedScenario


def read_scenario(
    path: Path | str, overrides: Mapping[str, object] = NO_OVERRIDES
) -> tuple[Scenario, tuple[Problem, ...]]:
    """Return the scenario in a file with its warnings; raise `InvalidInput` with all its errors.

    `overrides` sets dotted keys after all files are merged; a text is read as a TOML value if it is one.
    `case` of the result is the resolved path.
    """
    reading = load_scenario(Path(path), overrides)
    return reading.scenario, settled(reading.merged.problems)


def read_question(path: Path | str, overrides: Mapping[str, object] = NO_OVERRIDES) -> Question:
    """Return a scenario with its case, both checked; raise `InvalidInput` with all errors in either."""
    reading = load_scenario(Path(path), overrides)
    case = _case_of(reading)
    return Question(case.case, reading.scenario, settled(_found(reading, case, coherence), case.places))


def check_question(
    path: Path | str, overrides: Mapping[str, object] = NO_OVERRIDES
) -> tuple[Case, tuple[Problem, ...]]:
    """The case of a scenario as far as it can be read, and everything wrong or odd about either."""
    reading = load_scenario(Path(path), overrides)
    case = _case_of(reading)
    return case.case, in_order(_found(reading, case, check), case.places)


def _found(reading: ScenarioReading, case: TableReading, checking: Callable[..., list[Problem]]) -> tuple[Problem, ...]:
    """What was found while both were read, and what `checking` finds between them, each at the file it stands in."""
    merged = reading.merged
    both = case.unread.whole | reading.unread.whole
    unread = Unread(case.unread.ids, both, reading.unread.limits, case.unread.resources)
    found = checking(case.case, reading.scenario, unread=unread, file=merged.file)
    return (*merged.problems, *case.problems, *map(merged.placed, found))


def _case_of(reading: ScenarioReading) -> TableReading:
    if "case" in reading.unread.whole or any(problem.column == "case" for problem in reading.merged.problems):
        return nothing_read()
    path = Path(reading.scenario.case)
    if not path.exists():
        reading.merged.wrong("case", 'there is no folder or workbook "{path}"', path=str(path))
        return nothing_read()
    return load_case(path)


def load_scenario(path: Path, overrides: Mapping[str, object]) -> ScenarioReading:
    """Return what can be read of a scenario, and a problem per bad key."""
    merged = read_layers(path)
    override(merged, values_of(overrides))
    _doubt_quotes(merged)
    table = merged.whole
    try:
        return ScenarioReading(Scenario.model_validate(table), Unread(), merged)
    except ValidationError as error:
        problems = problems_of(error, merged.file, table, Scenario)
        merged.problems += [merged.placed(p) for p in problems if not (merged.broken and p.text == "is missing")]
        return _rest(merged, table, [keys_of(details, table) for details in error.errors()])


def _doubt_quotes(merged: MergedScenario) -> None:
    """A bound in quotes is a percentage as a rule; where it is none, the sign may have been forgotten."""
    for name, limit in merged.named["limits"].items():
        for side in ("at_least", "at_most"):
            given = limit.get(side)
            if isinstance(given, str) and _is_number(given):
                text = '"{given}" without % is in the metric\'s unit: write "{given}%", or {given} without quotes'
                column = f"limits[{name}].{side}"
                merged.problems.append(
                    Problem(merged.file_of(column), text, None, column, {"given": given.strip()}, warning=True)
                )


def _is_number(text: str) -> bool:
    try:
        parse_number(text)
    except BadValue:
        return False
    return True


def _rest(merged: MergedScenario, table: Table, refused: list[Keys]) -> ScenarioReading:
    """Return the scenario without rejected keys, so that the others can still be checked."""
    limits = frozenset(_entry(merged, "limits", keys) for keys in refused if keys[0] == "limits" and len(keys) > 1)
    sound = copy.deepcopy(table)
    for keys in refused:
        _delete(sound, keys)
    sound["limits"] = [limit for limit in sound["limits"] if limit.get("name") and "metric" in limit]
    sound["stress"] = [stress for stress in sound["stress"] if stress.get("name")]
    stand_ins = {key: value for key, value in STAND_INS.items() if key not in sound}
    whole = frozenset(stand_ins).union(str(keys[0]) for keys in refused if len(keys) == 1)
    return ScenarioReading(Scenario.model_validate({**sound, **stand_ins}), Unread({}, whole, limits), merged)


def _entry(merged: MergedScenario, kind: str, keys: Keys) -> str:
    return list(merged.named[kind])[int(keys[1])]


def _delete(table: Any, keys: Keys) -> None:
    """Remove what the keys lead to; a list of values is removed as a whole."""
    for depth, key in enumerate(keys):
        inner = table[key] if isinstance(key, int) else table.get(key)
        values = isinstance(inner, list) and not (depth == 0 and key in NAMED_LISTS)
        if depth == len(keys) - 1 or values or inner is None:
            table.pop(key, None)
            return
        table = inner
