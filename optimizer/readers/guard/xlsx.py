"""The rows and columns that the sheets of an XLSX workbook really use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optimizer.errors import Problem
from optimizer.locales import noted
from optimizer.readers.guard.package import DIGITS, PROLOG, number, tags

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path

    from optimizer.limits import WorkbookLimits

_SHEET = re.compile(rb"<(?:\w+:)?worksheet[\s/>]")
_TAG = re.compile(rb"<(?:\w+:)?(row|c|mergeCell)(?=[\s/>])([^>]*)>")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]*)([0-9]*)["']""")
_AREA = re.compile(rb"""\sref\s*=\s*["'][A-Z]+[0-9]+:([A-Z]+)([0-9]+)["']""")
_WORKBOOK = {"[Content_Types].xml", "xl/workbook.xml"}


def refusal(file: Path, package: zipfile.ZipFile, limits: WorkbookLimits) -> Problem | None:
    """Return why the sheets must not be parsed, or None."""
    if not _WORKBOOK.intersection(package.namelist()):
        return Problem(file.name, "is not an XLSX workbook: open it and save it as .xlsx")
    return _in_sheets(file, package, limits) if limits.rows is not None else None


def _in_sheets(file: Path, package: zipfile.ZipFile, limits: WorkbookLimits) -> Problem | None:
    left = limits.cells
    for part in package.infolist():
        with package.open(part) as stream:
            if not _SHEET.search(stream.read(PROLOG)):
                continue
        with package.open(part) as stream:
            used = _UsedArea(limits, left)
            for tag in tags(stream, _TAG):
                if text := used.refuses(tag[1], tag[2]):
                    return Problem(file.name, text, values=used.told)
            left = used.left
    return None


class _UsedArea:
    """Tracks, tag by tag, the rows and columns a sheet uses.

    Parsers silently drop rows and cells that are out of order, so such sheets are refused, too.
    """

    def __init__(self, limits: WorkbookLimits, left: int) -> None:
        self.limits, self.left = limits, left
        self.most_rows = limits.rows or 0
        self.row = self.column = 0
        self.told = {"rows": self.most_rows, "columns": limits.columns, "cells": limits.cells}

    def refuses(self, name: bytes, attributes: bytes) -> str | None:
        """Return why a sheet with this tag is refused, or None."""
        if name == b"row":
            return self._at_row(attributes)
        if name == b"c":
            return self._at_cell(attributes)
        area = _AREA.search(attributes)
        return self._beyond(number(area[2]), _column(area[1])) if area else None

    def _at_row(self, attributes: bytes) -> str | None:
        place = _PLACE.search(attributes)
        row = number(place[2]) if place else self.row + 1
        disorder = row <= self.row
        self.row, self.column = row, 0
        return noted("has rows out of order: open it and save it again") if disorder else self._beyond(row, 0)

    def _at_cell(self, attributes: bytes) -> str | None:
        place = _PLACE.search(attributes)
        column = _column(place[1]) if place else self.column + 1
        disorder = column <= self.column or (place is not None and number(place[2]) != self.row)
        self.column = column
        self.left -= 1
        if self.left < 0:
            return noted("has more than {cells} cells")
        return noted("has cells out of order: open it and save it again") if disorder else self._beyond(0, column)

    def _beyond(self, row: int, column: int) -> str | None:
        if row > self.most_rows or column > self.limits.columns:
            return noted("has a sheet of more than {rows} rows or {columns} columns: delete what is not needed")
        return None


def _column(letters: bytes) -> int:
    """A is 1, AA is 27."""
    found = 0
    for letter in letters[:DIGITS]:
        found = found * 26 + letter - 64
    return found
