"""Edits in the table of assumptions, each cell written to its file: the register or the scenario.

The grid has a fixed number of rows, so edits overlay values that may change below them. The grid gets a new key if
its rows change, if an edit was refused, or if an overlaid value is out of date.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from optimizer.decimals import Decimal, plain
from optimizer.errors import BadValue, InvalidInput, Problem
from optimizer.files import ChangedOnDisk
from optimizer.locales import language, noted
from optimizer.projects import register_draft as draft
from optimizer.projects.register_draft import Edit, TableChange
from optimizer.ui.assumptions.rows import BASIS, AssumptionLine
from optimizer.ui.measures.editing import told_by
from optimizer.ui.scenarios.desk import desk, put
from optimizer.ui.shared import state
from optimizer.ui.shared.typed import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.projects.project import Project

VERSION = "assumptions.version"
_ONLY_SCENARIO = noted("belongs to the scenario: change it in the scenario’s column")
_ONLY_REGISTER = noted("exists only in the register: a scenario can’t override it")
_NO_SOURCE = noted("has no place for a source in the register")
_BASE_YEAR = noted("applies to the base year: change it on the page Measures, under Company")
_OUTSIDE = noted("was changed by someone else in the meantime: the current version is shown, without your last change")
Cells = dict[tuple[str, str], str]


@dataclass
class GridEdits:
    """Edits of the grid already saved: line and column → the typed text, and the value it replaced.

    `stem` is the scenario, `shown` its lines, `revisions` those of the tables as displayed.
    """

    key: str = ""
    stem: str = ""
    shown: tuple[AssumptionLine, ...] = ()
    typed: Cells = field(default_factory=dict)
    stood: Cells = field(default_factory=dict)
    refused: tuple[Problem, ...] = ()
    revisions: dict[str, str | None] = field(default_factory=dict)


def shown_grid() -> GridEdits:
    """Return this session's grid for the open project."""
    return state.remembered("assumptions", None, GridEdits)


def begin_anew() -> None:
    """Reset the grid, without the typed texts."""
    st.session_state[VERSION] = st.session_state.get(VERSION, 0) + 1


def take(project: Project) -> None:
    """Save edits since the last run; report refused ones and restore their cells."""
    grid = shown_grid()
    if not grid.key or grid.key not in st.session_state:
        return
    told = {
        (grid.shown[row].name, column): text.strip()
        for row, cells in told_by(st.session_state[grid.key]).edited.items()
        for column, text in cells.items()
    }
    fresh = {place: text for place, text in told.items() if grid.typed.get(place) != text}
    if not fresh:
        return
    by_name = {line.name: line for line in grid.shown}
    grid.refused = tuple(
        problem
        for (name, column), text in fresh.items()
        for problem in _take(project, grid.stem, by_name[name], column, text)
    )
    grid.typed = told
    grid.stood = {place: text for place, text in grid.stood.items() if place not in fresh}
    if grid.refused or desk().waiting:
        begin_anew()


def _take(project: Project, stem: str, line: AssumptionLine, column: str, text: str) -> Iterator[Problem]:
    """Write one cell to its file; return what is wrong with it, if anything."""
    try:
        if column == "scenario":
            yield from _into_scenario(stem, line, text)
        elif column == "register":
            yield from _into_register(project, line, text)
        else:
            yield from _about(project, line, column, text)
    except BadValue as bad:
        yield Problem(line.what, bad.text, values=bad.values)
    except InvalidInput as refused:
        yield from refused.problems
    except ChangedOnDisk as outside:
        yield Problem(outside.path.name, _OUTSIDE, warning=True)


def _into_scenario(stem: str, line: AssumptionLine, text: str) -> Iterator[Problem]:
    if line.keys is None:
        yield Problem(line.what, _ONLY_REGISTER)
        return
    if not put(stem, line.keys, {line.keys: parsed(line.kind, text)}):
        yield from desk().refused.pop((stem, line.keys), ())


def _into_register(project: Project, line: AssumptionLine, text: str) -> Iterator[Problem]:
    if line.cell is None:
        yield Problem(line.what, _ONLY_SCENARIO)
        return
    value = parsed(line.kind, text)
    _edit(project, line, line.cell.column, "" if value is None else plain(Decimal(value)))


def _edit(project: Project, line: AssumptionLine, column: str, text: str) -> None:
    """Change a cell of a table that is unchanged since it was shown; otherwise its rows may have moved."""
    assert line.cell is not None
    name, revisions = line.cell.table, shown_grid().revisions
    edited = draft.change(
        project, name, TableChange((Edit(line.cell.row, column, text),)), revision=revisions.get(name)
    )
    revisions[name] = edited.revision


def _about(project: Project, line: AssumptionLine, column: str, text: str) -> Iterator[Problem]:
    """Write the source of a figure, or its year."""
    if column in line.about:
        _edit(project, line, line.about[column], text)
    elif column == "year":
        yield Problem(line.what, _BASE_YEAR)
    elif line.group in BASIS:
        ending = "_uk" if language() == "uk" else ""
        head = draft.head(project)
        draft.change_head(project, {f"company.{BASIS[line.group]}{ending}": text or None}, revision=head.revision)
    else:
        yield Problem(line.what, _NO_SOURCE)
