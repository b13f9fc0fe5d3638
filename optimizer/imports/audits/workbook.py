"""The audit database's workbook → rows by column label, streamed; hostile files never reach a parser.

The whole database is large (about 163,000 recommendations), so its limits are wider than those of a case's
workbook, and rows are yielded one by one.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from optimizer.errors import InvalidInput, Problem
from optimizer.imports.audits.sifting import shared_texts, sift
from optimizer.limits import AUDITS
from optimizer.readers.guard import unsafe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from openpyxl.workbook.workbook import Workbook

    Progress = Callable[[str, int], None]
    """Called now and then with the sheet and the number of rows read."""
    Sieve = Callable[[list[str]], Callable[[int, bytes], bool]]
    """Given the workbook's shared texts, returns the test whether to keep a row, by its number and bytes."""

MAX_ROWS, MAX_COLUMNS = 400_000, 256
HEADER_WITHIN = 20
TOLD_EVERY = 5_000
MOST_TERMS, MOST_TERM_COLUMNS = 1_000, 20


@dataclass(frozen=True)
class AuditRow:
    """One row of a sheet: its cells by `label_key`, and the original labels for messages."""

    place: str
    number: int
    cells: Mapping[str, object]
    labels: Mapping[str, str]

    def problem(self, text: str, column: str | None = None, **values: object) -> Problem:
        """Return a problem in this row, with file, sheet, row and column."""
        return Problem(self.place, text, self.number, self.labels.get(column, column) if column else None, values)


def label_key(label: object) -> str:
    """Return a label's letters and digits in lower case: "Fiscal Year " and "FISCAL_YEAR" are one column."""
    return re.sub(r"[^a-z0-9]", "", str(label).lower()) if label is not None else ""


class _Reader(ExcelReader):
    """openpyxl's reader with shared texts as plain texts: ten times as fast with 200,000 of them."""

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        if part is not None:
            with self.archive.open(part.PartName.lstrip("/")) as source:
                self.shared_strings = list(_texts(source))


def _texts(source: IO[bytes]) -> Iterator[str]:
    """Read the shared texts in order, without fonts and phonetic hints."""
    name, text, aid = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("si", "t", "rPh"))
    within: list[str] = []
    table: Any = None
    for event, node in iterparse(source, ("start", "end")):
        table = node if table is None else table
        if event == "start":
            continue
        if node.tag == text:
            within.append(node.text or "")
        elif node.tag == aid:
            within = within[: -len(node.findall(text)) or None]
        elif node.tag == name:
            yield "".join(within)
            within = []
            table.clear()


@contextmanager
def opened(file: Path) -> Iterator[Workbook]:
    """Open the workbook read-only, once the guard has passed it."""
    if problem := unsafe(file, AUDITS):
        raise InvalidInput([problem])
    with _one_message(file):
        reader = _Reader(file, read_only=True, data_only=True, keep_links=False)
        reader.read()
        book = reader.wb
    try:
        yield book
    finally:
        book.close()


def terms_in(book: Workbook, file: Path) -> frozenset[str]:
    """Return the texts of sheet Terms, the database's own list of its columns, by `label_key`; empty without it."""
    found = (sheet for sheet in book.worksheets if label_key(sheet.title) == "terms")
    if (sheet := next(found, None)) is None:
        return frozenset()
    sheet.reset_dimensions()
    with _one_message(file):
        cells = sheet.iter_rows(max_row=MOST_TERMS, max_col=MOST_TERM_COLUMNS, values_only=True)
        return frozenset(label_key(cell) for row in cells for cell in row if isinstance(cell, str))


def rows(  # noqa: PLR0913, PLR0917 - a sheet, how its header looks, what of it is wanted, and who wants to know
    book: Workbook,
    file: Path,
    sheets: str,
    has_header: Callable[[set[str]], bool],
    keep: Sieve | None = None,
    progress: Progress | None = None,
) -> Iterator[AuditRow]:
    """Yield the rows with content below the header of sheet `sheets` and its numbered parts (RECC1 …).

    With `keep`, rejected rows may be dropped before they are parsed; the first thousand rows stay.
    """
    found = [sheet for sheet in book.worksheets if re.fullmatch(rf"{sheets}\d*", sheet.title.strip(), re.IGNORECASE)]
    if not found:
        listed = ", ".join(sheet.title for sheet in book.worksheets)
        text = "has no sheet {wanted}, only {listed}: is this the audit database?"
        raise InvalidInput([Problem(file.name, text, values={"wanted": sheets, "listed": listed})])
    for sheet in found:
        place = f"{file.name} sheet {sheet.title}"
        sift(sheet, None if keep is None else keep(shared_texts(sheet)))
        yield from _rows_of(_streamed(file, sheet, progress), place, has_header)


def _streamed(file: Path, sheet: Any, progress: Progress | None) -> Iterator[tuple[int, tuple[object, ...]]]:
    sheet.reset_dimensions()  # the size that a file claims can't be trusted
    with _one_message(file):
        for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), 1):
            if number > MAX_ROWS:
                place = f"{file.name} sheet {sheet.title}"
                raise InvalidInput([Problem(place, "has more than {most} rows", values={"most": MAX_ROWS})])
            if progress is not None and number % TOLD_EVERY == 0:
                progress(sheet.title, number)
            yield number, cells


def _rows_of(
    streamed: Iterator[tuple[int, tuple[object, ...]]], place: str, has_header: Callable[[set[str]], bool]
) -> Iterator[AuditRow]:
    keys, labels = _header(streamed, place, has_header)
    for number, cells in streamed:
        if not any(cells):
            continue
        given = {key: cell for key, cell in zip(keys, cells, strict=False) if key and not _empty(cell)}
        if given:
            yield AuditRow(place, number, given, labels)


def _header(
    streamed: Iterator[tuple[int, tuple[object, ...]]], place: str, has_header: Callable[[set[str]], bool]
) -> tuple[list[str], dict[str, str]]:
    """Return keys by position (the first of two equal labels counts) and the original labels."""
    for number, cells in streamed:
        keys = [label_key(cell) for cell in cells]
        if has_header(set(keys)):
            keys = keys[: max(at for at, key in enumerate(keys) if key) + 1]
            labels = {key: str(cell).strip() for key, cell in reversed(list(zip(keys, cells, strict=False))) if key}
            return [key if key not in keys[:at] else "" for at, key in enumerate(keys)], labels
        if number >= HEADER_WITHIN:
            break
    raise InvalidInput([Problem(place, "has no header row with the columns of the audit database")])


def _empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


@contextmanager
def _one_message(file: Path) -> Iterator[None]:
    try:
        yield
    except InvalidInput:
        raise
    except Exception as error:  # damaged files raise at least eleven kinds of exception, so no list is complete
        reason = {"reason": str(error)[:200] or type(error).__name__}
        raise InvalidInput([Problem(file.name, "can't be read as a workbook: {reason}", values=reason)]) from error
