"""Cells as they stand in a workbook, read by a child within limits."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from optimizer.errors import InvalidInput
from optimizer.limits import REGISTER
from optimizer.readers import grid as module
from optimizer.readers.grid import Formula, column_letter, read_grids
from tests.hostile import files


def written(folder: Path, *rows: list[object], title: str = "Реєстр") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.create_sheet("порожній")
    book.save(folder / "book.xlsx")
    return folder / "book.xlsx"


def test_every_kind_of_cell(tmp_path: Path) -> None:
    moment = dt.datetime(2026, 1, 2, 10, 30)  # noqa: DTZ001 - a cell has no zone
    cells = ["Захід", 0.1, 12, None, True, dt.date(2026, 1, 2), moment, "=A1", "  ", "007"]
    first, second = read_grids(written(tmp_path, [], [], cells))
    assert (first.name, second.name, second.rows) == ("Реєстр", "порожній", ())
    expected = ("Захід", Decimal("0.1"), Decimal(12), None, True, dt.date(2026, 1, 2), moment, Formula("=A1"))
    assert first.rows[2] == (*expected, "  ", "007")
    assert first.cell(3, 1) == "Захід"
    assert first.cell(1, 1) is first.cell(3, 40) is first.cell(99, 1) is first.cell(0, 0) is None
    assert isinstance(first.cell(3, 2), Decimal)


@pytest.mark.parametrize("number", ["123456789012345", "0.1", "1.00000000000001", "9.99999999999999", "1e-15", "-7.3"])
def test_numbers_are_exact(tmp_path: Path, number: str) -> None:
    assert read_grids(written(tmp_path, [float(number)]))[0].cell(1, 1) == Decimal(number)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (b'<c r="C2"><f>1+1</f></c>', Formula("=1+1")),
        (b'<c r="C2"><f>1+1</f><v>2</v></c>', Decimal(2)),
        (b'<c r="C2" t="str"><f>A9</f><v></v></c>', None),
        (b'<c r="C2" t="str"><f>A9</f><v>a</v></c>', "a"),
        (b'<c r="C2" t="e"><v>#N/A</v></c>', "#N/A"),
        (b'<c r="C2" t="str"><v>a_x000D_b_x005F_x0041_</v></c>', "a\rb_x0041_"),
        (b'<c r="C2" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', "ab"),
        (b'<c r="C2"/>', None),
    ],
)
def test_odd_cells(tmp_path: Path, cell: bytes, value: object) -> None:
    built = files.capex(cell)(files.sound_parts(tmp_path))
    assert isinstance(built, dict)
    (tmp_path / "odd.xlsx").write_bytes(files.packed(built))
    assert read_grids(tmp_path / "odd.xlsx")[2].cell(2, 3) == value


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time\ntime.sleep(60)\n", encoding="utf-8")
    monkeypatch.setattr(module, "_CHILD", slow)
    monkeypatch.setattr(module, "_GRACE", 0)
    with pytest.raises(InvalidInput, match="within the limits of time and memory"):
        read_grids(written(tmp_path, ["a"]), replace(REGISTER, seconds=1))


@pytest.mark.parametrize(
    "program", ["import os\nos.abort()", "raise SystemExit(1)", "print('no JSON')", "print('[' * 9)"]
)
def test_a_child_that_breaks_is_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    (tmp_path / "broken.py").write_text(program, encoding="utf-8")
    monkeypatch.setattr(module, "_CHILD", tmp_path / "broken.py")
    with pytest.raises(InvalidInput) as refused:
        read_grids(written(tmp_path, ["a"]))
    assert len(refused.value.problems) == 1


def test_a_child_has_only_so_much_memory(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="memory"):
        read_grids(written(tmp_path, ["a"]), replace(REGISTER, memory=16_000_000))


def test_columns_are_called_as_a_spreadsheet_does() -> None:
    assert [column_letter(number) for number in (1, 26, 27, 702, 703, 256)] == ["A", "Z", "AA", "ZZ", "AAA", "IV"]
