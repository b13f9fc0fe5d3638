"""The Measures page: problems, tables, import and export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.locales import tr, trn
from optimizer.projects import register_draft as draft
from optimizer.ui.measures import editor, grid
from optimizer.ui.measures.problem_list import problem_list
from optimizer.ui.shared import state
from optimizer.ui.shared.columns import column_help, column_title, table_title
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.files import case_workbook, template_button
from optimizer.ui.shared.haste import hold_clicks
from optimizer.ui.shared.problems import show_problems
from optimizer.ui.shared.texts import plain

if TYPE_CHECKING:
    from optimizer.projects.project import Project

HEAD = ("name", "name_uk", "currency", "base_year")


def show_register(project: Project) -> None:
    """Show the register of a project for editing."""
    editor.take_all(project)
    reading = state.case_reading()
    _toolbar(project)
    problem_list(project, reading.problems)
    wrong = [problem.file.removesuffix(".csv").removesuffix(".toml") for problem in reading.problems]
    name = _choice(wrong)
    if name == draft.HEAD:
        _head(project)
    else:
        st.caption(
            tr(
                "Every change is saved at once. An empty cell means the default, or unknown. "
                "Rates and shares are fractions: "
                "0.18 for 18 %. Add rows below the last one; to delete rows, tick them and use the bin."
            )
        )
        grid.show_table(project, name)
        hold_clicks()
    columns = st.columns([1, 1, 1])
    with columns[0]:
        case_workbook()
    with columns[1]:
        template_button()


def _toolbar(project: Project) -> None:
    steps = draft.history(project)
    columns = st.columns([2, 2, 4, 2], vertical_alignment="center")
    columns[0].button(
        tr("Undo"), on_click=editor.step, kwargs={"back": True}, disabled=not steps.undo, key="editor.undo",
        icon=":material/undo:", width="stretch",
    )  # fmt: skip
    columns[1].button(
        tr("Redo"), on_click=editor.step, kwargs={"back": False}, disabled=not steps.redo, key="editor.redo",
        icon=":material/redo:", width="stretch",
    )  # fmt: skip
    count = editor.changes(project)
    told = trn("{count} change since it was opened", "{count} changes since it was opened", count)
    columns[2].caption(told if count else tr("No changes since it was opened"))
    with columns[3]:
        grid.all_columns()


def _choice(wrong: list[str]) -> str:
    """Choose the table to show; each has its number of errors and warnings."""
    names = (*draft.TABLES, draft.HEAD)

    def label(name: str) -> str:
        count = wrong.count(name)
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
