"""Units that differ from row to row under one heading are asked about, wherever the rows name them."""

import random
from pathlib import Path

import pytest

from optimizer.decimals import Decimal
from optimizer.imports.register import propose, read_mapping
from optimizer.imports.register.words.named_units import unit_in_name, unit_of_row
from optimizer.readers import read_case
from tests.unit.test_register_rows import Rows
from tests.unit.test_register_traps import measures_of, read

LIFE = "Термін служби, років"
UNITS: Rows = [
    ["Захід", "Од. виміру", "Обсяг", "Вартість, грн", "Економія, грн/рік", LIFE],
    ["Утеплення стін", "м2", 100, 1_450, 300, 20],
    ["Тепловий насос", "шт", 2, 280_000, 60_000, 15],
    ["Вікна", "м2", 40, 5_200, 900, 20],
]
TOTALS = {"columns.C.field": "notes", "columns.D.each": "total", "columns.E.each": "total"}
PER_AREA: Rows = [
    ["Захід", "Вартість, грн/м2", "Економія, тис. грн/рік", LIFE],
    ["Утеплення стін", 1_450, 30, 20],
    ["Дах", 1_100, 20, 15],
    ["Вікна", 5_200, 90, 20],
    ["Тепловий насос", 280_000, 60, 15],
]
IN_ROWS = {
    "columns.D.field": "quantity:electricity", "columns.D.unit_from": "rows", "streams.electricity": "7; x",
}  # fmt: skip
AREA = {"columns.B.field": "capex", "columns.B.each": "2400"}


@pytest.mark.parametrize(
    ("answers", "capex"),
    [
        ({}, [1_450, 280_000, 5_200]),
        ({"columns.D.each": "Обсяг"}, [145_000, 560_000, 208_000]),
        (
            {"columns.D.each": "ask", "rows.2.each-D": "120", "rows.3.each-D": "3", "rows.4.each-D": "50"},
            [174_000, 840_000, 260_000],
        ),
        ({"columns.D.each": "100", "rows.3.each-D": "1"}, [145_000, 280_000, 520_000]),
    ],
    ids=["totals", "a column of numbers", "row by row", "one number, but for other units"],
)
def test_units_in_a_column_of_their_own_are_asked_about(
    tmp_path: Path, answers: dict[str, str], capex: list[int]
) -> None:
    made = read(tmp_path / "a.csv", UNITS, {**TOTALS, **answers})
    assert {"columns.D.each", "columns.E.each"} <= made.asked.keys()
    assert [measure.capex for measure in measures_of(made)] == capex
    assert [measure.other_benefit for measure in measures_of(made)] == [300, 60_000, 900]
    assert propose(tmp_path / "a.csv", read_mapping(made.folder / "register.toml")).ready


@pytest.mark.parametrize("heading", ["Cost basis", "Примітка"])
def test_a_column_of_nothing_but_units_is_one_whatever_its_heading(tmp_path: Path, heading: str) -> None:
    rows: Rows = [["Захід", heading, *UNITS[0][2:]], *([*row[:1], f"за 1 {row[1]}", *row[2:]] for row in UNITS[1:])]
    assert "columns.D.each" in read(tmp_path / "a.csv", rows, {**TOTALS, "columns.B.field": "notes"}).asked


@pytest.mark.parametrize(
    "names",
    [("Стіни (за 1 м²)", "Насос (per pump)", "Вікна"), ("Стіни", "Насос, шт.", "Вікна"), ("Стіни, грн/м2", "a", "b")],
)
def test_units_in_names_are_asked_about(tmp_path: Path, names: tuple[str, ...]) -> None:
    rows: Rows = [[*UNITS[0][:1], *UNITS[0][3:]]]
    rows += [[name, *row[3:]] for name, row in zip(names, UNITS[1:], strict=True)]
    answers = {"columns.B.each": "total", "columns.C.each": "total"}
    assert answers.keys() <= read(tmp_path / "a.csv", rows, answers).asked.keys()


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Утеплення стін (за 1 м²)", "м2"), ("Heat pump (per piece)", "piece"), ("LED per lamp", "lamp"),
        ("Ізоляція на 1 м.п.", "м п"), ("Вікна, м2", "м2"), ("Утеплення даху, грн/м2", "м2"), ("Насос за 1 шт", "шт"),
        ("Двигун на 15 кВт", ""), ("СЕС на 1 МВт", ""), ("Котел на 1 т/год", ""), ("Вікна на 1 поверсі", ""),
        ("Cleaning once per shift", ""), ("Savings per year", ""), ("Датчики (1 шт.)", ""), ("За рахунок коштів", ""),
    ],
)  # fmt: skip
def test_a_name_says_what_its_figures_are_for_only_if_that_is_sure(name: str, unit: str) -> None:
    assert unit_in_name(name) == unit


