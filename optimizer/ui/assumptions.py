"""The Assumptions page: one table of what the figures rest on, edited in place in the register or in the scenario.

The grid has a fixed number of rows, so what is typed lies over values that may change below it. It gets a new key where
its rows are others, where something was refused, and where what lies over it is no longer so.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.decimals import Decimal, plain
from optimizer.errors import BadValue, InvalidInput, Problem
from optimizer.locales import language, noted, tr
from optimizer.projects import register_draft as draft
from optimizer.projects.disk import ChangedOnDisk
from optimizer.projects.filling import SAMPLES
from optimizer.projects.register_draft import Change, Edit
from optimizer.projects.scenario_files import resolved
from optimizer.readers.case_reader import load_case
from optimizer.shipped import folder
from optimizer.ui import editor, state
from optimizer.ui.assumption_rows import BASIS, GROUPS, Given, Line, lines, told_change
from optimizer.ui.editing import told_by
from optimizer.ui.fault import spoken
from optimizer.ui.problems import show_problems
from optimizer.ui.scenario_desk import ask_which, desk, look_at, put
from optimizer.ui.scenario_fields import in_words
from optimizer.ui.typed import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optimizer.case import Case
    from optimizer.projects.project import Project
    from optimizer.projects.scenario_files import ScenarioFile

GROUP, ONLY_CHANGED, VERSION = "assumptions.group", "assumptions.changed", "assumptions.version"
COLUMNS = ("what", "unit", "register", "scenario", "changed", "source", "year")
FIXED = ("what", "unit", "changed")
TABLES = ("streams", "pollutants", "factors")
TALL, MANY_ROWS = 600, 14
_ONLY_SCENARIO = noted("is the scenario’s own: change it in the scenario’s column")
_ONLY_REGISTER = noted("stands in the register alone: a scenario can’t say otherwise")
_NO_SOURCE = noted("has no place for a source in the register")
_BASE_YEAR = noted("is of the base year: change that on the page Measures, under Company")
_OUTSIDE = noted("was changed by somebody else meanwhile: it is shown as it is now, your last change is not in it")

Cells = dict[tuple[str, str], str]


@dataclass
class Grid:
    """What the grid was told and has taken over: line and column → what was typed, and what stood there then.

    `stem` is the scenario and `shown` the lines that it shows, `revisions` are those of the tables as they are shown.
    """

    key: str = ""
    stem: str = ""
    shown: tuple[Line, ...] = ()
    typed: Cells = field(default_factory=dict)
    stood: Cells = field(default_factory=dict)
    refused: tuple[Problem, ...] = ()
    revisions: dict[str, str | None] = field(default_factory=dict)


def show_assumptions(project: Project) -> None:
    """The table, and what it is filtered by."""
    editor.take_all(project)
    take(project)
    case, file = state.case_reading().case, state.scenario()
    if case is None or file is None:
        st.info(tr("The register can’t be read, or there is no scenario: mend that first."))
        show_problems(state.case_reading().problems)
        return
    ask_which(file.stem)
    look_at(file)
    found = lines(_given(project, file, case))
    shown = [line for line in found if _wanted(line)]
    _filters(project, found)
    show_problems(_grid().refused)
    if shown:
        _table(file, shown)
    else:
        st.info(tr("Nothing is changed here: neither the scenario nor the register says otherwise than before."))
    st.caption(
        tr(
            "Rates are in per cent. What stands in the scenario’s column holds there instead of the register’s value; "
            "empty it, and the register’s holds again. A change of the register holds in every scenario."
        )
    )


def _given(project: Project, file: ScenarioFile, case: Case) -> Given:
    tables = {name: draft.table(project, name) for name in TABLES}
    _grid().revisions = {name: table.revision for name, table in tables.items()}
    parent = project.scenario(file.parent) if file.parent else None
    above = resolved(parent) if parent else {}
    return Given(tables, case, case.company, resolved(file), file.table, above, _shipped(project), language())


def _shipped(project: Project) -> Case | None:
    """The sample that the project began as; None where it has a register of its own."""
    case = project.case_folder
    if case is None or case.name not in SAMPLES:
        return None
    return state.remembered("shipped", case.name, lambda: load_case(folder() / "data" / case.name).case)


def _wanted(line: Line) -> bool:
    group = st.session_state.get(GROUP)
    return (not group or line.group == group) and (line.changed or not st.session_state.get(ONLY_CHANGED))


def _filters(project: Project, found: Sequence[Line]) -> None:
    groups = [group for group in GROUPS if any(line.group == group for line in found)]
    st.pills(
        tr("Group"),
        groups,
        format_func=in_words(groups, lambda group: tr(GROUPS[group])),
        key=GROUP,
        label_visibility="collapsed",
    )
    count = sum(line.changed for line in found)
    left, _, undo, redo = st.columns([5, 2, 2, 2], vertical_alignment="center")
    left.toggle(tr("Changed only ({count})", count=count), key=ONLY_CHANGED)
    steps = draft.history(project)
    undo.button(
        tr("Undo"), on_click=_step, kwargs={"back": True}, disabled=not steps.undo, key="assumptions.undo",
        icon=":material/undo:", width="stretch", help=tr("Takes back the last change of the register."),
    )  # fmt: skip
    redo.button(
        tr("Redo"), on_click=_step, kwargs={"back": False}, disabled=not steps.redo, key="assumptions.redo",
        icon=":material/redo:", width="stretch",
    )  # fmt: skip


@spoken
def _step(*, back: bool) -> None:
    _grid().refused = ()
    editor.step(back=back)


def _grid() -> Grid:
    return state.remembered("assumptions", None, Grid)


def _cells(line: Line) -> dict[str, str]:
    """A line as it stands in the grid."""
    scenario = state.scenario()
    parent = state.project().scenario(scenario.parent) if scenario and scenario.parent else None  # type: ignore[union-attr]
    told = told_change(line, parent.name if parent else "")
    return dict(
        zip(COLUMNS, (line.what, line.unit, line.register, line.scenario, told, line.source, line.year), strict=True)
    )


def _table(file: ScenarioFile, shown: Sequence[Line]) -> None:
    from pandas import DataFrame  # noqa: PLC0415 - loads slowly

    cells = {line.name: _cells(line) for line in shown}
    grid = _grid()
    if any(cells.get(name, {}).get(column) != text for (name, column), text in grid.stood.items() if name in cells):
        begin_anew()
    key = _key(file, shown)
    if key != grid.key:
        grid.key, grid.typed, grid.stood = key, {}, {}
    grid.stem, grid.shown = file.stem, tuple(shown)
    for name, column in grid.typed:
        grid.stood.setdefault((name, column), cells[name][column])
    st.data_editor(
        DataFrame(list(cells.values()), columns=list(COLUMNS), dtype="str"), key=key, num_rows="fixed", hide_index=True,
        disabled=list(FIXED), column_config=_configured(file), on_change=_typed, width="stretch",
        height=TALL if len(shown) > MANY_ROWS else "auto",
        alt=tr("All assumptions, with the values of the register and of the scenario, which can be edited"),
    )  # fmt: skip


def begin_anew() -> None:
    """Show the grid anew, without what was typed."""
    st.session_state[VERSION] = st.session_state.get(VERSION, 0) + 1


def _key(file: ScenarioFile, shown: Sequence[Line]) -> str:
    rows = hashlib.sha256("\n".join(line.name for line in shown).encode()).hexdigest()[:10]
    return f"assumptions.{language()}.{file.stem}.{rows}.{st.session_state.get(VERSION, 0)}"


HELP = {
    "register": noted("The value in the company’s register, for all scenarios. Percentages for rates."),
    "scenario": noted(
        "What the scenario has instead; what it takes from its parent is shown, too. Percentages for rates."
    ),
    "changed": noted("Both values, where the scenario says otherwise than the register, or that than the sample."),
    "source": noted("Of an emission factor its own; of prices, taxes and rates one for each group, the company’s."),
    "year": noted("Of which year the source or the price is."),
}


def _configured(file: ScenarioFile) -> dict[str, Any]:
    column = st.column_config.TextColumn
    told = {name: tr(text) for name, text in HELP.items()}
    return {
        "what": column(tr("Assumption"), pinned=True, width=290),
        "unit": column(tr("Unit"), width=95),
        "register": column(tr("Register"), alignment="right", width=90, max_chars=40, help=told["register"]),
        "scenario": column(file.name, alignment="right", width=140, max_chars=200, help=told["scenario"]),
        "changed": column(tr("Changed"), width=150, help=told["changed"]),
        "source": column(tr("Source"), width=260, max_chars=500, help=told["source"]),
        "year": column(tr("Year"), width=70, max_chars=4, help=told["year"]),
    }


@spoken
def _typed() -> None:
    project = state.project()
    if project is not None:
        take(project)


def take(project: Project) -> None:
    """Take over what was typed since last time; what can't be is told, and the cell is as before."""
    grid = _grid()
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


