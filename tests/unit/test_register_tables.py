"""Registers spread over several sheets, or over several tables of one: read as one list, and nothing counted twice."""

from collections.abc import Mapping as Table
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from optimizer.decimals import Decimal
from optimizer.imports.register import (
    Mapping,
    Proposal,
    RegisterQuestion,
    answered,
    apply,
    mapping_text,
    propose,
    read_mapping,
)
from optimizer.readers import read_case
from tests.unit.test_register_kinds import case_of, talked_over
from tests.unit.test_register_rows import Rows

HEAD: list[object] = ["№", "Захід", "Інвестиції, тис. грн", "Економія, тис. грн/рік", "Термін служби, років"]
SWAPPED: list[object] = ["№", "Економія, тис. грн/рік", "Захід", "Термін служби, років", "Інвестиції, тис. грн"]
PUMPS, LAMPS, DRIVES = (
    ("Насоси", 500, 250, 12),
    ("Світильники", 300, 310, 10),
    ("Привід вентилятора", 640, 200, 15),
)
FIRST: Rows = [["Заходи цеху"], HEAD, [1, *PUMPS], [2, *LAMPS]]
SECOND: Rows = [SWAPPED, [1, DRIVES[2], DRIVES[0], DRIVES[3], DRIVES[1]]]
RIGHT = {name: (Decimal(1000 * capex), Decimal(1000 * money)) for name, capex, money, _ in (PUMPS, LAMPS, DRIVES)}
BOTH = {"sheet": "Цех 1 / Цех 2"}


def book(path: Path, sheets: Table[str, Rows]) -> Path:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def workshops(path: Path) -> Path:
    return book(path / "r.xlsx", {"Титул": [["ТОВ «Завод»"]], "Цех 1": FIRST, "Цех 2": SECOND})


def figures_of(proposal: Proposal) -> dict[str, tuple[Decimal, Decimal | None]]:
    return {one.texts["name"]: (one.figures["capex"], one.money) for one in proposal.measures}


def asked(path: Path, key: str, mapping: Mapping | None = None) -> RegisterQuestion:
    [question] = [one for one in propose(path, mapping).questions if one.key == key]
    return question


def test_sheets_with_the_same_headings_are_read_as_one(tmp_path: Path) -> None:
    path = workshops(tmp_path)
    question = asked(path, "sheet")
    assert question.suggestion == "Цех 1 / Цех 2"
    assert "Цех 1 (2 rows), Цех 2 (1 row)" in question.offered[0].told
    proposal, keys = talked_over(path, {})
    assert keys == ["sheet", "defaults.sheet_names"]
    assert figures_of(proposal) == RIGHT
    assert [str(one.row) for one in proposal.measures] == ["Цех 1!3", "Цех 1!4", "Цех 2!2"]
    assert proposal.ignored_sheets == ("Титул",)


def test_the_case_says_where_each_measure_comes_from(tmp_path: Path) -> None:
    path = workshops(tmp_path)
    proposal, _ = talked_over(path, {"defaults.sheet_names": "site"})
    case = case_of(path, proposal.mapping)
    sites = {measure.name: measure.site for measure in case.measures}
    assert sites == {"Насоси": "Цех 1", "Світильники": "Цех 1", "Привід вентилятора": "Цех 2"}
    assert [measure.name for measure in case.measures if "Цех 2!2" in measure.notes] == ["Привід вентилятора"]
    assert case.company["source"] == "r.xlsx, sheets Цех 1, Цех 2"


def test_the_mapping_remembers_the_sheets_and_reads_the_next_register_without_questions(tmp_path: Path) -> None:
    path = workshops(tmp_path)
    proposal, _ = talked_over(path, {})
    (tmp_path / "m.toml").write_text(mapping_text(proposal.mapping), encoding="utf-8")
    known = read_mapping(tmp_path / "m.toml")
    assert known.sheet == ("Цех 1", "Цех 2")
    assert figures_of(propose(path, known)) == RIGHT
    apply(path, known, tmp_path / "out")
    assert len(read_case(tmp_path / "out")[0].measures) == 3


