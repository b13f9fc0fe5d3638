"""Finds each resource's columns on sheet ASSESS by label, and checks the labels that may be wrong.

There are two spellings: short names (`E2_plant_cost`) and long ones ("Total Yearly Natural Gas Consumption
Cost($)"). Editions with long names have a pair of columns "#5 Fuel Oil" that is missing from the database's own list
of terms, and the figures after it are one pair early: "Other Energy" holds water,
"Water" holds wastewater. This is not taken on trust: the workbook's own sheet Terms decides. Where it is missing, a
plant's own recommendations do: they state quantity and money for each code, and the unit price shows whose column it
is. Other plants never decide, so a plant is read the same from every file.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from optimizer.imports.audits.carriers import AFTER_OIL_4, CARRIERS, FEES

if TYPE_CHECKING:
    from collections.abc import Iterable

COST, USAGE = "cost", "usage"
DOUBTFUL = "#5"
CLOSE = Decimal("0.02")

_SHORT = re.compile(r"(e[cdf]|e\d+|w\d)plant(cost|usage)")
_UNIT = re.compile(r"(.*?)s?(kwh|mmbtu|tgal|gal|lbs|kwmonthyear)")
_MONEY = re.compile(r"(.*?)s?(costs?|charges?)?")
_CODES = {carrier.label: carrier.code for carrier in CARRIERS.values()} | {"electricityfee": FEES}


def resource_column(key: str) -> tuple[str, str] | None:
    """Return the code and COST or USAGE of a column of sheet ASSESS, by its `label_key`; None for other columns.

    >>> resource_column("e10plantusage"), resource_column("totalyearlynaturalgasconsumptioncost")
    (('E10', 'usage'), ('E2', 'cost'))
    """
    if short := _SHORT.fullmatch(key):
        return short[1].upper(), short[2]
    if not key.startswith("totalyearly"):
        return None
    stem = key.removeprefix("totalyearly")
    kind, found = (USAGE, match) if (match := _UNIT.fullmatch(stem)) else (COST, _MONEY.fullmatch(stem))
    code = _CODES.get(found[1]) if found else None
    return (code, kind) if code else None


def lists_doubtful(terms: Iterable[str]) -> bool | None:
    """Return whether a list of terms, by `label_key`, has the doubtful pair; None if it is no list of resources."""
    codes = {column[0] for term in terms if (column := resource_column(term))}
    return DOUBTFUL in codes if codes.issuperset(AFTER_OIL_4[1:]) else None


@dataclass
class LabelCheck:
    """Decides which reading of the labels after fuel oil no. 4 is right, for each plant alone."""

    doubtful: bool
    listed: bool | None = None
    """Whether the workbook's own terms have the doubtful pair; None without such terms."""
    prices: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    """Plant → code in the label → cost / usage as labelled."""
    as_labelled: Counter[str] = field(default_factory=Counter)
    one_early: Counter[str] = field(default_factory=Counter)

    def see(self, plant: str, code: str, price: Decimal) -> None:
        """Count the reading that this unit price of the plant's own recommendations supports."""
        known = self.prices.get(plant, {})
        if not self.doubtful or code not in AFTER_OIL_4:
            return
        before = AFTER_OIL_4[AFTER_OIL_4.index(code) - 1]
        self.as_labelled[plant] += _close(known.get(code), price)
        self.one_early[plant] += _close(known.get(before), price)

    def early(self, plant: str) -> bool:
        """Return whether the plant's figures are one pair of columns early."""
        if not self.doubtful:
            return False
        return self.one_early[plant] > self.as_labelled[plant] if self.listed is None else not self.listed

    def undecided(self, plant: str) -> bool:
        """Return whether neither the terms nor the plant's own recommendations tell how to read the labels."""
        return self.doubtful and self.listed is None and self.one_early[plant] == self.as_labelled[plant]

    def true_code(self, plant: str, label: str) -> str | None:
        """Return the resource whose figures a label holds; None if it can't hold any."""
        if not self.early(plant) or label not in AFTER_OIL_4:
            return label
        after = AFTER_OIL_4.index(label) + 1
        return AFTER_OIL_4[after] if after < len(AFTER_OIL_4) else None


def _close(known: Decimal | None, price: Decimal) -> bool:
    return known is not None and abs(known - price) <= CLOSE * abs(price)
