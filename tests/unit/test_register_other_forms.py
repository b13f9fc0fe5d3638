"""Registers in other words and units: headings that aren't known, US units, currencies that a file names."""

from decimal import Decimal
from pathlib import Path

import pytest

from optimizer.imports.register import answered, mapping_of, mapping_text, propose
from optimizer.imports.register.sheet.loading import load
from optimizer.imports.register.words.units import factor_between, read_unit
from tests.unit.test_register_kinds import HEAD, case_of, talked_over
from tests.unit.test_register_rows import Rows, workbook


def test_the_column_of_names_is_asked_for_like_any_other(tmp_path: Path) -> None:
    rows: Rows = [
        ["№", "Що зробити", "Де", "Вартість, тис. грн", "Економія, тис. грн/рік", "Термін служби, років"],
        [1, "Замінити насоси", "Цех 1", 500, 250, 12],
        [2, "Утеплити вікна", "Цех 1", 300, 75, 25],
    ]
    path = workbook(tmp_path / "a.xlsx", rows)
    proposal, asked = talked_over(path, {"columns.B.field": "notes", "columns.C.field": "site"})
    assert "columns.name" in asked
    assert proposal.mapping.columns["B"].field == "name"
    assert [one.texts["name"] for one in proposal.measures] == ["Замінити насоси", "Утеплити вікна"]
    kept = tmp_path / "kept.toml"
    kept.write_text(mapping_text(proposal.mapping), encoding="utf-8")
    assert propose(path, proposal.mapping).ready


@pytest.mark.parametrize("heading", ["Name", "Measure", "Захід"])
def test_common_words_for_a_name_are_known(tmp_path: Path, heading: str) -> None:
    rows: Rows = [[heading, "Investment, EUR", "Savings, EUR/yr", "Lifespan, years"], ["Pumps", 5, 2, 9]]
    columns = propose(workbook(tmp_path / "a.xlsx", rows)).mapping.columns
    assert [column.field for column in columns.values()] == ["name", "capex", "money", "lifetime"]


@pytest.mark.parametrize(
    ("text", "target", "factor"),
    [
        ("MMBtu", "GJ", "1.05505585262"),
        ("therms", "MJ", "105.505585262"),
        ("kBtu", "MJ", "1.05505585262"),
        ("kcal", "MJ", "0.0041868"),
        ("Гкал", "GJ", "4.1868"),
        ("kgal", "m3", "3.785411784"),
        ("gallons", "l", "3.785411784"),
        ("ccf", "m3", "2.8316846592"),
        ("Mcf", "m3", "28.316846592"),
        ("тис. м³", "m3", "1000"),
        ("short tons", "kg", "907.18474"),
        ("lbs", "kg", "0.45359237"),
    ],
)
def test_units_have_exact_factors(text: str, target: str, factor: str) -> None:
    unit = read_unit(text)
    assert unit is not None
    one = factor_between(unit.symbol, target)
    assert one is not None
    assert one * unit.scale == Decimal(factor)


def test_a_thousand_or_a_million_btu_is_no_unit() -> None:
    assert read_unit("MBtu") is None


GERMAN: Rows = [
    ["Nr.", "Maßnahme", "Investition, EUR", "Stromeinsparung, kWh/a", "Einsparung, EUR/a", "Nutzungsdauer, Jahre"],
    [1, "Pumpen", 400, 500, 90, 10],
    [2, "Leuchten", 200, 400, 72, 8],
]
POLISH: Rows = [
    ["Lp.", "Działanie", "Nakłady, PLN", "Oszczędność ciepła, GJ/rok", "Oszczędność, PLN/rok", "Żywotność, lat"],
    [1, "Pompy", 400, 5, 360, 10],
    [2, "Okna", 200, 4, 288, 8],
]


@pytest.mark.parametrize(
    ("rows", "stream", "money"), [(GERMAN, "electricity", "EUR"), (POLISH, "heat", "PLN")], ids=["de", "pl"]
)
def test_german_and_polish_headings_are_asked_about_with_the_right_suggestions(
    tmp_path: Path, rows: Rows, stream: str, money: str
) -> None:
    proposal = propose(workbook(tmp_path / "a.xlsx", rows))
    suggested = {one.key[8]: one.suggestion for one in proposal.questions}
    right = {"B": "name", "C": "capex", "D": f"quantity:{stream}", "E": "money", "F": "lifetime"}
    assert right.items() <= suggested.items()
    answers = {one.key: one.suggestion for one in proposal.questions}
    later = propose(tmp_path / "a.xlsx", answered(proposal.mapping, answers))
    case = {one.key: one for one in later.questions}
    assert case["case.currency"].suggestion == money


