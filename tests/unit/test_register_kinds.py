"""What registers have in columns of their own: currencies, parts of costs, days, durations, kinds and their lives."""

import time
from pathlib import Path

import pytest

from optimizer.case import Case
from optimizer.decimals import Decimal
from optimizer.errors import InvalidInput
from optimizer.imports.register import FEW_CHOICES, Mapping, Proposal, answered, apply, mapping_of, propose
from optimizer.imports.register.words.figures_with_units import split_unit
from optimizer.locales import speaking
from optimizer.readers import read_case
from tests.unit.test_register_rows import COMMON, Rows, workbook

HEAD = ["№", "Захід", "Вартість, тис. грн", "Економія, тис. грн/рік", "Термін служби, років"]
PUMPS: list[object] = [1, "Насоси", 500, 250, 12]
LAMPS: list[object] = [2, "Світильники", 300, 310, 10]


def talked_over(path: Path, answers: dict[str, str]) -> tuple[Proposal, list[str]]:
    """The proposal when all was answered as given or suggested, and what was asked besides the usual."""
    asked: list[str] = []
    proposal = propose(path)
    while proposal.questions:
        given = {one.key: answers.get(one.key, COMMON.get(one.key, one.suggestion)) for one in proposal.questions}
        assert not set(given) & set(asked), given
        asked += given
        proposal = propose(path, answered(proposal.mapping, given, {one.key: one.parts for one in proposal.questions}))
    assert proposal.ready, list(map(str, proposal.problems))
    return proposal, [key for key in asked if key not in COMMON]


def case_of(path: Path, mapping: Mapping) -> Case:
    apply(path, mapping, path.with_suffix(""))
    return read_case(path.with_suffix(""))[0]


def test_each_row_has_its_own_currency(tmp_path: Path) -> None:
    head = ["Measure", "Investment", "Currency", "Annual savings, UAH", "Lifetime, years"]
    rows: Rows = [
        head,
        ["A", 20, "тис. євро", 1, 9],
        ["B", 900, "UAH", 2, 9],
        ["C", 12, "$", 3, 9],
        ["D", 7, "у.о.", 4, 9],
    ]
    rates = {"rates.EUR 2026 > UAH 2026": "50; 2026-01-15; NBU", "rates.USD 2026 > UAH 2026": "40; 2026-01-15; NBU"}
    years = {f"defaults.price_year.{code}": "2026" for code in ("EUR", "USD")}
    proposal, asked = talked_over(
        path := workbook(tmp_path / "a.xlsx", rows), {"values.currency.у.о.": "USD", **rates, **years}
    )
    assert "values.currency.у.о." in asked
    assert not any(key.startswith("columns.B.unit") for key in asked)
    case = case_of(path, proposal.mapping)
    assert [measure.capex for measure in case.measures] == [1_000_000, 900, 480, 280]
    assert [measure.other_benefit for measure in case.measures] == [1, 2, 3, 4]
    told = case.company["assumptions"]
    assert {line[:10] for line in told if line.startswith("1 ")} == {"1 EUR 2026", "1 USD 2026"}


def test_a_word_for_a_currency_is_asked_about_once_however_many_rows_use_it(tmp_path: Path) -> None:
    head = ["Measure", "Investment", "Currency", "Annual savings", "Lifetime, years"]
    path = workbook(tmp_path / "a.xlsx", [head, *([name, 20, "у.о.", 1, 9] for name in "ABC")])
    [question, *_] = (first := propose(path)).questions
    second = propose(path, answered(first.mapping, {question.key: question.suggestion}, {}))
    keys = [question.key for question in second.questions]
    assert keys.count("values.currency.у.о.") == 1
    assert len(keys) == len(set(keys))


def test_money_in_a_row_without_a_currency_is_asked_about(tmp_path: Path) -> None:
    rows: Rows = [
        ["Measure", "Investment", "Currency", "Annual savings", "Lifetime, years"],
        ["A", 20, None, 1, 9],
        ["B", 9, "EUR", 2, 9],
    ]
    [question, *_] = propose(workbook(tmp_path / "a.xlsx", rows)).questions
    given = answered(propose(tmp_path / "a.xlsx").mapping, {question.key: question.suggestion}, {})
    assert "rows.2.C" in {one.key for one in propose(tmp_path / "a.xlsx", given).questions}


