"""The search for one question's answer: the best plan so far, its proofs, and the listener."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from optimizer.decimals import Decimal
from optimizer.metrics import OWN_CAPEX
from optimizer.outcome import Proof
from optimizer.studies.ties import TieOrder
from optimizer.terms import RELATIVE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.decision import Decision
    from optimizer.evaluation import Evaluator
    from optimizer.figures import Figures
    from optimizer.model.session import Claim
    from optimizer.problem import PosedProblem
    from optimizer.studies.financing import Financing


ROWS_EXCEEDED = 100
LEAST_FINANCING, MOST_FINANCING = 0.5, 10.0  # seconds in which a plan is financed


class SearchProgress(NamedTuple):
    """Progress of the search, in the goal's unit, and the best plan; None before there is a plan or a bound."""

    best: Decimal | None
    bound: float | None
    seconds: float
    decision: Decision | None = None


Listener = Callable[[SearchProgress], bool]
"""Receives progress, and stops the search by returning True; the best plan so far is then the answer."""


def silent(_: SearchProgress) -> bool:
    """Ignore progress and let the search continue."""
    return False


@dataclass
class Search:
    """The search for one question's answer: the best plan so far, and its proofs.

    `outer` is the same question posed loosely, for bounds and for finding plans, where it is much smaller.
    """

    evaluator: Evaluator
    problem: PosedProblem
    began: float
    listener: Listener = silent
    best: Figures | None = None
    proofs: list[Proof] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    solves: int = 0
    stopped: bool = False
    bounds: dict[str, float] = field(default_factory=dict)
    outer: PosedProblem | None = None
    _most: Decimal | None = None

    @property
    def loose(self) -> PosedProblem:
        """Return the question from outside: without what sources pay of each measure, if the question has that."""
        return self.outer or self.problem

    @cached_property
    def order(self) -> TieOrder:
        """Return the order that says which of two plans is better."""
        return TieOrder.of(self.evaluator)

    @cached_property
    def financing(self) -> Financing:
        """Return what finds the best outside money for a plan."""
        from optimizer.studies.financing import Financing  # noqa: PLC0415 - Pyomo and HiGHS load slowly

        return Financing(self.evaluator.terms)

    def financed(self, decision: Decision) -> Decision:
        """Return a decision with the best outside money; the decision itself if no source can pay for anything."""
        if not self.problem.amounts:
            return decision
        return self.financing(decision, min(MOST_FINANCING, max(self.remaining, LEAST_FINANCING)))

    @property
    def gap(self) -> float:
        """Return the allowed relative distance of an answer from the optimum."""
        return float(self.evaluator.scenario.solver.gap)

    @property
    def in_haste(self) -> bool:
        """Return whether one proof is enough."""
        return self.evaluator.scenario.solver.proofs == 1

    @property
    def seconds(self) -> float:
        """Return how long the search has taken."""
        return time.perf_counter() - self.began

    @property
    def remaining(self) -> float:
        """Return the remaining seconds."""
        return float(self.evaluator.scenario.solver.time_limit) - self.seconds

    @property
    def over(self) -> bool:
        """Return whether the search must end: out of time, or stopped."""
        return self.stopped or self.remaining <= 0

    def offer(self, figures: Figures) -> None:
        """Keep an allowed plan if it is better than the best so far, by the order for ties.

        It must tie with the highest objective ever reached, so that a series of ties doesn't drift away from it.
        """
        if not figures.feasible:
            return
        goal = self.order.preferences(figures)[0]
        self._most = goal if self._most is None else max(goal, self._most)
        plans = (figures,) if self.best is None else (self.best, figures)
        as_good = [one for one in plans if self.order.as_good(0, self.order.preferences(one)[0], self._most)]
        self.best = self.order.first(as_good)

    def judge(self, chosen: Sequence[int]) -> Figures:
        """Evaluate a proposed plan, financed as well as can be; keep it and report it at once if it is the best."""
        figures, before = self.evaluator(self.financed(self.problem.decision(chosen))), self.best
        self.offer(figures)
        if self.best is not before:
            self.tell()
        return figures

    @property
    def objective(self) -> float | None:
        """Return the objective of the best plan so far."""
        return None if self.best is None else float(self.best.objective)

    @property
    def cutoff(self) -> float | None:
        """Return the objective that a better plan must exceed: the best plan's, plus what the gap allows."""
        return self.better_by(self.gap)

    def better_by(self, share: float) -> float | None:
        """Return the objective that is better than the best plan's by this share of it; None without a plan."""
        best = self.objective
        return None if best is None else best + (-1.0 if self.problem.minimised else 1.0) * share * abs(best)

    @property
    def closed(self) -> bool:
        """Return whether some proof leaves nothing better at all."""
        bounds = (proof.bound for proof in self.proofs if self.supports(proof) and proof.bound is not None)
        return any(self.ahead(bound) <= self.tolerance for bound in bounds)

    def watch(self, bounded_by: str | None) -> Callable[[Claim], bool]:
        """Return a watcher that judges every plan found on the way and reports to the listener.

        `bounded_by` names the proof whose bounds these are; None if they don't apply to the whole question.
        """

        def hear(claim: Claim) -> bool:
            if claim.chosen is not None:
                self.judge(claim.chosen)
            if bounded_by is not None and claim.bound is not None:
                self.tighten(bounded_by, claim.bound)
            return self.tell()

        return hear

    def tighten(self, kind: str, bound: float) -> None:
        """Keep the tightest bound on the whole question that one kind of proof has given."""
        if math.isfinite(bound):
            tighter = max if self.problem.minimised else min
            self.bounds[kind] = tighter(self.bounds.get(kind, bound), bound)

    def keep(self, proof: Proof | None) -> None:
        """Keep a proof, if there is one, and its bound."""
        if proof is not None:
            self.proofs.append(proof)
            if proof.bound is not None:
                self.tighten(proof.kind, float(proof.bound))

    @property
    def bound(self) -> float | None:
        """Return the best value still possible: the tightest bound of any proof that the best plan doesn't refute."""
        known = [b for b in self.bounds.values() if self.best is None or self.ahead(b) >= -self.tolerance]
        return (max if self.problem.minimised else min)(known, default=None)

    @property
    def open_share(self) -> float:
        """Return how much better a plan could still be, relative to the best; 0 if that is unknown."""
        if self.best is None or self.bound is None or not self.best.objective:
            return 0.0
        return max(self.ahead(self.bound), 0.0) / abs(float(self.best.objective))

    def tell(self) -> bool:
        """Report progress to the listener; return whether it stops the search."""
        best, decision = (None, None) if self.best is None else (self.best.objective, self.best.decision)
        wish = self.listener(SearchProgress(best, self.bound, self.seconds, decision))
        self.stopped = self.stopped or bool(wish)
        return self.stopped

    def interrupted(self) -> bool:
        """Report progress to the listener; return whether it stops the search, or time is over."""
        return self.tell() or self.over

    def supports(self, proof: Proof) -> bool:
        """Return whether a proof leaves nothing better than the best by more than the gap, and isn't refuted by it."""
        if self.best is None or proof.bound is None:
            return self.best is None and proof.bound is None
        ahead = self.ahead(proof.bound)
        return -self.tolerance <= ahead <= self.gap * abs(float(self.best.objective)) + self.tolerance

    def ahead(self, bound: Decimal | float) -> float:
        """Return how much better than the best plan a bound is, in the goal's unit."""
        assert self.best is not None
        exact = bound if isinstance(bound, Decimal) else Decimal(repr(bound))
        if self.evaluator.scenario.goal == OWN_CAPEX:
            exact = max(exact, Decimal(0))  # never below 0, but each row may be exceeded by half a unit
        difference = exact - self.best.objective
        return float(-difference if self.problem.minimised else difference)

    @property
    def tolerance(self) -> float:
        """Return the tolerance for equal objectives: 1e-9 relative, or of the goal's largest coefficient.

        If the goal counts outside money, each row may be exceeded by half a unit, and the goal moves with many rows.
        """
        largest = abs(self.problem.goal.coefs).max(initial=0.0)
        objective = abs(float(self.best.objective)) if self.best is not None else 0.0
        rows = ROWS_EXCEEDED * float(self.evaluator.terms.half) if self._counts_amounts else 0.0
        return max(float(RELATIVE) * max(objective, float(largest)), rows)

    @cached_property
    def _counts_amounts(self) -> bool:
        columns, first = self.problem.goal.columns, len(self.problem.choices)
        return bool(((columns >= first) & (columns < self.problem.first_extra)).any())

    @property
    def supporting(self) -> tuple[Proof, ...]:
        """Return the proofs that leave nothing better than the best plan by more than the gap, or no plan at all.

        Of each kind, only the tightest is returned.
        """
        found: dict[str, Proof] = {}
        for proof in filter(self.supports, self.proofs):
            known = found.setdefault(proof.kind, proof)
            if (
                known.bound is not None
                and proof.bound is not None
                and self.ahead(proof.bound) < self.ahead(known.bound)
            ):
                found[proof.kind] = proof
        return tuple(found.values())

    @property
    def agreed(self) -> bool:
        """Return whether enough structurally different proofs support the best plan, or that there is none."""
        return len(self.supporting) >= self.evaluator.scenario.solver.proofs


def claimed(kind: str, claim: Claim) -> Proof | None:
    """Return what a claim would prove: that no plan is possible, or none better than its bound."""
    if claim.bound is None:
        return Proof(kind, None)
    return Proof(kind, Decimal(repr(claim.bound))) if math.isfinite(claim.bound) else None
