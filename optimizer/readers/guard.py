"""What may be parsed at all: looks at a workbook's bytes, parses nothing, keeps almost nothing in memory.

A spreadsheet is a zip of XML parts, and 2 KB of it can stand for gigabytes or billions of cells. So before
any parser sees it: its size, number of parts, unpacked size and ratio, encryption, macros, document type
definitions, and the rows and columns that its sheets really use (reliability.md 4).
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from optimizer.errors import Problem, reason_of
from optimizer.locales import noted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MB = 1_000_000


@dataclass(frozen=True)
class Limits:
    """How large a workbook of one importer may be; `rows` is None where its reader counts them itself.

    Bytes of the file, of all parts unpacked, of its shared texts and of what its cells say; seconds and
    bytes that parsing may take.
    """

    file: int = 10 * MB
    unpacked: int = 100 * MB
    texts: int = 30 * MB
    parts: int = 500
    ratio: int = 150
    rows: int | None = 20_000
    columns: int = 256
    cells: int = 500_000
    answer: int = 20 * MB
    seconds: int = 20
    memory: int = 1_000 * MB


REGISTER = Limits()
AUDITS = Limits(file=150 * MB, unpacked=1_500 * MB, texts=100 * MB, rows=None)

_CHUNK = 1 << 18
_PROLOG = 4096
_ENTRY = b"PK\x01\x02"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ROOT = re.compile(rb"<[A-Za-z]")
_SHEET = re.compile(rb"<(?:\w+:)?worksheet[\s/>]")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']*)["']""")
_TAG = re.compile(rb"<(?:\w+:)?(row|c|mergeCell)(?=[\s/>])([^>]*)>")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]*)([0-9]*)["']""")
_AREA = re.compile(rb"""\sref\s*=\s*["'][A-Z]+[0-9]+:([A-Z]+)([0-9]+)["']""")
_MACROS = re.compile(r"vbaproject|/macrosheets/|vbadata")
_WORKBOOK = {"[Content_Types].xml", "xl/workbook.xml"}
_XML = (".xml", ".rels", ".vml")
_ENCODINGS = (b"utf-8", b"us-ascii", b"ascii", b"utf8")
_DIGITS = 9  # of a row's number; more are no number of a row


