"""The one way to begin an XLSX workbook: texts stay texts, the same contents give the same bytes, sheets print well."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    import io

    from xlsxwriter.worksheet import Worksheet

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WRITTEN = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed moment, so that the same contents give the same bytes
A4, A_PAGE = 9, 190  # paper format; letters across a page


def new_book(content: io.BytesIO) -> xlsxwriter.Workbook:
    """Return a workbook in memory that writes texts as texts."""
    book = xlsxwriter.Workbook(content, OPTIONS)
    book.set_properties({"created": WRITTEN})
    return book


def for_print(sheet: Worksheet, width: int) -> None:
    """Set up printing on as few pages across as stay legible."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(-(-width // A_PAGE), 0)
