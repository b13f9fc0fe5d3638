"""A register's file → grids of cells. Nothing about a CSV file is guessed: anything uncertain is a question.

Encoding: given by a byte order mark, or UTF-8 if the bytes are valid UTF-8, or else asked. Separator: given by
`sep=`, or the only one that splits every row into equally many cells.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from optimizer.errors import Phrase, Problem
from optimizer.files import read_bytes
from optimizer.imports.register.mapping import Choice, RegisterQuestion
from optimizer.imports.register.sheet.header_rows import FEWEST, HEADER_WITHIN
from optimizer.imports.register.words.cells import SHOWN
from optimizer.imports.register.words.vocabulary import table, tokens
from optimizer.limits import REGISTER, REGISTER_BYTES
from optimizer.locales import noted
from optimizer.readers.grid import Cell, Grid, read_grids
from optimizer.readers.guard import ALL_FORMS

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = (".csv", ".txt", ".tsv")
ENCODINGS = ("cp1251", "koi8-u", "cp866", "utf-16-le", "utf-16-be", "cp1252", "cp1250")
SEPARATORS = {";": noted("semicolon"), ",": noted("comma"), "\t": noted("tab"), "|": noted("vertical bar")}
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_TEXT_MARK = re.compile(r"'\s*[-+−–≈~]?\s*\d")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x9f]")


@dataclass(frozen=True)
class LoadedFile:
    """The sheets of a file, or the questions and problems to settle first."""

    sheets: tuple[Grid, ...] = ()
    encoding: str = ""
    separator: str = ""
    question: RegisterQuestion | None = None
    problem: Problem | None = None


def load(path: Path, encoding: str = "", separator: str = "") -> LoadedFile:
    """Return the grids of a file; `encoding` and `separator` are earlier answers ("" if none)."""
    if path.suffix.lower() not in TEXTS:
        return LoadedFile(_workbook(path))
    data = _bytes(path)
    if isinstance(data, Problem):
        return LoadedFile(problem=data)
    known = certain_encoding(data) or encoding
    if not known:
        return LoadedFile(question=_which_encoding(data))
    text = _decoded(data, known)
    if text is None:
        return LoadedFile(problem=Problem(path.name, "is not in {encoding}", values={"encoding": known}))
    return _split(path, text, known, separator)


def _workbook(path: Path) -> tuple[Grid, ...]:
    stat = path.stat() if path.is_file() else None
    return _parsed(path, (stat.st_mtime_ns, stat.st_size) if stat else (0, 0))


@lru_cache(maxsize=4)
def _parsed(path: Path, _version: tuple[int, int]) -> tuple[Grid, ...]:
    """Return the sheets of one version of a file, cached because it is proposed again after every round of answers."""
    return tuple(replace(grid, rows=_without_text_marks(grid.rows)) for grid in read_grids(path, forms=ALL_FORMS))


def _without_text_marks(rows: tuple[tuple[Cell, ...], ...]) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows without the apostrophe that made a figure a text in a spreadsheet program ("'180,5")."""
    return tuple(
        tuple(cell[1:] if isinstance(cell, str) and _TEXT_MARK.match(cell) else cell for cell in row) for row in rows
    )


def _bytes(path: Path) -> bytes | Problem:
    data = read_bytes(path, REGISTER_BYTES)
    return data if isinstance(data, Problem) or data.strip() else Problem(path.name, "is empty")


