"""The same matrix in cumulative variables (whether a measure has begun by a year), for searches that branch.

    start[i,s] = begun[i,s] − begun[i,s−1],   begun[i,s−1] ≤ begun[i,s]

This is a change of variables, so the matrix is equivalent. A branch on `begun` splits the years of a measure in two,
whereas a branch on `start` separates a single year from all others: proofs take a third less time (docs/benchmarks.md).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.model.driver import Loaded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from optimizer.model.driver import Options, SolverAnswer, SparseRow, Watch
    from optimizer.model.matrix import Matrix

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

NONE = -1


class Begun:
    """A loaded matrix whose callers use starts while the solver uses cumulative variables.

    `ladders` holds the columns of each measure's starts, by year.
    """

    def __init__(self, matrix: Matrix, ladders: Sequence[Sequence[int]]) -> None:
        self._before: Ints = np.full(len(matrix.cost), NONE, dtype=np.int64)  # the measure's previous start, if any
        for ladder in ladders:
            self._before[list(ladder[1:])] = ladder[:-1]
        self._loaded = Loaded(self._told(matrix))

    def add_rows(self, rows: Sequence[SparseRow]) -> None:
        """Add rows over starts."""
        if not rows:
            return
        owners = np.repeat(np.arange(len(rows)), [len(row.columns) for row in rows])
        columns, coefs = (np.concatenate([row[k] for row in rows]) for k in range(2))
        owners, columns, coefs = self._summed(owners, columns, coefs)
        parts = np.searchsorted(owners, np.arange(1, len(rows)))
        told = zip(rows, np.split(columns, parts), np.split(coefs, parts), strict=True)
        self._loaded.add_rows([row._replace(columns=own, coefs=values) for row, own, values in told])

    def solve(self, options: Options, watch: Watch | None = None) -> SolverAnswer:
        """Solve as `Loaded.solve` does, with values in starts."""
        told = watch and (lambda part: watch(part._replace(values=self._starts(part.values))))
        answer = self._loaded.solve(options, told)
        return replace(answer, values=self._starts(answer.values))

    def _told(self, matrix: Matrix) -> Matrix:
        """Return the matrix in the new variables, with a row for each pair of consecutive ones."""
        later = np.flatnonzero(self._before != NONE)
        if not len(later):
            return matrix
        starts, columns, values = self._entries(matrix, int(later[-1]))
        _, own, costs = self._summed(np.zeros_like(self._before), np.arange(len(matrix.cost)), matrix.cost)
        cost = np.zeros(len(matrix.cost))
        cost[own] = costs
        links = np.stack([self._before[later], later], axis=1).ravel()
        return replace(
            matrix,
            starts=np.concatenate([starts, starts[-1] + 2 * np.arange(1, len(later) + 1)]),
            indices=np.concatenate([columns, links.astype(np.int32)]),
            values=np.concatenate([values, np.tile([1.0, -1.0], len(later))]),
            row_lower=np.concatenate([matrix.row_lower, -np.ones(len(later))]),
            row_upper=np.concatenate([matrix.row_upper, np.zeros(len(later))]),
            cost=cost,
        )

    def _entries(self, matrix: Matrix, last: int) -> tuple[Ints, NDArray[np.int32], Floats]:
        """The rows in the new variables: entries up to the last start are summed anew, and those after it follow them.

        Most entries of a large question are of overlaps, after all starts: to sum them too would take most of the time.
        """
        count = len(matrix.row_lower)
        rows = np.repeat(np.arange(count, dtype=np.int32), np.diff(matrix.starts))
        is_start = matrix.indices <= last
        of_starts = np.flatnonzero(is_start)
        own, columns, values = self._summed(
            rows[of_starts].astype(np.int64), matrix.indices[of_starts].astype(np.int64), matrix.values[of_starts]
        )
        others = _by_column(np.flatnonzero(~is_start).astype(np.int32), rows, matrix.indices)
        starts = _ends(own, count) + _ends(rows[others], count)
        found = np.zeros(starts[-1], dtype=np.int32), np.zeros(starts[-1])
        places = np.arange(len(own)) + _ends(rows[others], count)[own]
        found[0][places], found[1][places] = columns, values
        places = _ends(own, count).astype(np.int32)[1:][rows[others]]  # entries of starts in rows up to the entry's own
        places += np.arange(len(others), dtype=np.int32)
        found[0][places], found[1][places] = matrix.indices[others], matrix.values[others]
        return starts, *found

    def _summed(self, rows: Ints, columns: Ints, values: Floats) -> tuple[Ints, Ints, Floats]:
        """Convert entries over starts to entries over begun: those of a column less those of the next start."""
        has = self._before[columns] != NONE
        size = len(self._before)
        places = np.concatenate([rows * size + columns, rows[has] * size + self._before[columns[has]]])
        order = np.argsort(places, kind="stable")  # quick: these are two runs that are nearly sorted
        places, amounts = places[order], np.concatenate([values, -values[has]])[order]
        is_new = np.diff(places, prepend=-1) != 0
        sums = np.bincount(np.cumsum(is_new) - 1, weights=amounts)
        keep = sums != 0
        rows, columns = np.divmod(places[is_new][keep], size)
        return rows, columns, sums[keep]

    def _starts(self, values: tuple[float, ...] | None) -> tuple[float, ...] | None:
        if values is None:
            return None
        begun = np.array(values)
        with np.errstate(invalid="ignore"):  # infinite values aren't a plan, and are refused later
            return tuple((begun - np.where(self._before == NONE, 0.0, begun[self._before])).tolist())


def _by_column(entries: Ints, rows: NDArray[np.int32], columns: NDArray[np.int32]) -> Ints:
    """Entries with those of each row in the order of their columns; few rows are not in it."""
    late = (np.diff(columns[entries]) < 0) & (np.diff(rows[entries]) == 0)
    unsorted = np.zeros(len(rows) and int(rows[-1]) + 1, dtype=bool)
    unsorted[rows[entries[1:][late]]] = True
    some = np.flatnonzero(unsorted[rows[entries]])
    own = entries[some]
    entries[some] = own[np.lexsort((columns[own], rows[own]))]
    return entries


def _ends(rows: NDArray[np.integer[Any]], count: int) -> Ints:
    """How many entries stand before each row, and before the end."""
    return np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=count))])
