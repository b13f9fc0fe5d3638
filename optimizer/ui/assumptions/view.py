"""The Assumptions page: one table of all assumptions, edited in place."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.locales import language, noted, tr
from optimizer.locales.units import unit_text
from optimizer.projects import register_draft as draft
from optimizer.projects.filling import SAMPLES
from optimizer.projects.scenario_files import resolved
from optimizer.readers.case_reader import load_case
from optimizer.shipped import folder
from optimizer.ui.assumptions.edits import VERSION, begin_anew, shown_grid, take
from optimizer.ui.assumptions.rows import GROUPS, AssumptionLine, AssumptionSources, lines, told_change
from optimizer.ui.assumptions.swings import PlanSwings, plan_swings, show_tornado, swing_text
from optimizer.ui.measures import editor
from optimizer.ui.scenarios.conflict import ask_which
from optimizer.ui.scenarios.desk import look_at
from optimizer.ui.scenarios.fields import in_words
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.haste import hold_clicks
from optimizer.ui.shared.problems import show_problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.case import Case
    from optimizer.projects.project import Project
    from optimizer.projects.scenario_files import ScenarioFile
    from optimizer.studies.sensitivity import Swing

GROUP, ONLY_CHANGED = "assumptions.group", "assumptions.changed"
COLUMNS = ("what", "unit", "register", "scenario", "swing", "bar", "changed", "source", "year")
FIXED = ("what", "unit", "swing", "bar", "changed")
TABLES = ("streams", "pollutants", "factors")
TALL, MANY_ROWS = 600, 14


def show_assumptions(project: Project) -> None:
    """Show the table and its filters."""
    editor.take_all(project)
    take(project)
    case, file = state.case_reading().case, state.scenario()
    if case is None or file is None:
        st.info(tr("The register can’t be read, or there is no scenario: fix that first."))
        show_problems(state.case_reading().problems)
        return
    ask_which(file)
    look_at(file)
    found = lines(_given(project, file, case))
    shown, swings = [line for line in found if _wanted(line)], plan_swings(file.stem)
    _filters(project, found)
    show_problems(shown_grid().refused)
    if shown:
        _table(file, shown, swings)
        hold_clicks()
    else:
        st.info(tr("No changes: the scenario overrides nothing here, and the register is as it was."))
    st.caption(
        tr(
            "Rates are in percent. A value in the scenario’s column overrides the register’s in that scenario; "
            "clear it to use the register’s again. A change in the register applies to every scenario."
        )
    )
    show_tornado(swings, found)


def _given(project: Project, file: ScenarioFile, case: Case) -> AssumptionSources:
    tables = {name: draft.table(project, name) for name in TABLES}
    shown_grid().revisions = {name: table.revision for name, table in tables.items()}
    parent = project.scenario(file.parent) if file.parent else None
    above = resolved(parent) if parent else {}
    return AssumptionSources(
        tables, case, case.company, resolved(file), file.table, above, _shipped(project), language()
    )


def _shipped(project: Project) -> Case | None:
    """Return the sample that the project started from; None if it has its own register."""
    case = project.case_folder
    if case is None or case.name not in SAMPLES:
        return None
    return state.remembered("shipped", case.name, lambda: load_case(folder() / "data" / case.name).case)


def _wanted(line: AssumptionLine) -> bool:
    group = st.session_state.get(GROUP)
    return (not group or line.group == group) and (line.changed or not st.session_state.get(ONLY_CHANGED))


def _filters(project: Project, found: Sequence[AssumptionLine]) -> None:
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
        icon=":material/undo:", width="stretch", help=tr("Undoes the last change of the register."),
    )  # fmt: skip
    redo.button(
        tr("Redo"), on_click=_step, kwargs={"back": False}, disabled=not steps.redo, key="assumptions.redo",
        icon=":material/redo:", width="stretch",
    )  # fmt: skip


@spoken
def _step(*, back: bool) -> None:
    shown_grid().refused = ()
    editor.step(back=back)


def _cells(line: AssumptionLine, swing: Swing | None) -> dict[str, Any]:
    """Return a line as a row of the grid."""
    scenario = state.scenario()
    parent = state.project().scenario(scenario.parent) if scenario and scenario.parent else None  # type: ignore[union-attr]
    told = told_change(line, parent.name if parent else "")
    return {
        "what": line.what, "unit": line.unit, "register": line.register, "scenario": line.scenario,
        "swing": swing_text(swing), "bar": None if swing is None else float(swing.largest), "changed": told,
        "source": line.source, "year": line.year,
    }  # fmt: skip


def _table(file: ScenarioFile, shown: Sequence[AssumptionLine], swings: PlanSwings | None) -> None:
    from pandas import DataFrame  # noqa: PLC0415 - loads slowly

    cells = {line.name: _cells(line, swings.by_line.get(line.name) if swings else None) for line in shown}
    grid = shown_grid()
    if any(cells.get(name, {}).get(column) != text for (name, column), text in grid.stood.items() if name in cells):
        begin_anew()
    key = _key(file, shown)
    if key != grid.key:
        grid.key, grid.typed, grid.stood = key, {}, {}
    grid.stem, grid.shown = file.stem, tuple(shown)
    for name, column in grid.typed:
        grid.stood.setdefault((name, column), cells[name][column])
    told = {column: "float" if column == "bar" else "str" for column in COLUMNS}
    st.data_editor(
        DataFrame(list(cells.values()), columns=list(COLUMNS)).astype(told), key=key, num_rows="fixed", hide_index=True,
        disabled=list(FIXED), column_config=_configured(file, swings), on_change=_typed, width="stretch",
        height=TALL if len(shown) > MANY_ROWS else "auto",
        alt=tr("All assumptions, with editable values of the register and the scenario"),
    )  # fmt: skip


def _key(file: ScenarioFile, shown: Sequence[AssumptionLine]) -> str:
    rows = hashlib.sha256("\n".join(line.name for line in shown).encode()).hexdigest()[:10]
    return f"assumptions.{language()}.{file.stem}.{rows}.{st.session_state.get(VERSION, 0)}"


HELP = {
    "swing": noted("What ±20 % of the value does to the NPV of the scenario’s plan, with everything else the same."),
    "register": noted("The value in the company’s register, for all scenarios. Rates are percentages."),
    "scenario": noted("The scenario’s own value; a value from its parent is shown, too. Rates are percentages."),
    "changed": noted("Both values, if the scenario differs from the register, or the register from the sample."),
    "source": noted("Prices and emission factors have their own source; growth, taxes and rates share one per group."),
    "year": noted("The date or year of the source or price."),
}


def _configured(file: ScenarioFile, swings: PlanSwings | None) -> dict[str, Any]:
    column = st.column_config.TextColumn
    told = {name: tr(text) for name, text in HELP.items()}
    return {
        "what": column(tr("Assumption"), pinned=True, width=270),
        "unit": column(tr("Unit"), width=85),
        "register": column(tr("Register"), alignment="right", width=85, max_chars=40, help=told["register"]),
        "scenario": column(file.name, alignment="right", width=110, max_chars=200, help=told["scenario"]),
        **_swing_columns(swings),
        "changed": column(tr("Changed"), width=110, help=told["changed"]),
        "source": column(tr("Source"), width=170, max_chars=500, help=told["source"]),
        "year": column(tr("Year"), width=75, max_chars=10, help=told["year"]),
    }


def _swing_columns(swings: PlanSwings | None) -> dict[str, Any]:
    """Return the columns of what ±20 % does to the NPV, in words and as a bar; none without a plan."""
    if swings is None or not swings.largest:
        return {"swing": None, "bar": None}
    most, unit = float(swings.largest), unit_text(swings.question.case.currency)
    heading, said = tr("NPV at ±20 %, {currency}", currency=unit), tr(HELP["swing"])
    return {
        "swing": st.column_config.TextColumn(heading, alignment="right", width=140, help=said),
        "bar": st.column_config.ProgressColumn(" ", format=" ", min_value=0, max_value=most, width=70),
    }


@spoken
def _typed() -> None:
    project = state.project()
    if project is not None:
        take(project)
