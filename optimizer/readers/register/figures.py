"""Figures as people write them: "1 250,5", "1.200,75", "−5", "н/д".

A column's decimal sign is decided once, from all its cells: "2,5" can only be two and a half, "1,200" may be
1.2 or 1200. Where no cell decides for those that leave it open, the column has a question.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Context
from typing import TYPE_CHECKING, Literal

from optimizer.decimals import MAX_DIGITS, Decimal, parse_number
from optimizer.errors import BadValue
from optimizer.locales import noted
from optimizer.readers.grid import Formula
from optimizer.readers.register.vocabulary import is_missing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.readers.grid import Cell

Style = Literal["comma", "point"]

_SPACE = "[ \u00a0\u202f\u2009'’]"
_INTEGER = rf"(?:\d{{1,3}}(?:{_SPACE}\d{{3}})+|\d+)"
_FORMS: tuple[tuple[str, Style | None], ...] = (
    (rf"{_INTEGER}", None),
    (r"[1-9]\d{0,2},\d{3}\.\d*", "point"),
    (r"[1-9]\d{0,2}(?:,\d{3}){2,}(?:\.\d*)?", "point"),
    (r"[1-9]\d{0,2}\.\d{3},\d*", "comma"),
    (r"[1-9]\d{0,2}(?:\.\d{3}){2,}(?:,\d*)?", "comma"),
    (rf"{_INTEGER},\d*|,\d+", "comma"),
    (rf"{_INTEGER}\.\d*|\.\d+", "point"),
)
_OPEN = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


@dataclass(frozen=True)
class Unread:
    """Why a cell is no figure: a template."""

    why: str


def _bare(text: str) -> str:
    stripped = text.strip().replace("−", "-").replace("–", "-")
    return stripped[1:].lstrip() if stripped[:1] in {"+", "-"} and stripped[1:2] else stripped


def is_open(text: str) -> bool:
    """Whether a figure may be read in two ways: "1,200", "1.200"."""
    return bool(_OPEN.fullmatch(_bare(text)))


def style_in(text: str) -> Style | None:
    """The decimal sign that a figure can only have been written with; None where it tells none."""
    bare = _bare(text)
    if _OPEN.fullmatch(bare):
        return None
    return next((style for form, style in _FORMS if re.fullmatch(form, bare, re.ASCII)), None)


def style_of(cells: Iterable[Cell]) -> tuple[Style | None, tuple[str, ...]]:
    """The decimal sign of a column, and the figures that may be read in two ways if it is not known.

    Cells that contradict each other ("2,5" and "1.25") each can be read in one way only; they decide
    nothing for others.
    """
    texts = [cell for cell in cells if isinstance(cell, str)]
    told = {style for text in texts if (style := style_in(text))}
    unsure = tuple(text for text in texts if is_open(text))
    return (told.pop() if len(told) == 1 else None), unsure


def is_missing_cell(cell: Cell) -> bool:
    """Whether nothing stands in a cell, or a sign that there is nothing."""
    return cell is None or (isinstance(cell, str) and (not cell.strip() or is_missing(cell)))


def read_figure(cell: Cell, style: Style | None) -> Decimal | Unread | None:
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
        return parse_number(_pointed(cell, style) if isinstance(cell, str) else cell)
    except BadValue:
        return Unread(noted("can't be read as one number"))


def _pointed(text: str, style: Style | None) -> str:
    """A figure with a decimal point and nothing between thousands; `BadValue` where that is unsure."""
    bare = _bare(text)
    sign = "-" if text.strip()[:1] in {"-", "−", "–"} else ""
    own = style_in(text) or style
    if is_open(text) and own is None:
        raise BadValue("may be read in two ways")
    if not any(re.fullmatch(form, bare, re.ASCII) for form, _ in _FORMS):
        raise BadValue("is no number")
    decimal, thousands = (",", ".") if own == "comma" else (".", ",")
    digits = re.sub(_SPACE, "", bare).replace(thousands, "").replace(decimal, ".")
    return sign + _shortened(digits)


def _shortened(digits: str) -> str:
    """A fraction as programs write it ("142.59000000000003") at 15 digits, as figures of a workbook are read."""
    whole, _, fraction = digits.partition(".")
    if len(whole) > MAX_DIGITS or len(whole) + len(fraction) <= MAX_DIGITS:
        return digits
    return format(Context(prec=MAX_DIGITS).create_decimal(digits), "f")
