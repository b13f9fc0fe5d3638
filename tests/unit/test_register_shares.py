"""Savings in per cent: of the plant's use of a stream, or of consumption in each row; never taken for amounts."""

from pathlib import Path

import pytest

from optimizer.decimals import Decimal
from optimizer.imports.register import propose, read_mapping
from optimizer.readers import read_case
from tests.unit.test_register_rows import Rows
from tests.unit.test_register_traps import read

LIFE = "Термін служби, років"
ANSWERS = {"streams.natural-gas": "20; x", "streams.natural-gas.baseline": "400 000", "defaults.no_saving": "keep"}
OF_PLANT: Rows = [
    ["Захід", "Інвестиції, тис. грн", "Економія газу, %", LIFE],
    ["Котел", 900, 12.5, 15],
    ["Утеплення", 500, "5 %", 20],
]
OF_ROWS: Rows = [
    ["Захід", "Інвестиції, тис. грн", "Споживання газу до впровадження, тис. м3/рік", "Економія газу, %", LIFE],
    ["Котел", 900, 400, 12.5, 15],
    ["Сушарка", 500, 40, 10, 20],
]


def test_per_cents_of_the_plant_s_use_become_amounts_and_the_use_a_baseline(tmp_path: Path) -> None:
    made = read(tmp_path / "a.csv", OF_PLANT, ANSWERS)
    assert made.asked["columns.C.share_of"].suggestion == "baseline"
    case = read_case(made.folder)[0]
    assert [effect.quantity for effect in case.effects] == [50_000, 20_000]
    assert case.stream["natural-gas"].baseline == 400_000
    assert any("in per cent of this" in line for line in case.company["assumptions"])
    assert "defaults.per" not in made.asked
    assert propose(tmp_path / "a.csv", read_mapping(made.folder / "register.toml")).ready


def test_per_cents_of_what_rows_consume_become_amounts_row_by_row(tmp_path: Path) -> None:
    made = read(tmp_path / "a.csv", OF_ROWS, ANSWERS)
    assert made.asked["columns.D.share_of"].suggestion == OF_ROWS[0][2]
    case = read_case(made.folder)[0]
    assert [effect.quantity for effect in case.effects] == [50_000, 4_000]
    assert case.stream["natural-gas"].baseline == 440_000


def test_a_row_without_the_consumption_that_its_per_cent_is_of_is_asked_about(tmp_path: Path) -> None:
    rows: Rows = [*OF_ROWS[:2], ["Сушарка", 500, None, 10, 20]]
    made = read(tmp_path / "a.csv", rows, {**ANSWERS, "rows.3.C": "80"})
    assert [effect.quantity for effect in read_case(made.folder)[0].effects] == [50_000, 8_000]


@pytest.mark.parametrize("heading", ["Економія, %", "expected_savings_pct", "Energy savings, % of consumption"])
def test_per_cents_of_no_stream_are_read_once_the_stream_is_chosen_or_reported(tmp_path: Path, heading: str) -> None:
    rows: Rows = [[*OF_PLANT[0][:2], heading, LIFE], *OF_PLANT[1:]]
    chosen = read(tmp_path / "a.csv", rows, {**ANSWERS, "columns.C.field": "quantity:natural-gas"})
    assert [effect.quantity for effect in read_case(chosen.folder)[0].effects] == [50_000, 20_000]
    kept = propose(tmp_path / "a.csv")
    assert "per cent" in next(one for one in kept.questions if one.key == "columns.C.field").message
    kept_as_text = read(tmp_path / "b.csv", [*rows, ["Економайзер", 5, 1, 9]], {**ANSWERS, "columns.C.field": "notes"})
    assert any("in no figure of the case" in one.message for one in kept_as_text.found)


def test_per_cents_of_something_else_are_kept_as_text(tmp_path: Path) -> None:
    rows: Rows = [[*row, money] for row, money in zip(OF_PLANT, ("Економія, тис. грн/рік", 90, 40), strict=True)]
    made = read(tmp_path / "a.csv", rows, {**ANSWERS, "columns.C.share_of": "leave out"})
    case = read_case(made.folder)[0]
    assert not case.effects
    assert "12.5" in next(one for one in case.measures if one.capex == Decimal(900_000)).notes
