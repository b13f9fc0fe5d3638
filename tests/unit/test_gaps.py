"""Gaps: what a register doesn't state is listed where it is filled in, and the full sample has none."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.case import Case
from optimizer.checks.gaps import gaps
from optimizer.locales import speaking
from optimizer.readers import read_question
from optimizer.scenario import Scenario

ROWS: dict[str, list[dict[str, Any]]] = {
    "streams": [
        {"stream": "gas", "name": "Natural gas", "kind": "energy", "unit": "m3", "price": 20, "baseline": 900_000,
         "escalation": "0.05", "kwh_per_unit": "9.45", "source": "contract"},
        {"stream": "pellets", "name": "Pellets", "kind": "energy", "unit": "t", "price": 6000, "baseline": 1,
         "escalation": "0.05", "source": "offer"},
    ],
    "pollutants": [{"pollutant": "co2e"}],
    "factors": [{"stream": "gas", "pollutant": "co2e", "kg_per_unit": "1.9", "source": "IPCC"}],
    "measures": [
        {"measure": name, "name": f"Insulate {name}", "capex": 1000, "lifetime": 9} for name in ("a", "b", "c")
    ],
    "effects": [{"measure": name, "stream": "gas", "quantity": 9000} for name in ("a", "b", "c")],
}  # fmt: skip
SCENARIO = Scenario.model_validate(
    {"name": "S", "case": "x", "horizon_years": 10, "start_years": 2, "discount_rate": "0.18"}
)


def case(**more: Any) -> Case:
    """A complete register, with changed or added rows."""
    tables = {name: [{**row, "row": 2 + at} for at, row in enumerate(rows)] for name, rows in ROWS.items()}
    for name, rows in more.items():
        for at, cells in rows.items():
            tables.setdefault(name, [])
            if at < len(tables[name]):
                tables[name][at] |= cells
            else:
                tables[name].append({**cells, "row": 2 + at})
    return Case.model_validate({"name": "Plant", "currency": "UAH", "base_year": 2026, **tables})


def found(one: Case) -> list[tuple[str, int | None, str | None]]:
    return [(gap.file, gap.row, gap.column) for gap in gaps(one, SCENARIO)]


def named(name: str, *effects: dict[str, Any], **cells: Any) -> Case:
    """The register with a fourth measure, a package with the first so that savings are fewer than many."""
    rows = {3 + at: {"measure": "d", **effect} for at, effect in enumerate(effects)}
    return case(
        measures={
            2: {"group": "x"},
            3: {"measure": "d", "name": name, "capex": 1000, "lifetime": 9, "group": "x", **cells},
        },
        effects=rows,
    )


def test_a_complete_register_has_no_gaps() -> None:
    assert found(case()) == []
    question = read_question("scenarios/base.toml")
    assert gaps(question.case, question.scenario) == []


def test_a_saved_stream_without_a_baseline_is_a_gap() -> None:
    assert found(case(streams={0: {"baseline": None}})) == [("streams.csv", 2, "baseline")]
    assert found(case(streams={1: {"baseline": None}})) == []  # nothing saves it


SAVES = {"stream": "gas", "quantity": 9000}


def test_many_savings_that_add_up_are_a_gap_until_an_end_use_or_an_interaction_is_stated() -> None:
    fourth = {"measures": {3: {"measure": "d", "name": "Insulate d", "capex": 1000, "lifetime": 9}}}
    many = {**fourth, "effects": {3: {"measure": "d", **SAVES}}}
    assert found(case(**many)) == [("end_uses.csv", None, None)]
    used = {"end_uses": {0: {"end_use": "boiler", "stream": "gas", "baseline": 500_000}}}
    assert found(case(**many, **used)) == []
    thought = {"interactions": {0: {"first": "a", "second": "d", "stream": "gas", "quantity": 0}}}
    assert found(case(**many, **thought)) == []
    done = {**many, "measures": {3: {**fourth["measures"][3], "status": "completed"}}}
    assert found(case(**done)) == []
    assert found(named("Insulate d", SAVES)) == []  # alternatives never add up


@pytest.mark.parametrize(
    "name", ["A pellet boiler", "Котел на пелетах", "Heat pump for hot water", "Тепловий насос", "Boiler on wood chips"]
)
def test_a_switch_without_the_new_fuel_is_a_gap(name: str) -> None:
    assert found(named(name, SAVES)) == [("effects.csv", 5, None)]
    buys = {"stream": "pellets", "quantity": -20}
    assert found(named(name, SAVES, buys)) == []
    assert found(named(name, SAVES, opex_change=150_000)) == []  # which is what the new fuel may cost


@pytest.mark.parametrize(
    "name", ["Burners for natural gas", "Repair steam traps", "Biogas to the boiler", "Insulation"]
)
def test_a_saving_of_fuel_without_another_one_is_no_switch(name: str) -> None:
    assert found(named(name, SAVES)) == []


def test_prices_that_stand_still_under_a_nominal_rate_are_a_gap() -> None:
    still = case(streams={0: {"escalation": 0}})
    assert found(still) == [("streams.csv", None, "escalation")]
    real = SCENARIO.model_copy(update={"discount_rate": SCENARIO.discount_rate / 3})
    assert gaps(still, real) == []
    for change in ({"escalation": "0.04"}, {"path": {"2028": 30}}):
        asked = SCENARIO.model_dump() | {"prices": {"gas": change}}
        assert gaps(still, Scenario.model_validate(asked)) == []


def test_figures_without_a_source_are_gaps() -> None:
    assert found(case(streams={0: {"source": ""}})) == [("streams.csv", None, "source")]
    assert found(case(factors={0: {"source": ""}})) == [("factors.csv", None, "source")]
    told = case(streams={0: {"source": ""}}).model_copy(update={"company": {"price_basis": "Contracts of 2026"}})
    assert found(told) == []


def test_gaps_name_things_in_the_current_language() -> None:
    bare = case(streams={0: {"baseline": None, "name_uk": "Природний газ"}})
    with speaking("uk"):
        (gap,) = gaps(bare, SCENARIO)
        assert "Природний газ" in gap.told
    assert "Natural gas" in gaps(bare, SCENARIO)[0].told
