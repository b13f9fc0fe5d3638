"""What no zip of XML parts may be, of whatever spreadsheet program: too much, encrypted, with macros or entities."""

from __future__ import annotations

import re
import zipfile
from typing import IO, TYPE_CHECKING

from optimizer.errors import Problem
from optimizer.locales import noted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from optimizer.limits import WorkbookLimits

PROLOG = 4096
CHUNK = 1 << 18
_ROOT = re.compile(rb"<[A-Za-z]")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']*)["']""")
_MACROS = re.compile(r"vbaproject|/macrosheets/|vbadata|^(?:basic|scripts)/")
_XML = (".xml", ".rels", ".vml")
_ENCODINGS = (b"utf-8", b"us-ascii", b"ascii", b"utf8")
DIGITS = 9  # of a row's number; more are no number of a row


def too_much(file: Path) -> Problem:
    """The problem of whatever is out of all proportion."""
    return Problem(file.name, "unpacks to more than is reasonable: save the sheets that are needed as a new workbook")


def unsafe_package(file: Path, package: zipfile.ZipFile, limits: WorkbookLimits) -> Problem | None:
    """Why the parts must not be unpacked; one after another, by their names, sizes and beginnings."""
    parts = package.infolist()
    unpacked, texts = _size(parts), _size(part for part in parts if _named(part).endswith("sharedstrings.xml"))
    if len(parts) > limits.parts or unpacked > limits.unpacked or texts > limits.texts:
        return too_much(file)
    if unpacked > limits.ratio * max(1, file.stat().st_size):
        return too_much(file)
    for part in parts:
        if text := _unsafe_part(package, part):
            return Problem(file.name, text)
    return None


def chunks(stream: IO[bytes], word: int) -> Iterator[bytes]:
    """The bytes of a stream in pieces in which every word of a length is found once."""
    kept = b""
    while chunk := stream.read(CHUNK):
        yield kept + chunk
        kept = (kept + chunk)[-(word - 1) :]


def tags(stream: IO[bytes], tag: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """The tags of a kind; one cut by a piece's end is read with the next."""
    kept = b""
    while chunk := stream.read(CHUNK):
        piece = kept + chunk
        end = piece.rfind(b"<")
        yield from tag.finditer(piece, 0, end)
        kept = piece[end:] if end >= 0 and len(piece) - end < CHUNK else b""
    yield from tag.finditer(kept)


def number(digits: bytes) -> int:
    """A count in a file, or more than any."""
    return int(digits) if 0 < len(digits) <= DIGITS else 10**DIGITS


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
        head = stream.read(PROLOG).removeprefix(b"\xef\xbb\xbf")
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
