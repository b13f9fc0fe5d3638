"""Checks for every zip of XML parts, from any spreadsheet program: size, encryption, macros, entities."""

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
DIGITS = 9  # no row number has more digits


def too_much(file: Path) -> Problem:
    """Return the problem for a file that unpacks out of all proportion."""
    return Problem(file.name, "unpacks to too much data: save only the sheets you need as a new workbook")


def unsafe_package(file: Path, package: zipfile.ZipFile, limits: WorkbookLimits) -> Problem | None:
    """Return why the parts must not be unpacked, judged by their names, sizes and first bytes, or None."""
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
    """Yield a stream's bytes in overlapping chunks, so that any `word` bytes in a row occur in exactly one of them."""
    kept = b""
    while chunk := stream.read(CHUNK):
        yield kept + chunk
        kept = (kept + chunk)[-(word - 1) :]


def tags(stream: IO[bytes], tag: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """Yield the matching tags; a tag cut off at the end of a chunk is completed with the next chunk."""
    kept = b""
    while chunk := stream.read(CHUNK):
        piece = kept + chunk
        end = piece.rfind(b"<")
        yield from tag.finditer(piece, 0, end)
        kept = piece[end:] if end >= 0 and len(piece) - end < CHUNK else b""
    yield from tag.finditer(kept)


def number(digits: bytes) -> int:
    """Return a count in a file; a huge number if it can't be one."""
    return int(digits) if 0 < len(digits) <= DIGITS else 10**DIGITS


def _size(parts: Iterable[zipfile.ZipInfo]) -> int:
    return sum(part.file_size for part in parts)


def _named(part: zipfile.ZipInfo) -> str:
    return part.filename.lower().replace("\\", "/")


def _unsafe_part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> str | None:
    """Return what is wrong with a part, by its name and first bytes, or None."""
    name = _named(part)
    if part.flag_bits & 1:
        return noted("is encrypted: open it with its password and save it without one")
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return noted("uses a compression that no spreadsheet program uses: save it again as .xlsx")
    if name.startswith("/") or ".." in name.split("/"):
        return noted("has parts that point outside the file: save it again as .xlsx")
    if _MACROS.search(name):
        return noted("contains macros: save it as .xlsx without macros")
    with package.open(part) as stream:
        head = stream.read(PROLOG).removeprefix(b"\xef\xbb\xbf")
    if name.endswith(_XML) or head.lstrip().startswith(b"<"):
        return _unsafe_head(head)
    return None


def _unsafe_head(head: bytes) -> str | None:
    """Return why an XML part is refused if anything but a plain UTF-8 prolog precedes its root element."""
    root = _ROOT.search(head)
    prolog = head[: root.start()] if root else head
    encoding = _ENCODING.search(prolog)
    if b"\0" in head or (encoding and encoding[1].lower() not in _ENCODINGS):
        return noted("contains XML that is not in UTF-8: save it again as .xlsx")
    if head and (root is None or b"<!D" in prolog.upper()):
        return noted("contains a document type definition, which no spreadsheet program writes")
    return None
