"""Names and figures in a sentence of an import's report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.locales import tr, trn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

MOST_LISTED = 12


def listed(names: Sequence[str]) -> str:
    """Return names separated by commas; long lists are cut after the first dozen."""
    more = len(names) - MOST_LISTED
    first = ", ".join(names[:MOST_LISTED])
    return first if more <= 0 else tr("{first} and {more} more", first=first, more=more)


def payback_in_words(years: Decimal) -> str:
    """Return an extreme payback in whole days, or else in years."""
    if years < 1:
        return trn("{count} day", "{count} days", round(years * 365))
    return tr("{years} years", years=f"{years:,.0f}")
