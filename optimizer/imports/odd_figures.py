"""What is odd about the figures of a foreign file, as warnings, before a case is written.

    implausible(figures, prices)             one measure: what it states twice must agree (signs, savings, paybacks)
    unusual_price(stream, price, currency)   the usual range that a price is outside of, as `cpee check` sees it
    case_warnings(texts)                     everything that `cpee check` would say about the case

Every warning has the figures that disagree. The bounds are those of `plausibility.py`: wide, because they should detect
a factor of 1000, not a discount.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.checks import plausible
from optimizer.checks.known import in_full
from optimizer.checks.reference import usual_price
from optimizer.decimals import EXACT, ZERO, Decimal
from optimizer.errors import Problem
from optimizer.imports.plausibility import are_opposite, differs, is_extreme, is_far, payback
from optimizer.readers.case_reader import read_case
from optimizer.readers.case_writer import write_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.case import Stream
    from optimizer.checks.reference import Range

YEAR = Decimal(365)
MONEY_DIGITS = 2


@dataclass(frozen=True)
class ImportedFigures:
    """What a file states about one measure, in the case's money and the streams' units per year; None: not stated.

    `file` and `row` are its place for messages. A quantity is positive if it is saved, negative if more is used.
    """

    file: str
    row: int | None = None
    capex: Decimal | None = None
    money: Decimal | None = None
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    payback: Decimal | None = None

    def worth(self, prices: Mapping[str, Decimal]) -> Decimal | None:
        """Return the quantities at these prices; None without quantities, or if a price is unknown."""
        saved = {stream: quantity for stream, quantity in self.quantities.items() if quantity}
        if not saved or not saved.keys() <= prices.keys():
            return None
        return sum((EXACT.multiply(quantity, prices[stream]) for stream, quantity in saved.items()), ZERO)

    def calculated_payback(self, prices: Mapping[str, Decimal]) -> Decimal | None:
        """Return investment / saving, by the stated money or else by quantities at prices; None if it never pays."""
        saving = self.money or self.worth(prices)
        return None if self.capex is None or saving is None else payback(self.capex, saving)

    def problem(self, text: str, **values: Any) -> Problem:
        """Return a warning at the measure's place."""
        return Problem(self.file, text, self.row, None, values, warning=True)


def implausible(figures: ImportedFigures, prices: Mapping[str, Decimal]) -> Iterator[Problem]:
    """Return what disagrees within one measure: its saving and quantities, its paybacks."""
    yield from _signs(figures, prices)
    yield from _saving(figures, prices)
    yield from _stated_payback(figures, prices)
    yield from _odd_payback(figures, prices)


def _signs(figures: ImportedFigures, prices: Mapping[str, Decimal]) -> Iterator[Problem]:
    """Report a saving of money beside quantities that are not saved but used, or the other way round."""
    if not signs_differ(figures, prices):
        return
    money, quantities = figures.money or ZERO, [quantity for quantity in figures.quantities.values() if quantity]
    if all(quantity < 0 for quantity in quantities):
        text = "saves {money} a year although its quantity is negative ({quantity}), which means additional use"
        yield figures.problem(text, money=_told(money), quantity=in_full(quantities[0]))
    elif all(quantity > 0 for quantity in quantities):
        text = "costs {money} a year although its quantity is positive ({quantity}), which means a saving"
        yield figures.problem(text, money=_told(-money), quantity=in_full(quantities[0]))
    else:
        yield _not_worth(figures, prices)


def signs_differ(figures: ImportedFigures, prices: Mapping[str, Decimal]) -> bool:
    """Return whether money and quantities have different signs."""
    signs = {quantity > 0 for quantity in figures.quantities.values() if quantity}
    if not figures.money or not signs:
        return False
    worth = figures.worth(prices)
    mixed = len(signs) > 1 and worth is not None and are_opposite(worth, figures.money)
    return mixed or signs == {figures.money < 0}


def _saving(figures: ImportedFigures, prices: Mapping[str, Decimal]) -> Iterator[Problem]:
    """Report a saving far from the quantities at the streams' prices: a unit or scale may be wrong."""
    if is_far_from_quantities(figures, prices):
        yield _not_worth(figures, prices)


def _not_worth(figures: ImportedFigures, prices: Mapping[str, Decimal]) -> Problem:
    text = "states a saving of {money} a year, but its quantities at the streams' prices are worth {worth}"
    money, worth = figures.money or ZERO, figures.worth(prices) or ZERO
    return figures.problem(text, money=_told(money), worth=_told(worth))


def is_far_from_quantities(figures: ImportedFigures, prices: Mapping[str, Decimal]) -> bool:
    """Return whether the stated saving is many times above or below the quantities at prices."""
    worth = figures.worth(prices)
    if not worth or not figures.money or are_opposite(worth, figures.money):
        return False
    return is_far(abs(worth), abs(figures.money))


def _stated_payback(figures: ImportedFigures, prices: Mapping[str, Decimal]) -> Iterator[Problem]:
    if has_another_payback(figures, prices):
        text = "states a payback of {stated} years, but its investment divided by its saving is {calculated}"
        stated = in_full(round(figures.payback or ZERO, MONEY_DIGITS))
        calculated = figures.calculated_payback(prices) or ZERO
        yield figures.problem(text, stated=stated, calculated=in_full(round(calculated, 1)))


def has_another_payback(figures: ImportedFigures, prices: Mapping[str, Decimal]) -> bool:
    """Return whether the stated payback differs from investment / saving by more than rounding."""
    return differs(figures.payback, figures.calculated_payback(prices))


def _odd_payback(figures: ImportedFigures, prices: Mapping[str, Decimal]) -> Iterator[Problem]:
    """Report paybacks of days and of centuries."""
    years = figures.calculated_payback(prices)
    if years is None or figures.capex is None or not is_extreme(years):
        return
    values = {"capex": _told(figures.capex), "saving": _told(EXACT.divide(figures.capex, years))}
    if years < 1:
        text = "pays back in {days} days ({capex} for {saving} a year): check the units of both"
        yield figures.problem(text, days=in_full(round(years * YEAR, 1)), **values)
    else:
        text = "pays back in {years} years ({capex} for {saving} a year): check the units of both"
        yield figures.problem(text, years=in_full(round(years, 0)), **values)


def _told(money: Decimal) -> Any:
    return in_full(round(money, MONEY_DIGITS))


def unusual_price(stream: Stream, price: Decimal, currency: str) -> Range | None:
    """Return the usual range of a stream's price if this price is outside of it; None if it isn't, or if unknown."""
    usual = usual_price(stream, currency)
    return usual if usual is not None and not usual.holds(abs(price)) else None


def case_warnings(texts: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return what `cpee check` would say about a case with these files; raise `InvalidInput` with its errors."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / "case"
        write_texts(trial, texts)
        case, warnings = read_case(trial)
    return (*warnings, *plausible(case))
