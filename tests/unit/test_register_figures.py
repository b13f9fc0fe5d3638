"""Figures and text files are read as they were meant, or asked about: never silently wrong."""

import csv
import io
from itertools import product
from pathlib import Path

import pytest

from optimizer.decimals import Decimal
from optimizer.imports.register import answered, propose
from optimizer.imports.register.sheet.loading import load
from optimizer.imports.register.words.figures import UnreadFigure, read_figure, style_of
from optimizer.readers.grid import Formula

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be+bom", "cp1251", "koi8-u")
SEPARATORS = (",", ";", "\t", "|")
STYLES = {
    "comma": ("1 250,50", "0,125", "2,5"),
    "point": ("1,250.50", "0.125", "2.5"),
    "dotted": ("1.250,50", "0,125", "2,5"),
}
MEANT = [Decimal("1250.50"), Decimal("0.125"), Decimal("2.5")]
NAMES = ("Заміна насосів", "Ізоляція; арматура", "Світильники, цех 2")
HEADER = ("Захід", "Інвестиції, тис. грн", "Економія газу, тис. м3/рік", "Примітки")


def encoded(text: str, encoding: str) -> bytes:
    if encoding == "utf-16-be+bom":
        return b"\xfe\xff" + text.encode("utf-16-be")
    return text.encode(encoding)


def register(path: Path, encoding: str, separator: str, style: str) -> Path:
    text = io.StringIO()
    rows = csv.writer(text, delimiter=separator)
    rows.writerow(HEADER)
    for name, figure in zip(NAMES, STYLES[style], strict=True):
        rows.writerow([name, figure, figure, "так"])
    path.write_bytes(encoded(text.getvalue(), encoding))
    return path


@pytest.mark.parametrize(("encoding", "separator", "style"), list(product(ENCODINGS, SEPARATORS, STYLES)))
def test_every_text_file_is_read_right_or_asked_about(
    tmp_path: Path, encoding: str, separator: str, style: str
) -> None:
    path = register(tmp_path / "r.csv", encoding, separator, style)
    loaded = load(path)
    if encoding in {"cp1251", "koi8-u"}:
        assert loaded.question is not None
        assert loaded.question.key == "encoding"
        assert loaded.question.suggestion == encoding
        loaded = load(path, encoding)
    if loaded.question is not None:
        assert loaded.question.key == "separator"
        loaded = load(path, loaded.encoding, separator)
    rows = loaded.sheets[0].rows[1:]
    assert loaded.separator == separator
    assert [row[0] for row in rows] == list(NAMES)
    decimal, unsure = style_of(row[1] for row in rows)
    assert decimal is not None or not unsure
    assert [read_figure(row[1], decimal) for row in rows] == MEANT


def test_text_files_are_asked_about_only_where_nothing_tells(tmp_path: Path) -> None:
    asked = [
        (encoding, separator)
        for encoding, separator in product(ENCODINGS[:4], SEPARATORS)
        if load(register(tmp_path / "r.csv", encoding, separator, "comma")).question
    ]
    assert asked == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1 250,5", "1250.5"),
        ("1\u00a0250,5", "1250.5"),
        ("1.200,75", "1200.75"),
        ("1,200.75", "1200.75"),
        ("−5", "-5"),
        ("-0,5", "-0.5"),
        ("1,200,300", "1200300"),
        ("0,125", "0.125"),
        ("1'250.50", "1250.50"),
        ("12 000", "12000"),
        ("1234,567", "1234.567"),
    ],
)
def test_a_figure_that_can_be_read_in_one_way_only_is_read_so(text: str, meant: str) -> None:
    assert read_figure(text, None) == Decimal(meant)


@pytest.mark.parametrize("text", ["1,200", "1.200", "12,345", "−1,200"])
def test_an_ambiguous_figure_is_never_read_alone(text: str) -> None:
    assert isinstance(read_figure(text, None), UnreadFigure)


NO_FIGURES = ["10-15", "до 5", "≈12", "12 грн", "1e5", "inf", "1 25", "(120)", "1,2,3", "5 %", "1.5.26"]


@pytest.mark.parametrize("text", NO_FIGURES)
def test_what_is_no_single_figure_is_not_read(text: str) -> None:
    assert isinstance(read_figure(text, "comma"), UnreadFigure)


@pytest.mark.parametrize("cell", [None, "", " ", "н/д", "-", "—", "n/a", "#N/A"])
def test_missing_stays_missing(cell: str | None) -> None:
    assert read_figure(cell, None) is None


def test_a_formula_without_its_value_is_told() -> None:
    found = read_figure(Formula("=A1*2"), None)
    assert isinstance(found, UnreadFigure)
    assert "formula" in found.why


def test_one_cell_decides_for_a_column() -> None:
    assert style_of(["1,200", "2,5"]) == ("comma", ("1,200",))
    assert style_of(["1,200", "2.5"]) == ("point", ("1,200",))
    assert style_of(["1.200", "2,5"]) == ("comma", ("1.200",))


def test_cells_that_contradict_each_other_decide_nothing() -> None:
    assert style_of(["1,5", "2.25", "1,200"]) == (None, ("1,200",))


def small(path: Path, *rows: str) -> Path:
    header = "Захід;Інвестиції, тис. грн;Економія газу, тис. м³/рік"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return path


def test_an_ambiguous_column_is_asked_about_once_and_the_answer_counts(tmp_path: Path) -> None:
    path = small(tmp_path / "r.csv", "Насоси;1,200;1,5", "Ізоляція;2,500;2,5")
    [question] = propose(path).questions
    assert question.key == "columns.B.decimal"
    assert question.samples == ("1,200", "2,500")
    assert question.suggestion == "comma"
    mapping = answered(propose(path).mapping, {question.key: "point"})
    assert "columns.B.decimal" not in {one.key for one in propose(path, mapping).questions}


def test_a_decimal_comma_that_splits_a_row_is_told(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(
        'Захід,"Інвестиції, грн","Економія газу, м³/рік"\nНасоси,1,5\nІзоляція,1,5,20\nКлапани,7,8\n' + "Т,1,2\n" * 9
    )
    problems = [problem for problem in propose(path, propose(path).mapping).problems if not problem.warning]
    assert [problem.row for problem in problems] == [3]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("142.59000000000003", "142.59"),
        ("-0,30000000000000004", "-0.3"),
        ("1 250.5000000000001", "1250.5"),
        ("0.010666666666666663", "0.0106666666666667"),
    ],
)
def test_fractions_as_programs_write_them_are_read_at_15_digits_as_in_workbooks(written: str, meant: str) -> None:
    assert read_figure(written, None) == Decimal(meant) == read_figure(float(meant), None)


def test_whole_numbers_are_never_shortened() -> None:
    assert isinstance(read_figure("1234567890123456", None), UnreadFigure)
    assert isinstance(read_figure("1234567890123456.5", None), UnreadFigure)
