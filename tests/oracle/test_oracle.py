"""The figures of the oracle on examples computed by hand."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from .examples import ELECTRICITY, effect, measure, problem, series
from .inputs import Problem
from .metrics import baseline
from .naive_roots import count_rates
from .reference import broken, figures
from .roots import has_one_rate


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
    assert series(one, "annual_saving", a=2026)[:3] == [0, 66, Fraction("72.6")]
    assert series(one, "net_saving", a=2026)[:3] == [0, 73, Fraction("72.6")]
    assert series(one, "one_off", a=2026) == [0, 7, 0, 0, 0]
    assert series(one, "opex_change", a=2026)[2] == Fraction("48.4")


def test_npv_discounts_from_year_0(tmp_path: Path) -> None:
    rate = Fraction("0.25")
    one = problem(tmp_path, [measure("a", lifetime="2")], [effect("a")], discount_rate=rate)
    shown = figures(one, {"a": 2026}).metrics
    assert shown["lifetime_saving"] == 160 + 128
    assert shown["npv"] == 288 - 1000
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
    assert shown["simple_payback"] == Fraction(901, 200)
    assert shown["abatement_cost"] == (1000 - (350 + 99) / Fraction(2)) / Fraction("17.5")
    nothing = figures(one, {})
    ratios = ("simple_payback", "abatement_cost", "discounted_payback", "profitability_index")
    assert [nothing.metrics[name] for name in ratios] == [None] * 4
    assert not nothing.has_irr


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


def test_a_renewed_measure_stays_in_effect_and_degrades_anew(tmp_path: Path) -> None:
    cells = {"lifetime": "2", "renewal": "0.5", "degradation": "0.1", "other_benefit": "10"}
    one = problem(tmp_path, [measure("a", **cells)], [effect("a")], capex_escalation=1)
    assert series(one, "electricity_saved", a=2026) == [0, 100, 90, 100, 90]
    assert series(one, "other_benefit", a=2026) == [0, 10, 10, 10, 10]
    assert series(one, "renewal", a=2026) == [0, 0, 2000, 0, 0]  # the life from 2029 on, paid a year before
    assert series(one, "renewal", a=2027) == [0, 0, 0, 4000, 0]
    assert series(one, "capex", a=2026) == [1000, 0, 0, 0, 0]
    assert series(one, "net_saving", a=2026) == [0, 210, -1810, 210, 190]


@pytest.mark.parametrize(("renewal", "lasting"), [("", 0), ("0", 100), ("1", 100)])
def test_an_empty_renewal_ends_the_effect_and_0_prolongs_it_for_nothing(
    tmp_path: Path, renewal: str, lasting: int
) -> None:
    one = problem(tmp_path, [measure("a", lifetime="3", renewal=renewal, lead="0")], [effect("a")])
    assert series(one, "electricity_saved", a=2026) == [100, 100, 100, lasting, lasting]
    assert series(one, "renewal", a=2026) == [0, 0, 0, 1000 if renewal == "1" else 0, 0]


@pytest.mark.parametrize(
    ("start", "cells", "expected"),
    [
        (2026, {"lifetime": "3"}, 400),  # a second life from 2030 to 2032, of which two years are left
        (2027, {"lifetime": "3"}, 0),
        (2026, {"lifetime": "2"}, 0),
        (2026, {"lifetime": "8"}, 500),  # still in its first life
        (2026, {"lifetime": "2", "lead": "9"}, 1000),
    ],
)
def test_residual_value_of_the_life_that_runs(tmp_path: Path, start: int, cells: dict[str, str], expected: int) -> None:
    one = problem(tmp_path, [measure("a", renewal="0.6", **cells)], residual="straight_line")
    assert series(one, "residual", a=start) == [0, 0, 0, 0, expected]


def test_salvage_of_a_renewed_measure_comes_at_the_horizon(tmp_path: Path) -> None:
    rows = [measure("a", salvage="64", lifetime="1", renewal="0")]
    assert series(problem(tmp_path, rows, residual="salvage"), "residual", a=2026) == [0, 0, 0, 0, 64]


def test_an_avoided_cost_counts_once_the_measure_has_started(tmp_path: Path) -> None:
    rows = [measure("a", avoided_cost="300", avoided_year="2027"), measure("b", avoided_cost="9", avoided_year="2031")]
    one = problem(tmp_path, rows, capex_escalation=1, tax_rate=Fraction("0.5"))
    assert series(one, "avoided_cost", a=2026) == [0, 600, 0, 0, 0]
    assert series(one, "avoided_cost", a=2027, b=2026) == [0, 600, 0, 0, 0]
    assert figures(one, {"a": 2026}).metrics["npv"] == -400
    early = [measure("a", avoided_cost="300", avoided_year="2026")]
    assert series(problem(tmp_path / "early", early), "avoided_cost", a=2027) == [0] * 5


def _with_factors(folder: Path, **settings: Any) -> Problem:
    tables = {
        "streams": [ELECTRICITY | {"baseline": "1000"}],
        "pollutants": [{"pollutant": "co2e", "baseline": "2", "tax": "10", "tax_scopes": "1;2"}],
        "factors": [
            {"stream": "electricity", "pollutant": "co2e", "kg_per_unit": "8", "scope": "2", "trend": "-0.5"},
            {"stream": "electricity", "pollutant": "co2e", "kg_per_unit": "10", "scope": "3"},
        ],
    }
    return problem(folder, [measure("a", lead="0")], [effect("a")], tables=tables, **settings)


def test_factors_change_by_trend_or_path_in_their_scope(tmp_path: Path) -> None:
    one = _with_factors(tmp_path / "trend")
    assert [1000 * x for x in series(one, "co2e_abated_scope2", a=2026)] == [800, 400, 200, 100, 50]
    assert series(one, "co2e_abated_scope3", a=2026) == [1] * 5
    path = {"electricity": {"co2e": {"scope": 2, "trend": 0, "path": {"2028": 3, "2030": 0}}}}
    one = _with_factors(tmp_path / "path", factors=path)
    assert [1000 * x for x in series(one, "co2e_abated_scope2", a=2026)] == [800, 800, 300, 300, 0]
    assert series(one, "co2e_abated_scope3", a=2026) == [1] * 5


def test_what_is_paid_and_emitted_before_and_after(tmp_path: Path) -> None:
    one = _with_factors(tmp_path)
    assert series(one, "co2e_before") == [20, 16, 14, 13, Fraction("12.5")]
    assert series(one, "co2e_left", a=2026)[:2] == [20 - Fraction("1.8"), 16 - Fraction("1.4")]
    assert series(one, "bill_before")[:2] == [2000 + 100, 2000 + 60]
    assert series(one, "bill_saved", a=2026)[:2] == [208, 204]
    assert baseline(one, "co2e_left", None) == baseline(one, "co2e_abated", None) == 20


def test_what_is_left_is_not_known_without_every_baseline(tmp_path: Path) -> None:
    tables = {
        "pollutants": [{"pollutant": "co2e", "baseline": "2"}, {"pollutant": "nox", "baseline": "5"}],
        "factors": [{"stream": "electricity", "pollutant": "co2e", "kg_per_unit": "8"}],
    }
    one = problem(tmp_path, [measure("a")], [effect("a")], tables=tables)
    shown = figures(one, {"a": 2026})
    assert [shown.metrics[name] for name in ("co2e_left", "nox_left")] == [None, 5]
    assert [shown.years[0][name] for name in ("co2e_before", "co2e_left", "nox_before")] == [None, None, 5]


def test_a_resource_is_unknown_where_a_chosen_measure_does_not_say_it(tmp_path: Path) -> None:
    one = problem(tmp_path, [measure("a", use_days="4"), measure("b", use_days="")])
    assert [figures(one, starts).metrics["use_days"] for starts in ({"a": 2026}, {"a": 2026, "b": 2026})] == [4, None]


def test_one_offs_lower_the_payback_to_0_at_least(tmp_path: Path) -> None:
    one = problem(tmp_path, [measure("a", one_off="400"), measure("b", one_off="1100")], [effect("a"), effect("b")])
    assert figures(one, {"a": 2026}).metrics["simple_payback"] == 3
    assert figures(one, {"b": 2026}).metrics["simple_payback"] == 0
    both = figures(one, {"a": 2026, "b": 2026})
    assert both.metrics["simple_payback"] == Fraction(500, 400)
    assert both.alone["a"] == {"npv": 200, "annual_saving": 200, "simple_payback": 3}


def test_discounted_payback_is_when_the_value_stays_above_0(tmp_path: Path) -> None:
    rows = [measure("a", capex="300", lifetime="3"), measure("b", capex="250", lead="4")]
    one = problem(tmp_path, rows, [effect("a")], discount_rate=Fraction("0.25"))
    # 160 and 128 of 300 come back in two years; 12 of the third year's 102.4 are needed.
    assert figures(one, {"a": 2026}).metrics["discounted_payback"] == 2 + Fraction(12) / Fraction("102.4")
    assert figures(one, {"a": 2026}).metrics["profitability_index"] == Fraction("390.4") / 300
    assert figures(one, {"b": 2026}).metrics["discounted_payback"] is None


@pytest.mark.parametrize(
    ("capex", "expected"),
    [
        ("600", Fraction(0)),  # 80, 280, 0, 200: never below 0
        ("700", Fraction("2.5")),  # 60, 260, -100, 100: for good from the middle of the third year on
    ],
)
def test_discounted_payback_of_a_plan_that_pays_twice(tmp_path: Path, capex: str, expected: Fraction) -> None:
    one = problem(tmp_path, [measure("a", capex=capex, spend="0.2;0;0.8", lead="0")], [effect("a")])
    assert figures(one, {"a": 2026}).metrics["discounted_payback"] == expected


def test_the_bridge_adds_up_to_npv(tmp_path: Path) -> None:
    cells = {"one_off": "30", "renewal": "0.1", "avoided_cost": "7", "avoided_year": "2030", "lifetime": "3"}
    settings = {"residual": "straight_line", "tax_rate": Fraction("0.5"), "depreciation_years": 2}
    one = problem(tmp_path, [measure("a", **cells)], [effect("a")], **settings)
    left = Fraction(1000, 10) * 2 / 3
    tax = (800 + 30 - 100 - 1000) / Fraction(2)
    steps: dict[str, Fraction | int] = {
        "annual_saving": 800,
        "one_off": 30,
        "renewal": -100,
        "avoided_cost": 7,
        "capex": -1000,
    }
    steps |= {"profit_tax": -tax, "residual": left}
    totals: dict[str, Fraction | int] = {"npv": sum(steps.values()), "net_cost": 970, "full_year_saving": 200}
    assert figures(one, {"a": 2026}).bridge == steps | totals


def test_overlaps_are_shared_fairly(tmp_path: Path) -> None:
    end_uses = [{"end_use": "light", "stream": "electricity", "baseline": "1000"}]
    interactions = [{"first": "a", "second": "b", "stream": "electricity", "quantity": "-30"}]
    rows = [effect("a", end_use="light", share="0.2"), effect("b", end_use="light", share="0.5"), effect("b")]
    tables = {"end_uses": end_uses, "interactions": interactions}
    one = problem(tmp_path, [measure("a"), measure("b", capex="500")], rows, tables=tables)
    shares = figures(one, {"a": 2026, "b": 2026}).shares
    # a saves 200 as the first and 100 as the second, b 500 and 400; of the interaction each has a half.
    assert {name: share["annual_saving"] for name, share in shares.items()} == {"a": 2 * 135, "b": 2 * 535}
    assert {name: share["capex"] for name, share in shares.items()} == {"a": 1000, "b": 500}


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ([-1, 2], True),
        ([1, 2], False),
        ([0, 0], False),
        ([-1, 3, -2], False),  # 0 % and 100 %
        ([-1, 2, -1], True),  # 0 %, where it touches
        ([1, -1, 1], False),
        ([-1, 3, -3, 1], True),
        ([-100, 150, -10, 5, -1, 40], True),  # five changes of sign, one rate
        ([-2, 5, -4, 1], False),  # 0 % where it touches, and -50 %
    ],
)
def test_rates_are_counted_exactly(flows: list[int], *, expected: bool) -> None:
    exact = [*map(Fraction, flows)]
    assert has_one_rate(exact) is expected
    assert (count_rates(exact) == 1) is expected
