"""Bytes of a file → text, checked: limited size, UTF-8 with or without BOM, no NULs.

Tables may also be in Windows-1251, as a Ukrainian Excel saves "CSV (delimited)", if the bytes can only mean that.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import TYPE_CHECKING

from optimizer.errors import Problem
from optimizer.files import read_bytes

if TYPE_CHECKING:
    from pathlib import Path

CP1251 = "cp1251"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UKRAINIAN = re.compile("[\\x00-\\x7f\\xa0А-Яа-яҐґЄєІіЇїЁё«»“”„‘’–—…№°±§©®•€]*")


def read_text(path: Path, most: int) -> str | Problem:
    """Return the text of a file of at most `most` bytes, or why it can't be read."""
    data = read_bytes(path, most)
    return data if isinstance(data, Problem) else decoded(path.name, data)


def read_table_text(path: Path, most: int) -> str | Problem:
    """Return the text of a table's file, which may also be in Windows-1251, or why it can't be read."""
    data = read_bytes(path, most)
    if isinstance(data, Problem):
        return data
    text = decoded(path.name, data)
    return in_cp1251(data) or text if isinstance(text, Problem) else text


def in_cp1251(data: bytes) -> str | None:
    """Return the text of bytes that are certainly Windows-1251: Ukrainian words, none of them partly in Latin letters.

    In the other code pages of Windows (Polish, German), the same bytes are single letters within Latin words.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode(CP1251, "replace")
        return text if _UKRAINIAN.fullmatch(text) and not any(map(_is_mixed, re.findall(r"[^\W\d_]+", text))) else None
    return None


def _is_mixed(word: str) -> bool:
    """Return whether a word has both Latin and Cyrillic letters."""
    return len({unicodedata.name(letter).split(" ")[0] for letter in word} & {"LATIN", "CYRILLIC"}) > 1


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
        return _not_utf_8(name, f"Windows-1251 ({CP1251})", data[: error.start].count(b"\n") + 1)


def _not_utf_8(name: str, guess: str, row: int | None = None) -> Problem:
    text = 'is not in UTF-8 but probably in {encoding}: save it as UTF-8 (in Excel as "CSV UTF-8")'
    return Problem(name, text, row, values={"encoding": guess})
