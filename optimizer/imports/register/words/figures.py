"""Reads figures as people write them: "1 250,5", "1.200,75", "−5", "н/д".

A column's decimal separator is decided once, from all its cells: "2,5" can only be two and a half, "1,200" may be
1.2 or 1200. If no cell settles the ambiguous ones, the user is asked.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.decimals import Decimal, Sign, is_open, of_cells, parse_number, sign_in
from optimizer.errors import BadValue
from optimizer.imports.register.words.vocabulary import is_missing
from optimizer.locales import noted
from optimizer.readers.grid import Formula

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.imports.register.mapping import CellKind
    from optimizer.readers.grid import Cell


@dataclass(frozen=True)
class UnreadFigure:
    """Why a cell is not a number or year: a message template, and the kind of cell if there is a rule for it."""

    why: str
    kind: CellKind | None = None


Figure = Decimal | UnreadFigure | None
"""A cell of a column of figures: its figure, why it can't be read, or None if it is missing."""


def style_of(cells: Iterable[Cell]) -> tuple[Sign | None, tuple[str, ...]]:
    """Return the decimal separator of a column, and the ambiguous figures if it is not known.

    Cells that contradict each other ("2,5" and "1.25") are each unambiguous, but they settle nothing
    for other cells.
    """
    texts = [cell for cell in cells if isinstance(cell, str)]
    told = {style for text in texts if (style := sign_in(text))}
    unsure = tuple(text for text in texts if is_open(text))
    return (told.pop() if len(told) == 1 else None), unsure


def is_missing_cell(cell: Cell) -> bool:
    """Return whether a cell is empty or marked as having no value."""
    return cell is None or (isinstance(cell, str) and (not cell.strip() or is_missing(cell)))


def read_figure(cell: Cell, style: Sign | None) -> Figure:
    """Return the figure in a cell, None if it is missing, or why it can't be read. Never guesses."""
    if isinstance(cell, Decimal):
        return _parsed(cell, style)
    if is_missing_cell(cell):
        return None
    if isinstance(cell, Formula):
        return UnreadFigure(
            noted("is a formula without a stored value: open and save the file in a spreadsheet program")
        )
    if isinstance(cell, bool):
        return UnreadFigure(noted("is not a number"))
    if isinstance(cell, dt.date):
        return UnreadFigure(noted("is a date: a spreadsheet program may have converted a number such as 1.5"))
    return _parsed(cell, style)


def _parsed(cell: Cell, style: Sign | None) -> Figure:
    try:
        return parse_number(cell, of_cells(style))
    except BadValue:
        return UnreadFigure(noted("can't be read as a single number"))
