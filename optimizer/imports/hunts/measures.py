"""An opportunity → a measure of the case, with assumptions in its notes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.imports.hunts.hunt import sheet_of
from optimizer.imports.hunts.utilities import figure, is_figure

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Mapping

    from optimizer.imports.hunts.calculators import Saved
    from optimizer.imports.hunts.hunt import Card

LIFETIMES = {
    "lightingReplacements": 12, "replaceExistingMotors": 15, "compressedAirReductions": 3,
    "compressedAirPressureReductions": 5, "waterReductions": 5, "electricityReductions": 5,
    "naturalGasReductions": 10, "opportunitySheets": 7,
}  # fmt: skip


@dataclass(frozen=True)
class TakenMeasure:
    """A measure with its effects, before it is written."""

    measure: dict[str, object]
    saved: Saved
    costed: bool = True
    """Whether the card states a cost."""


def taken_from(  # noqa: PLR0913, PLR0917 - all that a card and the plant say
    kind: str, card: Card, name: str, saved: Saved, price: float | None,
    streams: Mapping[str, dict[str, object]], names: Counter[str],
) -> TakenMeasure:  # fmt: skip
    """Return a measure with its effects; IDs are made from names and numbered if equal (`names` counts them)."""
    sheet = sheet_of(kind, card)
    cost = said if isinstance(said := sheet.get("opportunityCost"), dict) else {}
    others = sum(_money(other) for other in cost.get("otherCosts") or ())
    parts = [_figure(cost.get(part)) for part in ("engineeringServices", "material", "labor")]
    if sum(parts) + others < 0:
        raise ValueError("its cost is negative")
    effort = max(_figure(cost.get("implementationEffort")), 0)
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "opportunity"
    beyond = _beyond(saved, price, streams)
    yearly = _money(cost.get("additionalAnnualSavings"))
    once = _money(cost.get("additionalSavings"))
    names[base] += 1
    measure: dict[str, object] = {
        "measure": base if names[base] == 1 else f"{base}-{names[base]}",
        "name": name,
        "process": sheet.get("equipment") or "",
        "capex": figure(sum(parts) + others),
        "other_benefit": figure(yearly + beyond),
        "one_off": figure(once),
        "lifetime": LIFETIMES[kind],
        "effort": figure(effort),
        "confidence": "estimate",
        "status": "proposed",
        "owner": sheet.get("owner") or "",
        "notes": " ".join(_notes(kind, card, sheet, beyond, price)),
    }
    return TakenMeasure(measure, saved, costed=any(parts) or bool(others))


def _money(said: object) -> float:
    return _figure(said.get("cost")) if isinstance(said, dict) else 0.0


def _figure(said: Any) -> float:
    """Return a number of a card; empty is 0. Raises ValueError or TypeError if it isn't a number."""
    if is_figure(value := float(said or 0)):
        return value
    raise ValueError("a value is not a number")


def _beyond(saved: Saved, price: float | None, streams: Mapping[str, dict[str, object]]) -> float:
    """Return the yearly money by which the card's price exceeds the plant's own."""
    if price is None or len(saved) != 1:
        return 0.0
    ((stream, units),) = saved.items()
    money, own = units * price, units * float(str(streams[stream]["price"]))
    return round(money - own, 2) if abs(money - own) > max(0.01 * abs(money), 1) else 0.0


def _notes(kind: str, card: Card, sheet: Card, beyond: float, price: float | None) -> Iterator[str]:
    if sheet.get("description"):
        yield f"{str(sheet['description']).strip().rstrip('.')}."
    yield f"MEASUR treasure hunt, {kind}. Lifetime assumed: {LIFETIMES[kind]} years."
    if beyond:
        yield f"The card's price is {price:g} per unit; the difference from the plant's own price is other benefit."
    if card.get("selected") is False:
        yield "Not ticked in MEASUR."
