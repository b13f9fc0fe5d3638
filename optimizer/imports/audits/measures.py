"""One recommendation → one measure with its effects; the audit's money is kept to the cent.

    stated money = Σ quantity · price of the plant's bills  +  other_benefit − opex_change  (+ one_off)

Auditors price units in different ways (solar power at the whole bill per kWh, another unit at the energy
charge alone). The stream keeps the bill's price, and the audit's difference from it is `other_benefit`,
explained in the notes, so a measure's payback on its own equals the audit's.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING

from optimizer.decimals import ZERO, plain
from optimizer.imports.audits.carriers import CARRIERS, FEES, MONEY_YEARLY
from optimizer.imports.audits.kinds import costs_nothing, kind_of
from optimizer.imports.audits.streams import AUDIT
from optimizer.locales import noted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from optimizer.imports.audits.records import Recommendation, Saving
    from optimizer.imports.audits.streams import PricedStream

STATUSES = {
    "I": ("completed", "implemented"),
    "N": ("proposed", "not implemented by the time of the follow-up"),
    "P": ("proposed", "pending"),
    "K": ("proposed", "no answer recorded"),
    "": ("proposed", "not stated"),
}
ROUNDING_SHARE, ROUNDING = Decimal("0.01"), Decimal(1)
"""Stated money closer than this to quantity · price is taken as the same figure, rounded."""
FAR = Decimal(10)
CENT = Decimal("0.01")
FOUR_DIGITS = Context(prec=4)


@dataclass(frozen=True)
class BookedMoney:
    """Money beyond quantity times the stream's price: the column it goes to, and why."""

    column: str
    amount: Decimal
    note: str
    code: str = ""
    """The resource code under which it is stated, if its meaning isn't known."""
    yearly: bool = False
    """Of an unknown code, but counted every year as asked."""
    beyond_price: bool = False
    """Stated for a quantity, but different from its price."""
    far: bool = False
    """Stated at more than ten times or under a tenth of the price: probably a wrong unit."""
    against: bool = False
    """Money and quantity have opposite signs: probably a wrong sign."""


@dataclass(frozen=True)
class ConvertedMeasure:
    """A measure as rows of the case, with the money that was booked separately."""

    measure: dict[str, object]
    effects: tuple[dict[str, object], ...]
    booked: tuple[BookedMoney, ...]

    @property
    def name(self) -> str:
        """Return its ID."""
        return str(self.measure["measure"])


def reason_to_leave_out(one: Recommendation) -> str | None:
    """Return why a recommendation can't become a measure, or None; an empty cost is unknown, never 0."""
    if one.cost is None and not costs_nothing(one.arc):
        return noted("no implementation cost is stated (empty means unknown, not zero)")
    if not any(saving.quantity or saving.money for saving in one.savings):
        return noted("no saving is stated")
    return None


def convert(
    one: Recommendation, streams: Mapping[str, PricedStream], nth: int, yearly: Collection[str] = ()
) -> ConvertedMeasure:
    """Return the measure for a recommendation; `nth` counts measures of the same name at the plant.

    Money under codes of unknown meaning counts once, except under those in `yearly`.
    """
    booked = tuple(part for saving in one.savings if (part := _booked(saving, streams.get(saving.code), yearly)))
    kind = kind_of(one.arc)
    again = "" if nth == 1 else f" ({nth})"
    money = {column: sum((part.amount for part in booked if part.column == column), ZERO) for column in _COLUMNS}
    measure: dict[str, object] = {
        "measure": one.superid.lower(),
        "name": kind.name + again,
        "name_uk": kind.name_uk + again,
        "site": one.plant,
        "process": kind.process,
        "practice": kind.practice,
        "lever": kind.lever,
        "capex": plain(one.cost or ZERO),
        **{column: plain(amount) for column, amount in money.items()},
        "lifetime": kind.lifetime,
        "confidence": "estimate",
        "status": STATUSES.get(one.status, STATUSES[""])[0],
        "arc": one.arc,
        "notes": " ".join(_notes(one, booked)),
    }
    return ConvertedMeasure(measure, _effects(one, streams), booked)


_COLUMNS = ("opex_change", "other_benefit", "one_off")


