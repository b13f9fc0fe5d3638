"""The rows and columns that the tables of an ODS workbook really use, with repeats counted but not expanded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optimizer.errors import Problem
from optimizer.locales import noted
from optimizer.readers.guard.package import CHUNK, number, tags

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path

    from optimizer.limits import WorkbookLimits

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
_TAG = re.compile(rb"<(?:[\w.-]+:)?(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*)>")
_REPEATED = re.compile(rb"""\s(?:[\w.-]+:)?number-(?:rows|columns)-repeated\s*=\s*["']\s*([0-9]*)\s*["']""")
_SPANNED = re.compile(rb"""\s(?:[\w.-]+:)?number-(rows|columns)-spanned\s*=\s*["']\s*([0-9]*)\s*["']""")
_SAYS_SOMETHING = re.compile(rb"\s(?:[\w.-]+:)?(?:value-type|value|formula|string-value|date-value)\s*=")


def is_one(package: zipfile.ZipFile) -> bool:
    """Return whether the package declares itself an OpenDocument spreadsheet."""
    with package.open("mimetype") as stream:
        return stream.read(len(MIMETYPE)) == MIMETYPE


def refusal(file: Path, package: zipfile.ZipFile, limits: WorkbookLimits) -> Problem | None:
    """Return why the tables must not be parsed, or None."""
    if package.namelist().count(CONTENT) != 1:
        return Problem(file.name, "is damaged, or not an XLSX workbook: open it and save it again as .xlsx")
    used = _UsedCells(limits)
    with package.open(CONTENT) as stream:
        for tag in tags(stream, _TAG):
            if text := used.refuses(tag[1], tag[2]):
                return Problem(file.name, text, values=used.told)
    return None


def encrypted(package: zipfile.ZipFile) -> bool:
    """Return whether any part is encrypted; the zip doesn't show that, its manifest does."""
    names = package.namelist()
    if MANIFEST not in names:
        return "encrypted-package" in names
    with package.open(MANIFEST) as stream:
        return "encrypted-package" in names or b"encryption-data" in stream.read(CHUNK)


class _UsedCells:
    """Tracks, tag by tag, the rows and columns taken up by cells with content.

    A sheet often ends in an empty row repeated a million times, so only cells with content count.
    """

    def __init__(self, limits: WorkbookLimits) -> None:
        self.limits, self.left = limits, limits.cells
        self.most_rows = limits.rows or limits.cells
        self.row = self.times = self.column = 0
        self.told = {"rows": self.most_rows, "columns": limits.columns, "cells": limits.cells}

    def refuses(self, name: bytes, attributes: bytes) -> str | None:
        """Return why a table with this tag is refused, or None."""
        found = _REPEATED.search(attributes)
        times = number(found[1]) if found else 1
        if name == b"table":
            self.row = self.times = self.column = 0
        elif name == b"table-row":
            self.row, self.times, self.column = self.row + times, times, 0
        else:
            self.column += times
            return self._at_cell(attributes, times)
        return None

    def _at_cell(self, attributes: bytes, times: int) -> str | None:
        spans = {found[1]: found[2] for found in _SPANNED.finditer(attributes)}
        says = _SAYS_SOMETHING.search(attributes) is not None
        row, column = (self.row, self.column) if says or spans else (0, 0)
        row += number(spans.get(b"rows", b"1")) - 1
        column += number(spans.get(b"columns", b"1")) - 1
        if row > self.most_rows or column > self.limits.columns:
            return noted("has a sheet of more than {rows} rows or {columns} columns: delete what is not needed")
        self.left -= times * self.times if says else 1
        return noted("has more than {cells} cells") if self.left < 0 else None
