"""An opportunity → a measure of the case, with assumptions in its notes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.imports.hunts.calculators import saved_in
from optimizer.imports.hunts.hunt import sheet_of
from optimizer.imports.hunts.utilities import figure, is_figure

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Mapping

    from optimizer.imports.hunts.calculators import Uses
    from optimizer.imports.hunts.hunt import Card

LIFETIMES = {
    "lightingReplacements": 12, "replaceExistingMotors": 15, "compressedAirReductions": 3,
    "compressedAirPressureReductions": 5, "waterReductions": 5, "electricityReductions": 5,
    "naturalGasReductions": 10, "opportunitySheets": 7,
}  # fmt: skip


@dataclass(frozen=True)
class CardMoney:
    """The money of a card: cost before and after a rebate, and yearly money beyond units times the plant's price."""

    gross: float
    rebate: float
    yearly: float
    beyond: float
    costed: bool

    @property
    def capex(self) -> float:
        """Return the cost that remains after the rebate, as MEASUR counts it."""
        return max(self.gross - self.rebate, 0.0)

    @property
    def left_over(self) -> float:
        """Return what the rebate exceeds the cost by."""
        return max(self.rebate - self.gross, 0.0)


@dataclass(frozen=True)
class TakenMeasure:
    """A measure with its effects, before it is written."""

    measure: dict[str, object]
    uses: Uses
    saved: dict[str, float]
    money: CardMoney

    @property
    def name(self) -> str:
        """Return its ID."""
        return str(self.measure["measure"])


def money_of(kind: str, card: Card, uses: Uses, prices: Mapping[str, float]) -> CardMoney:
    """Return the money of a card, given the plant's prices.

    Raises:
        ValueError, TypeError: if a figure isn't a number or the cost is negative.
    """
    cost = said if isinstance(said := sheet_of(kind, card).get("opportunityCost"), dict) else {}
    parts = [_figure(cost.get(part)) for part in ("engineeringServices", "material", "labor")]
    others = [_money(other) for other in cost.get("otherCosts") or ()]
    if (gross := sum(parts) + sum(others)) < 0:
        raise ValueError("its cost is negative")
    yearly = _money(cost.get("additionalAnnualSavings"))
    rebate = _money(cost.get("additionalSavings"))
    return CardMoney(gross, rebate, yearly, _beyond(uses, prices), costed=any(parts) or bool(others))


def taken_from(  # noqa: PLR0913, PLR0917 - all that a card and the plant say
    kind: str, card: Card, name: str, uses: Uses, money: CardMoney, names: Counter[str]
) -> TakenMeasure:
    """Return a measure with its effects; IDs are made from names and numbered if equal (`names` counts them)."""
    sheet = sheet_of(kind, card)
    said = sheet.get("opportunityCost")
    effort = max(_figure(said.get("implementationEffort")), 0) if isinstance(said, dict) else 0
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "opportunity"
    names[base] += 1
    measure: dict[str, object] = {
        "measure": base if names[base] == 1 else f"{base}-{names[base]}",
        "name": name,
        "process": sheet.get("equipment") or "",
        "capex": figure(money.capex),
        "other_benefit": figure(money.yearly + money.beyond),
        "one_off": figure(money.left_over),
        "lifetime": LIFETIMES[kind],
        "effort": figure(effort),
        "confidence": "estimate",
        "status": "proposed",
        "owner": sheet.get("owner") or "",
        "notes": " ".join(_notes(kind, card, sheet, uses, money)),
    }
    return TakenMeasure(measure, uses, saved_in(uses), money)


def _money(said: object) -> float:
    return _figure(said.get("cost")) if isinstance(said, dict) else 0.0


def _figure(said: Any) -> float:
    """Return a number of a card; empty is 0. Raises ValueError or TypeError if it isn't a number."""
    if is_figure(value := float(said or 0)):
        return value
    raise ValueError("a value is not a number")


def _beyond(uses: Uses, prices: Mapping[str, float]) -> float:
    """Return the yearly money by which the items' own prices exceed the plant's."""
    priced = [(one.units, one.price, prices[one.stream]) for one in uses if one.price is not None]
    money = sum(units * price for units, price, _ in priced)
    beyond = sum(units * (price - own) for units, price, own in priced)
    return round(beyond, 2) if abs(beyond) > max(0.01 * abs(money), 1) else 0.0


def _notes(kind: str, card: Card, sheet: Card, uses: Uses, money: CardMoney) -> Iterator[str]:
    if sheet.get("description"):
        yield f"{str(sheet['description']).strip().rstrip('.')}."
    yield f"MEASUR treasure hunt, {kind}. Lifetime assumed: {LIFETIMES[kind]} years."
    if money.beyond:
        prices = ", ".join(f"{price:g}" for price in sorted({one.price for one in uses if one.price is not None}))
        yield (
            f"The card's own price per unit: {prices}; the difference of {money.beyond:,.2f} a year from the plant's"
            " price is other benefit."
        )
    if money.rebate:
        yield f"A rebate of {money.rebate:,.2f} is taken off the cost of {money.gross:,.2f}."
    if card.get("selected") is False:
        yield "Not ticked in MEASUR."
