"""What is odd is told once, where it is, with a figure to compare and one action; good cases are left alone."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from optimizer.case import Case
from optimizer.checks import check, plausible
from optimizer.checks.plant import told
from optimizer.checks.reference import Decimal, kwh_in, unit_key, usual_payback, usual_price
from optimizer.imports.audits import import_audits, plants_of
from optimizer.imports.audits.paybacks import payback_quartiles
from optimizer.readers import read_case, read_question
from optimizer.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]
AUDITS = ROOT.parent / "shared" / "data" / "iac" / "iac_database_part.xlsx"
needs_audits = pytest.mark.skipif(not AUDITS.exists(), reason="the audit data base is not on this machine")

STREAMS = {
    "power": {"kind": "energy", "unit": "kWh", "price": "6", "baseline": "1000000", "kwh_per_unit": 1},
    "gas": {"kind": "energy", "unit": "m3", "price": "20", "baseline": "200000", "kwh_per_unit": "9.45"},
}  # fmt: skip
ROWS: dict[str, list[dict[str, Any]]] = {
    "streams": [{"stream": name, **row} for name, row in STREAMS.items()],
    "pollutants": [{"pollutant": "co2e", "tax": 30}],
    "factors": [
        {"stream": "power", "pollutant": "co2e", "kg_per_unit": "0.4", "scope": 2},
        {"stream": "gas", "pollutant": "co2e", "kg_per_unit": "1.909", "scope": 1},
    ],
    "end_uses": [{"end_use": "air", "stream": "power", "baseline": "200000"}],
    "measures": [
        {"measure": "leaks", "name": "Leaks", "capex": 60_000, "lifetime": 4, "arc": "2.4236"},
        {"measure": "led", "name": "LED", "capex": 400_000, "lifetime": 12, "other_benefit": 9_000},
        {"measure": "boiler", "name": "Boiler", "capex": 900_000, "lifetime": 20, "opex_change": 12_000},
    ],
    "effects": [
        {"measure": "leaks", "end_use": "air", "share": "0.15"},
        {"measure": "led", "stream": "power", "quantity": 40_000},
        {"measure": "boiler", "stream": "gas", "quantity": 22_000},
    ],
    "interactions": [],
}


def case(currency: str = "UAH", **changes: tuple[int, dict[str, Any]]) -> Case:
    """The good case with some cells of one row a table changed; rows are numbered from 2 on."""
    tables = {name: [{**row, "row": 2 + at} for at, row in enumerate(rows)] for name, rows in ROWS.items()}
    for name, (at, cells) in changes.items():
        tables[name][at] |= cells
    return Case.model_validate({"name": "Plant", "currency": currency, "base_year": 2026, **tables})


def places(one: Case) -> list[tuple[str, int | None, str | None]]:
    return [(problem.file.removesuffix(".csv"), problem.row, problem.column) for problem in plausible(one)]


def test_a_good_case_is_left_alone() -> None:
    assert check(case()) == []


ODD = [
    ("streams", 0, {"price": "6000"}, "price"),
    ("streams", 0, {"price": 0}, "price"),
    ("streams", 0, {"kwh_per_unit": 1000}, "kwh_per_unit"),
    ("streams", 1, {"kwh_per_unit": "10.5"}, "kwh_per_unit"),
    ("streams", 0, {"baseline": "1000000000"}, "baseline"),
    ("streams", 1, {"escalation": 8}, "escalation"),
    ("factors", 0, {"kg_per_unit": 400}, "kg_per_unit"),
    ("factors", 1, {"kg_per_unit": "1.72"}, "kg_per_unit"),
    ("pollutants", 0, {"tax": 30_000}, "tax"),
    ("end_uses", 0, {"baseline": 200}, "baseline"),
    ("measures", 1, {"capex": 400_000_000}, "capex"),
    ("measures", 1, {"capex": 400}, "capex"),
    ("measures", 1, {"other_benefit": 9}, "other_benefit"),
    ("measures", 1, {"one_off": 9_000_000}, "one_off"),
    ("measures", 2, {"opex_change": 12_000_000}, "opex_change"),
    ("measures", 2, {"lifetime": 240}, "lifetime"),
    ("measures", 2, {"lead": 2027}, "lead"),
    ("measures", 2, {"high": 110}, "high"),
    ("measures", 2, {"degradation": "0.9"}, "degradation"),
    ("effects", 0, {"share": "0.0015"}, "share"),
    ("effects", 1, {"quantity": 40_000_000}, "quantity"),
    ("effects", 2, {"quantity": 22}, "quantity"),
]


@pytest.mark.parametrize(("table", "at", "cells", "column"), ODD)
def test_what_is_odd_is_told_where_it_is(table: str, at: int, cells: dict[str, Any], column: str) -> None:
    assert (table, at + 2, column) in places(case(**{table: (at, cells)}))


@pytest.mark.parametrize(("table", "at", "cells", "column"), ODD)
def test_what_is_told_is_a_warning_with_one_action(table: str, at: int, cells: dict[str, Any], column: str) -> None:  # noqa: ARG001 - one list for both
    for problem in plausible(case(**{table: (at, cells)})):
        assert problem.warning
        assert any(
            f": {action}" in problem.message for action in ("check", "enter", "give", "write", "base", "fill", "add")
        )


def test_a_price_that_is_off_explains_the_paybacks_behind_it() -> None:
    assert places(case(streams=(0, {"price": "6000"}))) == [("streams", 2, "price")]


def test_the_heating_value_is_told_with_both_figures() -> None:
    (problem,) = plausible(case(factors=(1, {"kg_per_unit": "1.717"})))
    assert "0.182 kg per kWh, usually 0.191 to 0.216" in problem.message
    assert "lower heating value" in problem.message


def test_paybacks_are_held_against_measures_of_the_kind() -> None:
    (problem,) = plausible(case(measures=(0, {"capex": 60})))
    assert "0.122 days" in problem.message
    assert "motors, compressed air" in problem.message


def test_without_a_known_currency_prices_are_not_judged() -> None:
    assert ("streams", 2, "price") in places(case("UAH", streams=(0, {"price": "600"})))
    assert ("streams", 2, "price") not in places(case("XAF", streams=(0, {"price": "600"})))


def test_a_measure_whose_effects_were_lost_is_told_but_a_prerequisite_needs_none() -> None:
    lost = case(effects=(1, {"measure": "leaks"}), measures=(1, {"other_benefit": 0}))
    assert ("measures", 3, "measure") in places(lost)
    needed = lost.model_copy(
        update={"measures": (*lost.measures[:2], lost.measures[2].model_copy(update={"requires": ("led",)}))}
    )
    assert ("measures", 3, "measure") not in places(needed)


def test_incoherent_cases_are_taken_too() -> None:
    broken = case(effects=(1, {"stream": "pwoer", "measure": "nobody"}), factors=(0, {"stream": "steam"}))
    assert all(problem.warning for problem in plausible(broken))


ASKED = {"name": "Q", "case": ".", "horizon_years": 10, "start_years": 3, "discount_rate": "0.18"}


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"discount_rate": 8}, "discount_rate"),
        ({"capex_escalation": 7}, "capex_escalation"),
        ({"tax_rate": "0.18"}, "depreciation_years"),
        ({"horizon_years": 2040}, "horizon_years"),
        ({"limits": [{"name": "Hurdle", "metric": "irr", "at_least": 35}]}, "limits[Hurdle].at_least"),
        ({"prices": {"power": {"path": {2025: 6, 2037: 7}}}}, "prices.power.path"),
        ({"taxes": {"co2e": {"path": {2041: 60}}}}, "taxes.co2e.path"),
        ({"prices": {"power": {"price": 7_200}}}, "prices.power.price"),
        ({"prices": {"power": {"path": {2028: "0.009"}}}}, "prices.power.path.2028"),
        ({"budget": {"total": 500}}, "budget.total"),
        ({"budget": {"per_year": [500_000_000, 0]}}, "budget.per_year"),
        ({"budget": {"per_year": [500, 400, 300], "carry_over": True}}, "budget.per_year"),
        ({"budget": {"per_year": 700, "carry_over": True}}, "budget.per_year"),
    ],
)
def test_slips_in_a_scenario_are_told(changes: dict[str, Any], key: str) -> None:
    (problem,) = check(case(), Scenario.model_validate({**ASKED, **changes}))
    assert (problem.file, problem.column, problem.warning) == ("Q", key, True)


RISING = {"prices": {"power": {"escalation": "0.05"}}, "capex_escalation": "0.05"}


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"prices": {"power": {"escalation": "0.05", "path": {2028: 7}}}}, "prices.power.path"),
        ({"prices": {"power": {"escalation": "0.05"}, "gas": {"path": {2028: 24}}}}, "prices.gas.path"),
        ({"prices": {"power": {"escalation": "0.05"}, "gas": {"path": {2028: 24, 2034: 30}}}}, None),
        ({"prices": {"gas": {"path": {2028: 24}}}}, None),
        ({"taxes": {"co2e": {"path": {2028: 60}}}}, None),
        ({"taxes": {"co2e": {"escalation": "0.1", "path": {2028: 60}}}}, "taxes.co2e.path"),
    ],
)
def test_a_path_that_ends_all_escalation_is_told(changes: dict[str, Any], key: str | None) -> None:
    escalating = case(measures=(1, {"benefit_escalation": "0.05"}))
    asked = Scenario.model_validate({**ASKED, **RISING, **changes})
    assert [problem.column for problem in check(escalating, asked)] == ([key] if key else [])


def test_benefits_that_stay_while_prices_rise_are_told_where_they_matter() -> None:
    asked = Scenario.model_validate({**ASKED, **RISING})
    (problem,) = check(case(measures=(1, {"other_benefit": 90_000})), asked)
    assert (problem.file, problem.row, problem.column) == ("measures.csv", 3, "benefit_escalation")
    assert check(case(measures=(1, {"other_benefit": 90_000, "benefit_escalation": "0.04"})), asked) == []
    assert check(case(), asked) == []


def test_payments_without_own_funds_are_told_not_thousands() -> None:
    staged = case(measures=(1, {"spend": "0.25;0.25;0.25;0.25"}))
    one_number = Scenario.model_validate({**ASKED, "budget": {"per_year": 150_000}})
    (problem,) = check(staged, one_number)
    assert (problem.column, problem.warning) == ("budget.per_year", True)
    assert "100,000 UAH of its cost is due in 2029" in problem.message
    assert "one number applies only to the start years, 2026 to 2028" in problem.message
    for enough in ({"per_year": [150_000] * 4}, {"per_year": 150_000, "carry_over": True}, {"total": 900_000}):
        assert check(staged, Scenario.model_validate({**ASKED, "budget": enough})) == []


def test_a_register_in_money_alone_has_something_to_choose() -> None:
    measures = [{"measure": "a", "name": "A", "capex": 1000, "lifetime": 10, "other_benefit": 300}]
    head = {"name": "Plant", "currency": "UAH", "base_year": 2026}
    assert check(Case.model_validate({**head, "measures": measures})) == []
    (told_of,) = (p for p in check(Case.model_validate({**head, "measures": [{**measures[0], "other_benefit": 0}]}))
                  if p.file == "streams.csv")  # fmt: skip
    assert "nothing can be saved" in told_of.message


@pytest.mark.parametrize("folder", ["cannery", "teaching"])
def test_shipped_cases_are_plausible(folder: str) -> None:
    assert plausible(read_case(ROOT / "data" / folder)[0]) == []


@pytest.mark.parametrize("scenario", sorted((ROOT / "scenarios").glob("*.toml")), ids=lambda path: path.stem)
def test_shipped_scenarios_are_plausible(scenario: Path) -> None:
    question = read_question(scenario)
    assert check(question.case, question.scenario) == []


def test_units_are_known_as_people_write_them() -> None:
    assert [unit_key(unit) for unit in ("MMBtu (HHV)", "тис. м³", "Nm3")] == ["mmbtu", "тисм3", "nm3"]
    assert kwh_in("Гкал") == 1163
    stream = case().stream["power"]
    assert usual_price(stream, "UAH").holds(stream.price)
    assert usual_price(stream.model_copy(update={"unit": "MWh", "price": Decimal(6000)}), "UAH").holds(Decimal(6000))


def test_figures_are_written_for_a_sentence() -> None:
    figures = [Decimal(text) for text in ("1234567.8", "0.0012345", "12.345", "0", "100")]
    assert [told(figure) for figure in figures] == ["1,234,568", "0.00123", "12.3", "0", "100"]


@needs_audits
def test_the_shipped_quartiles_are_those_of_the_public_sample() -> None:
    computed = payback_quartiles(AUDITS)
    with (ROOT / "optimizer" / "checks" / "payback_quartiles.csv").open(encoding="utf-8") as file:
        shipped = {line["prefix"]: line for line in csv.DictReader(file)}
    assert computed.keys() == shipped.keys()
    for prefix, (count, *quartiles) in computed.items():
        assert int(shipped[prefix]["count"]) == count
        columns = [float(shipped[prefix][column]) for column in ("lower", "median", "upper")]
        assert columns == pytest.approx(quartiles, abs=0.002)
    assert usual_payback(case().measures[0]).kind == "motors, compressed air"


@needs_audits
def test_real_audits_give_hardly_any_warning(tmp_path: Path) -> None:
    found = []
    for plant in plants_of(AUDITS):
        import_audits(AUDITS, tmp_path / plant.plant, plant.plant)
        found += plausible(read_case(tmp_path / plant.plant)[0])
    assert len(found) <= 1


def with_switch(
    measures: dict[str, dict[str, Any]] | None = None,
    interactions: tuple[dict[str, Any], ...] = (),
    boiler: tuple[dict[str, Any], ...] = (
        {"stream": "gas", "quantity": 120_000},
        {"stream": "pellets", "quantity": -260},
    ),
) -> Case:
    """The good case with a boiler that burns pellets instead of gas, and an economiser in an end use of gas."""
    more = measures or {}
    new = {
        "pellet-boiler": {"name": "Pellet boiler", "capex": 3_000_000, "lifetime": 20},
        "economiser": {"name": "Economiser", "capex": 500_000, "lifetime": 15},
    }
    named = [{"measure": name, **cells, **more.get(name, {})} for name, cells in new.items()]
    saved = {"measure": "economiser", "end_use": "steam", "share": "0.12"}
    pellets = {"stream": "pellets", "kind": "energy", "unit": "t", "price": 5_600, "kwh_per_unit": 4_720}
    tables = {
        **ROWS,
        "streams": [*ROWS["streams"], pellets],
        "end_uses": [*ROWS["end_uses"], {"end_use": "steam", "stream": "gas", "baseline": 150_000}],
        "measures": [*ROWS["measures"], *named],
        "effects": [*ROWS["effects"], saved, *({"measure": "pellet-boiler", **row} for row in boiler)],
        "interactions": list(interactions),
    }
    numbered = {name: [{**row, "row": 2 + at} for at, row in enumerate(rows)] for name, rows in tables.items()}
    return Case.model_validate({"name": "Plant", "currency": "UAH", "base_year": 2026, **numbered})


def test_a_fuel_switch_that_adds_to_savings_in_end_uses_is_told_at_its_quantity() -> None:
    (problem,) = check(with_switch())
    assert (problem.file, problem.row, problem.column, problem.warning) == ("effects.csv", 6, "quantity", True)
    assert '"pellet-boiler" replaces 120,000 m3 of gas' in problem.message
    assert "18,000 m3 are saved in its end uses (economiser)" in problem.message


SHARES = ({"end_use": "steam", "share": "0.8"}, {"stream": "pellets", "quantity": -260})
FEW = ({"stream": "gas", "quantity": 40_000}, {"stream": "pellets", "quantity": -87})
SAME_FUEL = ({"stream": "gas", "quantity": 120_000},)
WITH_IT = {"first": "economiser", "second": "pellet-boiler", "stream": "gas"}


@pytest.mark.parametrize(
    "one",
    [
        with_switch(boiler=SHARES),
        with_switch(interactions=({**WITH_IT, "quantity": -14_400},)),
        with_switch(interactions=({**WITH_IT, "quantity": 0},)),
        with_switch({"pellet-boiler": {"group": "heat"}, "economiser": {"group": "heat"}}),
        with_switch({"economiser": {"status": "discarded"}}),
        with_switch(boiler=FEW),
        with_switch(boiler=SAME_FUEL),
    ],
    ids=["shares", "interaction", "interaction of 0", "alternatives", "discarded", "small", "no other carrier"],
)
def test_a_fuel_switch_that_counts_once_is_left_alone(one: Case) -> None:
    assert check(one) == []


def test_savings_beyond_the_stream_are_told_without_another_carrier_too() -> None:
    (problem,) = check(with_switch(boiler=({"stream": "gas", "quantity": 190_000},)))
    assert "together more than its baseline, 200,000" in problem.message
    best = {"pellet-boiler": {"group": "heat"}}
    assert check(with_switch(best, boiler=({"stream": "gas", "quantity": 181_000},))) == []


def test_the_large_switches_of_the_cannery_are_told_if_their_interactions_are_lost() -> None:
    cannery, _ = read_case(ROOT / "data" / "cannery")
    told_of = [problem.message for problem in plausible(cannery.model_copy(update={"interactions": ()}))]
    assert len(told_of) == 1
    assert '"biomass-large" replaces 690,000 m3 of natural-gas' in told_of[0]
