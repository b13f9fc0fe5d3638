"""A treasure hunt of MEASUR (US DOE), exported as JSON → a case folder.

MEASUR exports inputs, not results, so each opportunity is reckoned again by the calculator it was made
with: energy before less energy after, over the year. The formulas are MEASUR's own, in its imperial units;
an opportunity of a calculator that isn't known here is left out and told. Prices are the plant's own bills;
where a card has another price, the difference is kept as other_benefit, so that its payback is MEASUR's.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from optimizer.errors import InvalidInput, Problem
from optimizer.locales import tr, trn
from optimizer.readers.case_writer import write_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

Card = dict[str, Any]
Saved = dict[str, float]

MOST_BYTES = 20_000_000
MOST_CARDS = 2_000
CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "₴": "UAH"}
MMBTU_HHV, GAS_LHV = 293.071, 0.901
GALLONS, CUBIC_FEET = 1_000, 1_000


@dataclass(frozen=True)
class Utility:
    """A utility of the hunt: its keys in MEASUR, and the stream it becomes."""

    key: str
    stream: str
    name: str
    name_uk: str
    kind: str
    unit: str
    kwh: float | None = None
    scope: int = 0


UTILITIES = (
    Utility("electricity", "electricity", "Electricity", "Електроенергія", "energy", "kWh", 1, 2),
    Utility(
        "naturalGas", "natural-gas", "Natural gas", "Природний газ", "energy", "MMBtu (HHV)", MMBTU_HHV * GAS_LHV, 1
    ),
    Utility("otherFuel", "other-fuel", "Other fuel", "Інше паливо", "energy", "MMBtu (HHV)", None, 1),
    Utility("steam", "steam", "Steam", "Пара", "energy", "klb", None, 1),
    Utility("compressedAir", "compressed-air", "Compressed air", "Стиснене повітря", "other", "kSCF", None, 2),
    Utility("water", "water", "Water", "Вода", "water", "1000 gal"),
    Utility("wasteWater", "wastewater", "Wastewater", "Стічні води", "wastewater", "1000 gal"),
)
STREAM_OF_ITEM = {
    "electricity": "electricity", "gas": "natural-gas", "natural gas": "natural-gas", "other fuel": "other-fuel",
    "water": "water", "wwtp": "wastewater", "waste water": "wastewater", "wastewater": "wastewater",
    "compressed air": "compressed-air", "steam": "steam",
}  # fmt: skip
LIFETIMES = {
    "lightingReplacements": 12, "replaceExistingMotors": 15, "compressedAirReductions": 3,
    "compressedAirPressureReductions": 5, "waterReductions": 5, "electricityReductions": 5,
    "naturalGasReductions": 10, "opportunitySheets": 7,
}  # fmt: skip


@dataclass(frozen=True)
class NotTaken:
    """An opportunity that is no measure of the case, and why."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


@dataclass(frozen=True)
class Imported:
    """What was written where, what was left out and why, and all that was assumed."""

    folder: Path
    hunt: str
    measures: int
    left_out: tuple[NotTaken, ...]
    assumptions: tuple[str, ...]

    def lines(self) -> list[str]:
        """All of it as lines of plain text."""
        measures = trn("{count} measure", "{count} measures", self.measures)
        lines = [tr("{folder}: {measures} of {plants}.", folder=self.folder, measures=measures, plants=self.hunt)]
        if self.left_out:
            lines += [tr("Left out, {count}:", count=len(self.left_out)), *(f"  {one}" for one in self.left_out)]
        return [*lines, tr("Assumed:"), *(f"  - {line}" for line in self.assumptions)]


@dataclass(frozen=True)
class Taken:
    """A measure with its effects, on the way."""

    measure: dict[str, object]
    saved: Saved


