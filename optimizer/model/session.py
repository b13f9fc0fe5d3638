"""One problem kept loaded in the solver: solves, forbidden decisions, and additional bounds.

    claim = Session(problem).solve(options)

A claim is the solver's answer; `studies/plan.py` trusts none of it until arithmetic has checked it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np

from optimizer import collector
from optimizer.model.begun import Begun
from optimizer.model.blocks import BLOCKS, build, columns_of
from optimizer.model.driver import Options, Progress, SolverAnswer, SparseRow, Status
from optimizer.model.matrix import matrix_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optimizer.columns import Form
    from optimizer.model.blocks import Block
    from optimizer.model.driver import Loaded
    from optimizer.model.matrix import Matrix
    from optimizer.problem import PosedProblem

HALF = 0.5
SOLVING = RLock()  # Pyomo and HiGHS keep state in the process: one solve at a time, or one within another's callback


@dataclass(frozen=True)
class Claim:
    """The solver's answer: a status, the choices taken if any, and a bound on the goal (None: no plan possible)."""

    status: Status
    chosen: tuple[int, ...] | None
    bound: float | None

    @property
    def stopped(self) -> bool:
        """Return whether the search was stopped early."""
        return self.status is Status.STOPPED

    @property
    def finished(self) -> bool:
        """Return whether the search was completed with a plan."""
        return self.status is Status.OPTIMAL

    @property
    def gave_up(self) -> bool:
        """Return whether the solver failed; another attempt may succeed."""
        return self.status is Status.FAILED


Watch = Callable[[Claim], bool]


def _numbers(problem: PosedProblem, blocks: Iterable[Block]) -> tuple[Matrix, list[int]]:
    """Return a problem's matrix and the positions of the problem's columns in it; the model is dropped."""
    model = build(problem, blocks)
    matrix, numbering = matrix_of(model)
    variables, places = columns_of(model, problem)
    columns = numbering.columns(variables)[places].tolist()
    model.clear()  # a model and its components refer to each other, so its arrays would stay until garbage is collected
    return matrix, columns


class Session:
    """A problem loaded once and solved as often as needed."""

    def __init__(self, problem: PosedProblem, blocks: Iterable[Block] = BLOCKS) -> None:
        self.problem = problem
        with SOLVING, collector.paused():
            self._matrix, self._column = _numbers(problem, blocks)
            ladders = [[self._column[choice] for choice, _ in starts] for starts in problem.starts_of.values()]
            self._loaded = Begun(self._matrix, ladders)

    def solve(self, options: Options, watch: Watch | None = None) -> Claim:
        """Solve and return the solver's claim; `watch` receives claims on the way and may stop the search."""
        return self._solved_by(self._loaded, options, watch)

    def _solved_by(self, loaded: Begun | Loaded, options: Options, watch: Watch | None) -> Claim:
        def look(progress: Progress) -> bool:
            claim = self._claim(SolverAnswer(Status.STOPPED, progress.values, progress.bound))
            return watch is not None and watch(claim)

        with SOLVING:
            return self._claim(loaded.solve(options, look if watch else None))

    def _claim(self, answer: SolverAnswer) -> Claim:
        if answer.status is Status.INFEASIBLE:
            return Claim(answer.status, None, None)
        choices, values = range(len(self.problem.choices)), answer.values
        if values is None:
            return Claim(answer.status, None, answer.bound)
        chosen = tuple(k for k in choices if values[self._column[k]] > HALF)
        return Claim(answer.status, chosen, answer.bound)

    def forbid(self, chosen: Sequence[int]) -> None:
        """Forbid this decision from now on: Σ_{taken} (1 − start) + Σ_{not taken} start ≥ 1."""
        columns = np.array(self._column[: len(self.problem.choices)], dtype=np.int64)
        coefs = np.ones(len(columns))
        coefs[list(chosen)] = -1.0
        self._loaded.add_rows([SparseRow(columns, coefs, 1.0 - len(chosen), float(len(columns)))])

    def demand(self, form: Form, lower: float, upper: float) -> None:
        """Bound a form of the problem from now on."""
        columns = np.array(self._column, dtype=np.int64)[form.columns]
        self._loaded.add_rows([SparseRow(columns, form.coefs, lower - form.constant, upper - form.constant)])
