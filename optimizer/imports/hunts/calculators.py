"""MEASUR's calculators: what an opportunity saves a year, by its own formulas, in its imperial units."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

from optimizer.imports.hunts.utilities import is_figure

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.imports.hunts.hunt import Card

Saved = dict[str, float]

GALLONS, CUBIC_FEET = 1_000, 1_000
STREAM_OF_ITEM = {
    "electricity": "electricity", "gas": "natural-gas", "natural gas": "natural-gas", "other fuel": "other-fuel",
    "water": "water", "wwtp": "wastewater", "waste water": "wastewater", "wastewater": "wastewater",
    "compressed air": "compressed-air", "steam": "steam",
}  # fmt: skip


def saved_by(kind: str, card: Card) -> tuple[Saved, float | None]:
    """Return units saved a year by stream, and the price per unit on the card, if any.

    Raises:
        KeyError, TypeError, ValueError, IndexError, ZeroDivisionError: if the card can't be calculated.
    """
    if kind not in CALCULATORS:
        raise KeyError("an unsupported calculator")
    saved, price = CALCULATORS[kind](_figures(card))
    if not all(map(is_figure, (*saved.values(), price or 0))):
        raise ValueError("a value is not a number")
    return saved, price


def _figures(said: Any) -> Any:
    """Return the card with every number as a float, even one stored as text: a text times 8,760 is a very long text."""
    if isinstance(said, dict):
        return {key: _figures(one) for key, one in said.items()}
    if isinstance(said, list):
        return [_figures(one) for one in said]
    if isinstance(said, int) and not isinstance(said, bool):
        return float(said)
    try:
        return float(said) if isinstance(said, str) else said
    except ValueError:
        return said


def _less(card: Card, use: Callable[[Card], float], after: str = "modification") -> float:
    """Return use before minus use after, over all equipment."""
    return float(sum(map(use, card["baseline"])) - sum(map(use, card.get(after) or ())))


def _lighting(card: Card) -> tuple[Saved, float | None]:
    saved = _less(card, lambda one: one["electricityUse"], "modifications")
    return {"electricity": saved}, card.get("baselineElectricityCost")


def _electricity(card: Card) -> tuple[Saved, float | None]:
    return {"electricity": _less(card, _kwh)}, card["baseline"][0].get("electricityCost")


def _kwh(one: Card) -> float:
    """Multimeter, nameplate, power meter or a user-defined figure (0–3)."""
    if one["measurementMethod"] == 3:  # noqa: PLR2004 - MEASUR's number
        return float(one["otherMethodData"]["energy"])
    return float(_kw(one) * one["operatingHours"] * one.get("units", 1))


def _kw(one: Card) -> float:
    if one["measurementMethod"] == 0:
        meter = one["multimeterData"]
        phases = 1 if meter["numberOfPhases"] == 1 else sqrt(3)
        return float(meter["supplyVoltage"] * meter["averageCurrent"] * meter["powerFactor"] * phases / 1000)
    if one["measurementMethod"] == 1:
        plate = one["nameplateData"]
        speed = plate["operationalFrequency"] / plate["lineFrequency"] if plate.get("variableSpeedMotor") else 1
        kw = plate["ratedMotorPower"] * (0.7457 if one.get("userSelectedHP") else 1)
        return float(kw * plate["loadFactor"] / plate["motorAndDriveEfficiency"] * speed**2.5)
    return float(one["powerMeterData"]["power"])


def _gas(card: Card) -> tuple[Saved, float | None]:
    return {"natural-gas": _less(card, _mmbtu)}, card["baseline"][0].get("fuelCost")


def _mmbtu(one: Card) -> float:
    """Gas flow, air flow, water flow or a user-defined figure (0–3); 1,030 Btu per cubic foot."""
    method, hours, units = one["measurementMethod"], one["operatingHours"], one.get("units", 1)
    if method == 0:
        return float(one["flowMeterMethodData"]["flowRate"] * units * hours * 1030 / 1e6)
    if method == 3:  # noqa: PLR2004 - MEASUR's number
        return float(one["otherMethodData"]["consumption"])
    flow = one["airMassFlowData" if method == 1 else "waterMassFlowData"]
    warming = flow["outletTemperature"] - flow["inletTemperature"]
    heat = 1.08 * _air_flow(flow) * warming if method == 1 else 500 * flow["waterFlow"] * warming
    return float(heat / 1e6 * hours * units / (flow["systemEfficiency"] / 100))


def _air_flow(flow: Card) -> float:
    if flow["isNameplate"]:
        return float(flow["airMassFlowNameplateData"]["airFlow"])
    measured = flow["airMassFlowMeasuredData"]
    return float(measured["areaOfDuct"] * measured["airVelocity"])


def _air(card: Card) -> tuple[Saved, float | None]:
    """Compressed air: by electricity of the compressors, or bought by the cubic foot."""
    first = card["baseline"][0]
    if first["utilityType"] == 1:
        return {"electricity": _less(card, _air_kwh)}, first.get("electricityCost")
    return {"compressed-air": _less(card, lambda one: _scf(one) / CUBIC_FEET)}, None


def _air_kwh(one: Card) -> float:
    compressor = one["compressorElectricityData"]
    share = compressor["compressorControlAdjustment"] / 100
    return float(_scf(one) / 60 * compressor["compressorSpecificPower"] * share)


def _scf(one: Card) -> float:
    """Cubic feet a year: flow meter, bag, nozzle or a user-defined figure in thousands (0–3)."""
    method, minutes = one["measurementMethod"], 60 * one["hoursPerYear"] * one.get("units", 1)
    if method == 0:
        return float(one["flowMeterMethodData"]["meterReading"] * minutes)
    if method == 1:
        bag = one["bagMethodData"]
        return float(60 / bag["bagFillTime"] * bag["bagVolume"] * bag.get("numberOfUnits", 1) * minutes)
    if method == 3:  # noqa: PLR2004 - MEASUR's number
        return float(one["otherMethodData"]["consumption"]) * CUBIC_FEET
    raise ValueError(f"unsupported measurement method {method}")


def _pressure(card: Card) -> tuple[Saved, float | None]:
    """Half a per cent of the compressor's power for each psi."""

    def kwh(one: Card) -> float:
        lowered = 0 if one["isBaseline"] else one["pressure"] - one["proposedPressure"]
        return float(one["hoursPerYear"] * one["compressorPower"] * (1 - lowered * 0.005))

    return {"electricity": _less(card, kwh)}, card["baseline"][0].get("electricityCost")


