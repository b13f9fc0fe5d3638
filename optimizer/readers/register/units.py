"""Units, scales and currencies in headers: "тис. грн", "kEUR", "МВт·год/рік", "т у.п.".

What is not read whole and in one way is not read at all: `None`, and whoever asked has a question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from optimizer.decimals import EXACT, ONE, Decimal
from optimizer.readers.register.vocabulary import MARKS, Tokens, table, tokens

PHYSICAL = ("energy", "volume", "mass", "time", "other")
LONGEST = 8
BARE = 2
"""A unit of so few letters is one only behind a mark: "Витрати, т", but not "т" within a name."""
SIDES = "([,;:/"
PERIODS = {"year": ONE, "quarter": Decimal(4), "month": Decimal(12)}
BEFORE_PERIOD = ("на", "в", "за", "per", "a")
RUSSIAN_LETTERS, UKRAINIAN_LETTERS = frozenset("ыэъё"), frozenset("іїєґ")


@dataclass(frozen=True)
class Unit:
    """A unit with its scale: `scale` of `symbol` (a unit or a currency), per `per` ("" where it isn't said)."""

    symbol: str
    dimension: str
    scale: Decimal = ONE
    per: str = ""

    @property
    def money(self) -> bool:
        """Whether it is a currency."""
        return self.dimension == "money"


@dataclass(frozen=True)
class Found:
    """Where in the words a unit stands."""

    unit: Unit
    start: int
    end: int


def read_unit(text: str, *, russian: bool = False) -> Unit | None:
    """The unit that a text is, wholly; None where it is none for sure."""
    words = tuple(word for word in tokens(text) if word not in MARKS - {"/"})
    return _parsed(words, russian=russian)


def find_units(words: Tokens, *, russian: bool) -> list[Found]:
    """The units in the words of a header, the longest at each place, none within another."""
    found: list[Found] = []
    at = 0
    while at < len(words):
        hit = next(
            (one for end in range(min(at + LONGEST, len(words)), at, -1) if (one := _at(words, at, end, russian))), None
        )
        if hit is not None:
            found.append(hit)
        at = hit.end if hit else at + 1
    return found


def doubtful_beside(words: Tokens, found: list[Found]) -> set[int]:
    """The places of words beside units that may scale them but were not read: "(грн, тис.)", "сотень грн", "т.м³".

    Figures and letters count where only marks stand between them and the unit; words of scale count anywhere.
    """
    if not found:
        return set()
    taken = {at for one in found for at in range(one.start, one.end)}
    scales = {at for at, word in enumerate(words) if at not in taken and _scales(word)}
    for one in found:
        for way in (range(one.start - 1, -1, -1), range(one.end, len(words))):
            near = takewhile(lambda at: at not in taken and _may_scale(words[at]), way)
            scales |= {at for at in near if words[at] not in MARKS}
    return scales


def _scales(word: str) -> bool:
    units = table("units")
    return word in units["odd_scale"]["words"] or any(word in spelled for spelled in units["scale"].values())


def _may_scale(word: str) -> bool:
    """Whether a word beside a unit may be its scale: a mark, a figure that is no year, a letter, a word of scale."""
    figure = bool(re.fullmatch(r"[xх]?\d+[xх]?", word)) and not re.fullmatch(r"20\d\d", word)
    return word in MARKS - {"/"} or figure or word in table("units")["odd_scale"]["letters"] or _scales(word)


def _at(words: Tokens, start: int, end: int, russian: bool) -> Found | None:  # noqa: FBT001 - private
    piece = words[start:end]
    if piece[0] in MARKS or piece[-1] in MARKS or (unit := _parsed(piece, russian=russian)) is None:
        return None
    short = unit.dimension != "money" and len("".join(piece)) <= BARE and piece[0] != "%"
    first = start - 1 if start > 1 and words[start - 1] in table("units")["odd_scale"]["letters"] else start
    fenced = (first > 0 and words[first - 1] in SIDES) or (first == 0 and end == len(words))
    closed = end == len(words) or words[end] in "()],;:"
    if (short or unit.dimension == "time") and not (fenced and closed):
        return None
    return Found(unit, start, end)


def _parsed(words: Tokens, *, russian: bool) -> Unit | None:
    body, per = _period(words, russian=russian)
    if body is None or not body:
        return None
    scale, rest = _scale(body)
    symbol = _spellings().get(rest)
    if symbol is None:
        scale, symbol = _attached(body)
    if symbol is None:
        return None
    return Unit(symbol[0], symbol[1], scale, per)


def _scale(words: Tokens) -> tuple[Decimal, Tokens]:
    for factor, spelled in table("units")["scale"].items():
        if words[0] in spelled and len(words) > 1:
            return Decimal(factor), words[1:]
    for factor, spelled in table("units")["money_scale"].items():
        if words[0] in spelled and _spellings().get(words[1:], ("", ""))[1] == "money":
            return Decimal(factor), words[1:]
    return ONE, words


def _attached(words: Tokens) -> tuple[Decimal, tuple[str, str] | None]:
    """A currency with its scale written on to it: "kEUR", or behind it: "EUR thousand"."""
    for word, factor in _scales_of_money():
        if len(words) == 1 and words[0].startswith(word):
            found = _spellings().get((words[0][len(word) :],))
        elif len(words) > 1 and words[-1] == word:
            found = _spellings().get(words[:-1])
        else:
            found = None
        if found and found[1] == "money":
            return factor, found
    return ONE, None


@cache
def _scales_of_money() -> tuple[tuple[str, Decimal], ...]:
    """Words that scale a currency: of it alone first, then of anything."""
    parts = (table("units")[part] for part in ("money_scale", "scale"))
    return tuple((word, Decimal(factor)) for part in parts for factor, spelled in part.items() for word in spelled)


def _period(words: Tokens, *, russian: bool) -> tuple[Tokens | None, str]:
    """What stands before "/рік", and the period; None where the period is in doubt."""
    if "/" in words:
        at = len(words) - 1 - words[::-1].index("/")
        period = _named_period(words[at + 1 :], russian=russian)
        return (words[:at], period) if period and "/" not in words[:at] else (None, "")
    if len(words) > 2 and words[-2] in BEFORE_PERIOD:  # noqa: PLR2004 - a unit stands before both
        period = _named_period(words[-1:], russian=russian)
        return (words[:-2], period) if period else (None, "")
    if words[-2:] == ("p", "a"):
        return words[:-2], "year"
    return words, ""


def _named_period(words: Tokens, *, russian: bool) -> str:
    if words == ("год",):
        return "year" if russian else ""  # in Ukrainian an hour, in Russian a year
    return next((per for per, spelled in table("units")["per"].items() if len(words) == 1 and words[0] in spelled), "")


@cache
def _spellings() -> dict[Tokens, tuple[str, str]]:
    """Words of a unit → its symbol and dimension."""
    data = table("units")
    physical = {
        tokens(spelling): (symbol, dimension)
        for dimension in PHYSICAL
        for symbol, one in data[dimension].items()
        for spelling in one["spellings"]
    }
    money = {tokens(spelling): (code, "money") for code, spelled in data["money"].items() for spelling in spelled}
    return physical | money


def is_russian(headers: list[str]) -> bool:
    """Whether headers are in Russian, for sure: "год" is then a year."""
    text = " ".join(headers).casefold()
    words = tokens(text)
    signs = bool(RUSSIAN_LETTERS & set(text)) or "тыс" in words or "ч" in words
    return signs and not UKRAINIAN_LETTERS & set(text)


def dimension_of(symbol: str) -> str:
    """What a unit measures; "" if it is not known."""
    return next((dimension for dimension in PHYSICAL if symbol in table("units")[dimension]), "")


def factor_between(symbol: str, target: str) -> Decimal | None:
    """How many of `target` one of `symbol` is; None where they measure different things."""
    if symbol == target:
        return ONE
    dimension = dimension_of(symbol)
    if not dimension or dimension != dimension_of(target) or dimension == "other":
        return None
    units = table("units")[dimension]
    return EXACT.divide(Decimal(units[symbol]["factor"]), Decimal(units[target]["factor"]))
