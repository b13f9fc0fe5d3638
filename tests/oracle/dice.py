"""Draws for random cases: which features appear, and short decimal numbers."""

import math
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import TypeVar

T = TypeVar("T")

FEATURES = (
    "abatement_cost",
    "avoided_cost",
    "baselines",
    "benefits",
    "big_money",
    "bill_percent",
    "budget_total",
    "budget_yearly",
    "capex_escalation",
    "carry_over",
    "case_texts",
    "default_gap",
    "degradation",
    "each",
    "effort",
    "empty_uses",
    "end_uses",
    "escalation",
    "exclude",
    "extends",
    "factor_overrides",
    "first_start",
    "goal_years",
    "goals",
    "groups",
    "hazard",
    "include",
    "interactions",
    "irr",
    "kwh",
    "left",
    "limits",
    "max_payback",
    "negative_effects",
    "one_off",
    "once_limits",
    "opex",
    "overrides",
    "packages",
    "percent",
    "pollutants",
    "profit_tax",
    "reinvest",
    "renewal",
    "requires",
    "salvage",
    "simple_payback",
    "spend",
    "status",
    "straight_line",
    "sum_as",
    "taxes",
    "trend",
    "uses",
    "where",
    "windows",
)


@dataclass(frozen=True)
class Size:
    """How big a random case is: least and greatest counts."""

    measures: tuple[int, int]
    starts: tuple[int, int]
    horizon: tuple[int, int]


SIZES = {
    "tiny": Size((2, 4), (1, 2), (2, 5)),
    "small": Size((3, 6), (1, 3), (3, 8)),
    "medium": Size((7, 8), (1, 2), (4, 10)),
}


class Dice:
    """A source of random draws with the features that may appear."""

    def __init__(self, rng: random.Random, size: str, features: Collection[str] | None) -> None:
        unknown = set(features or ()) - set(FEATURES)
        if unknown:
            raise ValueError(f"no such features: {sorted(unknown)}")
        self.rng = rng
        self.size = SIZES[size]
        self._features = None if features is None else frozenset(features)

    def has(self, feature: str, probability: float) -> bool:
        """Whether a feature appears: as likely as said, more so where it was asked for by name."""
        if feature not in FEATURES:
            raise ValueError(feature)
        if self._features is None:
            return self.chance(probability)
        return feature in self._features and self.chance(max(probability, 0.6))

    def names(self, *features: str) -> bool:
        """Whether any of these was asked for by name."""
        return self._features is not None and any(feature in self._features for feature in features)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def whole(self, low: int, high: int) -> int:
        return self.rng.randint(low, high)

    def one_of(self, things: Sequence[T]) -> T:
        return self.rng.choice(things)

    def some_of(self, things: Sequence[T], least: int, most: int) -> list[T]:
        """Some things, each at most once, in the order given."""
        count = min(self.whole(least, most), len(things))
        chosen = set(self.rng.sample(range(len(things)), count))
        return [thing for index, thing in enumerate(things) if index in chosen]

    def between(self, low: float, high: float, digits: int = 3) -> Decimal:
        """A number between two, evenly, with few digits."""
        return short(self.rng.uniform(low, high), digits)

    def scaled(self, low: float, high: float, digits: int = 4) -> Decimal:
        """A positive number between two, each order of magnitude as likely, with few digits."""
        return short(math.exp(self.rng.uniform(math.log(low), math.log(high))), digits)


def short(value: float, digits: int) -> Decimal:
    """A value to so many significant digits, at most six of them after the point."""
    rounded = Decimal(f"{value:.{digits}g}")
    return Decimal(f"{round(rounded, 6):f}").normalize() + 0 if rounded else Decimal(0)


def decimal(amount: Fraction) -> Decimal:
    """A fraction as a decimal, as exactly as decimals go."""
    return Decimal(amount.numerator) / Decimal(amount.denominator)


def rounded(amount: Fraction, digits: int, sense: str) -> Decimal:
    """To so many significant digits: up for at_most, down for at_least."""
    if not amount:
        return Decimal(0)
    places = digits - 1 - Decimal(f"{float(amount):.6e}").adjusted()
    step = Fraction(1, 10**places) if places >= 0 else Fraction(10**-places)
    steps = ceil(amount / step) if sense == "at_most" else floor(amount / step)
    return decimal(steps * step)
