"""From a Pyomo model to numbers: bounds, rows and goal as arrays, without losing anything.

Pyomo's own interfaces silently drop a row if a coefficient is infinite, huge or tiny; here values that are not finite
are refused. `LongSum`s and `RowBlock` hand over their arrays; other expressions are walked term by term.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray
from pyomo.core.expr import LinearExpression, MonomialTermExpression
from pyomo.repn import generate_standard_repn

from optimizer import collector
from optimizer.errors import SolverFault
from optimizer.model.longsum import NONE, NOTHING, LongSum, RowBlock, RowTable, UnitVars, VariableList

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


REFUSED = 1e15


@dataclass(frozen=True)
class Matrix:
    """lower ≤ A x ≤ upper by rows (CSR), column bounds, integer columns, and the goal; unscaled."""

    starts: NDArray[np.int64]
    indices: NDArray[np.int32]
    values: NDArray[np.float64]
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    whole: NDArray[np.bool_]
    cost: NDArray[np.float64]
    offset: float
    maximised: bool


def matrix_of(model: pyo.ConcreteModel) -> tuple[Matrix, Numbering]:
    """Return the model's matrix and the columns of its variables; `SolverFault` if a number is not finite."""
    with collector.paused():  # the walk creates many small objects at once: garbage collection would take 2× as long
        numbering = Numbering(model.component_objects(pyo.Var, active=True))
        matrix = _matrix(model, numbering)
    _refuse_unfit(matrix)
    return matrix, numbering


def _matrix(model: pyo.ConcreteModel, numbering: Numbering) -> Matrix:
    tables = [NO_ROWS]
    tables += [numbering.rows(block) for block in model.component_objects(pyo.Constraint, active=True)]
    goal = next(model.component_data_objects(pyo.Objective, active=True))
    wanted = numbering.sum(goal.expr)
    _, indices, values, lower, upper = (np.concatenate(parts) for parts in zip(*tables, strict=True))
    return Matrix(
        starts=np.concatenate([[0], np.cumsum(np.concatenate([np.diff(table.starts) for table in tables]))]),
        indices=indices,
        values=values,
        row_lower=lower,
        row_upper=upper,
        **numbering.bounds(),
        cost=np.bincount(wanted.columns, wanted.coefs, numbering.size).astype(np.float64),
        offset=wanted.constant,
        maximised=goal.sense == pyo.maximize,
    )


NO_ROWS = RowTable(np.zeros(1, dtype=np.int64), NONE.astype(np.int32), NOTHING, NOTHING, NOTHING)


class _Sum(NamedTuple):
    """constant + Σ coefs · columns of the matrix."""

    columns: NDArray[np.int64]
    coefs: NDArray[np.float64]
    constant: float


