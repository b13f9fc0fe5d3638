"""Units, scales and currencies in headers: "тис. грн", "kEUR", "МВт·год/рік", "т у.п.".

Anything that can't be read completely and unambiguously gives `None`, and the caller asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from optimizer.decimals import EXACT, ONE, Decimal
from optimizer.imports.register.words.vocabulary import MARKS, Tokens, table, tokens
from optimizer.locales.currencies import CURRENCY_WORDS

PHYSICAL = ("energy", "volume", "mass", "time", "other")
LONGEST = 8
BARE = 2
"""Units this short count only after a punctuation mark: "Витрати, т", but not "т" within a name."""
SIDES = "([,;:"
PERIODS = {"year": ONE, "quarter": Decimal(4), "month": Decimal(12)}
BEFORE_PERIOD = ("на", "в", "за", "per", "a")
RUSSIAN_LETTERS, UKRAINIAN_LETTERS = frozenset("ыэъё"), frozenset("іїєґ")


@dataclass(frozen=True)
class ScaledUnit:
    """A unit with its scale: `scale` of `symbol` (a unit or a currency), per `per` ("" if not stated)."""

    symbol: str
    dimension: str
    scale: Decimal = ONE
    per: str = ""

    @property
    def money(self) -> bool:
        """Return whether it is a currency."""
        return self.dimension == "money"


@dataclass(frozen=True)
class UnitInText:
    """A unit and its position in the words."""

    unit: ScaledUnit
    start: int
    end: int


def read_unit(text: str, *, russian: bool = False) -> ScaledUnit | None:
    """Return the unit that a whole text names; None if that isn't certain."""
    words = tuple(word for word in tokens(text) if word not in MARKS - {"/"})
    return _parsed(words, russian=russian)


def read_scale(text: str) -> Decimal | None:
    """Return the factor of a text that is only a scale ("тис.", "K", "млн"); None if it is anything else."""
    words = tuple(word for word in tokens(text) if word not in MARKS)
    parts = (table("units")[part] for part in ("scale", "money_scale"))
    factors = (factor for part in parts for factor, spelled in part.items() if len(words) == 1 and words[0] in spelled)
    return next(map(Decimal, factors), None)


def find_units(words: Tokens, *, russian: bool) -> list[UnitInText]:
    """Return the units in the words of a header: the longest at each position, without overlaps."""
    found: list[UnitInText] = []
    at = 0
    while at < len(words):
        hit = next(
            (one for end in range(min(at + LONGEST, len(words)), at, -1) if (one := _at(words, at, end, russian))), None
        )
        if hit is not None:
            found.append(hit)
        at = hit.end if hit else at + 1
    return found


