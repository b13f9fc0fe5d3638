"""Values as users type them: "18" for a rate of 0.18, "2028: 9; 2030: 12" for a path. Pure functions.

    parsed("percent", "18,5")     Decimal("0.185"); `BadValue` with the reason if it is invalid
    parsed("number", "3,5 млн")   3,500,000, as figures in short are shown
    shown("percent", value)       "18.5", or "18,5" in a language with decimal commas
    shown("number", value)        "300,000" or "300 000"; both are read in both languages, and so is "300000"

A percentage is always typed as one: "12" and "12 %" are 12 %. "0.12" may mean either, so it needs the sign.
A shown value is read back unchanged. Empty is None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

from optimizer.decimals import EXACT, Decimal, of_cells, parse_number, plain
from optimizer.errors import BadValue
from optimizer.locales import language, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["number", "whole", "percent", "path", "text"]
GROUPED_FROM = 10_000
_THOUSANDS = re.compile(r"[+−-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
_SCALED = re.compile(r"(.*\d)\s*(тис|млн|млрд|k|M|bn|thousand|million|billion)\.?")
_FACTORS = {"тис": 3, "k": 3, "thousand": 3, "млн": 6, "M": 6, "million": 6, "млрд": 9, "bn": 9, "billion": 9}
"""Powers of ten by the words that figures in short have (`spelling.SCALES`), and in full."""
_ENTRY = re.compile(r"(\d{4})\s*[:=]\s*(\S.*)")


def shown(kind: Kind, value: Any) -> str:
    """Return a value as shown in a field; an invalid value as in the file."""
    if value is None:
        return ""
    if kind == "path" and isinstance(value, Mapping):
        return "; ".join(f"{year}: {shown('number', one)}" for year, one in sorted(value.items(), key=_year))
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or kind == "text":
        return str(value)
    if not Decimal(value).is_finite():  # nan or inf in the file
        return str(value)
    number = Decimal(value) * (100 if kind == "percent" else 1)
    text = plain(number)
    if abs(number) >= GROUPED_FROM:
        text = format(number.normalize(EXACT), ",f")
    text = text if language() == "en" else spelled(text.replace(",", " "))
    return f"{text} %" if kind == "percent" and _may_be_a_fraction(number) else text


def _year(entry: tuple[Any, Any]) -> str:
    return str(entry[0])


def parsed(kind: Kind, text: str) -> Any:
    """Return the typed value; None if empty."""
    text = text.strip()
    if not text or kind == "text":
        return text or None
    if kind == "path":
        return path(text)
    if kind == "percent":
        return percentage(text)
    value = number(text)
    if kind == "whole" and value != value.to_integral_value():
        raise BadValue("must be a whole number")
    return int(value) if kind == "whole" else value


def percentage(text: str) -> Decimal:
    """Parse a percentage as a share; below 1 the sign is required, as a fraction may be meant."""
    bare = text.removesuffix("%").strip()
    value = _number(bare)
    if bare == text and _may_be_a_fraction(value):
        fraction = shown("number", value * 100)
        raise BadValue(
            '"{given}" can be {given} % or {fraction} %: write it with the sign %', given=text, fraction=fraction
        )
    return value.scaleb(-2)


def _may_be_a_fraction(number: Decimal) -> bool:
    return 0 < abs(number) < 1


def number(text: str) -> Decimal:
    """Parse a number in the current language, also with a word for its scale: “3.5 M”, “3,5 млн”."""
    scaled = _SCALED.fullmatch(text.strip())
    return _number(scaled[1]).scaleb(_FACTORS[scaled[2]]) if scaled else _number(text)


def _number(text: str) -> Decimal:
    """Parse a number in the current language: a comma separates decimals in Ukrainian, thousands in English.

    Unlike in a file, 1,200 and 3.000.000 are accepted here, because the field shows at once how it was read.
    """
    text = text.strip()
    plainer = text
    if language() == "uk" and text.count(",") == 1 and "." not in text:
        plainer = text.replace(",", ".")
    elif language() == "en" and _THOUSANDS.fullmatch(text):
        plainer = text.replace(",", "")
    try:
        return parse_number(plainer)
    except BadValue:
        with suppress(BadValue):  # several separators of thousands leave no doubt, whichever they are
            return parse_number(text, of_cells(None))
        raise


def path(text: str) -> dict[int, Decimal] | None:
    """Parse values by calendar year."""
    found: dict[int, Decimal] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        entry = _ENTRY.fullmatch(part)
        if entry is None:
            raise BadValue('"{part}" is not a year with a value: write 2028: 9; 2030: 12', part=part)
        if int(entry[1]) in found:
            raise BadValue("the year {year} occurs twice", year=entry[1])
        found[int(entry[1])] = number(entry[2])
    return found or None


def by_year(texts: Iterable[str], first: int) -> list[Decimal] | None:
    """Return amounts year by year from the first year; nothing follows the last one."""
    told = [text.strip() for text in texts]
    while told and not told[-1]:
        told.pop()
    if "" in told:
        year = first + told.index("")
        raise BadValue("the amount for {year} is missing: enter 0 if there is none", year=year)
    return [number(text) for text in told] or None


def bound(text: str, *, share: bool) -> Decimal | str | None:
    """Parse a bound: a number or a percentage of the baseline; for a share (`irr`) the percentage is the share."""
    text = text.strip()
    if not text:
        return None
    if share:
        value: Decimal = parsed("percent", text)
        return value
    return f"{plain(number(text[:-1].strip()))}%" if text.endswith("%") else number(text)


def bound_shown(value: Any, *, share: bool) -> str:
    """Return a bound as shown in a field."""
    if isinstance(value, str) and value.strip().endswith("%"):
        return f"{spelled(value.strip()[:-1].strip())} %"
    text = shown("percent" if share else "number", value)
    return f"{text.removesuffix(' %')} %" if share and text else text