def import_measur(file: Path, out: Path) -> Imported:
    """Write the opportunities of a treasure hunt as the case folder `out`.

    Raises:
        InvalidInput: where the file is no treasure hunt in imperial units, or `out` isn't empty.
    """
    hunt, settings, about = _hunt(file)
    usage = hunt.get("currentEnergyUsage") or {}
    streams = {utility.stream: _stream(utility, usage) for utility in UTILITIES}
    taken: list[Taken] = []
    left_out: list[NotTaken] = []
    names: Counter[str] = Counter()
    for kind, card in _cards(hunt):
        name = _name(card, kind)
        try:
            saved, price = _saved(kind, card)
        except (KeyError, TypeError, ValueError, IndexError, ZeroDivisionError) as error:
            why = f"{type(error).__name__}: {error}"
            left_out.append(NotTaken(name, tr("{kind}: can't be reckoned ({why})", kind=kind, why=why)))
            continue
        if reason := _reason(kind, saved):
            left_out.append(NotTaken(name, reason))
        else:
            taken.append(_measure(kind, card, name, saved, price, streams, names))
    used = {stream for one in taken for stream in one.saved}
    kept = {s: row for s, row in streams.items() if row["baseline"] or s in used}
    assumptions = tuple(_assumptions(taken))
    write_tables(out, _head(file, about, settings, assumptions), _tables(kept, usage, taken))
    return Imported(out, about["name"], len(taken), tuple(left_out), assumptions)


def _hunt(file: Path) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The hunt, its settings, and the assessment it is part of."""
    if not file.is_file():
        raise InvalidInput([Problem(file.name, "is not a file")])
    if file.stat().st_size > MOST_BYTES:
        raise InvalidInput([Problem(file.name, "is larger than {most} MB", values={"most": MOST_BYTES // 1_000_000})])
    try:
        whole = json.loads(file.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        text = "is not JSON: {reason}"
        raise InvalidInput([Problem(file.name, text, values={"reason": str(error)[:200]})]) from error
    for about, settings in _assessments(whole):
        if isinstance(hunt := about.get("treasureHunt"), dict):
            if settings.get("unitsOfMeasure", "Imperial") != "Imperial":
                text = "is in metric units, which aren't read yet: set MEASUR to imperial units and export again"
                raise InvalidInput([Problem(file.name, text)])
            return hunt, settings, {**about, "name": str(about.get("name") or "Treasure hunt")}
    raise InvalidInput([Problem(file.name, "holds no treasure hunt: export one from MEASUR as JSON")])


def _assessments(whole: object) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Assessments with their settings: alone, as in an example, or among several, as in an export."""
    if not isinstance(whole, dict):
        return
    if isinstance(about := whole.get("a", whole.get("assessment", whole)), dict):
        yield about, whole.get("s") or whole.get("settings") or {}
    for one in whole.get("assessments") or ():
        yield from _assessments(one)


def _cards(hunt: Mapping[str, Any]) -> Iterator[tuple[str, Card]]:
    """Every opportunity with the list it stands in, in the file's order."""
    cards = (
        (kind, card)
        for kind, listed in hunt.items()
        if isinstance(listed, list)
        for card in listed
        if isinstance(card, dict)
    )
    for number, (kind, card) in enumerate(cards):
        if number >= MOST_CARDS:
            break
        yield kind, card


def _sheet(kind: str, card: Card) -> Card:
    return card if kind == "opportunitySheets" else card.get("opportunitySheet") or {}


def _name(card: Card, kind: str) -> str:
    return re.sub(r"\s+", " ", str(_sheet(kind, card).get("name") or kind)).strip()


def _saved(kind: str, card: Card) -> tuple[Saved, float | None]:
    """Units a year by stream, and the price per unit on the card, if it has one."""
    if kind not in CALCULATORS:
        raise KeyError("a calculator that isn't known here")
    return CALCULATORS[kind](card)


def _reason(kind: str, saved: Saved) -> str | None:
    return None if any(saved.values()) else tr("{kind}: it saves nothing", kind=kind)


