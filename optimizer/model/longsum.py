"""Pyomo components kept as arrays, whose parts are created only when they are accessed.

A rule over 20,000 choices is 20,000 small term objects, and a large question has a million rows and five million
variables of overlaps: making these objects takes longer than HiGHS takes for the whole matrix. The matrix needs only
the numbers, and uses the arrays. Pyomo's own functions (printing the model, writing an LP file) still see ordinary
terms, rows and variables.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyomo.environ as pyo
from pyomo.core.base.constraint import IndexedConstraint
from pyomo.core.base.var import IndexedVar
from pyomo.core.expr import LinearExpression, MonomialTermExpression

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.signedinteger[Any]]
    Floats = NDArray[np.float64]


NONE, NOTHING = np.zeros(0, dtype=np.int64), np.zeros(0)


class LongSum(LinearExpression):  # type: ignore[misc]
    """constant + Σ coefs[k] · variables[columns[k]]; `variables` is shared by all sums of a model."""

    __slots__ = ("_terms", "coefs", "columns", "offset", "variables")

    def __init__(self, variables: Sequence[Any] | VariableList, columns: Ints, coefs: Floats, offset: float) -> None:
        self.variables, self.columns, self.coefs, self.offset = variables, columns, coefs, offset
        self._terms: list[Any] | None = None

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """The class by which Pyomo's writers and visitors look up a node: the one that it extends."""
        return LinearExpression

    @property
    def _args_(self) -> list[Any]:
        """The terms as Pyomo keeps them."""
        if self._terms is None:
            pairs = zip(self.coefs.tolist(), self.columns.tolist(), strict=True)
            terms = [MonomialTermExpression((coef, self.variables[column])) for coef, column in pairs]
            self._terms = [self.offset, *terms] if self.offset else terms
        return self._terms

    @property
    def _nargs(self) -> int:
        return len(self.columns) + bool(self.offset)


class UnitVars(IndexedVar):  # type: ignore[misc]
    """Many variables between 0 and 1, numbered from 0: binary ones if they are `whole`."""

    def __init__(self, count: int, *, whole: bool = False) -> None:
        self.count, self.whole = count, whole
        self._variables: dict[int, Any] = {}
        self._made = True  # until it is constructed, nothing is missing
        domain = {"domain": pyo.Binary} if whole else {"bounds": (0.0, 1.0)}
        super().__init__(pyo.RangeSet(0, count - 1), dense=False, **domain)

    def construct(self, data: Any = None) -> None:
        """Make it part of a model, without its variables."""
        super().construct(data)
        self._made = False

    @property
    def _data(self) -> dict[int, Any]:
        """The variables as Pyomo keeps them."""
        if not self._made:
            self._made = True
            for k in range(self.count):
                self.add(k)
        return self._variables

    @_data.setter
    def _data(self, variables: dict[int, Any]) -> None:
        self._variables = variables


class VariableList:
    """The variables of several components in a row; those of `UnitVars` are created when looked up."""

    def __init__(self, *components: pyo.Var) -> None:
        self.parts = [part if isinstance(part, UnitVars) else list(part.values()) for part in components]
        self._firsts = [0, *accumulate(part.count if isinstance(part, UnitVars) else len(part) for part in self.parts)]

    def __getitem__(self, position: int) -> Any:
        """Return the variable at a position."""
        place = bisect_right(self._firsts, position) - 1
        return self.parts[place][position - self._firsts[place]]


class RowTable(NamedTuple):
    """Rows lower ≤ Σ coefs · columns ≤ upper: row k holds entries starts[k] to starts[k + 1]."""

    starts: Ints
    columns: Ints
    coefs: Floats
    lower: Floats
    upper: Floats


def table_of(
    columns: Sequence[Sequence[int] | Ints],
    coefs: Sequence[Sequence[float] | Floats],
    lower: Sequence[float] | Floats,
    upper: Sequence[float] | Floats,
) -> RowTable:
    """Return the table of rows that are given one by one."""
    starts = np.cumsum([0, *map(len, columns)])
    found = np.concatenate([NONE, *columns]), np.concatenate([NOTHING, *coefs])
    return RowTable(starts, *found, np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64))


class RowBlock(IndexedConstraint):  # type: ignore[misc]
    """The rows of a table over a list of variables, numbered from 0."""

    def __init__(self, variables: VariableList, table: RowTable) -> None:
        self.variables, self.table = variables, table
        self._rows: dict[int, Any] = {}
        self._made = False
        super().__init__(pyo.RangeSet(0, len(table.lower) - 1))

    @property
    def _data(self) -> dict[int, Any]:
        """The rows as Pyomo keeps them."""
        if not self._made and self._constructed:
            self._made = True
            for k in range(len(self.table.lower)):
                self[k] = self._row(k)
        return self._rows

    @_data.setter
    def _data(self, rows: dict[int, Any]) -> None:
        self._rows = rows

    def _row(self, k: int) -> tuple[float | None, LongSum, float | None]:
        part = slice(self.table.starts[k], self.table.starts[k + 1])
        body = LongSum(self.variables, self.table.columns[part], self.table.coefs[part], 0.0)
        lower, upper = float(self.table.lower[k]), float(self.table.upper[k])
        return lower if math.isfinite(lower) else None, body, upper if math.isfinite(upper) else None
