"""Files are read exactly, or refused with every problem where it stands."""

import csv
import io
import os
import random
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.case import Case
from optimizer.decimals import Decimal
from optimizer.errors import InvalidInput, Problem
from optimizer.readers import read_case, read_question, read_scenario, write_case, write_tables
from optimizer.scenario import Percent
from optimizer.shipped import scenario as shipped

REGISTER = {
    "case.toml": 'name = "Plant"\ncurrency = "UAH"\nbase_year = 2026\n[company]\nstaff = 120\nshare = 0.10\n',
    "streams.csv": "stream,kind,unit,price,baseline\npower,energy,kWh,5,1000\ngas,energy,m3,20,\n",
    "measures.csv": (
        "measure,name,capex,lifetime,spend,requires,notes,use_Days\n"
        'led,LED,"1 250,50",5,0.4;0.6,,"two\nlines",3\n'
        "vsd,Drive,1000,10,,led,,\n"
    ),
    "effects.csv": "measure,stream,end_use,quantity,share\nled,power,,100,\nvsd,,air,,0.2\n",
    "end_uses.csv": "end_use,stream,baseline\nair,power,500\n",
    "factors.csv": "stream,pollutant,kg_per_unit,scope\npower,co2e,0.4,2\n",
    "pollutants.csv": "pollutant,tax,tax_scopes\nco2e,30,1;2\n",
    "interactions.csv": "first,second,stream,quantity\nled,vsd,power,-5\n",
}
BASE = 'name = "Base"\ncase = "plant"\nhorizon_years = 10\nstart_years = 3\ndiscount_rate = 0.1\n'


