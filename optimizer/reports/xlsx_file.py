"""Answers as an XLSX workbook to read: one sheet per table, in the current language, numbers as numbers.

    content(answers)          the bytes of the workbook

The tables are those of the CSV files, with names and units in words. Nothing in the workbook calculates, and a text
that begins like a formula stays a text.
"""

from __future__ import annotations

import datetime as dt
import io
from itertools import islice
from typing import TYPE_CHECKING, Any

from optimizer.files.workbooks import A_PAGE, for_print, new_book
from optimizer.limits import WORKBOOK_LETTERS
from optimizer.reports.tables import names
from optimizer.reports.worded_tables import Lines, worded
from optimizer.spelling import day
from optimizer.words import name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from optimizer.outcome import Outcome
    from optimizer.question import Question

NARROWEST, WIDEST = 10, 48
LARGE = 1000  # decimals of larger numbers are not worth reading
ENOUGH = 200  # rows that decide the width of a column
MOST_HEADER = 100


def content(answers: Sequence[tuple[Question, Outcome]]) -> bytes:
    """Return the workbook; scenarios without a plan have a row in the first sheet only."""
    packed = io.BytesIO()
    book = new_book(packed)
    forms = _forms(book)
    title = " · ".join(dict.fromkeys(name_of(question.case) for question, _ in answers))
    about = f"{title}: {', '.join(names(answers))}"
    for name, lines in worded(answers).items():
        sheet = book.add_worksheet(name)
        _fill(sheet, lines, forms)
        sheet.set_header(f"&L{_clipped(about)}&R&A")
        sheet.set_footer(f"&L{day(dt.datetime.now().astimezone().date())}&R&P / &N")
    book.close()
    return packed.getvalue()


def _clipped(text: str) -> str:
    """Return a text for the header of printed sheets, in which an ampersand begins a command."""
    short = text if len(text) <= MOST_HEADER else f"{text[: MOST_HEADER - 1]}…"
    return short.replace("&", "&&")


def _forms(book: Workbook) -> dict[str, Format]:
    return {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "whole": book.add_format({"num_format": "0"}),
        "large": book.add_format({"num_format": "#,##0"}),
        "small": book.add_format({"num_format": "#,##0.00"}),
    }


def _fill(sheet: Worksheet, lines: Lines, forms: dict[str, Format]) -> None:
    """Write headings and rows, and set up the sheet for reading, sorting and printing."""
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            _write(sheet, (row, column), cell, forms, head=row == 0)
    widths = [max(_width(line[column]) for line in islice(lines, ENOUGH)) for column in range(len(lines[0]))]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(len(lines) - 1, 1), len(lines[0]) - 1)
    for_print(sheet, max(sum(widths), A_PAGE // 2))


def _width(cell: Any) -> int:
    """Return the width that shows a cell; headings may break between words."""
    text = max(str(cell).split(), key=len, default="") if isinstance(cell, str) and len(cell) > WIDEST else str(cell)
    return min(max(len(text) + 3, NARROWEST), WIDEST)


def _write(sheet: Worksheet, place: tuple[int, int], cell: Any, forms: dict[str, Format], *, head: bool) -> None:
    """Write one cell with its own type: never as a formula or link, whatever its text begins with."""
    if head or isinstance(cell, str):
        sheet.write_string(*place, str(cell)[:WORKBOOK_LETTERS], forms["head"] if head else None)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(*place, dt.datetime(cell.year, cell.month, cell.day), forms["date"])  # noqa: DTZ001 - a day
    elif isinstance(cell, int):
        sheet.write_number(*place, cell, forms["whole"])
    elif cell is not None:
        large = abs(cell) >= LARGE or cell == round(cell)
        sheet.write_number(*place, cell, forms["large" if large else "small"])
