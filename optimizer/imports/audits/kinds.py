"""Assessment recommendation codes → kinds of measure: a name, process, practice, lever, and an assumed lifetime.

`kinds.csv` lists them by prefix: 2.4236 takes the values on its own line, any that are empty from 2.423,
then 2.42, 2.4 and the line without a prefix. A code has a line of its own wherever a shorter prefix would mean
something else. The names are ours; the database has only codes.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ADMINISTRATIVE = ("2.811", "2.812", "4.812", "4.821")
"""Bills, tariffs, taxes: measures that may really cost nothing if no cost is stated …"""
NOT_ADMINISTRATIVE = ("2.8112", "2.8117", "2.8118", "2.8122", "2.8124")
"""… except meters, load control and new staff, which do cost money."""
ENGINES = ("2.1311", "2.3192", "2.341", "2.4134")
"""Generators, cogeneration, engines and fuel-fired equipment: they burn fuel in place of bought electricity …"""
ON_WASTE = ("2.3412", "2.3414", "2.3417")
"""… except those that run on waste or waste heat."""
ELECTRIC = ("2.1321", "2.1391", "2.1394")
"""Electric equipment in place of equipment that burns fuel."""


@dataclass(frozen=True)
class MeasureKind:
    """What measures of one code have in common; `basis` is the source of the lifetime."""

    name: str
    name_uk: str
    process: str
    practice: str
    lever: str
    lifetime: int
    basis: str


@cache
def kind_of(arc: str) -> MeasureKind:
    """Return the kind of measure of a code; the general kind if the code is unknown."""
    merged: dict[str, str] = {}
    for length in range(len(arc) + 1):
        merged |= {column: text for column, text in _lines().get(arc[:length], {}).items() if text}
    lifetime = int(merged.pop("lifetime"))
    return MeasureKind(**{column: merged[column] for column in merged if column != "prefix"}, lifetime=lifetime)


def costs_nothing(arc: str) -> bool:
    """Return whether a measure without a stated cost is purely administrative."""
    return arc.startswith(ADMINISTRATIVE) and not arc.startswith(NOT_ADMINISTRATIVE)


def burns_fuel(arc: str) -> bool:
    """Return whether a measure of this code burns fuel in place of bought electricity."""
    return arc.startswith(ENGINES) and not arc.startswith(ON_WASTE)


def replaces_fuel(arc: str) -> bool:
    """Return whether a measure of this code replaces fuel by electricity."""
    return arc.startswith(ELECTRIC)


@cache
def _lines() -> dict[str, dict[str, str]]:
    text = files(__package__).joinpath("kinds.csv").read_text("utf-8")
    return {line["prefix"]: line for line in csv.DictReader(text.splitlines())}
