"""How ODS sheets look: the text that a cell shows beside its value, hidden rows, columns and tables, struck text."""

from pathlib import Path

import pytest

from optimizer.readers.grid import Appearance, FormattedCells, read_grids
from optimizer.readers.guard import ALL_FORMS
from tests.hostile import spreadsheets as made
from tests.hostile.spreadsheets import cell, row

STYLES = (
    '<office:automatic-styles xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
    '<style:style style:name="out" style:family="table-cell">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="child" style:family="table-cell" style:parent-style-name="out"/>'
    '<style:style style:name="again" style:family="table-cell" style:parent-style-name="out">'
    '<style:text-properties style:text-line-through-style="none"/></style:style>'
    '<style:style style:name="unseen" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
    "</office:automatic-styles>"
)


def seen(folder: Path, *rows: str, table: str = "") -> Appearance:
    content = made.content(*rows).replace(b"<office:body>", STYLES.encode() + b"<office:body>")
    content = content.replace(b"table:name=", f"{table} table:name=".encode(), 1)
    (folder / "r.ods").write_bytes(made.zipped(made.ods(content)))
    return read_grids(folder / "r.ods", forms=ALL_FORMS)[0].seen


def figure(value: float, shown: str, kind: str = "float", more: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:value="{value}"{more}><text:p>{shown}</text:p>'
        "</table:table-cell>"
    )


@pytest.mark.parametrize(
    ("value", "shown", "kind", "formatted"),
    [
        (400_000, "400", "float", (3, "")),
        (400_400, "400,4 тис. грн", "float", (3, "тис. грн")),
        (1_250_499, "1 250", "float", (3, "")),
        (1_500_000, "1,5", "float", (6, "")),
        (0.15, "15 %", "percentage", (-2, "")),
        (400, "400,00 €", "currency", (0, "€")),
        (5, "5,0 МВт·год", "float", (0, "МВт·год")),
        (400_000, "400 000,00", "float", None),
        (400_000, "400.000,00", "float", None),
        (400_000, "400,000.00", "float", None),
        (400_000, "4,00E+05", "float", None),
        (-12.345, "-12,35", "float", None),
        (0, "-", "float", None),
    ],
)  # fmt: skip
def test_a_figure_is_compared_with_the_text_shown(
    value: float, shown: str, kind: str, formatted: tuple[int, str] | None, tmp_path: Path
) -> None:
    found = seen(tmp_path, row(cell("a"), figure(value, shown, kind)))
    assert found.formats == ((FormattedCells(2, 1, 1, *formatted),) if formatted else ())


def test_repeated_rows_and_columns_are_all_formatted(tmp_path: Path) -> None:
    twice = figure(400_000, "400", more=' table:number-columns-repeated="2"')
    found = seen(tmp_path, row(), row(cell("a"), twice, more=' table:number-rows-repeated="3"'))
    assert found.formats == (FormattedCells(2, 2, 4, 3, ""), FormattedCells(3, 2, 4, 3, ""))


@pytest.mark.parametrize("how", ["collapse", "filter"])
def test_hidden_rows_and_columns_are_told(how: str, tmp_path: Path) -> None:
    columns = f'<table:table-column/><table:table-column table:number-columns-repeated="2" table:visibility="{how}"/>'
    rows = [row(cell("a"), cell("b")), row(cell("c"), more=f' table:visibility="{how}" table:number-rows-repeated="2"')]
    found = seen(tmp_path, columns, *rows)
    assert (found.hidden_rows, found.hidden_columns) == ({2, 3}, {2})


def test_a_hidden_table_is_told(tmp_path: Path) -> None:
    assert seen(tmp_path, row(cell("a")), table='table:style-name="unseen"').hidden


@pytest.mark.parametrize(
    ("columns", "struck", "is_struck"),
    [
        ("", cell("a", ' table:style-name="out"'), True),
        ("", cell("a", ' table:style-name="child"'), True),
        ("", cell("a", ' table:style-name="again"'), False),
        ("", cell(None, ' table:style-name="out"'), False),
        ('<table:table-column table:default-cell-style-name="out"/>', cell("a"), True),
        ('<table:table-column table:default-cell-style-name="out"/>', cell("a", ' table:style-name="again"'), False),
        ("", cell('a <text:span text:style-name="out">b</text:span>'), True),
    ],
)
def test_struck_text_is_told(columns: str, struck: str, is_struck: bool, tmp_path: Path) -> None:  # noqa: FBT001
    assert seen(tmp_path, columns, row(struck)).struck_rows == ({1} if is_struck else set())