def written(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
    return folder


def plant(folder: Path, **changed: str | bytes) -> Path:
    """The good register, with the content of some files replaced."""
    return written(folder / "plant", REGISTER | {f"{name}.csv": content for name, content in changed.items()})


def wrong(path: Path, **overrides: Any) -> list[Problem]:
    with pytest.raises(InvalidInput) as caught:
        read_case(path) if path.is_dir() or path.suffix != ".toml" else read_question(path, overrides)
    return list(caught.value.problems)


def places(problems: list[Problem]) -> list[tuple[str, int | None, str | None]]:
    return [(problem.file, problem.row, problem.column) for problem in problems]


def only(problems: list[Problem]) -> Problem:
    [problem] = problems
    return problem


# A case


def test_a_good_register_is_read_exactly(tmp_path: Path) -> None:
    case, warnings = read_case(plant(tmp_path))
    assert warnings == ()
    led = case.measure["led"]
    assert (led.capex, led.spend, led.uses, led.row) == (
        Decimal("1250.5"),
        (Decimal("0.4"), Decimal("0.6")),
        {"Days": 3},
        2,
    )
    assert (case.measure["vsd"].requires, case.measure["vsd"].row) == (("led",), 4)
    assert case.stream["gas"].baseline is None
    assert case.pollutant["co2e"].tax_scopes == (1, 2)
    assert case.company == {"staff": 120, "share": Decimal("0.10")}


def test_an_empty_cell_is_missing_and_never_nought(tmp_path: Path) -> None:
    streams = "stream,kind,unit,price,baseline\npower,energy,kWh, ,\ngas,energy,m3\n"
    case, _ = read_case(plant(tmp_path, streams=streams))
    assert [stream.baseline for stream in case.streams] == [None, None]
    problem = only(wrong(plant(tmp_path, end_uses="end_use,stream,baseline\nair,power,\n")))
    assert str(problem) == "end_uses.csv row 2, baseline: is missing"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_bom_and_line_ends_make_no_difference(tmp_path: Path, encoding: str, newline: str) -> None:
    good, _ = read_case(plant(tmp_path))
    files = {name: text.replace("two\nlines", "two lines") for name, text in REGISTER.items()}
    expected, _ = read_case(written(tmp_path / "one", files))
    changed = {
        name: (text if name == "case.toml" else text.replace("\n", newline)).encode(encoding)
        for name, text in files.items()
    }
    case, _ = read_case(written(tmp_path / "other", changed))
    assert case == expected
    assert case != good


@pytest.mark.parametrize(("separator", "hint"), [(";", ""), ("\t", ""), (";", "sep=;\n")])
def test_a_header_says_what_separates_the_cells(tmp_path: Path, separator: str, hint: str) -> None:
    lines = ["measure,name,capex,lifetime,spend", "led,LED,'1250,5',5,'0.4;0.6'", "vsd,Drive,1000,10,"]
    cells = [
        [cell.replace("~", ",") for cell in line.replace("0,5", "0~5").replace("'", '"').split(",")] for line in lines
    ]
    text = hint + "\n".join(separator.join(row) for row in cells)
    case, warnings = read_case(plant(tmp_path, measures=text))
    assert (case.measure["led"].capex, warnings) == (Decimal("1250.5"), ())
    assert case.measure["led"].spend == (Decimal("0.4"), Decimal("0.6"))
    assert case.measure["led"].row == 2 + bool(hint)


def test_headers_are_read_whatever_their_case_and_spaces(tmp_path: Path) -> None:
    header = " Measure ,NAME,Capex,lifetime,spend,requires,notes,Use_Days\n"
    measures = header + REGISTER["measures.csv"].partition("\n")[2]
    assert read_case(plant(tmp_path, measures=measures))[0] == read_case(plant(tmp_path))[0]


def test_the_order_of_rows_and_columns_never_matters(tmp_path: Path) -> None:
    expected, _ = read_case(plant(tmp_path))
    dice = random.Random(1)
    for attempt in range(5):
        files = dict(REGISTER)
        for name in ("streams.csv", "effects.csv"):
            table = [line.split(",") for line in files[name].splitlines()]
            order = dice.sample(range(len(table[0])), len(table[0]))
            body = dice.sample(table[1:], len(table) - 1)
            files[name] = "\n".join(",".join(row[i] for i in order) for row in [table[0], *body])
        case, _ = read_case(written(tmp_path / str(attempt), files))
        assert case.model_dump_json() == expected.model_dump_json()


def test_a_row_number_is_the_line_in_an_editor(tmp_path: Path) -> None:
    measures = 'measure,name,capex,lifetime\n\na,"A\nB",1,5\n,,,\nb,B,-1,5\n'
    assert places(
        wrong(plant(tmp_path, measures=measures, effects="measure\n", interactions="first,second,quantity\n"))
    ) == [
        ("measures.csv", 6, "capex"),
    ]


def test_unknown_columns_are_a_warning_with_a_guess(tmp_path: Path) -> None:
    streams = "stream,kind,unit,prise,Escallation\npower,energy,kWh,5,0\ngas,energy,m3,5,0\n"
    _, warnings = read_case(plant(tmp_path, streams=streams))
    assert [(problem.row, problem.column, problem.guess) for problem in warnings] == [
        (1, "prise", "price"),
        (1, "escallation", "escalation"),
    ]


def test_files_that_are_no_part_are_a_warning(tmp_path: Path) -> None:
    folder = written(plant(tmp_path), {"interaction.csv": "", "notes.txt": ""})
    _, warnings = read_case(folder)
    assert [(problem.file, problem.guess) for problem in warnings] == [
        ("interaction.csv", "interactions.csv"),
    ]


def test_files_saved_by_a_ukrainian_excel_are_read_as_it_shows_them(tmp_path: Path) -> None:
    files = {
        "streams": "stream;name;name_uk;kind;unit;price;baseline\npower;1,200;Електроенергія;energy;kWh;5,25;1000\n"
        "gas;;Газ № 2;energy;m3;20,5;\n",
        "factors": "stream;pollutant;kg_per_unit;scope\npower;co2e;0,4;2\ngas;co2e;1,909;1\n",
        "measures": 'measure;name;capex;lifetime;spend;use_Days\nled;LED;1 250,50;5;"0,4;0,6";1,125\n'
        "vsd;Drive;1000;10;;12,5\n",
    }
    for encoding in ("cp1251", "utf-8-sig", "utf-8"):
        for end in ("\r\n", "\n"):
            saved = {name: text.replace("\n", end).encode(encoding) for name, text in files.items()}
            case, warnings = read_case(plant(tmp_path, **saved))
            assert warnings == ()
            assert [factor.kg_per_unit for factor in case.factors] == [Decimal("1.909"), Decimal("0.4")]
            assert case.measure["led"].uses == {"Days": Decimal("1.125")}
            assert (case.stream["power"].name, case.stream["gas"].name_uk) == ("1,200", "Газ № 2")


@pytest.mark.parametrize("name", ["cannery", "teaching"])
def test_a_shipped_case_saved_again_by_a_ukrainian_excel_is_the_same_case(tmp_path: Path, name: str) -> None:
    original = shipped("base").parents[1] / "data" / name
    (tmp_path / "case.toml").write_bytes((original / "case.toml").read_bytes())
    for path in original.glob("*.csv"):
        table = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
        saved = io.StringIO()
        is_text = [column in {"arc", "notes", "notes_uk"} for column in table[0]]  # codes like 2.7142 stay texts there
        with_commas = [
            [
                cell if text else re.sub(r"^(-?\d+)\.(\d+)$", r"\1,\2", cell)
                for text, cell in zip(is_text, row, strict=True)
            ]
            for row in table
        ]
        csv.writer(saved, delimiter=";", lineterminator="\r\n").writerows(with_commas)
        (tmp_path / path.name).write_bytes(saved.getvalue().encode("utf-8-sig"))
    assert read_case(tmp_path) == read_case(original)


@pytest.mark.parametrize(
    ("separator", "numbers"),
    [
        (",", ("0,4", "1,909")),  # quoted cells: nothing says which program wrote them
        (";", ("2", "1,909")),
        (";", ("0.4", "1,909")),
        (";", ("1,234,567", "1,909")),
        (";", ("1,234.5", "1,909")),
    ],
)
def test_a_comma_that_the_file_does_not_explain_stays_in_doubt(
    tmp_path: Path, separator: str, numbers: tuple[str, str]
) -> None:
    rows = [["stream", "pollutant", "kg_per_unit", "scope"]]
    rows += [[stream, "co2e", f'"{number}"', "1"] for stream, number in zip(("power", "gas"), numbers, strict=True)]
    factors = "".join(separator.join(row) + "\n" for row in rows)
    assert ("factors.csv", 3, "kg_per_unit") in places(wrong(plant(tmp_path, factors=factors)))


FILE_DEFECTS: list[tuple[str, str | bytes, int | None, str | None, str]] = [
    ("streams", "", None, None, "is empty"),
    ("streams", "Łódź,kind\n".encode("cp1250"), 1, None, "probably in Windows-1251 (cp1251): save it as UTF-8"),
    ("streams", "stream,kind\n".encode("utf-16"), None, None, "probably in UTF-16"),
    ("streams", "stream,kind\n".encode("utf-16-le"), None, None, "probably in UTF-16"),
    ("streams", b"stream,kind,unit\npower,energy,k\0Wh\n", 2, None, "NUL"),
    ("streams", b"stream,name,kind,unit\npower,a,energy,kWh\ngas,G\xe3\xe0s,energy,m3\n", 3, None, "UTF-8"),
    ("streams", 'stream,kind,unit\npower,energy,"kWh\ngas,energy,m3\n', 2, None, "not valid CSV"),
    ("streams", "stream,unit\npower,kWh\ngas,m3\n", 1, "kind", "the column is missing"),
    ("streams", "strem,kind,unit\npower,energy,kWh\n", 1, "stream", 'did you mean "strem"?'),
    ("streams", "stream,kind,unit,Unit\npower,energy,kWh,kWh\ngas,energy,m3,m3\n", 1, "unit", "2 times"),
    ("streams", "stream,kind,unit\npower,energy,kWh,5\ngas,energy,m3\n", 2, None, "4 cells but the header has 3"),
    ("streams", "stream,kind,unit,\npower,energy,kWh,5\ngas,energy,m3\n", 2, None, "no header above it"),
    ("streams", "stream,kind,unit\n" + "," * 300 + "x\n", 2, None, "more than 200000 rows or 256 columns"),
    ("streams", "stream,kind,unit\npower,energy,\ngas,energy,m3\n", 2, "unit", "is missing"),
    ("streams", "stream,kind,unit\npower,Energie,kWh\ngas,energy,m3\n", 2, "kind", 'did you mean "energy"?'),
    ("streams", 'stream,kind,unit,price\npower,energy,kWh,"1,200"\ngas,energy,m3,\n', 2, "price", "two ways"),
    (
        "streams",
        "stream,kind,unit,escalation\npower,energy,kWh,-1\ngas,energy,m3,\n",
        2,
        "escalation",
        "above −0.9 and at most 10",
    ),
    ("factors", "stream,pollutant,kg_per_unit,scope\npower,co2e,0.4,4\n", 2, "scope", "≤ 3"),
]


@pytest.mark.parametrize("defect", FILE_DEFECTS, ids=lambda defect: defect[-1])
def test_a_defect_of_a_file_is_one_problem_without_aftermath(tmp_path: Path, defect: Any) -> None:
    name, content, row, column, message = defect
    problem = only(wrong(plant(tmp_path, **{name: content})))
    assert (problem.file, problem.row, problem.column) == (f"{name}.csv", row, column)
    assert message in problem.message


@pytest.mark.parametrize(
    ("head", "row", "column", "message"),
    [
        (
            'name = "P"\ncurrency = "UAH"\nbase_year = 2026\nbase_yer = 1\n',
            None,
            "base_yer",
            'did you mean "base_year"?',
        ),
        ('name = "P"\ncurrency = "UAH"\n', None, "base_year", "is missing"),
        ('name = "P"\ncurrency = "грн"\nbase_year = 2026\n', None, "currency", "three capital letters"),
        ('name = ""\ncurrency = "UAH"\nbase_year = 2026\n', None, "name", "must not be empty"),
        ('name = 5\ncurrency = "UAH"\nbase_year = 2026\n', None, "name", "must be text"),
        ('name = "P"\ncurrency = "UAH"\nbase_year = 20.5\n', None, "base_year", "whole number"),
        ('name = "P"\ncurrency = "UAH"\nbase_year = 2026\ncompany = 5\n', None, "company", "must be a table"),
        ('name = "P"\ncurrency = UAH\n', 2, None, "not valid TOML"),
        ('name = "P"\nbase_year = ' + "9" * 5000, None, None, "not valid TOML"),
        ('name = "P', 1, None, "not valid TOML"),
        ("a." * 30 + "a = 1", None, None, "more than 20 dots"),
        ("a = " + "[" * 30, None, None, "nested more than 20 deep"),
        ("# " + "x" * 70_000, None, None, "larger than 64 KB"),
    ],
)
def test_a_defect_of_case_toml_is_one_problem(
    tmp_path: Path, head: str, row: int | None, column: str | None, message: str
) -> None:
    problem = only(wrong(written(plant(tmp_path), {"case.toml": head})))
    assert (problem.file, problem.row, problem.column) == ("case.toml", row, column)
    assert message in problem.message


def test_dots_and_brackets_in_texts_and_comments_are_no_structure(tmp_path: Path) -> None:
    noise = f'# {"[" * 50}\n[company]\na = "{"[." * 50}"\nb = \'\'\'{"{." * 50}\'\'\'\nc = """\\"{"[" * 50}"""\n'
    head = 'name = "P"\ncurrency = "UAH"\nbase_year = 2026\n' + noise
    assert len(read_case(written(plant(tmp_path), {"case.toml": head}))[0].company) == 3


@pytest.mark.parametrize("text", ['"""' + '\\"""' * 16_000, "'" * 65_000, '"' * 65_000, "a.\n" * 20_000, "[" * 65_000])
def test_hostile_toml_is_refused_fast(tmp_path: Path, text: str) -> None:
    only(wrong(written(plant(tmp_path), {"case.toml": text})))


def test_missing_files_are_all_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    files = ["case.toml", "streams.csv", "measures.csv", "effects.csv"]
    assert [problem.file for problem in wrong(tmp_path / "empty")] == files


@pytest.mark.parametrize(
    ("name", "message"),
    [("plant.xlsx", "not an XLSX workbook"), ("plant.txt", "is not a case"), ("nowhere", "there is no folder")],
)
def test_what_is_no_folder_is_told_apart(tmp_path: Path, name: str, message: str) -> None:
    if name != "nowhere":
        (tmp_path / name).write_bytes(b"PK")
    assert message in only(wrong(tmp_path / name)).message


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    folder = plant(tmp_path)
    (folder / "streams.csv").unlink()
    os.mkfifo(folder / "streams.csv")
    assert only(wrong(folder)).message == "is not a file"


PLANTED = [
    ("streams", "water,Water,m3,5,1", "kind"),
    ("streams", "power,energy,kWh,5,1", "stream"),
    ("streams", "steam,energy,,5,1", "unit"),
    ("streams", "heat,energy,Gcal,five,1", "price"),
    ("streams", "coal,energy,t,5,-1", "baseline"),
    ("pollutants", "nox,1e20,1", "tax"),
    ("pollutants", "dust,1,5", "tax_scopes"),
    ("factors", "pwer,co2e,1,1", "stream"),
    ("factors", "power,co2e,1,2", "stream"),
    ("end_uses", "light,powr,1", "stream"),
    ("measures", "heat1,H,-5,5,,,,", "capex"),
    ("measures", "heat2,H,5,0,,,,", "lifetime"),
    ("measures", "heat3,H,5,5,0.5,,,", "spend"),
    ("measures", "heat4,H,5,5,,nothing,,", "requires"),
    ("measures", "heat5,H,5,5,,heat5,,", "requires"),
    ("measures", "heat8,H,5,5,,,,x", "use_Days"),
    ("measures", "теplo,H,5,5,,,,", "measure"),
    ("effects", "heat1,gaz,,1,", "stream"),
    ("effects", "heat1,gas,air,1,", "end_use"),
    ("effects", "heat1,gas,,1,0.5", "share"),
    ("effects", "heat1,,air,600,", "quantity"),
    ("effects", "heat1,,air,,1.5", "share"),
    ("effects", "led,power,,100,", None),
    ("effects", "led,power,,100,0,0", None),
    ("interactions", "led,led,power,1", "second"),
    ("interactions", "led,vsd,,1", "stream"),
]


def test_all_defects_of_a_folder_are_reported_at_once(tmp_path: Path) -> None:
    files = {name.removesuffix(".csv"): text for name, text in REGISTER.items() if name.endswith(".csv")}
    expected = []
    for name, line, column in PLANTED:
        files[name] += line + "\n"
        expected.append((f"{name}.csv", files[name].count("\n"), column))
    assert sorted(places(wrong(plant(tmp_path, **files))), key=str) == sorted(expected, key=str)


SPLICES = st.sampled_from([",", ";", '"', "\n", "\r", "\0", "led", "-1", "0,5", "é", "М", "[", "{", ".", "=", "\ufeff"])
SPLICED = st.lists(st.tuples(st.sampled_from(sorted(REGISTER)), st.integers(0, 200), SPLICES), max_size=6)


@settings(deadline=None)
@given(SPLICED)
def test_whatever_a_folder_holds_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, splices: Any) -> None:
    files = dict(REGISTER)
    for name, place, text in splices:
        files[name] = files[name][:place] + text + files[name][place:]
    folder = written(tmp_path_factory.mktemp("spliced"), files)
    try:
        case, _ = read_case(folder)
    except InvalidInput as error:
        assert all(problem.message and problem.place for problem in error.problems)  # noqa: PT017 - either is right
    else:
        write_case(folder / "copy", case)
        assert read_case(folder / "copy")[0] == case


