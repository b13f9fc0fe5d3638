"""From somebody's own register to a checked case: nothing lost, nothing guessed, everything told."""

import datetime as dt
from collections.abc import Mapping as Table
from pathlib import Path

import pytest
from openpyxl import Workbook

from optimizer.case import Case
from optimizer.decimals import Decimal
from optimizer.errors import InvalidInput
from optimizer.imports.register import (
    ImportedRegister,
    Mapping,
    Proposal,
    answered,
    apply,
    mapping_of,
    mapping_text,
    propose,
    read_mapping,
)
from optimizer.imports.register.words.ids import id_from, ids_of
from optimizer.readers import read_case, read_question
from optimizer.studies.plan import solve

REGISTERS = Path(__file__).parents[1] / "registers"
COMMON = {"case.name": "Plant", "case.currency": "UAH", "case.base_year": "2026", "defaults.price_year.UAH": "2026"}
RATES = {
    "rates.EUR 2023 > EUR 2026": "1.08; 2026-01-15; Eurostat, producer prices",
    "rates.EUR 2026 > UAH 2026": "49.0; 2026-01-15; National Bank of Ukraine",
}
ANSWERS = {
    "plant-uk.xlsx": {**COMMON, "streams.heat": "2100; heat supply contract"},
    "consultant-eur.xlsx": {**COMMON, **RATES, "streams.water": "24; tariff"},
    "erp-cp1251.csv": {**COMMON, "defaults": "10; the energy manager's judgement"},
    "resources-uk.xlsx": {
        **COMMON,
        "streams.heat": "2100; heat supply contract",
        "values.resource.Каустична сода": "caustic-soda",
        "streams.caustic-soda.kind": "toxic_material",
        "streams.caustic-soda.unit": "kg",
    },
}
Rows = list[list[object]]


def talked_over(path: Path, answers: Table[str, str], known: Mapping | None = None) -> tuple[Proposal, list[str]]:
    """The proposal after every question was answered as given, or as suggested; and what was asked."""
    asked: list[str] = []
    proposal = propose(path, known)
    while proposal.questions:
        given = {one.key: answers.get(one.key, one.suggestion) for one in proposal.questions}
        repeated = [key for key in given if key in asked]
        assert not repeated, f"asked again: {repeated}"
        asked += given
        parts = {one.key: one.parts for one in proposal.questions}
        proposal = propose(path, answered(proposal.mapping, given, parts))
    return proposal, asked


def imported(path: Path, out: Path, answers: Table[str, str]) -> tuple[ImportedRegister, Case]:
    proposal, _ = talked_over(path, answers)
    done = apply(path, proposal.mapping, out)
    return done, read_case(out)[0]


def workbook(path: Path, rows: Rows, title: str = "Реєстр") -> Path:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


HEADER: list[object] = [
    "№", "Захід", "Інвестиції, грн", "Економія електроенергії, кВт·год/рік", "Річна економія, грн/рік",
    "Термін служби, років",
]  # fmt: skip
PUMP: list[object] = [1, "Насоси", 1000, 100, 500, 10]
LAMPS: list[object] = [2, "Лампи", 3000, 300, 1500, 5]


@pytest.mark.parametrize("name", ANSWERS)
def test_a_register_becomes_a_valid_case_that_solves(tmp_path: Path, name: str) -> None:
    _, case = imported(REGISTERS / name, tmp_path / "case", ANSWERS[name])
    assert case.measures
    scenario = tmp_path / "base.toml"
    scenario.write_text(
        'name = "Base"\ncase = "case"\nhorizon_years = 10\nstart_years = 2\ndiscount_rate = 0.15\n'
        "[budget]\nper_year = [2_000_000, 1_000_000]\n"
    )
    question = read_question(scenario)
    assert solve(question.case, question.scenario).status == "optimal"


