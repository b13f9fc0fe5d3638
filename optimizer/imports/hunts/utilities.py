"""The utilities of a hunt → streams and emission factors, from the plant's own bills."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import isfinite, nan
from typing import TYPE_CHECKING, Any

from optimizer.decimals import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

MMBTU_HHV, GAS_LHV = 293.071, 0.901
DIRTIEST_GRID = 5
"""kg CO2 per kWh: no grid emits that much, so a higher rate is per MWh, as mostly in MEASUR."""
KWH = 1_000
LARGEST = 1e12


@dataclass(frozen=True)
class Utility:
    """A utility of the hunt: its key in MEASUR and the stream it becomes."""

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


def stream_row(utility: Utility, usage: Mapping[str, Any]) -> dict[str, object]:
    """Return the stream of a utility; its price is yearly cost divided by yearly use."""
    use, cost = (_figure(usage, f"{utility.key}{what}") for what in ("Usage", "Costs"))
    return {
        "stream": utility.stream, "name": utility.name, "name_uk": utility.name_uk, "kind": utility.kind,
        "unit": utility.unit, "price": figure(cost / use) if use else "0", "baseline": figure(use) if use else "",
        "kwh_per_unit": "" if utility.kwh is None else figure(utility.kwh),
    }  # fmt: skip


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
