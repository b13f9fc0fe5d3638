"""The import of the public audit data base: money and quantities kept, gaps told, hostile files refused."""

from __future__ import annotations

import csv
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from optimizer.errors import InvalidInput
from optimizer.imports.audits import import_audits, plants_of
from optimizer.imports.audits.kinds import costs_nothing, kind_of
from optimizer.imports.audits.records import arc_code
from optimizer.readers.case_reader import read_case

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "iac"
SHARED_BOOK = SHARED / "iac_database_part.xlsx"
needs_shared = pytest.mark.skipif(not SHARED_BOOK.exists(), reason="the audit data base is not on this machine")

LABELS_LONG = [
    "Assessment ID",
    "Fiscal Year",
    "US State Abbreviation",
    "Type of Products",
    "Total Yearly Electricity Consumption Cost($)",
    "Total Yearly Electricity Consumption(kWh)",
    "Total Yearly Electricity Demand Charges($)",
    "Total Yearly Electricity Demand(kW-month-year)",
    "Total Yearly Electricity Fees",
    "Total Yearly Natural Gas Consumption Cost($)",
    "Total Yearly Natural Gas Consumption(MMBtu)",
]
LABELS_SHORT = [
    "ID", "FY", "STATE", "PRODUCTS", "EC_plant_cost", "EC_plant_usage", "ED_plant_cost", "ED_plant_usage",
    "EF_plant_cost", "E2_plant_cost", "E2_plant_usage",
]  # fmt: skip
PLANT_A = ["AA0001", 2021, "NY", "Bricks", 10_000, 100_000, 2_000, 200, 500, 8_000, 1_000]
PLANT_B = ["AA0002", 2021, "CT", "Tiles", 24_000, 200_000, None, None, None, None, None]
RECC = ["SUPERID", "ID", "AR_NUMBER", "ARC2", "IMPSTATUS", "IMPCOST"] + [
    f"{slot}{column}" for slot in "PSTQ" for column in ("SOURCCODE", "CONSERVED", "SOURCONSV", "SAVED")
]
LEAKS = ["AA000101", "AA0001", 1, 2.4236, "N", 600, "EC", 5_000, None, 500, "ED", 10, None, 100]
HEAT_PUMP = ["AA000102", "AA0001", 2, 2.7234, "I", 9_000, "E2", 200, None, 1_600, "EC", -4_000, None, -400]
SOLAR = ["AA000201", "AA0002", 1, 2.9114, "", 50_000, "EC", 30_000, None, 6_000, "R1", None, None, -900]
BILLS = ["AA000202", "AA0002", 2, 2.8123, "P", None, "EF", None, None, 120]


