"""The child process of `grid.py`: a workbook → JSON on standard output, within limits it sets itself.

It runs as a folder of its own (`__main__.py`) and imports nothing else of this program, so it starts in 0.2 s
and holds nothing worth attacking. Any exception of a library ends here, as one message. There is one
module for each form, with one function, `sheets(path, bounds)`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import math
import os
import sys
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from .appearance import SeenSheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MIDNIGHT = dt.time()
CELL, AREA = 4, 8  # minimum that a cell or an area counts towards the size of the answer


class RefusedError(Exception):
    """Why a workbook is not read: a message template and its values."""

    def __init__(self, text: str, **values: object) -> None:
        self.text, self.values = text, values
        super().__init__(text)


class SheetBounds(NamedTuple):
    """How many rows and columns of a sheet, cells and records of a workbook, and bytes of an answer are taken."""

    rows: int
    columns: int
    cells: int
    records: int
    answer: int


@dataclass(frozen=True)
class Sheet:
    """A parsed sheet: rows of plain cells, merged areas as (row, column, last row, last column), and how it looks.

    `seen` is complete when all rows have been read.
    """

    name: str
    rows: Iterable[list[Any]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    seen: SeenSheet = field(default_factory=SeenSheet)


Parsed = list[tuple[str, list[list[Any]], list[tuple[int, int, int, int]], dict[str, Any]]]


def parse(path: str, form: str, bounds: SheetBounds) -> Parsed:
    """Return name, rows, merged areas and looks of each sheet in a JSON form; raise `RefusedError` with the reason."""
    try:
        return _bounded(import_module(f"{__package__}.{form}").sheets(path, bounds), bounds)
    except RefusedError:
        raise
    except MemoryError:
        raise RefusedError("needs too much memory") from None
    except BaseException as error:  # damaged files raise at least eleven kinds of exception, so no list is complete
        raise RefusedError("can't be read as a workbook: {reason}", reason=_reason(error)) from error


def _reason(error: BaseException) -> str:
    said = " ".join(str(error).split())[:200]
    return "".join(c for c in said if c.isprintable()) or type(error).__name__


def _bounded(found: Iterable[Sheet], bounds: SheetBounds) -> Parsed:
    answer: Parsed = []
    size = bounds.answer
    for sheet in found:
        kept: list[list[Any]] = []
        for number, cells in enumerate(sheet.rows, 1):
            if number > bounds.rows or len(cells) > bounds.columns:
                text = "has a sheet of more than {rows} rows or {columns} columns: delete what is not needed"
                raise RefusedError(text, rows=bounds.rows, columns=bounds.columns)
            kept.append(_cut(cells))
            size -= sum(len(cell) if isinstance(cell, str) else CELL for cell in kept[-1]) + CELL
            if size < 0:
                raise RefusedError("contains too much text")
        while kept and not kept[-1]:
            kept.pop()
        size -= AREA * (len(sheet.merged) + sheet.seen.entries)
        if size < 0:
            raise RefusedError("contains too much text")
        seen = sheet.seen.told(len(kept), max(map(len, kept), default=0))
        answer.append((sheet.name, kept, list(sheet.merged), seen))
    return answer


def _cut(cells: list[Any]) -> list[Any]:
    """Return a row without empty cells at the end."""
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return cells[:end]


def plain(value: object) -> object:
    """Return a cell's value in a JSON form; a date becomes an object."""
    if isinstance(value, dt.datetime):
        value = value.date() if value.time() == MIDNIGHT else value
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return value if value is None or isinstance(value, bool | int) else str(value)


def _limit(seconds: int, memory: int) -> None:
    """Limit this process where the system supports it; elsewhere the parent's timeout remains."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415

    bounds = {resource.RLIMIT_AS: memory, resource.RLIMIT_CPU: seconds, resource.RLIMIT_FSIZE: 0}
    for kind, most in {**bounds, resource.RLIMIT_CORE: 0}.items():
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))


def main(path: str, form: str, *numbers: str) -> None:
    """Print `{"grids": …}`, or `{"text": …, "values": …}` with the reason for refusal."""
    seconds, memory, *bounds = map(int, numbers)
    os.environ["OPENPYXL_LXML"] = "False"  # the same parser on every machine
    sys.modules["numpy"] = None  # type: ignore[assignment] # openpyxl can do without, and starts faster
    _limit(seconds, memory)
    sys.stdout.buffer.write(answer(path, form, SheetBounds(*bounds)))


def answer(path: str, form: str, bounds: SheetBounds) -> bytes:
    """Return a workbook's grids, or the reason for refusal, as JSON."""
    try:
        return json.dumps({"grids": parse(path, form, bounds)}, ensure_ascii=False).encode()
    except RefusedError as refused:
        return json.dumps({"text": refused.text, "values": refused.values}).encode()
    except MemoryError:
        return json.dumps({"text": "needs too much memory", "values": {}}).encode()
