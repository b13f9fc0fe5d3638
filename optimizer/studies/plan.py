"""The one way from a question to a checked answer.

    outcome = solve(case, scenario)

No solver is an oracle, so nothing it says is believed: every plan it offers goes through `evaluate`, one
that breaks a rule by a hair is forbidden and the question asked again, and a plan is called optimal only
where two structurally different proofs leave nothing better (by more than the gap): two of enumeration,
the solver with presolve, and the solver without it from another seed. See reliability.md 1.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from optimizer.checks import check
from optimizer.decimals import Decimal, exact
from optimizer.evaluation import RELATIVE, Evaluator, Figures
from optimizer.locales import noted
from optimizer.outcome import Effort, Infeasible, Invalid, Outcome, Proof, Solved, Undecided
from optimizer.problem import Problem, pose
from optimizer.studies.diagnose import conflict
from optimizer.studies.enumeration import MOST_DECISIONS, best_of_all, how_many
from optimizer.studies.neighbours import settled
from optimizer.studies.ties import first_of_ties, preferences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.case import Case
    from optimizer.evaluation import Decision
    from optimizer.model.driver import Options
    from optimizer.model.session import Claim, Session
    from optimizer.scenario import Scenario

ATTEMPTS = ((True, 0), (False, 1), (True, 2), (False, 3))
MOST_REPAIRS = 200
TIE_NODES = 2_000
ENUMERATION = noted("enumeration")
PRESOLVED, PLAIN = noted("branch and bound"), noted("branch and bound without presolve")


class News(NamedTuple):
    """How far the search is, in the goal's unit, and the best plan; None before there is a plan or a bound."""

    best: Decimal | None
    bound: float | None
    seconds: float
    decision: Decision | None = None


Listener = Callable[[News], bool]
"""Hears of progress, and stops the search by returning True: the best so far is then the answer."""


def _silent(_: News) -> bool:
    return False


@dataclass
class _Search:
    """One question on its way to an answer: the best plan so far, and what is proved of it."""

    evaluator: Evaluator
    problem: Problem
    began: float
    listener: Listener = _silent
    best: Figures | None = None
    proofs: list[Proof] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    solves: int = 0
    stopped: bool = False
    bound: float | None = None

    @property
    def gap(self) -> float:
        return float(self.evaluator.scenario.solver.gap)

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.began

    @property
    def remaining(self) -> float:
        return float(self.evaluator.scenario.solver.time_limit) - self.seconds

    @property
    def over(self) -> bool:
        return self.stopped or self.remaining <= 0

    def offer(self, figures: Figures) -> None:
        """Keep an allowed plan if it is better than the best so far, by the order for ties."""
        candidates = [figures] if self.best is None else [self.best, figures]
        self.best = first_of_ties(candidates, minimised=self.problem.minimised) or self.best

    def judge(self, chosen: Sequence[int]) -> Figures:
        """The truth about a plan that somebody offers; it is kept if it is any good."""
        figures = self.evaluator(self.problem.decision(chosen))
        self.offer(figures)
        return figures

    def supports(self, proof: Proof) -> bool:
        """Whether a proof leaves nothing better than the best by more than the gap, and isn't refuted by it."""
        if self.best is None or proof.bound is None:
            return self.best is None and proof.bound is None
        ahead = self.ahead(proof.bound)
        return -self.tolerance <= ahead <= self.gap * abs(float(self.best.objective)) + self.tolerance

    def ahead(self, bound: Decimal) -> float:
        """How much better than the best plan a bound is, in the goal's unit."""
        assert self.best is not None
        difference = bound - self.best.objective
        return float(-difference if self.problem.minimised else difference)

    @property
    def tolerance(self) -> float:
        """Within which two objectives are the same: 1e-9 relative, or of the goal's largest coefficient."""
        largest = abs(self.problem.goal.coefs).max(initial=0.0)
        objective = abs(float(self.best.objective)) if self.best is not None else 0.0
        return float(RELATIVE) * max(objective, float(largest))

    @property
    def agreed(self) -> bool:
        """Whether enough structurally different proofs support the best plan, or that there is none."""
        kinds = {proof.kind for proof in self.proofs if self.supports(proof)}
        return len(kinds) >= self.evaluator.scenario.solver.proofs