def test_a_cell_names_a_unit_or_what_figures_are_per() -> None:
    assert [unit_of_row(cell) for cell in ("м2", "per m2", "EUR/m2", "шт.", "Цех 2", "120")] == [
        "м2", "m2", "m2", "шт.", "", "",
    ]  # fmt: skip


def test_rows_far_from_the_others_are_not_multiplied_by_the_number_for_all(tmp_path: Path) -> None:
    made = read(tmp_path / "a.csv", PER_AREA, AREA)
    assert [key for key in made.asked if key.startswith("rows.")] == ["rows.5.each-B"]
    assert [measure.capex for measure in measures_of(made)] == [3_480_000, 2_640_000, 12_480_000, 280_000]
    more = read(tmp_path / "b.csv", PER_AREA, {**AREA, "rows.5.each-B": "3"})
    assert measures_of(more)[-1].capex == 840_000


def test_rows_that_name_another_unit_than_the_heading_are_asked_about(tmp_path: Path) -> None:
    rows: Rows = [*PER_AREA[:-1], ["Насос (за шт.)", 1_300, 60, 15]]
    made = read(tmp_path / "a.csv", rows, {**AREA, "rows.5.each-B": "4", "columns.C.each": "total"})
    assert "шт" in made.asked["rows.5.each-B"].message
    assert measures_of(made)[-1].capex == 5_200


@pytest.mark.parametrize(
    "heading", ["Вартість за 1 м2, грн", "Cost per pump, UAH", "Unit cost, UAH", "Питомі інвестиції, грн"]
)
def test_a_heading_in_words_is_of_one_unit_too(tmp_path: Path, heading: str) -> None:
    rows: Rows = [["Захід", heading, "Економія, тис. грн/рік", LIFE], *PER_AREA[1:4]]
    assert "columns.B.each" in read(tmp_path / "a.csv", rows, AREA).asked


@pytest.mark.parametrize("seed", range(4))
def test_quantities_in_the_unit_of_each_row_are_those_in_one_unit(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    factors = {"кВт·год": 1, "МВт·год": 1_000, "тис. кВт·год": 1_000}
    head = ["Захід", "Од. виміру", "Інвестиції, тис. грн", "Економія ел. енергії", LIFE]
    rows: Rows = [head]
    for number in range(dice.randint(3, 9)):
        rows.append([f"Захід {number}", dice.choice([*factors]), 900, dice.randint(5, 90), 10])
    rows[1][1], rows[2][1] = "кВт·год", "МВт·год"
    made = read(tmp_path / "a.csv", rows, IN_ROWS)
    assert made.asked["columns.D.unit_from"].suggestion == "rows"
    saved = {effect.measure: effect.quantity for effect in read_case(made.folder)[0].effects}
    assert sorted(saved.values()) == sorted(Decimal(str(row[3])) * factors[str(row[1])] for row in rows[1:])


def test_units_in_rows_against_the_heading_s_are_asked_about(tmp_path: Path) -> None:
    head = ["Захід", "Од. виміру", "Інвестиції, тис. грн", "Економія ел. енергії, кВт·год/рік", LIFE]
    rows: Rows = [head, ["Насоси", "кВт·год", 900, 40_000, 10], ["LED", "МВт·год", 900, 40, 10]]
    made = read(tmp_path / "a.csv", rows, IN_ROWS)
    assert [effect.quantity for effect in read_case(made.folder)[0].effects] == [40_000, 40_000]
    rows[2][1] = "кВт·год"
    assert "columns.D.unit_from" not in read(tmp_path / "b.csv", rows, IN_ROWS).asked


def test_a_row_without_a_unit_among_others_with_theirs_is_asked_about(tmp_path: Path) -> None:
    head = ["Захід", "Од. виміру", "Інвестиції, тис. грн", "Економія ел. енергії", LIFE]
    rows: Rows = [head, ["Насоси", "кВт·год", 900, 40_000, 10], ["LED", None, 900, 40, 10]]
    made = read(tmp_path / "a.csv", rows, {**IN_ROWS, "rows.3.B": "MWh"})
    assert "rows.3.B" in made.asked
    assert [effect.quantity for effect in read_case(made.folder)[0].effects] == [40_000, 40_000]
