"""How XLS sheets look, by their records: number formats, struck fonts, hidden rows, columns and sheets."""

import struct
from pathlib import Path

import pytest

from optimizer.readers.grid import Appearance, FormattedCells, read_grids
from optimizer.readers.guard import ALL_FORMS
from tests.hostile.spreadsheets import book, compound, formula, label, number, record

OWN = 164
"""The number of a workbook's first own format."""


def font(*, struck: bool) -> bytes:
    return record(0x31, struct.pack("<HHHHHBBBBBB", 200, 8 if struck else 0, 0, 400, 0, 0, 0, 0, 0, 0, 0))


def number_format(code: str) -> bytes:
    return record(0x41E, struct.pack("<HHB", OWN, len(code), 1) + code.encode("utf-16-le"))


def style(font: int, form: int) -> bytes:
    return record(0xE0, struct.pack("<HH", font, form) + bytes(16))


def packed(row: int, column: int, rk: int) -> bytes:
    return record(0x27E, struct.pack("<HHHI", row, column, 0, rk))


def seen(folder: Path, cells: bytes, before: bytes = b"", *, state: int = 0) -> Appearance:
    stream = bytearray(book(cells, before=before))
    stream[stream.index(b"\x85\x00") + 8] = state
    (folder / "r.xls").write_bytes(compound(bytes(stream)))
    return read_grids(folder / "r.xls", forms=ALL_FORMS)[0].seen


FORMATTED = (
    (number(1, 1, 400_000), "#,##0,", 3, ""),
    (formula(1, 1, 400_000.0), '0,"тис."', 3, "тис."),
    (packed(1, 1, 400_000 << 2 | 2), "0.0,,", 6, ""),
    (packed(1, 1, 40_000_000 << 2 | 3), "0 €", 0, "€"),
    (packed(1, 1, ((1 << 30) - 5) << 2 | 2), "0;0,", 3, ""),  # −5
    (record(0xBD, struct.pack("<HHHIHIH", 1, 0, 0, 7 << 2 | 2, 0, 8 << 2 | 2, 1)), "0,", 3, ""),
)


@pytest.mark.parametrize(("cells", "code", "powers", "beside"), FORMATTED)
def test_number_formats_are_told(cells: bytes, code: str, powers: int, beside: str, tmp_path: Path) -> None:
    found = seen(tmp_path, cells, font(struck=False) + number_format(code) + style(0, OWN)).formats
    assert FormattedCells(2, 2, 2, powers, beside) in found


def test_a_per_cent_needs_no_format_of_its_own_and_plain_cells_none(tmp_path: Path) -> None:
    assert seen(tmp_path, number(0, 0, 0.15), font(struck=False) + style(0, 9)).formats == (
        FormattedCells(1, 1, 1, -2, ""),
    )
    assert not seen(tmp_path, number(0, 0, 0.15), font(struck=False) + style(0, 4)).formats
    assert not seen(tmp_path, label(0, 0, "a"), font(struck=False) + number_format("0,") + style(0, OWN)).formats


@pytest.mark.parametrize(("at", "fonts"), [(0, "s"), (2, "--s"), (5, "----s")])
def test_struck_fonts_are_told_and_no_font_has_number_four(at: int, fonts: str, tmp_path: Path) -> None:
    before = b"".join(font(struck=one == "s") for one in fonts) + style(at, 0)
    assert seen(tmp_path, label(0, 0, "a") + number(2, 0, 5), before).struck_rows == {1, 3}
    assert not seen(tmp_path, label(0, 0, "a"), before.replace(style(at, 0), style(1 if at else 3, 0))).struck_rows


def test_hidden_rows_columns_and_sheets_are_told(tmp_path: Path) -> None:
    rows = record(0x208, struct.pack("<HHHHHHI", 1, 0, 2, 0, 0, 0, 0x20)) + record(
        0x208, struct.pack("<HHHHHHI", 0, 0, 2, 255, 0, 0, 0)
    )
    columns = record(0x7D, struct.pack("<HHHHHH", 1, 2, 0, 0, 1, 0)) + record(
        0x7D, struct.pack("<HHHHHH", 0, 0, 2560, 0, 0, 0)
    )
    found = seen(tmp_path, columns + rows + number(0, 0, 1) + number(1, 1, 1), state=1)
    assert (found.hidden, found.hidden_rows, found.hidden_columns) == (True, {2}, {2})
    assert not seen(tmp_path, number(0, 0, 1)).hidden
