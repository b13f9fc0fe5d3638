"""A good plan in a moment, and a proof from outside: the question relaxed by planes (`model/relaxed.py`).

    prove_from_outside(search)

First plans: from the best point where nothing need be whole a decision is reached by taking what is almost
taken, made better by single changes, then by solving again with only the choices free that the point leaves
in doubt. Then the proof: the relaxed question is searched for anything better than the best plan by more
than the gap. What it finds is judged, and the planes that it lacked are added, until it finds nothing.

The search is bounded by its nodes, not by the clock, so the same question goes the same way each time.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from optimizer.arithmetic import Arithmetic
from optimizer.locales import noted
from optimizer.studies.neighbours import climbed
from optimizer.studies.search import proof_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from optimizer.model.driver import Options
    from optimizer.model.relaxed import Point, Relaxed
    from optimizer.model.session import Claim
    from optimizer.studies.search import Search

OUTSIDE = noted("outer approximation")
CORE = 0.27  # the share of the choices that are free in the first search near a plan
PART, NEIGHBOURHOODS = 0.4, 4  # the share of the measures that are free in each of the others
CORE_NODES = 200
MOST_REPLACEMENTS = 80
FIRST_NODES, GROWTH = 300, 5
MOST_OF_THE_TIME = 0.4
HALF = 0.5
NODES = 2.7e8  # by the square of the choices: 3,000 for 300, 750 for 600


def prove_from_outside(search: Search) -> None:
    """Offer the search good plans, and the proof that nothing is better if it comes soon."""
    from optimizer.model.relaxed import Relaxed  # noqa: PLC0415 - Pyomo and HiGHS load slowly

    if not search.problem.choices:
        return
    relaxed = Relaxed(search.problem)
    point = relaxed.point()
    if point is not None:
        search.tighten(point.bound)
        approach = _Approach(search, relaxed, point)
        approach.find()
        approach.prove()


class _Approach:
    """One search from outside: its relaxed question, and the point that it starts from."""

    def __init__(self, search: Search, relaxed: Relaxed, point: Point) -> None:
        self.search, self.relaxed, self.point = search, relaxed, point
        self.until = search.seconds + MOST_OF_THE_TIME * search.remaining
        self.arithmetic = Arithmetic(search.problem)
        self.seen: set[tuple[int, ...]] = set()

    @property
    def remaining(self) -> float:
        """Seconds left here; the rest is for the proofs that follow."""
        return min(self.search.remaining, self.until - self.search.seconds)

    @property
    def over(self) -> bool:
        """Whether to leave it to the proofs that follow."""
        return self.search.over or self.remaining <= 0

    @cached_property
    def loss(self) -> NDArray[np.float64]:
        """What each choice costs in the goal where it is not as the point has it; nothing where that has it in part."""
        return np.where(self.point.in_parts, 0.0, self.point.losses)

    @cached_property
    def core(self) -> NDArray[np.int64]:
        """The choices that the point leaves most in doubt."""
        return np.argsort(self.loss, kind="stable")[: max(1, round(CORE * len(self.loss)))]

    def find(self) -> None:
        """Plans near the point, each better than the one before."""
        base = self.relaxed.dive(self.point)
        self.consider(base)
        for free in (self.core, *self.neighbourhoods()):
            if self.over:
                return
            best = self.search.best
            claim = self._near(base if best is None else self.search.problem.chosen(best.decision), free)
            if claim.chosen is not None:
                self.consider(claim.chosen)

    def neighbourhoods(self) -> Iterator[NDArray[np.int64]]:
        """All starts of some measures, drawn with more weight the more doubtful they are; the same each time."""
        draw = np.random.default_rng(0)
        measures = list(self.search.problem.starts_of.values())
        columns = [np.array([choice for choice, _ in starts]) for starts in measures]
        doubt = [np.sort(self.loss[own])[:2].max() for own in columns]  # of a measure's second choice
        weights = 1.0 / (5.0 + np.argsort(np.argsort(doubt, kind="stable"), kind="stable"))
        size = max(1, round(PART * len(columns)))
        for _ in range(NEIGHBOURHOODS):
            drawn = draw.choice(len(columns), size, replace=False, p=weights / weights.sum())
            yield np.sort(np.concatenate([columns[k] for k in drawn]))

    def _near(self, base: Sequence[int], wanted: NDArray[np.int64]) -> Claim:
        """Solve with only those choices free that are wanted, or not as the point has them."""
        taken = np.isin(np.arange(len(self.loss)), base)
        free = np.union1d(wanted, np.flatnonzero(taken != (self.point.taken > HALF))) if wanted is self.core else wanted
        self.search.solves += 1
        options = self.options(CORE_NODES, any_better=True)
        return self.relaxed.near(base, free, options, self.search.watch(bounding=False))

    def prove(self) -> None:
        """Search for what is better, each time with more nodes, until nothing is left or too many are spent.

        The first time for anything better at all, so that an easy question is answered without a gap.
        """
        nodes, most, hopeful = FIRST_NODES, NODES / len(self.loss) ** 2, True
        while hopeful and not self.over and nodes <= most:
            claim = self._searched(nodes)
            hopeful = self._learnt(claim)
            found = [proof for proof in proof_of(OUTSIDE, claim) if self.search.supports(proof)]
            self.search.proofs.extend(found)
            hopeful = hopeful and not found
            nodes *= 1 if claim.finished else GROWTH

    def _searched(self, nodes: int) -> Claim:
        self.search.solves += 1
        return self.relaxed.solve(self.options(nodes, any_better=nodes == FIRST_NODES), self.search.watch())

    def _learnt(self, claim: Claim) -> bool:
        """Judge what was found, and add the planes that it lacked; whether to search on is of any use.

        It is none where the search ended with nothing, or with what no plane could make exact.
        """
        if claim.chosen is None:
            return claim.stopped
        if claim.chosen in self.seen:
            return False
        self.seen.add(claim.chosen)
        if not self.consider(claim.chosen):
            self.relaxed.forbid(claim.chosen)
        return True

    def options(self, nodes: int, *, any_better: bool = False) -> Options:
        """How to search: for what is better by more than the gap, or by anything at all."""
        from optimizer.model.driver import Options  # noqa: PLC0415 - Pyomo and HiGHS load slowly

        search = self.search
        if any_better and search.best is not None:
            return Options(0.0, self.remaining, nodes=nodes, cutoff=float(search.best.objective), proving=True)
        return Options(search.gap / 2, self.remaining, nodes=nodes, cutoff=search.cutoff, proving=True)

    def consider(self, chosen: Sequence[int]) -> bool:
        """Judge a decision and what single changes make of it; whether it breaks no rule itself."""
        figures = self.search.judge(chosen)
        self.relaxed.touch(chosen)
        better = climbed(self.arithmetic, chosen, self.core[:MOST_REPLACEMENTS].tolist())
        if better != tuple(chosen):
            self.search.judge(better)
            self.relaxed.touch(better)
        return figures.feasible
