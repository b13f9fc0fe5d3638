"""Presets of funding sources: sound terms, each dated and with its source; and the command that tells of them."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from optimizer.case import Case
from optimizer.checks import coherence
from optimizer.cli import app
from optimizer.funding_source import FundingSource
from optimizer.lenders import LenderPreset, lender_presets
from optimizer.shipped import folder

TODAY = dt.date(2026, 12, 1)


def test_every_preset_is_sound_named_in_both_languages_and_says_where_it_is_from() -> None:
    sources = tuple(preset.terms for preset in lender_presets())
    case = Case(name="plant", currency="UAH", base_year=2026, funding=sources)
    columns = {problem.column for problem in coherence(case) if problem.file == "funding.csv"}
    assert columns <= {"min_energy_saving", "min_co2e"}  # what they count is the case's
    for source in sources:
        assert source.source_note
        assert source.name
        assert source.name_uk
    assert {"nefco-cp", "nefco-es", "decarb-9", "decarb-7", "ebrd-line", "ebrd-incentive", "credits-579"} == {
        source.source for source in sources
    }


@pytest.mark.parametrize(
    ("as_of", "old"),
    [("2026-01", False), ("2026-11-30", False), ("2025-11-30", True), ("2024", True), ("", True), ("undated", True)],
)
def test_terms_are_old_after_a_year_or_undated(as_of: str, *, old: bool) -> None:
    source = FundingSource(source="x", kind="grant", as_of=as_of)
    known = {preset.terms.as_of: preset.found for preset in lender_presets()}
    found = known.get(as_of) or (dt.date.fromisoformat(as_of) if as_of.count("-") == 2 else None)
    assert LenderPreset(source, found).is_old(TODAY) is old


def test_the_command_lists_all_presets() -> None:
    shown = CliRunner().invoke(app, ["lenders"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    assert all(preset.terms.source in shown.stdout for preset in lender_presets())


def test_the_command_tells_which_measures_a_clause_excludes_and_by_how_much(tmp_path: Path) -> None:
    shutil.copytree(folder() / "data" / "teaching", tmp_path / "teaching")
    rows = "source,name,kind,tenor,rate,max_payback\nbank,Bank,loan,3,0.1,1.5\n"
    (tmp_path / "teaching" / "funding.csv").write_text(rows, encoding="utf-8")
    shutil.copy(folder() / "scenarios" / "teaching.toml", tmp_path / "asked.toml")
    text = (tmp_path / "asked.toml").read_text(encoding="utf-8").replace("../data/", "")
    (tmp_path / "asked.toml").write_text(text + '\n[funding]\nsources = ["bank"]\ndebt_rate = 0.2\n', encoding="utf-8")
    shown = CliRunner().invoke(app, ["lenders", str(tmp_path / "asked.toml")], env={"COLUMNS": "200"})
    assert shown.exit_code == 0, shown.output
    assert "excluded" in shown.stdout
    assert "holds" in shown.stdout
    assert "1.50" in shown.stdout