class Numbering:
    """Maps variables of the model to columns of the matrix, and expressions to sums over columns."""

    def __init__(self, components: Iterable[pyo.Var]) -> None:
        self._parts: list[UnitVars | list[Any]] = []
        self._number: dict[int, int] = {}
        self._first: dict[int, int] = {}
        self._shared: dict[int, NDArray[np.int64]] = {}
        self.size = 0
        for component in components:
            if isinstance(component, UnitVars):
                self._parts.append(component)
                self._first[id(component)] = self.size
                self.size += component.count
            else:
                variables = list(component.values())
                self._parts.append(variables)
                self._number.update(zip(map(id, variables), range(self.size, self.size + len(variables)), strict=True))
                self.size += len(variables)

    def rows(self, block: pyo.Constraint) -> RowTable:
        """Return the rows of a block; `SolverFault` if one is not linear."""
        if isinstance(block, RowBlock):
            columns = self.columns(block.variables).astype(np.int32)[block.table.columns]
            return block.table._replace(columns=columns)
        bounded = [row.to_bounded_expression(evaluate_bounds=True) for row in block.values() if row.active]
        sums = [self.sum(body) for _, body, _ in bounded]
        constants = np.fromiter((one.constant for one in sums), float, len(sums))
        lower = np.fromiter((-np.inf if low is None else low for low, _, _ in bounded), float, len(bounded))
        upper = np.fromiter((np.inf if high is None else high for _, _, high in bounded), float, len(bounded))
        return RowTable(
            np.concatenate([[0], np.cumsum([len(one.columns) for one in sums])]).astype(np.int64),
            np.concatenate([NONE, *(one.columns for one in sums)]).astype(np.int32),
            np.concatenate([NOTHING, *(one.coefs for one in sums)]),
            lower - constants,
            upper - constants,
        )

    def sum(self, expression: Any) -> _Sum:
        """Return an expression as a linear sum; `SolverFault` if it is not linear."""
        if type(expression) is LongSum:
            columns = self.columns(expression.variables)[expression.columns]
            return _Sum(columns, np.asarray(expression.coefs, dtype=float), float(expression.offset))
        coefs, variables, constant = _terms(expression)
        columns = np.array([self._column(variable) for variable in variables], dtype=np.int64)
        return _Sum(columns, np.array(coefs, dtype=float), constant)

    def _column(self, variable: Any) -> int:
        known = self._number.get(id(variable))
        if known is None:  # one of `UnitVars`, which are numbered only once they exist
            known = self._first[id(variable.parent_component())] + int(variable.index())
        return known

    def columns(self, variables: Sequence[Any] | VariableList) -> NDArray[np.int64]:
        """Return the columns of a list of variables that many sums share; looked up once per list."""
        if id(variables) not in self._shared:
            parts = variables.parts if isinstance(variables, VariableList) else (variables,)
            self._shared[id(variables)] = np.concatenate([NONE, *map(self._columns_of, parts)])
        return self._shared[id(variables)]

    def _columns_of(self, part: UnitVars | Sequence[Any]) -> NDArray[np.int64]:
        if isinstance(part, UnitVars):
            first = self._first[id(part)]
            return np.arange(first, first + part.count)
        return np.fromiter(map(self._number.__getitem__, map(id, part)), np.int64, len(part))

    def bounds(self) -> dict[str, Any]:
        """Return the bounds of all columns, and which columns are integer."""
        found = [_unit_bounds(part) if isinstance(part, UnitVars) else _own_bounds(part) for part in self._parts]
        lower, upper, whole = (np.concatenate([NOTHING, *parts]) for parts in zip(*found, strict=True))
        if np.isnan(lower).any() or np.isnan(upper).any():
            raise SolverFault("a variable has no finite bounds")
        return {"lower": lower, "upper": upper, "whole": whole.astype(bool)}


def _terms(expression: Any) -> tuple[Sequence[float], Sequence[Any], float]:
    """Return coefficients, variables and constant of an ordinary expression."""
    if type(expression) is LinearExpression:
        terms = expression.args
        first = 0 if not terms or type(terms[0]) is MonomialTermExpression else 1
        if set(map(type, terms[first:])) == {MonomialTermExpression}:
            # Each term keeps (coefficient, variable) there; the public interface takes ten times as long.
            pairs = [term._args_ for term in terms[first:]]
            constant = float(terms[0]) if first else 0.0
            return [coef for coef, _ in pairs], [variable for _, variable in pairs], constant
    found = generate_standard_repn(expression, compute_values=True)
    if not found.is_linear():
        raise SolverFault(f"not linear: {expression}")
    return found.linear_coefs, found.linear_vars, float(found.constant)


_Bounds = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]


def _unit_bounds(part: UnitVars) -> _Bounds:
    return np.zeros(part.count), np.ones(part.count), np.full(part.count, part.whole)


def _own_bounds(variables: list[Any]) -> _Bounds:
    """Return the bounds of variables, and which are integer; each domain's bounds are looked up once."""
    domains = [v.domain for v in variables]
    first = dict(zip(map(id, reversed(domains)), reversed(variables), strict=True))
    kinds = {key: (*v.domain.bounds(), not v.is_continuous()) for key, v in first.items()}
    known = [kinds[key] for key in map(id, domains)]
    # `bounds` would query the domain each time, which for 20,000 variables takes most of the walk.
    bounds = [
        k[:2] if v._lb is None and v._ub is None else v.bounds  # noqa: SLF001
        for v, k in zip(variables, known, strict=True)
    ]
    lower, upper = np.array(bounds, dtype=float).reshape(-1, 2).T
    return lower, upper, np.array([k[2] for k in known], dtype=bool)


def _refuse_unfit(matrix: Matrix) -> None:
    parts = (matrix.values, matrix.cost, matrix.lower, matrix.upper)
    if not all(np.isfinite(part).all() and (abs(part) < REFUSED).all() for part in parts):
        raise SolverFault("a coefficient or a bound of a variable is not finite, or beyond 1e15")
    if np.isnan(matrix.row_lower).any() or np.isnan(matrix.row_upper).any():
        raise SolverFault("a bound of a row is not a number")
