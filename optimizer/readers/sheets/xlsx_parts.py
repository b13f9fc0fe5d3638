"""The parts of an XLSX package that openpyxl doesn't read: merged areas, hidden rows and columns, Strict Open XML."""

from __future__ import annotations

import io
import re
import zipfile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .appearance import SeenSheet

Area = tuple[int, int, int, int]

_TAG = re.compile(rb"<(?:\w+:)?(row|col|mergeCell|strike)(?=[\s/>])([^>]*)>")
_ATTRIBUTE = re.compile(rb"""\s(r|ref|val|hidden|ht|width|min|max)\s*=\s*["']([^"']*)["']""")
_AREA = re.compile(rb"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")
_TRUE, _FALSE = (b"1", b"true", b"on"), (b"0", b"false", b"off")
_CHUNK = 1 << 18
_WIDEST = 1_000  # beyond it, no sheet is read
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
_FAMILY = re.compile(re.escape(_STRICT) + rb"(spreadsheetml|officeDocument|drawingml)/")


def transitional(path: str) -> str | io.BytesIO:
    """Return a workbook as openpyxl knows it: the file itself, or a copy of Strict Open XML with the usual names.

    The two forms differ in the names of their namespaces and relations; dates as texts are read either way.
    """
    with zipfile.ZipFile(path) as package:
        if not any(_is_strict(package, part) for part in package.infolist()):
            return path
        renamed = io.BytesIO()
        with zipfile.ZipFile(renamed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for part in package.infolist():
                copy.writestr(part.filename, _FAMILY.sub(_usual_name, package.read(part)))
    renamed.seek(0)
    return renamed


def _is_strict(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with package.open(part) as stream:
        return _STRICT + b"spreadsheetml" in stream.read(4096)


def _usual_name(found: re.Match[bytes]) -> bytes:
    return _TRANSITIONAL + found[1] + b"/2006/"


def merged_and_hidden(stream: IO[bytes], seen: SeenSheet) -> list[Area]:
    """Return the merged areas of a sheet's part; record in `seen` hidden rows and columns, and struck texts."""
    merged: dict[Area, None] = {}
    row = 0
    for tag in _tags(stream):
        given = dict(_ATTRIBUTE.findall(tag[2]))
        unseen = given.get(b"hidden") in _TRUE or _is_nothing(given.get(b"ht")) or _is_nothing(given.get(b"width"))
        if tag[1] == b"row":
            row = int(given.get(b"r", row + 1))
            seen.hidden_rows |= {row} if unseen else set()
        elif tag[1] == b"col":
            first, last = int(given.get(b"min", 0)), int(given.get(b"max", 0))
            seen.hidden_columns |= set(range(first, min(last, _WIDEST) + 1)) if unseen else set()
        elif tag[1] == b"strike":  # in a text of its own; shared texts are in another part
            seen.struck_rows |= set() if given.get(b"val") in _FALSE else {row}
        elif area := _AREA.fullmatch(given.get(b"ref", b"")):
            merged[int(area[2]), _column(area[1]), int(area[4]), _column(area[3])] = None
    return list(merged)


def _is_nothing(size: bytes | None) -> bool:
    """Return whether a stated height or width is zero."""
    return size is not None and re.fullmatch(rb"0(\.0*)?", size) is not None


def _tags(stream: IO[bytes]) -> Iterator[re.Match[bytes]]:
    """Yield the tags; one that the end of a chunk cuts is completed with the next chunk."""
    kept = b""
    while chunk := stream.read(_CHUNK):
        piece = kept + chunk
        end = piece.rfind(b"<")
        yield from _TAG.finditer(piece, 0, max(end, 0))
        kept = piece[end:] if end >= 0 and len(piece) - end < _CHUNK else b""
    yield from _TAG.finditer(kept)


def _column(letters: bytes) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
