"""Presets of funding sources: what lenders offer, with where the terms are from and when they were found.

Terms change, so a preset is a beginning: copy it into a case's funding.csv, ask the lender, and correct it there.
"""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from pathlib import Path
from typing import NamedTuple

from optimizer.funding_source import FundingSource

FILE = Path(__file__).with_suffix(".csv")
DAYS_KNOWN = 365


class LenderPreset(NamedTuple):
    """One preset: its terms, and the earliest day that its date can mean; None if it is undated."""

    terms: FundingSource
    found: dt.date | None

    def is_old(self, today: dt.date) -> bool:
        """Return whether the terms were found more than a year before a day, or nobody knows when."""
        return self.found is None or (today - self.found).days > DAYS_KNOWN


@cache
def lender_presets() -> tuple[LenderPreset, ...]:
    """Return all presets, in the order of their file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [{column: cell for column, cell in row.items() if cell} for row in csv.DictReader(file)]
    sources = [FundingSource.model_validate(row) for row in rows]
    return tuple(LenderPreset(source, _day(source.as_of)) for source in sources)


def _day(as_of: str) -> dt.date | None:
    """Return the first day of a year, a month or a day as text: "2024", "2026-01", "2026-01-15"; None for any other."""
    for pattern in ("%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            return dt.datetime.strptime(as_of, pattern).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None
