"""What a number format does to a figure: it may scale it, and put a unit or a currency beside it.

    shown_by('#,##0,"тис."', 400_000)    →  ShownFigure(powers=3, beside="тис."): the cell shows 400 тис.

The codes are those of ECMA-376, part 1, 18.8.31. Only what changes the meaning of a figure is read here; digits and
colours are not. No library does this: those for Python render a figure or recognise dates, and none tells the scale.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 60
_PIECE = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | \\(?P<escaped>.)
    | (?P<gap>[_*].)
    | \[\$(?P<currency>[^\]-]*)[^\]]*\]
    | \[(?P<condition>[<>=]+)(?P<bound>-?[\d.]+)\]
    | \[[^\]]*\]
    | E[+-]
    | (?P<digit>general|[0#?])
    | (?P<sign>[.,%;@])
    | (?P<bare>.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_CONDITIONS: dict[str, Callable[[float, float], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_BY_SIGN: dict[int, tuple[tuple[str, float], ...]] = {
    1: (("", 0),),
    2: ((">=", 0), ("", 0)),
    3: ((">", 0), ("<", 0), ("", 0)),
}
"""The figures that each section is for, by the number of sections, if none of them has a condition of its own."""


class ShownFigure(NamedTuple):
    """How a cell shows its figure: divided by 10 to the power of `powers`, with the text `beside` it."""

    powers: int = 0
    beside: str = ""


AS_STORED = ShownFigure()


class FormatSection(NamedTuple):
    """One section of a number format: its own condition ("" if it has none), and how it shows figures."""

    condition: str
    bound: float
    shown: ShownFigure


def shown_by(code: str, figure: float) -> ShownFigure:
    """Return how a number format shows a figure."""
    sections = _sections(code)
    for section in sections:
        if not section.condition or _holds(section, figure):
            return section.shown
    return sections[-1].shown


def _holds(section: FormatSection, figure: float) -> bool:
    compare = _CONDITIONS.get(section.condition)
    return compare is not None and bool(compare(figure, section.bound))


def is_plain(code: str) -> bool:
    """Return whether a number format shows every figure as it is stored, without a text beside it."""
    return all(section.shown == AS_STORED for section in _sections(code))


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[FormatSection, ...]:
    read = [_section(pieces) for pieces in _split(code)][:4]
    if any(section.condition for section in read):
        return tuple(read[:3])
    numeric = read[:3]
    rules = _BY_SIGN[len(numeric)]
    return tuple(
        section._replace(condition=condition, bound=bound)
        for section, (condition, bound) in zip(numeric, rules, strict=True)
    )


def _split(code: str) -> list[list[re.Match[str]]]:
    """Return the pieces of each section; there is always one section."""
    sections: list[list[re.Match[str]]] = [[]]
    for piece in _PIECE.finditer(code):
        if piece["sign"] == ";":
            sections.append([])
        else:
            sections[-1].append(piece)
    return sections


def _section(pieces: list[re.Match[str]]) -> FormatSection:
    condition, bound, digits, beside, percents = "", 0.0, "", "", 0
    for piece in pieces:
        if piece["condition"] and _is_number(piece["bound"]):
            condition, bound = piece["condition"], float(piece["bound"])
        elif piece["digit"] or piece["sign"] in {".", ","}:
            digits += "0" if piece["digit"] else piece["sign"]
            beside += " "
        elif piece["sign"] == "%":
            percents += 1
        else:
            beside += piece["quoted"] or piece["escaped"] or piece["currency"] or piece["bare"] or " "
    return FormatSection(condition, bound, ShownFigure(3 * _thousands(digits) - 2 * percents, words_beside(beside)))


def _thousands(digits: str) -> int:
    """Return how many commas scale by a thousand: those behind the last digit of the whole or the decimal part."""
    whole, _, fraction = digits.partition(".")
    return sum(len(part) - len(part.rstrip(",")) for part in (whole, fraction) if "0" in part)


def words_beside(text: str) -> str:
    """Return a text beside figures if it says something: a letter, a currency, or a percent sign."""
    said = " ".join(text.split()).strip(" -+()")
    tells = any(sign.isalpha() or sign in "%‰" or unicodedata.category(sign) == "Sc" for sign in said)
    return said[:LONGEST] if tells else ""


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d*)?|-?\.\d+", text) is not None