def test_a_header_in_any_language_is_found_in_plain_csv(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Toimenpide;Hinta;Säästö\nPumput;500,5;250,5\nIkkunat;300,5;75,5\n", encoding="utf-8")
    proposal = propose(path)
    assert (proposal.mapping.separator, proposal.mapping.header_row) == (";", 1)
    assert [one.key for one in proposal.questions] == ["columns.A.field", "columns.B.field", "columns.C.field"]


def test_titles_above_and_short_rows_below_leave_the_separator_certain(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = ["Підприємство:;ПрАТ;;", ";;;", "Код;Назва заходу;Вартість, тис. грн;Річний ефект, тис. грн;Примітки"]
    rows += ["1;Насоси;1 840,0;512,5;", "2;Котел;665,5;741,6;", "3;Вікна;4 200,0;188,0;", "Разом;;6 705,5;1 442,1"]
    path.write_text("\n".join(rows), encoding="utf-8")
    assert propose(path).mapping.separator == ";"


def test_currencies_are_offered_by_what_the_file_names(tmp_path: Path) -> None:
    rows: Rows = [
        ["All amounts in GBP"],
        ["Measure", "Investment", "Annual cost savings", "Lifetime, years"],
        ["Pumps", 500, 250, 12],
        ["Lamps", 300, 310, 9],
    ]
    path = workbook(tmp_path / "a.xlsx", rows)
    asked = {
        one.key: one
        for one in propose(path, mapping_of({"columns": {"C": {"header": rows[1][2], "field": "money"}}})).questions
    }
    assert asked["columns.B.unit"].suggestion == "1 × GBP"
    assert asked["columns.B.unit"].choices[0].value == "1 × GBP"


CONSUMPTION: Rows = [
    [
        *HEAD,
        "Споживання ел. енергії до впровадження, МВт·год/рік",
        "Споживання ел. енергії після впровадження, МВт·год/рік",
    ],
    [1, "Насоси", 400, 360, 10, 350, 300],
    [2, "LED", 200, 288, 8, 100, 60],
]


@pytest.mark.parametrize(("answer", "baseline"), [("sum", 450_000), ("largest", 350_000), ("none", None)])
def test_consumption_before_and_after_is_a_saving_and_a_baseline(
    tmp_path: Path, answer: str, baseline: int | None
) -> None:
    path = workbook(tmp_path / "a.xlsx", CONSUMPTION)
    proposal, asked = talked_over(path, {"defaults.baseline": answer, "streams.electricity": "7.2; bill"})
    assert asked == ["defaults.baseline"]
    case = case_of(path, proposal.mapping)
    assert sorted(effect.quantity for effect in case.effects) == [40_000, 50_000]
    assert case.streams[0].baseline == baseline
    assert all(measure.other_benefit == 0 for measure in case.measures)


def test_consumption_of_all_of_the_plant_is_suggested_to_count_once(tmp_path: Path) -> None:
    rows = [CONSUMPTION[0], *([*row[:5], 900, after] for row, after in zip(CONSUMPTION[1:], (850, 860), strict=True))]
    path = workbook(tmp_path / "a.xlsx", rows)
    proposal, _ = talked_over(path, {"streams.electricity": "7.2; bill"})
    assert case_of(path, proposal.mapping).streams[0].baseline == 900_000


def test_consumption_before_alone_is_no_saving(tmp_path: Path) -> None:
    rows = [CONSUMPTION[0], [*CONSUMPTION[1][:6], None], CONSUMPTION[2]]
    path = workbook(tmp_path / "a.xlsx", rows)
    proposal, _ = talked_over(path, {"streams.electricity": "7.2; bill"})
    case = case_of(path, proposal.mapping)
    assert [effect.quantity for effect in case.effects] == [40_000]
    assert {one.name: one.other_benefit for one in case.measures} == {"Насоси": 360_000, "LED": 0}


def test_a_grant_is_money_received_once(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [[*HEAD, "Грант, тис. грн"], [1, "Насоси", 400, 360, 10, 100]])
    proposal, asked = talked_over(path, {})
    assert not asked
    [measure] = case_of(path, proposal.mapping).measures
    assert (measure.capex, measure.one_off) == (400_000, 100_000)


def test_a_negative_net_cost_is_told_and_asked_about(tmp_path: Path) -> None:
    rows: Rows = [HEAD, [1, "Насоси", -400, 360, 10], [2, "LED", 200, 288, 8]]
    path = workbook(tmp_path / "a.xlsx", rows)
    given = {one.key: "2026" if "year" in one.key else one.suggestion for one in propose(path).questions}
    [question] = propose(path, answered(propose(path).mapping, given)).questions
    assert question.key == "rows.2.C"
    assert "net cost" in question.message


def test_twenty_thousand_measures_come_in_with_their_headings(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = (f"{number};Захід {number};{number};{2 * number}" for number in range(1, 20_001))
    path.write_text("\n".join(("№;Захід;Інвестиції, грн;Економія, грн/рік", *rows)), encoding="utf-8")
    loaded = load(path, separator=";")
    assert loaded.problem is None
    assert len(loaded.sheets[0].rows) == 20_001
