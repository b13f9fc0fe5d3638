"""A first good plan, and a proof from outside: the question relaxed by planes (`model/relaxed.py`).

    prove_from_outside(search)

Improvement (`improving.py`) and attempts to prove the best plan alternate, each attempt longer than the one before: the
relaxed question is searched for anything better than the best plan by more than the gap. Its findings are judged, and
the planes that they violate are added, until it finds nothing.

The search is limited by nodes, and by CPU time if nodes take long, not by shares of the wall clock, so the same
question is solved in the same way each time, even on a busy machine.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from optimizer.arithmetic import Arithmetic
from optimizer.decimals import Decimal
from optimizer.locales import noted
from optimizer.outcome import Proof
from optimizer.studies.improving import Improving
from optimizer.studies.neighbourhoods import Neighbourhoods
from optimizer.studies.neighbours import climbed
from optimizer.studies.search import claimed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.model.driver import Options
    from optimizer.model.relaxed import Point, Relaxed
    from optimizer.model.session import Claim
    from optimizer.studies.search import Search

OUTSIDE = noted("outer approximation")
FIRST_NODES, GROWTH = 80, 5
LAST_TRIES, LAST_NODES = 4, 200
NODES = 8e8  # by the square of the choices: 8,900 for 300, 2,200 for 600
MOST_OF_THE_TIME = 0.6
MANY = 400
MOST_REPLACEMENTS = 80


def prove_from_outside(search: Search) -> OutsideSearch | None:
    """Offer the search good plans, and the proof that nothing is better if it is found soon.

    Return the search for later use; None if nothing can be chosen, or no point was found to start from.
    """
    from optimizer.model.relaxed import Relaxed  # noqa: PLC0415 - Pyomo and HiGHS load slowly

    if not search.problem.choices:
        return None
    relaxed = Relaxed(search.loose, search.interrupted)
    point = relaxed.point()
    if point is None:
        return None
    search.tighten(OUTSIDE, point.bound)
    outside = OutsideSearch(search, relaxed, point)
    outside.run()
    return outside


class OutsideSearch:
    """One search from outside: its relaxed question, its starting point, and its results so far."""

    def __init__(self, search: Search, relaxed: Relaxed, point: Point) -> None:
        self.search, self.relaxed, self.point = search, relaxed, point
        self.neighbourhoods = Neighbourhoods(search.loose, point)
        self._arithmetic = Arithmetic(search.problem)
        self._until = time.thread_time() + MOST_OF_THE_TIME * search.remaining  # the rest is for the proofs that follow
        self._seen: set[tuple[int, ...]] = set()
        self._hopeful = True

    @property
    def over(self) -> bool:
        """Return whether to leave the rest to the proofs that follow."""
        return self.search.over or time.thread_time() > self._until

    @property
    def has_many_choices(self) -> bool:
        """Return whether the question is too large to expect an easy proof."""
        return len(self.search.problem.choices) > MANY

    @property
    def enough(self) -> bool:
        """Return whether, by the bounds so far, nothing is better than the best plan by more than the gap."""
        return self.search.best is not None and (proof := self._heard) is not None and self.search.supports(proof)

    @property
    def _heard(self) -> Proof | None:
        bound = self.search.bounds.get(OUTSIDE)
        return None if bound is None else Proof(OUTSIDE, Decimal(repr(bound)))

    def run(self) -> None:
        """Alternate between finding better plans and successively longer attempts to prove the best one."""
        steps = Improving(self).steps()
        nodes, most = FIRST_NODES, NODES / len(self.search.problem.choices) ** 2
        while self._hopeful and not self.over and nodes <= most:
            next(steps, None)
            self._prove(nodes)
            nodes *= GROWTH

    def _prove(self, nodes: int) -> None:
        """Search for better plans until none is left or so many nodes are spent.

        The first attempt searches for anything better at all, so that an easy question is answered without a gap; not
        if there are many choices.
        """
        again = True
        while again and self._hopeful and not self.over:
            if self.enough and (heard := self._heard):
                self._believe(heard)
                return
            is_easy = nodes == FIRST_NODES and not self.has_many_choices
            claim, lacking = self._searched(nodes, 0.0 if is_easy else self.search.gap)
            self._hopeful = self._learnt(claim)
            self._believe(claimed(OUTSIDE, claim))
            again = claim.finished or lacking

    def _believe(self, proof: Proof | None) -> None:
        """Keep a proof that supports the best plan, and end the search with it."""
        if proof is not None and self.search.supports(proof):
            self.search.keep(proof)
            self._hopeful = False

    def close(self) -> None:
        """If the best plan is proved except for the gap, search briefly for anything better at all.

        If the search finds nothing, the plan is exactly the best; a better plan is kept.
        """
        for _ in range(LAST_TRIES):
            if self.search.closed or self.search.over:
                return
            claim, lacking = self._searched(LAST_NODES, 0.0)
            is_useful = self._learnt(claim)
            proof = claimed(OUTSIDE, claim)
            self.search.keep(proof if proof is not None and self.search.supports(proof) else None)
            if not (is_useful and (claim.finished or lacking)):
                return

    def _searched(self, nodes: int, share: float) -> tuple[Claim, bool]:
        """Return the solver's claim about a search for plans better than the best by this share of its objective.

        Also return whether it was stopped at a plan that lacks planes, about which the claim would be wrong.
        """
        hear, lacking = self.search.watch(OUTSIDE), False

        def watch(part: Claim) -> bool:
            nonlocal lacking
            lacking = part.chosen is not None and not self.relaxed.touched(part.chosen)
            return hear(part) or lacking or self.over

        self.search.solves += 1
        claim = self.relaxed.solve(self.options(nodes, share), watch)
        return claim, lacking

    def _learnt(self, claim: Claim) -> bool:
        """Judge the plan found, and add the planes that it violates; return whether to continue the search.

        It isn't useful if the search found nothing, or a plan that no plane can make exact.
        """
        if claim.chosen is None or claim.chosen in self._seen:
            return claim.stopped
        self._seen.add(claim.chosen)
        if not self.consider(claim.chosen):
            self.relaxed.forbid(claim.chosen)
        return True

    def options(self, nodes: int, share: float) -> Options:
        """Return the options of a search for plans that are better than the best by this share of its objective."""
        from optimizer.model.driver import Options  # noqa: PLC0415 - Pyomo and HiGHS load slowly

        cutoff = self.search.better_by(share)
        return Options(share / 2, self.search.remaining, nodes=nodes, cutoff=cutoff, proving=True)

    def consider(self, chosen: Sequence[int], *, repairing: bool = True) -> bool:
        """Judge a decision, improved by single changes if it breaks rules; return whether it breaks none itself.

        With outside money, single changes aren't tried: what they are worth depends on how they would be financed.
        """
        figures = self.search.judge(chosen)
        self.relaxed.touch(chosen)
        if repairing and not figures.feasible and not self.search.problem.amounts:
            replacements = self.neighbourhoods.core[:MOST_REPLACEMENTS].tolist()
            for better in climbed(self._arithmetic, chosen, replacements, self.search.interrupted):
                self.search.judge(better)
                self.relaxed.touch(better)
        return figures.feasible