def test_the_plant_s_register_is_read_without_loss(tmp_path: Path) -> None:
    done, case = imported(REGISTERS / "plant-uk.xlsx", tmp_path / "case", ANSWERS["plant-uk.xlsx"])
    reasons = {one.number: one.reason for one in done.left_out}
    assert reasons == {
        6: "numbers of the columns",
        7: "a title",
        11: "a title",
        15: "a title",
        16: "the header again",
        21: "no investment is stated (empty means unknown, not zero)",
        22: "total",
        23: "blank",
        24: "text below the table",
    }
    economiser = next(one for one in case.measures if one.name.startswith("Економайзер"))
    assert economiser.measure == "ekonomaizer-na-kotli-dkvr-10-13"
    assert (economiser.capex, economiser.lifetime, economiser.site) == (1_600_000, 15, "Котельня")
    assert [(e.stream, e.quantity) for e in case.effects_of[economiser.measure]] == [("natural-gas", 92_400)]
    assert economiser.name_uk == economiser.name
    assert "Names are not translated" in "\n".join(done.lines())


def test_what_the_register_states_beyond_prices_is_kept(tmp_path: Path) -> None:
    _, case = imported(REGISTERS / "plant-uk.xlsx", tmp_path / "case", ANSWERS["plant-uk.xlsx"])
    [condensate] = [one for one in case.measures if one.name == "Повернення конденсату"]
    effects = case.effects_of[condensate.measure]
    worth = sum((case.stream[one.stream or ""].price * (one.quantity or 0) for one in effects), Decimal(0))
    assert worth + condensate.other_benefit == 292_000
    assert "more than quantities at prices" in condensate.notes


