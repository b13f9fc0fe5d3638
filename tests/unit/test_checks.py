"""What must hold between records: each defect is found where it stands, and nothing else is."""

from typing import Any

import pytest

from optimizer.case import Case
from optimizer.checks import Unread, coherence
from optimizer.errors import Problem
from optimizer.scenario import Scenario

STREAM = {"kind": "energy", "unit": "kWh", "price": "5", "baseline": "1000"}
GOOD: dict[str, Any] = {
    "name": "Plant",
    "currency": "UAH",
    "base_year": 2026,
    "streams": [
        {"stream": "power", **STREAM, "kwh_per_unit": 1, "row": 2},
        {"stream": "gas", **STREAM, "baseline": None, "unit": "m3", "row": 3},
    ],
    "pollutants": [{"pollutant": "co2e", "row": 2}],
    "factors": [{"stream": "power", "pollutant": "co2e", "kg_per_unit": "0.4", "scope": 2, "row": 2}],
    "end_uses": [{"end_use": "air", "stream": "power", "baseline": "500", "row": 2}],
    "measures": [
        {"measure": "led", "name": "LED", "capex": 1, "lifetime": 5, "site": "Hall", "uses": {"days": 1}, "row": 2},
        {"measure": "vsd", "name": "VSD", "capex": 1, "lifetime": 5, "requires": "led", "row": 3},
        {"measure": "done", "name": "Done", "capex": 1, "lifetime": 5, "status": "completed", "row": 4},
        {"measure": "begun", "name": "Begun", "capex": 1, "lifetime": 5, "status": "in progress", "row": 5},
    ],
    "effects": [
        {"measure": "led", "stream": "power", "quantity": 100, "row": 2},
        {"measure": "vsd", "end_use": "air", "share": "0.2", "row": 3},
    ],
    "interactions": [{"first": "led", "second": "vsd", "stream": "power", "quantity": -5, "row": 2}],
}
ASKED: dict[str, Any] = {"name": "Q", "case": ".", "horizon_years": 10, "start_years": 3, "discount_rate": "0.1"}


def case(**more: list[dict[str, Any]]) -> Case:
    """The good case with more rows in some tables, numbered from 20 on."""
    rows = {
        table: [*GOOD[table], *({"row": 20 + i} | row for i, row in enumerate(extra))] for table, extra in more.items()
    }
    return Case.model_validate({**GOOD, **rows})


def scenario(**changed: Any) -> Scenario:
    return Scenario.model_validate({**ASKED, **changed})


def limit(**fields: Any) -> dict[str, Any]:
    return {"limits": [{"name": "L", "metric": "capex", **fields}]}


def found(problems: list[Problem]) -> list[tuple[str, int | None, str | None]]:
    return [(problem.file, problem.row, problem.column) for problem in problems]


def measure(name: str, **fields: Any) -> dict[str, Any]:
    return {"measure": name, "name": name, "capex": 1, "lifetime": 5, **fields}


def effect(name: str = "led", **fields: Any) -> dict[str, Any]:
    return {"measure": name, **fields}


def test_a_good_question_has_no_problems() -> None:
    assert coherence(case(), scenario(**limit(at_most=5))) == []


