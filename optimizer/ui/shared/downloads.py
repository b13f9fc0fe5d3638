"""Downloads of an answer: its JSON, and its tables as CSV for spreadsheets."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import tr
from optimizer.reports import answer, csv_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.ui.shared.answers import Answer


def downloads(stem: str, answers: Sequence[Answer]) -> None:
    """Show the buttons; files are made on click. File names don't depend on the language."""
    left, right, _ = st.columns([1, 1, 2])
    left.download_button(
        tr("Answer (JSON)"), lambda: answer.text([one.entry for one in answers]), f"{stem}.json", "application/json",
        key="download.json", icon=":material/data_object:", on_click="ignore", width="stretch",
        help=tr("Every figure with its inputs; `cpee verify` recalculates all of them."),
    )  # fmt: skip
    right.download_button(
        tr("Tables (CSV)"), lambda: tables_zip(answers), f"{stem}.zip", "application/zip",
        key="download.csv", icon=":material/table:", on_click="ignore", width="stretch",
        help=tr("Plan, figures, years and limits, one file each, for a spreadsheet."),
    )  # fmt: skip


def tables_zip(answers: Sequence[Answer]) -> bytes:
    """Return the CSV tables of answers as a ZIP; texts that a spreadsheet might execute stay texts."""
    packed = io.BytesIO()
    with (
        tempfile.TemporaryDirectory(prefix="cpee-") as folder,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for path in csv_files.write(Path(folder), [(one.question, one.outcome) for one in answers]):
            archive.write(path, path.name)
    return packed.getvalue()
