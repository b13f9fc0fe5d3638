"""Good input: what is written and shown, key by key; the same inputs give the same bytes; nothing false is verified."""

from __future__ import annotations

import copy
import csv
import io
import json
import random
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from optimizer.cli import app
from optimizer.errors import InvalidInput
from optimizer.frames import TABLES
from optimizer.metrics import SHARED
from optimizer.reports.verification import verify
from tests.cli.breakages import SCENARIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEYS = {
    "scenario": str, "status": str, "goal": str, "objective": float, "bound": float, "gap": float, "currency": str,
    "portfolio": list, "funding": list, "bridge": dict, "metrics": dict, "years": list, "limits": list,
    "problems": list, "provenance": dict,
}  # fmt: skip
BRIDGE = {"annual_saving", "one_off", "renewal", "avoided_cost", "capex", "profit_tax", "residual"}
YEAR = {"year", "capex", "annual_saving", "co2e_abated", "co2e_before", "co2e_left", "bill_before", "bill_saved"}
LIMIT = {"name": "CO2 limit", "metric": "co2e_abated", "sense": "at_least", "bound": 40.0}
METRICS = {
    "capex", "opex_change", "other_benefit", "annual_saving", "lifetime_saving", "npv", "measures", "effort",
    "electricity_saved", "gas_saved", "energy_saved", "co2e_abated", "co2e_abated_scope1", "co2e_abated_scope2",
    "co2e_abated_scope3", "co2e_left", "hazard_avoided", "bill_saved", "one_off", "renewal", "avoided_cost",
    "simple_payback", "irr", "abatement_cost", "discounted_payback", "profitability_index",
}  # fmt: skip


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "80", "NO_COLOR": "1"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout


def solved(folder: Path, *arguments: object) -> Any:
    status, _ = run("solve", folder / SCENARIO, "--json", folder / "answer.json", *arguments)
    assert status == 0
    return json.loads((folder / "answer.json").read_text(encoding="utf-8"))


def test_the_answer_has_every_key_of_the_format(folder: Path) -> None:
    answer = solved(folder)
    assert {key: type(answer[key]) for key in KEYS} == KEYS
    assert answer["status"] == "optimal"
    assert answer["portfolio"][0].items() >= {"measure": "compressor", "start": 2026}.items()
    assert answer["portfolio"][0].keys() == {"measure", "start", *SHARED, "alone"}
    for key in SHARED:
        assert sum(chosen[key] for chosen in answer["portfolio"]) == pytest.approx(answer["metrics"][key])
    assert sum(value for step, value in answer["bridge"].items() if step in BRIDGE) == pytest.approx(
        answer["objective"]
    )
    assert answer["bridge"].keys() == BRIDGE | {"npv", "net_cost", "full_year_saving"}
    assert answer["metrics"].keys() == METRICS
    assert [year["year"] for year in answer["years"]] == list(range(2026, 2032))
    assert all(year.keys() >= YEAR for year in answer["years"])
    (limit,) = answer["limits"]
    assert limit.items() >= LIMIT.items()
    assert limit["slack"] == pytest.approx(limit["value"] - 40)
    assert answer["provenance"].keys() >= {"inputs_sha256", "versions", "seconds"}


def test_an_infeasible_answer_is_empty_but_says_why(folder: Path) -> None:
    status, shown = run("solve", folder / SCENARIO, "--set", "limits.CO2 limit.at_least=1e6", "--json", folder / "x")
    answer = json.loads((folder / "x").read_text(encoding="utf-8"))
    assert status == 1
    assert (answer["status"], answer["metrics"], answer["objective"], answer["gap"]) == ("infeasible", {}, None, None)
    assert not any(answer[key] for key in ("portfolio", "funding", "years", "limits"))
    assert "“CO2 limit”: Greenhouse gases abated at least 1,000,000 t CO2e (2028)" in shown
    assert run("verify", folder / "x")[0] == 0


def test_out_of_time_the_answer_says_how_far_it_got(folder: Path) -> None:
    status, shown = run("solve", folder / SCENARIO, "--set", "solver.time_limit=0")
    assert (status, "Stopped after" in shown) == (3, True) or (
        status == 0 and ("Best found" in shown or "second proof was not finished" in shown)
    )


def test_an_invalid_scenario_among_others_gets_its_place_in_the_list(folder: Path) -> None:
    good = folder / SCENARIO
    bad = good.with_name("bad.toml")
    bad.write_text('name = "Bad one"\nextends = "teaching.toml"\ngoal = "nvp"\n', encoding="utf-8")
    status, _ = run("solve", good, bad, good, "--json", folder / "answers.json")
    first, second, third = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    assert status == 2
    assert [a["status"] for a in (first, second, third)] == ["optimal", "invalid", "optimal"]
    assert second["scenario"] == "Bad one"
    assert second.keys() >= KEYS.keys()
    assert second["provenance"].items() >= {"inputs_sha256": None, "versions": first["provenance"]["versions"]}.items()
    assert second["problems"][0].items() >= {"file": "bad.toml", "row": None, "column": "goal"}.items()
    assert third["portfolio"] == first["portfolio"]
    assert run("verify", folder / "answers.json")[0] == 0