WRONG_IN_CASE = [
    ("streams", {"stream": "power", **STREAM}, "stream", '"power" is already in row 2'),
    ("measures", measure("led"), "measure", '"led" is already in row 2'),
    ("factors", {"stream": "pwer", "pollutant": "co2e", "kg_per_unit": 1}, "stream", 'did you mean "power"?'),
    ("factors", {"stream": "power", "pollutant": "co2", "kg_per_unit": 1}, "pollutant", 'did you mean "co2e"?'),
    ("factors", {"stream": "power", "pollutant": "co2e", "kg_per_unit": 1, "scope": 2}, "stream", "already in row 2"),
    ("end_uses", {"end_use": "x", "stream": "heat", "baseline": 1}, "stream", 'unknown stream "heat"'),
    ("effects", effect("ledd", stream="gas", quantity=1), "measure", 'did you mean "led"?'),
    ("effects", effect(stream="gaz", quantity=1), "stream", 'did you mean "gas"?'),
    ("effects", effect(pollutant="nox", quantity=1), "pollutant", 'unknown pollutant "nox"'),
    ("effects", effect(end_use="airs", share=1), "end_use", 'did you mean "air"?'),
    ("effects", effect(quantity=1), "stream", "is missing: fill in stream, pollutant or end_use"),
    ("effects", effect(stream="gas", pollutant="co2e", quantity=1), "pollutant", "only one of"),
    ("effects", effect(stream="gas"), "quantity", "is missing: fill in quantity or share"),
    ("effects", effect(end_use="air", quantity=1, share=1), "share", "only one of quantity or share"),
    ("effects", effect(stream="gas", share="0.1"), "share", "refers to an end use's baseline"),
    ("effects", effect(end_use="air", quantity=-1), "quantity", "enter it for the stream"),
    ("effects", effect(end_use="air", quantity=501), "quantity", "501 is more than the end use's baseline, 500"),
    ("effects", effect(stream="power", quantity="100.0"), None, "the same as row 2"),
    ("interactions", {"first": "led", "second": "led", "stream": "gas", "quantity": 1}, "second", "two measures"),
    ("interactions", {"first": "led", "second": "vsd", "quantity": 1}, "stream", "stream or pollutant"),
    ("interactions", {"first": "lad", "second": "vsd", "stream": "gas", "quantity": 1}, "first", "unknown measure"),
    ("measures", measure("x", spend="0.5;0.4"), "spend", "sum to 0.9"),
    ("measures", measure("x", low=2), "low", "low is above high"),
    ("measures", measure("x", earliest=2030, latest=2027), "earliest", "after latest"),
    ("measures", measure("x", requires="ledd"), "requires", 'did you mean "led"?'),
    ("measures", measure("x", requires="x"), "requires", "can't require itself"),
    ("pollutants", {"pollutant": "nox", "tax_scopes": "1;4"}, "tax_scopes", "scopes are 1, 2 and 3"),
    ("streams", {"stream": "energy", **STREAM}, "stream", '"energy_saved"'),
    ("streams", {"stream": "x", **STREAM, "sum_as": "gas", "unit": "m3"}, "sum_as", '"gas_saved"'),
]


@pytest.mark.parametrize(("table", "row", "column", "message"), WRONG_IN_CASE)
def test_a_defect_of_a_case_is_found_where_it_stands(table: str, row: Any, column: str | None, message: str) -> None:
    problems = coherence(case(**{table: [row]}))
    assert (f"{table}.csv", 20, column) in found(problems)
    assert any(message in problem.message for problem in problems)
    assert not any(problem.warning for problem in problems)


def test_a_name_in_another_alphabet_is_told_apart() -> None:
    latin, cyrillic = "M1", "М1"
    [problem] = coherence(case(measures=[measure(latin)], effects=[effect(cyrillic, stream="gas", quantity=1)]))
    assert "has letters of another alphabet" in problem.message


def test_measures_that_require_each_other_are_a_package_and_no_slip() -> None:
    chains = {"a": "b", "b": "c", "c": "a", "d": "a", "e": "f", "f": "e", "g": "led"}
    assert coherence(case(measures=[measure(name, requires=needed) for name, needed in chains.items()])) == []


def test_a_long_chain_of_prerequisites_is_taken() -> None:
    chain = [measure(f"m{i}", requires=f"m{i + 1}" if i < 4999 else "") for i in range(5000)]
    assert coherence(case(measures=chain)) == []


ODD_IN_CASE = [
    (
        "end_uses",
        {"end_use": "light", "stream": "power", "baseline": 501},
        ("streams.csv", 2, "baseline"),
        "sum to 1,001",
    ),
    ("effects", effect(stream="power", quantity=901), ("effects.csv", 2, None), '"led" alone saves 1,001 of power'),
    ("streams", {"stream": "x", **STREAM, "sum_as": "all"}, None, ""),
]


