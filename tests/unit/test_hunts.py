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

TRIALS = EXAMPLE.parents[1] / "trials" / "31-measur-prices"
needs_trials = pytest.mark.skipif(not TRIALS.exists(), reason="the trials are not on this machine")

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
    assert (measure.capex, measure.one_off, measure.other_benefit) == (1_380, 0, 20)
    assert "rebate of 70.00 is taken off the cost of 1,450.00" in measure.notes
    assert (case.currency, case.base_year, measure.owner) == ("USD", 2024, "Utilities")


def test_prices_are_the_plants_and_what_a_card_has_beyond_is_a_benefit(tmp_path):
    card = {**CARDS[0][1], "baselineElectricityCost": 0.15}
    case, _ = imported(tmp_path, lightingReplacements=[card])
    assert case.stream["electricity"].price == Decimal("0.1")
    assert case.measures[0].other_benefit == 30
    assert "own price per unit: 0.15" in case.measures[0].notes


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


def stated_saving(case) -> float:
    """What all measures save a year, in money."""
    saved = sum(effect.quantity * case.stream[effect.stream].price for effect in case.effects)
    return float(saved + sum(measure.other_benefit for measure in case.measures))


def machine(kwh: float, price: float) -> dict:
    return {"measurementMethod": 3, "otherMethodData": {"energy": kwh}, "electricityCost": price}


TWO_MACHINES = {
    "baseline": [machine(100_000, 0.05), machine(100_000, 0.15)],
    "modification": [machine(50_000, 0.05), machine(20_000, 0.15)],
    "opportunitySheet": sheet(),
}


@pytest.mark.parametrize("turned", [1, -1])
def test_each_item_of_a_card_counts_at_its_own_price(tmp_path, turned):
    card = TWO_MACHINES | {key: TWO_MACHINES[key][::turned] for key in ("baseline", "modification")}
    case, _ = imported(tmp_path, electricityReductions=[card])
    assert stated_saving(case) == 50_000 * 0.05 + 80_000 * 0.15
    assert "0.05, 0.15" in case.measures[0].notes


@needs_trials
@pytest.mark.parametrize(("name", "saving"), [("two-tariffs", 14_500), ("swapped", 14_500), ("gas", 9_200)])
def test_cards_with_two_tariffs_save_what_each_item_pays(tmp_path, name, saving):
    import_hunt(TRIALS / f"{name}.json", tmp_path / "case")
    assert stated_saving(read_case(tmp_path / "case")[0]) == saving


def test_a_change_of_tariff_alone_is_a_saving(tmp_path):
    card = {"baseline": [machine(100_000, 0.1)], "modification": [machine(100_000, 0.08)], "opportunitySheet": sheet()}
    case, told = imported(tmp_path, electricityReductions=[card])
    assert (len(case.effects), case.measures[0].other_benefit, told.left_out) == (0, 2_000, ())
    assert any("No units are saved, only money" in line and line.endswith(": card.") for line in told.assumptions)


def test_upkeep_alone_is_a_saving_and_nothing_is_none(tmp_path):
    same = {"baseline": [machine(100_000, 0.1)], "modification": [machine(100_000, 0.1)]}
    cards = [
        same | {"opportunitySheet": sheet("Upkeep", additionalAnnualSavings={"cost": 400})},
        same | {"opportunitySheet": sheet("Nothing", additionalSavings={"cost": 400})},
        {"baseline": [machine(9_000, 0.1)], "opportunitySheet": sheet("No change stated")},
    ]
    case, told = imported(tmp_path, electricityReductions=cards)
    assert [(one.measure, one.other_benefit) for one in case.measures] == [("upkeep", 400)]
    assert [one.name for one in told.left_out] == ["Nothing", "No change stated"]


def test_lighting_pays_the_tariff_before_and_the_tariff_after(tmp_path):
    card = CARDS[0][1] | {"baselineElectricityCost": 0.1, "modificationElectricityCost": 0.2}
    case, _ = imported(tmp_path, lightingReplacements=[card])
    assert stated_saving(case) == pytest.approx(900 * 0.1 - 300 * 0.2)


def test_a_rebate_beyond_the_cost_is_counted_once_and_told(tmp_path):
    card = CARDS[0][1] | {"opportunitySheet": sheet(additionalSavings={"cost": 2_000})}
    case, told = imported(tmp_path, lightingReplacements=[card])
    assert (case.measures[0].capex, case.measures[0].one_off) == (0, 550)
    assert any("The rebate exceeds the cost" in line for line in told.assumptions)


def test_sheets_by_hand_state_gallons_and_cubic_feet(tmp_path):
    before = [
        {"type": "Water", "amount": 3_000},
        {"type": "WWT", "amount": 900},
        {"type": "Compressed Air", "amount": 70},
    ]
    case, _ = imported(tmp_path, opportunitySheets=[{**sheet(), "baselineEnergyUseItems": before}])
    saved = {effect.stream: effect.quantity for effect in case.effects}
    assert saved == {"water": 3, "wastewater": Decimal("0.9"), "compressed-air": Decimal("0.07")}


