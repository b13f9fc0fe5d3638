"""Figures in the format of the current language, by Babel: numbers, units, money, shares, years, dates."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

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
LIST_MARK = noted(", ")  # Ukrainian has decimal commas, so figures are separated by semicolons


def amount(value: Decimal | None, unit: str = "", *, decimals: int | None = None) -> str:
    """Return a figure with thousands separators; whole from 10,000 on, otherwise with meaningful decimals.

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


class ShortScale(NamedTuple):
    """How figures of one size are shortened: 73,471,744 is 73.5 M at power 6, with one decimal."""

    power: int
    text: str
    decimals: int

    @classmethod
    def of(cls, *values: Decimal) -> ShortScale:
        """Return the scale that gives the largest of these values three digits; whole numbers below 100,000."""
        like = max(map(abs, values))
        size = round(like, DIGITS - 1 - like.adjusted()) if like else like
        power, text = next(scale for scale in SCALES if size >= max(SHORTENED, 10 ** scale[0]) or not scale[0])
        if not power and all(value == value.to_integral_value() for value in values):
            return cls(power, text, 0)
        return cls(power, text, max(0, DIGITS - 1 - size.adjusted() + power))

    def shown(self, value: Decimal) -> Decimal:
        """Return a value as it is shown, in full."""
        return round(value, self.decimals - self.power) + 0

    def number(self, value: Decimal) -> str:
        """Return a value without the scale's word and the unit."""
        return numeral(value.scaleb(-self.power), self.decimals)

    def spell(self, value: Decimal, unit: str = "") -> str:
        """Return a value with the scale's word and the unit; number and word stay on one line."""
        return with_unit(tr(self.text, number=self.number(value)).replace(" ", NO_BREAK), unit_text(unit))


SCALES = ((9, noted("{number} bn")), (6, noted("{number} M")), (3, noted("{number} k")), (0, "{number}"))
SHORTENED, DIGITS = 100_000, 3


def short(value: Decimal | None, unit: str = "") -> str:
    r"""Return a figure as people say it: three digits and a scale word; whole from 100 to 100,000.

    >>> from decimal import Decimal
    >>> short(Decimal(73_471_744), "UAH"), short(Decimal("1199.14"), "t CO2e"), short(Decimal("2.4361"), "years")
    ('73.5\xa0M UAH', '1,199 t CO2e', '2.44 years')
    """
    return ABSENT if value is None else ShortScale.of(value).spell(value, unit)


def numeral(value: Decimal, decimals: int = 0) -> str:
    """Return a number with thousands separators and a fixed number of decimals."""
    return str(format_decimal(round(value, decimals) + 0, format=_pattern(decimals), locale=language()))


@cache
def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def places(value: Decimal) -> int:
    """Return the number of meaningful decimals of a figure."""
    if abs(value) >= ROUGH or value == value.to_integral_value():
        return 0
    return 2 if abs(value) >= Decimal("0.1") else 2 - value.adjusted()


def with_unit(number: str, unit: str) -> str:
    """Return a number with its unit, joined by a no-break space in languages that require it."""
    return f"{number}{' ' if language() == 'en' else NO_BREAK}{unit}" if unit else number


COUNTED = ("years", "points", "hazard points")


def _counted(unit: str, number: str, count: int | None) -> str:
    """Return a number with a unit that has plural forms; numbers with decimals have their own form."""
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
    """Return a payback: `3.4 years`, or `never`."""
    return tr(NEVER) if value is None else amount(value, "years", decimals=1)


def percent(value: Decimal | None, decimals: int = 1) -> str:
    """Return a share as a percentage; percentages exist only in displayed text."""
    return ABSENT if value is None else with_unit(numeral(value * 100, decimals), "%")


def at_least_some(share: Decimal, decimals: int) -> str:
    """Return a share as a percentage; a positive share is never shown as 0.

    >>> from decimal import Decimal
    >>> at_least_some(Decimal("0.0712"), 2), at_least_some(Decimal("0.00001"), 2)
    ('7.12 %', '< 0.01 %')
    """
    least = Decimal(1).scaleb(-decimals - 2)
    return f"< {percent(least, decimals)}" if 0 < share < least else percent(share, decimals)


def money(value: Decimal | None, case: Case, decimals: int | None = None) -> str:
    """Return money in the case's currency: whole amounts and those from 10,000 without decimals, others to the cent."""
    if value is None:
        return ABSENT
    return amount(value, case.currency, decimals=cents(value, case) if decimals is None else decimals)


def cents(value: Decimal, case: Case) -> int:
    """Return the decimals of an amount of money: none from 10,000 on or if it is whole."""
    if abs(value) >= ROUGH or value == value.to_integral_value():
        return 0
    return int(get_currency_precision(case.currency))


def day(value: date) -> str:
    """Return a date in full: `31 January 2026`."""
    return str(format_date(value, "long", locale=language()))


def listed(texts: Iterable[str]) -> str:
    """Return texts that may contain figures as a list."""
    return tr(LIST_MARK).join(texts)