def test_a_mapping_of_one_sheet_reads_only_this_one(tmp_path: Path) -> None:
    proposal, keys = talked_over(workshops(tmp_path), {"sheet": "Цех 1"})
    assert keys == ["sheet"]
    assert [*figures_of(proposal)] == ["Насоси", "Світильники"]
    assert [str(one.row) for one in proposal.measures] == ["3", "4"]
    assert proposal.ignored_sheets == ("Титул", "Цех 2")
    assert 'sheet = "Цех 1"' in mapping_text(proposal.mapping)


def test_questions_and_problems_name_the_sheet_and_its_own_row(tmp_path: Path) -> None:
    second: Rows = [["Цех № 2"], [], SWAPPED, [1, "1,5 млн", "Привід", 15, 640], [None, 200, None, 9, 90]]
    path = book(tmp_path / "r.xlsx", {"Цех 1": FIRST, "Цех 2.1": second})
    mapping = answered(propose(path).mapping, {"sheet": "Цех 1 / Цех 2.1"})
    unnamed = asked(path, "rows.Цех 2.1!5.B", mapping)
    assert "Цех 2.1!5" in unnamed.told
    proposal, keys = talked_over(path, {"rows.Цех 2.1!5.B": "Обмотка", "rows.Цех 2.1!4.D": "1500"})
    assert "rows.Цех 2.1!4.D" in keys
    assert proposal.mapping.rows["Цех 2.1!4"] == {"D": "1500"}
    assert figures_of(proposal)["Привід"] == (640_000, 1_500_000)
    assert figures_of(proposal)["Обмотка"] == (90_000, 200_000)


def test_a_problem_is_placed_on_its_own_sheet_and_in_its_own_column(tmp_path: Path) -> None:
    second: Rows = [SWAPPED, [1, "=1+1", "Привід", 15, 640]]
    path = book(tmp_path / "r.xlsx", {"Цех 1": FIRST, "Цех 2": second})
    mapping = answered(propose(path).mapping, {**BOTH, "defaults.sheet_names": "ignore"})
    proposal = propose(path, mapping)
    while proposal.questions and not [one for one in proposal.problems if not one.warning]:
        given = {
            one.key: {"case.base_year": "2026"}.get(one.key, one.suggestion or "2026") for one in proposal.questions
        }
        proposal = propose(path, answered(proposal.mapping, given, {one.key: one.parts for one in proposal.questions}))
    [problem] = [one for one in proposal.problems if not one.warning]
    assert (problem.file, problem.row, problem.column) == ("r.xlsx sheet Цех 2", 2, "B")


def test_a_column_that_only_one_sheet_has_is_read_for_its_rows(tmp_path: Path) -> None:
    more: Rows = [[*SWAPPED, "Відповідальний"], [1, 200, "Привід вентилятора", 15, 640, "Механік"]]
    path = book(tmp_path / "r.xlsx", {"Цех 1": FIRST, "Цех 2": more})
    proposal, _ = talked_over(path, {})
    assert figures_of(proposal) == RIGHT
    assert [one.texts.get("owner") for one in proposal.measures] == [None, None, "Механік"]
    assert proposal.mapping.columns["F"].field == "owner"


@pytest.mark.parametrize(
    ("heading", "times"), [("Інвестиції, грн", 1), ("Інвестиції, млн грн", 1_000_000), ("Інвестиції, тис.грн", 1000)]
)
def test_columns_with_another_unit_keep_their_own(heading: str, times: int, tmp_path: Path) -> None:
    second: Rows = [[*SWAPPED[:4], heading], [1, 200, "Привід вентилятора", 15, 640_000 / times]]
    path = book(tmp_path / "r.xlsx", {"Цех 1": FIRST, "Цех 2": second})
    proposal, keys = talked_over(path, {})
    assert keys == ["sheet", "defaults.sheet_names"]
    assert figures_of(proposal) == RIGHT