def _less(card: Card, use: Callable[[Card], float], after: str = "modification") -> float:
    """Use before less use after, over all equipment."""
    return float(sum(map(use, card["baseline"])) - sum(map(use, card.get(after) or ())))


def _lighting(card: Card) -> tuple[Saved, float | None]:
    saved = _less(card, lambda one: one["electricityUse"], "modifications")
    return {"electricity": saved}, card.get("baselineElectricityCost")


def _electricity(card: Card) -> tuple[Saved, float | None]:
    return {"electricity": _less(card, _kwh)}, card["baseline"][0].get("electricityCost")


def _kwh(one: Card) -> float:
    """Multimeter, nameplate, power meter or a figure of one's own (0–3)."""
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
    """Gas flow, air flow, water flow or a figure of one's own (0–3); 1,030 Btu per cubic foot."""
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
    """Cubic feet a year: flow meter, bag, nozzle or a figure of one's own in thousands (0–3)."""
    method, minutes = one["measurementMethod"], 60 * one["hoursPerYear"] * one.get("units", 1)
    if method == 0:
        return float(one["flowMeterMethodData"]["meterReading"] * minutes)
    if method == 1:
        bag = one["bagMethodData"]
        return float(60 / bag["bagFillTime"] * bag["bagVolume"] * bag.get("numberOfUnits", 1) * minutes)
    if method == 3:  # noqa: PLR2004 - MEASUR's number
        return float(one["otherMethodData"]["consumption"]) * CUBIC_FEET
    raise ValueError(f"measurement method {method} isn't known here")


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
    """Flow meter, volume meter, bucket or a figure of one's own (0–3)."""
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


def _stream(utility: Utility, usage: Mapping[str, Any]) -> dict[str, object]:
    use, cost = (float(usage.get(f"{utility.key}{what}") or 0) for what in ("Usage", "Costs"))
    return {
        "stream": utility.stream, "name": utility.name, "name_uk": utility.name_uk, "kind": utility.kind,
        "unit": utility.unit, "price": _figure(cost / use) if use else "0", "baseline": _figure(use) if use else "",
        "kwh_per_unit": "" if utility.kwh is None else _figure(utility.kwh),
    }  # fmt: skip


def _figure(value: float) -> str:
    """A figure with ten digits that count, plainly written."""
    return f"{float(f'{value:.10g}'):.10f}".rstrip("0").rstrip(".") or "0"


def _measure(  # noqa: PLR0913, PLR0917 - all that a card and the plant say
    kind: str, card: Card, name: str, saved: Saved, price: float | None,
    streams: Mapping[str, dict[str, object]], names: Counter[str],
) -> Taken:  # fmt: skip
    sheet = _sheet(kind, card)
    cost = sheet.get("opportunityCost") or {}
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "opportunity"
    names[base] += 1
    beyond = _beyond(saved, price, streams)
    yearly = _money(cost.get("additionalAnnualSavings"))
    once = _money(cost.get("additionalSavings"))
    parts = [float(cost.get(part) or 0) for part in ("engineeringServices", "material", "labor")]
    measure: dict[str, object] = {
        "measure": base if names[base] == 1 else f"{base}-{names[base]}",
        "name": name,
        "process": sheet.get("equipment") or "",
        "capex": _figure(sum(parts) + sum(_money(other) for other in cost.get("otherCosts") or ())),
        "other_benefit": _figure(yearly + beyond),
        "one_off": _figure(once),
        "lifetime": LIFETIMES[kind],
        "effort": _figure(float(cost.get("implementationEffort") or 0)),
        "confidence": "estimate",
        "status": "proposed",
        "owner": sheet.get("owner") or "",
        "notes": " ".join(_notes(kind, card, sheet, beyond, price)),
    }
    return Taken(measure, saved)


def _money(said: object) -> float:
    return float(said.get("cost") or 0) if isinstance(said, dict) else 0.0


