"""The import of the public audit data base: money and quantities kept, gaps told, hostile files refused."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from optimizer.checks import check
from optimizer.errors import InvalidInput
from optimizer.imports.audits import import_audits, plants_of
from optimizer.imports.audits.kinds import _lines, costs_nothing, kind_of
from optimizer.imports.audits.records import arc_code
from optimizer.readers.case_reader import read_case
from optimizer.scenario import Scenario

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


def book(folder: Path, recommendations, plants=(PLANT_A, PLANT_B), labels=LABELS_LONG, recc=RECC, **more) -> Path:
    """A workbook in the data base's layout; `more` are further sheets."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, header, lines in (("ASSESS", labels, plants), ("RECC", recc, recommendations)):
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
    assert any("(R6) is counted once" in line and "aa000101 (R6, 77.00 USD)" in line for line in imported.assumptions)


@pytest.mark.parametrize(("money", "column"), [(77, "other_benefit"), (-77, "opex_change")])
def test_money_under_an_unknown_code_is_counted_every_year_if_asked(tmp_path, money, column):
    line = [*LEAKS[:10], "R6", None, None, money, "R5", None, None, 5]
    imported = import_audits(book(tmp_path, [line]), tmp_path / "case", "AA0001", yearly=["r6"])
    measure = read_case(tmp_path / "case")[0].measure["aa000101"]
    assert (getattr(measure, column), measure.one_off) == (77, 5)
    assert any("every year, as asked" in line for line in imported.assumptions)


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
    assert any("opposite signs; check them: aa000101" in line for line in imported.oddities)
    assert not any("factor of ten" in line for line in imported.oddities)


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


PAIRS = ("#5 Fuel Oil Consumption", "#6 Fuel Oil Consumption", "Coal Consumption", "Wood Consumption",
         "Paper Consumption", "Other Gas Consumption", "Other Energy Consumption")  # fmt: skip
DOUBTFUL = [f"Total Yearly {name}{ending}" for name in PAIRS for ending in (" Cost($)", "(MMBtu)")]
LABELS_DOUBTFUL = [
    *LABELS_LONG, *DOUBTFUL, "Total Yearly Water Consumption Cost($)", "Total Yearly Water Consumption(TGal)",
]  # fmt: skip
WATER = [*[None] * 12, 700, 200, 1_000, 250]
"""700 USD for 200 under "Other Energy", 1,000 USD for 250 under "Water"."""
OWN_TERMS = [["ASSESS Terms"], *([f"{code}_plant_usage", "a text"] for code in
             ("E6", "E7", "E8", "E9", "E10", "E11", "E12", *(f"W{n}" for n in range(7))))]  # fmt: skip


def water_of(folder: Path, *lines, plants=([*PLANT_A, *WATER],), plant="AA0001", **more):
    folder.mkdir()
    case, imported = case_of(folder, *lines, plants=plants, labels=LABELS_DOUBTFUL, plant=plant, **more)
    return {stream.stream: (stream.price, stream.baseline) for stream in case.streams}, imported


BY_WATER = [*LEAKS[:6], "W0", 20, None, 70]
AS_LABELLED = [*LEAKS[:6], "W0", 20, None, 80]


def test_labels_one_pair_off_are_found_out_by_the_recommendations_prices(tmp_path):
    streams, imported = water_of(tmp_path / "one", BY_WATER)
    assert (streams["water"], streams["wastewater"][1]) == ((Decimal("3.5"), 200), 250)
    assert any("recommendations agree with that: AA0001" in line for line in imported.assumptions)
    streams, _ = water_of(tmp_path / "two", AS_LABELLED)
    assert (streams["water"][0], streams["other-energy"][1]) == (4, 200)


def test_the_workbooks_own_terms_decide_what_is_water(tmp_path):
    """Even against the recommendations, and for a plant without any about water."""
    for name, line in (("against", AS_LABELLED), ("silent", LEAKS)):
        streams, imported = water_of(tmp_path / name, line, Terms=OWN_TERMS)
        assert streams["water"] == (Decimal("3.5"), 200)
        assert any("sheet Terms lists no" in line for line in imported.assumptions)
    listed = [*OWN_TERMS, ["", "Total Yearly #5 Fuel Oil Consumption (MMBtu)"]]
    streams, _ = water_of(tmp_path / "listed", BY_WATER, Terms=listed)
    assert streams["water"][0] == 4


