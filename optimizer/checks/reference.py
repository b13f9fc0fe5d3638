"""Reference ranges for registers: paybacks, unit prices, heating values, CO2 per kWh.

The figures are in CSV files next to this one, each line with its source. `payback_quartiles.csv` is
computed from published audits; the others are published figures, or ours and marked "assumed". They are
meant to detect mistakes (kWh for MWh, thousands for units), so they are deliberately wide.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from optimizer.decimals import ONE, Decimal
from optimizer.locales import noted

if TYPE_CHECKING:
    from optimizer.case import Measure, Stream

KWH_PER = {
    "kwh": "1", "квтгод": "1", "mwh": "1000", "мвтгод": "1000", "gwh": "1000000", "mj": "0.277778", "мдж": "0.277778",
    "gj": "277.778", "гдж": "277.778", "tj": "277778", "gcal": "1163", "гкал": "1163", "mcal": "1.163",
    "mmbtu": "293.071", "therm": "29.3071", "therms": "29.3071", "toe": "11630", "тне": "11630", "tce": "8141",
    "тут": "8141",
}  # fmt: skip
"""Units of energy itself, letters only, in kWh."""
BASES = {
    "kg": ("kg", "1"), "кг": ("kg", "1"), "t": ("kg", "1000"), "т": ("kg", "1000"), "tonne": ("kg", "1000"),
    "ton": ("kg", "1000"), "lb": ("kg", "0.4536"), "lbs": ("kg", "0.4536"), "g": ("kg", "0.001"), "г": ("kg", "0.001"),
    "m3": ("m3", "1"), "м3": ("m3", "1"), "nm3": ("m3", "1"), "1000m3": ("m3", "1000"), "тисм3": ("m3", "1000"),
    "1000м3": ("m3", "1000"), "l": ("l", "1"), "л": ("l", "1"), "hl": ("l", "100"), "gal": ("l", "3.785"),
    "1000gal": ("m3", "3.785"), "kgal": ("m3", "3.785"),
}  # fmt: skip
"""Other units in kg, m3 or litres."""
KINDS = {
    "all measures": noted("all measures"),
    "combustion": noted("combustion"),
    "heat and cold": noted("heat and cold"),
    "electrical supply": noted("electrical supply"),
    "motors, compressed air": noted("motors, compressed air"),
    "operations": noted("operations"),
    "buildings, lighting": noted("buildings, lighting"),
    "renewable energy": noted("renewable energy"),
}
"""Kinds of measures in `payback_quartiles.csv`."""
LOWER_HEATING_VALUE = (Decimal("0.82"), Decimal("1.02"))
"""Allowed kwh_per_unit relative to the unit's energy: fuel metered by its higher heating value has less."""


@dataclass(frozen=True)
class Range:
    """A usual range of a figure, with its source."""

    low: Decimal
    high: Decimal
    source: str

    def holds(self, figure: Decimal) -> bool:
        """Return whether the figure is within the range."""
        return self.low <= figure <= self.high

    def times(self, factor: Decimal) -> Range:
        """Return the range in another unit."""
        return Range(self.low * factor, self.high * factor, self.source)


@dataclass(frozen=True)
class FuelProperties:
    """A fuel by its name: usual energy per kg, m3 or litre; CO2 per kWh, both on the lower heating value."""

    name: str
    words: re.Pattern[str]
    basis: str
    energy: Range
    co2: Range | None


@dataclass(frozen=True)
class Quartiles:
    """Simple paybacks of audited measures of one kind, in years."""

    kind: str
    count: int
    lower: Decimal
    median: Decimal
    upper: Decimal
    source: str


def unit_key(unit: str) -> str:
    """Return a unit in canonical form: "MMBtu (HHV)" is mmbtu, "тис. м³" is тисм3."""
    bare = re.sub(r"\(.*?\)", "", unit.casefold().replace("³", "3"))
    return re.sub(r"[\W_]", "", bare)


def kwh_in(unit: str) -> Decimal | None:
    """Return the kWh in a unit of energy; None for other units."""
    figure = KWH_PER.get(unit_key(unit))
    return None if figure is None else Decimal(figure)


def basis_of(unit: str) -> tuple[str, Decimal] | None:
    """Return the unit as a multiple of kg, m3 or l; None if it is none of these."""
    found = BASES.get(unit_key(unit))
    return None if found is None else (found[0], Decimal(found[1]))