# Writing


def test_what_is_written_reads_back_as_the_same_case(tmp_path: Path) -> None:
    case, _ = read_case(plant(tmp_path))
    odd = case.measure["led"].model_copy(update={"notes": 'a;b,"c"\td', "owner": "=1+1", "low": Decimal("0.000001")})
    taxed = case.pollutants[0].model_copy(update={"tax_scopes": ()})
    company = {"a b": ["x\ny\x7f", {"z": True}], "n": {"m": Decimal("1E+3")}}
    update = {"measures": (odd, *case.measures[1:]), "pollutants": (taxed,), "company": company}
    case = Case.model_validate(case.model_copy(update=update).model_dump())
    write_case(tmp_path / "copy", case)
    assert read_case(tmp_path / "copy") == (case, ())
    assert not list(tmp_path.glob(".*"))


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    case, _ = read_case(plant(tmp_path))
    (tmp_path / "empty").mkdir()
    write_case(tmp_path / "empty", case)
    before = (tmp_path / "empty" / "measures.csv").read_bytes()
    with pytest.raises(InvalidInput, match="not overwritten"):
        write_tables(tmp_path / "empty", {"name": "Other"}, {})
    assert (tmp_path / "empty" / "measures.csv").read_bytes() == before
    assert not list(tmp_path.glob(".*"))


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_tables(tmp_path / "new", {"name": object()}, {})
    with pytest.raises(UnicodeEncodeError):
        write_tables(tmp_path / "new", {"name": "P"}, {"streams": [{"stream": "\ud800"}]})
    assert not list(tmp_path.iterdir())


