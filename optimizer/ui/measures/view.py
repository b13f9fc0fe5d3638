"""The Measures page: problems, tables, import and export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.locales import tr, trn
from optimizer.projects import register_draft as draft
from optimizer.ui.measures import editor, grid
from optimizer.ui.measures.found_problems import found_problems
from optimizer.ui.measures.new_measure import new_measure
from optimizer.ui.measures.panel_desk import REGISTER, TABLES, VIEW
from optimizer.ui.measures.problem_list import counts_by_table, problem_list
from optimizer.ui.measures.register_view import show_measures
from optimizer.ui.shared import state
from optimizer.ui.shared.columns import column_help, column_title, table_title
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.files import case_workbook, template_button
from optimizer.ui.shared.haste import hold_clicks
from optimizer.ui.shared.problems import show_problems
from optimizer.ui.shared.texts import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimizer.errors import Problem
    from optimizer.projects.project import Project

HEAD = ("name", "name_uk", "currency", "base_year")


def show_register(project: Project) -> None:
    """Show the register of a project: measures to look through and open, or its tables for editing."""
    editor.take_all(project)
    tables = _toolbar(project) == TABLES
    found = found_problems()
    problem_list(project, found)
    if tables:
        _tables(project, found.all)
    else:
        show_measures(project)
    hold_clicks()
    with st.container(horizontal=True):
        case_workbook()
        template_button()


def _toolbar(project: Project) -> str:
    """Show what concerns both views; return the chosen one."""
    steps = draft.history(project)
    words = {REGISTER: tr("Register"), TABLES: tr("Edit as tables")}
    st.session_state.setdefault(VIEW, REGISTER)
    with st.container(horizontal=True, vertical_alignment="center"):
        view = st.segmented_control(
            tr("View"), list(words), format_func=words.__getitem__, key=VIEW, required=True,
            label_visibility="collapsed", width="content", persist_state="session",
        )  # fmt: skip
        st.button(
            tr("Undo"), on_click=editor.step, kwargs={"back": True}, disabled=not steps.undo, key="editor.undo",
            icon=":material/undo:",
        )  # fmt: skip
        st.button(
            tr("Redo"), on_click=editor.step, kwargs={"back": False}, disabled=not steps.redo, key="editor.redo",
            icon=":material/redo:",
        )  # fmt: skip
        count = editor.changes(project)
        told = trn("{count} change since it was opened", "{count} changes since it was opened", count)
        st.caption(told if count else tr("No changes since it was opened"), width="content")
        st.space("stretch")
        if view == TABLES:
            grid.all_columns()
        else:
            new_measure(project)
    return view or REGISTER


def _tables(project: Project, problems: Sequence[Problem]) -> None:
    """Show the tables for editing, one at a time."""
    name = _choice(counts_by_table(problems))
    if name == draft.HEAD:
        _head(project)
        return
    st.caption(
        tr(
            "Every change is saved at once. An empty cell means the default, or unknown. "
            "Rates and shares are fractions: "
            "0.18 for 18 %. Add rows below the last one; to delete rows, tick them and use the bin."
        )
    )
    grid.show_table(project, name)


def _choice(counts: Mapping[str, int]) -> str:
    """Choose the table to show; each has its number of errors, odd values and gaps."""
    names = (*draft.TABLES, draft.HEAD)

    def label(name: str) -> str:
        count = counts.get(name, 0)
        return f"{table_title(name)} · {count}" if count else table_title(name)

    if st.session_state.get(editor.CHOSEN) not in names:
        st.session_state[editor.CHOSEN] = names[0]
    chosen = st.pills(
        tr("Table"), names, format_func=label, key=editor.CHOSEN, label_visibility="collapsed", required=True
    )
    return chosen or names[0]


def _head(project: Project) -> None:
    """Show the company's data in case.toml as a form."""
    head = draft.head(project)
    if head.problem is not None:
        show_problems([head.problem])
        return
    with st.form(f"head.{head.revision}", border=True):
        for name in HEAD:
            st.text_input(
                column_title(name), str(head.table.get(name, "")), key=f"head.{name}.{head.revision}",
                help=plain(column_help("case", name)), max_chars=500,
            )  # fmt: skip
        st.form_submit_button(tr("Save"), on_click=_save_head, args=(head.revision,), type="primary")


@spoken
def _save_head(revision: str | None) -> None:
    project = state.project()
    if project is None:
        return
    now = draft.head(project).table
    typed = {name: str(st.session_state[f"head.{name}.{revision}"]).strip() for name in HEAD}
    changes = {name: _value(name, text) for name, text in typed.items() if text != str(now.get(name, ""))}
    if changes:
        draft.change_head(project, changes, revision=revision)


def _value(name: str, text: str) -> Any:
    """Return a year as a number if it is one; otherwise keep the text, which is then reported as a problem."""
    return int(text) if name == "base_year" and text.isascii() and text.isdigit() else text or None