def test_euros_of_another_year_come_only_by_rates_with_date_and_source(tmp_path: Path) -> None:
    path = REGISTERS / "consultant-eur.xlsx"
    proposal, asked = talked_over(path, ANSWERS[path.name])
    assert {key for key in asked if key.startswith("rates.")} == set(RATES)
    done = apply(path, proposal.mapping, tmp_path / "case")
    case, _ = read_case(tmp_path / "case")
    assert case.measure["ECM-01"].capex == Decimal(17500) * Decimal("1.08") * 49
    assert any("National Bank of Ukraine, 2026-01-15" in line for line in done.lines())
    assert case.company["assumptions"]
    without = proposal.mapping.model_copy(update={"rates": {}})
    with pytest.raises(InvalidInput, match="How many UAH is one EUR in 2026"):
        apply(path, without, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_one_rate_over_both_steps_will_do() -> None:
    path = REGISTERS / "consultant-eur.xlsx"
    both = {"EUR 2023 > UAH 2026": {"rate": "52", "date": "2026-01-15", "source": "agreed with the bank"}}
    _, asked = talked_over(path, ANSWERS[path.name], mapping_of({"rates": both}))
    assert not [key for key in asked if key.startswith("rates.")]


@pytest.mark.parametrize("name", ANSWERS)
def test_a_mapping_file_reads_the_register_again_without_a_question(tmp_path: Path, name: str) -> None:
    proposal, _ = talked_over(REGISTERS / name, ANSWERS[name])
    file = tmp_path / "mapping.toml"
    file.write_text(mapping_text(proposal.mapping), encoding="utf-8")
    again = read_mapping(file)
    assert again == proposal.mapping
    assert propose(REGISTERS / name, again).ready
    apply(REGISTERS / name, again, tmp_path / "case")
    assert read_mapping(tmp_path / "case" / "register.toml") == again


def test_the_mapping_files_beside_the_registers_are_up_to_date(tmp_path: Path) -> None:
    for name in ANSWERS:
        mapping = read_mapping(REGISTERS / f"{Path(name).stem}.toml")
        assert propose(REGISTERS / name, mapping).ready
        assert apply(REGISTERS / name, mapping, tmp_path / name).measures > 4


@pytest.mark.parametrize("form", ["ods", "xls"])
def test_a_register_is_the_same_case_in_whatever_form(tmp_path: Path, form: str) -> None:
    mapping = read_mapping(REGISTERS / "plant-uk.toml")
    apply(REGISTERS / "plant-uk.xlsx", mapping, tmp_path / "xlsx")
    apply(REGISTERS / f"plant-uk.{form}", mapping, tmp_path / form)
    for file in (tmp_path / "xlsx").iterdir():
        text = (tmp_path / form / file.name).read_text(encoding="utf-8")
        assert text.replace(f"plant-uk.{form}", "plant-uk.xlsx") == file.read_text(encoding="utf-8")


def test_a_column_that_moved_is_found_by_its_heading(tmp_path: Path) -> None:
    first = workbook(tmp_path / "a.xlsx", [HEADER, PUMP, LAMPS])
    proposal, _ = talked_over(first, COMMON)
    moved = workbook(tmp_path / "b.xlsx", [[row[0], row[1], *reversed(row[2:])] for row in (HEADER, PUMP, LAMPS)])
    apply(moved, proposal.mapping, tmp_path / "case")
    assert {m.capex for m in read_case(tmp_path / "case")[0].measures} == {1000, 3000}


def test_a_column_that_is_new_or_gone_is_told(tmp_path: Path) -> None:
    proposal, _ = talked_over(workbook(tmp_path / "a.xlsx", [HEADER, PUMP, LAMPS]), COMMON)
    more = workbook(tmp_path / "b.xlsx", [[*HEADER, "Відповідальний"], [*PUMP, "Коваль"], [*LAMPS, "Коваль"]])
    with pytest.raises(InvalidInput, match='"Відповідальний" is not in the mapping'):
        apply(more, proposal.mapping, tmp_path / "case")
    less = workbook(tmp_path / "c.xlsx", [row[:-1] for row in (HEADER, PUMP, LAMPS)])
    with pytest.raises(InvalidInput, match='"Термін служби, років" doesn\'t exist'):
        apply(less, proposal.mapping, tmp_path / "case")


def test_headings_above_and_units_below_belong_to_the_header(tmp_path: Path) -> None:
    rows: Rows = [
        ["Перелік заходів", None, "тис. грн"],
        ["№", "Захід", "Вартість", "Річна економія", None, None],
        [None, None, None, "ел. енергії", "газу", "разом"],
        [None, None, "грн", "МВт·год", "тис. м³", "грн"],
        [1, "Насоси", 1000, 5, None, 20000],
        [2, "Котел", 2000, None, 1, 30000],
    ]
    mapping = propose(workbook(tmp_path / "a.xlsx", rows)).mapping
    assert (mapping.header_row, mapping.header_rows) == (2, 3)
    assert (mapping.columns["C"].scale, mapping.columns["C"].currency) == (1, "UAH")
    assert (mapping.columns["D"].stream, mapping.columns["D"].unit) == ("electricity", "MWh")
    assert (mapping.columns["E"].stream, mapping.columns["E"].scale) == ("natural-gas", 1000)


def test_a_unit_in_the_corner_is_no_heading(tmp_path: Path) -> None:
    rows: Rows = [
        ["Перелік заходів", None, "тис. грн"],
        ["№", "Захід", "Вартість", "Економія ел. енергії", "Ефект"],
        [None, None, "тис. грн", "МВт·год/рік", "тис. грн/рік"],
        [1, "Насоси", 10, 5, 30],
        [2, "Лампи", 20, 5, 30],
    ]
    mapping = propose(workbook(tmp_path / "a.xlsx", rows)).mapping
    assert (mapping.header_row, mapping.header_rows) == (2, 2)
    assert (mapping.columns["D"].field, mapping.columns["D"].unit) == ("quantity", "MWh")


def test_two_columns_of_one_kind_are_both_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [[*HEADER, "Вартість, тис. грн"], [*PUMP, 1], [*LAMPS, 3]])
    assert {question.key for question in propose(path).questions} == {"columns.C.field", "columns.G.field"}


def test_a_sum_of_energy_beside_its_parts_is_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [[*HEADER, "Економія ПЕР, т у.п."], [*PUMP, 1], [*LAMPS, 3]])
    [question] = propose(path).questions
    assert (question.key, question.suggestion) == ("columns.G.field", "ignore")
    assert "twice" in question.message


def test_a_measure_that_is_only_called_like_a_total_is_asked_about(tmp_path: Path) -> None:
    odd: list[object] = [None, "Сума технологічних втрат: обстеження", 500, 7, 90, 5]
    path = workbook(tmp_path / "a.xlsx", [HEADER, PUMP, LAMPS, odd])
    [question] = propose(path).questions
    assert question.key == "rows.4.use"
    mapping = answered(propose(path).mapping, {"rows.4.use": "measure"})
    proposal, _ = talked_over(path, COMMON, mapping)
    assert len(proposal.measures) == 3


