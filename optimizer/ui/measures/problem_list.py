"""Errors and warnings of the case, each with a button that leads to its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import tr, trn
from optimizer.projects import register_draft as draft
from optimizer.ui.measures import panel_desk
from optimizer.ui.measures.editor import Focus, look_at
from optimizer.ui.shared import state
from optimizer.ui.shared.columns import column_title, table_title
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.problems import MOST_SHOWN
from optimizer.ui.shared.texts import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.errors import Problem
    from optimizer.projects.project import Project
    from optimizer.projects.register_draft import DraftTable

HEIGHT = 220
PANEL_TABLES = ("measures", "effects")


def problem_list(project: Project, problems: Sequence[Problem]) -> None:
    """Show errors first, then warnings, or that there are none.

    Its height never changes, so that nothing below it moves during typing.
    """
    ordered = sorted(problems, key=lambda problem: problem.warning)
    wrong = sum(not problem.warning for problem in ordered)
    begun_with = state.remembered("problems", None, lambda: bool(wrong))
    with (
        st.expander(_summary(wrong, len(ordered) - wrong), expanded=begun_with, icon=_icon(ordered)),
        st.container(height=HEIGHT, border=False),
    ):
        if not ordered:
            st.caption(tr("Errors and warnings are listed here, with links to their cells."))
        tables = {name: draft.table(project, name) for name in draft.TABLES} if ordered else {}
        for number, problem in enumerate(ordered[:MOST_SHOWN]):
            _line(number, problem, tables)
        if len(ordered) > MOST_SHOWN:
            left = len(ordered) - MOST_SHOWN
            st.caption(trn("… and {count} more", "… and {count} more", left))


def _summary(wrong: int, odd: int) -> str:
    parts = [
        trn("{count} error to fix", "{count} errors to fix", wrong) if wrong else "",
        trn("{count} thing to check", "{count} things to check", odd) if odd else "",
    ]
    return ", ".join(part for part in parts if part) or tr("No errors or warnings in the register.")


def _icon(ordered: Sequence[Problem]) -> str:
    if not ordered:
        return ":material/check_circle:"
    return ":material/warning:" if ordered[0].warning else ":material/error:"


def _line(number: int, problem: Problem, tables: dict[str, DraftTable]) -> None:
    left, right = st.columns([5, 1], vertical_alignment="center")
    told, focus = _told(problem, tables)
    colour = "orange" if problem.warning else "red"
    left.markdown(f":{colour}[{_icon([problem])}] {told}")
    if focus is not None:
        right.button(
            tr("Show"), key=f"problem.{number}", on_click=_show, args=(focus,), width="stretch",
        )  # fmt: skip


def _told(problem: Problem, tables: dict[str, DraftTable]) -> tuple[str, Focus | None]:
    """Show a problem as Markdown, with its record and place, and the button that leads there."""
    name = problem.file.removesuffix(".csv")
    table = tables.get(name)
    place = table.place(problem) if table is not None else None
    if table is None or place is None:
        return plain(problem), None
    row, column = place
    record = table.rows[row][0].strip()
    where = " · ".join(part for part in (table_title(name), record, column_title(column) if column else "") if part)
    marked = f"**{plain(where)}**: {plain(problem.told)} :gray[{plain(problem.place)}]"
    return marked, Focus(name, row, column, problem)


@spoken
def _show(focus: Focus) -> None:
    """Show the cell of a problem: among the tables, or in the panel of its measure. A callback."""
    project = state.project()
    if project is not None and not panel_desk.tables_shown() and focus.table in PANEL_TABLES:
        table = draft.table(project, focus.table)
        measure = dict(zip(table.columns, table.rows[focus.row], strict=True)).get("measure", "").strip()
        if panel_desk.open_named(project, focus.row if focus.table == "measures" else None, measure):
            return
    panel_desk.show_tables()
    look_at(focus)
