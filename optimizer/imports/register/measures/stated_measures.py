"""The measures that rows of a register state, in the case's money and units."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from optimizer.decimals import EXACT, ZERO, Decimal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Table

    from optimizer.imports.register.measures.rows import LeftOutRow
    from optimizer.imports.register.measures.stated_prices import StatedPrice
    from optimizer.imports.register.sheet.joined_tables import RowNumber


@dataclass(frozen=True)
class StatedMeasure:
    """One measure as the register states it, in the case's money and the streams' units per year."""

    row: RowNumber
    section: str = ""
    texts: Table[str, str] = field(default_factory=dict)
    figures: Table[str, Decimal] = field(default_factory=dict)
    """By field; money of one stream as `money:heat`, quantities as `quantity:heat`."""
    notes: tuple[str, ...] = ()
    rows: tuple[RowNumber, ...] = ()
    """All row numbers of the measure."""
    currencies: tuple[str, ...] = ()
    """The currencies that its rows name for their money."""
    prices: tuple[StatedPrice, ...] = ()
    """The prices that its rows state for what they save."""

    @cached_property
    def quantities(self) -> dict[str, Decimal]:
        """Return the yearly saving by stream, in units."""
        return _behind("quantity:", self.figures)

    @cached_property
    def consumption(self) -> dict[str, Decimal]:
        """Return the yearly consumption before the measure, by stream."""
        return _behind("before:", self.figures)

    @cached_property
    def payments(self) -> dict[int, Decimal]:
        """Return the investment by calendar year, if the register states it so."""
        return {int(year): paid for year, paid in sorted(_behind("capex:", self.figures).items()) if paid}

    @cached_property
    def stream_money(self) -> dict[str, Decimal]:
        """Return the money that the register states, by stream."""
        return _behind("money:", self.figures)

    @property
    def money(self) -> Decimal | None:
        """Return the total yearly saving that the register states."""
        if "money" in self.figures:
            return self.figures["money"]
        return sum(self.stream_money.values(), ZERO) if self.stream_money else None


def saved_amounts(figures: Table[str, Decimal]) -> dict[str, Decimal]:
    """Return the quantities that follow from consumption before and after; one of both alone states none."""
    before, after = _behind("before:", figures), _behind("after:", figures)
    return {f"quantity:{one}": EXACT.subtract(before[one], after[one]) for one in before if one in after}


def money_at_prices(figures: Table[str, Decimal], prices: Iterable[StatedPrice]) -> dict[str, Decimal]:
    """Return the saving at the prices in a measure's rows, by stream, if the register states no saving itself."""
    if any(key.partition(":")[0] == "money" for key in figures):
        return {}
    quantities, by_stream = _behind("quantity:", figures), dict[str, set[Decimal]]()
    for one in prices:
        by_stream.setdefault(one.stream, set()).add(one.price)
    return {
        f"money:{stream}": EXACT.multiply(quantities[stream], *stated)
        for stream, stated in by_stream.items()
        if stream in quantities and len(stated) == 1
    }


def _behind(start: str, figures: Table[str, Decimal]) -> dict[str, Decimal]:
    return {key[len(start) :]: figure for key, figure in figures.items() if key.startswith(start)}


@dataclass(frozen=True)
class ReadMeasures:
    """The measures of a register, and the rows of those left out because of what they lack."""

    measures: tuple[StatedMeasure, ...] = ()
    left_out: tuple[LeftOutRow, ...] = ()