def air(method: int, after: float, **data) -> dict:
    one = {"utilityType": 1, "measurementMethod": method, "hoursPerYear": 100, "electricityCost": 0.1,
           "compressorElectricityData": COMPRESSOR, **data}  # fmt: skip
    then = {**one, "measurementMethod": 3, "otherMethodData": {"consumption": after}}
    return {"baseline": [one], "modification": [then], "opportunitySheet": sheet()}


@pytest.mark.parametrize("power", [0.2, 20])
def test_specific_power_is_per_cubic_foot_or_per_hundred(tmp_path, power):
    compressor = {"compressorControlAdjustment": 50, "compressorSpecificPower": power}
    card = air(0, 0, flowMeterMethodData={"meterReading": 60}, compressorElectricityData=compressor)
    case, _ = imported(tmp_path, compressedAirReductions=[card])
    assert case.effects[0].quantity == 600


def test_a_bag_is_in_gallons(tmp_path):
    card = air(1, 0, bagMethodData={"bagVolume": 7.480519, "bagFillTime": 60})
    case, _ = imported(tmp_path, compressedAirReductions=[card])
    assert float(case.effects[0].quantity) == pytest.approx(1 * 0.2 * 0.5 * 100)


def test_air_after_the_change_comes_from_the_same_compressor(tmp_path):
    card = air(0, 180, flowMeterMethodData={"meterReading": 60})
    card["modification"][0]["compressorElectricityData"] = {
        "compressorControlAdjustment": 5,
        "compressorSpecificPower": 9,
    }
    case, _ = imported(tmp_path, compressedAirReductions=[card])
    assert case.effects[0].quantity == 300


def test_a_fuel_that_is_not_bought_has_a_baseline_of_0_if_nothing_saves_it(tmp_path):
    switch = {**sheet("Switch"), "baselineEnergyUseItems": [{"type": "Gas", "amount": 90}],
              "modificationEnergyUseItems": [{"type": "Other Fuel", "amount": 80}]}  # fmt: skip
    usage = USAGE | {"otherFuelUsage": 0, "otherFuelCosts": 0, "steamUsage": 0}
    steam = {**sheet("Steam"), "baselineEnergyUseItems": [{"type": "Steam", "amount": 5}]}
    case, _ = imported(tmp_path, currentEnergyUsage=usage, opportunitySheets=[switch, steam])
    assert (case.stream["other-fuel"].baseline, case.stream["steam"].baseline) == (0, None)


METRIC = {"unitsOfMeasure": "Metric", "currency": "€"}
M3_OF_GALLON, M3_OF_CUBIC_FOOT, GJ_OF_MMBTU, BAR_OF_PSI = 0.003785411784, 0.028316846592, 1.05506, 0.0689475729


def in_metric(kind: str, card: dict) -> dict:
    """The same card as MEASUR states it in metric units, converted by constants of this test's own."""
    card = json.loads(json.dumps(card))
    for one in [*card.get("baseline", ()), *card.get("modification", ())]:
        match kind:
            case "naturalGasReductions":
                one.get("flowMeterMethodData", {}).update(flowRate=1_000 * M3_OF_CUBIC_FOOT)
                one.get("otherMethodData", {}).update(consumption=30 * GJ_OF_MMBTU)
            case "compressedAirReductions":
                one.get("flowMeterMethodData", {}).update(meterReading=60 * M3_OF_CUBIC_FOOT)
                one["compressorElectricityData"]["compressorSpecificPower"] = 0.2 / M3_OF_CUBIC_FOOT
            case "compressedAirPressureReductions":
                one |= {key: one[key] * BAR_OF_PSI for key in ("pressure", "proposedPressure") if key in one}
            case "waterReductions":
                one.get("bucketMethodData", {}).update(bucketVolume=10 * M3_OF_GALLON)
                one.get("meteredFlowMethodData", {}).update(meterReading=10 * M3_OF_GALLON)
    if "replaceExistingData" in card:
        card["replaceExistingData"]["motorSize"] *= 0.746
    for item in [*card.get("baselineEnergyUseItems", ()), *card.get("modificationEnergyUseItems", ())]:
        item["amount"] *= GJ_OF_MMBTU
    return card


IN_METRIC = {"electricity": ("kWh", 1), "natural-gas": ("GJ (HHV)", GJ_OF_MMBTU), "water": ("m3", 1_000 * M3_OF_GALLON)}


@pytest.mark.parametrize(("kind", "card", "stream", "units"), CARDS)
def test_a_metric_hunt_saves_the_same(tmp_path, kind, card, stream, units):
    told = import_hunt(written(tmp_path, METRIC, **{kind: [in_metric(kind, card)]}), tmp_path / "case")
    case, _ = read_case(tmp_path / "case")
    unit, size = IN_METRIC[stream]
    assert (case.stream[stream].unit, case.currency, told.left_out) == (unit, "EUR", ())
    assert float(case.effects[0].quantity) == pytest.approx(units * size, rel=1e-6)


