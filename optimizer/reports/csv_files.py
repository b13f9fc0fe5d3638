"""Answers as CSV files for spreadsheets: one file for each of `tables_of`.

They are written as the spreadsheet of the language opens them: a Ukrainian one expects semicolons between cells and
decimal commas. A byte order mark says that they are in UTF-8.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from numbers import Integral
from typing import TYPE_CHECKING, Any

import pandas as pd
from babel.numbers import get_decimal_symbol

from optimizer.decimals import Decimal, plain
from optimizer.files import make_folder, write_together
from optimizer.locales import language
from optimizer.reports.answer_tables import tables_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from optimizer.charts.chart import ShownTable
    from optimizer.outcome import Outcome
    from optimizer.question import Question

LIVE = ("=", "+", "-", "@", "\t", "\r")
DECIMALS, DIGITS = 2, 6  # cents, or as many decimals as six digits need


def write(folder: Path, answers: Sequence[tuple[Question, Outcome]]) -> list[Path]:
    """Write one file for each of the answers' tables, all together."""
    make_folder(folder)
    contents = {folder / f"{part}.csv": _csv(table) for part, table in tables_of(answers).items()}
    write_together(contents)
    return list(contents)


def table_bytes(shown: ShownTable) -> bytes:
    """Return a table as it is shown: its headings, and figures rounded to their decimals."""
    return _csv(shown.frame.round(dict(shown.decimals)).rename(columns=cell_text))


def _csv(table: pd.DataFrame) -> bytes:
    separator, sign = (",", ".") if get_decimal_symbol(language()) == "." else (";", ",")
    cells = table.map(partial(cell_text, sign=sign))
    return cells.to_csv(index=False, sep=separator, lineterminator="\n").encode("utf-8-sig")


def cell_text(cell: Any, sign: str = ".") -> str:
    """Return a cell's text: numbers rounded, texts that a spreadsheet might execute as a formula made inert.

    >>> cell_text("=1+1"), cell_text("Boiler"), cell_text(-1234567.891, ","), cell_text(0.0012345678), cell_text(None)
    ("'=1+1", 'Boiler', '-1234567,89', '0.00123457', '')
    """
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(LIVE) else cell
    if cell is None or pd.isna(cell):
        return ""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, Integral):
        return str(int(cell))
    assert isinstance(cell, float), cell
    return plain(_rounded(Decimal(repr(float(cell))))).replace(".", sign)


def _rounded(value: Decimal) -> Decimal:
    return round(value, max(DECIMALS, DIGITS - 1 - value.adjusted())) if value else value
