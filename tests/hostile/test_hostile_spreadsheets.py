"""Registers in ODS and XLS: hostile ones are refused like workbooks, sound ones read to the cell."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from optimizer.errors import InvalidInput
from optimizer.imports.register import propose
from optimizer.readers.grid import Area, Formula, Grid, read_grids
from optimizer.readers.guard import ALL_FORMS, form_of
from tests.hostile import spreadsheets as made
from tests.hostile.files import HOSTILE, sound_parts
from tests.hostile.spreadsheets import cell, row
from tests.hostile.watched import refused

HARMFUL = [("ods", name) for name in made.ODS] + [("xls", name) for name in made.XLS]


def written(folder: Path, content: bytes, name: str = "register.ods") -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def grid(folder: Path, content: bytes) -> Grid:
    return read_grids(written(folder, content), forms=ALL_FORMS)[0]


def test_there_are_enough_of_them() -> None:
    assert len(made.ODS) >= 30
    assert len(made.XLS) >= 25


@pytest.mark.parametrize(("form", "name"), HARMFUL)
def test_a_hostile_register_is_refused(form: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = made.ODS[name]() if form == "ods" else made.XLS[name]()
    refused(propose, written(tmp_path, content, f"register.{form}"), monkeypatch)


TOLD = [
    ("ods", "encrypted", "encrypted"),
    ("ods", "encrypted as a whole", "encrypted"),
    ("ods", "macros", "macros"),
    ("ods", "all cells", "20100 rows or 256 columns"),
    ("ods", "many repeats that each would do", "510000 cells"),
    ("ods", "text repeated", "too much text"),
    ("ods", "entities", "document type definition"),
    ("xls", "password", "encrypted"),
    ("xls", "encrypted package", "encrypted"),
    ("xls", "macros", "macros"),
    ("xls", "macro sheet", "macros"),
    ("xls", "last cell", "20100 rows or 256 columns"),
    ("xls", "half a million cells", "510000 cells"),
    ("xls", "web page", "not an XLSX workbook"),
]


@pytest.mark.parametrize(("form", "name", "told"), TOLD)
def test_the_refusal_says_why(form: str, name: str, told: str, tmp_path: Path) -> None:
    content = made.ODS[name]() if form == "ods" else made.XLS[name]()
    with pytest.raises(InvalidInput, match=told):
        propose(written(tmp_path, content, f"register.{form}"))


@pytest.mark.parametrize("name", ["noise", "cut at the end", "macros", "bomb of rows", "last cell", "type in a sheet"])
def test_a_hostile_workbook_is_refused_as_a_register_too(name: str, tmp_path: Path) -> None:
    parts = sound_parts(tmp_path)
    built = HOSTILE[name](parts)
    content = built if isinstance(built, bytes) else made.zipped(built)
    with pytest.raises(InvalidInput):
        propose(written(tmp_path, content, "register.xlsx"))


SOUND = tuple(tuple(Decimal(str(c)) if not isinstance(c, str) else c for c in cells) for cells in made.ROWS)


@pytest.mark.parametrize(("form", "content"), [("ods", made.zipped(made.ods())), ("xls", made.xls())])
def test_a_sound_one_reads_to_the_cell_whatever_its_name_says(form: str, content: bytes, tmp_path: Path) -> None:
    file = written(tmp_path, content, "register.xlsx")
    assert form_of(file) == form
    assert read_grids(file, forms=ALL_FORMS) == [Grid("Реєстр", SOUND)]
    with pytest.raises(InvalidInput, match="not an XLSX workbook"):
        read_grids(file)  # where a case is read, not a register


def typed(kind: str, stored: str = "", inner: str = "", formula: str = "") -> str:
    formula = f' table:formula="of:={formula}"' if formula else ""
    kind = f' office:value-type="{kind}"' if kind else ""
    return f"<table:table-cell{formula}{kind} {stored}>{inner}</table:table-cell>"


SPACED = '<text:p>a<text:s text:c="2"/>b<text:tab/><text:span>c</text:span></text:p><text:p>d</text:p>'
COMMENTED = "<office:annotation><text:p>no</text:p></office:annotation><text:p>yes</text:p>"
FAILED = typed("string", 'office:string-value=""', "<text:p>#DIV/0!</text:p>", "1/0")
MOMENT = "2026-01-02T10:30:00.000000000"
ODD = [
    (typed("percentage", 'office:value="0.2"', "<text:p>20 %</text:p>"), Decimal("0.2")),
    (typed("currency", 'office:value="1234.5"', "<text:p>1 234,50 грн</text:p>"), Decimal("1234.5")),
    (typed("boolean", 'office:boolean-value="true"'), True),
    (typed("date", 'office:date-value="2026-01-02"'), dt.date(2026, 1, 2)),
    (typed("date", f'office:date-value="{MOMENT}"'), dt.datetime(2026, 1, 2, 10, 30)),  # noqa: DTZ001 - no zone
    (typed("string", inner=SPACED), "a  b\tc\nd"),
    (typed("string", inner=COMMENTED), "yes"),
    (typed("string", 'office:string-value="said"'), "said"),
    (FAILED, "#DIV/0!"),
    (typed("", formula="[.A1]*2"), Formula("=[.A1]*2")),
    (typed("float", formula="[.A1]*2"), Formula("=[.A1]*2")),
    (typed("", inner="<text:p/>", formula="&quot;&quot;"), None),
    (typed("float", 'office:value="2"', "<text:p>2</text:p>", "1+1"), Decimal(2)),
    ('<table:covered-table-cell office:value-type="float" office:value="2"/>', None),
]


@pytest.mark.parametrize(("written_as", "value"), ODD)
def test_a_cell_of_an_ods_is_what_it_shows(written_as: str, value: object, tmp_path: Path) -> None:
    assert grid(tmp_path, made.with_rows(row(cell("a"), written_as))).cell(4, 2) == value


def test_repeats_are_unfolded_and_what_repeats_nothing_ends(tmp_path: Path) -> None:
    rows = [
        row(cell(None, ' table:number-columns-repeated="2"'), cell("a", ' table:number-columns-repeated="3"')),
        row(more=' table:number-rows-repeated="2"'),
        row(cell(7), more=' table:number-rows-repeated="2"'),
        made.REST,
    ]
    found = grid(tmp_path, made.zipped(made.ods(made.content(*rows)))).rows
    assert found == ((None, None, "a", "a", "a"), (), (), (7,), (7,))


def test_merged_cells_are_told(tmp_path: Path) -> None:
    merged = cell("a", ' table:number-rows-spanned="2" table:number-columns-spanned="3"')
    content = made.with_rows(row(cell(1), merged), row(cell(2)))
    assert grid(tmp_path, content).merged == (Area(4, 2, 5, 4),)
    areas = made.record(0xE5, b"\x01\x00" + b"".join(n.to_bytes(2, "little") for n in (1, 2, 0, 0)))
    assert grid(tmp_path, made.xls(more=areas)).merged == (Area(2, 1, 3, 1),)


XLS_ODD = [
    (made.record(0x205, bytes([3, 0, 1, 0, 0, 0, 0x2A, 1])), "#N/A"),
    (made.record(0x205, bytes([3, 0, 1, 0, 0, 0, 1, 0])), True),
    (made.record(0x06, bytes([3, 0, 1, 0, 0, 0, 2, 0, 0x07, 0, 0, 0, 0xFF, 0xFF]) + bytes(8)), "#DIV/0!"),
    (made.formula(3, 1, 12.5), Decimal("12.5")),
    (made.formula(3, 1, 0, flags=2) + made.formula(3, 2, 5), Formula("=")),
    (made.formula(3, 1, 0) + made.formula(3, 2, 5), Decimal(0)),
    (made.formula(3, 1, 0), Formula("=")),  # the one formula there is, of a program that can't calculate
    (made.formula(3, 1, 0) + made.record(0x1C1, bytes(8)), Decimal(0)),
]


@pytest.mark.parametrize(("more", "value"), XLS_ODD)
def test_a_cell_of_an_xls_is_what_it_shows(more: bytes, value: object, tmp_path: Path) -> None:
    assert grid(tmp_path, made.xls(more=more)).cell(4, 2) == value


@pytest.mark.parametrize("form", ["ods", "xls"])
def test_what_another_program_saved_is_the_same_register(form: str) -> None:
    registers = Path(__file__).parents[1] / "registers"
    ours = read_grids(registers / "plant-uk.xlsx")
    theirs = read_grids(registers / f"plant-uk.{form}", forms=ALL_FORMS)
    for one, other in zip(ours, theirs, strict=True):
        assert (one.name, set(one.merged), len(one.rows)) == (other.name, set(other.merged), len(other.rows))
        pairs = [pair for rows in zip(one.rows, other.rows, strict=True) for pair in zip(*rows, strict=True)]
        assert all(a == b or isinstance(a, Formula) for a, b in pairs)  # it has calculated, ours never was