def _enumerate(search: _Search) -> None:
    """The proof by looking at every decision, where there are few enough."""
    if how_many(search.problem) <= MOST_DECISIONS:
        figures = best_of_all(search.problem, search.evaluator)
        if figures is not None:
            search.offer(figures)
        search.proofs.append(Proof(ENUMERATION, None if figures is None else figures.objective))


def _attempt(search: _Search, session: Session, *, presolve: bool, seed: int) -> None:
    """One proof by branch and bound."""
    from optimizer.model.driver import Options  # noqa: PLC0415 - Pyomo and HiGHS load slowly

    kind = PRESOLVED if presolve else PLAIN
    claim = _ask(search, session, Options(search.gap, search.remaining, presolve=presolve, seed=seed), kind)
    search.stopped |= claim.stopped
    search.proofs.extend(_proof(kind, claim))
    search.doubts.extend([f"{kind}: the solver gave up"] if claim.gave_up else [])


def _ask(search: _Search, session: Session, options: Options, kind: str) -> Claim:
    """What the solver claims once its plan breaks no rule: one that does by a hair is forbidden, and asked again."""
    from optimizer.model.driver import Status  # noqa: PLC0415 - Pyomo and HiGHS load slowly

    for _ in range(MOST_REPAIRS):
        search.solves += 1
        claim = session.solve(replace(options, seconds=min(options.seconds, search.remaining)), _watch(search))
        if claim.chosen is None or search.judge(claim.chosen).feasible or search.over:
            return claim
        search.doubts.append(f"{kind}: a plan that breaks a rule was offered and refused")
        session.forbid(claim.chosen)
    return replace(claim, status=Status.FAILED, chosen=None, bound=math.inf)


def _watch(search: _Search) -> Callable[[Claim], bool]:
    """Judges every plan that is found on the way, and tells the listener."""

    def watch(claim: Claim) -> bool:
        if claim.chosen is not None:
            search.judge(claim.chosen)
        if claim.bound is not None and math.isfinite(claim.bound):
            tighter = max if search.problem.minimised else min
            search.bound = claim.bound if search.bound is None else tighter(search.bound, claim.bound)
        best, decision = (None, None) if search.best is None else (search.best.objective, search.best.decision)
        return search.listener(News(best, search.bound, search.seconds, decision))

    return watch


def _proof(kind: str, claim: Claim) -> list[Proof]:
    """What a claim proves, if it were true: that no plan is possible, or none better than its bound."""
    if claim.bound is None:
        return [Proof(kind, None)]
    return [Proof(kind, Decimal(repr(claim.bound)))] if math.isfinite(claim.bound) else []


def _prove(search: _Search) -> None:
    """Enumeration where it is possible, then attempts by the solver until the proofs agree.

    To do nothing is offered first: where that is allowed, there is a plan however little time there is.
    """
    search.judge([])
    _enumerate(search)
    session = None
    for presolve, seed in ATTEMPTS:
        if search.agreed or search.over:
            return
        if session is None:
            session = _session(search.problem)
        _attempt(search, session, presolve=presolve, seed=seed)


def _session(problem: Problem) -> Session:
    from optimizer.model.session import Session  # noqa: PLC0415 - Pyomo and HiGHS load slowly

    return Session(problem)


