"""From a matrix to HiGHS and back: scaling, options, checks, statuses; fresh immutable records.

Pyomo's own HiGHS interfaces ignore misspelt options and keep the previous answer's values. This driver scales rows and
goal by powers of two to coefficients of at most 1024 (together with tolerances of 1e-9, this gave no false answer in
15,000 trials), and checks every count, option and status.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

import highspy
import numpy as np

from optimizer.errors import SolverFault

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimizer.model.matrix import Matrix

LARGEST_COEFFICIENT = 1024.0
NEGLIGIBLE = 1e-12
TOLERANCE = 1e-9


class Status(Enum):
    """The result status of a solve."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"
    FAILED = "failed"


class Progress(NamedTuple):
    """Progress of a running solve: its bound in the goal's own unit, and the values of a plan just found."""

    bound: float
    values: tuple[float, ...] | None


class SparseRow(NamedTuple):
    """lower ≤ Σ coefs · columns ≤ upper."""

    columns: NDArray[np.int64]
    coefs: NDArray[np.float64]
    lower: float
    upper: float


@dataclass(frozen=True)
class Options:
    """The options of one solve. `nodes` limits the search independently of the clock.

    With a `cutoff`, in the goal's own unit, the solver searches only for better plans, and never claims a bound tighter
    than the cutoff. `proving` says that a good plan is known, so that no time is spent on finding others.
    """

    gap: float
    seconds: float
    presolve: bool = True
    seed: int = 0
    nodes: int | None = None
    cutoff: float | None = None
    proving: bool = False


@dataclass(frozen=True)
class SolverAnswer:
    """The solver's claim; nothing in it is trusted until `evaluate` has checked it.

    If it is optimal without values, nothing is better than the cutoff, which is then the bound.
    """

    status: Status
    values: tuple[float, ...] | None
    bound: float
    nodes: int = 0


@dataclass(frozen=True)
class Relaxation:
    """The optimum of the continuous relaxation: values of the columns, reduced costs, and objective."""

    values: NDArray[np.float64]
    losses: NDArray[np.float64]
    bound: float


Watch = Callable[[Progress], bool]

# A good plan is known, so searches for others are off; nodes are cheap, so few branches are tested in advance.
PROVING: dict[str, Any] = {
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_pscost_minreliable": 1,
    "mip_allow_restart": False,
}


