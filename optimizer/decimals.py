"""Exact decimal numbers: how texts are read as numbers, and how precisely numbers are computed.

Inputs are decimal texts ("1 250,50"), so they are kept, and computed with, as `Decimal`: sums and products of
inputs are exact, quotients and powers right to 50 digits, far below half of any currency's smallest
unit. The result does not depend on the order of the terms, so the same inputs give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Context, localcontext
from decimal import Decimal as Decimal  # noqa: PLC0414 - the package takes it from here
from functools import partial, wraps
from numbers import Integral
from typing import Literal, ParamSpec, TypeVar

from optimizer.errors import BadValue
from optimizer.locales import noted

P = ParamSpec("P")
R = TypeVar("R")

EXACT = Context(prec=50)
ZERO, ONE = Decimal(0), Decimal(1)
MAX_DIGITS = 15
_FIFTEEN = Context(prec=MAX_DIGITS)
LARGEST, SMALLEST = Decimal("1e15"), Decimal("1e-15")

_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}([ \u00a0\u202f\u2009]\d{3})+([.,]\d*)?")
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")

Sign = Literal["comma", "point"]
_SPACE = "[ \u00a0\u202f\u2009'’]"
_SPACES_BETWEEN = re.compile(_SPACE)
_INTEGER = rf"(?:\d{{1,3}}(?:{_SPACE}\d{{3}})+|\d+)"
_FORMS: tuple[tuple[str, Sign | None], ...] = (
    (_INTEGER, None),
    (r"[1-9]\d{0,2},\d{3}\.\d*", "point"),
    (r"[1-9]\d{0,2}(?:,\d{3}){2,}(?:\.\d*)?", "point"),
    (r"[1-9]\d{0,2}\.\d{3},\d*", "comma"),
    (r"[1-9]\d{0,2}(?:\.\d{3}){2,}(?:,\d*)?", "comma"),
    (rf"{_INTEGER},\d*|,\d+", "comma"),
    (rf"{_INTEGER}\.\d*|\.\d+", "point"),
)
_OF_CELL = re.compile("|".join(f"({form})" for form, _ in _FORMS), re.ASCII)
"""The forms of numbers in cells of a register, each a group of its own."""
_OPEN = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_TWO_WAYS = noted('"{given}" can be read in two ways: write a decimal point, and no thousands separator')


def exact(function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` with 50-digit decimals, whatever the caller's context is."""

    @wraps(function)
    def with_precision(*args: P.args, **kwargs: P.kwargs) -> R:
        with localcontext(EXACT):
            return function(*args, **kwargs)

    return with_precision


Policy = Callable[[str], str]
"""How texts spell numbers: a text → its plain spelling, digits with a point; `BadValue` if that is uncertain."""


def strict(text: str) -> str:
    """Apply the policy of case files, scenarios and forms: decimal point or comma, spaces in thousands, exponent.

    "1,200" may be 1.2 or 1200, so it is refused (but "0,125" can only be a share); "1.200" is 1.2.
    """
    stripped = text.strip().replace("−", "-")
    if _AMBIGUOUS.fullmatch(stripped):
        raise BadValue(_TWO_WAYS, given=text)
    if _GROUPED.fullmatch(stripped):
        stripped = stripped.translate(_SPACES)
    plain = stripped.replace(",", ".") if stripped.count(",") == 1 and "." not in stripped else stripped
    if not _NUMBER.fullmatch(plain):
        raise BadValue('"{given}" is not a number', given=text)
    return plain


def of_cells(sign: Sign | None) -> Policy:
    """Return the policy of foreign registers whose column has this decimal sign (None: no cell shows it).

    Thousands may be separated by spaces, apostrophes, or the sign that is not the decimal one; exponents are refused,
    and fractions as programs write them ("142.59000000000003") are cut to 15 digits. "1,200" and "1.200" are refused if
    the column's sign is not known.
    """
    return partial(_of_cell, sign)


