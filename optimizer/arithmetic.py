"""A problem's columns, rules and preferences by plain multiplication, for many decisions at once.

    table = Arithmetic(problem).table(picks)       picks: one row a decision, 1 where a choice is taken

Floating point, so good for choosing what to look at; `evaluate` judges what comes out. It knows nothing
of the model or the solver, and so is a proof of its own where all decisions can be listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.problem import ROUNDING, OverlapColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from optimizer.problem import Form, Problem

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Table:
    """For each decision: whether no rule is broken beyond rounding, by how much, and its preferences."""

    allowed: Bools
    broken: Floats
    preferences: Floats


class Arithmetic:
    """The forms of one problem as a dense matrix, and how overlaps and joints multiply."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        rows = problem.rows
        self._rules = self._matrix([row.form for row in rows])
        self._lower = np.array([row.lower for row in rows])
        self._upper = np.array([row.upper for row in rows])
        self._signs = np.array([-1.0 if minimised else 1.0 for _, minimised in problem.preferences])
        self._preferences = self._matrix([form for form, _ in problem.preferences])
        self._size = (
            np.abs(self._rules[0]).sum(axis=0) + np.abs(self._rules[1]) + np.abs(self._lower) + np.abs(self._upper)
        )

    @property
    def precision(self) -> Floats:
        """How far each preference may be off by rounding."""
        coefs, constants = self._preferences
        size: Floats = np.abs(coefs).sum(axis=0) + np.abs(constants)
        return ROUNDING * size

    def _matrix(self, forms: Sequence[Form]) -> tuple[Floats, Floats]:
        size = len(self.problem.choices) + len(self.problem.extras)
        coefs = np.zeros((size, len(forms)))
        for k, form in enumerate(forms):
            coefs[form.columns, k] = form.coefs
        return coefs, np.array([form.constant for form in forms])

    def columns(self, picks: Floats) -> Floats:
        """Choices, then overlaps and joints, of each decision."""
        extras = np.empty((len(picks), len(self.problem.extras)))
        for k, column in enumerate(self.problem.extras):
            if isinstance(column, OverlapColumn):
                left = np.ones(len(picks))
                for shares in column.shares:
                    choices, values = zip(*shares, strict=True)
                    left *= 1.0 - picks[:, choices] @ np.array(values)
                extras[:, k] = 1.0 - left
            else:
                extras[:, k] = picks[:, column.first].sum(axis=1) * picks[:, column.second].sum(axis=1)
        return np.hstack([picks, extras])

    def table(self, picks: Floats) -> Table:
        """What each decision breaks and what it is worth."""
        columns = self.columns(picks)
        values = columns @ self._rules[0] + self._rules[1]
        excess = np.maximum(self._lower - values, values - self._upper)
        relative = excess / np.maximum(self._size, 1e-300)
        broken = np.maximum(relative - ROUNDING, 0.0).sum(axis=1)
        preferences = (columns @ self._preferences[0] + self._preferences[1]) * self._signs
        return Table(broken == 0.0, broken, preferences)
