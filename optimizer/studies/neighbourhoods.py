"""Where to search for a better plan: the choices that are free while all others stay as in a plan.

Good plans differ from the best mostly in when measures start, so the most productive neighbourhoods are those in time:
a few adjacent start years, or a year earlier or later for every measure. Others free the choices that the optimum of
the relaxed question leaves in doubt, or some measures drawn at random (the same each time).
"""

from __future__ import annotations

from functools import cached_property
from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from optimizer.model.relaxed import Point
    from optimizer.problem import PosedProblem

    Choices = NDArray[np.int64]
    Floats = NDArray[np.float64]

CORE = 0.27  # the share of the choices that the core frees
PARTS = (0.4, 0.5, 0.6, 0.7)  # the share of the measures that successive draws free
HALF = 0.5


class Neighbourhoods:
    """The neighbourhoods of one problem; `point` is the optimum of the continuous relaxation."""

    def __init__(self, problem: PosedProblem, point: Point) -> None:
        self._point = point
        self._starts = np.array([start for _, start in problem.choices])
        numbers = {measure: k for k, measure in enumerate(problem.starts_of)}
        self._measure = np.array([numbers[measure] for measure, _ in problem.choices])
        self._measures = len(numbers)

    @cached_property
    def core(self) -> Choices:
        """Return the choices that the point leaves most in doubt."""
        return np.argsort(self._loss, kind="stable")[: max(1, round(CORE * len(self._loss)))]

    def around_core(self, chosen: Sequence[int]) -> Choices:
        """Return the core, and the choices that differ from the point."""
        taken = np.isin(np.arange(len(self._starts)), chosen)
        return np.union1d(self.core, np.flatnonzero(taken != (self._point.taken > HALF)))

    @cached_property
    def _loss(self) -> Floats:
        """Return the cost in the goal of each choice that differs from the point; 0 if it is fractional there."""
        return np.where(self._point.in_parts, 0.0, self._point.losses)

    def draws(self) -> Iterator[Choices]:
        """Yield, without end, all starts of some measures, drawn with more weight the more doubtful they are."""
        draw = np.random.default_rng(0)
        columns = [np.flatnonzero(self._measure == k) for k in range(self._measures)]
        doubt = [np.sort(self._loss[own])[:2].max() for own in columns]  # of a measure's second choice
        weights = 1.0 / (5.0 + np.argsort(np.argsort(doubt, kind="stable"), kind="stable"))
        for part in cycle(PARTS):
            size = max(1, round(part * len(columns)))
            drawn = draw.choice(len(columns), size, replace=False, p=weights / weights.sum())
            yield np.sort(np.concatenate([columns[k] for k in drawn]))

    def windows(self, width: int) -> list[list[int]]:
        """Return all windows of so many adjacent start years; none if that is all years."""
        years = sorted(set(self._starts.tolist()))
        return [years[k : k + width] for k in range(len(years) - width + 1)] if len(years) > width else []

    def within(self, chosen: Sequence[int], years: Sequence[int]) -> Choices:
        """Return the starts in some years, of measures that start in them or not at all."""
        start = self._start_of_measure(chosen)[self._measure]
        return np.flatnonzero(np.isin(self._starts, years) & (np.isin(start, years) | np.isnan(start)))

    def a_year_off(self, chosen: Sequence[int]) -> Choices:
        """Return a year earlier or later for every measure, any year for those left out."""
        start = self._start_of_measure(chosen)[self._measure]
        return np.flatnonzero((abs(self._starts - start) <= 1) | np.isnan(start))

    def _start_of_measure(self, chosen: Sequence[int]) -> Floats:
        """Return when each measure starts; NaN if it is left out."""
        start = np.full(self._measures, np.nan)
        start[self._measure[list(chosen)]] = self._starts[list(chosen)]
        return start