def doubtful_beside(words: Tokens, found: list[UnitInText]) -> set[int]:
    """Return the positions of unread words that may scale the units beside them: "(грн, тис.)", "сотень грн", "т.м³".

    Figures and letters count if only marks separate them from the unit; scale words count anywhere.
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
    """Return whether a word beside a unit may scale it: a mark, a figure other than a year, a letter, a scale word."""
    figure = bool(re.fullmatch(r"[xх]?\d+[xх]?", word)) and not re.fullmatch(r"20\d\d", word)
    return word in MARKS - {"/"} or figure or word in table("units")["odd_scale"]["letters"] or _scales(word)


def _at(words: Tokens, start: int, end: int, russian: bool) -> UnitInText | None:  # noqa: FBT001 - private
    piece = words[start:end]
    if piece[0] in MARKS or piece[-1] in MARKS or (unit := _parsed(piece, russian=russian)) is None:
        return None
    short = unit.dimension != "money" and len("".join(piece)) <= BARE and piece[0] != "%"
    first = start - 1 if start > 1 and words[start - 1] in table("units")["odd_scale"]["letters"] else start
    fenced = (first > 0 and words[first - 1] in SIDES) or (first == 0 and end == len(words))
    closed = end == len(words) or words[end] in "()],;:/"
    if (short or unit.dimension == "time") and not (fenced and closed):
        return None
    return UnitInText(unit, start, end)


def _parsed(words: Tokens, *, russian: bool) -> ScaledUnit | None:
    body, per = _period(words, russian=russian)
    if body is None or not body:
        return None
    scale, rest = _scale(body)
    symbol = _spellings().get(rest)
    if symbol is None:
        scale, symbol = _attached(body)
    if symbol is None:
        return None
    return ScaledUnit(symbol[0], symbol[1], scale, per)


def _scale(words: Tokens) -> tuple[Decimal, Tokens]:
    for factor, spelled in table("units")["scale"].items():
        if words[0] in spelled and len(words) > 1:
            return Decimal(factor), words[1:]
    for factor, spelled in table("units")["money_scale"].items():
        if words[0] in spelled and _spellings().get(words[1:], ("", ""))[1] == "money":
            return Decimal(factor), words[1:]
    return ONE, words


def _attached(words: Tokens) -> tuple[Decimal, tuple[str, str] | None]:
    """Return a currency with its scale attached ("kEUR") or after it ("EUR thousand")."""
    alone = len(words) == 1
    for word, factor in _scales_of_money():
        if not (words[0].startswith(word) if alone else words[-1] == word):
            continue
        found = _spellings().get((words[0][len(word) :],) if alone else words[:-1])
        if found and found[1] == "money":
            return factor, found
    return ONE, None


@cache
def _scales_of_money() -> tuple[tuple[str, Decimal], ...]:
    """Return words that scale a currency: first those for money only, then general ones."""
    parts = (table("units")[part] for part in ("money_scale", "scale"))
    return tuple((word, Decimal(factor)) for part in parts for factor, spelled in part.items() for word in spelled)


def _period(words: Tokens, *, russian: bool) -> tuple[Tokens | None, str]:
    """Return the words before "/рік", and the period; None if the period is unclear."""
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
        return "year" if russian else ""  # "год": an hour in Ukrainian, a year in Russian
    return next((per for per, spelled in table("units")["per"].items() if len(words) == 1 and words[0] in spelled), "")


@cache
def _spellings() -> dict[Tokens, tuple[str, str]]:
    """Return symbol and dimension by the words of a unit."""
    data = table("units")
    physical = {
        tokens(spelling): (symbol, dimension)
        for dimension in PHYSICAL
        for symbol, one in data[dimension].items()
        for spelling in one["spellings"]
    }
    money = {tokens(spelling): (code, "money") for code, spelled in CURRENCY_WORDS.items() for spelling in spelled}
    return physical | money


def is_russian(headers: list[str]) -> bool:
    """Return whether headers are certainly in Russian, where "год" is a year."""
    text = " ".join(headers).casefold()
    words = tokens(text)
    signs = bool(RUSSIAN_LETTERS & set(text)) or "тыс" in words or "ч" in words
    return signs and not UKRAINIAN_LETTERS & set(text)


def dimension_of(symbol: str) -> str:
    """Return the dimension of a unit; "" if unknown."""
    return next((dimension for dimension in PHYSICAL if symbol in table("units")[dimension]), "")


def factor_between(symbol: str, target: str) -> Decimal | None:
    """Return how many `target` one `symbol` is; None if their dimensions differ."""
    if symbol == target:
        return ONE
    dimension = dimension_of(symbol)
    if not dimension or dimension != dimension_of(target) or dimension == "other":
        return None
    units = table("units")[dimension]
    return EXACT.divide(Decimal(units[symbol]["factor"]), Decimal(units[target]["factor"]))


def in_smallest_unit(unit: ScaledUnit) -> tuple[str, Decimal]:
    """Return what a unit measures (a currency, or a dimension) per which period, and its size among such units."""
    if unit.money or unit.dimension not in {"energy", "volume", "mass"}:
        return f"{unit.symbol}/{unit.per}", unit.scale
    factor = Decimal(table("units")[unit.dimension][unit.symbol]["factor"])
    return f"{unit.dimension}/{unit.per}", EXACT.multiply(unit.scale, factor)