@pytest.mark.parametrize(("table", "row", "place", "message"), ODD_IN_CASE)
def test_what_is_odd_in_a_case_is_a_warning(table: str, row: Any, place: Any, message: str) -> None:
    problems = coherence(case(**{table: [row]}))
    assert found(problems) == ([place] if place else [])
    assert all(problem.warning and message in problem.message for problem in problems)


def test_end_uses_count_in_what_a_measure_saves_alone() -> None:
    rows = [effect("vsd", stream="power", quantity=900), effect("vsd", end_use="air", share="0.5")]
    [problem] = coherence(case(effects=rows))
    assert problem.values["saved"] == "1,200"  # 900 + 500 · (1 − 0.8 · 0.5)


def test_streams_of_different_units_under_one_name_are_a_warning() -> None:
    rows = [{"stream": "x", **STREAM, "sum_as": "all"}, {"stream": "y", **STREAM, "sum_as": "all", "unit": "m3"}]
    assert found(coherence(case(streams=rows))) == [("streams.csv", 21, "sum_as")]


def test_an_unknown_currency_is_a_warning() -> None:
    [problem] = coherence(case().model_copy(update={"currency": "UAX"}))
    assert problem.warning
    assert (problem.file, problem.column) == ("case.toml", "currency")


WRONG_IN_SCENARIO: list[tuple[dict[str, Any], str, str]] = [
    ({"start_years": 11}, "start_years", "at most horizon_years (10)"),
    ({"goal": "npw"}, "goal", 'did you mean "npv"?'),
    ({"goal": "irr"}, "goal", "can't be a goal"),
    ({"goal": "capex", "goal_year": "each"}, "goal_year", "not for each year"),
    ({"goal": "capex", "goal_year": 2040}, "goal_year", "2026 to 2036"),
    ({"goal_year": 2027}, "goal_year", "takes no year"),
    ({"prices": {"powr": {}}}, "prices.powr", 'did you mean "power"?'),
    ({"taxes": {"co2": {}}}, "taxes.co2", 'did you mean "co2e"?'),
    ({"measures": {"include": ["lid"]}}, "measures.include", 'did you mean "led"?'),
    ({"measures": {"exclude": ["lid"]}}, "measures.exclude", "unknown measure"),
    ({"measures": {"include": ["led"], "exclude": ["led"]}}, "measures.include", "both include and exclude"),
    ({"measures": {"include": ["late"]}}, "measures.include", "2030– miss the start years 2026–2028"),
    (limit(metric="power_save", at_least=1), "limits[L].metric", 'did you mean "power_saved"?'),
    (limit(metric="use_day", at_least=1), "limits[L].metric", 'did you mean "use_days"?'),
    (limit(), "limits[L]", "needs a bound"),
    (limit(at_least=2, at_most=1), "limits[L].at_least", "at_least (2) is above at_most (1)"),
    (limit(metric="power_saved", at_least="20%", at_most="10%"), "limits[L].at_least", "(20%) is above at_most (10%)"),
    (limit(metric="power_saved", at_least="20%", at_most=199), "limits[L].at_least", "(20%) is above at_most (199)"),
    (limit(at_most="10%"), "limits[L].at_most", "capex has none"),
    (limit(metric="gas_saved", at_least="10%"), "limits[L].at_least", "needs the baseline of gas"),
    (limit(at_most=1, year=2025), "limits[L].year", "2026 to 2036"),
    (limit(at_most=1, year=2037), "limits[L].year", "2026 to 2036"),
    (limit(metric="npv", at_least=1, year="total"), "limits[L].year", "takes no year"),
    (limit(metric="irr", at_least=1, year=2027), "limits[L].year", "takes no year"),
    (limit(metric="irr", at_most=1), "limits[L].at_most", "only be limited by at_least"),
    (limit(metric="irr", at_least=-1), "limits[L].at_least", "above −1"),
    (limit(metric="irr", at_least="15%"), "limits[L].at_least", "write 0.15"),
    (limit(metric="simple_payback", at_least=1), "limits[L].at_least", "only be limited by at_most"),
    (limit(metric="abatement_cost", at_least=1), "limits[L].at_least", "only be limited by at_most"),
    (limit(at_most=1, where={"sites": "Hall"}), "limits[L].where.sites", 'did you mean "site"?'),
    (limit(at_most=1, where={"capex": "1"}), "limits[L].where.capex", "unknown text column"),
]