def _settle_ties(search: _Search) -> bool:
    """Break ties by asking again; returns whether all ties were seen, or only those near the plan.

    Each preference in turn (npv, capex, measures) is made best while those before it stay as good. Where a
    gap is allowed others within it may exist anyway, so there only a goal other than npv is refined. Last,
    measures that are as good as each other are put in order.
    """
    if any(proof.kind == ENUMERATION for proof in search.proofs):
        return True
    stages = range(1, len(search.problem.preferences)) if search.gap == 0 else range(1, 2)
    is_npv = search.evaluator.scenario.goal in ("npv", "apv")
    done = [_refine(search, stage) for stage in stages if not (stage == 1 and is_npv)]
    assert search.best is not None
    search.offer(settled(search.problem, search.evaluator, search.best))
    return search.gap == 0 and all(done)


def _refine(search: _Search, stage: int) -> bool:
    """Make one preference best while all before it stay as good as they are; whether that was proved."""
    from optimizer.model.driver import Options  # noqa: PLC0415 - Pyomo and HiGHS load slowly

    assert search.best is not None
    earlier, wanted = search.problem.preferences[:stage], search.problem.preferences[stage]
    session = _session(replace(search.problem, preferences=(wanted,)))
    values = preferences(search.best, minimised=search.problem.minimised)
    for (form, minimised), value in zip(earlier, values, strict=False):
        reached = float(-value if minimised else value)
        slack = float(RELATIVE) * abs(reached)
        room = float(abs(form.coefs).sum()) + abs(form.constant) + abs(reached) + 1.0
        session.demand(form, -room if minimised else reached - slack, reached + slack if minimised else room)
    options = Options(search.gap, search.remaining, nodes=TIE_NODES)
    return _ask(search, session, options, "breaking ties").finished


def _outcome(search: _Search) -> Outcome:
    agreed = search.agreed
    if search.best is not None:
        all_ties = _settle_ties(search) if agreed and not search.over else False
        supporting = tuple(proof for proof in search.proofs if search.supports(proof)) if agreed else ()
        bound = _reported(search, supporting)
        return Solved(search.best, bound, agreed, supporting, all_ties, _effort(search))
    if not agreed:
        return Undecided(_effort(search))
    possible = partial(_possible, search.evaluator.case, search)
    return Infeasible(tuple(search.proofs), conflict(search.evaluator.scenario, possible), _effort(search))


def _possible(case: Case, search: _Search, scenario: Scenario) -> bool | None:
    """Whether a scenario has any plan, by one proof; None where the time is over."""
    if search.over:
        return None
    haste = {"gap": Decimal(1), "proofs": 1, "time_limit": Decimal(search.remaining)}
    asked = scenario.model_copy(update={"solver": scenario.solver.model_copy(update=haste)})
    part = _Search(Evaluator(case, asked), pose(case, asked), time.perf_counter(), search.listener)
    _prove(part)
    search.stopped |= part.stopped and search.remaining > 0
    return part.best is not None or (False if part.agreed else None)


def _reported(search: _Search, supporting: tuple[Proof, ...]) -> Decimal | None:
    """The best that is still possible: the plan's own objective after enumeration, else the weakest bound."""
    assert search.best is not None
    if any(proof.kind == ENUMERATION for proof in supporting):
        return search.best.objective
    known = [proof.bound for proof in supporting or search.proofs if proof.bound is not None]
    bounds = [bound for bound in known if search.ahead(bound) >= -search.tolerance]
    if not bounds:
        return None
    weakest = max(bounds, key=search.ahead)
    return weakest if search.ahead(weakest) > search.tolerance else search.best.objective


def _effort(search: _Search) -> Effort:
    return Effort(search.seconds, search.solves, tuple(search.doubts))


def solve(case: Case, scenario: Scenario, listener: Listener = _silent) -> Outcome:
    """The best plan of a scenario, checked: Solved, Infeasible, Undecided or Invalid.

    `listener` hears of progress and ends the search early by returning True. One solve runs at a time in
    a process (HiGHS's thread pool is the process's); for parallel work take processes.
    """
    began = time.perf_counter()
    if problems := [problem for problem in check(case, scenario) if not problem.warning]:
        return Invalid(tuple(problems))
    search = _Search(Evaluator(case, scenario), pose(case, scenario), began, listener)
    _prove(search)
    return exact(_outcome)(search)