def test_a_unit_named_above_the_headings_holds_only_for_its_own_table(tmp_path: Path) -> None:
    head: list[object] = ["№", "Захід", "Інвестиції", "Економія, тис. грн/рік", "Термін служби, років"]
    path = book(
        tmp_path / "r.xlsx",
        {
            "Цех 1": [["Кошти в тис. грн"], head, [1, *PUMPS], [2, *LAMPS]],
            "Цех 2": [["Кошти в грн"], head, [1, "Привід вентилятора", 640_000, 200, 15]],
        },
    )
    units = {"columns.C.unit": "1000 × UAH", "columns.F.unit": "1 × UAH"}
    proposal, keys = talked_over(path, units)
    assert {*units} <= {*keys}
    assert figures_of(proposal) == RIGHT


SUMMARIES: dict[str, Rows] = {
    "of rows": [HEAD, [1, *PUMPS], [2, *LAMPS], [3, *DRIVES], [None, "Разом", 1440, 760, None]],
    "of sums": [HEAD, [1, "Цех 1", 800, 560, None], [2, "Цех 2", 1280, 400, None], [None, "Разом", 2080, 960, None]],
}
TWICE: Rows = [*SECOND, [2, 200, "Компресор", 10, 640]]


@pytest.mark.parametrize("kind", SUMMARIES)
@pytest.mark.parametrize("name", ["Зведена", "Аркуш3", "Разом по заводу"])
@pytest.mark.parametrize("last", [True, False])
def test_a_summary_is_not_suggested_and_never_counted_twice(kind: str, name: str, last: bool, tmp_path: Path) -> None:  # noqa: FBT001
    second = TWICE if kind == "of sums" else SECOND
    sheets = {"Цех 1": FIRST, "Цех 2": second}
    path = book(tmp_path / "r.xlsx", {**sheets, name: SUMMARIES[kind]} if last else {name: SUMMARIES[kind], **sheets})
    question = asked(path, "sheet")
    assert question.suggestion == "Цех 1 / Цех 2"
    [summary] = [choice for choice in question.choices if choice.value == name]
    assert "repeat or sum up other sheets" in summary.told
    everything = max((choice.value for choice in question.choices), key=len)
    taken, keys = talked_over(path, {"sheet": everything})
    assert "defaults.repeated_rows" in keys or [key for key in keys if key.startswith(f"rows.{name}!")]
    right, _ = talked_over(path, {})
    assert sum(one[0] for one in figures_of(taken).values()) == sum(one[0] for one in figures_of(right).values())


def test_a_summary_by_sections_is_not_suggested_and_its_rows_are_asked_about(tmp_path: Path) -> None:
    rows: Rows = [HEAD, ["Котельня"], [1, *PUMPS], [2, *LAMPS], ["Склад"], [3, *DRIVES], [4, "Вікна", 90, 8, 20]]
    sums: Rows = [HEAD, [1, "Котельня", 800, 560, None], [2, "Склад", 730, 208, None]]
    path = book(tmp_path / "r.xlsx", {"Заходи": rows, "Аркуш2": sums})
    assert asked(path, "sheet").suggestion == "Заходи"
    proposal, keys = talked_over(path, {"sheet": "Заходи / Аркуш2", "defaults.sections": "ignore"})
    assert {"rows.Аркуш2!2.use", "rows.Аркуш2!3.use"} <= {*keys}
    assert [*figures_of(proposal)] == ["Насоси", "Світильники", "Привід вентилятора", "Вікна"]


def test_rows_carried_over_to_the_next_year_are_asked_about_once(tmp_path: Path) -> None:
    path = book(tmp_path / "r.xlsx", {"2026": FIRST, "2027": [*SECOND, [2, 310, "Світильники", 10, 300]]})
    assert asked(path, "sheet").suggestion == "2026"
    proposal, keys = talked_over(path, {"sheet": "2026 / 2027"})
    assert keys == ["sheet", "defaults.repeated_rows"]
    assert figures_of(proposal) == RIGHT
    assert [str(one) for one in proposal.left_out if "repeats" in one.reason] == [
        "row 2027!3 (Світильники): repeats a row of another table"
    ]