@pytest.mark.parametrize(("changed", "column", "message"), WRONG_IN_SCENARIO)
def test_a_defect_of_a_scenario_is_found_at_its_key(changed: dict[str, Any], column: str, message: str) -> None:
    late = measure("late", earliest=2030)
    problems = [p for p in coherence(case(measures=[late]), scenario(**changed), file="q.toml") if not p.warning]
    assert found(problems) == [("q.toml", None, column)]
    assert message in problems[0].message


ODD_IN_SCENARIO: list[tuple[dict[str, Any], str, str]] = [
    ({"measures": {"include": ["done"]}}, "measures.include", '"done" is completed'),
    ({"measures": {"exclude": ["begun"]}}, "measures.exclude", '"begun" is in progress'),
    ({"prices": {"power": {"escalation": "0.05"}}}, "capex_escalation", "waiting appears free"),
    ({"prices": {"power": {"path": {"2030": 9}}}}, "capex_escalation", "waiting appears free"),
    (limit(at_most=1, where={"site": "Hal"}), "limits[L].where.site", 'did you mean "Hall"?'),
    (limit(at_most=1, where={"site": "Hall", "measure": "vsd"}), "limits[L].where", "no measure matches all"),
    (limit(metric="hazard_avoided", at_least="10%"), "limits[L].at_least", "is 0"),
]


@pytest.mark.parametrize(("changed", "column", "message"), ODD_IN_SCENARIO)
def test_what_is_odd_in_a_scenario_is_a_warning(changed: dict[str, Any], column: str, message: str) -> None:
    [problem] = coherence(case(), scenario(**changed), file="q.toml")
    assert problem.warning
    assert (problem.file, problem.column) == ("q.toml", column)
    assert message in problem.message


def test_a_measure_that_never_starts_is_a_warning_unless_it_must() -> None:
    [problem] = coherence(case(measures=[measure("late", earliest=2030)]), scenario())
    assert (problem.warning, problem.row, problem.column) == (True, 20, "earliest")


def test_what_runs_already_starts_whatever_its_window() -> None:
    running = measure("late", earliest=2030, status="in progress")
    assert coherence(case(measures=[running]), scenario(measures={"include": ["late"]})) == []


def test_names_that_could_not_be_read_are_not_called_unknown() -> None:
    rows = [effect("bad", stream="gas", quantity=1), effect("led", stream="lost", quantity=1)]
    unread = Unread({"measure": (("bad", 30),)}, frozenset({"stream"}))
    asked = scenario(**limit(metric="lost_saved", at_least=1), measures={"include": ["bad"]})
    assert coherence(case(effects=rows), asked, unread=unread) == []


def test_a_refused_row_still_owns_its_id() -> None:
    [problem] = coherence(case(), unread=Unread({"measure": (("led", 30),)}))
    assert (problem.row, problem.message) == (30, '"led" is already in row 2: each row needs its own')


def test_every_message_says_what_to_fill_in_without_the_values() -> None:
    """Templates hold no values, so that a translation can replace them."""
    one = coherence(case(effects=[effect("a1", stream="gas", quantity=1)]))
    other = coherence(case(effects=[effect("b2", stream="gas", quantity=1)]))
    assert one[0].text == other[0].text
    assert one[0].message != other[0].message
