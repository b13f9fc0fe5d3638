"""What may be parsed, and what is told of what may not."""

import zipfile
from pathlib import Path

import pytest

from optimizer.limits import AUDITS, REGISTER, WorkbookLimits
from optimizer.readers.guard import unsafe
from tests.hostile import files


def package(folder: Path, **more: bytes) -> Path:
    file = folder / "case.xlsx"
    file.write_bytes(files.packed({**files.sound_parts(folder), **more}))
    return file


def sheet(rows: int, columns: int) -> bytes:
    return b"<worksheet><sheetData>" + (b"<row>" + b"<c/>" * columns + b"</row>") * rows + b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("encrypted", "encrypted"),
        ("zip encryption", "encrypted"),
        ("old xls", "older .xls"),
        ("macros", "macros"),
        ("too large", "larger than 10 MB"),
        ("type in a sheet", "document type definition"),
        ("UTF-16", "not in UTF-8"),
        ("last cell", "20100 rows or 256 columns"),
        ("merged everywhere", "20100 rows or 256 columns"),
        ("rows out of order", "rows out of order"),
        ("bomb of blanks", "unpacks to too much"),
        ("501 parts", "unpacks to too much"),
        ("bzip2", "uses a compression"),
        ("outside", "point outside"),
        ("ods", "not an XLSX workbook"),
        ("half a million cells", "510000 cells"),
    ],
)
def test_each_refusal_says_why(tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / "files").mkdir()
    problem = unsafe(files.write(name, tmp_path / "files"))
    assert problem is not None
    assert told in problem.message


AT_THE_BOUNDS = [(20_100, 1, True), (20_101, 1, False), (1, 256, True), (1, 257, False)]


@pytest.mark.parametrize(("rows", "columns", "fits"), AT_THE_BOUNDS)
def test_the_bounds_are_where_they_are_said_to_be(tmp_path: Path, rows: int, columns: int, *, fits: bool) -> None:
    noise = {"xl/media/image1.png": files.random_bytes(10_000)}
    assert (unsafe(package(tmp_path, **{files.MEASURES: sheet(rows, columns)}, **noise)) is None) == fits


def test_another_importer_has_other_limits(tmp_path: Path) -> None:
    large = package(tmp_path, **{files.MEASURES: sheet(30_000, 1), "x.png": files.random_bytes(20_000)})
    assert unsafe(large, REGISTER) is not None
    assert unsafe(large, AUDITS) is None
    assert unsafe(package(tmp_path), WorkbookLimits(file=100)) is not None


def test_tags_are_seen_wherever_a_piece_ends(tmp_path: Path) -> None:
    for gap in range(262_100, 262_145, 3):
        blank = b"<worksheet><sheetData>" + b" " * gap
        row = b'<row r="7"><c r="A7"/></row><row r="30000"/></sheetData></worksheet>'
        file = package(tmp_path, **{files.MEASURES: blank + row, "x.png": files.random_bytes(5_000)})
        assert unsafe(file) is not None, gap


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    assert "is not a file" in str(unsafe(tmp_path / "absent.xlsx"))


def test_no_file_is_left_open(tmp_path: Path) -> None:
    file = package(tmp_path)
    assert unsafe(file) is None
    file.unlink()
    assert zipfile.is_zipfile(file) is False
