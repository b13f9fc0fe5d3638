"""An XLSX workbook → its sheets, by openpyxl: values, formulas without a value, how they look, merged areas."""

from __future__ import annotations

import contextlib
import re
import warnings
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import iterparse

from . import Sheet, plain
from .appearance import SeenSheet
from .number_formats import is_plain, shown_by
from .xlsx_parts import merged_and_hidden, transitional

if TYPE_CHECKING:
    from collections.abc import Iterator

    from . import SheetBounds
    from .xlsx_cells import WrittenCell

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATES = range(0xD800, 0xE000)
_NAMES = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class StruckText(str):
    """A shared text of which at least a part is struck through."""

    __slots__ = ()


class StyleLooks(NamedTuple):
    """What the cell styles of a workbook change: number formats that are not plain, and styles that strike through."""

    formats: dict[int, str]
    struck: frozenset[int]


def sheets(path: str, _bounds: SheetBounds) -> Iterator[Sheet]:
    """Yield the sheets."""
    from openpyxl import load_workbook  # noqa: PLC0415 - after the process was bounded
    from openpyxl.reader import excel  # noqa: PLC0415

    excel.read_string_table = _shared_texts  # type: ignore[attr-defined, unused-ignore]
    excel.ReadOnlyWorksheet._get_size = _unsized  # type: ignore[attr-defined, unused-ignore] # noqa: SLF001
    package = transitional(path)
    with warnings.catch_warnings(), contextlib.ExitStack() as opened:
        warnings.simplefilter("ignore")
        book = load_workbook(package, read_only=True, keep_links=False)
        opened.callback(book.close)
        looks = _looks_of(book)
        worksheets: list[Any] = list(book.worksheets)
        for sheet in worksheets:
            seen = SeenSheet(hidden=sheet.sheet_state != "visible")
            with zipfile.ZipFile(package) as parts, parts.open(sheet._worksheet_path.lstrip("/")) as part:  # noqa: SLF001
                merged = merged_and_hidden(part, seen)
            yield Sheet(sheet.title, _rows(sheet, looks, seen), merged, seen)


def _unsized(_sheet: Any) -> None:
    """Don't look for the size of a sheet: what a file claims can't be trusted."""


def _looks_of(book: Any) -> StyleLooks:
    """Return the styles that make cells look unlike their values, by their numbers."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE  # noqa: PLC0415

    own, fonts = book._number_formats, book._fonts  # noqa: SLF001
    formats: dict[int, str] = {}
    struck: set[int] = set()
    for number, style in enumerate(book._cell_styles):  # noqa: SLF001
        at = style.numFmtId - BUILTIN_FORMATS_MAX_SIZE
        code = BUILTIN_FORMATS.get(style.numFmtId, "") if at < 0 else own[at] if at < len(own) else ""
        if not is_plain(code):
            formats[number] = code
        if style.fontId < len(fonts) and fonts[style.fontId].strike:
            struck.add(number)
    return StyleLooks(formats, frozenset(struck))


def _rows(sheet: Any, looks: StyleLooks, seen: SeenSheet) -> Iterator[list[Any]]:
    """Yield the rows of a sheet; record how their cells look."""
    from .xlsx_cells import CellTerms, rows_of  # noqa: PLC0415 - loads openpyxl

    book = sheet.parent
    terms = CellTerms(sheet._shared_strings, book._date_formats, book._timedelta_formats, book.epoch)  # noqa: SLF001
    with sheet._get_source() as part:  # noqa: SLF001
        for row, cells in enumerate(rows_of(part, terms), 1):
            values: list[Any] = [None] * (cells[-1].column if cells else 0)
            for cell in cells:
                if cell.column <= len(values):
                    values[cell.column - 1] = _read(cell, row, looks, seen)
            yield values


def _read(cell: WrittenCell, row: int, looks: StyleLooks, seen: SeenSheet) -> object:
    """Return the value of a cell, or its formula if no value was stored; record how it looks."""
    value, style = cell.value, cell.style
    if value is None:
        return None if cell.formula is None else {"formula": cell.formula}
    if style in looks.struck or isinstance(value, StruckText):
        seen.struck_rows.add(row)
    if style in looks.formats and isinstance(value, int | float) and not isinstance(value, bool):
        seen.show(row, cell.column, shown_by(looks.formats[style], value))
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
            text = "".join(run.text or "" for run in runs)
            texts.append(StruckText(text) if any(map(_strikes, node.iter(f"{_NAMES}strike"))) else text)
            node.clear()
    return dict(enumerate(texts))


def _strikes(node: Any) -> bool:
    return node.get("val", "1") not in {"0", "false"}