def test_a_metric_plants_water_is_in_liters_and_its_card_in_cubic_meters(tmp_path):
    usage = {"waterUsage": 4_000_000, "waterCosts": 8_000, "naturalGasUsage": 900, "naturalGasCosts": 9_000}
    before = {"measurementMethod": 3, "hoursPerYear": 1, "otherMethodData": {"consumption": 100}, "waterCost": 2.5}
    water = equipment(before, before | {"otherMethodData": {"consumption": 60}})
    import_hunt(written(tmp_path, METRIC, currentEnergyUsage=usage, waterReductions=[water]), tmp_path / "case")
    case, _ = read_case(tmp_path / "case")
    stream = case.stream["water"]
    assert (stream.unit, stream.baseline, stream.price, case.effects[0].quantity) == ("m3", 4_000, 2, 40)
    assert stated_saving(case) == 40 * 2.5
    assert float(case.stream["natural-gas"].kwh_per_unit) == pytest.approx(277.7778 * 0.901)


def test_units_of_ones_own_are_refused(tmp_path):
    with pytest.raises(InvalidInput, match='is in units "Custom"'):
        import_hunt(written(tmp_path, {"unitsOfMeasure": "Custom"}), tmp_path / "case")


@pytest.mark.parametrize("metric", [False, True])
def test_a_file_of_opportunities_only_comes_in_priced_by_its_cards(tmp_path, metric):
    file = tmp_path / "opportunities.json"
    file.write_text(json.dumps({"origin": "AMO-TOOLS-DESKTOP-OPPORTUNITIES", "electricityReductions": [TWO_MACHINES]}))
    told = import_hunt(file, tmp_path / "case", metric=metric)
    case, _ = read_case(tmp_path / "case")
    power = case.stream["electricity"]
    assert power.baseline is None
    assert float(power.price) == pytest.approx((150_000 * 0.05 + 120_000 * 0.15) / 270_000)
    assert stated_saving(case) == pytest.approx(14_500, abs=0.01)
    assert any("opportunities only" in line and ("as asked" in line) == metric for line in told.assumptions)


def test_further_hunts_of_a_file_are_told(tmp_path):
    about = {"name": "One", "treasureHunt": {"currentEnergyUsage": USAGE, "lightingReplacements": [CARDS[0][1]]}}
    whole = {"assessments": [{"assessment": about}, {"assessment": {**about, "name": "Two"}}]}
    (tmp_path / "two.json").write_text(json.dumps(whole))
    told = import_hunt(tmp_path / "two.json", tmp_path / "case")
    assert told.hunt == "One"
    assert any(line.endswith("not read: Two.") for line in told.assumptions)


ODD_CARDS = {
    "days": (machine(900_000, 0.1), machine(100_000, 0.1), {"material": 600}, "pays back in"),
    "centuries": (machine(900_000, 0.1), machine(899_900, 0.1), {"material": 600_000}, "pays back in"),
    "sign": (machine(900_000, 0.1), machine(800_000, 0.2), {}, "signs are opposite"),
    "price": (machine(900_000, 10), machine(800_000, 10), {}, "check the unit"),
    "use": (machine(9_000_000, 0.1), machine(0, 0.1), {"material": 2_000_000}, "check the use"),
}


@pytest.mark.parametrize("kind", ODD_CARDS)
def test_what_is_odd_is_told_before_anything_is_written(tmp_path, kind):
    before, after, cost, text = ODD_CARDS[kind]
    card = {"baseline": [before], "modification": [after], "opportunitySheet": sheet(**cost)}
    told: list[str] = []

    def see(lines: tuple[str, ...]) -> None:
        assert not (tmp_path / "case").exists()
        told.extend(lines)

    import_hunt(written(tmp_path, electricityReductions=[card]), tmp_path / "case", before_writing=see)
    assert any(text in line for line in told)
    assert list(read_case(tmp_path / "case")[0].company["to_check"]) == told


def test_a_sound_card_is_left_alone(tmp_path):
    card = {"baseline": [machine(9_000, 0.1)], "modification": [machine(4_000, 0.1)], "opportunitySheet": sheet()}
    case, told = imported(tmp_path, electricityReductions=[card])
    assert told.oddities == ()
    assert "to_check" not in case.company


def test_a_price_in_the_settings_that_is_not_the_bills_is_told(tmp_path):
    card = {"baseline": [machine(9_000, 0.1)], "modification": [machine(4_000, 0.1)], "opportunitySheet": sheet()}
    settings = {"unitsOfMeasure": "Imperial", "electricityCost": 0.2}
    told = import_hunt(written(tmp_path, settings, electricityReductions=[card]), tmp_path / "case")
    assert any("a price of 0.1 per kWh, the hunt's settings 0.2" in line for line in told.oddities)


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
    assert {e.stream: e.quantity for e in case.effects_of["increase-boiler-coc"]} == {
        "natural-gas": Decimal("4.8"),
        "water": Decimal("1.6"),
    }
    assert [problem.row for problem in plausible(case)] == [13]