def test_terms_of_something_else_decide_nothing(tmp_path):
    streams, _ = water_of(tmp_path / "other", AS_LABELLED, Terms=[["EC_plant_usage"], ["a remark"]])
    assert streams["water"][0] == 4


def test_what_is_water_does_not_depend_on_other_plants(tmp_path):
    other = ["AA0002", *PLANT_A[1:], *WATER]
    theirs = [[f"AA00020{n}", "AA0002", n, *BY_WATER[3:]] for n in range(1, 4)]
    alone, told = water_of(tmp_path / "alone", LEAKS)
    beside, _ = water_of(tmp_path / "beside", LEAKS, *theirs, plants=([*PLANT_A, *WATER], other))
    assert alone == beside
    assert any("no sheet Terms to decide it" in line and line.endswith(": AA0001.") for line in told.assumptions)
    together, _ = water_of(tmp_path / "all", LEAKS, *theirs, plants=([*PLANT_A, *WATER], other), plant=None)
    assert (together["water-aa0001"][0], together["water-aa0002"][0]) == (4, Decimal("3.5"))


SWITCH = ["AA000109", "AA0001", 9, 2.1332, "N", 9_000, "E2", -300, None, -2_400, "E5", 400, None, 4_000]
TO_COAL = ["AA000108", "AA0001", 8, 2.1331, "N", 9_000, "E2", 300, None, 2_400, "E8", -300, None, -900]
LABELS_COAL = [*LABELS_SHORT, "E5_plant_cost", "E5_plant_usage", "E8_plant_cost", "E8_plant_usage"]


def test_a_fuel_that_is_not_bought_has_a_baseline_of_0(tmp_path):
    case, imported = case_of(tmp_path, TO_COAL, labels=LABELS_COAL)
    assert (case.stream["coal"].baseline, case.stream["coal"].price) == (0, 3)
    assert any("baseline of 0: coal" in line for line in imported.assumptions)


def test_the_use_of_a_fuel_that_is_saved_without_a_bill_or_has_no_column_is_unknown(tmp_path):
    (tmp_path / "saved").mkdir()
    case, _ = case_of(tmp_path / "saved", SWITCH, labels=LABELS_COAL)
    assert case.stream["fuel-oil-2"].baseline is None
    (tmp_path / "absent").mkdir()
    case, _ = case_of(tmp_path / "absent", TO_COAL, labels=LABELS_SHORT)
    assert case.stream["coal"].baseline is None


def test_a_percentage_target_works_on_a_fuel_switch(tmp_path):
    asked = {"name": "Less", "case": ".", "horizon_years": 10, "start_years": 1, "discount_rate": "0.1"}
    asked["limits"] = [{"name": "Climate", "metric": "co2e_abated", "at_least": "-50%"}]
    scenario = Scenario.model_validate(asked)
    for name, labels, works in (("known", LABELS_COAL, True), ("unknown", LABELS_SHORT, False)):
        (tmp_path / name).mkdir()
        case, _ = case_of(tmp_path / name, TO_COAL, labels=labels)
        assert ([problem for problem in check(case, scenario) if not problem.warning] == []) == works


ODD = {
    "opposite signs": [*LEAKS[:6], "EC", -5_000, None, 500],
    "factor of ten": [*LEAKS[:6], "EC", 5_000, None, 50_000],
    "pays back in 4.4 days": [*LEAKS[:5], 6, "EC", 5_000, None, 500],
    "pays back in 1,200 years": [*LEAKS[:5], 600_000, "EC", 5_000, None, 500],
    "Prices are too low": [*LEAKS[:6], "EC", 5_000, None, 500],
    "state no use of fuel": ["AA000101", "AA0001", 1, 2.3415, "N", 90_000, "EC", 90_000, None, 9_000],
    "state no use of electricity": ["AA000101", "AA0001", 1, 2.1321, "N", 9_000, "E2", 200, None, 1_600],
    "states a payback of 12 years": [*LEAKS[:6], "EC", 5_000, None, 500, *[None] * 12, 12],
}


@pytest.mark.parametrize("text", ODD)
def test_what_is_odd_is_told_before_anything_is_written(tmp_path, text):
    plants = (PLANT_A, PLANT_B)
    if text == "Prices are too low":
        plants = ([*PLANT_A[:-2], 800, 1_000], PLANT_B)
    told: list[str] = []

    def see(lines: tuple[str, ...]) -> None:
        assert not (tmp_path / "case").exists()
        told.extend(lines)

    file = book(tmp_path, [ODD[text]], plants=plants, recc=[*RECC, "PAYBACK"])
    import_audits(file, tmp_path / "case", "AA0001", before_writing=see)
    assert [line for line in told if text in line]
    assert list(read_case(tmp_path / "case")[0].company["to_check"]) == told