def _take(project: Project, stem: str, line: Line, column: str, text: str) -> Iterator[Problem]:
    """Write one cell where it belongs; what is wrong with it."""
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


def _into_scenario(stem: str, line: Line, text: str) -> Iterator[Problem]:
    if line.keys is None:
        yield Problem(line.what, _ONLY_REGISTER)
        return
    if not put(stem, line.keys, {line.keys: parsed(line.kind, text)}):
        yield from desk().refused.pop((stem, line.keys), ())


def _into_register(project: Project, line: Line, text: str) -> Iterator[Problem]:
    if line.cell is None:
        yield Problem(line.what, _ONLY_SCENARIO)
        return
    value = parsed(line.kind, text)
    _edit(project, line, line.cell.column, "" if value is None else plain(Decimal(value)))


def _edit(project: Project, line: Line, column: str, text: str) -> None:
    """Change a cell of a table that is still as it was shown: else its rows may be others."""
    assert line.cell is not None
    name, revisions = line.cell.table, _grid().revisions
    edited = draft.change(project, name, Change((Edit(line.cell.row, column, text),)), revision=revisions.get(name))
    revisions[name] = edited.revision


def _about(project: Project, line: Line, column: str, text: str) -> Iterator[Problem]:
    """The source of a figure, or its year."""
    if line.factor:
        _edit(project, line, column, text)
    elif column == "year":
        yield Problem(line.what, _BASE_YEAR)
    elif line.group in BASIS:
        ending = "_uk" if language() == "uk" else ""
        head = draft.head(project)
        draft.change_head(project, {f"company.{BASIS[line.group]}{ending}": text or None}, revision=head.revision)
    else:
        yield Problem(line.what, _NO_SOURCE)
