"""First plans near the optimum of the continuous relaxation, then successively better ones near the best of them.

    for _ in Improving(outside).steps(): ...        between two steps, an attempt to prove the best plan

Each search is a solve with only some choices free (`neighbourhoods.py`); it takes a tenth of a second and covers all
their combinations. Two adjacent start years at a time gain most; all of them are tried until none helps.
"""

from __future__ import annotations

from itertools import cycle, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from optimizer.figures import Figures
    from optimizer.studies.outside import OutsideSearch

ROOM = (0.005, 0.015, 0.04)
DRAWN = (2, 4, 8, 16)  # how many random draws are searched in each step after the first
NODES = 60
WORTHWHILE = 0.1  # improvements searched for are at least this share of the gap, and at first of what is open …
MOST_OPEN = 0.01  # … which counts as at most this share of the objective, because the first bounds may be weak
FINER = 4  # each step searches for improvements so many times smaller
TWO, THREE = 2, 3


class Improving:
    """Successively better plans of one search from outside."""

    def __init__(self, outside: OutsideSearch) -> None:
        self._outside, self._search, self._where = outside, outside.search, outside.neighbourhoods
        self._settled: dict[int, Figures | None] = {}
        self._base: Sequence[int] = ()
        self._fineness = 1

    def steps(self) -> Iterator[None]:
        """Improve step by step: near the point, near the best plan in start years, then elsewhere near it.

        Large improvements are searched for first, because a search for small ones takes longer and is made anew after
        every large one. With many choices, trying to prove the first plan is futile: better plans are found before.
        """
        for _ in self._steps():
            yield
            self._fineness *= FINER

    def _steps(self) -> Iterator[None]:
        self._dive()
        self._descend(TWO)
        if self._search.best is not None and not self._outside.has_many_choices:
            yield
        self._look(self._where.around_core(self._chosen))
        self._descend(THREE)
        draws = self._where.draws()
        for turn, count in enumerate(DRAWN):
            for free in islice(draws, count):
                self._look(free)
                self._descend(TWO)
            if turn:
                self._look(self._where.a_year_off(self._chosen))
                self._descend(THREE)
            yield

    def _dive(self) -> None:
        """Find a first plan near the point, or near points that leave room in each rule.

        Repairing a decision takes longer than diving, so all dives are judged first; those with most room are the
        easiest to repair.
        """
        outside = self._outside
        self._base = outside.relaxed.dive(outside.point)
        outside.consider(self._base, repairing=False)
        dived: list[Sequence[int]] = []
        for share in ROOM:
            if self._search.best is not None or outside.over:
                return
            roomier = outside.relaxed.with_room(share)
            if (point := roomier.point()) is None:
                break  # more room leaves even less to choose from
            self._base = roomier.dive(point)
            dived.append(self._base)
            outside.consider(self._base, repairing=False)
        for base in reversed(dived):
            if self._search.best is not None or outside.over:
                return
            outside.consider(base)

    def _descend(self, widest: int) -> None:
        """Improve in windows of adjacent years, in wider ones if narrower ones bring nothing."""
        width = TWO
        while width <= widest:
            before = self._search.best
            if self._settled.get(width) is not before or before is None:
                self._go_through(width)
            self._settled[width] = self._search.best
            narrow = width > TWO and self._search.best is not before
            width = TWO if narrow else width + 1

    def _go_through(self, width: int) -> None:
        """Search all windows of so many years repeatedly until none of them helps; wide ones only until one does."""
        windows, vain = self._where.windows(width), 0
        for years in cycle(windows):
            if vain == len(windows) or self._idle:
                return
            before = self._search.best
            self._look(self._where.within(self._chosen, years))
            if self._search.best is not before and width > TWO:
                return
            vain = vain + 1 if self._search.best is before else 0

    @property
    def _idle(self) -> bool:
        """Return whether a better plan is of no use, or time is over."""
        return self._outside.over or self._outside.enough

    @property
    def _chosen(self) -> Sequence[int]:
        """Return the best plan so far; if there is none, the first decision."""
        best = self._search.best
        return self._base if best is None else self._search.problem.chosen(best.decision)

    def _look(self, free: NDArray[np.int64]) -> None:
        """Search for a better plan with only these choices free."""
        if self._idle:
            return
        self._search.solves += 1
        considered = min(self._search.open_share, MOST_OPEN) / self._fineness
        options = self._outside.options(NODES, WORTHWHILE * max(self._search.gap, considered))
        claim = self._outside.relaxed.near(self._chosen, free, options, self._search.watch(None))
        if claim.chosen is not None:
            self._outside.consider(claim.chosen)
