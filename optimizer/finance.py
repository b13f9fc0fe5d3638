"""Money over time: present value, IRR, paybacks, annuities. Pure functions on exact decimals.

Conventions (finance.md): annual periods, year 0 is the year of the decision and is not discounted, flows fall at the
end of their year, rates are fractions, nominal unless stated otherwise. A figure that does not exist is None, never 0.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from optimizer.decimals import ONE, ZERO, Decimal, exact
from optimizer.roots import single_root

if TYPE_CHECKING:
    from collections.abc import Sequence

IRR_STEPS = 120


@exact
def present_value(flows: Sequence[Decimal], rate: Decimal) -> Decimal:
    """Return Σ flows[t] / (1 + rate)^t, t from 0. Excel's NPV starts at t = 1: divide by (1 + rate) to compare.

    >>> flows = [Decimal(n) for n in (-10000, 3000, 4200, 6800)]
    >>> round(present_value(flows, Decimal("0.1")) / Decimal("1.1"), 2)
    Decimal('1188.44')
    """
    return sum((flow / (ONE + rate) ** t for t, flow in enumerate(flows)), ZERO)


@exact
def annuity_factor(rate: Decimal, years: int) -> Decimal:
    """Return the yearly payment that repays 1 evenly: r / (1 − (1 + r)^−n), and 1/n if r = 0.

    >>> round(2_000_000 * annuity_factor(Decimal("0.1"), 25))
    220336
    >>> round(annuity_factor(Decimal("0.06"), 5), 5)
    Decimal('0.23740')
    """
    return rate / (ONE - (ONE + rate) ** -years) if rate else ONE / years


@exact
def real_rate(nominal: Decimal, inflation: Decimal) -> Decimal:
    """Return the rate without inflation: (1 + nominal) / (1 + inflation) − 1 (Fisher).

    >>> round(real_rate(Decimal("0.16"), Decimal("0.08")), 5)
    Decimal('0.07407')
    """
    return (ONE + nominal) / (ONE + inflation) - ONE


@exact
def irr(flows: Sequence[Decimal]) -> Decimal | None:
    """Return the one rate above −1 at which the present value is 0; None if there is none, or more than one.

    The roots of Σ flows[t] · q^t in q = 1 / (1 + rate) > 0 are counted exactly: no change of sign means none and one
    change means one (Descartes); else by Sturm's theorem.

    >>> flows = [Decimal(n) for n in (-70000, 12000, 15000, 18000, 21000, 26000)]
    >>> round(irr(flows), 4), round(irr(flows[:5]), 4)
    (Decimal('0.0866'), Decimal('-0.0212'))
    >>> irr([Decimal(-1), Decimal(3), Decimal(-2)]) is None
    True
    >>> round(irr([Decimal(n) for n in (-100, 70, -50, 40, 60, 60)]), 4)
    Decimal('0.1992')
    """
    polynomial = single_root(flows)
    return None if polynomial is None else ONE / _positive_root(polynomial) - ONE


def _positive_root(coefficients: Sequence[Decimal]) -> Decimal:
    """Return the one q > 0 with Σ coefficients[t] · q^t = 0, by bisection to 36 digits."""

    def value(q: Decimal) -> Decimal:
        total = ZERO
        for coefficient in reversed(coefficients):
            total = total * q + coefficient
        return total

    at_zero = next(flow for flow in coefficients if flow) > 0
    low, high = ZERO, ONE
    while (value(high) > 0) == at_zero and value(high):
        low, high = high, high * 2
    for _ in range(IRR_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if (value(middle) > 0) == at_zero and value(middle) else (low, middle)
    return high


@exact
def present_values_so_far(flows: Sequence[Decimal], rate: Decimal) -> list[Decimal]:
    """Return for each year the present value of the flows up to it; the last one is that of all flows.

    >>> [round(total) for total in present_values_so_far([Decimal(-100), Decimal(60), Decimal(60)], Decimal("0.1"))]
    [-100, -45, 4]
    """
    return list(accumulate(flow / (ONE + rate) ** t for t, flow in enumerate(flows)))


@exact
def discounted_payback(flows: Sequence[Decimal], rate: Decimal) -> Decimal | None:
    """Return the years until the present value of the flows so far reaches 0 for good, interpolated; None if never.

    Also None if there are no flows at all.

    >>> discounted_payback([Decimal(-100), Decimal(60), Decimal(60)], Decimal(0))
    Decimal('1.6666666666666666666666666666666666666666666666667')
    """
    before, crossing = ZERO, None
    if not any(flows):
        return None
    for t, total in enumerate(present_values_so_far(flows, rate)):
        if total < 0:
            crossing = None
        elif crossing is None:
            crossing = ZERO if t == 0 else t - 1 + before / (before - total)
        before = total
    return crossing
