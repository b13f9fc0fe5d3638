"""The utilities of a hunt → streams and emission factors, by the plant's own bills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MMBTU_HHV, GAS_LHV = 293.071, 0.901
DIRTIEST_GRID = 5
"""kg CO2 per kWh: no grid emits as much, so a higher rate is per MWh, as in most of MEASUR."""
KWH = 1_000


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


def stream_row(utility: Utility, usage: Mapping[str, Any]) -> dict[str, object]:
    """The stream of a utility: its price is its yearly cost by its yearly use."""
    use, cost = (float(usage.get(f"{utility.key}{what}") or 0) for what in ("Usage", "Costs"))
    return {
        "stream": utility.stream, "name": utility.name, "name_uk": utility.name_uk, "kind": utility.kind,
        "unit": utility.unit, "price": figure(cost / use) if use else "0", "baseline": figure(use) if use else "",
        "kwh_per_unit": "" if utility.kwh is None else figure(utility.kwh),
    }  # fmt: skip


def figure(value: float) -> str:
    """A figure with ten digits that count, plainly written."""
    return f"{float(f'{value:.10g}'):.10f}".rstrip("0").rstrip(".") or "0"


def factor_row(utility: Utility, usage: Mapping[str, Any]) -> dict[str, object] | None:
    """The emission factor of a utility as the hunt states it; None where it states none."""
    said = usage.get(f"{utility.key}CO2SavingsData") or {}
    rate = float(said.get("totalEmissionOutputRate") or 0)
    if not rate or not utility.scope:
        return None
    per_mwh = utility.unit == "kWh" and rate > DIRTIEST_GRID
    kg = rate / KWH if per_mwh else rate
    source = " ".join(str(said.get(key) or "") for key in ("eGridSubregion", "fuelType")).strip()
    return {
        "stream": utility.stream, "pollutant": "co2e", "kg_per_unit": figure(kg), "scope": utility.scope,
        "source": (f"MEASUR: {source}" if source else "MEASUR") + (", kg per MWh there" if per_mwh else ""),
    }  # fmt: skip
