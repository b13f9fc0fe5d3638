"""The values that cells of a case may hold, and the base of its records: what one row of one file is.

Numbers are exact decimals, texts lose surrounding spaces, ids have one spelling. A value that breaks its type's rule
raises `BadValue` with words for the user.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

from optimizer.decimals import ONE, ZERO, Decimal, parse_number, plain
from optimizer.errors import BadValue
from optimizer.value import Value

INVISIBLE = ("Cc", "Cf", "Zl", "Zp")


def split_list(value: object) -> object:
    """Return the parts of a text that a semicolon separates; any other value unchanged."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";") if part.strip())
    return value


def as_set(given: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return each value once, sorted, so that every way to write the same set has the same hash."""
    return tuple(sorted(set(given)))


def _identifier(text: str) -> str:
    """Return the id in one spelling (NFC); refuse mixed alphabets, because М1 and M1 look the same."""
    name = unicodedata.normalize("NFC", text.strip())
    if not name or ";" in name or (not name.isprintable() and any(unicodedata.category(c) in INVISIBLE for c in name)):
        raise BadValue("must be a name without semicolons, line breaks and invisible characters")
    for word in () if name.isascii() else re.findall(r"[^\W_]+", name):
        if {"CYRILLIC", "LATIN"} <= {unicodedata.name(c, "").split(" ")[0] for c in word}:
            text = '"{name}" mixes Latin and Cyrillic letters that look alike in "{word}"'
            raise BadValue(text, name=name, word=word)
    return name


def _share(value: Decimal) -> Decimal:
    if not ZERO <= value <= ONE:
        raise BadValue("must be a share between 0 and 1 (0.25 for 25 %)")
    return value


def _not_negative(value: Decimal) -> Decimal:
    if value < ZERO:
        raise BadValue("must be ≥ 0")
    return value


LEAST_RATE, MOST_RATE = Decimal("-0.9"), Decimal(10)
"""Rates per year outside this range are typing errors, and their powers overflow."""


def _rate(value: Decimal) -> Decimal:
    if not LEAST_RATE < value <= MOST_RATE:
        raise BadValue("must be above −0.9 and at most 10 (0.05 for 5 % a year)")
    return value


def _fading(value: Decimal) -> Decimal:
    if not LEAST_RATE < value <= ONE:
        raise BadValue("must be above −0.9 and at most 1 (0.05 for 5 % less effect each year)")
    return value


def _whole(value: Decimal) -> int:
    if value != value.to_integral_value():
        raise BadValue("must be a whole number")
    return int(value)


MOST_YEARS = 10_000


def whole_from(least: int) -> AfterValidator:
    """Return the rule that a whole number is at least this one."""

    def at_least(value: int) -> int:
        if not least <= value <= MOST_YEARS:
            raise BadValue("must be a whole number from {least} to {most}", least=least, most=MOST_YEARS)
        return value

    return AfterValidator(at_least)


Id = Annotated[str, AfterValidator(_identifier)]
Ids = Annotated[tuple[Id, ...], BeforeValidator(split_list), AfterValidator(as_set)]
Number = Annotated[Decimal, BeforeValidator(parse_number), PlainSerializer(plain, when_used="json")]
Amount = Annotated[Number, AfterValidator(_not_negative)]
Share = Annotated[Number, AfterValidator(_share)]
YearlyRate = Annotated[Number, AfterValidator(_rate)]
Fading = Annotated[Number, AfterValidator(_fading)]
Whole = Annotated[int, BeforeValidator(lambda value: _whole(parse_number(value)))]
Count = Annotated[Whole, whole_from(0)]
Years = Annotated[Whole, whole_from(1)]


class Record(Value):
    """One row of one file; `row` is its place, for messages, and not part of its value."""

    row: int | None = Field(default=None, exclude=True, repr=False)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.model_dump() == other.model_dump()

    def __hash__(self) -> int:
        return hash(tuple(value for value in self.model_dump().values() if not isinstance(value, dict)))
