"""A problem's columns, rules and preferences by plain multiplication, for many decisions at once.

    table = Arithmetic(problem).table(picks)       picks: one row per decision, 1 if a choice is taken

It works in floating point, which is good enough to select candidates; `evaluate` judges the results. It is independent
of the model and the solver, and so is a proof of its own if all decisions can be listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from optimizer.columns import Form, OverlapColumn
from optimizer.problem import ROUNDING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from optimizer.columns import JointColumn
    from optimizer.problem import PosedProblem

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

UNYIELDING = 1e6  # weight of breaking the structure by 1, against relative excesses of at most about 1
DENSE = 1 << 20  # entries of a dense block: 8 MB


@dataclass(frozen=True)
class ScoredDecisions:
    """For each decision: whether it keeps all rules within rounding, its excess over them, and its preferences."""

    allowed: Bools
    broken: Floats
    preferences: Floats


@dataclass(frozen=True)
class Forms:
    """Several forms over the same columns: entry k is coefs[k] of columns[k] in form owners[k], by owner."""

    owners: Ints
    columns: Ints
    coefs: Floats
    constants: Floats

    @classmethod
    def of(cls, forms: Sequence[Form]) -> Forms:
        """Return the forms, in their order."""
        lengths = [len(form.columns) for form in forms]
        return cls(
            np.repeat(np.arange(len(forms)), lengths),
            np.concatenate([np.zeros(0, dtype=np.int64), *(form.columns for form in forms)]),
            np.concatenate([np.zeros(0), *(form.coefs for form in forms)]),
            np.array([form.constant for form in forms], dtype=np.float64),
        )

    @property
    def sizes(self) -> Floats:
        """Return Σ |coefs| + |constant| of each form: the scale of its terms."""
        sums = np.bincount(self.owners, np.abs(self.coefs), len(self.constants))
        return sums.astype(np.float64) + np.abs(self.constants)

    def at(self, values: Floats) -> Floats:
        """Return the value of each form for these values of the columns."""
        sums = np.bincount(self.owners, self.coefs * values[self.columns], len(self.constants))
        return sums.astype(np.float64) + self.constants

    def blocks(self, size: int) -> Iterator[tuple[slice, Floats]]:
        """Yield the coefficients as dense (form, column) blocks of at most DENSE entries, over `size` columns."""
        count = len(self.constants)
        step = max(1, DENSE // max(size, 1))
        for first in range(0, count, step):
            some = slice(first, min(first + step, count))
            low, high = np.searchsorted(self.owners, [some.start, some.stop])
            block = np.zeros((some.stop - some.start, size))
            block[self.owners[low:high] - some.start, self.columns[low:high]] = self.coefs[low:high]
            yield some, block

    def at_each(self, table: Floats) -> Floats:
        """Return each form for each row of values: (rows, forms)."""
        found = np.empty((len(table), len(self.constants)))
        for some, block in self.blocks(table.shape[1]):
            found[:, some] = table @ block.T
        found += self.constants
        return found


class ProductFactor(NamedTuple):
    """constant + Σ weights · choices: one factor of a product."""

    constant: float
    choices: Sequence[int]
    weights: Sequence[float]


def factors_of(column: OverlapColumn | JointColumn) -> tuple[float, float, list[ProductFactor]]:
    """Return a column that isn't a sum as offset + sign · Π factors: (offset, sign, factors)."""
    if isinstance(column, OverlapColumn):
        return (
            1.0,
            -1.0,
            [ProductFactor(1.0, [c for c, _ in part], [-share for _, share in part]) for part in column.shares],
        )
    return 0.0, 1.0, [ProductFactor(0.0, side, [1.0] * len(side)) for side in (column.first, column.second)]