def test_json_on_standard_output_is_nothing_but_json(folder: Path) -> None:
    status, shown = run("solve", folder / SCENARIO, "--json", "-")
    assert status == 0
    assert json.loads(shown)["status"] == "optimal"


def test_the_order_of_rows_and_columns_does_not_change_a_byte(folder: Path) -> None:
    dice = random.Random(7)
    first = solved(folder)
    for path in (folder / "data" / "teaching").glob("*.csv"):
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        dice.shuffle(rows)
        cells = [line.split(",") for line in (header, *rows)]
        order = dice.sample(range(len(cells[0])), len(cells[0]))
        path.write_text("\n".join(",".join(row[k] for k in order) for row in cells) + "\n", encoding="utf-8")
    second = solved(folder)
    for answer in (first, second):
        answer["provenance"]["seconds"] = 0
    assert json.dumps(first) == json.dumps(second)


ONE_WAY = {
    "measures.include": '["leaks", "meters"]',
    "limits.CO2 limit.where": '{site = ["Shop", "Boiler house"], status = "proposed"}',
    "prices.gas.path": "{2027 = 21, 2028 = 22}",
}
ANOTHER_WAY = {
    "prices.gas.path": "{2028 = 22.0, 2027 = 21}",
    "limits.CO2 limit.where": '{status = ["proposed"], site = ["Boiler house", "Shop"]}',
    "measures.include": '["meters", "leaks", "meters"]',
}


def test_the_order_within_what_is_a_set_changes_nothing(folder: Path) -> None:
    measures = folder / "data" / "teaching" / "measures.csv"
    text, found = measures.read_text(encoding="utf-8"), []
    for requires, settings in (("meters;leaks", ONE_WAY), ("leaks;meters", ANOTHER_WAY)):
        measures.write_text(text.replace(",meters,estimate", f",{requires},estimate"), encoding="utf-8")
        answer = solved(folder, *(part for key, value in settings.items() for part in ("--set", f"{key}={value}")))
        answer["provenance"]["seconds"] = 0
        found.append(answer)
    assert found[0] == found[1]


def test_a_file_may_hold_what_is_odd_in_a_column_and_what_is_odd_in_a_row(folder: Path) -> None:
    effects = folder / "data" / "teaching" / "effects.csv"
    text = effects.read_text(encoding="utf-8").replace("quantity,share", "quantity,share,remark")
    effects.write_text(text.replace("electricity,,4000", "electricity,,400001", 1), encoding="utf-8")
    answer = solved(folder)
    assert [problem["column"] for problem in answer["problems"]] == ["remark", None]
    assert run("verify", folder / "answer.json")[0] == 0


def test_tables_go_to_csv_with_texts_that_no_spreadsheet_runs(folder: Path) -> None:
    measures = folder / "data" / "teaching" / "measures.csv"
    text = measures.read_text(encoding="utf-8").replace("Find and repair compressed-air leaks", "=1+1", 1)
    measures.write_text(text, encoding="utf-8")
    solved(folder, "--csv", folder / "out")
    names = {path.name for path in (folder / "out").iterdir()}
    assert names == {f"{part}.csv" for part in ("scenarios", *TABLES)}
    assert "'=1+1" in (folder / "out" / "portfolio.csv").read_text(encoding="utf-8-sig")


def test_tables_open_in_the_spreadsheet_of_their_language_with_the_same_figures(folder: Path) -> None:
    tables = {}
    for language, separator, sign in (("en", ",", "."), ("uk", ";", ",")):
        out = folder / language
        assert run("--language", language, "solve", folder / SCENARIO, "--csv", out)[0] == 0
        for part in ("scenarios", *TABLES):
            data = (out / f"{part}.csv").read_bytes()
            assert data.startswith(b"\xef\xbb\xbf")
            rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=separator))
            assert len({len(row) for row in rows}) == 1
            spoken = {"scenario", "project", "label", "unit", "limit"}
            texts = {place for place, column in enumerate(rows[0]) if column in spoken}
            tables[language, part] = [
                [cell.replace(sign, ".") for place, cell in enumerate(row) if place not in texts] for row in rows
            ]
    answer = solved(folder)
    for part in ("scenarios", *TABLES):
        assert tables["en", part] == tables["uk", part]
    shown = {row[0]: row[1] for row in tables["uk", "metrics"][1:]}
    for metric, value in answer["metrics"].items():
        if value is None:
            assert shown[metric] == ""
        else:
            assert float(shown[metric]) == pytest.approx(value, rel=5e-6, abs=0)
            assert len(shown[metric].partition(".")[2]) <= 2 or abs(value) < 1000  # cents are enough for large money


