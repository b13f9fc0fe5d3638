"""An XLSX workbook → its sheets, by openpyxl: values, formulas without a value, how they look, merged areas."""

from __future__ import annotations

import contextlib
import re
import warnings
import zipfile
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import iterparse

from . import Sheet, plain
from .appearance import SeenSheet
from .number_formats import is_plain, shown_by
from .xlsx_parts import merged_and_hidden, transitional

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from . import SheetBounds

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATES = range(0xD800, 0xE000)
_NAMES = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CHUNK = 1 << 18


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
    package = transitional(path)
    with warnings.catch_warnings(), contextlib.ExitStack() as opened:
        warnings.simplefilter("ignore")
        books = []
        for values_only in (True, False) if _has_formulas(path) else (True,):
            books.append(load_workbook(package, read_only=True, data_only=values_only, keep_links=False))
            opened.callback(books[-1].close)
        looks = _looks_of(books[0])
        for same in zip(*(book.worksheets for book in books), strict=True):
            seen = SeenSheet(hidden=same[0].sheet_state != "visible")
            with zipfile.ZipFile(package) as parts, parts.open(same[0]._worksheet_path.lstrip("/")) as part:  # noqa: SLF001
                merged = merged_and_hidden(part, seen)
            yield Sheet(same[0].title, _rows(same, looks, seen), merged, seen)


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


def _rows(sheets: Sequence[Any], looks: StyleLooks, seen: SeenSheet) -> Iterator[list[Any]]:
    """Yield the rows of a sheet that was opened for values and, if it has formulas, for those, too."""
    for sheet in sheets:
        sheet.reset_dimensions()  # the size that a file claims can't be trusted
    formulas: Iterable[Any] = sheets[1].iter_rows() if len(sheets) > 1 else ()
    for row, (cells, written) in enumerate(zip_longest(sheets[0].iter_rows(), formulas, fillvalue=()), 1):
        for column, cell in enumerate(cells, 1):
            if cell.value is not None:
                _look_at(cell, row, column, looks, seen)
        if written:
            yield [_valued(cell, formula) for cell, formula in zip_longest(cells, written)]
        else:
            yield [_plain(cell.value) for cell in cells]


def _look_at(cell: Any, row: int, column: int, looks: StyleLooks, seen: SeenSheet) -> None:
    """Record how a cell with content looks, if it doesn't show its value as stored."""
    value, style = cell.value, cell._style_id  # noqa: SLF001
    if style in looks.struck or isinstance(value, StruckText):
        seen.struck_rows.add(row)
    if style in looks.formats and isinstance(value, int | float) and not isinstance(value, bool):
        seen.show(row, column, shown_by(looks.formats[style], value))


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
            text = "".join(run.text or "" for run in runs)
            texts.append(StruckText(text) if any(map(_strikes, node.iter(f"{_NAMES}strike"))) else text)
            node.clear()
    return dict(enumerate(texts))


def _strikes(node: Any) -> bool:
    return node.get("val", "1") not in {"0", "false"}
