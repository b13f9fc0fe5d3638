"""How many rates make a present value 0, in a second way: by the rule of signs on ever smaller intervals.

Where the signs of the coefficients change at most once, the number of positive roots is the number of
changes. Else the interval is halved (Vincent, Collins and Akritas). Roots that coincide are made one first.
"""

from collections.abc import Sequence
from fractions import Fraction

Polynomial = list[Fraction]
HALF = Fraction(1, 2)


def count_rates(flows: Sequence[Fraction]) -> int | None:
    """The different rates above −100 % at which the present value is 0; None for every rate."""
    polynomial = _trimmed(list(flows))
    while polynomial and not polynomial[0]:
        polynomial.pop(0)
    if not polynomial:
        return None
    simple = _with_simple_roots(polynomial)
    bound = 1 + max(abs(number / simple[-1]) for number in simple)
    return _between_0_and_1(_stretched(simple, bound))


def _between_0_and_1(polynomial: Polynomial) -> int:
    changes = _sign_changes(_moved_by_1(polynomial[::-1]))
    if changes <= 1:
        return changes
    left = _stretched(polynomial, HALF)
    right = _moved_by_1(left)
    return _between_0_and_1(left) + _between_0_and_1(right) + (0 if right[0] else 1)


def _stretched(polynomial: Polynomial, by: Fraction) -> Polynomial:
    """p(by · x)."""
    return [number * by**k for k, number in enumerate(polynomial)]


def _moved_by_1(polynomial: Polynomial) -> Polynomial:
    """p(x + 1)."""
    result: Polynomial = []
    for number in reversed(polynomial):
        result = [a + b for a, b in zip([*result, Fraction(0)], [Fraction(0), *result], strict=True)]
        result[0] += number
    return result


def _sign_changes(polynomial: Polynomial) -> int:
    signs = [number > 0 for number in polynomial if number]
    return sum(signs[i] != signs[i + 1] for i in range(len(signs) - 1))


def _with_simple_roots(polynomial: Polynomial) -> Polynomial:
    one, other = polynomial, _trimmed([k * number for k, number in enumerate(polynomial)][1:])
    while other:
        one, other = other, _divided(one, other)[1]
    return _divided(polynomial, one)[0]


def _divided(one: Polynomial, other: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Quotient and remainder."""
    rest, quotient = list(one), [Fraction(0)] * max(1, len(one) - len(other) + 1)
    for shift in range(len(one) - len(other), -1, -1):
        factor = quotient[shift] = rest[shift + len(other) - 1] / other[-1]
        for k, number in enumerate(other):
            rest[shift + k] -= factor * number
    return _trimmed(quotient), _trimmed(rest)


def _trimmed(polynomial: Polynomial) -> Polynomial:
    while polynomial and not polynomial[-1]:
        polynomial.pop()
    return polynomial
