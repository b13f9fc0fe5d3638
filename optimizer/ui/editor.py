"""The case's tables under edit: one grid a table, every change on disk at once, undo and redo, a jump to a cell.

A grid keeps its key and its frame as long as it is shown, and tells what was typed into it (`editing.py`). It gets a
new key only where the file says something else than the grid: after undo and redo, after a change from outside, or
when its state is gone because another page or table was shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.case import FILES
from optimizer.errors import InvalidInput, Problem
from optimizer.locales import language, noted, tr
from optimizer.projects import register_draft as draft
from optimizer.projects.disk import ChangedOnDisk
from optimizer.readers.tables import required_columns
from optimizer.ui import state
from optimizer.ui.columns import column_help, column_title, table_title
from optimizer.ui.editing import Editing, Told, after, changed, differing, opened, told_by
from optimizer.ui.fault import spoken
from optimizer.ui.problems import show_problems
from optimizer.ui.texts import plain

if TYPE_CHECKING:
    from optimizer.projects.project import Project

ALL, COUNT = "editor.all", "editor.count"
TALL, MANY_ROWS = 560, 12
USUAL = {"measures": ("name_uk", "site", "notes"), "effects": ("stream", "end_use", "quantity", "share")}
LETTER, MARGIN, TITLE_MARKS, WIDEST = 8, 20, 48, 260  # pixels
_OUTSIDE = noted("was changed by somebody else meanwhile: it is shown as it is now, your last change is not in it")


@dataclass(frozen=True)
class Focus:
    """The one row that is shown, and the problem that led there."""

    table: str
    row: int
    column: str | None
    problem: Problem


@dataclass
class Desk:
    """What this session is editing in a project: grids by table, the row looked at, what was refused last."""

    grids: dict[str, Editing] = field(default_factory=dict)
    focus: Focus | None = None
    refused: tuple[Problem, ...] = ()


def desk() -> Desk:
    """The desk of this session for the open project."""
    return state.remembered("editor", None, Desk)


def key_of(name: str, editing: Editing) -> str:
    """The key of a grid; titles are part of the grid, so each language has its own."""
    return f"editor.{name}.{language()}.{editing.version}"


def take_all(project: Project) -> None:
    """Put on disk whatever the grids tell; forget grids that are gone, or that show what is no longer so."""
    for name in tuple(desk().grids):
        if take(project, name):
            editing = desk().grids[name]
            if draft.table(project, name).revision != editing.table.revision:
                forget(name)


def take(project: Project, name: str) -> bool:
    """Put on disk what a grid tells; whether the grid is still as it should be."""
    editing = desk().grids.get(name)
    key = key_of(name, editing) if editing else ""
    if editing is None or key not in st.session_state:
        forget(name)
        return False
    told = told_by(st.session_state[key])
    return told == editing.told or _put(project, name, editing, told)


def _put(project: Project, name: str, editing: Editing, told: Told) -> bool:
    desk().refused = ()
    try:
        now = draft.change(project, name, changed(editing, told), revision=editing.table.revision)
    except InvalidInput as bad:
        desk().refused = bad.problems
    except ChangedOnDisk as outside:
        desk().refused = (Problem(outside.path.name, _OUTSIDE, warning=True),)
    else:
        if (then := after(editing, told, now)) is not None:
            desk().grids[name] = then
            return True
    forget(name)
    return False


def forget(name: str) -> None:
    """Show a table anew, from its file."""
    desk().grids.pop(name, None)
    focus = desk().focus
    if focus is not None and focus.table == name:
        desk().focus = None


@spoken
def _typed(name: str) -> None:
    opened_now = state.project()
    if opened_now is not None:
        take(opened_now, name)


@spoken
def step(*, back: bool) -> None:
    """Take the last change back, or do it again. A callback."""
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


@spoken
def look_at_all(name: str) -> None:
    """Show all rows of a table again. A callback."""
    _begin_anew(name)


@spoken
def _columns_chosen() -> None:
    for name in draft.TABLES:
        _begin_anew(name)


def _begin_anew(name: str) -> None:
    project = state.project()
    if project is not None:
        take(project, name)
    forget(name)


CHOSEN = "measures.table"


def grid(project: Project, name: str) -> None:
    """The grid of a table; or why there is none."""
    editing = desk().grids.get(name) or _opened(project, name)
    if editing.table.problem is not None:
        show_problems([editing.table.problem])
        return
    show_problems(desk().refused)
    focus = desk().focus if desk().focus and desk().focus.table == name else None  # type: ignore[union-attr]
    if focus is not None:
        _seen(focus)
    st.data_editor(
        _frame(editing), key=key_of(name, editing), num_rows="dynamic", placeholder="", on_change=_typed, args=(name,),
        column_order=_order(name, editing, focus), column_config=_configured(name, editing), width="stretch",
        height=TALL if len(editing.frame) > MANY_ROWS else "auto",
        alt=tr("The table “{name}”, each cell of which can be edited", name=table_title(name)),
    )  # fmt: skip


def _seen(focus: Focus) -> None:
    """What is wrong at the place looked at, as it is now, and the way back to all rows."""
    left, right = st.columns([4, 1], vertical_alignment="center")
    at = (focus.problem.file, focus.problem.row, focus.problem.column)
    now = [one for one in state.case_reading().problems if (one.file, one.row, one.column) == at]
    if now:
        title = f"**{plain(column_title(focus.column))}**: " if focus.column else ""
        left.info(f"{title}{plain(now[0].told)}", icon=":material/my_location:")
    else:
        left.success(tr("There is nothing wrong here any more."), icon=":material/check_circle:")
    right.button(tr("All rows"), on_click=look_at_all, args=(focus.table,), key="editor.rows", width="stretch")


def _opened(project: Project, name: str) -> Editing:
    st.session_state[COUNT] = st.session_state.get(COUNT, 0) + 1
    table, focus = draft.table(project, name), desk().focus
    here = focus is not None and focus.table == name and focus.row < len(table.rows)
    editing = opened(table, st.session_state[COUNT], [focus.row] if here and focus is not None else None)
    desk().grids[name] = editing
    return editing


def _frame(editing: Editing) -> Any:
    from pandas import DataFrame  # noqa: PLC0415 - loads slowly

    return DataFrame(list(editing.frame), columns=list(editing.columns), dtype="str")


def _order(name: str, editing: Editing, focus: Focus | None) -> list[str]:
    """The columns in sight: those that hold something, must be there or are usual; the one looked at comes first."""
    first, *others = editing.columns
    if focus is None and not st.session_state.get(ALL) and editing.frame:
        wanted = {*required_columns(FILES[name]), *USUAL.get(name, ())}
        others = [c for c in others if c in wanted or any(row[c].strip() for row in editing.frame)]
    ahead = [focus.column] if focus is not None and focus.column in others else []
    return [first, *(str(column) for column in ahead), *(column for column in others if column not in ahead)]


def _configured(name: str, editing: Editing) -> dict[str, Any]:
    return {
        column: st.column_config.TextColumn(
            column_title(column), help=plain(column_help(name, column)), width=_width(editing, column),
            pinned=place == 0, max_chars=draft.LONGEST_CELL,
        )
        for place, column in enumerate(editing.columns)
    }  # fmt: skip


def _width(editing: Editing, column: str) -> int:
    """Wide enough for the title and what stands below it, within reason."""
    longest = max((len(row[column]) for row in editing.frame), default=0)
    return min(max(TITLE_MARKS + LETTER * len(column_title(column)), LETTER * longest + MARGIN), WIDEST)


def all_columns() -> None:
    """The switch between the columns in use and all that there may be."""
    st.toggle(
        tr("All columns"), key=ALL, on_change=_columns_chosen,
        help=tr("Also those that are empty in every row. What each column means is told at its heading."),
    )  # fmt: skip


def changes(project: Project) -> int:
    """How many cells and rows are not as they were when this session first saw the register."""
    before = state.remembered("editor.before", None, lambda: {n: draft.table(project, n) for n in draft.TABLES})
    return sum(differing(before[name], draft.table(project, name)) for name in draft.TABLES)
