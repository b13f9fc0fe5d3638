"""An ODS workbook → its sheets: stored values, formulas without a value, looks, merged areas, repeats expanded.

Parsed here, not by calamine, which drops errors ("#N/A"), formulas without a value and merged areas.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import zipfile
from typing import IO, TYPE_CHECKING, Any
from xml.etree.ElementTree import iterparse

from . import Sheet, plain
from .appearance import SeenSheet
from .ods_looks import STYLE, common_styles, shown_in_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from . import SheetBounds
    from .ods_looks import OdsStyles

_TABLE, _OFFICE, _TEXT = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "office", "text")
)
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_NUMBERS = {"float", "percentage", "currency"}
_SPACES = 1_000  # in one go
_WIDEST = 1_000  # columns; beyond it, no sheet is read
Area = tuple[int, int, int, int]


def sheets(path: str, _bounds: SheetBounds) -> Iterator[Sheet]:
    """Yield the sheets."""
    with zipfile.ZipFile(path) as package:
        styles = common_styles(package)
        with package.open("content.xml") as stream:
            yield from _tables(stream, styles)


def _tables(stream: IO[bytes], styles: OdsStyles) -> Iterator[Sheet]:
    """Yield top-level tables, each when its end is read."""
    depth = 0
    name, table = "", _Table(styles)
    for event, node in iterparse(stream, events=("start", "end")):  # noqa: S314 - the guard refuses entities
        if node.tag == f"{_TABLE}table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                name, table = node.get(f"{_TABLE}name", ""), _Table(styles)
                table.seen.hidden = node.get(f"{_TABLE}style-name") in styles.hidden
            elif depth == 0:
                yield Sheet(name, table.rows, table.merged, table.seen)
                node.clear()
        elif event == "end" and node.tag == f"{STYLE}style":
            styles.add(node)
        elif event == "end" and node.tag == f"{_TABLE}table-column" and depth == 1:
            table.add_columns(node)
        elif event == "end" and node.tag == f"{_TABLE}table-row" and depth == 1:
            table.add(node)
            node.clear()


class _Table:
    """A table under construction; empty rows are held back until a row with content follows."""

    def __init__(self, styles: OdsStyles) -> None:
        self.styles = styles
        self.rows: list[list[Any]] = []
        self.merged: list[Area] = []
        self.seen = SeenSheet()
        self.blank = 0
        self.column_styles: list[str | None] = []
        """The style of cells that have none of their own, by column."""

    def add_columns(self, node: Element) -> None:
        """Add columns before the rows."""
        first = len(self.column_styles) + 1
        last = min(first + _times(node, "columns") - 1, _WIDEST)
        self.column_styles += [node.get(f"{_TABLE}default-cell-style-name")] * (last - first + 1)
        if node.get(f"{_TABLE}visibility", "visible") != "visible":
            self.seen.hidden_columns |= set(range(first, last + 1))

    def add(self, node: Element) -> None:
        """Add a row as often as it is repeated."""
        times = _times(node, "rows")
        cells = _cells(node)
        if not cells:
            self.blank += times
            return
        self.rows += [[] for _ in range(self.blank)]
        self.blank = 0
        self._merge(node)
        for _ in range(times):
            self.rows.append(cells)
            self._look_at(node)

    def _look_at(self, node: Element) -> None:
        """Record how the last row looks."""
        row, column = len(self.rows), 1
        if node.get(f"{_TABLE}visibility", "visible") != "visible":
            self.seen.hidden_rows.add(row)
        for cell in node:
            if cell.tag not in _CELLS:
                continue
            times = _times(cell, "columns")
            if cell.tag == f"{_TABLE}table-cell" and len(cell):
                self._look_at_cell(cell, row, range(column, min(column + times, _WIDEST)), node)
            column += times

    def _look_at_cell(self, cell: Element, row: int, columns: range, of_row: Element) -> None:
        own = cell.get(f"{_TABLE}style-name") or of_row.get(f"{_TABLE}default-cell-style-name")
        usual = self.column_styles[columns[0] - 1] if columns and columns[0] <= len(self.column_styles) else None
        spans = (span.get(f"{_TEXT}style-name") for span in cell.iter(f"{_TEXT}span"))
        if _said(cell) and any(map(self.styles.strikes, (own or usual, *spans))):
            self.seen.struck_rows.add(row)
        kind, stored = cell.get(f"{_OFFICE}value-type"), cell.get(f"{_OFFICE}value")
        if kind in _NUMBERS and stored is not None:
            shown = shown_in_text(float(stored), _said(cell), percentage=kind == "percentage")
            for column in columns:
                self.seen.show(row, column, shown)

    def _merge(self, node: Element) -> None:
        row, column = len(self.rows) + 1, 1
        for cell in node:
            if cell.tag in _CELLS:
                rows, columns = (int(cell.get(f"{_TABLE}number-{of}-spanned", "1")) for of in ("rows", "columns"))
                if rows > 1 or columns > 1:
                    self.merged.append((row, column, row + rows - 1, column + columns - 1))
                column += _times(cell, "columns")


def _times(node: Element, of: str) -> int:
    times = int(node.get(f"{_TABLE}number-{of}-repeated", "1"))
    if times < 1:
        raise ValueError("repeated less than once")
    return times


def _cells(row: Element) -> list[Any]:
    """Return the cells of a row up to the last with content; cells covered by a merged cell are empty."""
    cells: list[Any] = []
    blank = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        times = _times(cell, "columns")
        value = _value(cell) if cell.tag == f"{_TABLE}table-cell" else None
        if value is None:
            blank += times
        else:
            cells += [None] * blank + [value] * times
            blank = 0
    return cells


def _value(cell: Element) -> object:
    kind = cell.get(f"{_OFFICE}value-type")
    formula = cell.get(f"{_TABLE}formula")
    if formula is not None and _holds_no_value(cell, kind):
        return {"formula": "=" + formula.partition("=")[2]}
    if kind is None:
        return _said(cell) or None
    return _stored(cell, kind)


def _holds_no_value(cell: Element, kind: str | None) -> bool:
    stored = any(cell.get(f"{_OFFICE}{name}") is not None for name in _VALUE.values())
    said = kind in {None, "string"} and cell.find(f"{_TEXT}p") is not None  # an empty paragraph is an empty text
    return not (stored or said)


_VALUE = {
    **dict.fromkeys(_NUMBERS, "value"),
    "date": "date-value", "time": "time-value", "boolean": "boolean-value", "string": "string-value",
}  # fmt: skip


def _stored(cell: Element, kind: str) -> object:
    stored = cell.get(f"{_OFFICE}{_VALUE.get(kind, 'string-value')}")
    if kind in _NUMBERS and stored is not None:
        number = float(stored)
        return plain(int(number) if number.is_integer() and abs(number) < 10**15 else number)
    if kind == "boolean":
        return stored == "true"
    if kind == "date" and stored is not None:
        with contextlib.suppress(ValueError):  # a year before 1 stays a text
            return plain(dt.datetime.fromisoformat(stored.partition(".")[0]))
    return _said(cell) or stored or None


def _said(cell: Element) -> str:
    """Return the paragraphs of a cell, without those of its comment."""
    return "\n".join(_paragraph(node) for node in cell.findall(f"{_TEXT}p"))


def _paragraph(node: Element) -> str:
    parts = [node.text or ""]
    for inner in node:
        if inner.tag == f"{_TEXT}s":
            parts.append(" " * min(int(inner.get(f"{_TEXT}c", "1")), _SPACES))
        elif inner.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            parts.append("\t" if inner.tag.endswith("tab") else "\n")
        elif inner.tag != f"{_OFFICE}annotation":
            parts.append(_paragraph(inner))
        parts.append(inner.tail or "")
    return "".join(parts)
