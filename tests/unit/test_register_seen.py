"""What a person sees in a register is what is read: number formats, hidden and struck-through rows, hidden columns."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from optimizer.decimals import Decimal
from optimizer.imports.register import Mapping, Proposal, answered, mapping_text, propose, read_mapping
from tests.unit.test_register_kinds import case_of, talked_over
from tests.unit.test_register_rows import COMMON

HEAD = [
    "№", "Захід", "Інвестиції, тис. грн без ПДВ", "Економія ел. енергії, МВт·год/рік", "Економія, тис. грн/рік без ПДВ",
    "Термін служби, років",
]  # fmt: skip
BODY: list[list[object]] = [
    [1, "Насоси", 400, 50, 360, 10],
    [2, "LED", 200, 40, 288, 8],
    [3, "Привід", 600, 80, 576, 12],
]
RIGHT = {"Насоси": (400_000, 50_000, 360_000), "LED": (200_000, 40_000, 288_000), "Привід": (600_000, 80_000, 576_000)}


def register(path: Path, change: Callable[[Worksheet], object], head: list[str] = HEAD) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Заходи"
    for row in (head, *BODY):
        sheet.append(row)
    change(sheet)
    book.save(path / "r.xlsx")
    return path / "r.xlsx"


def formatted(letter: str, code: str, times: float = 1) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        for row in (2, 3, 4):
            cell = sheet[f"{letter}{row}"]
            cell.value, cell.number_format = cell.value * times, code

    return change


def figures_of(proposal: Proposal) -> dict[str, tuple[Decimal, ...]]:
    keys = ("capex", "quantity:electricity", "money")
    return {one.texts["name"]: tuple(one.figures[key] for key in keys) for one in proposal.measures}


def suggested(path: Path, key: str) -> str:
    """Return the suggestion of a question, when all before it were answered as suggested."""
    proposal = propose(path)
    while key not in {one.key for one in proposal.questions}:
        given = {one.key: COMMON.get(one.key, one.suggestion) for one in proposal.questions}
        proposal = propose(path, answered(proposal.mapping, given, {one.key: one.parts for one in proposal.questions}))
    return next(one.suggestion for one in proposal.questions if one.key == key)


@pytest.mark.parametrize(
    ("letter", "code", "times"),
    [("C", "#,##0,", 1000), ("E", "0.0,", 1000), ("D", "# ##0,", 1000), ("C", '0.0,," тис. грн"', 1_000_000)],
)
def test_figures_shown_in_thousands_are_asked_about_and_then_read_as_shown(
    letter: str, code: str, times: float, tmp_path: Path
) -> None:
    path = register(tmp_path, formatted(letter, code, times))
    proposal, asked = talked_over(path, {})
    assert f"columns.{letter}.figures" in asked
    assert figures_of(proposal) == RIGHT


def test_three_rows_are_shown_in_both_readings(tmp_path: Path) -> None:
    [question] = propose(register(tmp_path, formatted("C", "#,##0,", 1000))).questions
    assert question.samples == tuple(
        f"row {row}: {one} shown, {one}000 stored" for row, one in ((2, 400), (3, 200), (4, 600))
    )
    assert [choice.told for choice in question.choices] == ["those shown: 400", "those stored: 400000"]


def test_stored_figures_are_read_if_that_is_the_answer_and_the_mapping_remembers_it(tmp_path: Path) -> None:
    path = register(tmp_path, formatted("C", "#,##0,", 1000))
    proposal, _ = talked_over(path, {"columns.C.figures": "stored"})
    assert figures_of(proposal)["LED"][0] == 200_000_000
    assert _again(path, proposal.mapping).ready


def _again(path: Path, mapping: Mapping) -> Proposal:
    """Read a register once more with the mapping as it was saved."""
    saved = path.with_suffix(".toml")
    saved.write_text(mapping_text(mapping), "utf-8")
    return propose(path, read_mapping(saved))


@pytest.mark.parametrize(
    ("heading", "code", "likely"),
    [
        ("Вартість, грн", "#,##0,", ""),  # 400 shown under hryvnias may be meant either way
        ("Вартість, грн", '#,##0,"тис."', "stored"),
        ("Вартість, грн", '#,##0," тис. грн"', "stored"),
        ("Вартість, тис. грн", '#,##0," тис. грн"', "shown"),
        ("Вартість", '#,##0," тис. грн"', "stored"),
        ("Вартість, тис. грн", "0%", ""),
    ],
)
def test_what_is_suggested_follows_the_heading_and_the_text_in_the_format(
    heading: str, code: str, likely: str, tmp_path: Path
) -> None:
    path = register(tmp_path, formatted("C", code, 1000), [*HEAD[:2], heading, *HEAD[3:]])
    assert suggested(path, "columns.C.figures") == likely


def test_thousands_named_by_the_format_are_counted_once(tmp_path: Path) -> None:
    path = register(tmp_path, formatted("C", '#,##0," тис. грн"', 1000), [*HEAD[:2], "Вартість", *HEAD[3:]])
    for answer in ("stored", "shown"):
        proposal, asked = talked_over(path, {"columns.C.figures": answer})
        assert "columns.C.unit" in asked
        assert figures_of(proposal) == RIGHT


@pytest.mark.parametrize("code", [r"#,##0\ [$€-407]", "[$EUR] #,##0", '#,##0 "євро"'])
def test_a_currency_in_the_format_is_suggested(code: str, tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        formatted("C", code)(sheet)
        formatted("E", code)(sheet)

    path = register(
        tmp_path, change, ["No", "Measure", "Investment", "Electricity savings, MWh/a", "Savings per year", HEAD[5]]
    )
    assert suggested(path, "columns.C.unit") == suggested(path, "columns.E.unit") == "1 × EUR"


def test_a_unit_in_the_format_is_suggested_where_the_heading_has_none(tmp_path: Path) -> None:
    path = register(tmp_path, formatted("D", '0.0 "МВт·год"'), [*HEAD[:3], "Економія електроенергії", *HEAD[4:]])
    assert suggested(path, "columns.D.unit") == "1 × MWh"


@pytest.mark.parametrize(("answer", "capex"), [("heading", 200_000), ("cells", 10_000)])
def test_a_heading_and_a_format_that_contradict_each_other_are_asked_about(
    answer: str, capex: int, tmp_path: Path
) -> None:
    path = register(tmp_path, formatted("C", "#,##0 €"))
    given = {
        "columns.C.unit_from": answer, "defaults.price_year.EUR": "2026",
        "rates.EUR 2026 > UAH 2026": "50; 2026-01-15; NBU",
    }  # fmt: skip
    proposal, asked = talked_over(path, given)
    assert "columns.C.unit_from" in asked
    assert figures_of(proposal)["LED"][0] == capex
    assert _again(path, proposal.mapping).ready


def test_a_format_with_the_unit_of_the_heading_asks_nothing(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        formatted("C", '#,##0 "тис. грн"')(sheet)
        formatted("D", '0.0 "МВт·год"')(sheet)

    proposal, asked = talked_over(register(tmp_path, change), {})
    assert (asked, figures_of(proposal), proposal.problems) == ([], RIGHT, ())


def test_a_row_whose_format_has_another_currency_is_asked_about_alone(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        formatted("C", '#,##0 "тис. грн"')(sheet)
        sheet["C3"].number_format = "#,##0 €"

    proposal, asked = talked_over(register(tmp_path, change), {"rows.3.C": "10"})
    assert asked == ["rows.3.C"]
    assert figures_of(proposal)["LED"][0] == 10_000


def test_a_text_beside_figures_that_is_no_unit_is_reported(tmp_path: Path) -> None:
    proposal, _ = talked_over(register(tmp_path, formatted("C", '0 "ум. од."')), {})
    assert [problem.values["beside"] for problem in proposal.problems] == ["ум. од."]


def hide(*rows: int) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        for row in rows:
            sheet.row_dimensions[row].hidden = True

    return change


def strike(sheet: Worksheet) -> None:
    for cell in sheet[3]:
        cell.font = Font(strike=True)


def strike_a_word(sheet: Worksheet) -> None:
    sheet["B3"].value = CellRichText("LE", TextBlock(InlineFont(strike=True), "D"))


def filter_out(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = "A1:F4"
    sheet.auto_filter.add_filter_column(1, ["Насоси", "Привід"])
    hide(3)(sheet)


@pytest.mark.parametrize(
    ("change", "kind"),
    [(hide(3), "hidden"), (filter_out, "hidden"), (strike, "struck"), (strike_a_word, "struck")],
)
def test_rows_that_a_person_does_not_see_are_listed_asked_about_once_and_remembered(
    change: Callable[[Worksheet], None], kind: str, tmp_path: Path
) -> None:
    path = register(tmp_path, change)
    taken, asked = talked_over(path, {f"defaults.{kind}_rows": "take in"})
    assert asked == [f"defaults.{kind}_rows"]
    assert figures_of(taken) == RIGHT
    left, _ = talked_over(path, {f"defaults.{kind}_rows": "leave out"})
    assert figures_of(left) == {name: RIGHT[name] for name in ("Насоси", "Привід")}
    assert [(one.number, one.text) for one in left.left_out] == [(3, "LED")]
    assert len(case_of(path, left.mapping).measures) == 2
    assert len(_again(path, left.mapping).measures) == 2


def test_a_hidden_row_that_is_no_measure_is_not_asked_about(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.append(["Всього", None, 1200, 170, 1224, None])
        hide(5, 6, 7)(sheet)

    assert talked_over(register(tmp_path, change), {})[1] == []


def test_one_hidden_row_can_be_taken_in_alone(tmp_path: Path) -> None:
    path = register(tmp_path, hide(2, 3))
    proposal, _ = talked_over(path, {"defaults.hidden_rows": "leave out"})
    given = answered(proposal.mapping, {"rows.3.use": "measure"})
    assert list(figures_of(propose(path, given))) == ["LED", "Привід"]


def test_hidden_columns_are_asked_about_once(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.column_dimensions["E"].hidden = True
        sheet.column_dimensions["A"].hidden = True  # numbers don't change the case

    path = register(tmp_path, change)
    taken, asked = talked_over(path, {"defaults.hidden_columns": "take in"})
    assert asked == ["defaults.hidden_columns"]
    assert figures_of(taken) == RIGHT
    [question] = propose(path).questions
    assert question.values["columns"] == f'E "{HEAD[4]}"'
    left, _ = talked_over(path, {"defaults.hidden_columns": "leave out"})
    assert [one.money for one in left.measures] == [None, None, None]


def test_a_hidden_sheet_is_never_read_unasked_and_never_left_out_silently(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        book = sheet.parent
        assert book is not None
        book.create_sheet("Інше").append(["нічого"])
        sheet.sheet_state = "hidden"

    path = register(tmp_path, change)
    [question] = propose(path).questions
    assert (question.key, question.suggestion) == ("sheet", "Заходи")
    assert "(hidden)" in question.choices[0].told
    proposal, _ = talked_over(path, {})
    assert figures_of(proposal) == RIGHT


def test_a_hidden_sheet_beside_the_register_is_listed(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        book = sheet.parent
        assert book is not None
        other = book.create_sheet("Чернетка")
        other.append(["нічого"])
        other.sheet_state = "veryHidden"

    proposal, _ = talked_over(register(tmp_path, change), {})
    assert proposal.ignored_sheets == ("Чернетка (hidden)",)


@pytest.mark.parametrize(("letter", "heading"), [("A", "№"), ("A", "Код"), ("B", "Захід")])
def test_ids_that_became_dates_are_reported(letter: str, heading: str, tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet[f"{letter}1"].value = heading
        sheet[f"{letter}2"].value = dt.date(2026, 2, 1)

    proposal, _ = talked_over(register(tmp_path, change), {"columns.A.field": "id"})
    [problem] = proposal.problems
    assert (problem.row, problem.column, problem.warning) == (2, letter, True)