def per_usd(currency: str) -> Decimal | None:
    """Return roughly how much of a currency is one dollar (order of magnitude)."""
    return _currencies().get(currency)


def usual_price(stream: Stream, currency: str) -> Range | None:
    """Return the usual price of a unit of the stream in the currency, if both are known."""
    rate = per_usd(currency)
    per = _kwh(stream) if stream.kind == "energy" else _within(stream)
    usual = _prices().get((stream.kind, "kWh")) if stream.kind == "energy" else None
    if usual is None and (basis := basis_of(stream.unit)) is not None:
        usual = _prices().get((stream.kind, basis[0]))
    return usual.times(rate * per) if usual is not None and rate is not None and per else None


def _kwh(stream: Stream) -> Decimal | None:
    """Return the energy in a unit, from the unit alone if possible (then errors in kwh_per_unit don't matter)."""
    in_unit = kwh_in(stream.unit)
    if in_unit is not None:
        return in_unit
    usual = usual_energy(stream)
    return (usual.low + usual.high) / 2 if usual is not None else stream.kwh_per_unit


def _within(stream: Stream) -> Decimal | None:
    basis = basis_of(stream.unit)
    return None if basis is None else basis[1]


def usual_energy(stream: Stream) -> Range | None:
    """Return the usual energy in a unit of the stream, kWh on the lower heating value."""
    if (in_unit := kwh_in(stream.unit)) is not None:
        low, high = LOWER_HEATING_VALUE
        return Range(in_unit * low, in_unit * high, f"1 {stream.unit} is {in_unit} kWh")
    if (basis := basis_of(stream.unit)) is None:
        return None
    carrier = next((c for c in carriers_of(stream) if c.basis == basis[0]), None)
    return None if carrier is None else carrier.energy.times(basis[1])


def usual_co2(stream: Stream) -> Range | None:
    """Return the usual CO2 of burning the stream, kg per kWh on the lower heating value."""
    return next((carrier.co2 for carrier in carriers_of(stream) if carrier.co2 is not None), None)


def carriers_of(stream: Stream) -> tuple[FuelProperties, ...]:
    """Return the fuels that the stream's ID and name may mean, likeliest first."""
    return carriers_in(f"{stream.stream.replace('-', ' ').replace('_', ' ')}\n{stream.name}\n{stream.name_uk}")


def carriers_in(text: str) -> tuple[FuelProperties, ...]:
    """Return the fuels that a line of the text may mean, likeliest first."""
    lines = [line.strip() for line in text.casefold().split("\n")]
    return tuple(c for c in _carriers() if any(c.words.search(line) for line in lines))


def usual_payback(measure: Measure) -> Quartiles:
    """Return paybacks of audited measures of the same kind; of all kinds if it is unknown."""
    known = _quartiles()
    return known.get(measure.arc[:3], known[""])


def _lines(name: str) -> list[dict[str, str]]:
    """Return the lines of a file; a source "same" repeats that of the line before."""
    lines = list(csv.DictReader(files(__package__).joinpath(f"{name}.csv").read_text("utf-8").splitlines()))
    source = ""
    for line in lines:
        source = line["source"] = source if line["source"] == "same" else line["source"]
    return lines


@cache
def _currencies() -> dict[str, Decimal]:
    return {line["currency"]: Decimal(line["per_usd"]) for line in _lines("currencies")}


@cache
def _prices() -> dict[tuple[str, str], Range]:
    return {(line["kind"], line["basis"]): _range(line) for line in _lines("prices")}


@cache
def _carriers() -> tuple[FuelProperties, ...]:
    return tuple(
        FuelProperties(line["carrier"], re.compile(line["words"]), line["basis"], _range(line), _co2(line))
        for line in _lines("carriers")
    )


@cache
def _quartiles() -> dict[str, Quartiles]:
    return {
        line["prefix"]: Quartiles(
            line["kind"],
            int(line["count"]),
            Decimal(line["lower"]),
            Decimal(line["median"]),
            Decimal(line["upper"]),
            line["source"],
        )
        for line in _lines("payback_quartiles")
    }


def _range(line: dict[str, str]) -> Range:
    return Range(Decimal(line["low"]), Decimal(line["high"]), line["source"])


def _co2(line: dict[str, str]) -> Range | None:
    if not line["co2"]:
        return None
    middle, less, more = Decimal(line["co2"]), Decimal(line["less"]), Decimal(line["more"])
    return Range(middle * (ONE - less), middle * (ONE + more), line["source"])
