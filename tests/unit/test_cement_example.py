"""The worked example of a mapping file: per-tonne figures × production, and what excludes what."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.checks import plausible
from optimizer.decimals import Decimal
from optimizer.imports.register import apply, propose, read_mapping
from optimizer.readers import read_case

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT.parent / "shared" / "data" / "cement" / "best_cement_measures.csv"
pytestmark = pytest.mark.skipif(not LIBRARY.exists(), reason="the cement library is not on this machine")


@pytest.fixture(scope="module")
def mapping():
    return read_mapping(ROOT / "docs" / "examples" / "cement.toml")


@pytest.fixture(scope="module")
def case(mapping, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cement") / "case"
    apply(LIBRARY, mapping, folder)
    read, warnings = read_case(folder)
    assert warnings == ()
    return read


def by_name(case, name: str):
    return next(measure for measure in case.measures if measure.name == name)


def saved(case, name: str) -> tuple[str, Decimal]:
    (effect,) = case.effects_of[by_name(case, name).measure]
    return effect.stream, effect.quantity


def test_the_mapping_leaves_no_question_and_one_row_out(mapping):
    proposal = propose(LIBRARY, mapping)
    assert (proposal.questions, proposal.problems) == ((), ())
    assert [left.number for left in proposal.left_out] == [2]
    assert len(proposal.measures) == 44


def test_the_one_odd_figure_of_the_list_is_told(case):
    [warning] = plausible(case)
    assert "100 years" in str(warning)
    assert warning.row == 26  # the list's row 27, as one above it is left out: indirect firing
    assert by_name(case, "Indirect firing").capex == Decimal(6_660_000)


def test_mj_or_kwh_follows_the_energy_type_and_the_tonne_what_it_is_of(case):
    assert saved(case, "Adjustable speed drive for kiln fan") == ("electricity", Decimal(5_490_000))
    assert saved(case, "Conversion to reciprocating grate cooler") == ("coal", Decimal(293_328))
    assert saved(case, "Use of Roller Mills (Dry Process)") == ("electricity", Decimal(9_425_000))
    assert saved(case, "Limestone cement") == ("coal", Decimal(183_330))


def test_investment_counts_the_same_tonnes_as_the_saving(case):
    assert by_name(case, "Use of Roller Mills (Dry Process)").capex == Decimal(7_975_000)
    assert by_name(case, "Adjustable speed drive for kiln fan").capex == Decimal(1_068_750)
    assert by_name(case, "High efficiency motors").capex == Decimal(220_000)


def test_a_missing_investment_is_taken_per_unit_saved(case):
    assert by_name(case, "Reduce leaks").capex == Decimal(60_800)
    assert by_name(case, "Low temperature heat recovery for power generation").capex == Decimal(33_615_000)


def test_a_kiln_is_rebuilt_once(case):
    grouped = [measure.name for measure in case.measures if measure.group == "kiln-conversion"]
    assert len(grouped) == 5
    assert "Conversion to reciprocating grate cooler" not in grouped


def test_what_the_plant_makes_is_told(case):
    told = case.company["assumptions"]
    assert 'Figures in "MJ/tonne clinker" are per unit of output; the plant produces 900000 a year.' in told
