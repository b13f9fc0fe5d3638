"""The figures of the oracle on examples computed by hand."""

from fractions import Fraction
from pathlib import Path

import pytest

from .examples import ELECTRICITY, effect, measure, problem, series
from .reference import broken, figures


@pytest.mark.parametrize(
    ("lead", "lifetime", "start", "expected"),
    [
        ("1", "2", 2027, [0, 0, 100, 100, 0]),
        ("0", "2", 2027, [0, 100, 100, 0, 0]),
        ("2", "9", 2026, [0, 0, 100, 100, 100]),
        ("", "1", 2026, [0, 100, 0, 0, 0]),
    ],
)
def test_effect_lasts_from_lead_for_lifetime(
    tmp_path: Path, lead: str, lifetime: str, start: int, expected: list[int]
) -> None:
    one = problem(tmp_path, [measure("a", lead=lead, lifetime=lifetime)], [effect("a")])
    assert series(one, "electricity_saved", a=start) == expected


def test_degradation_counts_from_the_first_year_of_effect(tmp_path: Path) -> None:
    one = problem(tmp_path, [measure("a", degradation="0.1")], [effect("a")])
    assert series(one, "electricity_saved", a=2027) == [0, 0, 100, 90, 81]


def test_rows_of_one_measure_on_one_stream_add(tmp_path: Path) -> None:
    rows = [effect("a"), effect("a", stream="electricity", quantity="-30.5")]
    one = problem(tmp_path, [measure("a")], rows)
    assert series(one, "electricity_saved", a=2026) == [0, *[Fraction("69.5")] * 4]


def test_capex_is_spent_by_profile_and_escalates_with_the_year_of_payment(tmp_path: Path) -> None:
    one = problem(tmp_path, [measure("a", spend="0.6;0.4")], capex_escalation=Fraction("0.1"))
    assert series(one, "capex", a=2027) == [0, 660, 484, 0, 0]
    assert figures(one, {"a": 2027}).metrics["capex"] == 1144


def test_payments_after_the_horizon_count_as_capex_but_not_in_npv(tmp_path: Path) -> None:
    one = problem(tmp_path, [measure("a", spend="0.5;0.25;0.25")], horizon_years=2)
    shown = figures(one, {"a": 2027}).metrics
    assert [shown["capex"], shown["npv"]] == [1000, -750]


def _two_on_one_end_use(folder: Path, **cells: str) -> list[Fraction]:
    end_uses = [{"end_use": "light", "stream": "electricity", "baseline": "1000"}]
    rows = [effect("a", end_use="light", share="0.2"), effect("b", end_use="light", quantity="300")]
    one = problem(folder, [measure("a"), measure("b", **cells)], rows, tables={"end_uses": end_uses})
    return series(one, "electricity_saved", a=2026, b=2027)


def test_end_use_savings_multiply(tmp_path: Path) -> None:
    assert _two_on_one_end_use(tmp_path) == [0, 200, 440, 440, 440]


def test_end_use_shares_degrade_within_the_product(tmp_path: Path) -> None:
    assert _two_on_one_end_use(tmp_path, degradation="0.5") == [0, 200, 440, 320, 260]


def test_rows_of_one_measure_on_one_end_use_multiply_too(tmp_path: Path) -> None:
    end_uses = [{"end_use": "light", "stream": "electricity", "baseline": "1000"}]
    rows = [effect("a", end_use="light", share="0.2"), effect("a", end_use="light", share="0.5")]
    one = problem(tmp_path, [measure("a")], rows, tables={"end_uses": end_uses})
    assert series(one, "electricity_saved", a=2026)[1] == 600


def test_interaction_counts_while_both_are_in_effect(tmp_path: Path) -> None:
    interactions = [{"first": "a", "second": "b", "stream": "electricity", "quantity": "-30"}]
    measures = [measure("a", lifetime="2", degradation="0.5"), measure("b", lead="0")]
    one = problem(tmp_path, measures, [effect("a"), effect("b")], tables={"interactions": interactions})
    assert series(one, "electricity_saved", a=2026, b=2027) == [0, 170, 120, 100, 100]
    assert series(one, "electricity_saved", a=2026) == [0, 100, 50, 0, 0]


