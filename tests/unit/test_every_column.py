"""Every column of a case, filled in: it is read, kept by both writers, and explained where people fill it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from optimizer.case import FILES, Case
from optimizer.readers import read_case, write_case
from optimizer.readers.tables import columns_of
from optimizer.readers.template import column_meaning
from optimizer.readers.workbook_writer import write_workbook
from optimizer.ui.shared.columns import TITLES

if TYPE_CHECKING:
    from pathlib import Path

STREAM = {
    "stream": "power",
    "name": "Power",
    "name_uk": "Струм",
    "kind": "energy",
    "unit": "kWh",
    "price": "5",
    "escalation": "0.05",
    "baseline": "1000",
    "hazard": "0.1",
    "kwh_per_unit": "1",
    "sum_as": "all",
    "source": "Contract 7",
    "as_of": "2026-03",
}
POLLUTANT = {
    "pollutant": "co2e",
    "name": "CO2",
    "name_uk": "Парникові гази",
    "tax": "30",
    "tax_escalation": "0.1",
    "tax_scopes": "1;2",
    "hazard": "2",
    "baseline": "3",
}
FACTOR = {
    "stream": "power",
    "pollutant": "co2e",
    "kg_per_unit": "0.4",
    "trend": "-0.05",
    "scope": "2",
    "source": "Grid operator",
    "year": "2024",
}
END_USE = {"end_use": "air", "name": "Air", "name_uk": "Повітря", "stream": "power", "site": "Hall", "baseline": "400"}
MEASURE = {
    "measure": "led",
    "name": "LED",
    "name_uk": "LED",
    "site": "Hall",
    "process": "Light",
    "practice": "other",
    "lever": "technology",
    "capex": "100",
    "spend": "0.5;0.5",
    "opex_change": "-3",
    "other_benefit": "4",
    "benefit_escalation": "0.02",
    "one_off": "5",
    "lifetime": "4",
    "lead": "2",
    "degradation": "0.01",
    "earliest": "2027",
    "latest": "2029",
    "group": "light",
    "requires": "vsd",
    "salvage": "6",
    "renewal": "0.5",
    "avoided_cost": "70",
    "avoided_year": "2030",
    "effort": "8",
    "confidence": "quote",
    "low": "0.7",
    "high": "1.1",
    "status": "evaluated",
    "owner": "O. Koval",
    "arc": "2.7142",
    "notes": "n; m",
    "site_uk": "Цех",
    "process_uk": "Світло",
    "owner_uk": "О. Коваль",
    "notes_uk": "примітка",
    "mv_option": "balance",
    "mv_meter": "M-7",
    "mv_interval": "monthly",
    "mv_adjust": "output",
    "local_share": "0.6",
    "use_staff_days": "9",
}
OTHER = {**dict.fromkeys(MEASURE, ""), "measure": "vsd", "name": "VSD", "capex": "1", "lifetime": "5"}
TABLES: dict[str, list[dict[str, str]]] = {
    "streams": [STREAM],
    "pollutants": [POLLUTANT],
    "factors": [FACTOR],
    "end_uses": [END_USE],
    "measures": [MEASURE, OTHER],
    "effects": [
        {"measure": "led", "stream": "power", "pollutant": "", "end_use": "", "quantity": "50", "share": ""},
        {"measure": "vsd", "stream": "", "pollutant": "co2e", "end_use": "", "quantity": "1", "share": ""},
        {"measure": "vsd", "stream": "", "pollutant": "", "end_use": "air", "quantity": "", "share": "0.2"},
    ],
    "interactions": [
        {"first": "led", "second": "vsd", "stream": "power", "pollutant": "", "quantity": "-2"},
        {"first": "led", "second": "vsd", "stream": "", "pollutant": "co2e", "quantity": "-1"},
    ],
}
LENDER = {
    "source": "bank",
    "name": "Bank",
    "name_uk": "Банк",
    "kind": "loan",
    "currency": "EUR",
    "limit": "500000",
    "min_ticket": "1000",
    "share": "0.9",
    "share_of": "",
    "line": "green",
    "rate": "0.06",
    "tenor": "5",
    "grace": "1",
    "repayment": "equal",
    "fee": "0.01",
    "delay": "1",
    "savings_share": "",
    "max_payback": "5",
    "practices": "equipment modification",
    "max_project_payback": "4",
    "min_energy_saving": "0.2",
    "min_co2e": "20%",
    "local_share": "0.7",
    "collateral": "1.25",
    "from": "2026",
    "to": "2028",
    "source_note": "brochure",
    "as_of": "2024",
}
NO_TERMS = dict.fromkeys(LENDER, "")
TABLES["funding"] = [
    LENDER,
    NO_TERMS | {"source": "incentive", "kind": "grant", "share_of": "bank"},
    NO_TERMS | {"source": "esco", "kind": "esco", "tenor": "5", "savings_share": "0.8"},
]
COMPANY = {
    "owners": "A. Bondar",
    "owners_uk": "А. Бондар",
    "products": "jam",
    "staff": "120",
    "output": 9000,
    "output_unit": "t",
    "baseline_period": "2025",
    "security": "pledge",
    "permits": "none",
    "contact": "a@b.example",
    "signatories": "Director",
}
SHARES = 'contingency = 0.1\nvat = 0.2\nlines = ["jam", "juice"]\n'


def folder(where: Path) -> Path:
    where.mkdir()
    company = "".join(f"{key} = {value!r}\n" for key, value in COMPANY.items())
    head = 'name = "Plant"\nname_uk = "Завод"\ncurrency = "UAH"\nbase_year = 2026\n'
    (where / "case.toml").write_text(f"{head}[company]\n{company}{SHARES}", encoding="utf-8")
    for name, rows in TABLES.items():
        lines = [list(rows[0]), *(list(row.values()) for row in rows)]
        text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
        (where / f"{name}.csv").write_text(f"{text}\n", encoding="utf-8")
    return where


def filled(where: Path) -> Case:
    case, warnings = read_case(folder(where))
    assert not warnings
    return case


def test_the_rows_of_this_test_fill_every_column(tmp_path: Path) -> None:
    case = filled(tmp_path / "plant")
    for name, model in FILES.items():
        rows = getattr(case, name)
        for column in columns_of(model):
            field = model.model_fields[column]
            assert any(field.is_required() or getattr(row, column) != field.default for row in rows), (name, column)


def test_a_folder_keeps_every_column(tmp_path: Path) -> None:
    case = filled(tmp_path / "plant")
    write_case(tmp_path / "again", case)
    assert read_case(tmp_path / "again") == (case, ())


def test_a_workbook_keeps_every_column(tmp_path: Path) -> None:
    case = filled(tmp_path / "plant")
    write_workbook(tmp_path / "plant.xlsx", case)
    assert read_case(tmp_path / "plant.xlsx") == (case, ())


def test_a_workbook_made_by_hand_says_the_same_as_the_folder(tmp_path: Path) -> None:
    case = filled(tmp_path / "plant")
    book = Workbook()
    book.active.title = "case"  # type: ignore[union-attr]
    head = {"name": "Plant", "name_uk": "Завод", "currency": "UAH", "base_year": 2026}
    rows: list[list[object]] = [["key", "value"], *([key, value] for key, value in head.items())]
    for row in (*rows, *([f"company.{key}", value] for key, value in COMPANY.items())):
        book["case"].append(row)
    for name, records in TABLES.items():
        sheet = book.create_sheet(name)
        for line in ([*records[0]], *([*record.values()] for record in records)):
            sheet.append(line)
    book.save(tmp_path / "plant.xlsx")
    read, warnings = read_case(tmp_path / "plant.xlsx")
    assert not warnings
    company = {key: value for key, value in case.company.items() if key in COMPANY}
    assert read == case.model_copy(update={"company": company})


@pytest.mark.parametrize("table", FILES)
def test_every_column_has_a_title_and_an_explanation_in_both_languages(table: str) -> None:
    for column in columns_of(FILES[table]):
        english, ukrainian = (column_meaning(table, column, language) for language in ("en", "uk"))
        assert english
        assert ukrainian != english
        assert column in TITLES