def certain_encoding(data: bytes) -> str:
    """Return the encoding shown by a byte order mark or by valid UTF-8; "" if neither applies."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    return "utf-8" if _decoded(data, "utf-8") is not None else ""


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if _CONTROL.search(text) else text


def _which_encoding(data: bytes) -> RegisterQuestion:
    texts = {name: text for name in ENCODINGS if (text := _decoded(data, name)) is not None}
    ranked = sorted(texts, key=lambda name: -_familiar(texts[name]))
    choices = tuple(Choice(name, "{name}: {line}", {"name": name, "line": _glimpse(texts[name])}) for name in ranked)
    asked = "Which line is readable? The file doesn't state its encoding."
    return RegisterQuestion("encoding", asked, choices=choices, suggestion=ranked[0] if ranked else "")


def _familiar(text: str) -> int:
    """Return how many words of a text are typical of registers."""
    return sum(word in _known_words() for word in tokens(text[:20_000]))


@cache
def _known_words() -> frozenset[str]:
    terms = table("terms")
    every = (term for part in ("field", "role", "stream") for of in terms[part].values() for term in of)
    return frozenset(word for term in every for word in tokens(term.replace("*", "")) if len(word) > 1)


def _glimpse(text: str) -> str:
    """Return the first line with non-ASCII letters, where encodings differ."""
    lines = [line.strip() for line in text.splitlines()]
    return next((line for line in lines if not line.isascii()), lines[0])[:SHOWN]


def _split(path: Path, text: str, encoding: str, separator: str) -> LoadedFile:
    hint = re.match(r"\s*sep=(.)\s*$", text.partition("\n")[0], re.IGNORECASE)
    first = 1 if hint else 0
    body = text.partition("\n")[2] if hint else text
    readings = {each: rows for each in SEPARATORS if (rows := _rows(body, each)) is not None}
    chosen = (hint[1] if hint else "") or separator or _certain_separator(readings)
    if not chosen:
        return LoadedFile(encoding=encoding, question=_which_separator(readings))
    if chosen not in readings:
        why = "can't be split at its separator ({separator}): a quote isn't closed, or a row is too long"
        sign = Phrase(SEPARATORS[chosen]) if chosen in SEPARATORS else chosen
        return LoadedFile(problem=Problem(path.name, why, values={"separator": sign}))
    rows = readings[chosen]
    if len(rows) > (REGISTER.rows or 0) or max(map(len, rows), default=0) > REGISTER.columns:
        values = {"rows": REGISTER.rows, "columns": REGISTER.columns}
        return LoadedFile(problem=Problem(path.name, "has more than {rows} rows or {columns} columns", values=values))
    cells = _without_text_marks(tuple(tuple(cell.strip() or None for cell in row) for row in rows))
    return LoadedFile((Grid(path.stem, ((),) * first + cells),), encoding, chosen)


def _rows(text: str, separator: str) -> list[list[str]] | None:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return None


def _certain_separator(readings: dict[str, list[list[str]]]) -> str:
    """Return the only separator that splits nearly all rows, including a header, into equally many cells."""
    widths = {each: width for each, rows in readings.items() if (width := _width(rows))}
    good = [each for each, width in widths.items() if _headed(readings[each], width, each)]
    if not good:  # rows that end early, or titles above the headings
        good = [each for each, rows in readings.items() if _fits_below_header(rows, each)]
    if not good:  # headings in a language that isn't known
        good = [each for each, width in widths.items() if width >= FEWEST and _all_of(readings[each], width)]
    return good[0] if len(good) == 1 else ""


def _width(rows: list[list[str]]) -> int:
    """Return the common number of cells among rows with more than one; 0 if they differ."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    filled = sum(1 for row in rows if any(cell.strip() for cell in row))
    if not widths:
        return 0
    width, count = widths.most_common(1)[0]
    return width if 10 * count >= 9 * sum(widths.values()) and 2 * count >= filled else 0


def _all_of(rows: list[list[str]], width: int) -> bool:
    return all(len(row) == width for row in rows if any(map(str.strip, row)))


def _fits_below_header(rows: list[list[str]], separator: str) -> bool:
    """Return whether no row below a header is longer than it, and most are as long."""
    header = next((at for at, row in enumerate(rows[:HEADER_WITHIN]) if _headed([row], len(row), separator)), None)
    if header is None:
        return False
    lengths = [len(row) for row in rows[header + 1 :] if any(cell.strip() for cell in row)]
    width = len(rows[header])
    return bool(lengths) and max(lengths) <= width and 2 * lengths.count(width) > len(lengths)


def _headed(rows: list[list[str]], width: int, separator: str) -> bool:
    """Return whether a row names at least three columns; cells that contain another separator don't count."""
    words = _known_words()
    others = [each for each in SEPARATORS if each not in {separator, ","}]

    def names(cell: str) -> bool:
        return not any(each in cell for each in others) and any(word in words for word in tokens(cell))

    return any(len(row) == width and sum(map(names, row)) >= FEWEST for row in rows[:HEADER_WITHIN])


def _which_separator(readings: dict[str, list[list[str]]]) -> RegisterQuestion:
    def cells(each: str) -> str:
        widest = max(readings[each][:40], key=len, default=[])
        return " ⋮ ".join(widest)[:SHOWN]

    choices = tuple(
        Choice(each, "{sign}: {cells}", {"sign": Phrase(SEPARATORS[each]), "cells": cells(each)}) for each in readings
    )
    likely = [each for each, rows in readings.items() if any(_headed(rows, len(row), each) for row in rows[:40])]
    suggestion = likely[0] if len(likely) == 1 else ""
    return RegisterQuestion(
        "separator", "Which character separates the cells of a row?", choices=choices, suggestion=suggestion
    )
