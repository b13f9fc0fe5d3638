"""Answers as CSV files for spreadsheets: one file per table, with the scenario in the first column.

They are written as the spreadsheet of the language opens them: a Ukrainian one expects semicolons between cells and
decimal commas. A byte order mark says that they are in UTF-8.
"""

from __future__ import annotations

from functools import partial
from numbers import Integral
from typing import TYPE_CHECKING, Any

import pandas as pd
from babel.numbers import get_decimal_symbol

from optimizer.decimals import Decimal, plain
from optimizer.files import make_folder, write_together
from optimizer.frames import TABLES
from optimizer.locales import language
from optimizer.outcome import Solved
from optimizer.reports.tables import names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from optimizer.outcome import Outcome
    from optimizer.question import Question

LIVE = ("=", "+", "-", "@", "\t", "\r")
DECIMALS, DIGITS = 2, 6  # cents, or as many decimals as six digits need


def write(folder: Path, answers: Sequence[tuple[Question, Outcome]]) -> list[Path]:
    """Write one file for each of `TABLES`, all together; scenarios without a plan have no rows."""
    make_folder(folder)
    solved = [(name, o.figures) for name, (_, o) in zip(names(answers), answers, strict=True) if isinstance(o, Solved)]
    contents = {}
    for part, make in TABLES.items():
        tables = [make(figures).assign(scenario=name) for name, figures in solved]
        table = pd.concat(tables) if tables else pd.DataFrame(columns=["scenario"])
        path = folder / f"{part}.csv"
        ordered = table[["scenario", *(column for column in table.columns if column != "scenario")]]
        separator, sign = (",", ".") if get_decimal_symbol(language()) == "." else (";", ",")
        cells = ordered.map(partial(cell_text, sign=sign))
        contents[path] = cells.to_csv(index=False, sep=separator, lineterminator="\n").encode("utf-8-sig")
    write_together(contents)
    return list(contents)


def cell_text(cell: Any, sign: str = ".") -> str:
    """Return a cell's text: numbers rounded, texts that a spreadsheet might execute as a formula made inert.

    >>> cell_text("=1+1"), cell_text("Boiler"), cell_text(-1234567.891, ","), cell_text(0.0012345678), cell_text(None)
    ("'=1+1", 'Boiler', '-1234567,89', '0.00123457', '')
    """
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(LIVE) else cell
    if cell is None or pd.isna(cell):
        return ""
    if isinstance(cell, Integral):
        return str(int(cell))
    assert isinstance(cell, float), cell
    return plain(_rounded(Decimal(repr(float(cell))))).replace(".", sign)


def _rounded(value: Decimal) -> Decimal:
    return round(value, max(DECIMALS, DIGITS - 1 - value.adjusted())) if value else value