def _beyond(saved: Saved, price: float | None, streams: Mapping[str, dict[str, object]]) -> float:
    """Money a year by which the card's price is above the plant's own."""
    if price is None or len(saved) != 1:
        return 0.0
    ((stream, units),) = saved.items()
    money, own = units * price, units * float(str(streams[stream]["price"]))
    return round(money - own, 2) if abs(money - own) > max(0.01 * abs(money), 1) else 0.0


def _notes(kind: str, card: Card, sheet: Card, beyond: float, price: float | None) -> Iterator[str]:
    if sheet.get("description"):
        yield f"{str(sheet['description']).strip().rstrip('.')}."
    yield f"MEASUR treasure hunt, {kind}. Lifetime assumed: {LIFETIMES[kind]} years."
    if beyond:
        yield f"The card has a price of {price:g} a unit; what it gives beyond the plant's own is other benefit."
    if card.get("selected") is False:
        yield "Not ticked in MEASUR."


def _tables(
    streams: Mapping[str, dict[str, object]], usage: Mapping[str, Any], taken: list[Taken]
) -> dict[str, list[dict[str, object]]]:
    factors = [factor for utility in UTILITIES if utility.stream in streams and (factor := _factor(utility, usage))]
    return {
        "streams": list(streams.values()),
        "pollutants": [{"pollutant": "co2e", "name": "Greenhouse gases", "name_uk": "Парникові гази", "tax": "0"}],
        "factors": factors,
        "measures": [one.measure for one in taken],
        "effects": [
            {"measure": one.measure["measure"], "stream": stream, "quantity": _figure(units)}
            for one in taken
            for stream, units in one.saved.items()
        ],
    }


def _factor(utility: Utility, usage: Mapping[str, Any]) -> dict[str, object] | None:
    said = usage.get(f"{utility.key}CO2SavingsData") or {}
    rate = float(said.get("totalEmissionOutputRate") or 0)
    if not rate or not utility.scope:
        return None
    source = " ".join(str(said.get(key) or "") for key in ("eGridSubregion", "fuelType")).strip()
    return {
        "stream": utility.stream, "pollutant": "co2e", "kg_per_unit": _figure(rate), "scope": utility.scope,
        "source": f"MEASUR: {source}" if source else "MEASUR",
    }  # fmt: skip


def _head(
    file: Path, about: Mapping[str, Any], settings: Mapping[str, Any], assumptions: tuple[str, ...]
) -> dict[str, object]:
    year = re.match(r"\d{4}", str(about.get("modifiedDate") or about.get("createdDate") or ""))
    return {
        "name": f"Treasure hunt {about['name']}" if "unt" not in about["name"] else about["name"],
        "name_uk": f"Пошук скарбів: {about['name']}",
        "currency": CURRENCIES.get(str(settings.get("currency") or "$"), "USD"),
        "base_year": int(year[0]) if year else 2026,
        "company": {"source": f"MEASUR treasure hunt, {file.name}", "assumptions": list(assumptions)},
    }


def _assumptions(taken: list[Taken]) -> Iterator[str]:
    yield tr("Prices are the plant's yearly cost by its yearly use, as stated in the hunt.")
    yield tr("MEASUR's export holds no results; savings are reckoned again by its formulas, in imperial units.")
    yield tr(
        "Fuels stay in MMBtu on the higher heating value, and so do their CO2 factors; kwh_per_unit of gas × 0.901."
    )
    yield tr("Lifetimes aren't in the hunt; each is assumed by calculator (see the notes).")
    yield tr("A rebate (additional savings) counts once, as one_off; additional annual savings are other_benefit.")
    yield tr("Overlaps and exclusive alternatives aren't in the hunt: savings count one by one. Review them.")
    if unticked := [one for one in taken if "Not ticked" in str(one.measure["notes"])]:
        yield tr("Opportunities not ticked in MEASUR are measures like the others: {count}.", count=len(unticked))
