"""The words and signs of currencies, as people write them in headings, cells and number formats."""

from __future__ import annotations

import re
from functools import cache

CURRENCY_WORDS = {
    "UAH": ("грн", "гривень", "гривні", "гривня", "гривен", "uah", "₴"),
    "EUR": ("eur", "euro", "euros", "євро", "евро", "€"),
    "USD": ("usd", "дол сша", "дол", "доларів", "долл", "долл сша", "долларов", "us $", "$"),
    "PLN": ("pln", "zł"),
    "NOK": ("nok",),
    "GBP": ("gbp", "£"),
    "CHF": ("chf",),
}
_WORD = re.compile(r"[^\W\d_]+|[€$£₴]")


def currency_named(text: str) -> str | None:
    """Return the currency that a text beside a figure names, by a word, a sign or an ISO code; None if it names none.

    >>> currency_named("тис. грн"), currency_named("CZK"), currency_named("t")
    ('UAH', 'CZK', None)
    """
    words = f" {' '.join(_WORD.findall(text.casefold()))} "
    named = (code for code, spelled in CURRENCY_WORDS.items() if any(f" {word} " in words for word in spelled))
    return next(named, text.strip() if text.strip() in _codes() else None)


@cache
def _codes() -> frozenset[str]:
    from babel.numbers import list_currencies  # noqa: PLC0415 - takes a tenth of a second

    return frozenset(list_currencies())
