"""The displayed grid of a table: its columns and their widths, or the one row that a problem led to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.case import FILES
from optimizer.limits import CELL_LETTERS
from optimizer.locales import language, tr
from optimizer.readers.tables import required_columns
from optimizer.ui.measures import editor
from optimizer.ui.measures.found_problems import found_problems
from optimizer.ui.shared.columns import column_help, column_title, table_title
from optimizer.ui.shared.problems import show_problems
from optimizer.ui.shared.texts import plain

if TYPE_CHECKING:
    from optimizer.projects.project import Project
    from optimizer.ui.measures.editing import Editing
    from optimizer.ui.measures.editor import Focus

ALL = "editor.all"
TALL, MANY_ROWS = 560, 12
USUAL = {"measures": ("name_uk", "site", "notes"), "effects": ("stream", "end_use", "quantity", "share")}
LETTER, MARGIN, TITLE_MARKS, WIDEST = 8, 20, 48, 260  # pixels


def show_table(project: Project, name: str) -> None:
    """Show the grid of a table, or why there is none."""
    editing = editor.desk().grids.get(name) or editor.begun(project, name)
    if editing.table.problem is not None:
        show_problems([editing.table.problem])
        return
    show_problems(editor.desk().refused)
    focus = editor.desk().focus
    focus = focus if focus is not None and focus.table == name else None
    if focus is not None:
        _seen(focus)
    st.data_editor(
        _frame(editing), key=editor.key_of(name, editing), num_rows="dynamic", placeholder="",
        on_change=editor.typed, args=(name,),
        column_order=_order(name, editing, focus), column_config=_configured(name, editing), width="stretch",
        height=TALL if len(editing.frame) > MANY_ROWS else "auto",
        alt=tr("The table “{name}” with editable cells", name=table_title(name)),
    )  # fmt: skip


def _seen(focus: Focus) -> None:
    """Show what is wrong in the row in view, and the button back to all rows."""
    left, right = st.columns([4, 1], vertical_alignment="center")
    at = (focus.problem.file, focus.problem.row, focus.problem.column)
    now = [one for one in found_problems().all if (one.file, one.row, one.column) == at]
    if now:
        title = f"**{plain(column_title(focus.column))}**: " if focus.column else ""
        left.info(f"{title}{plain(now[0].told)}", icon=":material/my_location:")
    else:
        left.success(tr("Nothing is wrong here any more."), icon=":material/check_circle:")
    right.button(tr("All rows"), on_click=editor.look_at_all, args=(focus.table,), key="editor.rows", width="stretch")


def _frame(editing: Editing) -> Any:
    from pandas import DataFrame  # noqa: PLC0415 - loads slowly

    return DataFrame(list(editing.frame), columns=list(editing.columns), dtype="str")


def _order(name: str, editing: Editing, focus: Focus | None) -> list[str]:
    """Return the visible columns: non-empty, required or common ones; the one in focus comes first."""
    first, *others = editing.columns
    if language() == "uk" and "name_uk" in others:  # the name in the current language comes first
        others = ["name_uk", *(column for column in others if column != "name_uk")]
    first_column = focus.column if focus is not None else _ahead(name)
    if focus is None and not st.session_state.get(ALL) and editing.frame:
        wanted = {first_column, *required_columns(FILES[name]), *USUAL.get(name, ())}
        others = [c for c in others if c in wanted or any(row[c].strip() for row in editing.frame)]
    ahead = [first_column] if first_column is not None and first_column in others else []
    return [first, *ahead, *(column for column in others if column not in ahead)]


def _ahead(name: str) -> str | None:
    """Return the column of a table in which something is missing and that was asked for."""
    asked = editor.desk().ahead
    return asked[1] if asked is not None and asked[0] == name else None


def _configured(name: str, editing: Editing) -> dict[str, Any]:
    return {
        column: st.column_config.TextColumn(
            column_title(column), help=plain(column_help(name, column)), width=_width(editing, column),
            pinned=place == 0, max_chars=CELL_LETTERS,
        )
        for place, column in enumerate(editing.columns)
    }  # fmt: skip


def _width(editing: Editing, column: str) -> int:
    """Return a width for the title and the cells below it, within limits."""
    longest = max((len(row[column]) for row in editing.frame), default=0)
    return min(max(TITLE_MARKS + LETTER * len(column_title(column)), LETTER * longest + MARGIN), WIDEST)


def all_columns() -> None:
    """Show the switch between columns in use and all possible columns."""
    st.toggle(
        tr("All columns"), key=ALL, on_change=editor.columns_chosen,
        help=tr("Also columns that are empty in every row. Each heading explains its column."),
    )  # fmt: skip
