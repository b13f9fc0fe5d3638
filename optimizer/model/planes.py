"""The relaxed question: overlapping savings are bounded only by planes, so that it is small and quick to solve.

A plane over an overlap u = 1 − Π (1 − share · in) is u ≤ level + Σ slope · in, true whichever measures are in. Planes
cut off no plan of the problem, so a bound on the relaxed question is also a bound on the problem. Two kinds are added
as needed: the tightest planes at a point of the continuous relaxation (`Hull`; with them the relaxation is as tight as
with every pattern of `enduse.py`, at a tenth of the size), and the tangent at a plan, which is exact there:

    z = Σ log(1 − share) · in,   u = 1 − e^z ≤ 1 − e^z₀ · (1 + z − z₀)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
import pyomo.environ as pyo

from optimizer.columns import OverlapColumn
from optimizer.model.driver import Quiet, expect
from optimizer.model.enduse import Level, levels_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from optimizer.problem import PosedProblem

    Floats = NDArray[np.float64]

MOST_PATTERNS = 256
WHOLE = 1.0 - 1e-12  # log(1 − share) of a measure that saves everything
NEGLIGIBLE = 1e-6


@dataclass(frozen=True)
class Plane:
    """u ≤ level + Σ slopes · in over the elements of one overlap."""

    level: float
    slopes: Floats


@dataclass(frozen=True)
class Overlap:
    """One overlap of a problem: its column, and its measures with the levels that each can have.

    Its *elements* are the levels of all its measures in order; a point gives the value of each.
    """

    column: int
    measures: tuple[tuple[Level, ...], ...]

    @property
    def elements(self) -> tuple[Level, ...]:
        """Return the levels of all measures, in order."""
        return tuple(level for levels in self.measures for level in levels)

    @property
    def patterns(self) -> int:
        """Return the number of combinations of its measures."""
        return math.prod(len(levels) + 1 for levels in self.measures)

    def at(self, choices: Floats) -> Floats:
        """Return the value of each element, given the values of the choices."""
        return np.array([choices[list(level.choices)].sum() for level in self.elements])

    def tangent(self, point: Floats) -> Plane:
        """Return the plane that touches u at a point; it is exact if the point is a plan."""
        logs = np.array([math.log1p(-min(level.share, WHOLE)) for level in self.elements])
        z = float(logs @ point)
        left = math.exp(z)
        return Plane(1.0 - left * (1.0 - z), -left * logs)


def overlaps_of(problem: PosedProblem) -> tuple[Overlap, ...]:
    """Return every overlap of a problem."""
    columns = enumerate(problem.extras, problem.first_extra)
    return tuple(
        Overlap(n, tuple(map(levels_of, column.shares))) for n, column in columns if isinstance(column, OverlapColumn)
    )


def free_overlaps(model: pyo.ConcreteModel, problem: PosedProblem) -> None:
    """Each overlap may take any value up to that of all its measures together: 0 ≤ u ≤ most."""
    most = [column.upper for column in problem.extras if isinstance(column, OverlapColumn)]
    model.overlap = pyo.Var(range(len(most)), bounds=lambda _, k: (0.0, most[k]))


class Hull:
    """The tightest planes over overlaps at a point: one linear program over all their patterns, kept loaded.

    max Σ_P u(P) · λ_P,   Σ_P λ_P = 1,   Σ_{P ∋ element} λ_P = in,   λ ≥ 0   for each overlap; its dual values are the
    plane. Overlaps of more than MOST_PATTERNS patterns get the tangent instead.
    """

    def __init__(self, overlaps: Sequence[Overlap]) -> None:
        self._overlaps = tuple(overlaps)
        self._listed = [k for k, overlap in enumerate(overlaps) if overlap.patterns <= MOST_PATTERNS]
        sizes = [len(overlaps[k].elements) + 1 for k in self._listed]
        self._first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self._highs: Any = Quiet()  # type: ignore[no-untyped-call]
        self._load()

    def _load(self) -> None:
        rows: list[list[int]] = []
        worth: list[float] = []
        owner: list[int] = []
        for position, k in enumerate(self._listed):
            for row, value in _patterns(self._overlaps[k], int(self._first[position])):
                rows.append(row)
                worth.append(value)
                owner.append(position)
        self._owner, self._worth = np.array(owner, dtype=np.int64), np.array(worth)
        starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int32)
        self._flat = np.array([r for row in rows for r in row], dtype=np.int32)
        self._starts, self._sides = starts[:-1], np.zeros(int(self._first[-1]))
        self._sides[self._first[1:] - 1] = 1.0
        options: dict[str, Any] = {"output_flag": False, "threads": 1, "presolve": "off", "solver": "simplex"}
        for option, value in options.items():
            expect(self._highs.setOptionValue(option, value), option)
        count = len(worth)
        status = self._highs.passModel(
            count, len(self._sides), len(self._flat), int(highspy.MatrixFormat.kColwise),
            int(highspy.ObjSense.kMaximize), 0.0, self._worth, np.zeros(count), np.ones(count),
            self._sides, self._sides, self._starts, self._flat, np.ones(len(self._flat)), np.zeros(count, np.int32),
        )  # fmt: skip
        expect(status, "passModel")

    def planes(self, choices: Floats, saved: Floats) -> list[tuple[Overlap, Plane]]:
        """Return the planes that cut off a point, given the values of its choices and overlaps."""
        points = [np.clip(overlap.at(choices), 0.0, 1.0) for overlap in self._overlaps]
        found = [(overlap, overlap.tangent(point)) for overlap, point in zip(self._overlaps, points, strict=True)]
        for k, plane in self._tightest(points):
            found[k] = (self._overlaps[k], plane)
        kept = zip(found, points, saved, strict=True)
        return [one for one, point, said in kept if said > one[1].level + one[1].slopes @ point + NEGLIGIBLE]

    def _tightest(self, points: list[Floats]) -> list[tuple[int, Plane]]:
        """Return the plane of each listed overlap at its point; none if the program was not solved."""
        if not self._listed:
            return []
        sides = self._sides.copy()
        for position, k in enumerate(self._listed):
            first = self._first[position]
            sides[first : first + len(points[k])] = points[k]
        rows = np.arange(len(sides), dtype=np.int32)
        expect(self._highs.changeRowsBounds(len(rows), rows, sides, sides), "changeRowsBounds")
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return []
        prices = np.array(self._highs.getSolution().row_dual)
        # Dual values are right to a tolerance; the level is raised by their error, so that no pattern is cut off.
        lacking = np.zeros(len(self._listed))
        np.maximum.at(lacking, self._owner, self._worth - np.add.reduceat(prices[self._flat], self._starts))
        return [(k, self._plane(position, prices, lacking)) for position, k in enumerate(self._listed)]

    def _plane(self, position: int, prices: Floats, lacking: Floats) -> Plane:
        first, last = self._first[position], self._first[position + 1] - 1
        return Plane(float(prices[last] + lacking[position]), prices[first:last])


def _patterns(overlap: Overlap, first: int) -> list[tuple[list[int], float]]:
    """Yield every pattern of an overlap: the rows of its elements and of the sum, and what it saves."""
    offsets = np.concatenate([[0], np.cumsum([len(levels) for levels in overlap.measures])])
    one = first + int(offsets[-1])
    found = []
    for pattern in product(*(range(len(levels) + 1) for levels in overlap.measures)):
        rows = [first + int(offsets[i]) + k - 1 for i, k in enumerate(pattern) if k]
        left = math.prod(1.0 - overlap.measures[i][k - 1].share for i, k in enumerate(pattern) if k)
        found.append(([*rows, one], 1.0 - left))
    return found