def test_importers_write_plain_values(tmp_path: Path) -> None:
    rows = [{"stream": "a", "kind": "energy", "unit": "kWh", "price": Decimal("1E+3"), "baseline": None, "x": 0.1}]
    write_tables(
        tmp_path / "new", {"name": "P", "currency": "UAH", "base_year": 2026}, {"streams": rows, "factors": []}
    )
    files = {path.name: path.read_text() for path in (tmp_path / "new").iterdir()}
    assert files.keys() == {"case.toml", "streams.csv", "measures.csv", "effects.csv"}
    assert files["streams.csv"] == "stream,kind,unit,price,baseline,x\na,energy,kWh,1000,,0.1\n"
    assert files["measures.csv"] == "measure,name,capex,lifetime\n"


# A scenario


def scenarios(folder: Path, **files: str) -> Path:
    """The good register, base.toml and more scenario files beside it; the way to child.toml."""
    written(plant(folder).parent, {"base.toml": BASE, **{f"{name}.toml": text for name, text in files.items()}})
    return folder / "child.toml"


def child(folder: Path, text: str) -> Path:
    return scenarios(folder, child=f'extends = "base.toml"\n{text}')


def test_tables_merge_key_by_key_while_lists_and_paths_replace(tmp_path: Path) -> None:
    parent = BASE + (
        "[budget]\nper_year = [1, 2]\ntotal = 5\n"
        "[prices.power]\nprice = 1\npath = { 2027 = 1, 2028 = 2 }\n[prices.path]\nprice = 3\n"
    )
    text = (
        'extends = "base.toml"\nname = "Child"\n[budget]\nper_year = [3]\n'
        "[prices.power]\npath = { 2030 = 3 }\n[prices.path]\nescalation = 0.1\n"
    )
    scenario, _ = read_scenario(scenarios(tmp_path, base=parent, child=text))
    assert (scenario.name, scenario.budget.per_year, scenario.budget.total) == ("Child", (3,), 5)
    assert (scenario.prices["power"].price, scenario.prices["power"].path) == (1, {2030: 3})
    assert (scenario.prices["path"].price, scenario.prices["path"].escalation) == (3, Decimal("0.1"))
    assert scenario.extends is None


