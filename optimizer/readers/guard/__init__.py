"""Decides whether a spreadsheet may be parsed, by its bytes alone and in almost no memory.

XLSX and ODS are zips of XML parts, and 2 KB can unpack to gigabytes or billions of cells. So these are checked
before any parser runs: size, number of parts, unpacked size and ratio, encryption, macros, document type
definitions, and the rows and columns that the sheets really use (docs/reliability.md). An old XLS can't unpack to
more than its size; the child process checks its records before parsing them (`sheets/xls.py`).
"""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING

from optimizer.errors import Problem, reason_of
from optimizer.files import too_large
from optimizer.limits import REGISTER, WorkbookLimits
from optimizer.readers.guard import ods, xlsx
from optimizer.readers.guard.package import chunks, too_much, unsafe_package

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ALL_FORMS", "XLSX", "form_of", "unsafe"]

XLSX = ("xlsx",)
ALL_FORMS = ("xlsx", "ods", "xls")
IN_PACKAGE = {"xlsx": xlsx.refusal, "ods": ods.refusal}
_ENTRY = b"PK\x01\x02"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, NotImplementedError)


def form_of(file: Path) -> str:
    """Return "xls", "ods" or "xlsx" by the file's content, not its name; "xlsx" if it is none of them."""
    try:
        with file.open("rb") as stream:
            if stream.read(len(_OLE)) == _OLE:
                return "xls"
        with zipfile.ZipFile(file) as package:
            return "ods" if ods.is_one(package) else "xlsx"
    except (OSError, KeyError, *_UNREADABLE):
        return "xlsx"


def unsafe(file: Path, limits: WorkbookLimits = REGISTER, forms: tuple[str, ...] = XLSX) -> Problem | None:
    """Return why the workbook must not be parsed, or None. Never raises, whatever the bytes are."""
    try:
        if not file.is_file():  # a directory, or a pipe that would never end
            return Problem(file.name, "is not a file")
        if file.stat().st_size > limits.file:
            return too_large(file.name, limits.file)
        return _not_a_package(file, limits, forms) or _in_package(file, limits, forms)
    except OSError as error:
        return Problem(file.name, "can't be opened: {reason}", values={"reason": reason_of(error)})
    except _UNREADABLE:
        return Problem(file.name, "is damaged, or not an XLSX workbook: open it and save it again as .xlsx")


def _not_a_package(file: Path, limits: WorkbookLimits, forms: tuple[str, ...]) -> Problem | None:
    """Check what can be seen before the list of parts is read: other formats, and lists that are too long."""
    with file.open("rb") as stream:
        head = stream.read(len(_OLE))
        stream.seek(0)
        if head == _OLE:
            encrypted = any(_ENCRYPTED in chunk for chunk in chunks(stream, len(_ENCRYPTED)))
            return _old(file, forms, encrypted=encrypted)
        if not head.startswith(b"PK"):
            return Problem(file.name, "is not an XLSX workbook: open it and save it as .xlsx")
        if sum(chunk.count(_ENTRY) for chunk in chunks(stream, len(_ENTRY))) > limits.parts:
            return too_much(file)
    return None


def _old(file: Path, forms: tuple[str, ...], *, encrypted: bool) -> Problem | None:
    if encrypted:
        return Problem(file.name, "is encrypted: open it with its password and save it without one")
    if "xls" in forms:
        return None
    return Problem(file.name, "is not an XLSX workbook but an older .xls: open it and save it as .xlsx")


def _in_package(file: Path, limits: WorkbookLimits, forms: tuple[str, ...]) -> Problem | None:
    form = form_of(file)
    if form == "xls":
        return None
    with zipfile.ZipFile(file) as package:
        if form == "ods" and ods.encrypted(package):
            return Problem(file.name, "is encrypted: open it with its password and save it without one")
        if problem := unsafe_package(file, package, limits):
            return problem
        if form not in forms:
            return Problem(file.name, "is not an XLSX workbook: open it and save it as .xlsx")
        return IN_PACKAGE[form](file, package, limits)
