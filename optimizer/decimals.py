"""Exact decimal numbers: how they are read, and the precision they are reckoned with.

Inputs are decimal texts ("1 250,50"), so they are kept and reckoned as `Decimal`: sums and products of
inputs are exact, quotients and powers right to 50 digits, far below half of any currency's smallest
unit. The result does not depend on the order of the terms, so the same inputs give the same bytes.
"""

from __future__ import annotations

import re
from decimal import Context, localcontext
from decimal import Decimal as Decimal  # noqa: PLC0414 - the package takes it from here
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from optimizer.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")

EXACT = Context(prec=50)
ZERO, ONE = Decimal(0), Decimal(1)
MAX_DIGITS = 15
LARGEST, SMALLEST = Decimal("1e15"), Decimal("1e-15")

_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}([ \u00a0\u202f\u2009]\d{3})+([.,]\d*)?")
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")


def exact(function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` with 50-digit decimals, whatever the caller's context is."""

    @wraps(function)
    def with_precision(*args: P.args, **kwargs: P.kwargs) -> R:
        with localcontext(EXACT):
            return function(*args, **kwargs)

    return with_precision


def parse_number(given: object) -> Decimal:
    """The number a person or a file meant, exactly; `ValueError` with the reason where that is unsure.

    Read are ints, Decimals, floats (at 15 digits) and texts with spaces between thousands, a
    decimal point or comma, and a true minus sign. Refused: what is no number, NaN and infinity, over
    15 digits, magnitudes beyond 1e15 or under 1e-15, and "1,200", which may be 1.2 or 1200 (but "0,125"
    can only be a share).
    """
    text = format(given, ".15g") if isinstance(given, float) else str(given)
    if isinstance(given, bool) or not isinstance(given, int | float | str | Decimal):
        raise BadValue("must be a number, not {given}", given=text)
    return _within_reason(Decimal(_plain(text)), text)


def _plain(text: str) -> str:
    stripped = text.strip().replace("−", "-")
    if _AMBIGUOUS.fullmatch(stripped):
        reason = '"{given}" may be read in two ways: write a decimal point, and no thousands separator'
        raise BadValue(reason, given=text)
    if _GROUPED.fullmatch(stripped):
        stripped = stripped.translate(_SPACES)
    plain = stripped.replace(",", ".") if stripped.count(",") == 1 and "." not in stripped else stripped
    if not _NUMBER.fullmatch(plain):
        raise BadValue('"{given}" is not a number', given=text)
    return plain


def _within_reason(number: Decimal, text: str) -> Decimal:
    if len(number.normalize(EXACT).as_tuple().digits) > MAX_DIGITS:
        raise BadValue('"{given}" has more than {most} digits', given=text, most=MAX_DIGITS)
    if number and not SMALLEST <= abs(number) <= LARGEST:
        raise BadValue('"{given}" is beyond reason (1e-15 to 1e15)', given=text)
    return number


def plain(number: Decimal) -> str:
    """A number's one plain spelling: no exponent, no idle zeros; `parse_number` reads it back unchanged."""
    return f"{number.normalize(EXACT):f}"
