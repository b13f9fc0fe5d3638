"""The utilities of a hunt → streams and emission factors, from the plant's own bills."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from math import isfinite, nan
from typing import TYPE_CHECKING, Any

from optimizer.decimals import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

MMBTU_HHV, KWH_OF_GJ, GAS_LHV = 293.071, 277.7778, 0.901
DIRTIEST_GRID = 5
"""kg CO2 per kWh: no grid emits that much, so a higher rate is per MWh, as mostly in MEASUR."""
KWH = 1_000
LARGEST = 1e12


@dataclass(frozen=True)
class Utility:
    """A utility of the hunt: its keys in MEASUR, and the stream it becomes."""

    key: str
    stream: str
    name: str
    name_uk: str
    kind: str
    unit: str
    setting: str
    """The key of its unit price in the hunt's settings."""
    kwh: float | None = None
    scope: int = 0
    per_stated: float = 1
    """Units of the stream in the unit of its stated yearly use."""
    per_priced: float = 1
    """Units of the stream in the unit of its price in the settings."""


IMPERIAL = (
    Utility("electricity", "electricity", "Electricity", "Електроенергія", "energy", "kWh", "electricityCost", 1, 2),
    Utility(
        "naturalGas", "natural-gas", "Natural gas", "Природний газ", "energy", "MMBtu (HHV)", "fuelCost",
        MMBTU_HHV * GAS_LHV, 1,
    ),
    Utility(
        "otherFuel", "other-fuel", "Other fuel", "Інше паливо", "energy", "MMBtu (HHV)", "otherFuelCost", None, 1
    ),
    Utility("steam", "steam", "Steam", "Пара", "energy", "klb", "steamCost", None, 1),
    Utility(
        "compressedAir", "compressed-air", "Compressed air", "Стиснене повітря", "other", "kSCF", "compressedAirCost",
        None, 2, per_priced=0.001,
    ),
    Utility("water", "water", "Water", "Вода", "water", "1000 gal", "waterCost", per_priced=0.001),
    Utility(
        "wasteWater", "wastewater", "Wastewater", "Стічні води", "wastewater", "1000 gal", "waterWasteCost",
        per_priced=0.001,
    ),
)  # fmt: skip
_IN_METRIC: dict[str, dict[str, Any]] = {
    "electricity": {},
    "natural-gas": {"unit": "GJ (HHV)", "kwh": KWH_OF_GJ * GAS_LHV},
    "other-fuel": {"unit": "GJ (HHV)"},
    "steam": {"unit": "t"},
    "compressed-air": {"unit": "m3", "per_priced": 1},
    "water": {"unit": "m3", "per_stated": 0.001},
    "wastewater": {"unit": "m3", "per_stated": 0.001},
}
METRIC = tuple(replace(utility, **_IN_METRIC[utility.stream]) for utility in IMPERIAL)


@dataclass(frozen=True)
class HuntStream:
    """A utility with the plant's own yearly use and unit price; None where the hunt states none."""

    utility: Utility
    use: float | None
    price: float | None
    setting: float | None = None
    """The unit price in the hunt's settings."""
    by_cards: bool = False
    """Whether the price is the average of the cards' own prices."""

    def row(self) -> dict[str, object]:
        """Return the row of `streams.csv`."""
        one = self.utility
        return {
            "stream": one.stream, "name": one.name, "name_uk": one.name_uk, "kind": one.kind, "unit": one.unit,
            "price": figure(self.price or 0), "baseline": "" if self.use is None else figure(self.use),
            "kwh_per_unit": "" if one.kwh is None else figure(one.kwh),
        }  # fmt: skip


def stream_of(utility: Utility, usage: Mapping[str, Any], settings: Mapping[str, Any]) -> HuntStream:
    """Return the stream of a utility, priced by the plant's bill, or else by the unit price in the settings."""
    use, cost = (_figure(usage, f"{utility.key}{what}") for what in ("Usage", "Costs"))
    stated = use * utility.per_stated
    setting = _figure(settings, utility.setting) / utility.per_priced or None
    return HuntStream(utility, stated or None, cost / stated if use and cost else setting, setting)


def is_figure(value: float) -> bool:
    """Return whether a value is a plausible number for a plant."""
    return isfinite(value) and abs(value) < LARGEST


def _figure(said: Mapping[str, Any], key: str) -> float:
    """Return a figure of the plant's yearly use; 0 if empty.

    Raises:
        ValueError: if it isn't a number, or is negative.
    """
    text = said.get(key) or 0
    try:
        value = float(text)
    except (TypeError, ValueError):
        value = nan
    if is_figure(value) and value >= 0:
        return value
    raise ValueError(key)


def figure(value: float) -> str:
    """Return a figure to ten significant digits, without exponent."""
    return plain(Decimal(f"{value:.10g}"))


def factor_row(utility: Utility, usage: Mapping[str, Any]) -> dict[str, object] | None:
    """Return the emission factor of a utility as stated in the hunt; None if it states none."""
    said = usage.get(f"{utility.key}CO2SavingsData")
    said = said if isinstance(said, dict) else {}
    rate = _figure(said, "totalEmissionOutputRate")
    if not rate or not utility.scope:
        return None
    per_mwh = utility.unit == "kWh" and rate > DIRTIEST_GRID
    kg = rate / KWH if per_mwh else rate
    source = " ".join(str(said.get(key) or "") for key in ("eGridSubregion", "fuelType")).strip()
    return {
        "stream": utility.stream, "pollutant": "co2e", "kg_per_unit": figure(kg), "scope": utility.scope,
        "source": (f"MEASUR: {source}" if source else "MEASUR") + (", kg per MWh there" if per_mwh else ""),
    }  # fmt: skip
