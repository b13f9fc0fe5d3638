"""Bytes of a file → text, checked: limited size, UTF-8 with or without BOM, no NULs. Nothing is guessed."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from optimizer.errors import Problem
from optimizer.files import read_bytes

if TYPE_CHECKING:
    from pathlib import Path

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(path: Path, most: int) -> str | Problem:
    """Return the text of a file of at most `most` bytes, or why it can't be read."""
    data = read_bytes(path, most)
    return data if isinstance(data, Problem) else decoded(path.name, data)


def decoded(name: str, data: bytes) -> str | Problem:
    """Return the text in bytes, or why there is none."""
    zeros = data.count(b"\0")
    if data.startswith(_UTF_16) or zeros > len(data) // 4:
        return _not_utf_8(name, "UTF-16")
    if zeros:
        row = data[: data.index(b"\0")].count(b"\n") + 1
        return Problem(name, "contains NUL bytes, so it is not a text file: save it again as CSV UTF-8", row)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _not_utf_8(name, "Windows-1251 (cp1251)", data[: error.start].count(b"\n") + 1)


def _not_utf_8(name: str, guess: str, row: int | None = None) -> Problem:
    text = 'is not in UTF-8 but probably in {encoding}: save it as UTF-8 (in Excel as "CSV UTF-8")'
    return Problem(name, text, row, values={"encoding": guess})
