"""A file uploader in the current language, which replaces Streamlit's English texts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

STYLE = """<style>
[data-testid="stFileUploaderDropzoneInstructions"] {{ display: none; }}
[data-testid="stFileUploaderDropzone"] button p {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button p::after {{ font-size: 0.875rem; content: {choose}; }}
[data-testid="stFileUploader"]:has([data-testid="stFileChip"][aria-invalid="true"])::after {{ content: {refused}; }}
</style>"""


def place_for_file(label: str, endings: Sequence[str], most: int, key: str) -> UploadedFile | None:
    """Show an uploader for files with these suffixes up to a size; larger ones don't leave the browser."""
    refused = tr("Not accepted: the file must be of a type named above and at most {most} MB.", most=most)
    st.html(STYLE.format(choose=_quoted(tr("Choose a file")), refused=_quoted(refused)))
    return st.file_uploader(label, type=list(endings), key=key, max_upload_size=most)


def _quoted(text: str) -> str:
    """Return a text as CSS writes it."""
    return json.dumps(text, ensure_ascii=False).replace("<", "\\3c ")
