"""The number of positive roots of a polynomial, counted exactly, for figures that exist only if there is one.

single_root([-70000, 12000, …])      its coefficients, ascending, if it has exactly one root above 0; else None
"""

from __future__ import annotations

from itertools import pairwise
from math import gcd
from typing import TYPE_CHECKING

from optimizer.decimals import Decimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Integers = list[int]


def single_root(coefficients: Sequence[Decimal]) -> list[Decimal] | None:
    """Return the polynomial whose one root above 0 is that of Σ coefficients[k] · q^k; None unless there is one.

    No change of sign between coefficients means no root and one change means one (Descartes); with more, distinct
    roots are counted by Sturm's theorem on integers. A root of even multiplicity is given as the root of the
    polynomial without repeated factors, which changes its sign there.
    """
    given = _stripped(_integers(coefficients))
    changes = _changes(given)
    if changes <= 1:
        return [Decimal(c) for c in given] if changes else None
    chain = _sturm(given)
    if _changes([p[0] for p in chain]) - _changes([p[-1] for p in chain]) != 1:
        return None
    crosses = (given[0] > 0) != (given[-1] > 0)
    return [Decimal(c) for c in (given if crosses else _quotient(given, chain[-1]))]


def _integers(coefficients: Sequence[Decimal]) -> Integers:
    """Return the polynomial times a power of ten, so that every coefficient is an integer."""
    places = max((-int(c.as_tuple().exponent) for c in coefficients if c), default=0)
    numbers = [int(c.scaleb(max(places, 0))) if c else 0 for c in coefficients]
    return _primitive(numbers)


def _stripped(polynomial: Integers) -> Integers:
    """Return the polynomial without roots at 0 and without leading zeros."""
    first = next((k for k, c in enumerate(polynomial) if c), len(polynomial))
    last = next((k for k in range(len(polynomial), 0, -1) if polynomial[k - 1]), 0)
    return polynomial[first:last]


def _changes(numbers: Iterable[int]) -> int:
    """Return how often the sign changes from one number to the next, ignoring zeros."""
    signs = [number > 0 for number in numbers if number]
    return sum(one != other for one, other in pairwise(signs))


def _sturm(polynomial: Integers) -> list[Integers]:
    """Return p, p′, then minus the remainder of the last two, each times a positive number; the last divides all."""
    chain = [polynomial, _primitive([k * c for k, c in enumerate(polynomial)][1:])]
    while len(chain[-1]) > 1 and (remainder := _remainder(chain[-2], chain[-1])):
        chain.append(_primitive([-c for c in remainder]))
    return chain


def _remainder(dividend: Integers, divisor: Integers) -> Integers:
    """Return a positive multiple of the remainder, without leading zeros."""
    left, lead = list(dividend), divisor[-1]
    while len(left) >= len(divisor):
        top, shift = left[-1], len(left) - len(divisor)
        left = [c * abs(lead) for c in left]
        factor = top if lead > 0 else -top
        for k, c in enumerate(divisor):
            left[k + shift] -= factor * c
        left = _trimmed(left[:-1])
        left = _primitive(left)
    return left


def _quotient(dividend: Integers, divisor: Integers) -> Integers:
    """Return a positive multiple of dividend / divisor, which has no remainder."""
    left, lead, found = list(dividend), divisor[-1], [0] * (len(dividend) - len(divisor) + 1)
    scale = abs(lead) ** len(found)
    left = [c * scale for c in left]
    for shift in range(len(found) - 1, -1, -1):
        found[shift] = left[shift + len(divisor) - 1] // lead
        for k, c in enumerate(divisor):
            left[k + shift] -= found[shift] * c
    return _primitive(found)


def _trimmed(polynomial: Integers) -> Integers:
    while polynomial and not polynomial[-1]:
        polynomial.pop()
    return polynomial


def _primitive(polynomial: Integers) -> Integers:
    """Return the polynomial divided by its coefficients' greatest common divisor, so that numbers stay small."""
    shared = gcd(*polynomial)
    return [c // shared for c in polynomial] if shared > 1 else polynomial