def _power_of_two(largest: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the power of two that scales `largest` to between 512 and 1024; 1 for 0."""
    safe = np.where(largest > 0, largest, LARGEST_COEFFICIENT)
    return np.exp2(np.floor(np.log2(LARGEST_COEFFICIENT / safe)))


def _kept(matrix: Matrix, values: NDArray[np.float64]) -> tuple[Any, Any, NDArray[np.float64]]:
    """Row starts, columns and values of a matrix times these scales, without what is negligible then."""
    values *= matrix.values  # in place: a large matrix is copied as seldom as can be
    keep = abs(values) >= NEGLIGIBLE
    if keep.all():
        return matrix.starts, matrix.indices, values
    return np.concatenate([[0], np.cumsum(keep)])[matrix.starts], matrix.indices[keep], values[keep]


class Quiet(highspy.Highs):
    """HiGHS without its banner on standard output, which is reserved for answers."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the library's name
        """Enable callbacks with output off, since this call prints the banner."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class Loaded:
    """A matrix loaded into HiGHS, scaled, with rows that can still be added and a goal that can be changed."""

    def __init__(self, matrix: Matrix) -> None:
        self.size = len(matrix.cost)
        self.maximised = matrix.maximised
        self.sign = -1.0 if matrix.maximised else 1.0  # a cutoff is only known to work when minimising
        self.offset = matrix.offset
        self.has_whole = bool(matrix.whole.any())
        self.highs: highspy.Highs = Quiet()  # type: ignore[no-untyped-call]
        self._usual = {option: self.highs.getOptionValue(option)[1] for option in PROVING}
        self._pass(matrix)

    def _pass(self, matrix: Matrix) -> None:
        lengths = np.diff(matrix.starts)
        largest = np.zeros(len(lengths))
        filled = np.flatnonzero(lengths)
        largest[filled] = np.maximum.reduceat(abs(matrix.values), matrix.starts[:-1][filled]) if len(filled) else 0.0
        scale = _power_of_two(largest)
        self.goal_scale = float(_power_of_two(np.array([abs(matrix.cost).max(initial=0.0)]))[0])
        starts, indices, values = _kept(matrix, np.repeat(scale, lengths))
        self._set("small_matrix_value", NEGLIGIBLE)
        status = self.highs.passModel(
            self.size, len(lengths), len(values),
            int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), 0.0,
            matrix.cost * self.goal_scale * self.sign, matrix.lower, matrix.upper,
            matrix.row_lower * scale, matrix.row_upper * scale,
            starts[:-1].astype(np.int32), indices, values,
            matrix.whole.astype(np.int32),
        )  # fmt: skip
        expect(status, "passModel")
        counts = (self.highs.getNumCol(), self.highs.getNumRow(), self.highs.getNumNz())
        if counts != (self.size, len(lengths), len(values)):
            raise SolverFault(
                f"the solver took {counts} of {(self.size, len(lengths), len(values))} columns, rows, nonzeros"
            )

    def _set(self, option: str, value: Any) -> None:
        expect(self.highs.setOptionValue(option, value), f"option {option}")

    def add_rows(self, rows: Sequence[SparseRow]) -> None:
        """Add rows."""
        if not rows:
            return
        scales = np.array([_power_of_two(np.array([abs(row.coefs).max(initial=0.0)]))[0] for row in rows])
        lengths = np.array([len(row.columns) for row in rows])
        starts = np.concatenate([[0], np.cumsum(lengths)])
        columns, coefs = np.concatenate([row.columns for row in rows]), np.concatenate([row.coefs for row in rows])
        status = self.highs.addRows(
            len(rows), np.array([row.lower for row in rows]) * scales, np.array([row.upper for row in rows]) * scales,
            len(columns), starts[:-1].astype(np.int32), columns.astype(np.int32), coefs * np.repeat(scales, lengths),
        )  # fmt: skip
        expect(status, "addRows")

    def solve(self, options: Options, watch: Watch | None = None) -> SolverAnswer:
        """Solve within the options; `watch` receives the progress and stops the search by returning True."""
        self._options(options)
        stop = self._watched(watch, options) if watch else None
        try:
            gave_up = self.highs.run() == highspy.HighsStatus.kError
        finally:
            if stop:
                stop()
        return SolverAnswer(Status.FAILED, None, math.inf) if gave_up else self._answer(options)

    def relaxed(self) -> Relaxation | None:
        """Return the optimum of the continuous relaxation; None if there is none or it was not found."""
        self._options(Options(gap=0.0, seconds=math.inf))
        self._set("solve_relaxation", value=True)
        try:
            status = self.highs.run()
        finally:
            self._set("solve_relaxation", value=False)
        if status == highspy.HighsStatus.kError or self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self.highs.getSolution()
        losses = np.abs(np.array(solution.col_dual, dtype=np.float64)) / self.goal_scale
        bound = self._unscaled(self.highs.getInfo().objective_function_value)
        return Relaxation(np.array(solution.col_value, dtype=np.float64), losses, bound)

    def bound(self, columns: NDArray[np.int64], lower: NDArray[np.float64], upper: NDArray[np.float64]) -> None:
        """Require lower ≤ x ≤ upper for these columns from now on."""
        status = self.highs.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)
        expect(status, "changeColsBounds")

    def _options(self, options: Options) -> None:
        chosen = {
            "presolve": "on" if options.presolve else "off",
            "random_seed": options.seed,
            "mip_rel_gap": options.gap,
            "mip_abs_gap": 0.0,
            "time_limit": max(options.seconds, 0.0),
            "mip_max_nodes": highspy.kHighsIInf if options.nodes is None else options.nodes,
            "threads": 1,
            "parallel": "off",
            "primal_feasibility_tolerance": TOLERANCE,
            "dual_feasibility_tolerance": TOLERANCE,
            "mip_feasibility_tolerance": TOLERANCE,
            "objective_bound": math.inf if options.cutoff is None else self._scaled(options.cutoff),
        }
        for option, value in {**chosen, **(PROVING if options.proving else self._usual)}.items():
            self._set(option, value)

    def _watched(self, watch: Watch, options: Options) -> Callable[[], None]:
        """Report every improvement and heartbeat of the search to `watch`; return a function that ends this.

        An exception in `watch` ends the search and is raised afterwards, because the solver would swallow it.
        """
        wrong: list[BaseException] = []

        def look(event: Any) -> None:
            values = tuple(event.data_out.mip_solution) if event.callback_type == improving.callback_type else None
            try:
                bound = self._bound(event.data_out.mip_dual_bound, options)
                event.interrupt(watch(Progress(bound, values)))
            except BaseException as reason:  # noqa: BLE001 - raised again at the end
                wrong.append(reason)
                event.interrupt()

        improving, beat = self.highs.cbMipImprovingSolution, self.highs.cbMipInterrupt
        self._set("log_to_console", value=False)
        self._set("output_flag", value=True)
        improving.subscribe(look)
        beat.subscribe(look)

        def end() -> None:
            improving.unsubscribe(look)
            beat.unsubscribe(look)
            self._set("output_flag", value=False)
            if wrong:
                raise wrong[0]

        return end

    def _scaled(self, objective: float) -> float:
        return float(self.sign * (objective - self.offset) * self.goal_scale)

    def _unscaled(self, objective: float) -> float:
        return float(self.sign * objective / self.goal_scale + self.offset)

    def _bound(self, claimed: float, options: Options) -> float:
        """Return a bound in the goal's own unit, never tighter than the cutoff, whatever is claimed."""
        bound = self._unscaled(claimed)
        if options.cutoff is None:
            return bound
        return max(bound, options.cutoff) if self.maximised else min(bound, options.cutoff)

    def _answer(self, options: Options) -> SolverAnswer:
        info = self.highs.getInfo()
        status = _STATUSES.get(self.highs.getModelStatus())
        if status is Status.INFEASIBLE and options.cutoff is not None:
            return SolverAnswer(Status.OPTIMAL, None, options.cutoff, int(info.mip_node_count))
        if status is None:
            raise SolverFault(f"the solver ended with {self.highs.modelStatusToString(self.highs.getModelStatus())}")
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = tuple(self.highs.getSolution().col_value) if found and status is not Status.INFEASIBLE else None
        bound = info.mip_dual_bound if self.has_whole else info.objective_function_value
        return SolverAnswer(status, values, self._bound(bound, options), int(info.mip_node_count))


_STATUSES = {
    highspy.HighsModelStatus.kOptimal: Status.OPTIMAL,
    highspy.HighsModelStatus.kModelEmpty: Status.OPTIMAL,
    highspy.HighsModelStatus.kInfeasible: Status.INFEASIBLE,
    highspy.HighsModelStatus.kUnboundedOrInfeasible: Status.INFEASIBLE,  # every column is bounded
    highspy.HighsModelStatus.kObjectiveBound: Status.INFEASIBLE,  # nothing is better than the cutoff
    highspy.HighsModelStatus.kTimeLimit: Status.STOPPED,
    highspy.HighsModelStatus.kIterationLimit: Status.STOPPED,
    highspy.HighsModelStatus.kSolutionLimit: Status.STOPPED,
    highspy.HighsModelStatus.kInterrupt: Status.STOPPED,
    highspy.HighsModelStatus.kUnknown: Status.STOPPED,
}


def expect(status: highspy.HighsStatus, what: str) -> None:
    """Raise an error for a failed call; a warning (a limit reached) is not a failure."""
    if status == highspy.HighsStatus.kError:
        raise SolverFault(f"the solver refused {what}")
