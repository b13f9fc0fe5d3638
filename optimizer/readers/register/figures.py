"""Figures as people write them: "1 250,5", "1.200,75", "−5", "н/д".

A column's decimal sign is decided once, from all its cells: "2,5" can only be two and a half, "1,200" may be
1.2 or 1200. Where no cell decides for those that leave it open, the column has a question.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.decimals import Decimal, Sign, is_open, of_cells, parse_number, sign_in
from optimizer.errors import BadValue
from optimizer.locales import noted
from optimizer.readers.grid import Formula
from optimizer.readers.register.vocabulary import is_missing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.readers.grid import Cell


@dataclass(frozen=True)
class Unread:
    """Why a cell is no figure: a template."""

    why: str


def style_of(cells: Iterable[Cell]) -> tuple[Sign | None, tuple[str, ...]]:
    """The decimal sign of a column, and the figures that may be read in two ways if it is not known.

    Cells that contradict each other ("2,5" and "1.25") each can be read in one way only; they decide
    nothing for others.
    """
    texts = [cell for cell in cells if isinstance(cell, str)]
    told = {style for text in texts if (style := sign_in(text))}
    unsure = tuple(text for text in texts if is_open(text))
    return (told.pop() if len(told) == 1 else None), unsure


def is_missing_cell(cell: Cell) -> bool:
    """Whether nothing stands in a cell, or a sign that there is nothing."""
    return cell is None or (isinstance(cell, str) and (not cell.strip() or is_missing(cell)))


def read_figure(cell: Cell, style: Sign | None) -> Decimal | Unread | None:
    """The figure in a cell; None if it is missing, or why it can't be read. Never a guess."""
    if is_missing_cell(cell):
        return None
    if isinstance(cell, Formula):
        return Unread(
            noted("is a formula whose value the file doesn't hold: open and save it in a spreadsheet program")
        )
    if isinstance(cell, bool):
        return Unread(noted("is no number"))
    if isinstance(cell, dt.date):
        return Unread(noted("is a date: a spreadsheet program may have made it out of a number such as 1.5"))
    try:
        return parse_number(cell, of_cells(style))
    except BadValue:
        return Unread(noted("can't be read as one number"))
