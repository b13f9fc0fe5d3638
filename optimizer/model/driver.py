"""From a matrix to HiGHS and back: scaling, options, checks, statuses; fresh immutable records.

Pyomo's own HiGHS interfaces ignore misspelt options and leave the last answer's values behind. This
driver scales rows and goal by powers of two to coefficients of at most 1024 (together with tolerances of
1e-9 that left no false answer in 15,000 tries), and checks every count, option and status.
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
    """What a solve ended with."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"
    FAILED = "failed"


class Progress(NamedTuple):
    """How far a running solve is: its bound in the goal's own unit, and the values of a plan just found."""

    bound: float
    values: tuple[float, ...] | None


@dataclass(frozen=True)
class Options:
    """How one solve is done. `nodes` bounds the search in a way that does not depend on the clock."""

    gap: float
    seconds: float
    presolve: bool = True
    seed: int = 0
    nodes: int | None = None


@dataclass(frozen=True)
class Answer:
    """What the solver claims: nothing in it is believed before `evaluate` has seen it."""

    status: Status
    values: tuple[float, ...] | None
    bound: float
    nodes: int = 0


Watch = Callable[[Progress], bool]


def _power_of_two(largest: NDArray[np.float64]) -> NDArray[np.float64]:
    """The power of two that brings `largest` to between 512 and 1024; 1 for 0."""
    safe = np.where(largest > 0, largest, LARGEST_COEFFICIENT)
    return np.exp2(np.floor(np.log2(LARGEST_COEFFICIENT / safe)))


class _Quiet(highspy.Highs):
    """HiGHS without its banner on standard output, where our own answer goes."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the library's name; it is what prints
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class Loaded:
    """A matrix loaded into HiGHS, scaled, with rows that can still be added and a goal that can be changed."""

    def __init__(self, matrix: Matrix) -> None:
        self.size = len(matrix.cost)
        self.maximised = matrix.maximised
        self.offset = matrix.offset
        self.has_whole = bool(matrix.whole.any())
        self.highs: highspy.Highs = _Quiet()  # type: ignore[no-untyped-call]
        self._pass(matrix)

    def _pass(self, matrix: Matrix) -> None:
        lengths = np.diff(matrix.starts)
        largest = np.zeros(len(lengths))
        np.maximum.at(largest, np.repeat(np.arange(len(lengths)), lengths), abs(matrix.values))
        scale = _power_of_two(largest)
        self.goal_scale = float(_power_of_two(np.array([abs(matrix.cost).max(initial=0.0)]))[0])
        values = matrix.values * np.repeat(scale, lengths)
        keep = abs(values) >= NEGLIGIBLE
        starts = np.concatenate([[0], np.cumsum(keep)])[matrix.starts]
        sense = highspy.ObjSense.kMaximize if matrix.maximised else highspy.ObjSense.kMinimize
        self._set("small_matrix_value", NEGLIGIBLE)
        status = self.highs.passModel(
            self.size, len(lengths), int(keep.sum()),
            int(highspy.MatrixFormat.kRowwise), int(sense), 0.0,
            matrix.cost * self.goal_scale, matrix.lower, matrix.upper,
            matrix.row_lower * scale, matrix.row_upper * scale,
            starts[:-1].astype(np.int32), matrix.indices[keep], values[keep],
            matrix.whole.astype(np.int32),
        )  # fmt: skip
        _expect(status, "passModel")
        counts = (self.highs.getNumCol(), self.highs.getNumRow(), self.highs.getNumNz())
        if counts != (self.size, len(lengths), int(keep.sum())):
            raise SolverFault(
                f"the solver took {counts} of {(self.size, len(lengths), int(keep.sum()))} columns, rows, nonzeros"
            )

    def _set(self, option: str, value: Any) -> None:
        _expect(self.highs.setOptionValue(option, value), f"option {option}")

    def add_row(self, columns: Sequence[int], coefs: Sequence[float], lower: float, upper: float) -> None:
        """One more row: lower ≤ Σ coefs · x ≤ upper."""
        scale = float(_power_of_two(np.array([max(map(abs, coefs), default=0.0)]))[0])
        values = np.array(coefs, dtype=float) * scale
        indices = np.array(columns, dtype=np.int32)
        _expect(self.highs.addRow(lower * scale, upper * scale, len(indices), indices, values), "addRow")

    def solve(self, options: Options, watch: Watch | None = None) -> Answer:
        """Solve within the options; `watch` sees the progress and stops the search by returning True."""
        self._options(options)
        stop = self._watched(watch) if watch else None
        try:
            gave_up = self.highs.run() == highspy.HighsStatus.kError
        finally:
            if stop:
                stop()
        return Answer(Status.FAILED, None, math.inf) if gave_up else self._answer()

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
        }
        for option, value in chosen.items():
            self._set(option, value)

    def _watched(self, watch: Watch) -> Callable[[], None]:
        """Let `watch` see every improvement and beat of the search; returns how to end that.

        What goes wrong in `watch` ends the search and is raised after it: the solver would swallow it.
        """
        wrong: list[BaseException] = []

        def look(event: Any) -> None:
            values = tuple(event.data_out.mip_solution) if event.callback_type == improving.callback_type else None
            try:
                event.interrupt(watch(Progress(self._unscaled(event.data_out.mip_dual_bound), values)))
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

    def _unscaled(self, objective: float) -> float:
        return float(objective / self.goal_scale + self.offset)

    def _answer(self) -> Answer:
        info = self.highs.getInfo()
        status = _STATUSES.get(self.highs.getModelStatus())
        if status is None:
            raise SolverFault(f"the solver ended with {self.highs.modelStatusToString(self.highs.getModelStatus())}")
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = tuple(self.highs.getSolution().col_value) if found and status is not Status.INFEASIBLE else None
        bound = info.mip_dual_bound if self.has_whole else info.objective_function_value
        return Answer(status, values, self._unscaled(bound), int(info.mip_node_count))


_STATUSES = {
    highspy.HighsModelStatus.kOptimal: Status.OPTIMAL,
    highspy.HighsModelStatus.kModelEmpty: Status.OPTIMAL,
    highspy.HighsModelStatus.kInfeasible: Status.INFEASIBLE,
    highspy.HighsModelStatus.kUnboundedOrInfeasible: Status.INFEASIBLE,  # every column is bounded
    highspy.HighsModelStatus.kTimeLimit: Status.STOPPED,
    highspy.HighsModelStatus.kIterationLimit: Status.STOPPED,
    highspy.HighsModelStatus.kSolutionLimit: Status.STOPPED,
    highspy.HighsModelStatus.kInterrupt: Status.STOPPED,
    highspy.HighsModelStatus.kUnknown: Status.STOPPED,
}


def _expect(status: highspy.HighsStatus, what: str) -> None:
    """Every call's status is looked at; a warning (a limit reached) is no error."""
    if status == highspy.HighsStatus.kError:
        raise SolverFault(f"the solver refused {what}")