def test_all_rows_of_a_measure_that_another_table_has_are_left_out_together(tmp_path: Path) -> None:
    head: list[object] = ["Захід", "Вид ресурсу", "Од. виміру", "Обсяг економії ресурсу", "Інвестиції, тис. грн"]
    boiler: Rows = [["Котельня", "Природний газ", "тис. м³", 92, 1600], [None, "Вода", "м³", 500, None]]
    lamps: Rows = [["Світильники", "ел. енергія", "МВт·год", 30, 200]]
    path = book(tmp_path / "r.xlsx", {"2026": [head, *boiler], "2027": [head, *lamps, *boiler, *lamps]})
    proposal, _ = talked_over(path, {"sheet": "2026 / 2027", "defaults": "10; judgement"})
    assert [[*map(str, one.rows)] for one in proposal.measures] == [["2026!2", "2026!3"], ["2027!2"], ["2027!5"]]
    assert [str(one.number) for one in proposal.left_out if "repeats" in one.reason] == ["2027!3", "2027!4"]


def test_a_second_table_below_the_first_is_offered_and_read_by_its_own_headings(tmp_path: Path) -> None:
    rows: Rows = [*FIRST, [None, "Разом", 800, 560, None], [], ["Цех 2"], *SECOND]
    path = book(tmp_path / "r.xlsx", {"Заходи": rows})
    question = asked(path, "tables")
    assert (question.suggestion, "8 (1 row)" in question.told) == ("all", True)
    proposal, keys = talked_over(path, {})
    assert keys == ["tables", "defaults.sections"]
    assert figures_of(proposal) == RIGHT
    assert [(str(one.row), one.section) for one in proposal.measures] == [("3", ""), ("4", ""), ("9", "Цех 2")]
    assert {str(one.number): one.reason for one in proposal.left_out} == {
        "5": "total", "6": "blank", "7": "a title", "8": "headings",
    }  # fmt: skip
    first, keys = talked_over(path, {"tables": "first"})
    assert [*figures_of(first)] == ["Насоси", "Світильники"]
    assert "below the headings of another table" in {one.reason for one in first.left_out}


def test_an_earlier_mapping_that_ends_the_register_at_a_second_table_still_does(tmp_path: Path) -> None:
    path = book(tmp_path / "r.xlsx", {"Заходи": [*FIRST, *SECOND]})
    proposal = propose(path, answered(Mapping(), {"rows.5.use": "end"}))
    assert [one.key for one in proposal.questions if one.key in {"tables", "rows.5.use"}] == []
    assert [str(row.number) for row in proposal.left_out] == ["5", "6"]


def test_a_table_of_something_else_is_not_taken_in(tmp_path: Path) -> None:
    tariffs: Rows = [["№", "Вид ресурсу", "Економія, МВт·год", "Примітка"], [1, "Електроенергія", 900, "звіт"]]
    path = book(tmp_path / "r.xlsx", {"Заходи": FIRST, "Баланс": tariffs})
    assert [choice.value for choice in asked(path, "sheet").choices] == ["Заходи", "Баланс"]
    proposal, _ = talked_over(path, {"sheet": "Заходи"})
    assert [*figures_of(proposal)] == ["Насоси", "Світильники"]


def test_sheets_without_the_same_headings_can_t_be_joined(tmp_path: Path) -> None:
    other: Rows = [["Ресурс", "Ціна", "Постачальник"], ["Газ", 20, "Нафтогаз"]]
    path = book(tmp_path / "r.xlsx", {"Цех 1": FIRST, "Ціни": other})
    [problem] = propose(path, answered(Mapping(), {"sheet": "Цех 1 / Ціни"})).problems
    assert "can't be read as one" in str(problem)


def looks(sheet: Worksheet) -> None:
    """Make the second sheet look otherwise than it is stored: a format, a hidden row, a name across two rows."""
    sheet["E2"].value, sheet["E2"].number_format = 640_000, "#,##0,"
    sheet.row_dimensions[4].hidden = True
    sheet.merge_cells("C2:C3")