def test_data_is_shown_as_it_stands(folder: Path) -> None:
    measures = folder / "data" / "teaching" / "measures.csv"
    text = measures.read_text(encoding="utf-8")
    name = '"[bold]Витоки[/bold] :smile: ""їх""\nremove"'
    measures.write_text(text.replace("Find and repair compressed-air leaks", name, 1), encoding="utf-8")
    wide = {"COLUMNS": "120", "NO_COLOR": "1"}
    shown = CliRunner().invoke(app, ["solve", str(folder / SCENARIO)], env=wide).stdout
    assert '[bold]Витоки[/bold] :smile: "їх"' in shown


@pytest.mark.parametrize(("currency", "shown"), [("JPY", "0 JPY"), ("KWD", ".000 KWD"), ("UAH", ".00 UAH")])
def test_money_has_the_decimals_of_its_currency(folder: Path, currency: str, shown: str) -> None:
    for name in ("data/teaching/case.toml", SCENARIO):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace("UAH", currency), encoding="utf-8")
    _, text = run("solve", folder / SCENARIO, "--set", "limits=[]", "--set", "budget.per_year=0")
    assert shown in text or f"0 {currency}" in text


def leaves(value: Any, *path: Any) -> Iterator[tuple[Any, ...]]:
    """The paths to every plain value."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, *path, key)
    else:
        yield path


def other(value: Any) -> Any:
    """A value that is nearly the same."""
    if isinstance(value, bool) or value is None:
        return not value
    return f"{value}x" if isinstance(value, str) else value * 1.000001 + 1e-6


def test_verify_names_every_field_that_was_tampered_with(folder: Path) -> None:
    answer = solved(folder)
    assert not verify(folder / "answer.json")[0].differences
    paths = [path for path in leaves(answer) if path != ("provenance", "seconds")]
    missed = []
    for path in paths:
        false = copy.deepcopy(answer)
        inside = false
        for key in path[:-1]:
            inside = inside[key]
        inside[path[-1]] = other(inside[path[-1]])
        (folder / "false.json").write_text(json.dumps(false), encoding="utf-8")
        if not verify(folder / "false.json")[0].differences:
            missed.append(path)
    assert len(paths) > 200
    assert not missed


STRANGE = (1, -0.5, "x", None, [], {}, [1], [[]], [{}], {"a": 1}, True, 10**400, "\ud800")


@pytest.mark.parametrize("strange", STRANGE, ids=[repr(strange)[:9] for strange in STRANGE])
def test_whatever_stands_in_an_answer_is_told_or_refused(folder: Path, strange: Any) -> None:
    measures = folder / "data" / "teaching" / "measures.csv"
    measures.write_text(measures.read_text(encoding="utf-8").replace("status\n", "remark\n", 1), encoding="utf-8")
    answer = solved(folder)
    problem, taken = answer["problems"][0], answer["portfolio"][0]
    places: list[tuple[Any, Any]] = [(answer, key) for key in KEYS]
    places += [(problem, "severity"), (taken, "measure"), (taken, "start"), (answer["problems"], 0)]
    for inside, key in [*places, (answer["portfolio"], 0)]:
        true, inside[key] = inside[key], strange
        (folder / "false.json").write_text(json.dumps(answer), encoding="utf-8")
        assert true == strange or is_told(folder / "false.json"), key
        inside[key] = true


def is_told(file: Path) -> bool:
    try:
        return any(verified.differences for verified in verify(file))
    except InvalidInput:
        return True


def test_verify_says_what_differs_and_ends_with_1(folder: Path) -> None:
    answer = solved(folder)
    answer["metrics"]["npv"] += 1
    (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")
    status, shown = run("verify", folder / "answer.json")
    assert status == 1
    assert "metrics.npv" in shown


def test_compare_shows_differences_the_matrix_and_what_is_in_all(folder: Path) -> None:
    good = folder / SCENARIO
    poor, none = good.with_name("poor.toml"), good.with_name("none.toml")
    poor.write_text(
        'name = "Poor"\nextends = "teaching.toml"\n[budget]\ntotal = 90_000\n[[limits]]\nname = "CO2 limit"\n', "utf-8"
    )
    limit = '[[limits]]\nname = "CO2 limit"\nmetric = "co2e_abated"\nat_least = 1e6\n'
    none.write_text(f'name = "None"\nextends = "teaching.toml"\n{limit}', "utf-8")
    status, shown = run("compare", good, poor, good, none)
    assert status == 1
    assert "4 scenarios, 3 with a plan" in shown
    assert "Teaching case (2)" in " ".join(shown.split())
    assert "In every plan" in shown
    assert "No figures for “None” (infeasible): No plan" in " ".join(shown.split())
    assert all(len(line) <= 80 for line in shown.splitlines() if "─" in line)
