"""The import of a register, step by step: questions, a review of the columns, a new project.

It exists only in the session until the project is created, so that nothing unfinished is left behind; the
answers can be downloaded as a file and used for the next register of the same form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.imports import register
from optimizer.locales import language, speaking, tr, trn
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.problems import show_problems
from optimizer.ui.shared.texts import plain
from optimizer.ui.start import importing as steps
from optimizer.ui.start.importing import Importing
from optimizer.ui.start.place import place_for_file
from optimizer.ui.start.wizard_columns import change_columns, mapping_note, show_columns
from optimizer.ui.start.wizard_questions import show_questions

if TYPE_CHECKING:
    import tempfile
    from pathlib import Path

    from optimizer.imports.register import ImportedRegister, LeftOutRow

STATE, DONE, MAPPING = "wizard", "wizard.done", "wizard.mapping"


def current() -> Importing | None:
    """Return this session's import in progress."""
    found = st.session_state.get(STATE)
    return found if isinstance(found, Importing) else None


def begin(path: Path, folder: tempfile.TemporaryDirectory[str]) -> None:
    """Start to import a register in a folder of its own."""
    st.session_state.pop(DONE, None)
    importing = steps.begun(path, folder)
    _end()
    st.session_state[STATE] = importing


def imported() -> ImportedRegister | None:
    """Return the result of this session's last import, while that project is open."""
    key, made = st.session_state.get(DONE, (None, None))
    return made if key == state.project_key() else None


@spoken
def cancel() -> None:
    """Cancel the import and delete its files. A callback."""
    _end()


def _end() -> None:
    importing = current()
    if importing is not None:
        importing.folder.cleanup()
        del st.session_state[STATE]


def show_wizard(importing: Importing) -> None:
    """Show the current step of an import."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(tr("Import of {file}", file=plain(importing.path.name)), width="content")
        st.button(
            tr("Cancel the import"), on_click=cancel, key="wizard.cancel", icon=":material/close:",
            help=tr("The file and the answers are discarded."), width="content",
        )  # fmt: skip
    show_problems(importing.refused)
    if importing.questions:
        show_problems(importing.preview.problems)
        show_questions(importing)
        if importing.proposal.mapping.columns:
            with st.expander(tr("How the columns are read so far"), icon=":material/table_chart:"):
                show_columns(importing)
    else:
        _look_through(importing)
    _mapping_file(importing)


def _look_through(importing: Importing) -> None:
    """Show the review: columns, rows left out, warnings, and the button that creates a project."""
    proposal = importing.proposal
    st.markdown(tr("All questions are answered. Check how each column is read before you continue."))
    note = mapping_note(importing)
    if note:
        st.caption(note)
    show_columns(importing)
    change_columns(importing)
    show_left_out(proposal.left_out)
    _show_not_read(proposal.ignored_sheets)
    show_problems(importing.preview.problems)
    count = len(proposal.measures)
    agreed = st.checkbox(tr("The columns are correct"), key=f"wizard.agreed.{importing.round}")
    label = trn("Create a project with {count} measure", "Create a project with {count} measures", count)
    st.button(
        label, type="primary", on_click=_create, args=(importing,), key="wizard.create", icon=":material/check:",
        disabled=not (agreed and importing.preview.sound),
    )  # fmt: skip


@spoken
def _create(importing: Importing) -> None:
    """Create a project from the import and open it. A callback."""
    made = steps.finished(importing)
    if made is not None:
        _end()
        st.session_state[DONE] = (state.project_key(), made)


def show_left_out(left_out: tuple[LeftOutRow, ...]) -> None:
    """Show the rows that aren't measures, with reasons."""
    if not left_out:
        return
    count = len(left_out)
    label = trn("{count} row is not read", "{count} rows are not read", count)
    with st.expander(label, icon=":material/filter_alt_off:"):
        for line in register.left_out_lines(left_out)[1:]:
            st.markdown(f"- {plain(line)}")


def _show_not_read(sheets: tuple[str, ...]) -> None:
    """Show the sheets with content that are not read."""
    for line in register.ignored_lines(sheets):
        st.warning(plain(line), icon=":material/tab_unselected:")


def _mapping_file(importing: Importing) -> None:
    """Show the download of the answers, and the upload of an earlier import's answers."""
    with st.expander(tr("The answers as a file, for the next register of this form"), icon=":material/save:"):
        spoken_now, proposal = language(), importing.proposal

        def written() -> str:
            with speaking(spoken_now):  # downloads are made before a language is set
                return register.mapping_text(proposal.mapping, tuple(map(str, proposal.questions)))

        st.download_button(
            tr("Download the answers"), written, f"{importing.path.stem}.toml", "application/toml",
            key="wizard.written", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        count = st.session_state.get(f"{MAPPING}.count", 0)
        label = tr("Use the answers of an earlier import (TOML)")
        brought = place_for_file(label, ["toml"], 1, f"{MAPPING}.{count}")
        if brought is not None:
            st.session_state[f"{MAPPING}.count"] = count + 1
            steps.use_mapping(importing, brought.name, brought.getvalue())
            st.rerun()


def show_imported(made: ImportedRegister) -> None:
    """Show the result of an import: counts, assumptions, rows left out, warnings."""
    measures = trn("{count} measure", "{count} measures", made.measures)
    streams = trn("{count} stream", "{count} streams", made.streams)
    told = tr("Imported: {measures}, {streams}.", measures=measures, streams=streams)
    st.success(told, icon=":material/check_circle:")
    if made.assumptions:
        count = len(made.assumptions)
        label = trn("{count} assumption was made", "{count} assumptions were made", count)
        with st.expander(label, icon=":material/info:"):
            for line in made.assumptions:
                st.markdown(f"- {plain(line)}")
    show_left_out(made.left_out)
    _show_not_read(made.ignored_sheets)
    show_problems(made.warnings)
