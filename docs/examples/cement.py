# ruff: noqa: INP001, T201 - a script to copy
"""A library of measures per tonne × a plant's stated production → a case folder.

python docs/examples/cement.py best_cement_measures.csv data/cement
"""

from __future__ import annotations

import csv
import re
import sys
from decimal import Decimal
from pathlib import Path

from optimizer.readers.case_writer import write_tables

CEMENT, CLINKER, RAW = Decimal(1_000_000), Decimal(900_000), Decimal(1_450_000)
"""Tonnes a year of the plant: stated, as the library is per tonne."""
STREAMS = [
    {
        "stream": "electricity", "name": "Electricity", "name_uk": "Електроенергія", "kind": "energy", "unit": "kWh",
        "price": "0.09", "baseline": str(CEMENT * 115), "kwh_per_unit": "1",
    },
    {
        "stream": "coal", "name": "Coal", "name_uk": "Вугілля", "kind": "energy", "unit": "GJ",
        "price": "4", "baseline": str(CLINKER * 5), "kwh_per_unit": "277.778",
    },
]  # fmt: skip
FACTORS = [
    {"stream": "electricity", "pollutant": "co2e", "kg_per_unit": "0.4", "scope": 2, "source": "Assumed, round"},
    {
        "stream": "coal", "pollutant": "co2e", "kg_per_unit": "94.6", "scope": 1, "year": 2006,
        "source": "IPCC 2006, bituminous coal, per GJ of the lower heating value",
    },
]  # fmt: skip
ALTERNATIVES = re.compile(r"conversion.*kiln|upgrad.*(preheater|kiln)", re.IGNORECASE)
"""Ways to rebuild the same kiln: at most one of them."""
OTHER_PROCESS = "(Wet process)"
"""The plant has a dry process."""
LIFETIMES = {"EE-Kiln": 20, "EE-Utility Systems": 10, "EE-Product&Feedstock Changes": 10}


def rows(library: Path) -> list[dict[str, str]]:
    """The lines that suit a dry process."""
    with library.open(encoding="utf-8", newline="") as file:
        return [line for line in csv.DictReader(file) if OTHER_PROCESS.lower() not in line["measure"].lower()]


def tonnes(unit: str) -> Decimal:
    """What "per tonne" is of: raw materials, clinker, or else cement (for the kiln: clinker)."""
    if "raw materials" in unit:
        return RAW
    return CLINKER if "clinker" in unit or unit.startswith("MJ") else CEMENT


def effect(line: dict[str, str]) -> tuple[str, Decimal]:
    """Stream and units a year: "MJ or kWh/tonne" follows the energy type; MJ become GJ."""
    a_year = Decimal(line["Typical Energy Savings"]) * tonnes(line["unit_saving"])
    return ("coal", a_year / 1000) if line["Energy Type"] == "Fuel" else ("electricity", a_year)


def capex(line: dict[str, str]) -> Decimal:
    """Investment per tonne × tonnes; where none is given, investment per unit saved × what is saved."""
    per_tonne = Decimal(line["Typical Investment per mass"])
    if per_tonne.is_nan():
        per_tonne = Decimal(line["Typical Investments"]) * Decimal(line["Typical Energy Savings"])
    return per_tonne * tonnes(line["unit_saving"])


def named(line: dict[str, str]) -> str:
    """An id from the measure's name."""
    return re.sub(r"[^a-z0-9]+", "-", line["measure"].lower()).strip("-")


def convert(library: Path, out: Path) -> int:
    """Write the case folder; the number of its measures."""
    measures, effects = [], []
    for line in rows(library):
        name, (stream, quantity) = named(line), effect(line)
        measures.append(
            {
                "measure": name,
                "name": line["measure"].strip(),
                "process": line["Process"] or line["category"].removeprefix("EE-"),
                "capex": f"{capex(line):.0f}",
                "lifetime": LIFETIMES.get(line["category"], 15),
                "group": "kiln-conversion" if ALTERNATIVES.search(line["measure"]) else "",
                "confidence": "estimate",
                "notes": f"{line['Typical Energy Savings'][:8]} {line['unit_saving']}; lifetime assumed",
            }
        )
        effects.append({"measure": name, "stream": stream, "quantity": f"{quantity:.0f}"})
    head = {
        "name": "Cement plant, 1 Mt a year",
        "name_uk": "Цементний завод, 1 млн т на рік",
        "currency": "USD",
        "base_year": 2026,
    }
    pollutants = [{"pollutant": "co2e", "name": "Greenhouse gases", "name_uk": "Парникові гази", "tax": "0"}]
    tables = {
        "streams": STREAMS,
        "pollutants": pollutants,
        "factors": FACTORS,
        "measures": measures,
        "effects": effects,
    }
    write_tables(out, head, tables)
    return len(measures)


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    print(f"{target}: {convert(source, target)} measures")