PARTS: Rows = [
    ["№", "Захід", "Вартість, тис. грн", None, None, "Економія, тис. грн/рік", "Термін служби, років"],
    [None, None, "обладнання", "монтаж", "всього", None, None],
    [1, "Насоси", 400, 100, 500, 250, 12],
    [2, "Світильники", 250, 50, 300, 310, 10],
]


def test_of_parts_and_their_sum_the_sum_is_suggested_and_parts_alone_add_up(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", PARTS)
    proposal, asked = talked_over(path, {})
    assert "defaults.several.capex" in asked
    assert [measure.capex for measure in case_of(path, proposal.mapping).measures] == [500_000, 300_000]
    other = workbook(tmp_path / "b.xlsx", [row[:4] + row[5:] for row in PARTS])
    proposal, _ = talked_over(other, {"defaults.several.capex": "sum"})
    assert proposal.mapping.defaults.several == {"capex": "sum"}
    case = case_of(other, proposal.mapping)
    assert [measure.capex for measure in case.measures] == [500_000, 300_000]
    assert any(line.startswith("Added up") for line in case.company["assumptions"])


def test_of_two_columns_of_names_one_is_the_code_or_english(tmp_path: Path) -> None:
    rows: Rows = [
        ["ECM", "Description of measure", "CAPEX, UAH", "Savings, UAH/yr"],
        ["E1", "Heat recovery", 5, 2],
        ["E2", "Fans", 3, 1],
    ]
    suggested = {one.key: one.suggestion for one in propose(workbook(tmp_path / "a.xlsx", rows)).questions}
    assert suggested == {"columns.A.field": "id", "columns.B.field": "name"}
    both = mapping_of(
        {"columns": {letter: {"header": head, "field": "name"} for letter, head in zip("AB", rows[0], strict=False)}}
    )
    assert {one.key for one in propose(tmp_path / "a.xlsx", both).questions} == set(suggested)


def test_suggestions_look_at_the_cells_too(tmp_path: Path) -> None:
    rows: Rows = [
        [
            "measure",
            "description",
            "level",
            "rebate",
            "unit_saving",
            "saved energy",
            "capex_eur",
            "savings_eur_per_year",
        ],
        ["Heat recovery", "Plate heat exchanger", "High", "Y", "kWh/t", "41500 m3 natural gas + 32 t bitumen", 5, 2],
        ["Fans", "Speed control", "High", "N", "kWh/t", "10 MWh electricity", 3, 1],
        ["Lamps", "LED", "Low", "N", "kWh/t", None, 3, 1],
    ]
    questions = propose(workbook(tmp_path / "a.xlsx", rows)).questions
    suggested = {one.values["header"]: one.suggestion for one in questions}
    assert suggested == {
        "description": "notes", "level": "notes", "saved energy": "notes", "rebate": "notes", "unit_saving": "unit",
    }  # fmt: skip
    assert all("notes" in [choice.value for choice in one.offered[:FEW_CHOICES]] for one in questions)


def test_of_two_columns_of_a_status_the_surer_is_suggested(tmp_path: Path) -> None:
    rows: Rows = [
        ["Measure", "Status", "State", "CAPEX, UAH", "Savings, UAH/yr"],
        ["Heat recovery", "proposed", "CT", 5, 2],
        ["Fans", "proposed", "CT", 3, 1],
    ]
    suggested = {one.key: one.suggestion for one in propose(workbook(tmp_path / "a.xlsx", rows)).questions}
    assert suggested == {"columns.B.field": "status", "columns.C.field": "notes"}


def test_a_lower_operating_cost_is_a_saving(tmp_path: Path) -> None:
    rows: Rows = [
        ["Measure", "CAPEX, UAH", "Additional opex, UAH/yr", "Lifetime"],
        ["Heat recovery", 500_000, -200_000, 10],
        ["Fans", 300_000, 1_000, 10],
    ]
    asked = {"defaults.no_saving": "keep"}
    proposal, keys = talked_over(path := workbook(tmp_path / "a.xlsx", rows[:2]), asked)
    assert "defaults.no_saving" not in keys
    assert [measure.opex_change for measure in case_of(path, proposal.mapping).measures] == [-200_000]
    _, keys = talked_over(workbook(tmp_path / "b.xlsx", rows), asked)
    assert "defaults.no_saving" in keys


def test_stated_co2_is_kept_if_no_quantities_are_stated(tmp_path: Path) -> None:
    rows: Rows = [
        ["Measure", "CAPEX, UAH", "Savings, UAH/yr", "Emissions avoided, tCO2e/yr", "Lifetime"],
        ["Heat recovery", 500_000, 200_000, 80, 10],
        ["Fans", 300_000, 100_000, 40, 10],
    ]
    proposal, asked = talked_over(workbook(tmp_path / "a.xlsx", rows), {})
    assert "defaults.co2" in asked
    assert proposal.mapping.defaults.co2 == "direct"


def test_figures_of_a_day_are_asked_about(tmp_path: Path) -> None:
    rows: Rows = [
        [*HEAD[:4], "Економія води, м3/добу", HEAD[4]],
        [1, "Насоси", 500, 250, 10, 12],
        [2, "Світильники", 300, 310, None, 9],
    ]
    path = workbook(tmp_path / "a.xlsx", rows)
    proposal, asked = talked_over(path, {"columns.E.times": "330"})
    assert "columns.E.times" in asked
    case = case_of(path, proposal.mapping)
    assert [effect.quantity for effect in case.effects] == [3_300]
    assert '"Економія води, м3/добу" was multiplied by 330 to get yearly figures.' in case.company["assumptions"]


@pytest.mark.parametrize(
    ("cell", "years"), [("15 років", 15), ("10 р.", 10), ("120 міс.", 10), ("5 лет", 5), ("12", 12)]
)
def test_durations_are_read_with_their_own_unit(tmp_path: Path, cell: str, years: int) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, [1, "Насоси", 500, 250, cell]])
    proposal, _ = talked_over(path, {})
    assert case_of(path, proposal.mapping).measures[0].lifetime == years