class Products:
    """The columns of a problem that are products of sums of choices: u = offset + sign · Π factors.

    Terms, the choices within factors, are numbered by column, then factor: `owner` (the factor of a term), `choice`,
    `weight`; `column` is the product of a factor.
    """

    def __init__(self, columns: Sequence[OverlapColumn | JointColumn]) -> None:
        parts = [factors_of(column) for column in columns]
        factors = [factor for _, _, own in parts for factor in own]
        self.offset = np.array([offset for offset, _, _ in parts], dtype=np.float64)
        self.sign = np.array([sign for _, sign, _ in parts], dtype=np.float64)
        self.column = np.repeat(np.arange(len(parts)), [len(own) for _, _, own in parts])
        self.constant = np.array([factor.constant for factor in factors], dtype=np.float64)
        self.owner = np.repeat(np.arange(len(factors)), [len(factor.choices) for factor in factors])
        self.choice = np.array([choice for factor in factors for choice in factor.choices], dtype=np.int64)
        self.weight = np.array([weight for factor in factors for weight in factor.weights], dtype=np.float64)

    def factors(self, taken: Floats) -> Floats:
        """Return the factors of one decision."""
        sums = np.bincount(self.owner, self.weight * taken[self.choice], len(self.constant))
        return sums.astype(np.float64) + self.constant

    def values(self, factors: Floats) -> Floats:
        """Return the columns, given their factors."""
        products = np.ones(len(self.sign))
        np.multiply.at(products, self.column, factors)
        return self.offset + self.sign * products

    def slopes(self, factors: Floats) -> Floats:
        """Return what one more of each term's choice adds to its column: sign · weight · Π of the other factors."""
        rest = others(factors, self.column, len(self.sign))
        return self.sign[self.column[self.owner]] * self.weight * rest[self.owner]

    def of_each(self, picks: Floats) -> Floats:
        """Return the columns of many decisions: (decisions, columns)."""
        found = np.ones((len(picks), len(self.sign)))
        first = np.searchsorted(self.owner, np.arange(len(self.constant) + 1))
        for factor, column in enumerate(self.column.tolist()):
            terms = slice(first[factor], first[factor + 1])
            found[:, column] *= self.constant[factor] + picks[:, self.choice[terms]] @ self.weight[terms]
        found *= self.sign
        found += self.offset
        return found


def others(factors: Floats, owners: Ints, count: int) -> Floats:
    """Return for each factor the product of its owner's other factors, correct even if some are 0."""
    is_zero = factors == 0.0
    safe = np.where(is_zero, 1.0, factors)
    products = np.ones(count)
    np.multiply.at(products, owners, safe)
    zeros = np.bincount(owners, is_zero, count)
    return np.where(zeros[owners] - is_zero > 0, 0.0, products[owners] / safe)


class Arithmetic:
    """The forms of one problem, sparse, and the products for its overlaps and joints."""

    def __init__(self, problem: PosedProblem) -> None:
        self.problem = problem
        rows = problem.rows
        self.rules = Forms.of([row.form for row in rows])
        self.lower = np.array([row.lower for row in rows], dtype=np.float64)
        self.upper = np.array([row.upper for row in rows], dtype=np.float64)
        size = self.rules.sizes + sum(
            np.where(np.isfinite(side), np.abs(side), 0.0) for side in (self.lower, self.upper)
        )
        self._per_excess = 1.0 / np.maximum(size, 1e-300)
        self._gravity = np.array([UNYIELDING if row.structural else 1.0 for row in rows])
        self.signs = np.array([-1.0 if minimised else 1.0 for _, minimised in problem.preferences])
        self.wishes = Forms.of([form for form, _ in problem.preferences])
        self.products = Products(problem.extras)

    @property
    def precision(self) -> Floats:
        """Return the rounding error of each preference."""
        return ROUNDING * self.wishes.sizes

    def columns(self, picks: Floats) -> Floats:
        """Return choices, then overlaps and joints, of each decision."""
        return np.hstack([picks, self.products.of_each(picks)])

    def excess(self, values: Floats, rules: Ints | slice = slice(None)) -> Floats:
        """Return by how much values break their rules: relative, 0 within rounding. Rules are the last axis."""
        beyond = np.maximum(self.lower[rules] - values, values - self.upper[rules])
        relative = np.maximum(beyond * self._per_excess[rules] - ROUNDING, 0.0)
        return np.asarray(relative * self._gravity[rules])

    def table(self, picks: Floats) -> ScoredDecisions:
        """Return the violations and the preferences of each decision."""
        columns = self.columns(picks)
        broken = self.excess(self.rules.at_each(columns)).sum(axis=1)
        return ScoredDecisions(broken == 0.0, broken, self.wishes.at_each(columns) * self.signs)
