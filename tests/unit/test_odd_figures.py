"""Figures that a foreign file states twice must agree: every slip by 1000 and every wrong sign is reported."""

import random

import pytest

from optimizer.decimals import Decimal
from optimizer.imports.odd_figures import ImportedFigures, implausible

PRICES = {"electricity": Decimal(8), "natural-gas": Decimal(20)}


def plausible_figures(dice: random.Random) -> ImportedFigures:
    """A measure whose figures agree: money is quantities at prices, give or take a fifth; payback fits."""
    streams = dice.sample(sorted(PRICES), dice.randint(1, 2))
    quantities = {stream: Decimal(dice.randint(1_000, 900_000)) for stream in streams}
    worth = sum(quantity * PRICES[stream] for stream, quantity in quantities.items())
    money = round(worth * Decimal(dice.uniform(0.8, 1.2)), 0)
    payback = round(Decimal(dice.uniform(0.3, 12)), 1)
    return ImportedFigures("register", 2, round(money * payback, 0), money, quantities, payback)


def found(figures: ImportedFigures) -> list[str]:
    return [problem.message for problem in implausible(figures, PRICES)]


def changed(figures: ImportedFigures, **more: object) -> ImportedFigures:
    return ImportedFigures(**{**vars(figures), **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(40))
def test_figures_that_agree_are_left_alone_and_no_slip_by_1000_is_silent(seed: int) -> None:
    good = plausible_figures(random.Random(seed))
    assert found(good) == []
    for factor in (Decimal(1000), Decimal("0.001")):
        assert good.money is not None
        assert good.capex is not None
        assert good.payback is not None
        slips = {
            "money": good.money * factor,
            "capex": good.capex * factor,
            "payback": good.payback * factor,
            "quantities": {stream: quantity * factor for stream, quantity in good.quantities.items()},
        }
        for name, slip in slips.items():
            assert found(changed(good, **{name: slip})), (name, factor)


@pytest.mark.parametrize("seed", range(20))
def test_a_sign_that_contradicts_the_other_is_reported(seed: int) -> None:
    good = plausible_figures(random.Random(seed))
    assert good.money is not None
    used = {stream: -quantity for stream, quantity in good.quantities.items()}
    assert any("negative" in text for text in found(changed(good, quantities=used)))
    assert any("positive" in text for text in found(changed(good, money=-good.money)))
    assert not found(changed(good, money=-good.money, quantities=used))


def test_paybacks_of_days_and_centuries_are_reported_without_anything_to_compare_them_with() -> None:
    assert "7.3 days" in found(ImportedFigures("register", 2, Decimal(20), Decimal(1000)))[0]
    assert "500 years" in found(ImportedFigures("register", 2, Decimal(5000), Decimal(10)))[0]
    assert found(ImportedFigures("register", 2, Decimal(0), Decimal(10))) == []


def test_a_payback_without_money_is_compared_with_quantities_at_prices() -> None:
    stated = ImportedFigures("register", 2, Decimal(400_000), None, {"electricity": Decimal(50)}, Decimal("1.1"))
    assert "1,000" in found(stated)[0]
    assert found(changed(stated, quantities={"electricity": Decimal(50_000)}, payback=Decimal(1))) == []
    assert found(changed(stated, quantities={"steam": Decimal(50)})) == []  # a price is unknown