def test_the_number_of_a_year_is_no_lifetime(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, PUMPS, [2, "Світильники", 300, 310, 2027]])
    mapping = answered(propose(path).mapping, {one.key: COMMON[one.key] for one in propose(path).questions})
    assert [one.key for one in propose(path, mapping).questions] == ["rows.3.E"]


def test_lifetimes_may_differ_by_kind_and_what_is_misspelled_is_told(tmp_path: Path) -> None:
    rows: Rows = [
        [*HEAD[:4], "Категорія"],
        [*PUMPS[:4], "Приводи"],
        [*LAMPS[:4], "освітлення"],
        [3, "Вікна", 700, 75, "Будівлі"],
    ]
    path = workbook(tmp_path / "a.xlsx", rows)
    proposal, _ = talked_over(path, {"defaults": "20; handbook"})
    kinds = {"Приводи": "15", "Освітлення": "8", "Опалення": "12"}
    given = proposal.mapping.model_copy(update={"values": {"lifetime": kinds}})
    imported = apply(path, given, tmp_path / "case")
    case = read_case(tmp_path / "case")[0]
    assert [measure.lifetime for measure in case.measures] == [15, 8, 20]
    assert "Lifetime assumed: 8 years (handbook)." in case.measures[1].notes
    assert [str(one.values["word"]) for one in imported.warnings if "word" in one.values] == ["Опалення"]
    with pytest.raises(InvalidInput, match="whole number of years"):
        mapping_of({"values": {"lifetime": {"Приводи": "long"}}})


def test_with_a_lifetime_for_every_kind_none_is_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD[:4], PUMPS[:4], LAMPS[:4]])
    known = mapping_of({"values": {"lifetime": {"Насоси": "12", "світильники": "9"}}})
    asked = {
        one.key for one in propose(path, answered(known, {key: COMMON[key] for key in list(COMMON)[:5]})).questions
    }
    assert "defaults" not in asked


def test_a_heading_under_money_is_no_text(tmp_path: Path) -> None:
    columns = propose(workbook(tmp_path / "a.xlsx", PARTS)).mapping.columns
    assert columns["C"].field is None  # "Вартість, тис. грн: обладнання" is a cost, not equipment


def test_a_merged_heading_in_the_middle_stands_over_all_its_columns(tmp_path: Path) -> None:
    rows: Rows = [
        ["Захід", "Вартість, тис. грн", "Річна економія", None, None, None],
        [None, None, "електроенергія", None, "природний газ", None],
        [None, None, "тис. кВт·год", "тис. грн", "тис. м3", "тис. грн"],
        ["Насоси", 500, 80, 600, None, None],
        ["Котел", 700, None, None, 20, 410],
    ]
    path = workbook(tmp_path / "a.xlsx", rows, ("A1:A3", "B1:B3", "C1:F1", "C2:D2", "E2:F2"))
    columns = propose(path).mapping.columns.values()
    said = [(column.field, column.stream) for column in columns][2:]
    assert said == [(field, stream) for stream in ("electricity", "natural-gas") for field in ("quantity", "money")]


