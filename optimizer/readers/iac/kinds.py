"""Assessment recommendation codes → kinds of measure: a name, process, practice, lever, and an assumed lifetime.

`kinds.csv` lists them by prefix: 2.4236 takes what its own line says, what that leaves open from 2.423,
then 2.42, 2.4 and the line without a prefix. The names are ours; the base holds codes only.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ADMINISTRATIVE = ("2.811", "2.812", "4.812", "4.821")
"""Bills, tariffs, taxes: what may honestly cost nothing where no cost is stated …"""
NOT_ADMINISTRATIVE = ("2.8112", "2.8117", "2.8118", "2.8122", "2.8124")
"""… but for meters, load control and a new post, which somebody pays for."""


@dataclass(frozen=True)
class Kind:
    """What measures of one code have in common; `basis` says what the lifetime rests on."""

    name: str
    name_uk: str
    process: str
    practice: str
    lever: str
    lifetime: int
    basis: str


@cache
def kind_of(arc: str) -> Kind:
    """The kind of measure of a code; the general one where nothing is known."""
    merged: dict[str, str] = {}
    for length in range(len(arc) + 1):
        merged |= {column: text for column, text in _lines().get(arc[:length], {}).items() if text}
    lifetime = int(merged.pop("lifetime"))
    return Kind(**{column: merged[column] for column in merged if column != "prefix"}, lifetime=lifetime)


def costs_nothing(arc: str) -> bool:
    """Whether a measure without a stated cost is purely administrative."""
    return arc.startswith(ADMINISTRATIVE) and not arc.startswith(NOT_ADMINISTRATIVE)


@cache
def _lines() -> dict[str, dict[str, str]]:
    text = files(__package__).joinpath("kinds.csv").read_text("utf-8")
    return {line["prefix"]: line for line in csv.DictReader(text.splitlines())}
