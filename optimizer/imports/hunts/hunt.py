"""A treasure hunt's file: the hunt, its settings and its opportunities."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from optimizer.errors import InvalidInput, Problem
from optimizer.files import read_bytes
from optimizer.limits import HUNT_BYTES, HUNT_CARDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Card = dict[str, Any]


def hunt_in(file: Path) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return the hunt, its settings and the assessment it is part of."""
    data = read_bytes(file, HUNT_BYTES)
    if isinstance(data, Problem):
        raise InvalidInput([data])
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        values = {"line": error.lineno, "column": error.colno}
        raise InvalidInput(
            [Problem(file.name, "is not valid JSON (line {line}, column {column})", values=values)]
        ) from error
    except (ValueError, RecursionError) as error:
        text = "is not JSON: {reason}"
        raise InvalidInput([Problem(file.name, text, values={"reason": str(error)[:200]})]) from error
    for about, settings in _assessments(whole):
        if isinstance(hunt := about.get("treasureHunt"), dict):
            if settings.get("unitsOfMeasure", "Imperial") != "Imperial":
                text = "is in metric units, which aren't supported yet: set MEASUR to imperial units and export again"
                raise InvalidInput([Problem(file.name, text)])
            return hunt, settings, {**about, "name": str(about.get("name") or "Treasure hunt")}
    raise InvalidInput([Problem(file.name, "contains no treasure hunt: export one from MEASUR as JSON")])


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