def test_limits_merge_by_name(tmp_path: Path) -> None:
    parent = BASE + "".join(
        f'[[limits]]\nname = "{name}"\nmetric = "capex"\nat_most = 5\nyear = 2027\n' for name in "abc"
    )
    text = (
        'extends = "base.toml"\n[[limits]]\nname = "d"\nmetric = "npv"\nat_least = 0\n'
        '[[limits]]\nname = "b"\nmetric = "power_saved"\nat_least = "30%"\n[[limits]]\nname = "a"\n'
    )
    scenario, _ = read_scenario(scenarios(tmp_path, base=parent, child=text))
    assert [limit.name for limit in scenario.limits] == ["b", "c", "d"]
    assert (scenario.limits[0].at_least, scenario.limits[0].year) == (Percent(Decimal("0.3")), None)


def test_a_case_is_relative_to_the_file_that_names_it(tmp_path: Path) -> None:
    scenarios(tmp_path)
    path = written(tmp_path / "deep" / "er", {"x.toml": 'extends = "../../base.toml"\n'}) / "x.toml"
    assert Path(read_scenario(path)[0].case) == (tmp_path / "plant").resolve()
    assert read_question(path).case.name == "Plant"


def test_a_name_of_its_own_is_not_told_by_the_parents_ukrainian_one(tmp_path: Path) -> None:
    plain = {"name": "Base", "name_uk": "Основа"}
    named = read_question(shipped("base")).scenario
    assert named.name_uk
    path = tmp_path / "mine.toml"
    path.write_text(f'name = "Mine"\nextends = "{shipped("base")}"\n', "utf-8")
    assert read_question(path).scenario.name_uk == ""
    path.write_text(f'extends = "{shipped("base")}"\n', "utf-8")
    assert read_question(path).scenario.name_uk == named.name_uk
    assert read_question(path, {"name": "Other"}).scenario.name_uk == ""
    both = read_question(path, plain).scenario
    assert (both.name, both.name_uk) == ("Base", "Основа")


