"""MEASUR's calculators: what an opportunity uses a year, before and after, by MEASUR's formulas in imperial units."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from optimizer.imports.hunts.metric import KW_OF_HP, METRIC_UNITS, imperial
from optimizer.imports.hunts.utilities import is_figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optimizer.imports.hunts.hunt import Card

GALLONS, CUBIC_FEET = 1_000, 1_000
GALLONS_OF_CUBIC_FOOT = 7.480519
HUNDREDS_FROM = 2
"""Specific power in kW per cubic foot a minute is 0.15 to 0.25; from here on it is per 100 of them, as newer versions
of MEASUR ask for it."""
STREAM_OF_ITEM = {
    "electricity": "electricity", "gas": "natural-gas", "natural gas": "natural-gas", "other fuel": "other-fuel",
    "water": "water", "wwt": "wastewater", "wwtp": "wastewater", "waste water": "wastewater",
    "wastewater": "wastewater", "compressed air": "compressed-air", "steam": "steam",
}  # fmt: skip
PER_UNIT = {"water": GALLONS, "wastewater": GALLONS, "compressed-air": CUBIC_FEET}
"""Sheets filled in by hand state gallons and cubic feet; the streams are in thousands of them."""
NEGLIGIBLE = 1e-12
"""Share of all use below which a difference is rounding."""


@dataclass(frozen=True)
class ItemUse:
    """The yearly use of one item of a card: positive before the change, negative after it, at the item's own price."""

    stream: str
    units: float
    price: float | None
    """Per unit; None where the card states none."""


Uses = tuple[ItemUse, ...]


def uses_of(kind: str, card: Card, *, metric: bool) -> Uses:
    """Return what each item of a card uses a year, before and after, in the units of the hunt's streams.

    Raises:
        KeyError, TypeError, ValueError, IndexError, ZeroDivisionError: if the card can't be calculated.
    """
    if kind not in CALCULATORS:
        raise KeyError("an unsupported calculator")
    read = figures_of(card)
    uses = tuple(CALCULATORS[kind](imperial(kind, read) if metric else read))
    if not all(is_figure(one.units) and is_figure(one.price or 0) for one in uses):
        raise ValueError("a value is not a number")
    return tuple(map(in_metric, uses)) if metric else uses


def in_metric(use: ItemUse) -> ItemUse:
    """Return a use in the metric unit of its stream."""
    size = METRIC_UNITS.get(use.stream, 1.0)
    return ItemUse(use.stream, use.units * size, None if use.price is None else use.price / size)


def saved_in(uses: Uses) -> dict[str, float]:
    """Return the units saved a year by stream; streams whose use stays the same are left out."""
    parts: dict[str, list[float]] = {}
    for one in uses:
        parts.setdefault(one.stream, []).append(one.units)
    sums = {stream: (sum(units), sum(map(abs, units))) for stream, units in parts.items()}
    return {stream: saved for stream, (saved, size) in sums.items() if abs(saved) > NEGLIGIBLE * size}


def figures_of(said: Any) -> Any:
    """Return the card with every number as a float, even one stored as text: a text times 8,760 is a very long text."""
    if isinstance(said, dict):
        return {key: figures_of(one) for key, one in said.items()}
    if isinstance(said, list):
        return [figures_of(one) for one in said]
    if isinstance(said, int) and not isinstance(said, bool):
        return float(said)
    try:
        return float(said) if isinstance(said, str) else said
    except ValueError:
        return said


def _before_and_after(card: Card, after: str = "modification") -> Iterator[tuple[int, Card]]:
    """Yield every item with its sign; a card without the part `after` changes nothing, as in MEASUR."""
    before = card["baseline"]
    later = before if card.get(after) is None else card[after]
    yield from ((1, one) for one in before)
    yield from ((-1, one) for one in later)


def _each(card: Card, stream: str, use: Callable[[Card], float], price: str) -> Iterator[ItemUse]:
    """Yield the use of every item at the item's own price, which is stated under the key `price`."""
    return (ItemUse(stream, sign * use(one), one.get(price)) for sign, one in _before_and_after(card))


def _lighting(card: Card) -> Iterator[ItemUse]:
    for sign, one in _before_and_after(card, "modifications"):
        price = card.get("baselineElectricityCost" if sign > 0 else "modificationElectricityCost")
        yield ItemUse("electricity", sign * float(one["electricityUse"]), _or_else(price, card))


def _or_else(price: float | None, card: Card) -> float | None:
    """Return the price after the change; older versions of MEASUR state only the one before."""
    return card.get("baselineElectricityCost") if price is None else price


