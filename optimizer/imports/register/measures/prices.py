"""Prices of streams implied by the register's own figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Context
from statistics import median_low
from typing import TYPE_CHECKING

from optimizer.decimals import EXACT, ONE, ZERO, Decimal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimizer.imports.register.measures.stated_measures import StatedMeasure
    from optimizer.imports.register.sheet.joined_tables import RowNumber

SIX = Context(prec=6)
SAME = Decimal("0.000001")
APART = Decimal(10)
"""Rows whose price is this many times above or below the middle one have a slip of their own and imply no price."""


@dataclass(frozen=True)
class ImpliedPrice:
    """A price implied by rows of the register: money divided by quantity, with the range over single rows.

    `beside` means that the rows also save other streams, whose value at known prices was subtracted; `stated` that
    the rows state the price itself, weighted by their quantities.
    """

    stream: str
    price: Decimal
    lowest: Decimal
    highest: Decimal
    rows: tuple[RowNumber, ...]
    beside: bool = False
    stated: bool = False

    @property
    def agreed(self) -> bool:
        """Return whether all rows have the same price."""
        return self.highest - self.lowest <= SAME * abs(self.highest)


def implied_price(
    stream: str, measures: Sequence[StatedMeasure], known: Mapping[str, Decimal] | None = None
) -> ImpliedPrice | None:
    """Return the price from rows that state money for this stream, or that save only this stream.

    Without such rows, use rows whose other savings are all of streams with `known` prices.
    """
    pairs = [(measure.row, *found) for measure in measures if (found := _pair(stream, measure))]
    if pairs:
        return _over(stream, _without_slips(pairs))
    beside = [(measure.row, *found) for measure in measures if (found := _rest(stream, measure, known or {}))]
    return replace(_over(stream, _without_slips(beside)), beside=True) if beside else None


def stated_price(stream: str, measures: Sequence[StatedMeasure]) -> ImpliedPrice | None:
    """Return the price that rows state in a column of its own; None if none does."""
    stated = [(measure, one) for measure in measures for one in measure.prices if one.stream == stream]
    if not stated:
        return None
    prices = [one.price for _, one in stated]
    weights = [abs(measure.quantities.get(stream, ZERO)) for measure, _ in stated]
    weights = weights if any(weights) else [ONE] * len(weights)
    worth = sum((EXACT.multiply(price, weight) for price, weight in zip(prices, weights, strict=True)), ZERO)
    price = prices[0] if len({*prices}) == 1 else SIX.divide(worth, sum(weights, ZERO))
    rows = tuple(one.row for _, one in stated)
    return ImpliedPrice(stream, price, min(prices), max(prices), rows, stated=True)


def _without_slips(pairs: list[tuple[RowNumber, Decimal, Decimal]]) -> list[tuple[RowNumber, Decimal, Decimal]]:
    """Return the rows whose price is near the middle one: a single quantity in kWh instead of MWh doesn't spoil it."""
    middle = median_low(SIX.divide(money, quantity) for _, quantity, money in pairs)
    return [pair for pair in pairs if middle / APART <= SIX.divide(pair[2], pair[1]) <= middle * APART]


def _over(stream: str, pairs: list[tuple[RowNumber, Decimal, Decimal]]) -> ImpliedPrice:
    singles = [SIX.divide(money, quantity) for _, quantity, money in pairs]
    quantity, money = (sum((pair[at] for pair in pairs), ZERO) for at in (1, 2))
    return ImpliedPrice(
        stream, SIX.divide(money, quantity), min(singles), max(singles), tuple(row for row, _, _ in pairs)
    )


def _pair(stream: str, measure: StatedMeasure) -> tuple[Decimal, Decimal] | None:
    quantity = measure.quantities.get(stream, ZERO)
    alone = {name for name, saved in measure.quantities.items() if saved} == {stream}
    money = measure.stream_money.get(stream, measure.money if alone else None)
    return (quantity, money) if quantity > 0 and money is not None and money > 0 else None


def _rest(stream: str, measure: StatedMeasure, known: Mapping[str, Decimal]) -> tuple[Decimal, Decimal] | None:
    """Return the quantity, and the measure's money minus other streams at known prices."""
    quantity = measure.quantities.get(stream, ZERO)
    others = {name: saved for name, saved in measure.quantities.items() if name != stream and saved}
    if quantity <= 0 or measure.money is None or not others.keys() <= known.keys():
        return None
    rest = measure.money - sum((EXACT.multiply(saved, known[name]) for name, saved in others.items()), ZERO)
    return (quantity, rest) if rest > 0 else None