def test_engines_that_state_their_fuel_and_sound_figures_are_left_alone(tmp_path):
    engine = ["AA000103", "AA0001", 3, 2.3415, "N", 90_000, "EC", 90_000, None, 9_000, "E2", -500, None, -4_000]
    heat = ["AA000104", "AA0001", 4, 2.3412, "N", 90_000, "EC", 9_000, None, 900]
    leaks = [*LEAKS, *[None] * 8, 1]
    case, imported = case_of(tmp_path, leaks, HEAT_PUMP, engine, heat, recc=[*RECC, "PAYBACK"])
    assert imported.oddities == ()
    assert "to_check" not in case.company


def test_a_unit_price_that_no_other_plant_pays_is_told(tmp_path):
    plants = [[f"AA000{n}", *PLANT_A[1:4], 10_000 * (1 + n / 10), 100_000] for n in range(1, 5)]
    lines = [LEAKS[:10]]
    (tmp_path / "sound").mkdir()
    _, imported = case_of(tmp_path / "sound", *lines, plants=plants, plant=None)
    assert not any("at the other plants" in line for line in imported.oddities)
    (tmp_path / "odd").mkdir()
    plants[3][4] = 90_000
    _, imported = case_of(tmp_path / "odd", *lines, plants=plants, plant=None)
    assert [line for line in imported.oddities if "electricity-aa0004 costs 0.9 USD per kWh" in line]


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


EXPECTED = (
    (r"insulat", 10, 20), (r"leak", 2, 3), (r"\bclean (?!in place|conditions)|keep .* clean", 2, 5),
    (r"^replace .*(boiler|chiller|oven|unit|window)", 10, 25), (r"solar|wind powered", 15, 25),
    (r"^install (?!steam trap|vinyl)", 10, 25), (r"turn(ing)? off|shut off|when not", 2, 5), (r"meter", 5, 15),
    (r"maintenance (schedule|program)|^maintain", 2, 5), (r"repair .*(insulation)", 10, 20),
    (r"heat .*exchanger|waste heat|flue gas(es)? to", 12, 20), (r"schedul|rearrange breaks", 3, 15),
)  # fmt: skip
"""Words of a public code's title and the lifetimes that they allow."""
OF_THEIR_OWN = {
    "2.4234": "cools the compressor's intake",
    "2.7311": "by controls",
    "2.7425": "a coat of paint, not cleaning alone",
}


@needs_shared
def test_every_public_code_has_a_kind_that_means_what_it_says():
    codes = json.loads((SHARED / "arc_codes.json").read_text(encoding="utf-8"))
    assert len(codes) == 577
    wrong = []
    for code, title in codes.items():
        kind = kind_of(arc_code(code))
        wrong += [
            (code, title, kind.name, kind.lifetime)
            for words, least, most in EXPECTED
            if re.search(words, title, re.IGNORECASE)
            and not least <= kind.lifetime <= most
            and code not in OF_THEIR_OWN
        ]
    assert wrong == []


@needs_shared
def test_no_public_code_takes_its_kind_from_another_code():
    """A whole code's line in the table names that code alone."""
    codes = json.loads((SHARED / "arc_codes.json").read_text(encoding="utf-8"))
    for prefix in _lines():
        others = [code for code in codes if code.startswith(prefix) and code != prefix]
        assert prefix not in codes or not others, (prefix, others)


@pytest.mark.parametrize(
    ("code", "name", "lifetime"),
    [
        ("2.7212", "Insulate heating and cooling ducts and pipes", 15),
        ("2.7211", "Maintain space conditioning", 3),
        ("2.4311", "Recover mechanical energy", 15),
        ("2.3323", "Install emission controls to raise capacity", 15),
        ("3.1181", "Eliminate a by-product", 5),
        ("3.6121", "Burn waste for heat", 15),
        ("4.2310", "Buy or lease equipment differently", 7),
        ("4.2120", "Make a purchased material in house", 10),
        ("2.7142.3", "Install efficient lighting", 10),
    ],
)
def test_names_and_lifetimes_come_from_the_longest_matching_code(code, name, lifetime):
    assert (kind_of(code).name, kind_of(code).lifetime) == (name, lifetime)


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