def test_what_a_person_sees_of_a_further_sheet_is_asked_about_by_its_own_rows(tmp_path: Path) -> None:
    second: Rows = [*SECOND, [None, 40, None, None, 60], [3, 90, "Вікна", 20, 700]]
    path = book(tmp_path / "r.xlsx", {"Цех 1": FIRST, "Цех 2": second})
    changed = load_workbook(path)
    looks(changed["Цех 2"])
    changed.save(path)
    hidden = asked(path, "defaults.hidden_rows", answered(propose(path).mapping, BOTH))
    assert "Цех 2!4" in hidden.told
    shown = {"columns.C.figures": "shown", "defaults.hidden_rows": "leave out", "columns.C.rows": "sum"}
    proposal, keys = talked_over(path, {**shown, "columns.D.rows": "sum"})
    assert {"columns.C.figures", "columns.C.rows"} <= {*keys}
    assert [str(row) for row in proposal.measures[-1].rows] == ["Цех 2!2", "Цех 2!3"]
    assert figures_of(proposal) == {**RIGHT, DRIVES[0]: (700_000, 240_000)}
    assert "Цех 2!4" in {str(one.number) for one in proposal.left_out}


def test_a_column_that_is_hidden_on_one_sheet_only_is_asked_about_for_this_one(tmp_path: Path) -> None:
    path = workshops(tmp_path)
    changed = load_workbook(path)
    changed["Цех 2"].column_dimensions["E"].hidden = True
    changed.save(path)
    proposal, keys = talked_over(path, {"defaults.hidden_columns": "take in"})
    assert "defaults.hidden_columns" in keys
    assert figures_of(proposal) == RIGHT
    left, _ = talked_over(path, {"defaults.hidden_columns": "leave out", "defaults.no_capex": "leave out"})
    assert [*figures_of(left)] == ["Насоси", "Світильники"]


def test_a_second_table_of_a_text_file_may_be_narrower(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    rows = [["№", *map(str, HEAD[1:]), "Відповідальний"], ["1", "Насоси", "500", "250", "12", "Механік"], SWAPPED,
            ["1", "200", "Привід", "15", "640"]]  # fmt: skip
    path.write_text("\n".join(";".join(map(str, row)) for row in rows), encoding="utf-8")
    proposal, keys = talked_over(path, {"separator": ";"})
    assert "tables" in keys
    assert figures_of(proposal) == {"Насоси": (500_000, 250_000), "Привід": (640_000, 200_000)}


def walked(path: Path, answers: dict[str, str]) -> Proposal:
    """Return the proposal when all is answered as given or suggested."""
    return talked_over(path, answers)[0]


def test_a_name_that_several_tables_have_with_other_figures_is_reported_with_all_its_rows(tmp_path: Path) -> None:
    other = [HEAD, [1, "насоси", 700, 250, 12], [2, *DRIVES]]
    path = book(tmp_path / "r.xlsx", {"Цех 1": FIRST, "Цех 2": other})
    proposal = walked(path, BOTH)
    assert len(proposal.measures) == 4
    [told] = [one for one in proposal.problems if "separate measures" in one.message]
    assert "Цех 1!3, Цех 2!2" in told.message
    assert (told.row, told.warning) == (2, True)


def test_measures_of_one_name_in_other_workshops_are_several_without_a_word(tmp_path: Path) -> None:
    def of(site: str, capex: int) -> Rows:
        return [[*HEAD, "Цех"], [1, "Насоси", capex, 250, 12, site], [2, f"LED {site}", 300, 310, 10, site]]

    path = book(tmp_path / "r.xlsx", {"Цех 1": of("A", 500), "Цех 2": of("B", 700)})
    assert not [one for one in walked(path, BOTH).problems if "separate measures" in one.message]


@pytest.mark.parametrize("title", [[], [["Продовження таблиці 1"], []]])
def test_a_sheet_without_headings_that_continues_the_register_is_reported_by_name(tmp_path: Path, title: Rows) -> None:
    sheets = {"Титул": [["ТОВ «Завод»"], ["Договір", 15]], "Цех 1": FIRST, "Далі": [*title, [3, *DRIVES], [4, *PUMPS]]}
    proposal = walked(book(tmp_path / "r.xlsx", sheets), {})
    [told] = proposal.problems[:1]
    assert (told.file, told.warning) == ("r.xlsx sheet Далі", True)
    assert "rows: 2" in told.message
    assert len(proposal.measures) == 2
