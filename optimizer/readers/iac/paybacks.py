"""What measures of a kind cost and save elsewhere: quartiles of the simple payback, from a data base of audits.

`checks/payback_quartiles.csv` is such a table, of the public sample. Whoever has the whole base can make
their own; it is read row by row, and only the paybacks are kept.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from statistics import quantiles
from typing import TYPE_CHECKING

from optimizer.decimals import ZERO
from optimizer.readers.iac.records import recommendations_in

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.readers.iac.records import Recommendation
    from optimizer.readers.iac.workbook import Progress

FEWEST = 4
KIND = 3
"""Letters of a code that say the kind: 2.4 is motors and compressed air."""


def payback_quartiles(file: Path, progress: Progress | None = None) -> dict[str, tuple[int, float, float, float]]:
    """Prefix of the code → count and quartiles in years; "" is all of them, kinds with under four are left out."""
    years: dict[str, array[float]] = defaultdict(lambda: array("d"))
    for one in recommendations_in(file, progress):
        if (payback := _payback(one)) is not None:
            years[""].append(payback)
            years[one.arc[:KIND]].append(payback)
    return {prefix: _quartiles(years[prefix]) for prefix in sorted(years) if len(years[prefix]) >= FEWEST}


def _payback(one: Recommendation) -> float | None:
    """Cost by stated saving; none without a cost or without a saving."""
    saved = sum((saving.money for saving in one.savings if saving.money), ZERO)
    return float(one.cost / saved) if one.cost and saved > 0 else None


def _quartiles(years: array[float]) -> tuple[int, float, float, float]:
    lower, median, upper = quantiles(years, n=4, method="inclusive")
    return len(years), lower, median, upper