def test_a_circle_of_extends_is_shown_once(tmp_path: Path) -> None:
    path = scenarios(tmp_path, child='extends = "b.toml"', b='extends = "c.toml"', c='extends = "b.toml"')
    problem = only(wrong(path))
    assert (problem.file, problem.column) == ("c.toml", "extends")
    assert problem.message.endswith("b.toml → c.toml → b.toml")


def test_a_missing_parent_is_one_problem_with_a_guess(tmp_path: Path) -> None:
    problem = only(wrong(scenarios(tmp_path, child='extends = "bese.toml"\nname = "C"')))
    assert str(problem) == 'child.toml, extends: there is no file "bese.toml" (did you mean "base.toml"?)'


@pytest.mark.parametrize(
    ("key", "given", "value"),
    [
        ("budget.total", "3000000", 3_000_000),
        ("budget.total", "3 000 000", 3_000_000),
        ("budget.per_year", "[1, 2]", (1, 2)),
        ("budget.carry_over", "true", True),
        ("discount_rate", "0.2", Decimal("0.2")),
        ("discount_rate", 0.2, Decimal("0.2")),
        ("name", "High", "High"),
        ("prices.power.price", 7, 7),
        ('prices."power".path', "{ 2028 = 9 }", {2028: 9}),
        ("limits.Cap.at_most", "7", 7),
        ("measures.include", ["led"], ("led",)),
    ],
)
def test_overrides_set_dotted_keys(tmp_path: Path, key: str, given: object, value: object) -> None:
    path = child(tmp_path, '[budget]\ntotal = 1\n[[limits]]\nname = "Cap"\nmetric = "capex"\nat_most = 5\n')
    found: Any = read_scenario(path, {key: given})[0]
    for part in key.replace('"', "").split("."):
        named = {limit.name: limit for limit in found} if part == "Cap" else found
        found = named[part] if isinstance(named, dict) else getattr(named, part)
    assert found == value