def sign_in(text: str) -> Sign | None:
    """Return the only decimal sign with which a cell of a register makes sense; None if the cell doesn't show it."""
    bare = _unsigned(text)
    if _OPEN.fullmatch(bare):
        return None
    found = _OF_CELL.fullmatch(bare)
    return _FORMS[found.lastindex - 1][1] if found and found.lastindex else None


def is_open(text: str) -> bool:
    """Return whether a cell of a register can be read in two ways: "1,200", "1.200"."""
    return bool(_OPEN.fullmatch(_unsigned(text)))


def _of_cell(column: Sign | None, text: str) -> str:
    bare = _unsigned(text)
    found = _OF_CELL.fullmatch(bare)
    if found is None or found.lastindex is None:
        raise BadValue('"{given}" is not a number', given=text)
    either = bool(_OPEN.fullmatch(bare))
    if either and column is None:
        raise BadValue(_TWO_WAYS, given=text)
    own = column if either else _FORMS[found.lastindex - 1][1] or column
    decimal, thousands = (",", ".") if own == "comma" else (".", ",")
    digits = _SPACES_BETWEEN.sub("", bare).replace(thousands, "").replace(decimal, ".")
    return ("-" if text.strip()[:1] in {"-", "−", "–"} else "") + _shortened(digits)


def _unsigned(text: str) -> str:
    stripped = text.strip().replace("−", "-").replace("–", "-")
    return stripped[1:].lstrip() if stripped[:1] in {"+", "-"} and stripped[1:2] else stripped


def _shortened(digits: str) -> str:
    """Return a fraction cut to 15 digits, as figures of a workbook are read."""
    whole, _, fraction = digits.partition(".")
    if len(whole) > MAX_DIGITS or len(whole) + len(fraction) <= MAX_DIGITS:
        return digits
    return format(Context(prec=MAX_DIGITS).create_decimal(digits), "f")


def parse_number(given: object, policy: Policy = strict) -> Decimal:
    """Return the exact number that a text or value states; `ValueError` with the reason if that is uncertain.

    Accepts ints (numpy's too), Decimals, floats (at 15 digits), and texts by the policy: `strict`, or `of_cells(sign)`
    for foreign registers. Refuses NaN, infinity, more than 15 digits, and magnitudes above 1e15 or below 1e-15.
    """
    if isinstance(given, str):
        return _within_reason(Decimal(policy(given)), given)
    if isinstance(given, Decimal) and _is_usual(given):
        return given
    text = format(given, ".15g") if isinstance(given, float) else str(given)
    if isinstance(given, bool) or not isinstance(given, Integral | float | Decimal):
        raise BadValue("must be a number, not {given}", given=text)
    return _within_reason(Decimal(strict(text)), text)


def _is_usual(number: Decimal) -> bool:
    """Return whether a number has at most 15 digits and is certainly within reason, as nearly all are."""
    return number.is_finite() and -MAX_DIGITS <= number.adjusted() < MAX_DIGITS and _FIFTEEN.plus(number) == number


def _within_reason(number: Decimal, text: str) -> Decimal:
    if len(text) > MAX_DIGITS and len(number.normalize(EXACT).as_tuple().digits) > MAX_DIGITS:
        raise BadValue('"{given}" has more than {most} digits', given=text, most=MAX_DIGITS)
    if number and not SMALLEST <= abs(number) <= LARGEST:
        raise BadValue('"{given}" is beyond reason (1e-15 to 1e15)', given=text)
    return number


def plain(number: Decimal) -> str:
    """Return a number's plain spelling, without exponent or trailing zeros; `parse_number` reads it back unchanged."""
    return f"{number.normalize(EXACT):f}"


def number(value: Decimal | None) -> float | None:
    """Return an exact figure as the nearest float (never −0)."""
    return None if value is None else float(value) + 0.0
