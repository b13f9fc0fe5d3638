"""Questions made in Python: cases from data frames, scenarios changed key by key, reprs that fit on a screen."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pandas as pd
import pytest

from optimizer import (
    Case,
    InvalidInput,
    Scenario,
    check,
    read_case,
    read_frames,
    read_question,
    solve,
    to_frames,
    write_case,
)
from optimizer.case import FILES
from optimizer.shipped import folder, scenario

CASES = sorted(path.parent.name for path in (folder() / "data").glob("*/case.toml"))
D = {"name": "Small", "currency": "UAH", "base_year": 2026}
STREAMS = [{"stream": "electricity", "kind": "energy", "unit": "kWh", "price": 6.5}]
MEASURES = [
    {"measure": "led", "name": "LED", "capex": 200_000, "lifetime": 10, "spend": [0.5, 0.5]},
    {"measure": "vfd", "name": "Drive", "capex": 350_000.0, "lifetime": 12, "requires": ["led"], "earliest": 2027},
]
EFFECTS = {"measure": ["led", "vfd"], "stream": ["electricity"] * 2, "quantity": [20_000, np.int64(30_000)]}


def head(case: Case) -> dict[str, Any]:
    return {key: getattr(case, key) for key in ("name", "name_uk", "currency", "base_year", "company")}


def problems(call: Any, *given: object, **keys: object) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        call(*given, **keys)
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize("name", CASES)
def test_a_case_from_frames_is_the_case_from_files(name: str) -> None:
    path = folder() / "data" / name
    case, _ = read_case(path)
    files = {table: pd.read_csv(path / f"{table}.csv") for table in FILES if (path / f"{table}.csv").exists()}
    assert read_frames(**head(case), **files)[0] == case
    assert read_frames(**head(case), **to_frames(case))[0] == case


def test_a_case_of_plain_rows_is_the_case_written_as_files(tmp_path: Any) -> None:
    case, warnings = read_frames(**D, streams=STREAMS, measures=MEASURES, effects=EFFECTS)
    assert not warnings
    write_case(tmp_path / "small", case)
    assert read_case(tmp_path / "small")[0] == case
    indexed = pd.DataFrame(MEASURES).set_index("measure")
    assert read_frames(**D, streams=STREAMS, measures=indexed, effects=EFFECTS)[0] == case
    assert [str(share) for share in case.measure["led"].spend] == ["0.5", "0.5"]
    assert (case.measure["led"].earliest, case.measure["vfd"].earliest) == (None, 2027)


def test_every_table_of_a_case_can_be_a_frame() -> None:
    assert set(FILES) < set(inspect.signature(read_frames).parameters)


def test_everything_wrong_with_frames_is_told_at_once_by_row_and_column() -> None:
    rows = [{**MEASURES[0], "capex": -1}, {**MEASURES[1], "requires": "leed", "lifetime": float("nan")}]
    told = problems(read_frames, **{**D, "base_year": "x"}, streams=STREAMS, measures=rows, effects=EFFECTS)
    assert 'case, base_year: "x" is not a number' in told
    assert "measures row 0, capex: must be ≥ 0" in told
    assert any(line.startswith("measures row 1, lifetime: ") for line in told)
    assert problems(read_frames, **D, streams=3, measures=rows, effects=EFFECTS)[0].startswith("streams: ")
    _, warnings = read_frames(
        **D, streams=STREAMS, measures=pd.DataFrame(MEASURES).assign(opex_chnge=1.0), effects=EFFECTS
    )
    assert ['did you mean "opex_change"' in str(warning) for warning in warnings] == [True]


def test_changes_of_a_scenario_are_those_of_a_file_that_extends_it() -> None:
    base = read_question(scenario("teaching"))
    changes = {"discount_rate": "0.2", "budget.total": "500000", "limits.CO2 limit.at_least": "30%"}
    assert base.scenario.with_(changes) == read_question(scenario("teaching"), changes).scenario
    assert base.scenario.with_() == base.scenario
    kept = base.scenario.with_(budget={"total": np.int64(500_000)}, discount_rate=np.float64(0.2))
    assert kept.budget.per_year == base.scenario.budget.per_year
    assert (kept.budget.total, str(kept.discount_rate)) == (500_000, "0.2")
    assert base.scenario.with_(limits=[{"name": "CO2 limit"}]).limits == ()
    assert len(base.scenario.with_(limits=[{"name": "Few", "metric": "measures", "at_most": 2}]).limits) == 2


def test_changing_a_scenario_leaves_it_and_the_given_values_as_they_were() -> None:
    base = read_question(scenario("teaching")).scenario
    before, prices = base.model_dump_json(), {"gas": {"price": 1, "path": {2027: 2}}}
    base.with_({"prices.gas.price": 3}, prices=prices)
    assert base.model_dump_json() == before
    assert prices == {"gas": {"price": 1, "path": {2027: 2}}}


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"discount_rat": 0.2}, 'discount_rat: unknown key "discount_rat" (did you mean "discount_rate"?)'),
        ({"discount_rate": [0.1]}, "discount_rate: must be a number"),
        ({"discount_rate": None}, "discount_rate: must be a number"),
        ({"discount_rate": float("nan")}, "discount_rate: "),
        ({"discount_rate": True}, "discount_rate: must be a number"),
        ({"goal": 3}, "goal: must be text"),
        ({"budget": {"totl": 1}}, 'did you mean "total"'),
        ({"limits": [{"name": "a"}]}, "limits[a]: there is no limit of this name"),
        ({"limits": "none"}, "limits: must be a list of tables"),
        ({"extends": "base.toml"}, "extends: can't be overridden"),
    ],
)
def test_typos_and_wrong_types_get_a_clear_message(keys: dict[str, Any], told: str) -> None:
    (line,) = problems(read_question(scenario("teaching")).scenario.with_, **keys)
    assert line.startswith("Teaching case, ")
    assert told in line


def test_all_problems_of_a_change_are_told_together() -> None:
    base = read_question(scenario("teaching")).scenario
    told = problems(base.with_, {"limits.CO2.at_least": 3, "budget.total": "x"}, goal=3, discount_rate=99)
    assert len(told) == 4


def test_a_scenario_made_in_python_is_the_one_in_the_file() -> None:
    question = read_question(scenario("teaching"))
    made = Scenario.from_keys(
        name="Teaching case",
        name_uk=question.scenario.name_uk,
        case=question.scenario.case,
        horizon_years=5,
        start_years=2,
        discount_rate=0.10,
        budget={"per_year": [600_000, 150_000]},
        limits=[
            {"name": "CO2 limit", "name_uk": "Обмеження за CO2", "metric": "co2e_abated", "at_least": 40, "year": 2028}
        ],
    )
    assert made == question.scenario
    told = problems(Scenario.from_keys, name="A", horizon_years=10, start_year=3, discount_rate=0.1)
    assert "A, start_years: is missing" in told
    assert len(told) == 2


def test_a_goal_that_the_case_does_not_have_is_an_answer_and_a_problem() -> None:
    question = read_question(scenario("teaching"))
    wrong = question.scenario.with_(goal="co2_abated")
    (problem,) = [one for one in check(question.case, wrong) if not one.warning]
    assert 'did you mean "co2e_abated"' in str(problem)
    assert solve(question.case, wrong).status == "invalid"


def test_check_finds_what_reading_warns_about_too() -> None:
    question = read_question(scenario("teaching"), {"tax_rate": "0.2"})
    found = {problem.message for problem in check(question.case, question.scenario)}
    assert question.warnings
    assert {problem.message for problem in question.warnings} <= found


@pytest.mark.parametrize("name", ["teaching", "climate-target", "life-cycle"])
def test_reprs_fit_on_a_screen(name: str) -> None:
    question = read_question(scenario(name))
    first = question.case.measures[0]
    for value in (question, question.case, question.scenario, first):
        assert len(repr(value)) < 1_500
    assert len(repr(question)) < 300
    assert str(question.case) == repr(question.case)
    assert repr(solve(question.case, question.scenario.with_(goal="x"))).count("unknown metric") == 1