def test_price_escalates_until_a_path_begins_and_then_keeps_to_it(tmp_path: Path) -> None:
    prices = {"electricity": {"escalation": Fraction("0.1"), "path": {"2028": 5, "2030": 1}}}
    one = problem(tmp_path, [measure("a", lead="0")], [effect("a")], prices=prices)
    assert series(one, "annual_saving", a=2026) == [200, 220, 500, 500, 100]


def _polluting(folder: Path, scopes: str) -> list[Fraction]:
    tables = {
        "pollutants": [{"pollutant": "co2e", "tax": "10", "tax_scopes": scopes, "tax_escalation": "0.5"}],
        "factors": [
            {"stream": "electricity", "pollutant": "co2e", "kg_per_unit": "50", "scope": "2"},
            {"stream": "electricity", "pollutant": "co2e", "kg_per_unit": "20"},
        ],
    }
    rows = [effect("a"), effect("a", pollutant="co2e", quantity="3")]
    taxes = {"co2e": {"path": {"2028": 100}}}
    one = problem(folder, [measure("a", lead="0")], rows, tables=tables, taxes=taxes)
    assert series(one, "co2e_abated", a=2026)[0] == 10
    assert series(one, "co2e_abated_scope1", a=2026)[0] == 5
    return series(one, "annual_saving", a=2026)


def test_tax_is_saved_in_its_scopes_only(tmp_path: Path) -> None:
    assert _polluting(tmp_path / "one", "1") == [250, 275, 700, 700, 700]
    assert _polluting(tmp_path / "two", "1;2") == [300, 350, 1200, 1200, 1200]


def test_benefits_escalate_and_one_off_comes_once(tmp_path: Path) -> None:
    cells = {"other_benefit": "100", "opex_change": "40", "benefit_escalation": "0.1", "one_off": "7"}
    one = problem(tmp_path, [measure("a", **cells)])
    assert series(one, "annual_saving", a=2026)[:3] == [0, 73, Fraction("72.6")]
    assert series(one, "opex_change", a=2026)[2] == Fraction("48.4")


def test_npv_discounts_from_year_0(tmp_path: Path) -> None:
    rate = Fraction("0.25")
    one = problem(tmp_path, [measure("a", lifetime="2")], [effect("a")], discount_rate=rate)
    shown = figures(one, {"a": 2026}).metrics
    assert shown["lifetime_saving"] == 160 + 128
    assert shown["npv"] == shown["apv"] == 288 - 1000
    assert figures(one, {"a": 2027}).metrics["npv"] == Fraction("230.4") - 800


@pytest.mark.parametrize(
    ("residual", "cells", "expected"),
    [
        ("none", {"lifetime": "8"}, 0),
        ("straight_line", {"lifetime": "8"}, 500),
        ("straight_line", {"lifetime": "4"}, 0),
        ("straight_line", {"lifetime": "2", "lead": "9"}, 1000),
        ("salvage", {"lifetime": "8"}, 50),
        ("salvage", {"lifetime": "2"}, 50),
    ],
)
def test_residual_value(tmp_path: Path, residual: str, cells: dict[str, str], expected: int) -> None:
    one = problem(tmp_path, [measure("a", salvage="50", **cells)], residual=residual)
    assert figures(one, {"a": 2026}).metrics["npv"] == expected - 1000


def test_salvage_comes_in_the_last_year_of_effect(tmp_path: Path) -> None:
    rows = [measure("a", capex="0", salvage="64", lifetime="2")]
    one = problem(tmp_path, rows, residual="salvage", discount_rate=1)
    assert figures(one, {"a": 2026}).metrics["npv"] == 16


def test_profit_tax_with_depreciation_after_each_payment(tmp_path: Path) -> None:
    rows = [measure("a", spend="0.5;0.5", lifetime="1")]
    settings = {"tax_rate": Fraction("0.2"), "depreciation_years": 2}
    one = problem(tmp_path, rows, [effect("a")], **settings)
    # Saving 200 in 2027, capex 1000, both taxed at 20 %: all of it is written off by 2029.
    assert figures(one, {"a": 2026}).metrics["npv"] == -1000 + 200 - 40 + 200
    # Started a year later, a quarter of it is written off a year later too, still within the horizon.
    assert figures(one, {"a": 2027}).metrics["npv"] == -640
    short = problem(tmp_path / "short", rows, [effect("a")], **settings, horizon_years=2)
    assert figures(short, {"a": 2026}).metrics["npv"] == -1000 + 200 - 40 + 150