def _electricity(card: Card) -> Iterator[ItemUse]:
    return _each(card, "electricity", _kwh, "electricityCost")


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


def _gas(card: Card) -> Iterator[ItemUse]:
    return _each(card, "natural-gas", _mmbtu, "fuelCost")


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


def _air(card: Card) -> Iterator[ItemUse]:
    """Compressed air: by electricity of the compressors, or bought by the cubic foot."""
    before = card["baseline"]
    later = before if card.get("modification") is None else _like_before(before, card["modification"])
    bought = before[0]["utilityType"] != 1
    for sign, items in ((1, before), (-1, later)):
        for one in items:
            yield _air_by_volume(sign, one) if bought else _air_by_electricity(sign, one)


def _like_before(before: list[Card], later: list[Card]) -> list[Card]:
    """Return the items after the change, one per item before it and with that one's compressor, as MEASUR does."""
    return [
        {**(later[at] if at < len(later) else one), "compressorElectricityData": one.get("compressorElectricityData")}
        for at, one in enumerate(before)
    ]


def _air_by_volume(sign: int, one: Card) -> ItemUse:
    price = one.get("compressedAirCost")
    return ItemUse("compressed-air", sign * _scf(one) / CUBIC_FEET, None if price is None else price * CUBIC_FEET)


def _air_by_electricity(sign: int, one: Card) -> ItemUse:
    compressor = one["compressorElectricityData"]
    power = compressor["compressorSpecificPower"]
    power = power / 100 if power > HUNDREDS_FROM else power
    share = compressor["compressorControlAdjustment"] / 100
    return ItemUse("electricity", sign * float(_scf(one) / 60 * power * share), one.get("electricityCost"))


def _scf(one: Card) -> float:
    """Cubic feet a year: flow meter, bag, nozzle or a user-defined figure in thousands (0–3)."""
    method, minutes = one["measurementMethod"], 60 * one["hoursPerYear"] * one.get("units", 1)
    if method == 0:
        return float(one["flowMeterMethodData"]["meterReading"] * minutes)
    if method == 1:
        bag = one["bagMethodData"]
        volume = bag["bagVolume"] / GALLONS_OF_CUBIC_FOOT
        return float(60 / bag["bagFillTime"] * volume * bag.get("numberOfUnits", 1) * minutes)
    if method == 3:  # noqa: PLR2004 - MEASUR's number
        return float(one["otherMethodData"]["consumption"]) * CUBIC_FEET
    raise ValueError(f"unsupported measurement method {method}")


def _pressure(card: Card) -> Iterator[ItemUse]:
    """Half a per cent of the compressor's power for each psi."""

    def kwh(one: Card) -> float:
        lowered = 0 if one["isBaseline"] else one["pressure"] - one["proposedPressure"]
        return float(one["hoursPerYear"] * one["compressorPower"] * (1 - lowered * 0.005))

    return _each(card, "electricity", kwh, "electricityCost")


def _water(card: Card) -> Iterator[ItemUse]:
    stream = "wastewater" if card["baseline"][0].get("isWastewater") else "water"
    for sign, one in _before_and_after(card):
        price = one.get("waterCost")
        yield ItemUse(stream, sign * _gallons(one) / GALLONS, None if price is None else price * GALLONS)


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


def _motor(card: Card) -> Iterator[ItemUse]:
    """A motor of the same shaft power (hp) with a better efficiency."""
    data = card["replaceExistingData"]
    shaft = KW_OF_HP * data["motorSize"] * data["load"] * data["operatingHours"]
    for sign, efficiency in ((1, data["existingEfficiency"]), (-1, data["newEfficiency"])):
        yield ItemUse("electricity", sign * shaft / efficiency, data.get("electricityCost"))


def _by_hand(card: Card) -> Iterator[ItemUse]:
    """A sheet with use before and after, item by item, without prices of its own."""
    for sign, key in ((1, "baselineEnergyUseItems"), (-1, "modificationEnergyUseItems")):
        for item in card.get(key) or ():
            stream = STREAM_OF_ITEM[str(item["type"]).casefold()]
            yield ItemUse(stream, sign * item["amount"] / PER_UNIT.get(stream, 1), None)


CALCULATORS: dict[str, Callable[[Card], Iterator[ItemUse]]] = {
    "lightingReplacements": _lighting,
    "electricityReductions": _electricity,
    "naturalGasReductions": _gas,
    "compressedAirReductions": _air,
    "compressedAirPressureReductions": _pressure,
    "waterReductions": _water,
    "replaceExistingMotors": _motor,
    "opportunitySheets": _by_hand,
}
