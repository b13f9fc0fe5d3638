"""Cards of a hunt in metric units → MEASUR's imperial units, in which its formulas are written.

MEASUR converts the same figures by the same factors before it calculates. Electricity and lighting need no conversion:
a nameplate says itself whether it is in hp.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.imports.hunts.hunt import Card

GJ_OF_MMBTU = 1.05506
CUBIC_FEET_OF_M3 = 35.314667
GALLONS_OF_M3 = 264.172052
PSI_OF_BAR = 14.503774
TONNES_OF_KLB = 0.45359237
KW_OF_HP = 0.746
GALLONS_OF_LITER = GALLONS_OF_M3 / 1_000

METRIC_UNITS = {
    "natural-gas": GJ_OF_MMBTU, "other-fuel": GJ_OF_MMBTU, "steam": TONNES_OF_KLB,
    "compressed-air": 1_000 / CUBIC_FEET_OF_M3, "water": 1_000 / GALLONS_OF_M3, "wastewater": 1_000 / GALLONS_OF_M3,
}  # fmt: skip
"""Units of a metric hunt's stream in the unit of MEASUR's formulas; electricity is in kWh in both."""

ITEMS: Mapping[str, Mapping[str, float]] = {
    "naturalGasReductions": {
        "fuelCost": GJ_OF_MMBTU, "flowMeterMethodData.flowRate": CUBIC_FEET_OF_M3,
        "otherMethodData.consumption": 1 / GJ_OF_MMBTU, "waterMassFlowData.waterFlow": GALLONS_OF_LITER * 60,
        "airMassFlowData.airMassFlowNameplateData.airFlow": CUBIC_FEET_OF_M3 * 60 / 1_000,
        "airMassFlowData.airMassFlowMeasuredData.areaOfDuct": 1 / 30.48**2,
        "airMassFlowData.airMassFlowMeasuredData.airVelocity": 1 / 0.3048,
        # temperatures count only by their difference
        "airMassFlowData.inletTemperature": 1.8, "airMassFlowData.outletTemperature": 1.8,
        "waterMassFlowData.inletTemperature": 1.8, "waterMassFlowData.outletTemperature": 1.8,
    },
    "waterReductions": {
        "waterCost": 1 / GALLONS_OF_M3, "meteredFlowMethodData.meterReading": GALLONS_OF_M3,
        "volumeMeterMethodData.initialMeterReading": GALLONS_OF_M3,
        "volumeMeterMethodData.finalMeterReading": GALLONS_OF_M3,
        "bucketMethodData.bucketVolume": GALLONS_OF_M3, "otherMethodData.consumption": GALLONS_OF_M3,
    },
    "compressedAirReductions": {
        "flowMeterMethodData.meterReading": CUBIC_FEET_OF_M3, "bagMethodData.bagVolume": GALLONS_OF_LITER,
        "otherMethodData.consumption": CUBIC_FEET_OF_M3 / 1_000, "compressedAirCost": 1 / CUBIC_FEET_OF_M3,
        "compressorElectricityData.compressorSpecificPower": 1 / CUBIC_FEET_OF_M3,
    },
    "compressedAirPressureReductions": {"pressure": PSI_OF_BAR, "proposedPressure": PSI_OF_BAR},
}  # fmt: skip
"""By calculator: what a figure of an item is multiplied by."""
BY_HAND = {
    "gas": 1 / GJ_OF_MMBTU, "natural gas": 1 / GJ_OF_MMBTU, "other fuel": 1 / GJ_OF_MMBTU, "steam": 1 / TONNES_OF_KLB,
    "compressed air": CUBIC_FEET_OF_M3, "electricity": 1.0,
}  # fmt: skip
"""By type of an item on a sheet filled in by hand; the others are liters of water."""


def imperial(kind: str, card: Card) -> Card:
    """Return a card with the figures of its calculator in imperial units."""
    match kind:
        case "replaceExistingMotors":
            return _scaled(card, {"replaceExistingData.motorSize": 1 / KW_OF_HP})
        case "opportunitySheets":
            lists = ("baselineEnergyUseItems", "modificationEnergyUseItems")
            return card | {key: [_by_hand(item) for item in card.get(key) or ()] for key in lists}
        case _ if kind in ITEMS:
            lists = ("baseline", "modification")
            return card | {key: [_scaled(item, ITEMS[kind]) for item in card[key]] for key in lists if card.get(key)}
        case _:
            return card


def _by_hand(item: Card) -> Card:
    return _scaled(item, {"amount": BY_HAND.get(str(item["type"]).casefold(), GALLONS_OF_LITER)})


def _scaled(item: Card, factors: Mapping[str, float]) -> Card:
    """Return the item with each figure that it has multiplied by its factor; a dot leads into a part of the item."""
    scaled = dict(item)
    for path, factor in factors.items():
        key, _, rest = path.partition(".")
        if rest and isinstance(scaled.get(key), dict):
            scaled[key] = _scaled(scaled[key], {rest: factor})
        elif not rest and isinstance(scaled.get(key), float):
            scaled[key] *= factor
    return scaled
