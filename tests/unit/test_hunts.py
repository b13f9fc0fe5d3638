"""Treasure hunts of MEASUR: each calculator calculated by hand, what isn't known left out and told."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from optimizer.checks import plausible
from optimizer.errors import InvalidInput
from optimizer.imports.hunts import import_hunt
from optimizer.readers.case_reader import read_case

EXAMPLE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "measur" / "mockTreasureHunt.json"
needs_example = pytest.mark.skipif(not EXAMPLE.exists(), reason="the example treasure hunt is not on this machine")

USAGE = {
    "electricityUsage": 1_000_000, "electricityCosts": 100_000,
    "electricityCO2SavingsData": {"totalEmissionOutputRate": 0.4, "eGridSubregion": "U.S. Average"},
    "naturalGasUsage": 50_000, "naturalGasCosts": 250_000,
    "naturalGasCO2SavingsData": {"totalEmissionOutputRate": 53.06, "fuelType": "Natural Gas"},
    "waterUsage": 4_000, "waterCosts": 20_000,
}  # fmt: skip
COST = {"engineeringServices": 100, "material": 1_000, "labor": 300, "otherCosts": [{"cost": 50}]}


def sheet(name: str = "Card", **more):
    return {"name": name, "opportunityCost": {**COST, **more}, "owner": "Utilities", "equipment": "pump"}


def written(folder: Path, settings=None, **hunt) -> Path:
    about = {"name": "Hunt", "modifiedDate": "2024-05-01", "treasureHunt": {"currentEnergyUsage": USAGE, **hunt}}
    file = folder / "hunt.json"
    file.write_text(json.dumps({"a": about, "s": settings or {"unitsOfMeasure": "Imperial", "currency": "$"}}))
    return file


def imported(folder: Path, **hunt):
    told = import_hunt(written(folder, **hunt), folder / "case")
    case, warnings = read_case(folder / "case")
    assert not warnings
    return case, told


def equipment(before: dict, after: dict, **more):
    return {"baseline": [before], "modification": [after], "opportunitySheet": sheet(), **more}


PLATE = {"ratedMotorPower": 100, "loadFactor": 80, "motorAndDriveEfficiency": 80, "operationalFrequency": 30,
         "lineFrequency": 60, "variableSpeedMotor": True}  # fmt: skip
COMPRESSOR = {"compressorControlAdjustment": 50, "compressorSpecificPower": 0.2}
CARDS = [
    ("lightingReplacements", {"baseline": [{"electricityUse": 900}], "modifications": [{"electricityUse": 300}],
                              "opportunitySheet": sheet()}, "electricity", 600),
    ("electricityReductions", equipment(
        {"measurementMethod": 2, "operatingHours": 100, "powerMeterData": {"power": 5}, "units": 2},
        {"measurementMethod": 3, "operatingHours": 0, "otherMethodData": {"energy": 400}}), "electricity", 600),
    ("electricityReductions", equipment(
        {"measurementMethod": 1, "operatingHours": 100, "nameplateData": {**PLATE, "operationalFrequency": 60}},
        {"measurementMethod": 1, "operatingHours": 0, "nameplateData": PLATE}), "electricity", 10_000),
    ("electricityReductions", equipment(
        {"measurementMethod": 0, "operatingHours": 10, "multimeterData":
            {"numberOfPhases": 1, "supplyVoltage": 200, "averageCurrent": 10, "powerFactor": 0.5}},
        {"measurementMethod": 3, "otherMethodData": {"energy": 0}}), "electricity", 10),
    ("naturalGasReductions", equipment(
        {"measurementMethod": 0, "operatingHours": 1_000, "flowMeterMethodData": {"flowRate": 1_000}},
        {"measurementMethod": 3, "operatingHours": 0, "otherMethodData": {"consumption": 30}}), "natural-gas", 1_000),
    ("compressedAirReductions", equipment(
        {"utilityType": 1, "measurementMethod": 0, "hoursPerYear": 100, "flowMeterMethodData": {"meterReading": 60},
         "compressorElectricityData": COMPRESSOR},
        {"utilityType": 1, "measurementMethod": 3, "hoursPerYear": 100, "otherMethodData": {"consumption": 0},
         "compressorElectricityData": COMPRESSOR}), "electricity", 600),
    ("compressedAirPressureReductions", equipment(
        {"isBaseline": True, "hoursPerYear": 1_000, "compressorPower": 100},
        {"isBaseline": False, "hoursPerYear": 1_000, "compressorPower": 100, "pressure": 110, "proposedPressure": 100}),
     "electricity", 5_000),
    ("waterReductions", equipment(
        {"measurementMethod": 2, "hoursPerYear": 100, "bucketMethodData": {"bucketVolume": 10, "bucketFillTime": 36}},
        {"measurementMethod": 0, "hoursPerYear": 100, "meteredFlowMethodData": {"meterReading": 10}}), "water", 40),
    ("replaceExistingMotors", {"replaceExistingData": {"operatingHours": 1_000, "motorSize": 100, "load": 80,
        "existingEfficiency": 80, "newEfficiency": 100}, "opportunitySheet": sheet()}, "electricity", 14_920),
    ("opportunitySheets", {**sheet(), "baselineEnergyUseItems": [{"type": "Gas", "amount": 9}],
        "modificationEnergyUseItems": [{"type": "Gas", "amount": 4}]}, "natural-gas", 5),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "card", "stream", "units"), CARDS)
def test_each_calculator_saves_what_is_calculated_by_hand(tmp_path, kind, card, stream, units):
    case, _ = imported(tmp_path, **{kind: [card]})
    (effect,) = case.effects
    assert (effect.stream, float(effect.quantity)) == (stream, pytest.approx(units))


def test_costs_rebates_and_yearly_extras_go_where_they_belong(tmp_path):
    card = {
        **CARDS[0][1],
        "opportunitySheet": sheet(additionalSavings={"cost": 70}, additionalAnnualSavings={"cost": 20}),
    }
    case, _ = imported(tmp_path, lightingReplacements=[card])
    measure = case.measures[0]
    assert (measure.capex, measure.one_off, measure.other_benefit) == (1_450, 70, 20)
    assert (case.currency, case.base_year, measure.owner) == ("USD", 2024, "Utilities")


def test_prices_are_the_plants_and_what_a_card_has_beyond_is_a_benefit(tmp_path):
    card = {**CARDS[0][1], "baselineElectricityCost": 0.15}
    case, _ = imported(tmp_path, lightingReplacements=[card])
    assert case.stream["electricity"].price == Decimal("0.1")
    assert case.measures[0].other_benefit == 30
    assert "0.15 per unit" in case.measures[0].notes


def test_equal_names_get_ids_of_their_own(tmp_path):
    case, _ = imported(tmp_path, lightingReplacements=[CARDS[0][1], CARDS[0][1]])
    assert [measure.measure for measure in case.measures] == ["card", "card-2"]


def test_what_cannot_be_calculated_is_left_out_and_told(tmp_path):
    broken = {"baseline": [{}], "opportunitySheet": sheet("Broken")}
    cards = {
        "lightingReplacements": [CARDS[0][1], broken],
        "heatCascadingOpportunities": [{"opportunitySheet": sheet("Heat")}],
    }
    case, told = imported(tmp_path, **cards)
    assert len(case.measures) == 1
    assert [one.name for one in told.left_out] == ["Broken", "Heat"]
    assert "unsupported calculator" in str(told.left_out[1])
    assert any("Left out, 2" in line for line in told.lines())


@pytest.mark.parametrize("hours", ["8760", 8760, 8760.0])
def test_numbers_that_stand_as_text_are_numbers(tmp_path, hours):
    before = {"measurementMethod": 0, "hoursPerYear": hours, "meteredFlowMethodData": {"meterReading": 5}}
    case, told = imported(tmp_path, waterReductions=[equipment(before, {**before, "hoursPerYear": 0})])
    assert ([float(effect.quantity) for effect in case.effects], told.left_out) == ([2_628], ())


@pytest.mark.parametrize("said", ["x" * 5_000, [1], float("nan"), float("inf"), 1e300, {}])
def test_what_is_no_number_leaves_out_its_card_alone(tmp_path, said):
    before = {"measurementMethod": 0, "hoursPerYear": said, "meteredFlowMethodData": {"meterReading": 10}}
    dear = {**CARDS[0][1], "opportunitySheet": {"name": "Dear", "opportunityCost": {"labor": said or "much"}}}
    water = equipment(before, {**before, "hoursPerYear": 0})
    case, told = imported(tmp_path, lightingReplacements=[CARDS[0][1], dear], waterReductions=[water])
    assert [measure.measure for measure in case.measures] == ["card"]
    assert [one.name for one in told.left_out] == ["Dear", "Card"]
    assert max(len(line) for line in told.lines()) < 400


def test_large_figures_are_written_with_the_digits_that_count(tmp_path):
    cards = [{**CARDS[0][1], "baseline": [{"electricityUse": 73_944_771.35}], "modifications": []}]
    usage = {**USAGE, "electricityUsage": 1e8, "electricityCosts": 1e7}
    case, _ = imported(tmp_path, currentEnergyUsage=usage, lightingReplacements=cards)
    assert case.effects[0].quantity == Decimal("73944771.35")


def test_a_use_that_is_no_number_is_refused_with_its_key(tmp_path):
    file = written(tmp_path, currentEnergyUsage={**USAGE, "waterUsage": "12,5"})
    with pytest.raises(InvalidInput, match='"waterUsage" must be a number'):
        import_hunt(file, tmp_path / "case")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "is not valid JSON"),
        ("[]", "contains no treasure hunt"),
        ('{"a": {"psat": {}}}', "contains no treasure hunt"),
    ],
)
def test_other_files_are_refused_with_one_message(tmp_path, text, reason):
    (tmp_path / "hunt.json").write_text(text)
    with pytest.raises(InvalidInput, match=reason) as refused:
        import_hunt(tmp_path / "hunt.json", tmp_path / "case")
    assert len(refused.value.problems) == 1


def test_metric_hunts_are_refused(tmp_path):
    file = written(tmp_path, {"unitsOfMeasure": "Metric"})
    with pytest.raises(InvalidInput, match="metric units"):
        import_hunt(file, tmp_path / "case")


def test_the_year_and_currency_of_money_are_told(tmp_path):
    _, told = imported(tmp_path, lightingReplacements=[CARDS[0][1]])
    assert "Money is in USD of 2024" in told.assumptions[0]
    about = {"name": "Hunt", "treasureHunt": {"currentEnergyUsage": USAGE, "lightingReplacements": [CARDS[0][1]]}}
    (tmp_path / "undated.json").write_text(json.dumps({"a": about, "s": {"currency": "R$"}}))
    lines = import_hunt(tmp_path / "undated.json", tmp_path / "undated").assumptions
    assert "The hunt has no date" in lines[0]
    assert '"R$"' in lines[1]


def test_a_card_without_a_cost_is_told(tmp_path):
    free = {**CARDS[0][1], "opportunitySheet": {"name": "Free"}}
    case, told = imported(tmp_path, lightingReplacements=[CARDS[0][1], free])
    assert [measure.capex for measure in case.measures] == [1_450, 0]
    assert any("taken as 0: free." in line for line in told.assumptions)


@pytest.mark.parametrize(
    ("rate", "source"), [(0.4, "MEASUR: U.S. Average"), (400, "MEASUR: U.S. Average, kg per MWh there")]
)
def test_a_grids_rate_may_be_per_kwh_or_per_mwh(tmp_path, rate, source):
    usage = {**USAGE, "electricityCO2SavingsData": {"totalEmissionOutputRate": rate, "eGridSubregion": "U.S. Average"}}
    case, _ = imported(tmp_path, currentEnergyUsage=usage, lightingReplacements=[CARDS[0][1]])
    assert [(f.kg_per_unit, f.source) for f in case.factors if f.scope == 2] == [(Decimal("0.4"), source)]


@needs_example
def test_the_makers_example_becomes_sixteen_measures(tmp_path):
    told = import_hunt(EXAMPLE, tmp_path / "case")
    case, warnings = read_case(tmp_path / "case")
    assert (told.measures, told.left_out, warnings) == (16, (), ())
    assert (case.stream["natural-gas"].price, case.stream["electricity"].baseline) == (4, 32_000_000)
    quantity = {effect.measure: effect.quantity for effect in case.effects}
    assert quantity["process-lighting-a"] == 595_680
    assert quantity["eliminate-pipe-leaks"] == Decimal("1051.2")
    assert quantity["replace-conveyor-5-motor"] == Decimal("139239.2045")
    assert [problem.row for problem in plausible(case)] == [9]
