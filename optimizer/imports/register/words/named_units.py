"""The unit that figures are for, if words say so: "Утеплення стін (за 1 м²)", "Cost per pump", "Питомі інвестиції"."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from optimizer.imports.register.words.units import read_unit
from optimizer.imports.register.words.vocabulary import MARKS, Tokens, find, matches, phrases, tokens, words_of

LONGEST = 3
OPEN = "(,;:["
POWER = ("kW", "MW")
UNSURE = ("на", "for")


@lru_cache(maxsize=4096)
def unit_in_name(text: str) -> str:
    """Return the unit that a measure's name says its figures are for; "" if it says none.

    >>> unit_in_name("Утеплення стін (за 1 м²)"), unit_in_name("Heat pump (per piece)"), unit_in_name("Вікна, м2")
    ('м2', 'piece', 'м2')
    >>> unit_in_name("Двигун на 15 кВт"), unit_in_name("Solar plant for 1 MW"), unit_in_name("Cleaning once per shift")
    ('', '', '')
    """
    if not _may_name_unit().search(text.casefold()):
        return ""
    words = tokens(text)
    return unit_behind(words) or _unit_apart(words)


@cache
def _may_name_unit() -> re.Pattern[str]:
    """Return what a name with a unit contains: looking for it is faster than splitting the name."""
    behind = "|".join(rf"\b{word}\b" for word in words_of("before_unit"))
    return re.compile(rf"{behind}|/|[{re.escape(OPEN)}]")


@lru_cache(maxsize=4096)
def unit_of_row(text: str) -> str:
    """Return the unit in a cell that names what the figures of its row are for: "м2", "per piece", "грн/м2"."""
    words = tokens(text)
    return unit_behind(words) or (text.strip() if is_counted(words) else "")


def unit_behind(words: Tokens) -> str:
    """Return the unit behind "per" or "за 1"; "" if there is none, or if it is a time."""
    for at, word in enumerate(words):
        slash = word == "/" and read_unit(words[at - 1]) is not None  # "грн/м2", "kWh/t"
        if (slash or word in words_of("before_unit")) and (unit := _unit(words, at)):
            return unit
    return ""


def unit_of_one(words: Tokens) -> str:
    """Return the words of a heading that make its figures those of one unit: "питомі", "unit cost"; "" if none do."""
    hit = find("of_one", words)
    return " ".join(words[hit[1] : hit[2]]) if hit else ""


def is_counted(words: Tokens) -> bool:
    """Return whether words name something to be counted or measured: a unit, or pieces; but no time or money."""
    return _counts(words) is not None or _are_pieces(words)


def _are_pieces(words: Tokens) -> bool:
    return any(matches(piece, words) for piece in phrases("piece")["words"])


def _counts(words: Tokens) -> str | None:
    """Return the symbol of a unit other than time, money and per cent."""
    unit = read_unit(" ".join(words))
    return None if unit is None or unit.dimension in {"money", "time"} or unit.symbol == "%" else unit.symbol


def _unit(words: Tokens, at: int) -> str:
    """Return the unit that follows a word such as "per"; "" if it is doubtful that one does."""
    rest = words[at + 1 :]
    one = bool(rest) and rest[0] in words_of("one")
    rest = rest[1:] if one else rest
    until = next((end for end, word in enumerate(rest) if word in MARKS), len(rest))
    noun, fenced = rest[:until], at == 0 or words[at - 1] in OPEN
    if not noun or noun[0] in words_of("not_counted") or noun[0].isdigit() or rest[until : until + 1] == ("/",):
        return ""
    known = next((noun[:end] for end in range(min(len(noun), LONGEST), 0, -1) if is_counted(noun[:end])), ())
    if known:
        doubtful = words[at] in UNSURE and not fenced and (not one or _counts(known) in POWER)
        return "" if doubtful else " ".join(known)
    whole = words[at] == "per" or (one and (words[at] in words_of("per") or not words[at + 1].isdigit()))
    return " ".join(noun) if whole and len(noun) <= LONGEST else ""  # "per pump", but not "на 1 поверсі"


def _unit_apart(words: Tokens) -> str:
    """Return a unit of area or of pieces that stands alone at the end: "Вікна, м2"."""
    at = next((at for at in range(len(words) - 1, -1, -1) if words[at] in OPEN), None)
    last = () if at is None else tuple(word for word in words[at + 1 :] if word not in MARKS)
    return " ".join(last) if last and (_counts(last) == "m2" or _are_pieces(last)) else ""
