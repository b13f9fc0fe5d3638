"""What every import can ask about figures before it writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from optimizer.imports.plausibility import (
    are_opposite,
    differs,
    is_extreme,
    is_far,
    outliers,
    payback,
)


@pytest.mark.parametrize(
    ("cost", "yearly", "years"), [(300, 100, 3), (0, 100, None), (300, 0, None), (300, -100, None), (-300, 100, None)]
)
def test_a_payback_needs_a_cost_and_a_saving(cost: int, yearly: int, years: int | None) -> None:
    assert payback(Decimal(cost), Decimal(yearly)) == years


@pytest.mark.parametrize(
    ("years", "extreme"), [("0.03", True), ("0.04", False), ("3", False), ("100", False), ("101", True), (None, False)]
)
def test_days_and_centuries_are_extreme(years: str | None, *, extreme: bool) -> None:
    assert is_extreme(None if years is None else Decimal(years)) == extreme


@pytest.mark.parametrize(
    ("stated", "years", "told"),
    [("1.1", "1100", True), ("1.1", "1.12", False), ("3", "3.2", False), ("3", "3.5", True), ("0.1", "0.15", False),
     (None, "3", False), ("3", None, False), ("0", "3", False)],
)  # fmt: skip
def test_a_stated_payback_may_be_rounded_but_not_wrong(stated: str | None, years: str | None, *, told: bool) -> None:
    assert differs(*(None if one is None else Decimal(one) for one in (stated, years))) == told


def test_prices_are_far_beyond_ten_times() -> None:
    assert [is_far(Decimal(price), Decimal(2)) for price in ("0.1", "0.2", "20", "21")] == [True, False, False, True]
    assert not is_far(Decimal(5), Decimal(0))


def test_signs_are_opposite_only_where_both_are_stated() -> None:
    pairs = [(1, -1), (-1, 1), (1, 1), (0, -1), (-1, -1)]
    assert [are_opposite(Decimal(a), Decimal(b)) for a, b in pairs] == [True, True, False, False, False]


def test_an_outlier_is_far_from_the_median_of_the_others() -> None:
    prices = {"a": Decimal("0.10"), "b": Decimal("0.12"), "c": Decimal("0.11"), "d": Decimal("0.90")}
    assert outliers(prices) == {"d": Decimal("0.11")}
    assert outliers({"a": Decimal(1), "b": Decimal(1_000)}) == {}
