"""What measures of a kind cost and save elsewhere: quartiles of simple payback from an audit database.

`checks/payback_quartiles.csv` is such a table, made from the public sample. With the whole database you can make
your own; it is read row by row, and only the paybacks are kept.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from statistics import quantiles
from typing import TYPE_CHECKING

from optimizer.decimals import ZERO
from optimizer.imports.audits.records import recommendations_in

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.imports.audits.records import Recommendation
    from optimizer.imports.audits.workbook import Progress

FEWEST = 4
KIND = 3
"""Characters of a code that give the kind: 2.4 is motors and compressed air."""


def payback_quartiles(file: Path, progress: Progress | None = None) -> dict[str, tuple[int, float, float, float]]:
    """Return count and quartiles (years) by code prefix; "" is all of them, kinds with fewer than four are left out."""
    years: dict[str, array[float]] = defaultdict(lambda: array("d"))
    for one in recommendations_in(file, progress):
        if (payback := _payback(one)) is not None:
            years[""].append(payback)
            years[one.arc[:KIND]].append(payback)
    return {prefix: _quartiles(years[prefix]) for prefix in sorted(years) if len(years[prefix]) >= FEWEST}


def _payback(one: Recommendation) -> float | None:
    """Return cost divided by stated saving; None without a cost or a saving."""
    saved = sum((saving.money for saving in one.savings if saving.money), ZERO)
    return float(one.cost / saved) if one.cost and saved > 0 else None


def _quartiles(years: array[float]) -> tuple[int, float, float, float]:
    lower, median, upper = quantiles(years, n=4, method="inclusive")
    return len(years), lower, median, upper