def book(folder: Path, recommendations, plants=(PLANT_A, PLANT_B), labels=LABELS_LONG, **more) -> Path:
    """A workbook in the data base's layout; `more` are further sheets."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, header, lines in (("ASSESS", labels, plants), ("RECC", RECC, recommendations)):
        sheet = workbook.create_sheet(title)
        for line in (header, *lines):
            sheet.append(line)
    for title, lines in more.items():
        sheet = workbook.create_sheet(title)
        for line in lines:
            sheet.append(line)
    file = folder / "base.xlsx"
    workbook.save(file)
    return file


def case_of(folder: Path, *recommendations, plant="AA0001", **more):
    imported = import_audits(book(folder, recommendations, **more), folder / "case", plant)
    case, warnings = read_case(folder / "case")
    assert not warnings
    return case, imported


def stated_saving(case, measure: str) -> Decimal:
    one = case.measure[measure]
    saved = sum(effect.quantity * case.stream[effect.stream].price for effect in case.effects_of[measure])
    return saved + one.other_benefit - one.opex_change + one.one_off


def test_a_plant_gets_plain_stream_ids_with_prices_from_its_bills(tmp_path):
    case, imported = case_of(tmp_path, LEAKS)
    assert {stream.stream: (stream.price, stream.baseline, stream.unit) for stream in case.streams} == {
        "electricity": (Decimal("0.1"), Decimal(100_000), "kWh"),
        "electricity-demand": (Decimal(10), Decimal(200), "kW-month"),
        "natural-gas": (Decimal(8), Decimal(1_000), "MMBtu (HHV)"),
    }
    assert (case.currency, case.base_year, imported.plants) == ("USD", 2021, ("AA0001",))
    assert case.company["electricity_fees_usd"] == 500
    assert tuple(case.company["assumptions"]) == imported.assumptions


def test_short_and_long_labels_give_the_same_case(tmp_path):
    (tmp_path / "long").mkdir()
    (tmp_path / "short").mkdir()
    assert case_of(tmp_path / "long", LEAKS)[0] == case_of(tmp_path / "short", LEAKS, labels=LABELS_SHORT)[0]


def test_all_plants_become_sites_with_streams_of_their_own_that_add_up(tmp_path):
    case, _ = case_of(tmp_path, LEAKS, SOLAR, plant=None)
    assert case.stream["electricity-aa0001"].price != case.stream["electricity-aa0002"].price
    assert {case.stream[f"electricity-aa000{n}"].sum_as for n in (1, 2)} == {"electricity"}
    assert {measure.site for measure in case.measures} == {"AA0001", "AA0002"}


def test_heating_values_are_never_mixed(tmp_path):
    case, _ = case_of(tmp_path, LEAKS)
    (gas,) = (factor for factor in case.factors if factor.stream == "natural-gas")
    assert (gas.kg_per_unit, gas.scope) == (Decimal("53.06"), 1)
    lower = case.stream["natural-gas"].kwh_per_unit
    assert lower == pytest.approx(Decimal("293.0722") * Decimal("0.901"), abs=Decimal("0.001"))
    assert case.stream["electricity-demand"].kwh_per_unit is None


def test_the_grid_factor_can_be_given(tmp_path):
    file = book(tmp_path, [LEAKS])
    import_audits(file, tmp_path / "case", "aa0001", Decimal("0.2"))
    case, _ = read_case(tmp_path / "case")
    assert [(f.kg_per_unit, f.scope) for f in case.factors if f.stream == "electricity"] == [(Decimal("0.2"), 2)]


def test_more_use_is_a_negative_effect_and_money_agrees(tmp_path):
    case, _ = case_of(tmp_path, HEAT_PUMP)
    assert {effect.stream: effect.quantity for effect in case.effects} == {"natural-gas": 200, "electricity": -4_000}
    assert stated_saving(case, "aa000102") == 1_200
    assert case.measure["aa000102"].status == "completed"
    assert case.measure["aa000102"].other_benefit == 0


def test_money_beyond_the_price_is_kept_and_told(tmp_path):
    case, imported = case_of(tmp_path, SOLAR, plant="AA0002")
    solar = case.measure["aa000201"]
    assert (solar.other_benefit, solar.opex_change, solar.lifetime) == (2_400, 900, 25)
    assert stated_saving(case, "aa000201") == 5_100
    assert "0.2 USD per kWh" in solar.notes
    assert any("2,400.00 USD" in line for line in imported.assumptions)


def test_no_stated_cost_is_unknown_unless_the_measure_is_administrative(tmp_path):
    uncosted = [*LEAKS[:5], None, *LEAKS[6:]]
    case, imported = case_of(tmp_path, uncosted, BILLS, plant=None)
    assert [measure.measure for measure in case.measures] == ["aa000202"]
    assert case.measure["aa000202"].capex == 0
    assert [one.measure for one in imported.left_out] == ["AA000101"]
    assert "unknown, not zero" in imported.left_out[0].reason
    assert not costs_nothing("2.8117")


def test_a_stated_cost_of_zero_is_zero(tmp_path):
    case, _ = case_of(tmp_path, [*LEAKS[:5], 0, *LEAKS[6:]])
    assert case.measure["aa000101"].capex == 0


def test_one_resource_named_twice_is_one_effect(tmp_path):
    case, _ = case_of(tmp_path, [*LEAKS[:6], "EC", 5_000, None, 500, "EC", 5_000, None, 500])
    assert [effect.quantity for effect in case.effects] == [10_000]


def test_unknown_codes_count_once_and_uncoded_quantities_are_told(tmp_path):
    case, imported = case_of(tmp_path, [*LEAKS[:10], "R6", None, None, 77, "", 3.5, None, None])
    assert case.measure["aa000101"].one_off == 77
    assert "3.5 without a resource code" in case.measure["aa000101"].notes
    assert any("one_off: aa000101" in line for line in imported.assumptions)


@pytest.mark.parametrize(("stated", "kwh"), [(5_000, 5_000), (10, Decimal("2930.72"))])
def test_the_old_code_of_electricity_is_kwh_or_mmbtu_by_its_price(tmp_path, stated, kwh):
    case, imported = case_of(tmp_path, [*LEAKS[:6], "E1", stated, None, 600])
    assert [(effect.stream, effect.quantity) for effect in case.effects] == [("electricity", kwh)]
    assert case.measure["aa000101"].one_off == 0
    assert stated_saving(case, "aa000101") == pytest.approx(600, abs=Decimal("0.01"))
    assert any("E1 of old audits" in line and "aa000101" in line for line in imported.assumptions)


def test_what_is_saved_in_units_but_not_in_money_is_told(tmp_path):
    case, imported = case_of(tmp_path, [*LEAKS[:6], "EC", -5_000, None, 500])
    assert stated_saving(case, "aa000101") == 500
    assert any("opposite signs; check them: aa000101" in line for line in imported.assumptions)
    assert not any("factor of ten" in line for line in imported.assumptions)


def test_quantities_without_money_and_money_with_foreign_quantities_are_told(tmp_path):
    case, imported = case_of(tmp_path, [*LEAKS[:6], "EC", 5_000, None, None, "P1", 40, None, 90])
    assert stated_saving(case, "aa000101") == 590
    assert any("at the plant's price: aa000101" in line for line in imported.assumptions)
    assert "quantity of 40 under P1" in case.measure["aa000101"].notes


def test_unit_prices_in_notes_are_written_plainly(tmp_path):
    case, _ = case_of(tmp_path, [*LEAKS[:6], "E2", 100, None, 2_000])
    assert "natural gas at 20 USD per MMBtu (HHV), the bills at 8:" in case.measure["aa000101"].notes


def test_savings_beyond_what_the_plant_uses_are_told_with_both_figures(tmp_path):
    heat = [[f"AA00010{n}", "AA0001", n, 2.7232, status, 900, "E2", 450, None, 3_600] for n, status in enumerate("NNI")]
    (tmp_path / "two").mkdir()
    _, imported = case_of(tmp_path / "two", *heat)
    assert not any("more than the plant uses" in line for line in imported.assumptions)
    (tmp_path / "three").mkdir()
    _, imported = case_of(tmp_path / "three", *heat, ["AA000109", *heat[0][1:]])
    assert any("natural-gas (1,350 of 1,000 MMBtu (HHV))" in line for line in imported.assumptions)


def test_wastewater_is_in_thousands_of_gallons_whatever_the_plants_have(tmp_path):
    labels = [*LABELS_SHORT, "W1_plant_cost", "W1_plant_usage"]
    plants = [[*PLANT_A, 5_000, 1_000_000], [*PLANT_B, 5_000, 1_000]]
    lines = [[*LEAKS[:6], "W1", 20_000, None, 100], [*SOLAR[:6], "W1", 20, None, 100]]
    case, imported = case_of(tmp_path, *lines, plant=None, plants=plants, labels=labels)
    streams = [case.stream[f"wastewater-aa000{n}"] for n in (1, 2)]
    assert [(one.unit, one.price, one.baseline) for one in streams] == [("1000 gal", 5, 1_000)] * 2
    assert [effect.quantity for effect in case.effects] == [20, 20]
    assert [measure.other_benefit for measure in case.measures] == [0, 0]
    assert any(line.endswith("1000 gal: wastewater-aa0002.") for line in imported.assumptions)


def test_a_stream_without_a_bill_is_priced_by_the_audit_and_has_no_ceiling(tmp_path):
    case, _ = case_of(tmp_path, [*LEAKS[:6], "W1", 500, None, 2_500])
    wastewater = case.stream["wastewater"]
    assert (wastewater.price, wastewater.baseline, wastewater.unit) == (5, None, "1000 gal")


def test_labels_one_pair_off_are_found_out_by_the_recommendations_prices(tmp_path):
    pairs = ("#5 Fuel Oil Consumption", "#6 Fuel Oil Consumption", "Coal Consumption", "Wood Consumption",
             "Paper Consumption", "Other Gas Consumption", "Other Energy Consumption")  # fmt: skip
    doubtful = [f"Total Yearly {name}{ending}" for name in pairs for ending in (" Cost($)", "(MMBtu)")]
    labels = [*LABELS_LONG, *doubtful, "Total Yearly Water Consumption Cost($)", "Total Yearly Water Consumption(TGal)"]
    plant = [*PLANT_A, *[None] * 12, 700, 200, 1_000, 250]
    by_water = [*LEAKS[:6], "W0", 20, None, 70]
    (tmp_path / "one").mkdir()
    case, imported = case_of(tmp_path / "one", by_water, plants=[plant], labels=labels)
    assert (case.stream["water"].price, case.stream["water"].baseline) == (Decimal("3.5"), 200)
    assert case.stream["wastewater"].baseline == 250
    assert any("one pair of columns early" in line for line in imported.assumptions)

    (tmp_path / "two").mkdir()
    case, imported = case_of(tmp_path / "two", [*LEAKS[:6], "W0", 20, None, 80], plants=[plant], labels=labels)
    assert (case.stream["water"].price, case.stream["other-energy"].baseline) == (4, 200)


def test_recommendations_may_be_spread_over_sheets_and_headers_may_move(tmp_path):
    second = [["a remark"], [], [*reversed(RECC), "A NEW COLUMN"], [*reversed(LEAKS + [None] * 8), "x"]]
    case, _ = case_of(tmp_path, HEAT_PUMP, RECC2=second)
    assert {measure.measure for measure in case.measures} == {"aa000101", "aa000102"}


def test_every_bad_cell_is_told_at_once_with_its_place(tmp_path):
    bad = [["AA000103", "AA0001", 3, 2.1, "N", "about 500", "EC", "many", None, 5], [*LEAKS[:5], -1], LEAKS]
    with pytest.raises(InvalidInput) as refused:
        import_audits(book(tmp_path, bad), tmp_path / "case", "AA0001")
    places = [(problem.row, problem.column) for problem in refused.value.problems]
    assert places == [(2, "IMPCOST"), (2, "PCONSERVED"), (3, "IMPCOST"), (4, "SUPERID")]
    assert str(refused.value.problems[0]).startswith('base.xlsx sheet RECC row 2, IMPCOST: "about 500"')
    assert not (tmp_path / "case").exists()


def test_bad_cells_of_other_plants_do_not_matter(tmp_path):
    case, _ = case_of(tmp_path, LEAKS, [*SOLAR[:5], "dear", *SOLAR[6:]])
    assert len(case.measures) == 1


def test_another_plant_that_stands_twice_does_not_matter(tmp_path):
    plants = (PLANT_A, PLANT_B, PLANT_B)
    case, _ = case_of(tmp_path, LEAKS, plants=plants)
    assert len(case.measures) == 1
    with pytest.raises(InvalidInput, match='"AA0002" occurs twice'):
        import_audits(book(tmp_path, [SOLAR], plants), tmp_path / "twice", "AA0002")


def test_an_unknown_plant_is_refused_with_a_guess(tmp_path):
    with pytest.raises(InvalidInput, match="did you mean"):
        import_audits(book(tmp_path, [LEAKS]), tmp_path / "case", "AA001")


def test_plants_are_listed_with_what_they_make(tmp_path):
    listed = plants_of(book(tmp_path, [LEAKS, HEAT_PUMP]))
    assert [(one.plant, one.product, one.state, one.recommendations) for one in listed] == [
        ("AA0001", "Bricks", "NY", 2),
        ("AA0002", "Tiles", "CT", 0),
    ]


@pytest.mark.parametrize(
    ("cell", "code"), [(4.212, "4.2120"), (2.4236, "2.4236"), ("2.71", "2.7100"), (None, ""), ("2.7142.3", "2.7142.3")]
)
def test_codes_keep_the_decimals_a_spreadsheet_drops(cell, code):
    assert arc_code(cell) == code


def test_a_kind_takes_from_shorter_codes_what_its_own_line_leaves_open():
    leaks, unknown = kind_of("2.4236"), kind_of("9.9999")
    assert (leaks.process, leaks.lifetime, leaks.lever) == ("Compressed air", 3, "know-how")
    assert (unknown.name, unknown.lifetime) == ("Other measure", 7)


def test_a_workbook_of_something_else_is_refused(tmp_path):
    workbook = Workbook()
    workbook.active.title = "Budget"
    workbook.save(tmp_path / "other.xlsx")
    with pytest.raises(InvalidInput, match="no sheet ASSESS, only Budget"):
        plants_of(tmp_path / "other.xlsx")


def packed(tmp_path: Path, **parts: bytes) -> Path:
    file = tmp_path / "hostile.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", parts.pop("workbook", b"<workbook/>"))
        for name, content in parts.items():
            package.writestr(f"xl/{name}", content)
    return file


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"workbook": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><workbook/>'}, "document type definition"),
        ({"vbaProject.bin": b"x"}, "macros"),
        ({"bomb.bin": b"0" * 20_000_000}, "unpacks to too much"),
        ({}, "can't be read as a workbook"),
    ],
)
def test_hostile_files_are_refused_with_one_message(tmp_path, parts, told):
    with pytest.raises(InvalidInput, match=told) as refused:
        plants_of(packed(tmp_path, **parts))
    assert len(refused.value.problems) == 1


def test_what_is_no_zip_is_refused(tmp_path):
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0" * 100)
    with pytest.raises(InvalidInput, match="not an XLSX workbook"):
        plants_of(tmp_path / "old.xls")
    with pytest.raises(InvalidInput, match="is not a file"):
        plants_of(tmp_path / "absent.xlsx")


@needs_shared
def test_the_public_sample_keeps_its_sums(tmp_path):
    imported = import_audits(SHARED_BOOK, tmp_path / "case")
    case, warnings = read_case(tmp_path / "case")
    assert not warnings
    with (SHARED / "measures_tidy.csv").open(encoding="utf-8") as file:
        tidy = {line["superid"].lower(): line for line in csv.DictReader(file)}
    assert len(case.measures) + len(imported.left_out) == len(tidy) == 114
    for measure in case.measures:
        line = tidy[measure.measure]
        stated = Decimal(line["savings_usd_per_year"])
        assert abs(stated_saving(case, measure.measure) - stated) <= max(1, abs(stated) / 100) * 2
        assert measure.capex == Decimal(line["impcost_usd"] or 0)
        for unit, column in (("kWh", "kwh"), ("kW-month", "kw_months"), ("MMBtu (HHV)", "fuel_mmbtu")):
            effects = case.effects_of[measure.measure]
            saved = sum(effect.quantity for effect in effects if case.stream[effect.stream].unit == unit)
            assert saved == pytest.approx(Decimal(line[column]), abs=Decimal("0.01"))


@needs_shared
def test_every_plant_of_the_public_sample_is_a_case_without_a_fault(tmp_path):
    for one in plants_of(SHARED_BOOK):
        imported = import_audits(SHARED_BOOK, tmp_path / one.plant, one.plant)
        case, warnings = read_case(tmp_path / one.plant)
        assert not warnings
        assert len(case.measures) + len(imported.left_out) == one.recommendations
