"""A file of MEASUR: a treasure hunt with its settings, or opportunities only, without the plant they belong to."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.errors import InvalidInput, Problem
from optimizer.files import read_bytes
from optimizer.limits import HUNT_BYTES, HUNT_CARDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Card = dict[str, Any]


OPPORTUNITIES = "AMO-TOOLS-DESKTOP-OPPORTUNITIES"
LISTS = frozenset({
    "lightingReplacements", "opportunitySheets", "replaceExistingMotors", "naturalGasReductions",
    "electricityReductions", "compressedAirReductions", "compressedAirPressureReductions", "waterReductions",
})  # fmt: skip


@dataclass(frozen=True)
class TreasureHunt:
    """A hunt as its file states it; one that holds opportunities only has neither settings nor yearly use."""

    name: str
    cards: Mapping[str, Any]
    settings: Mapping[str, Any]
    year: int | None
    metric: bool
    opportunities_only: bool = False
    others: tuple[str, ...] = ()
    """Names of further hunts in the file, which are not read."""

    @property
    def usage(self) -> dict[str, Any]:
        """Return the plant's yearly use and costs; empty if the file states none."""
        return said if isinstance(said := self.cards.get("currentEnergyUsage"), dict) else {}


def hunt_in(file: Path, *, metric: bool = False) -> TreasureHunt:
    """Return the first hunt of the file; `metric` applies only where the file doesn't state its units.

    Raises:
        InvalidInput: if the file is no treasure hunt, or is in units of its own.
    """
    whole = _json_in(file)
    hunts = [found for found in _assessments(whole) if isinstance(found[0].get("treasureHunt"), dict)]
    if hunts:
        (about, settings), *others = hunts
        names = tuple(_said(one, "Treasure hunt") for one, _ in others)
        stated = _is_metric(file, settings)
        metric = metric if stated is None else stated
        return TreasureHunt(
            _said(about, "Treasure hunt"), about["treasureHunt"], settings, _changed(about), metric, others=names
        )
    if isinstance(whole, dict) and (whole.get("origin") == OPPORTUNITIES or LISTS & whole.keys()):
        return TreasureHunt(file.stem, whole, {}, None, metric, opportunities_only=True)
    raise InvalidInput([Problem(file.name, "contains no treasure hunt: export one from MEASUR as JSON")])


def _json_in(file: Path) -> object:
    data = read_bytes(file, HUNT_BYTES)
    if isinstance(data, Problem):
        raise InvalidInput([data])
    try:
        return json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        values = {"line": error.lineno, "column": error.colno}
        raise InvalidInput(
            [Problem(file.name, "is not valid JSON (line {line}, column {column})", values=values)]
        ) from error
    except (ValueError, RecursionError) as error:
        text = "is not JSON: {reason}"
        raise InvalidInput([Problem(file.name, text, values={"reason": str(error)[:200]})]) from error


def _is_metric(file: Path, settings: Mapping[str, Any]) -> bool | None:
    """Return whether a hunt is in metric units; None if it doesn't say."""
    match settings.get("unitsOfMeasure"):
        case None | "":
            return None
        case "Imperial":
            return False
        case "Metric":
            return True
        case other:
            text = 'is in units "{units}": set MEASUR to imperial or metric units and export again'
            raise InvalidInput([Problem(file.name, text, values={"units": str(other)[:40]})])


def _said(about: Mapping[str, Any], otherwise: str) -> str:
    return str(about.get("name") or otherwise)


def _changed(about: Mapping[str, Any]) -> int | None:
    """Return the year in which the hunt was last changed."""
    year = re.match(r"\d{4}", str(about.get("modifiedDate") or about.get("createdDate") or ""))
    return int(year[0]) if year else None


def _assessments(whole: object) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield the assessments with their settings: a single one, as in an example, or several, as in an export."""
    if not isinstance(whole, dict):
        return
    if isinstance(about := whole.get("a", whole.get("assessment", whole)), dict):
        settings = whole.get("s") or whole.get("settings")
        yield about, settings if isinstance(settings, dict) else {}
    for one in several if isinstance(several := whole.get("assessments"), list) else ():
        yield from _assessments(one)


def cards_of(hunt: Mapping[str, Any]) -> Iterator[tuple[str, Card]]:
    """Yield every opportunity with the name of its list, in the file's order."""
    cards = (
        (kind, card)
        for kind, listed in hunt.items()
        if isinstance(listed, list)
        for card in listed
        if isinstance(card, dict)
    )
    for number, (kind, card) in enumerate(cards):
        if number >= HUNT_CARDS:
            break
        yield kind, card


def sheet_of(kind: str, card: Card) -> Card:
    """Return the part of an opportunity common to all calculators: name, owner, cost."""
    sheet = card if kind == "opportunitySheets" else card.get("opportunitySheet")
    return sheet if isinstance(sheet, dict) else {}


def name_of(card: Card, kind: str) -> str:
    """Return an opportunity's name on one line, or else its calculator."""
    return re.sub(r"\s+", " ", str(sheet_of(kind, card).get("name") or kind)).strip()
