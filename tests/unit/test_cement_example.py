"""The worked example of a mapping: per-tonne figures × production, and what excludes what."""

from __future__ import annotations

import importlib.util
from decimal import Decimal
from pathlib import Path

import pytest

from optimizer.checks import plausible
from optimizer.readers.case_reader import read_case

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT.parent / "shared" / "data" / "cement" / "best_cement_measures.csv"
pytestmark = pytest.mark.skipif(not LIBRARY.exists(), reason="the cement library is not on this machine")


def converted(folder: Path):
    spec = importlib.util.spec_from_file_location("cement_example", ROOT / "docs" / "examples" / "cement.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.convert(LIBRARY, folder)
    return read_case(folder)


def saved(case, measure: str) -> tuple[str, Decimal]:
    (effect,) = case.effects_of[measure]
    return effect.stream, effect.quantity


def test_the_library_becomes_a_case_without_a_fault(tmp_path):
    case, warnings = converted(tmp_path / "case")
    assert (len(case.measures), warnings) == (44, ())
    assert [str(problem) for problem in plausible(case)] == []


def test_mj_or_kwh_follows_the_energy_type_and_the_tonne_what_it_is_of(tmp_path):
    case, _ = converted(tmp_path / "case")
    assert saved(case, "adjustable-speed-drive-for-kiln-fan") == ("electricity", Decimal(5_490_000))
    assert saved(case, "conversion-to-reciprocating-grate-cooler") == ("coal", Decimal(293_328))
    assert saved(case, "use-of-roller-mills-dry-process") == ("electricity", Decimal(9_425_000))


def test_a_missing_investment_is_taken_per_unit_saved(tmp_path):
    case, _ = converted(tmp_path / "case")
    assert case.measure["reduce-leaks"].capex == Decimal(60_800)
    assert case.measure["high-efficiency-motors"].capex == Decimal(220_000)


def test_a_kiln_is_rebuilt_once(tmp_path):
    case, _ = converted(tmp_path / "case")
    grouped = [measure.measure for measure in case.measures if measure.group == "kiln-conversion"]
    assert len(grouped) == 5
    assert "conversion-to-reciprocating-grate-cooler" not in grouped
