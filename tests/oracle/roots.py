"""How many rates make a present value 0: the positive roots of Σ flows[t] · q^t, q = 1 / (1 + rate), by Sturm.

Whole numbers only, so the count is exact. A root counts once, however often it is one.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm

Polynomial = list[int]


def has_one_rate(flows: Sequence[Fraction]) -> bool:
    """Whether exactly one rate above −100 % makes the present value of these flows 0."""
    changes = _changes([flow > 0 for flow in flows if flow])
    return changes == 1 if changes < 2 else roots_between(flows, Fraction(0), None) == 1


def roots_between(flows: Sequence[Fraction], low: Fraction, high: Fraction | None) -> int:
    """The different roots above low, 0 at least, and not above high (None: however great)."""
    chain = _chain(_whole(flows))
    at_high = [_value(one, high) > 0 for one in chain if _value(one, high)] if high is not None else _at_infinity(chain)
    return _changes([_value(one, low) > 0 for one in chain if _value(one, low)]) - _changes(at_high)


def _changes(signs: Sequence[bool]) -> int:
    return sum(a != b for a, b in pairwise(signs))


def _whole(flows: Sequence[Fraction]) -> Polynomial:
    """The same roots but 0, in whole numbers, the constant first; empty where every flow is 0."""
    scale = lcm(*(flow.denominator for flow in flows)) if flows else 1
    numbers = [flow.numerator * (scale // flow.denominator) for flow in flows]
    first = next((t for t, number in enumerate(numbers) if number), len(numbers))
    return _primitive(numbers[first:])


def _primitive(numbers: Sequence[int]) -> Polynomial:
    """Without zeros at the end and common factors; signs stay."""
    kept = list(numbers)
    while kept and not kept[-1]:
        kept.pop()
    divisor = gcd(*kept) if kept else 1
    return [number // divisor for number in kept]


def _chain(polynomial: Polynomial) -> list[Polynomial]:
    """Sturm's chain: the polynomial, its derivative, and each time less the remainder of the two before."""
    chain = [polynomial, _primitive([k * number for k, number in enumerate(polynomial)][1:])]
    while chain[-1]:
        chain.append([-number for number in _remainder(chain[-2], chain[-1])])
    return chain[:-1] if polynomial else []


def _remainder(one: Polynomial, other: Polynomial) -> Polynomial:
    """A positive multiple of the remainder."""
    rest = list(one)
    while len(rest) >= len(other):
        factor = rest[-1] if other[-1] > 0 else -rest[-1]
        shift = len(rest) - len(other)
        rest = [number * abs(other[-1]) for number in rest]
        for k, number in enumerate(other):
            rest[k + shift] -= factor * number
        rest = _primitive(rest)
    return rest


def _value(polynomial: Polynomial, x: Fraction) -> int:
    """A positive multiple of the value at x."""
    total, power = 0, 1
    for number in reversed(polynomial):
        total = total * x.numerator + number * power
        power *= x.denominator
    return total


def _at_infinity(chain: Sequence[Polynomial]) -> list[bool]:
    return [polynomial[-1] > 0 for polynomial in chain]