SCENARIO_DEFECTS = [
    ("horizon_yers = 5", "child.toml", "horizon_yers", 'did you mean "horizon_years"?'),
    ("[budget]\ntotl = 5", "child.toml", "budget.totl", 'did you mean "total"?'),
    ("[prices.power]\nprise = 5", "child.toml", "prices.power.prise", 'did you mean "price"?'),
    ("[prices.power]\npath = { 20x8 = 5 }", "child.toml", "prices.power.path.20x8", "not a number"),
    ("[budget]\ntotal = -5", "child.toml", "budget.total", "must be ≥ 0"),
    ('[budget]\nper_year = [1, "x"]', "child.toml", "budget.per_year[2]", '"x" is not a number'),
    ('[budget]\nper_year = "x"', "child.toml", "budget.per_year", '"x" is not a number'),
    ("[budget]\ncarry_over = 5", "child.toml", "budget.carry_over", "true or false"),
    ("budget = 5", "child.toml", "budget", "must be a table"),
    ('residual = "salvag"', "child.toml", "residual", 'did you mean "salvage"?'),
    ("[solver]\nproofs = 3", "child.toml", "solver.proofs", "must be one of 1, 2, not 3"),
    ("limits = 5", "child.toml", "limits", "list of tables"),
    ('[[limits]]\nmetric = "capex"', "child.toml", "limits[1].name", "needs a name"),
    ('[[limits]]\nname = "A"\nat_most = 5', "child.toml", "limits[A].metric", "is missing"),
    ('[[limits]]\nname = "A"\nmetric = "capex"\nat_mst = 5\nat_most = 5', "child.toml", "limits[A].at_mst", "at_most"),
    ('[[limits]]\nname = "A"\nmetric = "capex"\nat_most = "5x"', "child.toml", "limits[A].at_most", "not a number"),
    ('[[limits]]\nname = "A"\nmetric = "capex"\nat_most = 5\nyear = "al"', "child.toml", "limits[A].year", '"each" or'),
    ('[[limits]]\nname = "A"', "child.toml", "limits[A]", "no limit of this name to remove"),
    ('case = "nowhere"', "child.toml", "case", "there is no folder or workbook"),
    ('goal = "nvp"', "child.toml", "goal", 'did you mean "npv"?'),
]