def _effects(one: Recommendation, streams: Mapping[str, PricedStream]) -> tuple[dict[str, object], ...]:
    """Return one effect per stream; a recommendation's four slots may name one resource twice."""
    saved: dict[str, Decimal] = {}
    for saving in one.savings:
        if saving.code in streams and saving.quantity:
            saved[saving.code] = saved.get(saving.code, ZERO) + streams[saving.code].quantity(saving.quantity)
    measure = one.superid.lower()
    return tuple(
        {"measure": measure, "stream": streams[code].stream, "quantity": plain(saved[code])}
        for code in saved
        if saved[code]
    )


def _booked(saving: Saving, stream: PricedStream | None, yearly: Collection[str]) -> BookedMoney | None:
    if stream and saving.quantity and saving.money is not None:
        return _beyond_price(stream.quantity(saving.quantity), saving.money, stream)
    if not saving.money:
        return None
    if saving.code in CARRIERS:
        name = CARRIERS[saving.code].said
        return BookedMoney(
            "other_benefit", saving.money, f"{_usd(saving.money)} a year of {name} stated without a quantity."
        )
    return _money_alone(saving.code, saving.money, yearly)


def _money_alone(code: str, money: Decimal, yearly: Collection[str]) -> BookedMoney:
    if code in yearly and code not in MONEY_YEARLY:
        note = f"{_usd(money)} a year stated under {code}, a code of unknown meaning; counted every year, as asked."
        column, amount = ("other_benefit", money) if money > 0 else ("opex_change", -money)
        return BookedMoney(column, amount, note, code=code, yearly=True)
    if code in MONEY_YEARLY or code.startswith("P"):
        told = f"{MONEY_YEARLY.get(code, 'production')} ({code})"
        if money < 0 and code != FEES:
            return BookedMoney("opex_change", -money, f"Operating cost: {_usd(-money)} a year of {told}.")
        return BookedMoney("other_benefit", money, f"Other benefit: {_usd(money)} a year of {told}.")
    named = f'unknown resource code "{code}"' if code else "no resource code"
    return BookedMoney(
        "one_off",
        money,
        f"{_usd(money)} are stated under {named}: counted once, in the first year of effect.",
        code=code or "–",
    )


def _beyond_price(quantity: Decimal, money: Decimal, stream: PricedStream) -> BookedMoney | None:
    beyond = (money - quantity * stream.price).quantize(CENT)
    if abs(beyond) <= max(ROUNDING_SHARE * abs(money), ROUNDING):
        return None
    stated, name = money / quantity, stream.carrier.said
    known = "the other recommendations" if stream.price_from == AUDIT else "the bills"
    against = stated < 0
    far = not against and (not stream.price or not 1 / FAR <= stated / stream.price <= FAR)
    note = (
        f"The audit values {name} at {_short(stated)} USD per {stream.carrier.unit}, {known} at {_short(stream.price)}:"
        f" the difference of {_usd(beyond)} a year is other benefit."
    )
    return BookedMoney("other_benefit", beyond, note, beyond_price=True, far=far, against=against)


def _notes(one: Recommendation, booked: tuple[BookedMoney, ...]) -> list[str]:
    kind, status = kind_of(one.arc), STATUSES.get(one.status)
    told = status[1] if status else f'"{one.status}"'
    notes = [f"Recommendation {one.superid} of the IAC database, status there: {told}."]
    notes.append(f"Lifetime assumed: {kind.lifetime} years ({kind.basis}).")
    if one.cost is None:
        notes.append("No cost is stated; taken as 0 because the measure is administrative.")
    if any(saving.old for saving in one.savings):
        notes.append("Resource code E1, taken as electricity including demand.")
    if one.incremental:
        notes.append("The database marks it as implemented incrementally (INCREMNTAL = Y).")
    if one.rebate:
        notes.append("A rebate was involved (REBATE = Y); whether the cost is before or after it isn't stated.")
    notes += [part.note for part in booked]
    notes += [
        f"A quantity of {plain(saving.quantity)} without a resource code was left out."
        for saving in one.savings
        if saving.quantity and not saving.code
    ]
    notes += [
        f"The quantity of {plain(saving.quantity)} under {saving.code} is not a stream here; only its money counts."
        for saving in one.savings
        if saving.quantity and saving.code and saving.code not in CARRIERS
    ]
    notes += [
        f"No money is stated for {CARRIERS[saving.code].said}; its saving is valued at the plant's price."
        for saving in one.savings
        if saving.unvalued
    ]
    return notes


def _short(price: Decimal) -> str:
    """Return a price to four significant digits."""
    return plain(FOUR_DIGITS.plus(price))


def _usd(amount: Decimal) -> str:
    return f"{amount:,.2f} USD"
