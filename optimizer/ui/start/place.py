"""A place to put a file, in the language spoken: what Streamlit says there in English is said by us instead."""

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
    """A place for a file of one of these endings and at most so many MB; larger ones don't leave the browser."""
    refused = tr("Not taken: it has to be of a kind named above, and at most {most} MB large.", most=most)
    st.html(STYLE.format(choose=_quoted(tr("Choose a file")), refused=_quoted(refused)))
    return st.file_uploader(label, type=list(endings), key=key, max_upload_size=most)


def _quoted(text: str) -> str:
    """A text as CSS writes it."""
    return json.dumps(text, ensure_ascii=False).replace("<", "\\3c ")