def test_profit_tax_without_depreciation(tmp_path: Path) -> None:
    one = problem(tmp_path, [measure("a", lifetime="1")], [effect("a")], tax_rate=Fraction("0.2"))
    assert figures(one, {"a": 2026}).metrics["npv"] == -840


def test_ratios(tmp_path: Path) -> None:
    tables = {
        "pollutants": [{"pollutant": "co2e"}],
        "factors": [{"stream": "electricity", "pollutant": "co2e", "kg_per_unit": "100"}],
    }
    settings = {"tables": tables, "capex_escalation": 1, "residual": "straight_line", "tax_rate": Fraction("0.5")}
    rows = [measure("a", one_off="99", degradation="0.5", lifetime="3")]
    one = problem(tmp_path, rows, [effect("a")], **settings)
    shown = figures(one, {"a": 2026}).metrics
    assert shown["simple_payback"] == 5
    assert shown["abatement_cost"] == (1000 - (350 + 99) / Fraction(2)) / Fraction("17.5")
    nothing = figures(one, {}).metrics
    assert nothing["simple_payback"] is None
    assert nothing["abatement_cost"] is None


def test_payback_counts_overlaps_at_the_prices_of_year_0(tmp_path: Path) -> None:
    end_uses = [{"end_use": "light", "stream": "electricity", "baseline": "1000"}]
    rows = [effect(name, end_use="light", share="0.5") for name in "ab"]
    prices = {"electricity": {"price": 4, "escalation": Fraction("0.3")}}
    measures = [measure("a", benefit_escalation="1", other_benefit="600"), measure("b", opex_change="100")]
    one = problem(tmp_path, measures, rows, tables={"end_uses": end_uses}, prices=prices)
    assert figures(one, {"a": 2026, "b": 2027}).metrics["simple_payback"] == Fraction(2000, 3500)


def test_metrics_that_add_streams_up(tmp_path: Path) -> None:
    streams = [
        ELECTRICITY | {"kwh_per_unit": "1", "sum_as": "power", "hazard": "2"},
        ELECTRICITY | {"stream": "night", "kwh_per_unit": "1", "sum_as": "power"},
        ELECTRICITY | {"stream": "gas", "unit": "m3", "kwh_per_unit": "10"},
    ]
    tables = {"streams": streams, "pollutants": [{"pollutant": "nox", "hazard": "5"}]}
    rows = [effect("a", stream=name, quantity="10") for name in ("electricity", "night", "gas")]
    rows.append(effect("a", pollutant="nox", quantity="3"))
    one = problem(tmp_path, [measure("a")], rows, tables=tables)
    shown = figures(one, {"a": 2026}).metrics
    names = ("power_saved", "energy_saved", "hazard_avoided")
    assert [shown[name] for name in names] == [20, 120, 35]


def test_default_years(tmp_path: Path) -> None:
    rows = [measure("a", effort="3", use_days="4", lifetime="1"), measure("b", effort="5", use_days="1")]
    one = problem(tmp_path, rows, [effect("a"), effect("b")])
    shown = figures(one, {"a": 2026, "b": 2027}).metrics
    names = ("electricity_saved", "measures", "effort", "use_days", "capex")
    assert [shown[name] for name in names] == [100, 2, 8, 5, 2000]
    assert series(one, "effort", a=2026, b=2027) == [3, 5, 0, 0, 0]


def test_ceiling(tmp_path: Path) -> None:
    def breaks(baseline: str) -> list[str]:
        streams = [ELECTRICITY | {"baseline": baseline}]
        rows = [measure("a", lifetime="1"), measure("b")]
        one = problem(tmp_path / baseline, rows, [effect("a"), effect("b")], tables={"streams": streams})
        assert not broken(one, {"a": 2026, "b": 2027})
        return broken(one, {"a": 2026, "b": 2026})

    assert breaks("199.9") == ["ceiling of electricity"]
    assert breaks("200") == []
    assert breaks("199.9999999") == []
