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
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

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

    @cached_property
    def elements(self) -> tuple[Level, ...]:
        """Return the levels of all measures, in order."""
        return tuple(level for levels in self.measures for level in levels)

    @property
    def patterns(self) -> int:
        """Return the number of combinations of its measures."""
        return math.prod(len(levels) + 1 for levels in self.measures)

    @cached_property
    def logs(self) -> Floats:
        """Return log(1 − share) of each element."""
        return np.array([math.log1p(-min(level.share, WHOLE)) for level in self.elements])

    def tangent(self, point: Floats) -> Plane:
        """Return the plane that touches u at a point; it is exact if the point is a plan."""
        z = float(self.logs @ point)
        left = math.exp(z)
        return Plane(1.0 - left * (1.0 - z), -left * self.logs)


class Elements:
    """The elements of several overlaps as one vector: those of each overlap in turn."""

    def __init__(self, overlaps: Sequence[Overlap]) -> None:
        levels = [level for overlap in overlaps for level in overlap.elements]
        self._choice = np.array([choice for level in levels for choice in level.choices], dtype=np.int64)
        self._element = np.repeat(np.arange(len(levels)), [len(level.choices) for level in levels])
        self._size = len(levels)
        sizes = [len(overlap.elements) for overlap in overlaps]
        self.owner = np.repeat(np.arange(len(overlaps)), sizes)
        self.logs = np.concatenate([np.zeros(0), *(overlap.logs for overlap in overlaps)])
        ends = np.cumsum([0, *sizes]).tolist()
        self.slices = tuple(slice(first, last) for first, last in pairwise(ends))

    def points(self, choices: Floats) -> list[Floats]:
        """Return the point of each overlap, given the values of the choices."""
        values = self.at(choices)
        return [values[part] for part in self.slices]

    def at(self, choices: Floats) -> Floats:
        """Return the value of each element, given the values of the choices."""
        return np.bincount(self._element, choices[self._choice], self._size).astype(np.float64)

    def sums(self, values: Floats) -> Floats:
        """Return the sum of each overlap's part of a vector."""
        return np.bincount(self.owner, values, len(self.slices)).astype(np.float64)


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
        self.overlaps, self.elements = tuple(overlaps), Elements(overlaps)
        self._listed = [k for k, overlap in enumerate(overlaps) if overlap.patterns <= MOST_PATTERNS]
        sizes = [len(overlaps[k].elements) + 1 for k in self._listed]
        self._first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self._listed_elements = np.isin(self.elements.owner, self._listed)
        self._places = np.delete(np.arange(self._first[-1]), self._first[1:] - 1)  # rows of elements, not of sums
        self._highs: Any = Quiet()  # type: ignore[no-untyped-call]
        self._load()

    def _load(self) -> None:
        listed = [_patterns(self.overlaps[k], int(self._first[i])) for i, k in enumerate(self._listed)]
        self._owner = np.repeat(np.arange(len(listed)), [len(part.worth) for part in listed])
        self._worth = np.concatenate([np.zeros(0), *(part.worth for part in listed)])
        self._flat = np.concatenate([np.zeros(0, np.int32), *(part.rows for part in listed)])
        lengths = np.concatenate([np.zeros(0, np.int32), *(part.lengths for part in listed)])
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        self._starts, self._sides = starts[:-1], np.zeros(int(self._first[-1]))
        self._sides[self._first[1:] - 1] = 1.0
        options: dict[str, Any] = {"output_flag": False, "threads": 1, "presolve": "off", "solver": "simplex"}
        for option, value in options.items():
            expect(self._highs.setOptionValue(option, value), option)
        count = len(self._worth)
        status = self._highs.passModel(
            count, len(self._sides), len(self._flat), int(highspy.MatrixFormat.kColwise),
            int(highspy.ObjSense.kMaximize), 0.0, self._worth, np.zeros(count), np.ones(count),
            self._sides, self._sides, self._starts, self._flat, np.ones(len(self._flat)), np.zeros(count, np.int32),
        )  # fmt: skip
        expect(status, "passModel")

    def planes(self, choices: Floats, saved: Floats) -> list[tuple[Overlap, Plane]]:
        """Return the planes that cut off a point, given the values of its choices and overlaps."""
        point = np.clip(self.elements.at(choices), 0.0, 1.0)
        highest = 1.0 - np.exp(self.elements.sums(self.elements.logs * point))  # by the tangent at this point
        tightest = self._tightest(point)
        for k, plane in tightest.items():
            highest[k] = plane.level + plane.slopes @ point[self.elements.slices[k]]
        return [
            (self.overlaps[k], tightest.get(k) or self.overlaps[k].tangent(point[self.elements.slices[k]]))
            for k in np.flatnonzero(saved > highest + NEGLIGIBLE).tolist()
        ]

    def _tightest(self, point: Floats) -> dict[int, Plane]:
        """Return the plane of each listed overlap at its point, by number; none if the program was not solved."""
        if not self._listed:
            return {}
        self._sides[self._places] = point[self._listed_elements]
        rows = np.arange(len(self._sides), dtype=np.int32)
        expect(self._highs.changeRowsBounds(len(rows), rows, self._sides, self._sides), "changeRowsBounds")
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return {}
        prices = np.array(self._highs.getSolution().row_dual)
        # Dual values are right to a tolerance; the level is raised by their error, so that no pattern is cut off.
        lacking = np.zeros(len(self._listed))
        np.maximum.at(lacking, self._owner, self._worth - np.add.reduceat(prices[self._flat], self._starts))
        return {k: self._plane(position, prices, lacking) for position, k in enumerate(self._listed)}

    def _plane(self, position: int, prices: Floats, lacking: Floats) -> Plane:
        first, last = self._first[position], self._first[position + 1] - 1
        return Plane(float(prices[last] + lacking[position]), prices[first:last])


class Patterns(NamedTuple):
    """The patterns of one overlap: what each saves, how many rows it has, and the rows, pattern by pattern."""

    worth: Floats
    lengths: NDArray[np.int32]
    rows: NDArray[np.int32]


def _patterns(overlap: Overlap, first: int) -> Patterns:
    """Return every pattern of an overlap: the rows of its elements and of the sum, and what it saves."""
    shape = [len(levels) + 1 for levels in overlap.measures]
    offsets = np.cumsum([first, *(len(levels) for levels in overlap.measures)])
    levels = np.stack(np.unravel_index(np.arange(overlap.patterns), shape), axis=1)  # 0: the measure is out
    left = [np.array([1.0, *(1.0 - level.share for level in own)]) for own in overlap.measures]
    worth = 1.0 - np.prod([own[levels[:, i]] for i, own in enumerate(left)], axis=0)
    rows = np.column_stack([offsets[:-1] + levels - 1, np.full(len(levels), offsets[-1])])
    taken = np.column_stack([levels > 0, np.ones(len(levels), dtype=bool)])
    return Patterns(worth, taken.sum(axis=1).astype(np.int32), rows[taken].astype(np.int32))
