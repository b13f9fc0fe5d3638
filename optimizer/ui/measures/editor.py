"""Editing of the case's tables: one grid per table, every change saved at once, undo and redo, jump to a cell.

A grid keeps its key and its frame as long as it is shown, and reports edits (`editing.py`). It gets a
new key only if the file differs from the grid: after undo and redo, after a change from outside, or
if its state is lost because another page or table was shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from optimizer.errors import InvalidInput, Problem
from optimizer.files import ChangedOnDisk
from optimizer.locales import language, noted, trn
from optimizer.projects import register_draft as draft
from optimizer.ui.measures.dependents import with_dependents
from optimizer.ui.measures.editing import Editing, EditorChanges, after, changed, differing, opened, told_by
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.projects.project import Project
    from optimizer.projects.register_draft import DraftTable, TableChange

    Changes = Mapping[str, tuple[DraftTable, TableChange]]

CHOSEN, COUNT = "measures.table", "editor.count"
_OUTSIDE = noted("was changed by someone else in the meantime: the current version is shown, without your last change")


@dataclass(frozen=True)
class Focus:
    """The single row in view, and the problem that led there."""

    table: str
    row: int
    column: str | None
    problem: Problem


@dataclass
class RegisterDesk:
    """This session's edits in a project: grids by table, the row in view, the last refusal.

    `ahead` is the column of a table that comes first, because something is missing in it.
    """

    grids: dict[str, Editing] = field(default_factory=dict)
    focus: Focus | None = None
    ahead: tuple[str, str | None] | None = None
    refused: tuple[Problem, ...] = ()


def desk() -> RegisterDesk:
    """Return this session's desk for the open project."""
    return state.remembered("editor", None, RegisterDesk)


def key_of(name: str, editing: Editing) -> str:
    """Return the key of a grid; it includes the language because titles are part of the grid."""
    return f"editor.{name}.{language()}.{editing.version}"


def take_all(project: Project) -> None:
    """Save the edits of all grids; forget grids that are gone or out of date."""
    for name in tuple(desk().grids):
        if take(project, name):
            editing = desk().grids[name]
            if draft.table(project, name).revision != editing.table.revision:
                forget(name)


def take(project: Project, name: str) -> bool:
    """Save a grid's edits; return whether the grid is still up to date."""
    editing = desk().grids.get(name)
    key = key_of(name, editing) if editing else ""
    if editing is None or key not in st.session_state:
        forget(name)
        return False
    told = told_by(st.session_state[key])
    return told == editing.told or _put(project, name, editing, told)


def _put(project: Project, name: str, editing: Editing, told: EditorChanges) -> bool:
    """Write the edits and keep what is then in the file.

    Whatever asks Streamlit for anything, its session included, may be where the next edit ends this run. Between
    writing a file and remembering that it was written there must be no such place: the next run would take the file
    for changed by someone else.
    """
    here = desk()
    here.refused = ()
    try:
        changes = with_dependents(project, editing.table, changed(editing, told))
        if (then := after(editing, told, _written(project, name, changes))) is not None:
            here.grids[name] = then
            _tell_deleted(name, changes)
            return True
    except InvalidInput as bad:
        here.refused = bad.problems
    except ChangedOnDisk as outside:
        here.refused = (Problem(outside.path.name, _OUTSIDE, warning=True),)
    forget(name)
    return False


def _written(project: Project, name: str, changes: Changes) -> DraftTable:
    """Write changes of several tables together, and return the table of this name."""
    revisions = {one: table.revision for one, (table, _) in changes.items()}
    return draft.change_together(project, {one: what for one, (_, what) in changes.items()}, revisions)[name]


def _tell_deleted(name: str, changes: Changes) -> None:
    """Report briefly what was deleted along with measures."""
    count = sum(len(what.deleted) for one, (_, what) in changes.items() if one != name)
    if count:
        text = trn(
            "{count} row of effects and interactions was deleted with it; undo restores everything.",
            "{count} rows of effects and interactions were deleted with it; undo restores everything.",
            count,
        )
        st.toast(text, icon=":material/delete_sweep:")


def forget(name: str) -> None:
    """Reload a table from its file."""
    desk().grids.pop(name, None)
    focus = desk().focus
    if focus is not None and focus.table == name:
        desk().focus = None


@spoken
def typed(name: str) -> None:
    """Save a grid's edits. A callback."""
    opened_now = state.project()
    if opened_now is not None:
        take(opened_now, name)


@spoken
def step(*, back: bool) -> None:
    """Undo or redo the last change. A callback."""
    project = state.project()
    if project is not None:
        take_all(project)
        (draft.undo if back else draft.redo)(project)


@spoken
def look_at(focus: Focus) -> None:
    """Show one row of a table. A callback."""
    _begin_anew(focus.table)
    desk().focus = focus
    st.session_state[CHOSEN] = focus.table


def look_at_column(name: str, column: str | None) -> None:
    """Show all rows of a table, with one column first."""
    _begin_anew(name)
    desk().focus, desk().ahead = None, (name, column)
    st.session_state[CHOSEN] = name


@spoken
def look_at_all(name: str) -> None:
    """Show all rows of a table again. A callback."""
    _begin_anew(name)


@spoken
def columns_chosen() -> None:
    """Show other columns. A callback."""
    for name in draft.TABLES:
        _begin_anew(name)


def _begin_anew(name: str) -> None:
    project = state.project()
    if project is not None:
        take(project, name)
    forget(name)


def begun(project: Project, name: str) -> Editing:
    """Begin to edit a table in this session: all rows, or the row in view."""
    st.session_state[COUNT] = st.session_state.get(COUNT, 0) + 1
    table, focus = draft.table(project, name), desk().focus
    here = focus is not None and focus.table == name and focus.row < len(table.rows)
    editing = opened(table, st.session_state[COUNT], [focus.row] if here and focus is not None else None)
    desk().grids[name] = editing
    return editing


def changes(project: Project) -> int:
    """Return how many cells and rows have changed since this session first loaded the register."""
    before = state.remembered("editor.before", None, lambda: {n: draft.table(project, n) for n in draft.TABLES})
    return sum(differing(before[name], draft.table(project, name)) for name in draft.TABLES)
