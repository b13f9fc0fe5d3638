"""An old XLS workbook → its sheets, by calamine, after a check of its records, which calamine trusts.

A file of 1 KB can name the cells A1 and IV65536 and unpack to 17 million; the records also show what calamine
doesn't report: passwords, macros, errors ("#N/A"), and formulas that were never calculated.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import RefusedError, Sheet, plain
from .compound import Compound
from .xls_looks import RECORDS, XlsLooks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from . import SheetBounds

_BOF, _BOUNDSHEET, _FILEPASS, _RECALCULATED = 0x809, 0x85, 0x2F, 0x1C1
_FORMULA, _MULTIPLE_NUMBERS, _TRUTH_OR_ERROR = 0x06, 0xBD, 0x205
_CELLS = {_FORMULA, _MULTIPLE_NUMBERS, _TRUTH_OR_ERROR, 0x203, 0x27E, 0x7E, 0xFD, 0x204, 0xD6}
_AN_ERROR = 2  # as the result of a formula
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
FORMULA = {"formula": "="}
_WORKSHEET, _MACROS = 0, (1, 6)
_UNSEEN = 3  # states of a sheet that is hidden
_ON_LOAD = 3  # flags of a formula to be calculated when the file is opened
_ALONE = 14  # bytes of a formula record, up to its flags
_MACRO_STORAGES = ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA", "Macros")
Place = tuple[int, int]  # row and column, from 0


def sheets(path: str, bounds: SheetBounds) -> Iterator[Sheet]:
    """Yield the sheets."""
    data = Path(path).read_bytes()
    records = looked_through(data, bounds)
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - after its records were looked at

    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for at, name in enumerate(book.sheet_names):
            sheet = book.get_sheet_by_index(at)
            last = sheet.end or (0, 0)
            if last[0] >= bounds.rows or last[1] >= bounds.columns:
                _too_far(bounds)
            instead = records.instead.get(at, {})
            merged = [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in _areas(sheet)]
            yield Sheet(name, _rows(sheet, instead), merged, records.looks.sheets[at])


def _areas(sheet: Any) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return list(dict.fromkeys(sheet.merged_cell_ranges or ()))


def _rows(sheet: Any, instead: dict[Place, object]) -> Iterator[list[Any]]:
    for row, cells in enumerate(sheet.to_python(skip_empty_area=False)):
        own = [None if cell == "" else plain(cell) for cell in cells]
        yield [instead.get((row, column), cell) for column, cell in enumerate(own)] if instead else own


@dataclass
class Records:
    """What a scan of a workbook's records has shown."""

    sheets: list[int] = field(default_factory=list)
    """Position of each sheet's records."""
    instead: dict[int, dict[Place, object]] = field(default_factory=dict)
    """By sheet number: cells with an error, or with a formula that was never calculated."""
    looks: XlsLooks = field(default_factory=XlsLooks)


def looked_through(data: bytes, bounds: SheetBounds) -> Records:
    """Scan the records of a workbook; raise `RefusedError` if it must not be parsed."""
    book = Compound(data)
    if any(entry.name in _MACRO_STORAGES for entry in book.entries):
        raise RefusedError("contains macros: save it as .xlsx without macros")
    stream = book.stream("Workbook") or book.stream("Book")
    if not stream:
        raise RefusedError("is not an XLSX workbook: open it and save it as .xlsx")
    return _RecordScan(stream, bounds).run()


class _RecordScan:
    """Scans the records once."""

    def __init__(self, stream: bytes, bounds: SheetBounds) -> None:
        self.stream, self.bounds = stream, bounds
        self.found = Records()
        self.zero: list[tuple[int, Place]] = []
        self.left = bounds.cells
        self.sheet = -1
        self.formulas = 0
        self.recalculated = False

    def run(self) -> Records:
        at = 0
        for _ in range(self.bounds.records):
            if at + 4 > len(self.stream):
                break
            kind, length = struct.unpack_from("<HH", self.stream, at)
            self._see(kind, at, self.stream[at + 4 : at + 4 + length])
            at += 4 + length
        else:
            _too_many(self.bounds)
        if self.formulas == len(self.zero) and not self.recalculated:  # written by a program that can't calculate
            for sheet, place in self.zero:
                self._put(sheet, place, FORMULA)
        return self.found

    def _see(self, kind: int, at: int, body: bytes) -> None:
        if kind in RECORDS:
            self.found.looks.see(kind, body, self.sheet)
        if kind in _CELLS:
            self._cell(kind, body)
        elif kind == _BOF:
            self.sheet = self.found.sheets.index(at) if at in self.found.sheets else self.sheet
        elif kind == _FILEPASS:
            raise RefusedError("is encrypted: open it with its password and save it without one")
        elif kind == _BOUNDSHEET:
            start, state, of = struct.unpack_from("<IBB", body)
            if of in _MACROS:
                raise RefusedError("contains macros: save it as .xlsx without macros")
            self.found.looks.sheets[len(self.found.sheets)].hidden = bool(state & _UNSEEN)
            self.found.sheets.append(start)
        elif kind == _RECALCULATED:
            self.recalculated = True

    def _cell(self, kind: int, body: bytes) -> None:
        row, column = struct.unpack_from("<HH", body)
        last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == _MULTIPLE_NUMBERS else column
        self.left -= last - column + 1
        if row >= self.bounds.rows or last >= self.bounds.columns:
            _too_far(self.bounds)
        if self.left < 0:
            _too_many(self.bounds)
        if kind == _FORMULA:
            self._formula((row, column), body[6:_ALONE], struct.unpack_from("<H", body, _ALONE)[0])
        elif kind == _TRUTH_OR_ERROR and body[7]:
            self._put(self.sheet, (row, column), _ERRORS.get(body[6], "#?"))

    def _formula(self, place: Place, value: bytes, flags: int) -> None:
        self.formulas += 1
        if value[6:] == b"\xff\xff" and value[0] == _AN_ERROR:
            self._put(self.sheet, place, _ERRORS.get(value[2], "#?"))
        elif not any(value):
            self.zero.append((self.sheet, place))
            if flags & _ON_LOAD:
                self._put(self.sheet, place, FORMULA)

    def _put(self, sheet: int, place: Place, value: object) -> None:
        self.found.instead.setdefault(sheet, {})[place] = value


def _too_far(bounds: SheetBounds) -> None:
    text = "has a sheet of more than {rows} rows or {columns} columns: delete what is not needed"
    raise RefusedError(text, rows=bounds.rows, columns=bounds.columns)


def _too_many(bounds: SheetBounds) -> None:
    raise RefusedError("has more than {cells} cells", cells=bounds.cells)