def _water(card: Card) -> tuple[Saved, float | None]:
    first = card["baseline"][0]
    stream = "wastewater" if first.get("isWastewater") else "water"
    price = first.get("waterCost")
    return {stream: _less(card, _gallons) / GALLONS}, None if price is None else price * GALLONS


def _gallons(one: Card) -> float:
    """Flow meter, volume meter, bucket or a user-defined figure (0–3)."""
    method, hours = one["measurementMethod"], one["hoursPerYear"]
    if method == 0:
        return float(one["meteredFlowMethodData"]["meterReading"] * 60 * hours)
    if method == 1:
        meter = one["volumeMeterMethodData"]
        read = meter["finalMeterReading"] - meter["initialMeterReading"]
        return float(read / (meter["elapsedTime"] / 60) * hours)
    if method == 2:  # noqa: PLR2004 - MEASUR's number
        bucket = one["bucketMethodData"]
        return float(bucket["bucketVolume"] / (bucket["bucketFillTime"] / 3600) * hours)
    return float(one["otherMethodData"]["consumption"])


def _motor(card: Card) -> tuple[Saved, float | None]:
    """A motor of the same shaft power (hp) with a better efficiency."""
    data = card["replaceExistingData"]
    shaft = 0.746 * data["motorSize"] * data["load"] * data["operatingHours"]
    saved = shaft / data["existingEfficiency"] - shaft / data["newEfficiency"]
    return {"electricity": saved}, data.get("electricityCost")


def _by_hand(card: Card) -> tuple[Saved, float | None]:
    """A sheet with use before and after, item by item."""
    saved: Saved = {}
    for sign, key in ((1, "baselineEnergyUseItems"), (-1, "modificationEnergyUseItems")):
        for item in card.get(key) or ():
            stream = STREAM_OF_ITEM[str(item["type"]).casefold()]
            saved[stream] = saved.get(stream, 0.0) + sign * item["amount"]
    return {stream: amount for stream, amount in saved.items() if amount}, None


CALCULATORS: dict[str, Callable[[Card], tuple[Saved, float | None]]] = {
    "lightingReplacements": _lighting,
    "electricityReductions": _electricity,
    "naturalGasReductions": _gas,
    "compressedAirReductions": _air,
    "compressedAirPressureReductions": _pressure,
    "waterReductions": _water,
    "replaceExistingMotors": _motor,
    "opportunitySheets": _by_hand,
}
