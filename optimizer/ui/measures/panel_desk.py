"""The measure opened in the panel, and every change made there: each is saved at once and can be undone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import streamlit as st

from optimizer.errors import InvalidInput, Problem
from optimizer.files import ChangedOnDisk
from optimizer.locales import noted, trn
from optimizer.projects import register_draft as draft
from optimizer.projects.register_draft import DraftTable, Edit, TableChange
from optimizer.ui.measures import editor
from optimizer.ui.measures.dependents import ID, MEASURES, copying, renaming, unused_id, with_dependents
from optimizer.ui.measures.found_problems import found_problems
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.measure_dialog import TO_EDIT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.case import Case
    from optimizer.projects.project import Project
    from optimizer.ui.measures.dependents import TableChanges

REGISTER, TABLES, VIEW = "register", "tables", "measures.view"
"""The two views of the page."""
_OUTSIDE = noted("was changed by someone else in the meantime: the current text is shown, without your last change")


@dataclass
class PanelDesk:
    """What the panel has written and what was refused, by table, row and column."""

    written: dict[tuple[str, int, str], str] = field(default_factory=dict)
    refused: tuple[Problem, ...] = ()


def desk() -> PanelDesk:
    """Return this session's desk of the panel."""
    return state.remembered("panel", None, PanelDesk)


@dataclass(frozen=True)
class OpenedMeasure:
    """The measure in the panel: its row in the table of measures, and what is known of the case while it is shown."""

    project: Project
    table: DraftTable
    row: int
    case: Case | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def cells(self) -> dict[str, str]:
        """Return the texts of its row by column."""
        return dict(zip(self.table.columns, self.table.rows[self.row], strict=True))

    @property
    def measure(self) -> str:
        """Return its id."""
        return self.cells.get(ID, "").strip()


def opened() -> OpenedMeasure | None:
    """Return the measure that is open, wherever its row is by now; None if there is none."""
    project, place = state.project(), st.session_state.get(TO_EDIT)
    if project is None or place is None:
        return None
    table = draft.table(project, MEASURES)
    row, measure = place
    if ID not in table.columns or table.problem is not None:
        return None
    ids = [cells[table.columns.index(ID)].strip() for cells in table.rows]
    if row >= len(ids) or ids[row] != measure:
        row = ids.index(measure) if measure in ids else None
    return None if row is None else OpenedMeasure(project, table, row)


def opened_with_case() -> OpenedMeasure | None:
    """Return the measure that is open, with the case and its problems, which are read once for all fields."""
    now = opened()
    return now and replace(now, case=state.case_reading().case, problems=found_problems().all)


def open_measure(row: int, measure: str) -> None:
    """Open a measure in the panel."""
    st.session_state[TO_EDIT] = (row, measure)
    desk().written.clear()
    desk().refused = ()


def open_named(project: Project, row: int | None, measure: str) -> bool:
    """Open a measure by its row or, without one, by its id; return whether there is one."""
    table = draft.table(project, MEASURES)
    ids = [dict(zip(table.columns, cells, strict=True)).get(ID, "").strip() for cells in table.rows]
    place = row if row is not None else ids.index(measure) if measure in ids else None
    if place is not None:
        open_measure(place, ids[place])
    return place is not None


def tables_shown() -> bool:
    """Return whether the page shows the tables instead of the register."""
    return st.session_state.get(VIEW) == TABLES


def show_tables() -> None:
    """Show the tables instead of the register."""
    st.session_state[VIEW] = TABLES


def close() -> None:
    """Close the panel. A callback."""
    st.session_state.pop(TO_EDIT, None)


def put(project: Project, changes: TableChanges) -> bool:
    """Write changes of several tables in one step; return whether that was possible."""
    desk().refused = ()
    revisions = {name: table.revision for name, (table, _) in changes.items()}
    try:
        draft.change_together(project, {name: what for name, (_, what) in changes.items()}, revisions)
    except InvalidInput as bad:
        desk().refused = bad.problems
    except ChangedOnDisk as outside:
        desk().refused = (Problem(outside.path.name, _OUTSIDE, warning=True),)
    else:
        return True
    return False


def put_cells(table: str, row: int, cells: Mapping[str, str], shown: Mapping[str, str]) -> None:
    """Write cells of a row, unless one of them holds neither what was shown nor what was written last."""
    project = state.project()
    if project is None:
        return
    here, now = desk(), draft.table(project, table)
    before = dict(zip(now.columns, now.rows[row], strict=True)) if row < len(now.rows) else None
    known = {column: (shown[column], here.written.get((table, row, column))) for column in cells}
    if before is None or any(before.get(column, "") not in known[column] for column in cells):
        here.refused = (Problem(f"{table}.csv", _OUTSIDE, warning=True),)
        return
    edits = tuple(Edit(row, column, text) for column, text in cells.items() if text != before.get(column, ""))
    if edits and put(project, {table: (now, TableChange(edits))}):
        here.written |= {(table, row, edit.column): edit.text for edit in edits}


@spoken
def step(by: int, shown: list[tuple[int, str]]) -> None:
    """Open the next or the previous of the measures shown. A callback."""
    now = opened()
    if now is None:
        return
    place = next((k for k, (row, _) in enumerate(shown) if row == now.row), -1)
    if 0 <= place + by < len(shown):
        open_measure(*shown[place + by])


@spoken
def rename(new: str) -> None:
    """Give the measure another id, wherever it is named. A callback."""
    now = opened()
    if now is not None and put(now.project, renaming(now.project, now.table, now.row, new)):
        st.session_state[TO_EDIT] = (now.row, new)


@spoken
def duplicate(names: Mapping[str, str]) -> None:
    """Add a copy of the measure with its effects, and open it. A callback."""
    now = opened()
    if now is None:
        return
    measure, changes = copying(now.project, now.table, now.row, names)
    if put(now.project, changes):
        open_measure(len(now.table.rows), measure)


@spoken
def delete() -> None:
    """Delete the measure with everything that refers to it. A callback."""
    now = opened()
    if now is None:
        return
    changes = with_dependents(now.project, now.table, TableChange(deleted=(now.row,)))
    if put(now.project, changes):
        close()
        count = sum(len(what.deleted) for _, what in changes.values()) - 1
        text = trn(
            "The measure was deleted, and {count} row of effects and interactions; undo restores everything.",
            "The measure was deleted, and {count} rows of effects and interactions; undo restores everything.",
            count,
        )
        st.toast(text, icon=":material/delete_sweep:")


def add(project: Project, cells: Mapping[str, str]) -> None:
    """Add a measure under an unused id, and open it."""
    editor.take_all(project)
    table = draft.table(project, MEASURES)
    measure = unused_id(table, ID)
    if put(project, {MEASURES: (table, TableChange(added=({ID: measure, **cells},)))}):
        open_measure(len(table.rows), measure)
