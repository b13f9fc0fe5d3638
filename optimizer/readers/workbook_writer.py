"""A case → an XLSX workbook that reads back as the same case, written atomically.

Texts are always written as texts: a measure called `=cmd|…` or `https://…` is not interpreted, and nothing
in the workbook computes or links. Numbers are numbers, exact to the 15 digits a spreadsheet keeps.
"""

from __future__ import annotations

import io
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.case import FILES, REQUIRED_FILES
from optimizer.decimals import MAX_DIGITS, Decimal, plain
from optimizer.errors import InvalidInput, Problem
from optimizer.files import write_new
from optimizer.files.workbooks import for_print, new_book
from optimizer.limits import REGISTER, WORKBOOK_LETTERS
from optimizer.readers.case_writer import cell_text, header_of, tables_of, toml_value
from optimizer.readers.guard import unsafe
from optimizer.readers.workbook import COMPANY, FORM, HEAD, KEY, VALUE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from optimizer.case import Case

WORKBOOK = ".xlsx"  # spreadsheet programs and `cpee check` would misread other suffixes
NARROWEST, WIDEST = 8, 48


def write_workbook(path: Path | str, case: Case) -> None:
    """Write a case that reads back unchanged; an existing file is never overwritten."""
    head, tables = tables_of(case)
    wanted = {name: tables[name] for name in FILES if tables[name] or name in REQUIRED_FILES}
    sheets: dict[str, list[list[object]]] = {HEAD: [[KEY, VALUE, FORM], *head_rows(head)]}
    for name, rows in wanted.items():
        header = header_of(name, rows)
        sheets[name] = [list(header), *([row.get(column) for column in header] for row in rows)]
    if problems := [problem for name, lines in sheets.items() for problem in _unfit(name, lines)]:
        raise InvalidInput(problems)
    content = io.BytesIO()
    book = new_book(content)
    bold = book.add_format({"bold": True})
    for name, lines in sheets.items():
        fill(book.add_worksheet(name), lines, bold)
    book.close()
    save(Path(path), content.getvalue())


def head_rows(head: Mapping[str, Any]) -> Iterator[list[object]]:
    """Yield the rows of the sheet `case`: key, value and "toml" if a cell can't hold the value itself."""
    company = head.get("company", {})
    for key, value in head.items():
        if key != "company":
            yield [key, *_valued(value)]
    if any(not key or key != key.strip() for key in company):
        yield ["company", toml_value(company), "toml"]
        return
    for key, value in company.items():
        yield [COMPANY + key, *_valued(value)]


def _valued(value: object) -> list[object]:
    if isinstance(value, bool) or (isinstance(value, str) and value.strip()):
        return [value]
    if isinstance(value, int | Decimal) and _fits(value) and cell_text(value) == plain(Decimal(value)):
        return [value]
    return [toml_value(value), "toml"]


def _fits(number: int | Decimal) -> bool:
    """Return whether a cell keeps the number exactly."""
    return bool(Decimal(number).is_finite()) and Decimal(format(float(number), f".{MAX_DIGITS}g")) == number


def _unfit(name: str, lines: Sequence[Sequence[object]]) -> Iterator[Problem]:
    """Report what a workbook can't hold: too many rows or columns, overlong texts."""
    file = f"{name}.csv" if name in FILES else "case.toml"
    limits = {"rows": REGISTER.rows or 0, "columns": REGISTER.columns}
    if len(lines) > limits["rows"] or len(lines[0]) > limits["columns"]:
        text = "has more than the {rows} rows or {columns} columns of a workbook: keep the case as a folder"
        yield Problem(file, text, values=limits)
    for row, line in enumerate(lines, 1):
        for place, cell in enumerate(line):
            if isinstance(cell, str | tuple) and len(cell_text(cell)) > WORKBOOK_LETTERS:
                column = str(lines[0][place])
                text = "a cell holds at most {most} characters: shorten the text"
                yield Problem(file, text, row, column, {"most": WORKBOOK_LETTERS})


def fill(sheet: Worksheet, lines: Sequence[Sequence[object]], bold: Format) -> None:
    """Write a header and rows, each value with its own type, and freeze the header."""
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            write_cell(sheet, row, column, cell, bold if row == 0 else None)
    widths = [_width(lines, column) for column in range(len(lines[0]))]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    for_print(sheet, sum(widths))


def _width(lines: Sequence[Sequence[object]], column: int) -> int:
    longest = max((len(cell_text(line[column])) for line in lines if column < len(line)), default=0)
    return min(max(longest + 2, NARROWEST), WIDEST)


def write_cell(sheet: Worksheet, row: int, column: int, cell: object, style: Format | None = None) -> None:
    """Write one cell, never as a formula or link, whatever its text begins with; leave it out if empty."""
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, style)
    elif isinstance(cell, int | Decimal) and _fits(cell):
        sheet.write_number(row, column, float(cell), style)
    elif text := cell_text(cell):
        sheet.write_string(row, column, text, style)


def save(path: Path, content: bytes) -> None:
    """Write a workbook atomically, once the guard has confirmed that it can be read back."""
    if path.suffix.lower() != WORKBOOK:
        raise InvalidInput(
            [Problem(path.name, "is not a workbook's name: it must end in {end}", values={"end": WORKBOOK})]
        )
    if os.path.lexists(path):
        raise InvalidInput([Problem(path.name, "already exists and is not overwritten: choose another name")])
    write_new(path, content, approve=partial(_refuse_unreadable, path.name))


def _refuse_unreadable(name: str, fresh: Path) -> None:
    if problem := unsafe(fresh):
        raise InvalidInput([Problem(name, problem.text, values=problem.values)])