def test_figures_without_a_name_are_sums_or_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADER, PUMP, LAMPS, [None, None, 4000, 400, 2000]])
    proposal, _ = talked_over(path, COMMON)
    assert [one.reason for one in proposal.left_out] == ["total without a name: its figures are sums of the rows above"]
    path = workbook(tmp_path / "b.xlsx", [HEADER, PUMP, LAMPS, [None, None, 4100, 444, 2222]])
    assert [question.key for question in propose(path).questions] == ["rows.4.B"]


def test_a_cell_that_is_no_figure_is_asked_about_by_itself(tmp_path: Path) -> None:
    odd: list[object] = [2, "Лампи", "10-15 тис.", dt.date(2026, 5, 1), 1500, 7.5]
    rows: Rows = [HEADER, PUMP, odd, [3, "Вікна", *LAMPS[2:]], PUMP]
    path = workbook(tmp_path / "a.xlsx", rows)
    mapping = answered(talked_over_until_cells(path).mapping, {"rows.3.C": "12000", "rows.3.D": "1.5", "rows.3.F": "7"})
    proposal, _ = talked_over(path, COMMON, mapping)
    assert proposal.measures[1].figures["capex"] == 12000


def talked_over_until_cells(path: Path) -> Proposal:
    proposal = propose(path)
    proposal = propose(path, answered(proposal.mapping, COMMON))
    assert [question.key for question in proposal.questions] == ["rows.3.C", "rows.3.D", "rows.3.F"]
    return proposal


def test_a_formula_without_its_value_stops_the_import(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADER, PUMP, [2, "Лампи", "=C2*3", 300, 1500, 5]])
    proposal = propose(path, answered(propose(path).mapping, COMMON))
    [problem] = [one for one in proposal.problems if not one.warning]
    assert (problem.row, problem.column) == (3, "C")
    assert "formulas without stored values" in problem.message


def test_paybacks_that_disagree_are_told_and_a_wrong_scale_is_asked_about(tmp_path: Path) -> None:
    header: list[object] = [*HEADER, "Строк окупності, років"]
    path = workbook(tmp_path / "a.xlsx", [header, [*PUMP, 2], [*LAMPS, 2], [3, "Вікна", 900, 30, 150, 20, 9]])
    proposal, _ = talked_over(path, COMMON)
    assert [problem.row for problem in proposal.problems] == [4]
    thousand: list[object] = ["№", "Захід", "Інвестиції, тис. грн", *header[3:]]
    path = workbook(tmp_path / "b.xlsx", [thousand, [*PUMP, 2], [*LAMPS, 2]])
    known = answered(
        propose(path).mapping,
        {**COMMON, "streams.electricity": "5; bill"},
        {"streams.electricity": ("price", "price_source")},
    )
    assert [question.key for question in propose(path, known).questions] == ["defaults.accept_payback"]


def test_units_of_another_kind_need_a_factor_that_somebody_gives(tmp_path: Path) -> None:
    header = [*HEADER[:3], "Економія природного газу, т н.е.", *HEADER[4:]]
    path = workbook(tmp_path / "a.xlsx", [header, PUMP, LAMPS])
    question = propose(path).questions[0]
    assert (question.key, question.suggestion) == ("columns.D.factor", "1230.6878")


def test_vat_and_missing_units_are_asked_about(tmp_path: Path) -> None:
    header = [*HEADER[:2], "Вартість (з ПДВ)", *HEADER[3:]]
    path = workbook(tmp_path / "a.xlsx", [header, PUMP, LAMPS])
    proposal, asked = talked_over(path, {**COMMON, "columns.C.unit": "1000 × UAH", "defaults.vat": "0"})
    assert {"columns.C.unit", "columns.C.vat", "defaults.vat"} <= set(asked)
    assert proposal.measures[0].figures["capex"] == Decimal("833333.333333")