def test_sheets_that_are_not_read_are_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, PUMPS, LAMPS])
    from openpyxl import load_workbook  # noqa: PLC0415

    book = load_workbook(path)
    book.create_sheet("Додаткові").append([3, "Вікна", 700, 75, 25])
    book.create_sheet("Порожній")
    book.save(path)
    proposal, _ = talked_over(path, {})
    lines = apply(path, proposal.mapping, tmp_path / "case").lines()
    assert "Sheets that were not read: Додаткові." in lines


def test_rows_that_end_with_a_separator_have_no_cell_more(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    head = ";".join(HEAD)
    path.write_text(f"{head}\n1;Насоси;500;250;12;\n2;Світильники;300;310;10;\n", encoding="utf-8")
    proposal, asked = talked_over(path, {})
    assert asked == ["separator"]  # suggested, too
    assert [measure.capex for measure in case_of(path, proposal.mapping).measures] == [500_000, 300_000]
    path.write_text(f"{head}\n1;Насоси; нові;500;250;12\n2;Світильники;300;310;10;\n", encoding="utf-8")
    shifted = propose(path, mapping_of({"separator": ";"}))
    assert any("has 6 cells" in str(problem) for problem in shifted.problems)


def test_a_row_s_unit_of_a_day_is_asked_about(tmp_path: Path) -> None:
    head = [
        "Захід",
        "Ресурс",
        "Од. виміру",
        "Економія в натуральних одиницях",
        "Економія, тис. грн/рік",
        "Вартість, тис. грн",
    ]
    rows: Rows = [head, ["Насоси", "Вода", "м3/добу", 10, 110, 300], ["Котел", "Природний газ", "т.м3", 10, 200, 400]]
    asked = propose(workbook(tmp_path / "a.xlsx", rows)).questions
    assert {"values.unit.м3/добу", "values.unit.т.м3"} <= {one.key for one in asked}
    mapping = answered(
        propose(tmp_path / "a.xlsx").mapping, {"values.unit.м3/добу": "365 × m3", "values.unit.т.м3": "1000 × m3"}
    )
    done = propose(
        tmp_path / "a.xlsx",
        answered(
            mapping,
            COMMON | {"defaults": "9; guess"},
            {"defaults": ("lifetime", "lifetime_note")}
            | {key: ("price", "price_source") for key in COMMON if key.startswith("streams.")},
        ),
    )
    assert [entry.quantities for entry in done.measures] == [{"water": Decimal(3650)}, {"natural-gas": Decimal(10_000)}]


def test_ukrainian_questions_call_money_as_ukrainians_do(tmp_path: Path) -> None:
    rows: Rows = [
        ["Захід", "Вартість, тис. євро", "Економія газу, тис. м3/рік", "Економія, тис. євро/рік"],
        ["Насоси", 5, 10, 40],
    ]
    path = workbook(tmp_path / "a.xlsx", rows)
    with speaking("uk"):
        told: list[str] = []
        proposal = propose(path)
        answers = COMMON | {"defaults": "9; оцінка", "defaults.price_year.EUR": "2025"}
        answers |= dict.fromkeys(("rates.EUR 2025 > EUR 2026", "rates.EUR 2026 > UAH 2026"), "2; 2026-01-15; НБУ")
        while proposal.questions:
            told += [question.told for question in proposal.questions]
            parts = {one.key: one.parts for one in proposal.questions}
            given = {one.key: answers.get(one.key) or one.suggestion for one in proposal.questions}
            proposal = propose(path, answered(proposal.mapping, given, parts))
        case = case_of(path, proposal.mapping)
        told += [*case.company["assumptions"], *(measure.notes for measure in case.measures)]
    assert not [text for text in told if "UAH" in text or "EUR" in text]
    assert "Скільки грн коштує 1 євро у 2026 році?" in told


@pytest.mark.parametrize(
    ("header", "times"),
    [
        ("Економія тепла за півріччя, Гкал", 2),
        ("Місячна економія тепла, Гкал", 12),
        ("Quarterly heat savings, Gcal", 4),
    ],
)
def test_figures_of_a_part_of_a_year_count_as_often(tmp_path: Path, header: str, times: int) -> None:
    path = workbook(tmp_path / "a.xlsx", [[*HEAD, header], [*PUMPS, 10], [*LAMPS, 20]])
    proposal, asked = talked_over(path, {"columns.F.field": "quantity:heat"})
    assert "columns.F.times" in asked
    assert [effect.quantity for effect in case_of(path, proposal.mapping).effects] == [10 * times, 20 * times]


@pytest.mark.parametrize(
    "header", ["Економія за 5 років, тис. грн", "Економія за весь термін служби, тис. грн", "Lifetime savings, EUR"]
)
def test_savings_of_several_years_are_never_suggested_to_be_of_one(tmp_path: Path, header: str) -> None:
    path = workbook(tmp_path / "a.xlsx", [[*HEAD, header], [*PUMPS, 10], [*LAMPS, 20]])
    [question] = propose(path).questions
    assert (question.key, question.suggestion) == ("columns.F.field", "notes")


def test_figures_with_the_unit_of_their_column_are_read_and_others_asked_about(tmp_path: Path) -> None:
    head = [
        "№",
        "Захід",
        "Вартість, грн",
        "Економія ел. енергії, кВт·год/рік",
        "Економія, грн/рік",
        "Термін служби, років",
    ]
    rows: Rows = [
        head,
        [1, "Двигуни", "1 250 000,00 грн", "80 000 кВт·год", "600 000 грн/рік", 12],
        [2, "LED", "300 000 грн.", "40 000", "₴ 310 000", 10],
        [3, "Вікна", "1,5 млн грн", "12 МВт·год", "€ 75 000", 25],
        [None, "По заводу", "1 550 000 грн", "120 000 кВт·год", "910 000 грн", None],
    ]
    path = workbook(tmp_path / "a.xlsx", rows[:3] + rows[4:])
    proposal, asked = talked_over(path, {"streams.electricity": "7.5; bill"})
    assert asked == ["rows.4.use"]
    assert [(m.capex, m.other_benefit) for m in case_of(path, proposal.mapping).measures] == [
        (1_250_000, 0),
        (300_000, 10_000),
    ]
    other = workbook(tmp_path / "b.xlsx", [head, rows[1], rows[3], rows[2]])
    mapping = answered(propose(other).mapping, {one.key: COMMON[one.key] for one in propose(other).questions})
    assert {one.key for one in propose(other, mapping).questions} == {"rows.3.C", "rows.3.D", "rows.3.E"}


def test_money_that_cells_state_is_suggested(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", [["Measure", "Investment", "Savings, USD/yr"], ["A", "€ 12 500", 4], ["B", "€ 3 250", 5]]
    )
    [question] = propose(path).questions[:1]
    assert (question.key, question.suggestion) == ("columns.B.unit", "1 × EUR")


def test_a_row_of_which_is_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, PUMPS, [None, "в т.ч. проєктування", 100, None, None], LAMPS])
    assert [(one.key, one.suggestion) for one in propose(path).questions] == [("rows.3.use", "leave out")]


