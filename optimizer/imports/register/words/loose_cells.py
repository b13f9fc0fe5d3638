"""Cells that say more than one figure or one year: "≈ 620", "12,5–13,0", "до 15", "2026-2027", "по мірі фінансування".

Each is of a kind, and all cells of a kind in a register are read by one rule, which is asked for once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.imports.register.words.vocabulary import plain_text

if TYPE_CHECKING:
    from optimizer.imports.register.mapping import CellKind

_MARKS: dict[CellKind, re.Pattern[str]] = {
    "about": re.compile(
        r"(?:[≈~∼≅]|(?:бл(?:изько)?|прибл(?:изно)?|орієнтовно|орієнт|около|прим(?:ерно)?|ca|circa|approx(?:imately)?"
        r"|about)\b\.?)\s*(.+)"
    ),
    "at_most": re.compile(r"(?:[<≤]=?|(?:до|не більше|не более|up to|at most|max|макс)\b\.?)\s*(.+)"),
    "at_least": re.compile(
        r"(?:[>≥]=?|(?:від|от|понад|більше|не менше|не менее|свыше|from|over|at least|min|мін)\b\.?)\s*(.+)"
    ),
}
_RANGE = re.compile(
    r"(?:(?:від|от|from|between)\s+)?(\d[\d\s.,'’]*?)\s*(?:[-–—−…]|\.{2,3}|\bдо\b|\bto\b|\band\b)\s*(\d.*)"
)
_PERCENT = re.compile(r"[^\d%]*\d[\d\s.,–—-]*%")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_PART_OF_YEAR = re.compile(
    r"(?:[ivхіx]+|[1-4]|q[1-4]|h[12]|перш\w+|друг\w+|трет\w+|четверт\w+|кв\w*|квартал\w*|півр\w*|полугод\w*|quarter"
    r"|half|січ\w+|лют\w+|берез\w+|квіт\w+|трав\w+|черв\w+|лип\w+|серп\w+|верес\w+|жовт\w+|листоп\w+|груд\w+"
    r"|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|янв\w*|фев\w*|март\w*|апр\w*"
    r"|ма[йя]|июн\w*|июл\w*|авг\w*|сен\w*|окт\w*|ноя\w*|дек\w*|\d{1,2}|р|року|рік|рр|г|год|года|the|of)"
)


@dataclass(frozen=True)
class LooseFigure:
    """A cell with a mark or two bounds: its kind, and the texts of its figures, the lower one first."""

    kind: CellKind
    figures: tuple[str, ...]


def loose_figure(text: str) -> LooseFigure | None:
    """Return the kind of a cell that states a figure loosely; None for any other text."""
    said = " ".join(plain_text(text).split())
    if found := _RANGE.fullmatch(said):
        return LooseFigure("range", (found[1], found[2]))
    for kind, mark in _MARKS.items():
        if found := mark.fullmatch(said):
            return LooseFigure(kind, (found[1],))
    return None


def is_percentage(text: str) -> bool:
    """Return whether a text is a percentage, with or without a mark: "до 15 %"."""
    return bool(_PERCENT.fullmatch(text.strip()))


def years_in(text: str) -> tuple[int, ...]:
    """Return the different years that a text names, in its order."""
    return tuple(dict.fromkeys(int(year) for year in _YEAR.findall(text)))


def is_part_of_year(text: str) -> bool:
    """Return whether a text names one year and, besides, nothing but a part of it: "III кв. 2027", "01.03.2026"."""
    if len(years_in(text)) != 1:
        return False
    rest = re.findall(r"\w+", _YEAR.sub(" ", plain_text(text)))
    return all(_PART_OF_YEAR.fullmatch(word) for word in rest)


def kind_of_date(text: str) -> CellKind:
    """Return the kind of a text in a column of years that is no single year."""
    years = years_in(text)
    if len(years) > 1:
        return "years"
    return "year_in_text" if years else "no_year"
