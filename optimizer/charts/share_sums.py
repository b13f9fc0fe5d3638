"""Fair shares of measures added up by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from optimizer.decimals import ZERO, number
from optimizer.locales import tr
from optimizer.parts import shares

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimizer.figures import Figures
    from optimizer.question import Question


def share_sums(question: Question, figures: Figures, members: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return group, measures (their number), the sums of the shares as shown; the last row is the plan."""
    columns, rows = shares(question, figures), []
    for name, measures in members.items():
        sums = [sum((shown.parts.get(one, ZERO) for one in measures), ZERO) for shown in columns.values()]
        rows.append([name, len(measures), *map(number, sums)])
    total = [number(shown.total.value) for shown in columns.values()]
    rows.append([tr("total"), sum(map(len, members.values())), *total])
    return pd.DataFrame(rows, columns=["group", "measures", *columns])
