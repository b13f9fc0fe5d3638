"""The streams of each plant: use and cost per resource code, with prices from its own bills."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING

from optimizer.decimals import ZERO, plain
from optimizer.imports.audits.carriers import CARRIERS, AuditCarrier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.imports.audits.records import AuditedPlant, Recommendation

BILLS, AUDIT, UNKNOWN = "bills", "audit", "unknown"
ROUNDED = Context(prec=10)
DEAREST_GALLON = Decimal("0.5")
"""Wastewater above this price (USD) is in 1000 gal, whatever its label: sewage costs a few USD per 1000 gal."""
THOUSAND = Decimal(1_000)
CHEAPEST_MMBTU = Decimal("1.5")
"""Bought fuel below this price (USD) is in another unit: even coal cost about as much in the earliest audits."""


@dataclass(frozen=True)
class PricedStream:
    """A resource of one plant: its ID in the case, its price and the source of the price.

    Wastewater is in 1000 gal in every case, so that sites add up; `gallons` marks plants that state it in gallons.
    """

    carrier: AuditCarrier
    plant: AuditedPlant
    stream: str
    price: Decimal
    price_from: str
    baseline: Decimal | None
    gallons: bool = False

    @property
    def mislabelled(self) -> bool:
        """Return whether the price suggests thousands of gallons although the label says gallons."""
        return self.carrier.code == "W1" and not self.gallons

    def quantity(self, stated: Decimal) -> Decimal:
        """Return a quantity of the database in the unit of the case."""
        return stated / THOUSAND if self.gallons else stated

    @property
    def doubtful(self) -> bool:
        """Return whether a bought fuel is too cheap for its unit to be right."""
        bought = self.carrier.lhv_by_hhv is not None and self.carrier.code not in {"E9", "E10"}
        return bought and self.price_from == BILLS and self.price < CHEAPEST_MMBTU


def streams_of(plant: AuditedPlant, taken: Iterable[Recommendation], *, alone: bool) -> dict[str, PricedStream]:
    """Return code → stream for all that the plant uses or measures act on; IDs include the plant unless `alone`."""
    audited: dict[str, list[tuple[Decimal, Decimal]]] = {}
    for recommendation in taken:
        for saving in recommendation.savings:
            if saving.code in CARRIERS and saving.quantity:
                audited.setdefault(saving.code, []).append((saving.quantity, saving.money or ZERO))
    used = [code for code in CARRIERS if plant.usage.get(code, ZERO) > 0 or code in audited]
    return {code: _stream(CARRIERS[code], plant, audited.get(code, []), alone=alone) for code in used}


def _stream(
    carrier: AuditCarrier, plant: AuditedPlant, audited: list[tuple[Decimal, Decimal]], *, alone: bool
) -> PricedStream:
    usage, cost = plant.usage.get(carrier.code, ZERO), plant.cost.get(carrier.code, ZERO)
    quantity = sum((abs(quantity) for quantity, _ in audited), ZERO)
    money = sum((abs(money) for _, money in audited), ZERO)
    price, price_from = ZERO, UNKNOWN
    if usage > 0 and cost > 0:
        price, price_from = ROUNDED.divide(cost, usage), BILLS
    elif quantity and money:
        price, price_from = ROUNDED.divide(money, quantity), AUDIT
    stream = carrier.stream if alone else f"{carrier.stream}-{plant.plant.lower()}"
    baseline = usage if usage > 0 else _unbought(carrier, plant, audited)
    if carrier.code != "W1" or price > DEAREST_GALLON:
        return PricedStream(carrier, plant, stream, price, price_from, baseline)
    less = None if baseline is None else baseline / THOUSAND
    return PricedStream(carrier, plant, stream, price * THOUSAND, price_from, less, gallons=True)


def _unbought(carrier: AuditCarrier, plant: AuditedPlant, audited: list[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Return 0 for a fuel that the plant doesn't buy, unless a measure saves it: then its use is unknown (None)."""
    bought_by_none = carrier.lhv_by_hhv is not None and carrier.code in plant.columns
    return ZERO if bought_by_none and all(quantity <= 0 for quantity, _ in audited) else None


def stream_row(one: PricedStream, *, alone: bool) -> dict[str, object]:
    """Return the row of `streams.csv`; sites' streams add up under the carrier's own name."""
    site = "" if alone else f", {one.plant.plant}"
    return {
        "stream": one.stream,
        "name": one.carrier.name + site,
        "name_uk": one.carrier.name_uk + site,
        "kind": one.carrier.kind,
        "unit": one.carrier.unit,
        "price": plain(one.price),
        "baseline": "" if one.baseline is None else plain(one.baseline),
        "kwh_per_unit": "" if one.carrier.kwh is None else plain(one.carrier.kwh),
        "sum_as": "" if alone else one.carrier.stream,
    }


def factor_rows(one: PricedStream, grid_kg_per_kwh: Decimal, grid_source: str) -> list[dict[str, object]]:
    """Return the row of `factors.csv` if a CO2 factor is known: grid electricity in scope 2, fuels in scope 1."""
    if one.carrier.code == "EC":
        return [_factor(one, grid_kg_per_kwh, 2, grid_source)]
    if one.carrier.kg_co2 is None:
        return []
    return [_factor(one, one.carrier.kg_co2, 1, one.carrier.factor_source)]


def _factor(one: PricedStream, kg: Decimal, scope: int, source: str) -> dict[str, object]:
    return {"stream": one.stream, "pollutant": "co2e", "kg_per_unit": plain(kg), "scope": scope, "source": source}
