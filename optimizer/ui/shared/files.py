"""Downloads: the case as a workbook, an empty template, the project as a bundle."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import language, speaking, tr
from optimizer.projects import bundle, packing
from optimizer.ui.shared import state
from optimizer.ui.shared.problems import show_problems

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.case import Case
    from optimizer.locales import Language
    from optimizer.projects.project import Project

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def case_workbook() -> None:
    """Show the button for the open case as a workbook; only without errors, or data would be lost."""
    reading = state.case_reading()
    case = reading.case
    st.download_button(
        tr("Register as a workbook"), lambda: workbook(case) if case is not None else b"", "register.xlsx", XLSX,
        key="files.case", icon=":material/download:", on_click="ignore", width="stretch", disabled=not reading.sound,
        help=tr("XLSX with one sheet per table; it can be opened here again.") if reading.sound
        else tr("Fix the errors first: only a register without errors can be exported."),
    )  # fmt: skip


def workbook(case: Case) -> bytes:
    """Return a case as an XLSX workbook."""
    from optimizer.readers.workbook_writer import write_workbook  # noqa: PLC0415 - loads slowly

    return _written(lambda path: write_workbook(path, case))


def template_button(place: str = "here") -> None:
    """Show the button for an empty workbook in the current language; `place` distinguishes two on a page."""
    spoken: Language = language()
    st.download_button(
        tr("Empty template"), lambda: template(spoken), f"register-template-{spoken}.xlsx", XLSX,
        key=f"files.template.{place}",
        icon=":material/description:", on_click="ignore", width="stretch",
        help=tr("A workbook to fill in, with every column explained and an example."),
    )  # fmt: skip


def template(spoken: Language) -> bytes:
    """Return the template workbook in a language."""
    from optimizer.readers.template import write_template  # noqa: PLC0415 - loads slowly

    with speaking(spoken):  # downloads are made before a language is set
        return _written(lambda path: write_template(path, spoken))


def _written(write: Callable[[Path], None]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="cpee-") as folder:
        path = Path(folder) / "register.xlsx"
        write(path)
        return path.read_bytes()


def bundle_button(project: Project) -> None:
    """Show the button for the project as a ZIP file, or which part can't be packed."""
    name = project.case_folder.stem if project.case_folder else "project"
    refused = tuple(packing.refusals(project))
    st.download_button(
        tr("Project as a bundle"), lambda: bundle.pack(project), f"{name}.zip", "application/zip", key="files.bundle",
        icon=":material/folder_zip:", on_click="ignore", width="stretch", disabled=bool(refused),
        help=tr("Register, scenarios and answers in one ZIP file; it can be opened here again."),
    )  # fmt: skip
    show_problems(refused)
