"""Bytes of a file → text, guarded: bounded size, UTF-8 with or without BOM, no NULs. Nothing is guessed."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from optimizer.errors import Problem, reason_of

if TYPE_CHECKING:
    from pathlib import Path

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(path: Path, most: int) -> str | Problem:
    """The text of a file of at most `most` bytes, or why it can't be read."""
    if not path.is_file():  # a directory, or a pipe that would never end
        return Problem(path.name, "is not a file")
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        return Problem(path.name, "can't be opened: {reason}", values={"reason": reason_of(error)})
    if len(data) > most:
        return Problem(path.name, "is larger than {most} KB: split it", values={"most": most // 1024})
    return decoded(path.name, data)


def decoded(name: str, data: bytes) -> str | Problem:
    """The text that bytes hold, or why they hold none."""
    zeros = data.count(b"\0")
    if data.startswith(_UTF_16) or zeros > len(data) // 4:
        return _not_utf_8(name, "UTF-16")
    if zeros:
        row = data[: data.index(b"\0")].count(b"\n") + 1
        return Problem(name, "holds NUL bytes, so it is no text file: save it anew as CSV UTF-8", row)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _not_utf_8(name, "Windows-1251 (cp1251)", data[: error.start].count(b"\n") + 1)


def _not_utf_8(name: str, guess: str, row: int | None = None) -> Problem:
    text = 'is not in UTF-8 but probably in {encoding}: save it as UTF-8 (in Excel as "CSV UTF-8")'
    return Problem(name, text, row, values={"encoding": guess})
