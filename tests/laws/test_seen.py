"""Whatever makes a register look unlike its values is asked about or reported: number formats, hiding, strikethrough.

By default 2 registers for each of the ways; in the long mode 30.
"""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from optimizer.imports.register import Proposal, answered, propose
from tests.laws.judging import chunks
from tests.unit.test_register_rows import COMMON

Plant = Callable[[random.Random, Worksheet], str]
"""Changes how a register looks; returns the key of the question to expect, or "" if it is only reported."""

HEADINGS = (
    (
        "Код", "Захід", "Інвестиції, тис. грн", "Економія ел. енергії, МВт·год/рік", "Економія, тис. грн/рік",
        "Термін служби, років",
    ),
    ("ID", "Measure", "Investment, UAH", "Electricity savings, kWh/yr", "Annual savings, UAH", "Lifetime, years"),
    (
        "Код", "Мероприятие", "Затраты, тыс. грн", "Экономия электроэнергии, тыс. кВт·ч/год", "Экономия, тыс. грн/год",
        "Срок службы, лет",
    ),
)  # fmt: skip
SCALES = ("#,##0,", "0.0,", "0.00,,", "# ##0,;-# ##0,", "0%", "0.0 %", "[Red]0.0,")
FIGURES = "CDE"


def register(dice: random.Random) -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for _ in range(dice.randint(0, 3)):
        sheet.append([])
    sheet.append(dice.choice(HEADINGS))
    for number in range(1, dice.randint(4, 12)):
        money = round(10 ** dice.uniform(1.5, 4), 1)
        row = [f"m{number}", f"Захід {chr(1040 + number)}", money, round(money / 7, 1), round(money / 2, 1)]
        sheet.append([*row, dice.randint(3, 20)])
    return book


def rows_of(sheet: Worksheet) -> list[int]:
    return [row for row in range(1, sheet.max_row + 1) if str(sheet.cell(row, 1).value).startswith("m")]


def scaled(dice: random.Random, sheet: Worksheet) -> str:
    letter, code = (
        dice.choice(FIGURES),
        dice.choice(["#,##0,", "0.0,", "0.00,,", "# ##0,;-# ##0,", "0%", "0.0 %", "[Red]0.0,"]),
    )
    for row in dice.sample(rows_of(sheet), dice.randint(1, len(rows_of(sheet)))):
        sheet[f"{letter}{row}"].number_format = code
    return f"columns.{letter}.figures"


def with_currency(dice: random.Random, sheet: Worksheet) -> str:
    letter, code = dice.choice("CE"), dice.choice([r"#,##0\ [$€-407]", "[$$-409]#,##0", '0.0 "EUR"', '#,##0\\ "zł"'])
    for row in rows_of(sheet):
        sheet[f"{letter}{row}"].number_format = code
    return f"columns.{letter}.unit_from"


def with_unit(dice: random.Random, sheet: Worksheet) -> str:
    for row in rows_of(sheet):
        sheet[f"D{row}"].number_format = dice.choice(['0.0 "ГДж"', '#,##0" Gcal"'])
    return "columns.D.unit_from"


def with_odd_row(dice: random.Random, sheet: Worksheet) -> str:
    rows = rows_of(sheet)
    code, odd = ('0.0 "тис. грн"', dice.choice(rows)) if "тис" in str(sheet.cell(rows[0] - 1, 3).value) else ("0 €", 0)
    for row in rows:
        sheet[f"C{row}"].number_format = "0 €" if row == odd else code
    return f"rows.{odd}.C" if odd and len(rows) > 2 else "columns.C.unit_from"


def with_strange_text(dice: random.Random, sheet: Worksheet) -> str:
    sheet[f"{dice.choice(FIGURES)}{dice.choice(rows_of(sheet))}"].number_format = '0 "ум. од."'
    return ""


def hidden_rows(dice: random.Random, sheet: Worksheet) -> str:
    for row in dice.sample(rows_of(sheet), dice.randint(1, 2)):
        sheet.row_dimensions[row].hidden = True
    return "defaults.hidden_rows"


def struck_cell(dice: random.Random, sheet: Worksheet) -> str:
    sheet[f"{dice.choice('ABCDEF')}{dice.choice(rows_of(sheet))}"].font = Font(strike=True)
    return "defaults.struck_rows"


def hidden_column(dice: random.Random, sheet: Worksheet) -> str:
    sheet.column_dimensions[dice.choice("CDEF")].hidden = True
    return "defaults.hidden_columns"


def hidden_sheet(_: random.Random, sheet: Worksheet) -> str:
    book = sheet.parent
    assert book is not None
    book.create_sheet("Титул").append(["ТОВ"])
    sheet.sheet_state = "hidden"
    return "sheet"


def dated_id(dice: random.Random, sheet: Worksheet) -> str:
    sheet[f"{dice.choice('AB')}{dice.choice(rows_of(sheet)[1:])}"].value = dt.date(2026, dice.randint(1, 12), 3)
    return ""


WAYS: tuple[Plant, ...] = (
    scaled, with_currency, with_unit, with_odd_row, with_strange_text,
    hidden_rows, struck_cell, hidden_column, hidden_sheet, dated_id,
)  # fmt: skip


def asked_of(path: Path) -> tuple[Proposal, list[str]]:
    """Answer as suggested; return the last proposal, and all keys that were asked."""
    proposal, asked = propose(path), list[str]()
    while proposal.questions and len(asked) < 60:
        asked += [one.key for one in proposal.questions]
        given = {one.key: COMMON.get(one.key) or _answer(one.key, one.suggestion) for one in proposal.questions}
        parts = {one.key: one.parts for one in proposal.questions}
        proposal = propose(path, answered(proposal.mapping, given, parts))
    return proposal, asked


def _answer(key: str, suggestion: str) -> str:
    usual = {"figures": "shown", "unit_from": "heading", "field": "id", "accept_saving": "yes", "accept_payback": "yes"}
    return suggestion or usual.get(key.rpartition(".")[2], "5; source" if key.startswith("streams") else "5")


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("seeds", chunks(by_default=2, at_length=30, size=2))
def test_nothing_unseen_enters_silently(seeds: Sequence[int], way: Plant, tmp_path: Path) -> None:
    for seed in seeds:
        dice, path = random.Random(seed), tmp_path / f"{seed}.xlsx"
        book = register(dice)
        book.save(path)
        before = asked_of(path)
        assert not before[0].problems, list(map(str, before[0].problems))
        sheet = book.worksheets[0]
        expected = way(dice, sheet)
        book.save(path := tmp_path / f"{seed}-{way.__name__}.xlsx")
        proposal, asked = asked_of(path)
        assert expected not in before[1]
        if expected:
            assert expected in asked, (seed, sheet.dimensions, get_column_letter(sheet.max_column))
        else:
            assert proposal.problems, seed
        assert not propose(path, proposal.mapping).questions, seed
