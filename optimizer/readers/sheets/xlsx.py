"""An XLSX workbook → its sheets, by openpyxl: values, formulas without a value, merged areas."""

from __future__ import annotations

import contextlib
import re
import warnings
import zipfile
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import iterparse

from . import Sheet, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from . import SheetBounds

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_AREA = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)["']""")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATES = range(0xD800, 0xE000)
_NAMES = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CHUNK = 1 << 18
_TAG = 400  # maximum length of a tag that the end of a chunk may cut


def sheets(path: str, _bounds: SheetBounds) -> Iterator[Sheet]:
    """Yield the sheets."""
    from openpyxl import load_workbook  # noqa: PLC0415 - after the process was bounded
    from openpyxl.reader import excel  # noqa: PLC0415

    excel.read_string_table = _shared_texts  # type: ignore[attr-defined, unused-ignore]
    with warnings.catch_warnings(), contextlib.ExitStack() as opened:
        warnings.simplefilter("ignore")
        books = []
        for values_only in (True, False) if _has_formulas(path) else (True,):
            books.append(load_workbook(path, read_only=True, data_only=values_only, keep_links=False))
            opened.callback(books[-1].close)
        for same in zip(*(book.worksheets for book in books), strict=True):
            yield Sheet(same[0].title, _rows(same), _merged(path, same[0]))


def _merged(path: str, sheet: Any) -> list[tuple[int, int, int, int]]:
    """Return merged areas, which openpyxl doesn't report for read-only sheets."""
    found: dict[tuple[int, int, int, int], None] = {}
    kept = b""
    with zipfile.ZipFile(path) as package, package.open(sheet._worksheet_path.lstrip("/")) as stream:  # noqa: SLF001
        while chunk := stream.read(_CHUNK):
            for area in _AREA.finditer(kept + chunk):
                left, top, right, bottom = area.groups()
                found[int(top), _column(left), int(bottom), _column(right)] = None
            kept = chunk[-_TAG:]
    return list(found)


def _column(letters: bytes) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _has_formulas(path: str) -> bool:
    with zipfile.ZipFile(path) as package:
        return any(_holds_formula(package, part) for part in package.infolist())


def _holds_formula(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    kept = b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if _FORMULA.search(kept + chunk):
                return True
            kept = chunk[-64:]
    return False


def _rows(sheets: Sequence[Any]) -> Iterator[list[Any]]:
    """Yield the rows of a sheet that was opened for values and, if it has formulas, for those, too."""
    for sheet in sheets:
        sheet.reset_dimensions()  # the size that a file claims can't be trusted
    if len(sheets) == 1:
        for values in sheets[0].iter_rows(values_only=True):
            yield [_plain(value) for value in values]
        return
    for cells, formulas in zip_longest(sheets[0].iter_rows(), sheets[1].iter_rows(), fillvalue=()):
        yield [_valued(cell, formula) for cell, formula in zip_longest(cells, formulas)]


def _valued(cell: Any, formula: Any) -> object:
    """Return the value of a cell, or its formula if no value was stored (`t="str"` stores an empty text)."""
    if cell.value is None and formula.data_type == "f" and cell.data_type not in ("s", "str"):
        text = getattr(formula.value, "text", formula.value)  # an array formula
        return {"formula": text if isinstance(text, str) else "="}
    return _plain(cell.value)


def _plain(value: object) -> object:
    return plain(_ESCAPED.sub(_unescaped, value) if isinstance(value, str) else value)


def _unescaped(found: re.Match[str]) -> str:
    """Return the character that a spreadsheet writes as `_x000D_`, because XML can't represent it."""
    code = int(found[1], 16)
    return found[0] if code in _SURROGATES else chr(code)


def _shared_texts(source: Any) -> dict[int, str]:
    """Return the workbook's shared texts by index, unchanged; openpyxl's own reader removes every "x005F_".

    A dict, because in a list index −1 would be the last text.
    """
    texts = []
    for _, node in iterparse(source):  # noqa: S314 - the guard has refused whatever declares entities
        if node.tag == f"{_NAMES}si":
            runs = (*node.findall(f"{_NAMES}t"), *node.findall(f"{_NAMES}r/{_NAMES}t"))
            texts.append("".join(run.text or "" for run in runs))
            node.clear()
    return dict(enumerate(texts))
