"""Units that have a name in each language; any other is what the register calls it."""

from __future__ import annotations

from optimizer.locales import noted, tr

UNITS = frozenset(
    {
        *(noted("kWh"), noted("MWh"), noted("GWh"), noted("MJ"), noted("GJ"), noted("TJ"), noted("Gcal"), noted("toe")),
        *(noted("t"), noted("kg"), noted("g"), noted("m3"), noted("1000 m3"), noted("l"), noted("pcs"), noted("h")),
        *(noted("t CO2e"), noted("points"), noted("hazard points"), noted("years"), noted("share")),
        *(noted("kcal"), noted("Btu"), noted("kBtu"), noted("MMBtu"), noted("therm"), noted("short ton"), noted("lb")),
        *(noted("gal"), noted("kgal"), noted("ft3"), noted("ccf"), noted("Mcf"), noted("MMcf"), noted("centner")),
        *(noted("UAH"), noted("EUR"), noted("USD")),
    }
)
"""Units that are said in the language spoken; others are what the register calls them."""


def unit_text(unit: str) -> str:
    """A unit in the language spoken, where it is one that is known."""
    return tr(unit) if unit in UNITS else unit
