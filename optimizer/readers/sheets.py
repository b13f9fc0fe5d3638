"""The child process of `grid.py`: a workbook → JSON on standard output, within limits it sets itself.

It is run as a file and imports nothing of this package, so it starts in 0.2 s and holds nothing worth
stealing or breaking. Whatever the library throws ends here, as one message.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import math
import os
import re
import sys
import warnings
import zipfile
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import iterparse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATES = range(0xD800, 0xE000)
_NAMES = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CHUNK = 1 << 18
MIDNIGHT = dt.time()


class RefusedError(Exception):
    """Why a workbook is not read, as a template and what fills it in."""

    def __init__(self, text: str, **values: object) -> None:
        self.text, self.values = text, values
        super().__init__(text)


def parse(path: str, rows: int, columns: int, size: int) -> list[tuple[str, list[list[Any]]]]:
    """Sheet by sheet, name and rows of cells as JSON can hold them; `RefusedError` with the one reason."""
    from openpyxl import load_workbook  # noqa: PLC0415 - after `main` has bounded the process
    from openpyxl.reader import excel  # noqa: PLC0415

    excel.read_string_table = _shared_texts  # type: ignore[attr-defined, unused-ignore]
    try:
        with warnings.catch_warnings(), contextlib.ExitStack() as opened:
            warnings.simplefilter("ignore")
            books = []
            for values_only in (True, False) if _has_formulas(path) else (True,):
                books.append(load_workbook(path, read_only=True, data_only=values_only, keep_links=False))
                opened.callback(books[-1].close)
            return _bounded(books, rows, columns, size)
    except RefusedError:
        raise
    except MemoryError:
        raise RefusedError("takes more memory than is reasonable") from None
    except BaseException as error:  # eleven kinds were seen on damaged files, so none is relied on
        raise RefusedError("can't be read as a workbook: {reason}", reason=_reason(error)) from error


def _reason(error: BaseException) -> str:
    said = " ".join(str(error).split())[:200]
    return "".join(c for c in said if c.isprintable()) or type(error).__name__


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


def _bounded(books: Sequence[Any], rows: int, columns: int, size: int) -> list[tuple[str, list[list[Any]]]]:
    found = []
    for sheets in zip(*(book.worksheets for book in books), strict=True):
        kept: list[list[Any]] = []
        for number, cells in enumerate(_rows(sheets), 1):
            if number > rows or len(cells) > columns:
                text = "has a sheet of more than {rows} rows or {columns} columns: delete what is not needed"
                raise RefusedError(text, rows=rows, columns=columns)
            kept.append(_cut(cells))
            size -= sum(len(cell) if isinstance(cell, str) else 4 for cell in kept[-1]) + 4
            if size < 0:
                raise RefusedError("holds more text than is reasonable")
        while kept and not kept[-1]:
            kept.pop()
        found.append((sheets[0].title, kept))
    return found


def _rows(sheets: Sequence[Any]) -> Iterator[list[Any]]:
    """The rows of a sheet that was opened for values and, if there are formulas, for these, too."""
    for sheet in sheets:
        sheet.reset_dimensions()  # the size a file claims is no promise
    if len(sheets) == 1:
        for values in sheets[0].iter_rows(values_only=True):
            yield [_plain(value) for value in values]
        return
    for cells, formulas in zip_longest(sheets[0].iter_rows(), sheets[1].iter_rows(), fillvalue=()):
        yield [_valued(cell, formula) for cell, formula in zip_longest(cells, formulas)]


def _valued(cell: Any, formula: Any) -> object:
    """The value of a cell; the formula, where none was stored (an empty text was: `t="str"`)."""
    if cell.value is None and formula.data_type == "f" and cell.data_type not in ("s", "str"):
        text = getattr(formula.value, "text", formula.value)  # of an array formula
        return {"formula": text if isinstance(text, str) else "="}
    return _plain(cell.value)


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        value = value.date() if value.time() == MIDNIGHT else value
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if value is None or isinstance(value, bool | int):
        return value
    return _ESCAPED.sub(_unescaped, str(value))


def _unescaped(found: re.Match[str]) -> str:
    """The character that a spreadsheet writes as `_x000D_`, because XML can't hold it."""
    code = int(found[1], 16)
    return found[0] if code in _SURROGATES else chr(code)


def _shared_texts(source: Any) -> dict[int, str]:
    """The workbook's shared texts by number, as written; openpyxl's own reader takes every "x005F_" out of them.

    A table, not a list, in which number −1 would be the last text.
    """
    texts = []
    for _, node in iterparse(source):  # noqa: S314 - the guard has refused whatever declares entities
        if node.tag == f"{_NAMES}si":
            runs = (*node.findall(f"{_NAMES}t"), *node.findall(f"{_NAMES}r/{_NAMES}t"))
            texts.append("".join(run.text or "" for run in runs))
            node.clear()
    return dict(enumerate(texts))


def _cut(cells: list[Any]) -> list[Any]:
    """Without the empty cells at the end."""
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return cells[:end]


def _limit(seconds: int, memory: int) -> None:
    """Bound this process where the system can; elsewhere the parent's clock remains."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415

    bounds = {resource.RLIMIT_AS: memory, resource.RLIMIT_CPU: seconds, resource.RLIMIT_FSIZE: 0}
    for kind, most in {**bounds, resource.RLIMIT_CORE: 0}.items():
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))


def main(path: str, *numbers: str) -> None:
    """Answer with `{"grids": …}`, or with `{"text": …, "values": …}`, which says why not."""
    rows, columns, size, seconds, memory = map(int, numbers)
    os.environ["OPENPYXL_LXML"] = "False"  # one parser everywhere
    sys.modules["numpy"] = None  # type: ignore[assignment] # openpyxl can do without, and starts faster
    _limit(seconds, memory)
    try:
        answer = json.dumps({"grids": parse(path, rows, columns, size)}, ensure_ascii=False)
    except RefusedError as refused:
        answer = json.dumps({"text": refused.text, "values": refused.values})
    except MemoryError:
        answer = json.dumps({"text": "takes more memory than is reasonable", "values": {}})
    sys.stdout.buffer.write(answer.encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
