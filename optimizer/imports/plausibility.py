"""What is odd about figures as their source states them: pure functions, asked by imports before they write."""

from __future__ import annotations

from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DAYS, CENTURIES = Decimal(14) / 365, Decimal(100)
"""Years: a measure that pays back sooner or later than these has most likely a wrong cost or saving."""
FAR = Decimal(10)
FAR_BETWEEN_PLANTS = Decimal(5)
FEWEST_PLANTS = 3
SAME_PAYBACK, ROUNDED_PAYBACK = Decimal("0.1"), Decimal("0.1")
"""A stated payback may differ by this share, or by these years, because it is rounded."""


def payback(cost: Decimal, yearly: Decimal) -> Decimal | None:
    """Return the simple payback in years; None without a cost, or if nothing is saved."""
    return cost / yearly if cost > 0 and yearly > 0 else None


def is_extreme(years: Decimal | None) -> bool:
    """Return whether a payback is a matter of days or of centuries."""
    return years is not None and not DAYS <= years <= CENTURIES


def differs(stated: Decimal | None, years: Decimal | None) -> bool:
    """Return whether a stated payback isn't the one that cost and saving give."""
    if stated is None or years is None or stated <= 0:
        return False
    return abs(stated - years) > max(SAME_PAYBACK * years, ROUNDED_PAYBACK)


def is_far(price: Decimal, usual: Decimal, factor: Decimal = FAR) -> bool:
    """Return whether a unit price differs from the usual one by more than the factor; a usual price of 0 is none."""
    return usual > 0 and not usual / factor <= price <= usual * factor


def are_opposite(quantity: Decimal, money: Decimal) -> bool:
    """Return whether units and their money have opposite signs."""
    return quantity * money < 0


def outliers(prices: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return whose price is far from the median of all others, with that median; below three prices none is."""
    if len(prices) < FEWEST_PLANTS:
        return {}
    usual = {key: median(price for other, price in prices.items() if other != key) for key in prices}
    return {key: usual[key] for key, price in prices.items() if is_far(price, usual[key], FAR_BETWEEN_PLANTS)}
