"""What a scenario can choose and count: files as users write them, and the one problem that each slip gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optimizer import Infeasible, InvalidInput, read_question, solve

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "case.toml": 'name = "Plant"\ncurrency = "UAH"\nbase_year = 2026\n',
    "streams.csv": "stream,kind,unit,price,baseline\npower,energy,kWh,5,1000\ngas,energy,m3,10,\n",
    "pollutants.csv": "pollutant,tax,baseline\nco2e,30,0\n",
    "factors.csv": "stream,pollutant,kg_per_unit,scope\npower,co2e,0.4,2\ngas,co2e,1.9,1\n",
    "end_uses.csv": "end_use,stream,baseline\nair,power,400\n",
    "measures.csv": (
        "measure,name,site,capex,lifetime,spend,earliest,latest,degradation,status,use_days,use_hours\n"
        "leaks,Leaks,Hall,100,5,,,,,,2,\n"
        "staged,Staged,Hall,900,5,0.5;0.5,,,,,1,\n"
    ),
    "effects.csv": "measure,stream,end_use,quantity,share\nleaks,,air,,0.5\nstaged,power,,50,\n",
}
SCENARIO = """
name = "Q"
case = "plant"
horizon_years = 6
start_years = 3
discount_rate = 0.1
"""
LED = "led,LED,Office,100,5,{spend},{earliest},{latest},{degradation},{status},{days},\n"
PLAIN = {"spend": "", "earliest": "", "latest": "", "degradation": "", "status": "", "days": "1"}
LIMIT = '[[limits]]\nname = "L"\nmetric = "{metric}"\n{bound}\n'


def asked(folder: Path, scenario: str = "", **led: str) -> Path:
    """Write the plant with one more measure, and the scenario with more lines; keys before tables."""
    (folder / "plant").mkdir()
    files = {**FILES, "measures.csv": FILES["measures.csv"] + LED.format(**{**PLAIN, **led})}
    files["effects.csv"] += "led,,air,,0.5\n"
    for name, text in files.items():
        (folder / "plant" / name).write_text(text, encoding="utf-8")
    path = folder / "q.toml"
    path.write_text(SCENARIO + scenario, encoding="utf-8")
    return path


def wrong(path: Path) -> list[tuple[int | None, str | None, str]]:
    """Return the row, column and message of everything wrong with a question."""
    with pytest.raises(InvalidInput) as bad:
        read_question(path)
    return [(problem.row, problem.column, problem.message) for problem in bad.value.problems if not problem.warning]


def odd(path: Path) -> list[tuple[str | None, str]]:
    return [(problem.column, problem.message) for problem in read_question(path).warnings]


INCLUDE = '[measures]\ninclude = ["led"]\n'
MUST_BUT_CANT = [
    ({"earliest": "2030"}, "", "its years 2030– miss the start years 2026–2028"),
    ({"latest": "2026"}, "first_start = 2027\n", "its years –2026 miss the start years 2027–2028"),
    ({"spend": "0.2;0.2;0.2;0.1;0.1;0.1;0.05;0.05"}, "", "paid over 8 years, and no start leaves all of them"),
    ({"spend": "0.2;0.2;0.2;0.2;0.1;0.1", "earliest": "2028"}, "", "within the horizon, to 2032"),
    ({}, "first_start = 2029\n", "no start year is left after first_start"),
]


@pytest.mark.parametrize(("led", "scenario", "message"), MUST_BUT_CANT)
def test_an_included_measure_that_cannot_start_is_bad_input(
    tmp_path: Path, led: dict[str, str], scenario: str, message: str
) -> None:
    [(_, column, told)] = wrong(asked(tmp_path, scenario + INCLUDE, **led))
    assert column == "measures.include"
    assert message in told


def test_an_included_measure_that_misses_max_payback_is_a_conflict(tmp_path: Path) -> None:
    question = read_question(asked(tmp_path, INCLUDE + "max_payback = 0.01\n"))
    outcome = solve(question.case, question.scenario)
    assert isinstance(outcome, Infeasible)
    assert {rule.name for rule in outcome.conflict} >= {"led"}


@pytest.mark.parametrize("led", [led for led, scenario, _ in MUST_BUT_CANT if not scenario])
def test_a_measure_that_can_never_start_is_a_warning(tmp_path: Path, led: dict[str, str]) -> None:
    [(column, told)] = odd(asked(tmp_path, **led))
    assert column == ("spend" if "spend" in led else "earliest")
    assert told.startswith('"led" can never start: ')


def test_a_first_start_outside_the_start_years_is_one_warning(tmp_path: Path) -> None:
    [(column, told)] = odd(asked(tmp_path, "first_start = 2029\n"))
    assert (column, "after the last start year, 2028" in told) == ("first_start", True)


def test_a_first_start_before_the_base_year_is_a_warning(tmp_path: Path) -> None:
    [(column, told)] = odd(asked(tmp_path, "first_start = 2\n"))
    assert (column, "before the base year, 2026" in told) == ("first_start", True)


def days(more: str = "") -> str:
    return more + LIMIT.format(metric="use_days", bound="at_most = 5")


def test_an_empty_cell_of_a_counted_resource_is_bad_input(tmp_path: Path) -> None:
    [(row, column, told)] = wrong(asked(tmp_path, days(), days=""))
    assert (row, column) == (4, "use_days")
    assert "write 0 if the measure needs none" in told


def test_an_empty_cell_of_the_goal_is_bad_input(tmp_path: Path) -> None:
    assert [(row, column) for row, column, _ in wrong(asked(tmp_path, 'goal = "use_days"\n', days=""))] == [
        (4, "use_days")
    ]


def test_a_resource_without_any_figure_is_bad_input_in_every_row(tmp_path: Path) -> None:
    text = LIMIT.format(metric="use_hours", bound="at_most = 5")
    assert [(row, column) for row, column, _ in wrong(asked(tmp_path, text))] == [
        (row, "use_hours") for row in (2, 3, 4)
    ]


NOT_COUNTED: list[tuple[str, dict[str, str]]] = [
    ("", {}),
    (days('[measures]\nexclude = ["led"]\n'), {}),
    (days("[measures]\nmax_payback = 0.05\n"), {}),  # its own is 0.1 years: led costs 100 and saves 1,000
    (days(), {"status": "completed"}),
    (days(), {"latest": "2025"}),
    (days() + 'where = { site = "Hall" }\n', {}),
]


@pytest.mark.parametrize(("scenario", "led"), NOT_COUNTED)
def test_an_empty_cell_that_is_not_counted_is_allowed(tmp_path: Path, scenario: str, led: dict[str, str]) -> None:
    assert read_question(asked(tmp_path, scenario, days="", **led)).case.measure["led"].uses == {}


@pytest.mark.parametrize(("lifetime", "horizon", "told"), [(5, 6, "in year 5"), (5, 4, ""), (4, 6, "")])
def test_an_effect_that_outgrows_its_end_use_within_the_horizon_is_bad_input(
    tmp_path: Path, lifetime: int, horizon: int, told: str
) -> None:
    path = asked(tmp_path, degradation="-0.2")  # 0.5 · 1.2^(k−1) is above 1 from k = 5 on
    measures = tmp_path / "plant" / "measures.csv"
    measures.write_text(measures.read_text("utf-8").replace("Office,100,5", f"Office,100,{lifetime}"), "utf-8")
    path.write_text(path.read_text("utf-8").replace("horizon_years = 6", f"horizon_years = {horizon}"), "utf-8")
    if not told:
        assert read_question(path).case
        return
    [(row, column, message)] = wrong(path)
    assert (row, column) == (4, "degradation")
    assert f"grows by 20 % a year and would save more than all of air {told}" in message


def test_a_renewed_effect_grows_from_its_first_size_again(tmp_path: Path) -> None:
    path = asked(tmp_path, degradation="-0.3")  # 0.5 · 1.3^2 is below 1, and each life has three years
    measures = tmp_path / "plant" / "measures.csv"
    text = measures.read_text("utf-8").replace("Office,100,5", "Office,100,3")
    head, *rows = text.splitlines()
    measures.write_text("\n".join([f"{head},renewal", *(f"{row},1" for row in rows)]) + "\n", "utf-8")
    assert read_question(path).case


def test_a_percentage_of_the_bill_needs_some_baseline(tmp_path: Path) -> None:
    path = asked(tmp_path, LIMIT.format(metric="bill_saved", bound='at_least = "5%"'))
    assert read_question(path).case
    (tmp_path / "plant" / "streams.csv").write_text(FILES["streams.csv"].replace("5,1000", "5,"), "utf-8")
    [(_, column, told)] = wrong(path)
    assert column == "limits[L].at_least"
    assert "needs the bill without measures" in told


def test_taxed_emissions_of_its_own_are_a_bill_too(tmp_path: Path) -> None:
    path = asked(tmp_path, LIMIT.format(metric="bill_saved", bound='at_least = "5%"'))
    (tmp_path / "plant" / "streams.csv").write_text(FILES["streams.csv"].replace("5,1000", "5,"), "utf-8")
    (tmp_path / "plant" / "pollutants.csv").write_text(FILES["pollutants.csv"].replace("30,0", "30,7"), "utf-8")
    assert read_question(path).case


OUTSIDE = [
    ("prices.power", "prices.power.path"),
    ("taxes.co2e", "taxes.co2e.path"),
    ("factors.power.co2e", "factors.power.co2e.path"),
]


@pytest.mark.parametrize(("table", "column"), OUTSIDE)
def test_a_path_outside_the_horizon_is_the_same_warning_in_each_table(tmp_path: Path, table: str, column: str) -> None:
    found = odd(asked(tmp_path, f"[{table}]\npath = {{ 2025 = 1, 2028 = 1, 2033 = 1 }}\n"))
    assert (column, "outside the horizon, 2026 to 2032: 2025, 2033; check the years") in found


RATES: list[tuple[str, str]] = [
    ("discount_rate = 10.5", "discount_rate"),
    ("capex_escalation = -0.9", "capex_escalation"),
    ("tax_rate = 20", "tax_rate"),
    ("prices.power.escalation = 11", "prices.power.escalation"),
    ("factors.power.co2e.trend = -0.95", "factors.power.co2e.trend"),
]


@pytest.mark.parametrize(("line", "column"), RATES)
def test_a_rate_out_of_range_is_bad_input(tmp_path: Path, line: str, column: str) -> None:
    path = asked(tmp_path, line + "\n")
    if line.startswith("discount_rate"):
        path.write_text(path.read_text("utf-8").replace("discount_rate = 0.1\n", ""), "utf-8")
    [(_, found, told)] = wrong(path)
    assert (found, "above −0.9 and at most 10" in told) == (column, True)


FACTORS: list[tuple[str, str, str]] = [
    ("[factors.powr.co2e]\ntrend = 0.1\n", "factors.powr", 'did you mean "power"?'),
    ("[factors.power.co2]\ntrend = 0.1\n", "factors.power.co2", 'did you mean "co2e"?'),
    ("[factors.power]\npath = {}\n", "factors.power.path", "write [factors.power.<pollutant>]"),
    ("[factors.power.co2e]\nscope = 1\ntrend = 0.1\n", "factors.power.co2e.scope", "only of 2"),
    ("[factors.power.co2e]\nkg_per_unit = 0.1\n", "factors.power.co2e.kg_per_unit", "unknown key"),
]


@pytest.mark.parametrize(("lines", "column", "message"), FACTORS)
def test_a_slip_in_a_change_of_a_factor_is_found_at_its_key(
    tmp_path: Path, lines: str, column: str, message: str
) -> None:
    [(_, found, told)] = wrong(asked(tmp_path, lines))
    assert (found, message in told) == (column, True)


def test_a_pair_with_factors_of_two_scopes_needs_the_scope(tmp_path: Path) -> None:
    path = asked(tmp_path, "[factors.power.co2e]\ntrend = -0.1\n")
    factors = tmp_path / "plant" / "factors.csv"
    factors.write_text(FILES["factors.csv"] + "power,co2e,0.05,3\n", "utf-8")
    [(_, column, told)] = wrong(path)
    assert (column, "scope = 2" in told) == ("factors.power.co2e", True)
    changes: dict[str, Any] = {"factors.power.co2e.scope": "3"}
    assert read_question(path, changes).scenario.factors["power"]["co2e"].scope == 3
