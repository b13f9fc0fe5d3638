"""The resource codes of the audit database: which stream each one is, its unit, energy and CO2.

The database gives fuels in MMBtu on the higher heating value (1 MMBtu = 1.05506 GJ). The case needs energy
on the lower heating value, so `kwh` carries an assumed ratio of the two; CO2 factors stay per MMBtu
on the higher heating value, as the quantities are. Mixing the two is the classic mistake here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

KWH_PER_MMBTU = Decimal("1.05506") / Decimal("0.0036")
LISTED = (
    "kg CO2 per MMBtu on the higher heating value, as listed with the audit data (US EPA basis); for no other basis"
)
BIOGENIC = "biogenic: CO2 of burnt wood and paper is reported outside the scopes, so 0 here"


@dataclass(frozen=True)
class AuditCarrier:
    """A physical resource code and the stream it becomes."""

    code: str
    label: str
    """The distinctive part of its column labels on sheet ASSESS, as returned by `label_key`."""
    stream: str
    name: str
    name_uk: str
    kind: str
    unit: str
    lhv_by_hhv: Decimal | None = None
    """Lower divided by higher heating value; None for anything but fuels."""
    kg_co2: Decimal | None = None
    """kg CO2 per unit; None where unknown."""
    factor_source: str = LISTED

    @property
    def said(self) -> str:
        """Return the name within a sentence: "natural gas", but "LPG"."""
        return self.name if self.name.isupper() else self.name[0].lower() + self.name[1:]

    @property
    def kwh(self) -> Decimal | None:
        """Return kWh per unit on the lower heating value; None for anything but energy."""
        if self.code == "EC":
            return Decimal(1)
        return None if self.lhv_by_hhv is None else round(KWH_PER_MMBTU * self.lhv_by_hhv, 4)


def _fuel(  # noqa: PLR0913, PLR0917 - the columns of the table below
    code: str, label: str, name: str, name_uk: str, ratio: str, kg: str | None, source: str = LISTED
) -> AuditCarrier:
    stream = name.lower().replace("no. ", "").replace(" ", "-")
    factor = None if kg is None else Decimal(kg)
    return AuditCarrier(
        code, f"{label}consumption", stream, name, name_uk, "energy", "MMBtu (HHV)", Decimal(ratio), factor, source
    )


_ALL = (
    AuditCarrier("EC", "electricityconsumption", "electricity", "Electricity", "Електроенергія", "energy", "kWh"),
    AuditCarrier(
        "ED",
        "electricitydemand",
        "electricity-demand",
        "Electrical demand",
        "Електрична потужність",
        "other",
        "kW-month",
    ),
    _fuel("E2", "naturalgas", "Natural gas", "Природний газ", "0.901", "53.06"),
    _fuel("E3", "lpg", "LPG", "Скраплений газ", "0.92", "61.71"),
    _fuel("E4", "1fueloil", "Fuel oil no. 1", "Гас (мазут № 1)", "0.94", "75.20"),
    _fuel("E5", "2fueloil", "Fuel oil no. 2", "Дизельне паливо (мазут № 2)", "0.94", "73.96"),
    _fuel("E6", "4fueloil", "Fuel oil no. 4", "Мазут № 4", "0.94", "74.75"),
    _fuel("#5", "5fueloil", "Fuel oil no. 5", "Мазут № 5", "0.94", None),
    _fuel("E7", "6fueloil", "Fuel oil no. 6", "Мазут № 6", "0.94", "75.10"),
    _fuel("E8", "coal", "Coal", "Вугілля", "0.96", "94.67"),
    _fuel("E9", "wood", "Wood", "Деревина", "0.90", "0", BIOGENIC),
    _fuel("E10", "paper", "Paper", "Папір", "0.90", "0", BIOGENIC),
    _fuel("E11", "othergas", "Other gas", "Інший газ", "0.90", "66.72"),
    _fuel("E12", "otherenergy", "Other energy", "Інша енергія", "1", None),
    AuditCarrier("W0", "waterconsumption", "water", "Water", "Вода", "water", "1000 gal"),
    AuditCarrier("W1", "waterdisposal", "wastewater", "Wastewater", "Стічні води", "wastewater", "1000 gal"),
    AuditCarrier("W2", "otherliquidnonhazdisposal", "liquid-waste", "Liquid waste", "Рідкі відходи", "waste", "gal"),
    AuditCarrier(
        "W3", "otherliquidhazdisposal", "liquid-waste-hazardous", "Hazardous liquid waste", "Небезпечні рідкі відходи",
        "waste", "gal",
    ),
    AuditCarrier("W4", "othersolidnonhazdisposal", "solid-waste", "Solid waste", "Тверді відходи", "waste", "lb"),
    AuditCarrier(
        "W5", "othersolidhazdisposal", "solid-waste-hazardous", "Hazardous solid waste", "Небезпечні тверді відходи",
        "waste", "lb",
    ),
    AuditCarrier("W6", "othergaseouswaste", "gaseous-waste", "Gaseous waste", "Газоподібні відходи", "waste", "lb"),
)  # fmt: skip
CARRIERS = {carrier.code: carrier for carrier in _ALL}

AFTER_OIL_4 = tuple(CARRIERS)[tuple(CARRIERS).index("#5") :]
"""The pairs of columns after fuel oil no. 4, in order: the ones whose labels `labels.py` checks."""

FEES = "EF"
OLD_ELECTRICITY = "E1"
"""Electricity in old audits, including demand: in kWh or, like fuels, in MMBtu; the unit price shows which."""
MONEY_YEARLY = {
    FEES: "electricity fees",
    "R1": "personnel and maintenance",
    "R2": "administration",
    "R3": "raw material",
    "R4": "ancillary material",
}
"""Codes without quantities whose money recurs every year; production (P…) is yearly, too."""