def unsafe(file: Path, limits: Limits = REGISTER) -> Problem | None:
    """Why the workbook must not be parsed, or None. Never raises, whatever the bytes are."""
    if not file.is_file():  # a directory, or a pipe that would never end
        return Problem(file.name, "is not a file")
    try:
        if file.stat().st_size > limits.file:
            return Problem(file.name, "is larger than {most} MB", values={"most": limits.file // MB})
        return _not_a_package(file, limits) or _in_package(file, limits)
    except OSError as error:
        return Problem(file.name, "can't be opened: {reason}", values={"reason": reason_of(error)})
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, NotImplementedError):
        return Problem(file.name, "is damaged, or not an XLSX workbook: open it and save it anew as .xlsx")


def _not_a_package(file: Path, limits: Limits) -> Problem | None:
    """What shows before the list of parts is read: other formats, and lists too long to be read."""
    with file.open("rb") as stream:
        head = stream.read(len(_OLE))
        stream.seek(0)
        if head == _OLE:
            return _old(file, encrypted=any(_ENCRYPTED in chunk for chunk in _chunks(stream, len(_ENCRYPTED))))
        if not head.startswith(b"PK"):
            return Problem(file.name, "is not an XLSX workbook: open it and save it as .xlsx")
        if sum(chunk.count(_ENTRY) for chunk in _chunks(stream, len(_ENTRY))) > limits.parts:
            return _too_much(file)
    return None


def _old(file: Path, *, encrypted: bool) -> Problem:
    if encrypted:
        return Problem(file.name, "is encrypted: open it with its password and save it without one")
    return Problem(file.name, "is not an XLSX workbook but an older .xls: open it and save it as .xlsx")


def _too_much(file: Path) -> Problem:
    return Problem(file.name, "unpacks to more than is reasonable: save the sheets that are needed as a new workbook")


def _chunks(stream: IO[bytes], word: int) -> Iterator[bytes]:
    """The bytes of a stream in pieces in which every word of a length is found once."""
    kept = b""
    while chunk := stream.read(_CHUNK):
        yield kept + chunk
        kept = (kept + chunk)[-(word - 1) :]


def _in_package(file: Path, limits: Limits) -> Problem | None:
    with zipfile.ZipFile(file) as package:
        parts = package.infolist()
        unpacked, texts = _size(parts), _size(part for part in parts if _named(part).endswith("sharedstrings.xml"))
        if len(parts) > limits.parts or unpacked > limits.unpacked or texts > limits.texts:
            return _too_much(file)
        if unpacked > limits.ratio * max(1, file.stat().st_size):
            return _too_much(file)
        for part in parts:
            if text := _unsafe_part(package, part):
                return Problem(file.name, text)
        if not _WORKBOOK.intersection(package.namelist()):
            return Problem(file.name, "is not an XLSX workbook: open it and save it as .xlsx")
        return _in_sheets(file, package, limits) if limits.rows is not None else None


def _size(parts: Iterable[zipfile.ZipInfo]) -> int:
    return sum(part.file_size for part in parts)


def _named(part: zipfile.ZipInfo) -> str:
    return part.filename.lower().replace("\\", "/")


def _unsafe_part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> str | None:
    """What is wrong with a part that can be told from its name and its beginning."""
    name = _named(part)
    if part.flag_bits & 1:
        return noted("is encrypted: open it with its password and save it without one")
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return noted("is packed in a way that no spreadsheet program uses: save it anew as .xlsx")
    if name.startswith("/") or ".." in name.split("/"):
        return noted("holds parts that point outside of it: save it anew as .xlsx")
    if _MACROS.search(name):
        return noted("holds macros: save it as .xlsx without them")
    with package.open(part) as stream:
        head = stream.read(_PROLOG).removeprefix(b"\xef\xbb\xbf")
    if name.endswith(_XML) or head.lstrip().startswith(b"<"):
        return _unsafe_head(head)
    return None


def _unsafe_head(head: bytes) -> str | None:
    """Whether anything but a plain prolog in UTF-8 stands before the root element."""
    root = _ROOT.search(head)
    prolog = head[: root.start()] if root else head
    encoding = _ENCODING.search(prolog)
    if b"\0" in head or (encoding and encoding[1].lower() not in _ENCODINGS):
        return noted("holds XML that is not in UTF-8: save it anew as .xlsx")
    if head and (root is None or b"<!D" in prolog.upper()):
        return noted("holds a document type definition, which no spreadsheet program writes")
    return None


def _in_sheets(file: Path, package: zipfile.ZipFile, limits: Limits) -> Problem | None:
    left = limits.cells
    for part in package.infolist():
        with package.open(part) as stream:
            if not _SHEET.search(stream.read(_PROLOG)):
                continue
        with package.open(part) as stream:
            used = _Used(limits, left)
            for name, attributes in _tags(stream):
                if text := used.refuses(name, attributes):
                    return Problem(file.name, text, values=used.told)
            left = used.left
    return None


def _tags(stream: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Rows, cells and merged areas as (name, attributes); a tag cut by a piece's end is read with the next."""
    kept = b""
    while chunk := stream.read(_CHUNK):
        piece = kept + chunk
        end = piece.rfind(b"<")
        for found in _TAG.finditer(piece, 0, end):
            yield found[1], found[2]
        kept = piece[end:] if end >= 0 and len(piece) - end < _CHUNK else b""
    for found in _TAG.finditer(kept):
        yield found[1], found[2]


class _Used:
    """The rows and columns a sheet uses, followed tag by tag.

    Parsers drop without a word what stands out of order, so disorder is refused, too.
    """

    def __init__(self, limits: Limits, left: int) -> None:
        self.limits, self.left = limits, left
        self.most_rows = limits.rows or 0
        self.row = self.column = 0
        self.told = {"rows": self.most_rows, "columns": limits.columns, "cells": limits.cells}

    def refuses(self, name: bytes, attributes: bytes) -> str | None:
        """Why a sheet with this tag is not read, or None."""
        if name == b"row":
            return self._at_row(attributes)
        if name == b"c":
            return self._at_cell(attributes)
        area = _AREA.search(attributes)
        return self._beyond(_number(area[2]), _column(area[1])) if area else None

    def _at_row(self, attributes: bytes) -> str | None:
        place = _PLACE.search(attributes)
        row = _number(place[2]) if place else self.row + 1
        disorder = row <= self.row
        self.row, self.column = row, 0
        return noted("has rows out of order: open it and save it anew") if disorder else self._beyond(row, 0)

    def _at_cell(self, attributes: bytes) -> str | None:
        place = _PLACE.search(attributes)
        column = _column(place[1]) if place else self.column + 1
        disorder = column <= self.column or (place is not None and _number(place[2]) != self.row)
        self.column = column
        self.left -= 1
        if self.left < 0:
            return noted("has more than {cells} cells")
        return noted("has cells out of order: open it and save it anew") if disorder else self._beyond(0, column)

    def _beyond(self, row: int, column: int) -> str | None:
        if row > self.most_rows or column > self.limits.columns:
            return noted("has a sheet of more than {rows} rows or {columns} columns: delete what is not needed")
        return None


def _number(digits: bytes) -> int:
    return int(digits) if 0 < len(digits) <= _DIGITS else 10**_DIGITS


def _column(letters: bytes) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters[:_DIGITS]:
        number = number * 26 + letter - 64
    return number