@pytest.mark.parametrize("year", ["10", "0", "20260"])
def test_a_year_is_a_year(year: str) -> None:
    with pytest.raises(InvalidInput, match="must be a year"):
        answered(Mapping(), {"defaults.price_year.UAH": year})
    with pytest.raises(InvalidInput, match="must be a year"):
        answered(Mapping(), {"case.base_year": year})


@pytest.mark.parametrize("text", ["a" + " " * 32_000 + "b", "1 " * 16_000 + "b 1", "." * 32_000 + "b"])
def test_the_longest_cell_is_looked_at_for_a_unit_in_a_moment(text: str) -> None:
    start = time.process_time()
    assert split_unit(text) == (text, None)
    assert time.process_time() - start < 2  # 12 s where every blank was tried as the end of the unit


def test_audits_of_the_database_are_pointed_to_their_own_import(tmp_path: Path) -> None:
    rows: Rows = [
        ["SUPERID", "ARC2", "IMPCOST", "PSOURCCODE", "PCONSERVED", "PSAVED"],
        ["UC230101", "2.4231", 600, "EC", 4641, 240],
        ["UC230102", "2.4236", 900, "EC", 5000, 300],
    ]
    told = propose(workbook(tmp_path / "a.xlsx", rows)).problems
    assert [str(one) for one in told if "cpee import iac" in str(one) and one.warning]
    rows[0][3] = "Resource"
    assert not any("cpee import iac" in str(one) for one in propose(workbook(tmp_path / "b.xlsx", rows)).problems)
