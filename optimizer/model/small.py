"""A small question over amounts alone, solved as often as needed: several goals in turn over the same rows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from optimizer.model.driver import Loaded, Options, Status
from optimizer.model.matrix import Matrix
from optimizer.model.session import SOLVING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from optimizer.columns import AmountColumn, Form

    Floats = NDArray[np.float64]


class Row(NamedTuple):
    """lower ≤ form ≤ upper."""

    form: Form
    lower: float
    upper: float


def best(
    columns: Sequence[AmountColumn], rows: Sequence[Row], goal: Form, seconds: float, *, least: bool
) -> Floats | None:
    """Return the values of the columns that make the goal largest, or least; None if no values keep all rows."""
    lengths = [len(row.form.columns) for row in rows]
    cost = np.zeros(len(columns))
    cost[goal.columns] = goal.coefs
    matrix = Matrix(
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        indices=np.concatenate([np.zeros(0, dtype=np.int64), *(row.form.columns for row in rows)]).astype(np.int32),
        values=np.concatenate([np.zeros(0), *(row.form.coefs for row in rows)]),
        row_lower=np.array([row.lower - row.form.constant for row in rows]),
        row_upper=np.array([row.upper - row.form.constant for row in rows]),
        lower=np.array([column.lower for column in columns]),
        upper=np.array([column.upper for column in columns]),
        whole=np.array([column.whole for column in columns], dtype=bool),
        cost=cost,
        offset=goal.constant,
        maximised=not least,
    )
    with SOLVING:
        answer = Loaded(matrix).solve(Options(gap=0.0, seconds=max(seconds, 0.1)))
    if answer.status in (Status.INFEASIBLE, Status.FAILED) or answer.values is None:
        return None
    values = np.array(answer.values)
    whole = matrix.whole
    values[whole] = np.round(values[whole])
    return values


UNBOUNDED = math.inf
