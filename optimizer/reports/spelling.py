"""Figures as the language spoken writes them: numbers, units, money, shares, years, dates; by Babel."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_precision

from optimizer.decimals import Decimal
from optimizer.locales import language, noted, tr, trn
from optimizer.locales.units import unit_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from optimizer.case import Case

ABSENT = "—"
NEVER = noted("never")
ROUGH = 10_000
NO_BREAK = "\u00a0"
LIST_MARK = noted(", ")  # Ukrainian has decimal commas, so a semicolon stands between figures


def amount(value: Decimal | None, unit: str = "", *, decimals: int | None = None) -> str:
    """A figure with thousands separated; whole from 10,000 on, else as many decimals as tell something.

    >>> from decimal import Decimal
    >>> amount(Decimal("1234567.891"), "UAH"), amount(Decimal("2.3456"), "years"), amount(Decimal("0.00123456"), "t")
    ('1,234,568 UAH', '2.35 years', '0.00123 t')
    """
    if value is None:
        return ABSENT
    digits = decimals if decimals is not None else places(value)
    number = numeral(value, digits)
    if unit in COUNTED:
        return _counted(unit, number, None if digits else abs(round(value)))
    return with_unit(number, unit_text(unit))


def numeral(value: Decimal, decimals: int = 0) -> str:
    """A number with thousands separated and so many decimals."""
    return str(format_decimal(round(value, decimals) + 0, format=_pattern(decimals), locale=language()))


@cache
def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def places(value: Decimal) -> int:
    """How many decimals of a figure tell something."""
    if abs(value) >= ROUGH or value == value.to_integral_value():
        return 0
    return 2 if abs(value) >= Decimal("0.1") else 2 - value.adjusted()


def with_unit(number: str, unit: str) -> str:
    """A number and its unit, which no line break parts where the language knows such a rule."""
    return f"{number}{' ' if language() == 'en' else NO_BREAK}{unit}" if unit else number


COUNTED = ("years", "points", "hazard points")


def _counted(unit: str, number: str, count: int | None) -> str:
    """A number of things that have a plural; no count where the number has decimals."""
    few = count or 0
    match unit:
        case "years":
            part, whole = tr("{number} years"), trn("{number} year", "{number} years", few, number=number)
        case "points":
            part, whole = tr("{number} points"), trn("{number} point", "{number} points", few, number=number)
        case "hazard points":
            part = tr("{number} hazard points")
            whole = trn("{number} hazard point", "{number} hazard points", few, number=number)
        case unknown:
            raise KeyError(unknown)
    return part.format(number=number) if count is None else whole


def years(value: Decimal | None) -> str:
    """A payback: `3.4 years`, or `never`."""
    return tr(NEVER) if value is None else amount(value, "years", decimals=1)


def percent(value: Decimal | None, decimals: int = 1) -> str:
    """A share as a percentage; percent exists only where people read."""
    return ABSENT if value is None else with_unit(numeral(value * 100, decimals), "%")


def at_least_some(share: Decimal, decimals: int) -> str:
    """A share as a percentage, which is never shown as 0 where there is any.

    >>> from decimal import Decimal
    >>> at_least_some(Decimal("0.0712"), 2), at_least_some(Decimal("0.00001"), 2)
    ('7.12 %', '< 0.01 %')
    """
    least = Decimal(1).scaleb(-decimals - 2)
    return f"< {percent(least, decimals)}" if 0 < share < least else percent(share, decimals)


def money(value: Decimal | None, case: Case, decimals: int | None = None) -> str:
    """Money in the case's currency: whole from 10,000 on and where it is whole, else to the smallest unit."""
    if value is None:
        return ABSENT
    return amount(value, case.currency, decimals=cents(value, case) if decimals is None else decimals)


def cents(value: Decimal, case: Case) -> int:
    """How many decimals an amount of money has: none from 10,000 on, and none where it is whole."""
    if abs(value) >= ROUGH or value == value.to_integral_value():
        return 0
    return int(get_currency_precision(case.currency))


def day(value: date) -> str:
    """A date in full: `31 January 2026`."""
    return str(format_date(value, "long", locale=language()))


def listed(texts: Iterable[str]) -> str:
    """Texts that may hold figures, one after the other."""
    return tr(LIST_MARK).join(texts)