@pytest.mark.parametrize(("text", "file", "column", "message"), SCENARIO_DEFECTS)
def test_a_defect_of_a_scenario_is_one_problem(tmp_path: Path, text: str, file: str, column: str, message: str) -> None:
    problem = only(wrong(child(tmp_path, text)))
    assert (problem.file, problem.column) == (file, column)
    assert message in problem.message


def test_a_name_twice_in_one_file_is_a_problem(tmp_path: Path) -> None:
    limit = '[[limits]]\nname = "A"\nmetric = "capex"\nat_most = 5\n'
    assert only(wrong(child(tmp_path, limit + limit))).column == "limits[A].name"


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("budgt.total", 5, 'did you mean "budget"?'),
        ("name.x", 5, '"name" is not a table'),
        ("limits.Cup.at_most", 5, "names no limit"),
        ("extends", "x", "can't be overridden"),
        ("a..b", 5, "is not a key"),
    ],
)
def test_an_override_that_sets_nothing_is_a_problem(tmp_path: Path, key: str, value: object, message: str) -> None:
    assert message in only(wrong(child(tmp_path, ""), **{key: value})).message


def test_a_problem_is_in_the_file_that_wrote_the_key(tmp_path: Path) -> None:
    base = (
        BASE + '[budget]\ntotal = -1\n[[limits]]\nname = "A.b"\nmetric = "cost"\nat_most = 1\n[prices.pwr]\nprice = 1\n'
    )
    problems = wrong(scenarios(tmp_path, base=base, child='extends = "base.toml"\n[prices.pwr]\nescalation = -2\n'))
    assert {(problem.file, problem.column) for problem in problems} == {
        ("base.toml", "budget.total"),
        ("base.toml", "limits[A.b].metric"),
        ("base.toml", "prices.pwr"),
        ("child.toml", "prices.pwr.escalation"),
    }


def test_all_that_is_wrong_with_case_and_scenario_is_reported_at_once(tmp_path: Path) -> None:
    text = (
        'goal = "irr"\nstart_years = "x"\n[budget]\ntotal = "much"\n[measures]\ninclude = ["lad"]\n'
        '[[limits]]\nname = "A"\nmetric = "pwer_saved"\nat_least = "x"\n[funding]\ndscr = -1\n'
    )
    path = child(tmp_path, text)
    plant(tmp_path, end_uses="end_use,stream,baseline\nair,powr,-500\n", factors="stream\n")
    assert {(problem.file, problem.column) for problem in wrong(path)} == {
        ("child.toml", "goal"),
        ("child.toml", "start_years"),
        ("child.toml", "budget.total"),
        ("child.toml", "measures.include"),
        ("child.toml", "limits[A].metric"),
        ("child.toml", "limits[A].at_least"),
        ("child.toml", "funding.dscr"),
        ("end_uses.csv", "baseline"),
        ("factors.csv", "pollutant"),
        ("factors.csv", "kg_per_unit"),
    }


def test_a_question_holds_what_was_odd(tmp_path: Path) -> None:
    question = read_question(child(tmp_path, '[measures]\nexclude = ["led"]\n'), {"prices.power.escalation": "0.05"})
    assert [problem.column for problem in question.warnings] == ["capex_escalation"]
    assert question.scenario.measures.exclude == ("led",)


def test_a_scenario_that_is_not_there_is_one_problem(tmp_path: Path) -> None:
    assert only(wrong(tmp_path / "nowhere.toml")).file == "nowhere.toml"
