"""A case in one workbook: what stands where, what is told, what is written."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from typer.testing import CliRunner

from optimizer.case import FILES
from optimizer.cli.workbooks import register
from optimizer.errors import InvalidInput
from optimizer.readers import read_case, read_question, write_case
from optimizer.readers.tables import columns_of
from optimizer.readers.template import LANGUAGES, _texts, write_template
from optimizer.readers.workbook_writer import write_workbook
from tests.hostile.files import small_case

UNNAMED = "a value has no header above it: name the column, or delete the value"
Sheets = dict[str, list[list[object]]]
CANNERY = Path(__file__).parents[2] / "data" / "cannery"


def sheets() -> Sheets:
    return {
        "case": [["key", "value"], ["name", "Plant"], ["currency", "UAH"], ["base_year", 2026]],
        "streams": [["stream", "kind", "unit", "price"], ["power", "energy", "kWh", 5.5]],
        "measures": [["measure", "name", "capex", "lifetime"], ["led", "LED", 1200, 5], ["pump", "Pump", "300,5", "8"]],
        "effects": [["measure", "stream", "quantity"], ["led", "power", 900]],
    }


def written(folder: Path, given: Sheets) -> Path:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in given.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "plant.xlsx")
    return folder / "plant.xlsx"


def told(file: Path) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        read_case(file)
    return [str(problem) for problem in refused.value.problems]


def test_a_workbook_is_a_case(tmp_path: Path) -> None:
    case, warnings = read_case(written(tmp_path, sheets()))
    assert not warnings
    assert (case.name, case.base_year, [str(one.capex) for one in case.measures]) == ("Plant", 2026, ["1200", "300.5"])


def test_other_sheets_are_ignored_and_listed(tmp_path: Path) -> None:
    _, warnings = read_case(written(tmp_path, {**sheets(), "Mesures": [["a"]], "Units": [["b"]]}))
    assert [str(one) for one in warnings] == [
        'plant.xlsx sheet Mesures: is not part of a case and is ignored (did you mean "measures"?)'
    ]


def test_problems_are_told_where_they_stand(tmp_path: Path) -> None:
    given = sheets()
    given["measures"][1][2] = -5
    given["effects"].append(["lamp", "power", 3])
    assert told(written(tmp_path, given)) == [
        "plant.xlsx sheet measures row 2, capex: must be ≥ 0",
        'plant.xlsx sheet effects row 3, measure: unknown measure "lamp"',
    ]


def test_empty_is_missing_and_formulas_without_values_are_told(tmp_path: Path) -> None:
    given = sheets()
    given["measures"][1][3] = None
    assert told(written(tmp_path, given)) == ["plant.xlsx sheet measures row 2, lifetime: is missing"]
    given["measures"][1][3] = "=2+3"
    (message,) = told(written(tmp_path, given))
    assert message.startswith("plant.xlsx sheet measures row 2, lifetime: the formula =2+3 has no stored value")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"case": None}, "plant.xlsx sheet case: the sheet is missing: it sets name, currency and base_year"),
        ({"effects": None}, "plant.xlsx sheet effects: the sheet is missing"),
        ({"effects": []}, "plant.xlsx sheet effects: is empty: add a header row"),
        ({"case": [["a", "b"], ["c", "d"]]}, "plant.xlsx sheet case row 1: needs the columns key and value"),
        (
            {"effects": [["measure", "stream", "quantity"], ["led", "power", 900, "note"]]},
            f"plant.xlsx sheet effects row 2: {UNNAMED}",
        ),
    ],
)
def test_what_is_missing_is_told_once(tmp_path: Path, change: Sheets, message: str) -> None:
    given = {name: rows for name, rows in {**sheets(), **change}.items() if rows is not None}
    assert told(written(tmp_path, given)) == [message]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["name", "A"]], 'the key "name" occurs twice: keep one'),
        ([["colour", "A"]], 'unknown key "colour"'),
        ([["company.", "A"]], "a value needs a key of its own"),
        ([["company.a", "[1,", "toml"]], "the value doesn't match written_as: leave written_as empty"),
        ([["company.a", "1", "yaml"]], "the value doesn't match written_as: leave written_as empty"),
    ],
)
def test_keys_of_the_case_are_checked(tmp_path: Path, rows: list[list[object]], message: str) -> None:
    given = sheets()
    given["case"][0].append("written_as")
    given["case"] += rows
    assert [line.split(": ", 1)[1] for line in told(written(tmp_path, given))] == [message]


def test_a_company_keeps_its_keys(tmp_path: Path) -> None:
    company = {"city": "Херсон", "a.b": 3, "tags": ["x", 1], "deep": {"k": True}, "": "", "id": "007", "big": 10**18}
    case = small_case().model_copy(update={"company": company})
    write_workbook(tmp_path / "case.xlsx", case)
    assert read_case(tmp_path / "case.xlsx")[0].company == company
    del company[""]
    write_workbook(tmp_path / "plain.xlsx", case.model_copy(update={"company": company}))
    assert read_case(tmp_path / "plain.xlsx")[0].company == company


def test_a_scenario_may_name_a_workbook(tmp_path: Path) -> None:
    write_workbook(tmp_path / "cannery.xlsx", read_case(CANNERY)[0])
    text = (CANNERY.parents[1] / "scenarios" / "base.toml").read_text(encoding="utf-8")
    (tmp_path / "folder.toml").write_text(text.replace("../data/cannery", str(CANNERY)), encoding="utf-8")
    (tmp_path / "book.toml").write_text(text.replace("../data/cannery", "cannery.xlsx"), encoding="utf-8")
    folder, book = read_question(tmp_path / "folder.toml"), read_question(tmp_path / "book.toml")
    assert book.case == folder.case
    assert book.sha256 == folder.sha256


def test_no_text_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    texts = ["=cmd|'/C calc'!A0", "=1+1", "+1", "-1", "@SUM(A1)", "https://a.b", "mailto:a@b", "{=A1}"]
    measures = tuple(
        small_case().measures[0].model_copy(update={"measure": f"m{n}", "name": t}) for n, t in enumerate(texts)
    )
    write_workbook(tmp_path / "case.xlsx", small_case().model_copy(update={"measures": measures, "effects": ()}))
    with zipfile.ZipFile(tmp_path / "case.xlsx") as package:
        everything = b"".join(package.read(name) for name in package.namelist() if name.startswith("xl/"))
    assert b"<f>" not in everything
    assert b"hyperlink" not in everything
    assert [measure.name for measure in read_case(tmp_path / "case.xlsx")[0].measures] == texts


def in_sheet(path: Path, name: str) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row] for row in load_workbook(path)[name].values]


def test_a_register_comes_back_in_its_own_order_with_its_empty_cells(tmp_path: Path) -> None:
    given = sheets()
    given["measures"] = [
        ["measure", "name", "capex", "lead", "lifetime", "renewal", "low", "use_days", "spend"],
        ["pump", "Pump", 300.5, None, 8, None, None, 2, None],
        ["boiler", "Boiler", 9000, 0, 15, 0, None, None, "0.5;0.5"],
        ["led", "LED", 1200, 1, 5, None, None, 0, None],
    ]
    given["effects"] += [["boiler", "power", 5], ["pump", "power", 70]]
    write_workbook(tmp_path / "again.xlsx", read_case(written(tmp_path, given))[0])
    measures = in_sheet(tmp_path / "again.xlsx", "measures")
    assert measures == [
        ["measure", "name", "capex", "spend", "lifetime", "lead", "renewal", "use_days"],
        ["pump", "Pump", "300.5", "", "8", "", "", "2"],
        ["boiler", "Boiler", "9000", "0.5;0.5", "15", "0", "0", ""],
        ["led", "LED", "1200", "", "5", "1", "", "0"],
    ]
    assert [row[0] for row in in_sheet(tmp_path / "again.xlsx", "effects")] == ["measure", "led", "boiler", "pump"]


@pytest.mark.parametrize("case", ["cannery", "teaching"])
def test_a_shipped_register_is_exported_cell_by_cell(tmp_path: Path, case: str) -> None:
    folder = CANNERY.parent / case
    write_case(tmp_path / "again", read_case(folder)[0])
    for path in folder.glob("*.csv"):
        given, back = (
            list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
            for file in (path, tmp_path / "again" / path.name)
        )
        assert [{column: cell for column, cell in row.items() if cell} for row in back] == [
            {column: cell for column, cell in row.items() if cell} for row in given
        ], path.name


def test_the_same_case_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_workbook(tmp_path / f"{name}.xlsx", small_case())
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_what_is_there_is_never_overwritten_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "case.xlsx").write_bytes(b"mine")
    with pytest.raises(InvalidInput, match="not overwritten"):
        write_workbook(tmp_path / "case.xlsx", small_case())
    long = small_case().measures[0].model_copy(update={"notes": "x" * 40_000})
    with pytest.raises(InvalidInput, match="at most 32767 characters"):
        write_workbook(tmp_path / "long.xlsx", small_case().model_copy(update={"measures": (long,)}))
    assert [path.name for path in tmp_path.iterdir()] == ["case.xlsx"]
    assert (tmp_path / "case.xlsx").read_bytes() == b"mine"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_is_a_valid_case_with_lists_and_explanations(tmp_path: Path, language: str) -> None:
    write_template(tmp_path / "template.xlsx", language)  # type: ignore[arg-type]
    case, warnings = read_case(tmp_path / "template.xlsx")
    assert not warnings
    assert all(getattr(case, name) for name in FILES if name != "funding")
    book = load_workbook(tmp_path / "template.xlsx")
    for name, model in FILES.items():
        header = book[name][1]
        assert set(columns_of(model)) <= {cell.value for cell in header}
        assert all(cell.comment for cell in header if not str(cell.value).startswith("use_"))
    comments = {cell.value: cell.comment.text for cell in book["measures"][1] if cell.comment}
    assert comments["lead"].endswith(" 1.")
    assert comments["opex_change"].endswith(" 0.")
    assert not comments["renewal"].endswith(" 0.")  # empty is unlike 0 there
    lists = {str(rule.sqref).split(":", maxsplit=1)[0] for rule in book["measures"].data_validations.dataValidation}
    offered = {book["measures"][place.replace("2", "1", 1)].value for place in lists}
    assert offered == {"practice", "lever", "confidence", "status", "mv_option"}


def test_every_column_has_a_ukrainian_explanation() -> None:
    ukrainian = _texts()["uk"]
    assert [
        (name, column) for name, model in FILES.items() for column in columns_of(model) if column not in ukrainian[name]
    ] == []


def test_the_commands(tmp_path: Path) -> None:
    app, importing, exporting = typer.Typer(), typer.Typer(), typer.Typer()
    app.add_typer(importing, name="import")
    app.add_typer(exporting, name="export")
    register(app, importing, exporting)
    write_case(tmp_path / "case", small_case())
    for line in (
        ["template", "--language", "uk", "--out", str(tmp_path / "new.xlsx")],
        ["export", "xlsx", str(tmp_path / "case"), "--out", str(tmp_path / "case.xlsx")],
        ["import", "xlsx", str(tmp_path / "case.xlsx"), "--out", str(tmp_path / "again")],
    ):
        result = CliRunner().invoke(app, line)
        assert result.exit_code == 0, result.output
    assert read_case(tmp_path / "again")[0] == small_case()
    for file in (tmp_path / "case").iterdir():
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes()


def changed_look(folder: Path, change: Callable[[Workbook], object], given: Sheets | None = None) -> Path:
    file = written(folder, given or sheets())
    book = load_workbook(file)
    change(book)
    book.save(file)
    return file


def test_struck_through_measures_are_refused_until_they_are_deleted_or_meant(tmp_path: Path) -> None:
    def strike(book: Workbook) -> None:
        book["measures"]["B3"].font = Font(strike=True)

    [problem] = told(changed_look(tmp_path, strike))
    assert problem.startswith("plant.xlsx sheet measures row 3: has struck-through text in rows 3: delete")


def test_what_is_hidden_is_read_and_reported(tmp_path: Path) -> None:
    def hide(book: Workbook) -> None:
        book["measures"].row_dimensions[3].hidden = True
        book["measures"].row_dimensions[99].hidden = True  # empty
        book["streams"].column_dimensions["D"].hidden = True
        book["effects"].sheet_state = "hidden"

    case, warnings = read_case(changed_look(tmp_path, hide))
    assert len(case.measures) == 2
    assert sorted(str(one) for one in warnings) == [
        "plant.xlsx sheet effects: the sheet is hidden, but it is read",
        "plant.xlsx sheet measures row 3: has hidden or filtered-out rows, which are read like all others: 3",
        "plant.xlsx sheet streams row 1, price: the column is hidden, but it is read",
    ]


def test_a_figure_shown_in_thousands_is_read_as_stored_and_reported_but_a_per_cent_is_the_same_figure(
    tmp_path: Path,
) -> None:
    def put_in_format(book: Workbook) -> None:
        book["measures"]["C2"].number_format = "#,##0.0,"
        book["streams"]["D2"].number_format = "0%"

    case, [warning] = read_case(changed_look(tmp_path, put_in_format))
    assert case.measures[0].capex == 1200
    text = "shows 1.2 because of its number format, but 1200 is stored and read"
    assert str(warning) == f"plant.xlsx sheet measures row 2, capex: {text}"


def test_a_currency_that_cells_show_is_compared_with_that_of_the_case(tmp_path: Path) -> None:
    def put_in_format(book: Workbook) -> None:
        book["measures"]["C2"].number_format = r"#,##0\ [$€-407]"
        book["measures"]["C3"].number_format = r"#,##0\ [$€-407]"
        book["streams"]["D2"].number_format = '0.00 "UAH"'

    case, [warning] = read_case(changed_look(tmp_path, put_in_format))
    assert case.currency == "UAH"
    text = 'shows "€" beside its figure because of its number format, but is read in UAH'
    assert str(warning) == f"plant.xlsx sheet measures row 2, capex: {text}"


def test_ids_that_became_dates_are_reported(tmp_path: Path) -> None:
    given = sheets()
    given["measures"][2][0] = dt.date(2026, 3, 10)
    _, [warning] = read_case(written(tmp_path, given))
    assert (warning.row, warning.column) == (3, "measure")


def test_strict_open_xml_is_read(tmp_path: Path) -> None:
    file = written(tmp_path, sheets())
    assert read_case(strict(file))[0] == read_case(file)[0]


def strict(file: Path) -> Path:
    """Write a workbook once more as Excel's "Strict Open XML Spreadsheet"."""
    other = file.with_stem("strict")
    with zipfile.ZipFile(file) as package, zipfile.ZipFile(other, "w") as copy:
        for part in package.infolist():
            content = package.read(part)
            for family in (b"spreadsheetml", b"officeDocument", b"drawingml"):
                usual = b"http://schemas.openxmlformats.org/" + family + b"/2006/"
                content = content.replace(usual, b"http://purl.oclc.org/ooxml/" + family + b"/")
            copy.writestr(part.filename, content)
    return other
