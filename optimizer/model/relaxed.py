"""A problem relaxed by planes, kept loaded: its best point, a plan near it, and the search for better plans.

Its claims concern the relaxed question: a bound holds for the problem too, but a plan must be judged.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.model.blocks import BLOCKS
from optimizer.model.driver import Loaded, SparseRow
from optimizer.model.enduse import end_uses
from optimizer.model.planes import Hull, free_overlaps, overlaps_of
from optimizer.model.session import HALF, SOLVING, Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from optimizer.model.driver import Options
    from optimizer.model.planes import Overlap, Plane
    from optimizer.model.session import Claim, Watch
    from optimizer.problem import PosedProblem

    Floats = NDArray[np.float64]

RELAXED = tuple(free_overlaps if block is end_uses else block for block in BLOCKS)
MOST_ROUNDS, MOST_STEPS = 40, 20
NEAR = 1e-6


@dataclass(frozen=True)
class Point:
    """The values of the choices in the continuous relaxation, and the cost in the goal of a step away from them."""

    taken: Floats
    losses: Floats
    saved: Floats
    bound: float

    @property
    def in_parts(self) -> NDArray[np.bool_]:
        """Return which choices are fractional."""
        return (self.taken > NEAR) & (self.taken < 1.0 - NEAR)


class Relaxed(Session):
    """A problem whose overlaps are bounded by planes, loaded twice: with and without integrality.

    `over` says whether to end work that takes several solves; what was found by then is returned.
    """

    def __init__(
        self, problem: PosedProblem, over: Callable[[], bool] = lambda: False, hull: Hull | None = None
    ) -> None:
        super().__init__(problem, RELAXED)
        self._over = over
        with SOLVING:
            self._near, self._linear = Loaded(self._matrix), Loaded(self._matrix)
        self._choices = np.array(self._column[: len(problem.choices)], dtype=np.int64)
        self._hull = Hull(overlaps_of(problem)) if hull is None else hull
        self._overlaps = self._hull.overlaps
        self._touched: set[tuple[int, bytes]] = set()
        self._planes: list[tuple[Overlap, Plane]] = []

    def with_room(self, share: float) -> Relaxed:
        """Return the same with room left in every rule (`PosedProblem.tightened`), so that fewer rules break nearby.

        It shares the hull and begins with the planes known here: they hold whatever the rules, and finding them takes
        most of the time.
        """
        roomier = Relaxed(self.problem.tightened(share), self._over, self._hull)
        with SOLVING:
            roomier._add(self._planes)
        return roomier

    def point(self) -> Point | None:
        """Return the optimum of the continuous relaxation, with every plane that it needs; None if there is none."""
        with SOLVING:
            return self._settled()

    def _settled(self) -> Point | None:
        for _ in range(MOST_ROUNDS):
            point = self._solved()
            if point is None or self._over() or not self._cut_off(point):
                break
        return point

    def _solved(self) -> Point | None:
        found = self._linear.relaxed()
        if found is None:
            return None
        saved = [self._column[overlap.column] for overlap in self._overlaps]
        return Point(found.values[self._choices], found.losses[self._choices], found.values[saved], found.bound)

    def _cut_off(self, point: Point) -> bool:
        """Add the planes that cut off a point; return whether there were any."""
        planes = self._hull.planes(point.taken, point.saved)
        self._add(planes)
        return bool(planes)

    def _add(self, planes: Iterable[tuple[Overlap, Plane]]) -> None:
        planes = [*planes]
        self._planes += planes
        rows = [self._row(overlap, plane) for overlap, plane in planes]
        for loaded in (self._loaded, self._near, self._linear):
            loaded.add_rows(rows)

    def _row(self, overlap: Overlap, plane: Plane) -> SparseRow:
        """Return the row u − Σ slope · in ≤ level, with each slope for all choices of its level."""
        columns = [self._column[overlap.column]]
        columns += [self._column[choice] for level in overlap.elements for choice in level.choices]
        slopes = np.repeat(plane.slopes, [len(level.choices) for level in overlap.elements])
        return SparseRow(np.array(columns), np.concatenate([[1.0], -slopes]), -math.inf, plane.level)

    def touch(self, chosen: Sequence[int]) -> None:
        """Make the relaxed question exact at this decision from now on (if saving more is worth more)."""
        new = list(self._untouched(chosen))
        self._touched.update((overlap.column, point.tobytes()) for overlap, point in new)
        self._add((overlap, overlap.tangent(point)) for overlap, point in new)

    def touched(self, chosen: Sequence[int]) -> bool:
        """Return whether it is already exact at this decision."""
        return not any(True for _ in self._untouched(chosen))

    def _untouched(self, chosen: Sequence[int]) -> Iterator[tuple[Overlap, Floats]]:
        points = self._hull.elements.points(self._as_point(chosen))
        for overlap, point in zip(self._overlaps, points, strict=True):
            if (overlap.column, point.tobytes()) not in self._touched:
                yield overlap, point

    def _as_point(self, chosen: Sequence[int]) -> Floats:
        taken = np.zeros(len(self._choices))
        taken[list(chosen)] = 1.0
        return taken

    def dive(self, point: Point) -> tuple[int, ...]:
        """Return a decision near a point: fix the choices closest to 1, one after the other. It may break rules."""
        with SOLVING:
            try:
                return self._dived(point)
            finally:
                self._fix(self._linear, np.full(len(self._choices), np.nan))

    def _dived(self, point: Point) -> tuple[int, ...]:
        fixed = np.full(len(self._choices), np.nan)
        for _ in range(MOST_STEPS):
            if not point.in_parts.any() or self._over():
                break
            fixed[point.taken >= 1.0 - NEAR] = 1.0
            most = int(np.where(point.in_parts, point.taken, -1.0).argmax())
            fixed[most] = 1.0
            after = self._with(fixed)
            if after is None:
                fixed[most] = 0.0
                after = self._with(fixed)
            if after is None:
                break
            point = after
        return tuple(np.flatnonzero(point.taken > HALF).tolist())

    def _with(self, fixed: Floats) -> Point | None:
        self._fix(self._linear, fixed)
        point = self._solved()
        return self._solved() if point is not None and self._cut_off(point) else point

    def _fix(self, loaded: Loaded, values: Floats) -> None:
        """Fix each choice at its value; leave it free if that is not a number."""
        free = np.isnan(values)
        loaded.bound(self._choices, np.where(free, 0.0, values), np.where(free, 1.0, values))

    def near(self, chosen: Sequence[int], free: NDArray[np.int64], options: Options, watch: Watch) -> Claim:
        """Solve with all choices but these fixed as in a decision. The claim says nothing about the whole problem."""
        fixed = self._as_point(chosen)
        fixed[free] = np.nan
        self._fix(self._near, fixed)
        try:
            claim = self._solved_by(self._near, options, lambda part: watch(replace(part, bound=math.inf, chosen=None)))
        finally:
            self._fix(self._near, np.full(len(self._choices), np.nan))
        return replace(claim, bound=math.inf)
