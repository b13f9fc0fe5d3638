"""Names in a sentence of an import's report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.locales import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_LISTED = 12


def listed(names: Sequence[str]) -> str:
    """Return names separated by commas; long lists are cut after the first dozen."""
    more = len(names) - MOST_LISTED
    first = ", ".join(names[:MOST_LISTED])
    return first if more <= 0 else tr("{first} and {more} more", first=first, more=more)
