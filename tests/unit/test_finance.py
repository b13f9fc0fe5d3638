"""The reference values of finance: Excel's documented examples, RETScreen's, NEFCO's terms, EN 17463."""

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from optimizer import Decision, evaluate, read_question
from optimizer.finance import annuity_factor, discounted_payback, irr, present_value, real_rate
from tests.oracle.examples import effect, measure, written


def decimals(*numbers: str | int) -> list[Decimal]:
    return [Decimal(number) for number in numbers]


PROJECT = decimals(-70_000, 12_000, 15_000, 18_000, 21_000, 26_000)


@pytest.mark.parametrize(
    ("flows", "rate", "shown"),
    [
        (decimals(0, -10_000, 3_000, 4_200, 6_800), "0.10", "1188.44"),
        (decimals(-40_000, 8_000, 9_200, 10_000, 12_000, 14_500), "0.08", "1922.06"),
        (decimals(-40_000, 8_000, 9_200, 10_000, 12_000, 14_500, -9_000), "0.08", "-3749.47"),
    ],
)
def test_present_values_are_excels(flows: list[Decimal], rate: str, shown: str) -> None:
    assert round(present_value(flows, Decimal(rate)), 2) == Decimal(shown)


@pytest.mark.parametrize(("years", "shown"), [(5, "-0.0212"), (6, "0.0866")])
def test_rates_of_return_are_excels(years: int, shown: str) -> None:
    rate = irr(PROJECT[:years])
    assert rate is not None
    assert round(rate, 4) == Decimal(shown)


def test_at_its_rate_of_return_a_project_is_worth_nothing() -> None:
    rate = irr(PROJECT)
    assert rate is not None
    assert abs(present_value(PROJECT, rate)) < Decimal("1e-25")


@pytest.mark.parametrize(
    "flows",
    [
        decimals(1, 2),
        decimals(-1, -2),
        decimals(0, 0),
        decimals(-100, 230, -132),
        decimals(-6, 11, -6, 1),
    ],
    ids=["only gains", "only losses", "nothing", "two rates", "three rates"],
)
def test_a_rate_of_return_that_is_none_or_several_is_absent(flows: list[Decimal]) -> None:
    assert irr(flows) is None


@pytest.mark.parametrize(
    ("flows", "rate"),
    [
        (decimals(-1000, "1e-9"), "-0.999999999999"),
        (decimals(-1, 0, 4), "1"),
        (decimals(0, 0, -100, 110), "0.1"),
        (decimals(-2, 3, -2, 3), "0.5"),
    ],
    ids=["nearly all lost", "doubled every year", "begun later", "three changes of sign, one rate"],
)
def test_rates_of_return_far_from_zero_and_begun_late(flows: list[Decimal], rate: str) -> None:
    assert abs((irr(flows) or 0) - Decimal(rate)) < Decimal("1e-25")


def test_annuities() -> None:
    assert round(2_000_000 * annuity_factor(Decimal("0.1"), 25)) == 220_336
    assert round(annuity_factor(Decimal("0.06"), 5), 5) == Decimal("0.23740")
    assert annuity_factor(Decimal(0), 8) == Decimal("0.125")
    monthly = Decimal("0.08") / 12
    assert round(10_000 * annuity_factor(monthly, 10), 2) == Decimal("1037.03")


@pytest.mark.parametrize(("payback", "shown"), [(4, "1.170"), (3, "1.560")])
def test_debt_service_cover_at_a_payback(payback: int, shown: str) -> None:
    """Nine tenths of the cost are borrowed for five years at 6 %."""
    saving, service = 1 / Decimal(payback), Decimal("0.9") * annuity_factor(Decimal("0.06"), 5)
    assert round(saving / service, 3) == Decimal(shown)


def test_real_rates() -> None:
    assert round(real_rate(Decimal("0.16"), Decimal("0.08")), 5) == Decimal("0.07407")
    assert real_rate(Decimal("0.08"), Decimal("0.08")) == 0


def test_discounted_payback_is_when_the_sum_stays_positive() -> None:
    assert discounted_payback(decimals(-100, 80, 80), Decimal(0)) == Decimal("1.25")
    assert discounted_payback(decimals(-100, 120, -50, 60), Decimal(0)) == Decimal("2.5")
    assert discounted_payback(decimals(5, 1), Decimal(0)) == 0
    assert discounted_payback(decimals(-100, 60), Decimal(0)) is None


def test_retscreens_public_example(tmp_path: Path) -> None:
    """300,000 for 100,000 a year that grow by 2 % a year, 20 years, all equity."""
    streams = [{"stream": "electricity", "kind": "energy", "unit": "kWh", "price": "1", "escalation": "0.02"}]
    rows = [measure("project", capex="300000", lifetime="20")]
    effects = [effect("project", stream="electricity", quantity="100000")]
    path = written(tmp_path, rows, effects, tables={"streams": streams}, horizon_years=20)
    question = read_question(path)
    figures = evaluate(question.case, question.scenario, Decision({"project": question.case.base_year}))
    rate, flows = figures.metrics["irr"], [flow or Decimal(0) for flow in figures.years["net_cash_flow"]]
    assert rate is not None
    assert round(rate, 3) == Decimal("0.359")  # printed there as 35.9 %
    assert figures.metrics["simple_payback"] == 3
    assert round(discounted_payback(flows, Decimal(0)) or 0, 1) == Decimal("2.9")


def test_within_half_of_ten_years_at_8_percent_a_payback_of_3_99_years_is_the_longest(tmp_path: Path) -> None:
    """EN 17463's screen: npv > 0 within half the useful life."""
    worth = []
    for payback in ("3.99", "4.00"):
        rows = [measure("screen", capex=str(Decimal(payback) * 1000), other_benefit="1000", lifetime="10")]
        path = written(tmp_path / payback, rows, horizon_years=5, discount_rate=Decimal("0.08"))
        question = read_question(path)
        figures = evaluate(question.case, question.scenario, Decision({"screen": question.case.base_year}))
        assert figures.metrics["simple_payback"] == Decimal(payback)
        worth.append(figures.metrics["npv"] or Decimal(0))
    assert all(before > 0 > after for before, after in pairwise(worth))
