"""Errors, odd values and gaps of the case, each with a button that leads to where it is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import tr, trn
from optimizer.projects import register_draft as draft
from optimizer.ui.measures import panel_desk
from optimizer.ui.measures.editor import Focus, look_at, look_at_column
from optimizer.ui.shared import state
from optimizer.ui.shared.alone import current_question
from optimizer.ui.shared.columns import column_title, table_title
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.problems import MOST_SHOWN
from optimizer.ui.shared.texts import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.errors import Problem
    from optimizer.projects.project import Project
    from optimizer.projects.register_draft import DraftTable
    from optimizer.ui.measures.found_problems import FoundProblems

HEIGHT, MOST_ODD = 220, 30
PANEL_TABLES = ("measures", "effects")


def problem_list(project: Project, found: FoundProblems) -> None:
    """Show errors, odd values and gaps, or that there are none.

    Its height never changes, so that nothing below it moves during typing.
    """
    begun_with = state.remembered("problems", None, lambda: bool(found.wrong))
    with (
        st.expander(_summary(found), expanded=begun_with, icon=_icon(found)),
        st.container(height=HEIGHT, border=False),
    ):
        st.caption(_about(found))
        tables = {name: draft.table(project, name) for name in draft.TABLES} if found.all else {}
        shown = (*found.wrong[:MOST_SHOWN], *found.odd[:MOST_ODD], *found.missing[:MOST_SHOWN])
        for number, problem in enumerate(shown):
            _line(number, problem, tables, gap=number >= len(shown) - len(found.missing[:MOST_SHOWN]))
        if left := len(found.all) - len(shown):
            st.caption(trn("… and {count} more", "… and {count} more", left))


def _summary(found: FoundProblems) -> str:
    wrong, odd, missing = map(len, (found.wrong, found.odd, found.missing))
    if not found.all and current_question() is not None:
        return tr("No errors, no odd values, no gaps found")
    parts = [
        trn("{count} error to fix", "{count} errors to fix", wrong) if wrong else tr("No errors found"),
        trn("{count} thing to check", "{count} things to check", odd) if odd else "",
        trn("{count} gap", "{count} gaps", missing) if missing else "",
    ]
    return ", ".join(filter(None, parts))


def _about(found: FoundProblems) -> str:
    """Return what was looked for, and what could not be."""
    if current_question() is None:
        return tr("Odd values and gaps are looked for once the errors of the register and of the scenario are fixed.")
    if found.missing:
        return tr("A gap is no error, but what is missing can’t be checked.")
    return tr("Nothing is missing either: baselines, end uses, growth of prices, sources of prices and factors.")


def _icon(found: FoundProblems) -> str:
    if found.wrong:
        return ":material/error:"
    if found.odd:
        return ":material/warning:"
    return ":material/help:" if found.missing else ":material/check_circle:"


def _line(number: int, problem: Problem, tables: dict[str, DraftTable], *, gap: bool) -> None:
    left, right = st.columns([5, 1], vertical_alignment="center")
    told, focus = _told(problem, tables)
    if gap:
        colour, icon = "blue", ":material/help:"
    else:
        colour, icon = ("orange", ":material/warning:") if problem.warning else ("red", ":material/error:")
    left.markdown(f":{colour}[{icon}] {told}")
    label = tr("Fill in") if gap else tr("Show")
    if focus is not None:
        right.button(label, key=f"problem.{number}", on_click=_show, args=(focus,), width="stretch")
    elif (name := problem.file.removesuffix(".csv")) in tables:
        right.button(
            label, key=f"problem.{number}", on_click=_show_column, args=(name, problem.column), width="stretch"
        )


def _told(problem: Problem, tables: dict[str, DraftTable]) -> tuple[str, Focus | None]:
    """Show a problem as Markdown, with its record and place, and the button that leads there."""
    name = problem.file.removesuffix(".csv")
    table = tables.get(name)
    if table is None:
        return plain(problem), None
    place = table.place(problem)
    row, column = place if place is not None else (None, problem.column)
    record = table.rows[row][0].strip() if row is not None else ""
    parts = (table_title(name), record, column_title(column) if column else "")
    marked = f"**{plain(' · '.join(filter(None, parts)))}**: {plain(problem.told)} :gray[{plain(problem.place)}]"
    return marked, None if row is None else Focus(name, row, column, problem)


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


@spoken
def _show_column(name: str, column: str | None) -> None:
    """Show a table with one column first. A callback."""
    panel_desk.show_tables()
    look_at_column(name, column)


def counts_by_table(problems: Iterable[Problem]) -> dict[str, int]:
    """Return how many problems each table has."""
    names = [problem.file.removesuffix(".csv").removesuffix(".toml") for problem in problems]
    return {name: names.count(name) for name in names}