def test_no_row_is_both_read_and_left_out_and_none_is_neither() -> None:
    for name, answers in ANSWERS.items():
        proposal, _ = talked_over(REGISTERS / name, answers)
        read = {row for measure in proposal.measures for row in measure.rows}
        left = {row.number for row in proposal.left_out}
        first = (proposal.mapping.header_row or 0) + (proposal.mapping.header_rows or 0)
        assert not read & left
        assert read | left == set(range(first, max(read | left) + 1))


def test_ids_are_the_register_s_own_or_made_of_the_names() -> None:
    assert id_from("Щит обліку: цех №2 (м'ясний)") == "shchyt-obliku-tsekh-2-miasnyi"
    assert ids_of([("", "Насос"), (" M1 ", "x"), ("", "Насос"), ("", "№№")]) == ["nasos", "M1", "nasos-2", "measure"]


def test_a_mapping_says_everything_that_is_wrong_with_it(tmp_path: Path) -> None:
    file = tmp_path / "m.toml"
    file.write_text(
        '[columns.C]\nheader = "x"\nfield = "capx"\n[rates."EUR > UAH"]\nrate = 0\ndate = "soon"\nsource = "?"\n'
    )
    with pytest.raises(InvalidInput) as caught:
        read_mapping(file)
    said = "\n".join(problem.message for problem in caught.value.problems)
    assert 'did you mean "capex"' in said
    assert "must be a date" in said


def test_figures_and_dates_are_taken_as_people_type_them() -> None:
    rate = "rates.EUR 2026 > UAH 2026"
    parts = {rate: ("rate", "date", "source"), "streams.heat": ("price", "price_source")}
    typed = {rate: "49,05; 15.1.2026; bank", "streams.heat": "2100,5; contract, art. 2,5"}
    mapping = answered(mapping_of({}), typed, parts)
    assert mapping.rates["EUR 2026 > UAH 2026"].model_dump(mode="json")["date"] == "2026-01-15"
    assert mapping.rates["EUR 2026 > UAH 2026"].rate == Decimal("49.05")
    assert (mapping.streams["heat"].price, mapping.streams["heat"].price_source) == (
        Decimal("2100.5"),
        "contract, art. 2,5",
    )
    with pytest.raises(InvalidInput):
        answered(mapping_of({}), {rate: "1,200; 2026-01-15; may be 1.2 or 1200"}, parts)


def test_a_stream_that_is_saved_beside_others_gets_a_price_by_what_they_leave() -> None:
    proposal = propose(REGISTERS / "plant-uk.xlsx")
    while not any(one.key == "streams.heat" for one in proposal.questions):
        given = {one.key: ANSWERS["plant-uk.xlsx"].get(one.key, one.suggestion) for one in proposal.questions}
        proposal = propose(REGISTERS / "plant-uk.xlsx", answered(proposal.mapping, given))
    [heat] = [one for one in proposal.questions if one.key == "streams.heat"]
    price, source = heat.suggestion.split("; ")
    left = Decimal("230.5") + 6 * Decimal("7.5") + 292 - Decimal("8.6") * 20  # of rows 14 and 20, in thousands
    assert abs(Decimal(price) - left * 1000 / (95 + 40)) < 1
    assert "rows 14, 20" in source


def test_what_lacks_a_figure_is_asked_about_by_name() -> None:
    proposal = propose(REGISTERS / "plant-uk.xlsx")
    given = {"defaults.sections": "site", "defaults.vat": "0", **COMMON}
    proposal = propose(REGISTERS / "plant-uk.xlsx", answered(proposal.mapping, given))
    [capex] = [one for one in proposal.questions if one.key == "defaults.no_capex"]
    assert capex.samples == ("Заміна вікон адмінкорпусу",)


def test_a_stream_that_is_new_is_asked_about_once(tmp_path: Path) -> None:
    header = [*HEADER[:3], "Економія азоту, м³/рік", *HEADER[4:]]
    path = workbook(tmp_path / "a.xlsx", [header, PUMP, LAMPS])
    answers = {**COMMON, "columns.D.field": "quantity:nitrogen", "streams.nitrogen.kind": "material"}
    proposal, _ = talked_over(path, {**answers, "streams.nitrogen.unit": "m3", "streams.nitrogen": "40; supplier"})
    assert proposal.measures[0].quantities == {"nitrogen": 100}
