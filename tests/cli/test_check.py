"""`cpee check`: what it finds is its answer, on standard output, and the same as from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.testing import CliRunner

from optimizer import check, read_case
from optimizer.cli import app
from optimizer.readers.scenario_file import load_scenario
from tests.cli.breakages import SCENARIO

if TYPE_CHECKING:
    from pathlib import Path


def test_check_tells_warnings_but_accepts(folder: Path) -> None:
    measures = folder / "data" / "teaching" / "measures.csv"
    measures.write_text(measures.read_text(encoding="utf-8").replace(",lead,", ",leed,"), encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(folder / "data" / "teaching" / "case.toml")])
    assert result.exit_code == 0
    assert 'did you mean "lead"?' in result.stdout
    assert "valid, 7 measures" in result.stdout
    assert not result.stderr


def test_check_lists_what_the_public_check_finds(folder: Path) -> None:
    scenario, case = folder / SCENARIO, folder / "data" / "teaching"
    odd = ["--set", "tax_rate=0.2", "--set", "budget.per_year=[20, 10]", "--set", "limits.CO2 limit.at_most=5"]
    for overrides, status in ((odd[:4], 0), (odd, 2)):
        given = dict(setting.split("=", 1) for setting in overrides[1::2])
        listed = CliRunner().invoke(app, ["check", str(scenario), *overrides])
        reading = load_scenario(scenario, given)
        found = {str(one) for one in check(read_case(case)[0], reading.scenario, file=scenario.name)}
        lines = {
            line.partition(": ")[2] for line in listed.stdout.splitlines() if line.startswith(("error", "warning"))
        }
        assert lines == found
        assert listed.exit_code == status
        assert any("budget.per_year" in line for line in lines)
    assert any("at_least" in line for line in lines)


def test_check_of_a_workbook_names_sheets_in_warnings_as_in_errors(folder: Path) -> None:
    case, book = folder / "data" / "teaching", folder / "book.xlsx"
    measures = case / "measures.csv"
    measures.write_text(measures.read_text(encoding="utf-8").replace("60000", "60"), encoding="utf-8")
    assert CliRunner().invoke(app, ["export", "xlsx", str(case), "--out", str(book)]).exit_code == 0
    told = CliRunner().invoke(app, ["check", str(book)]).stdout
    assert "warning: book.xlsx sheet measures row" in told


def test_a_case_has_no_keys_to_set(folder: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(folder / "data" / "teaching"), "--set", "goal=capex"])
    assert result.exit_code == 2
    assert "only a scenario" in result.stderr


def test_a_bound_in_quotes_without_a_percent_sign_is_doubted(folder: Path) -> None:
    scenario = folder / SCENARIO
    text = scenario.read_text(encoding="utf-8").replace("at_least = 40", 'at_least = "40"')
    scenario.write_text(text, encoding="utf-8")
    told = CliRunner().invoke(app, ["check", str(scenario)]).stdout
    assert "limits[CO2 limit].at_least" in told
    assert 'write "40%"' in told
