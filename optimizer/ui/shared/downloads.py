"""Downloads of an answer: its tables as a workbook and as CSV for spreadsheets, and its JSON."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import language, speaking, tr
from optimizer.reports import answer, csv_files
from optimizer.ui.shared.files import XLSX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.locales import Language
    from optimizer.ui.shared.answers import Answer


def downloads(stem: str, answers: Sequence[Answer]) -> None:
    """Show the buttons; files are made on click. File names don't depend on the language."""
    first, second, third = st.columns(3)
    spoken: Language = language()
    first.download_button(
        tr("Tables (XLSX)"), lambda: tables_workbook(answers, spoken), f"{stem}.xlsx", XLSX,
        key="download.xlsx", icon=":material/table:", on_click="ignore", width="stretch",
        help=tr("Plan, figures, years, steps to the NPV and limits in one workbook, one sheet each."),
    )  # fmt: skip
    second.download_button(
        tr("Tables (CSV)"), lambda: tables_zip(answers, spoken), f"{stem}.zip", "application/zip",
        key="download.csv", icon=":material/csv:", on_click="ignore", width="stretch",
        help=tr("The same tables, one file each, for other programs."),
    )  # fmt: skip
    third.download_button(
        tr("Answer (JSON)"), lambda: answer.text([one.entry for one in answers]), f"{stem}.json", "application/json",
        key="download.json", icon=":material/data_object:", on_click="ignore", width="stretch",
        help=tr("Every figure with its inputs; `cpee verify` recalculates all of them."),
    )  # fmt: skip


def tables_workbook(answers: Sequence[Answer], spoken: Language) -> bytes:
    """Return the tables of answers as a workbook in a language."""
    from optimizer.reports import xlsx_file  # noqa: PLC0415 - loads slowly

    with speaking(spoken):  # downloads are made before a language is set
        return xlsx_file.content([(one.question, one.outcome) for one in answers])


def tables_zip(answers: Sequence[Answer], spoken: Language) -> bytes:
    """Return the CSV tables of answers as a ZIP, as the spreadsheet of a language opens them."""
    packed = io.BytesIO()
    with (
        speaking(spoken),
        tempfile.TemporaryDirectory(prefix="cpee-") as folder,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for path in csv_files.write(Path(folder), [(one.question, one.outcome) for one in answers]):
            archive.write(path, path.name)
    return packed.getvalue()
