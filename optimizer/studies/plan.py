"""The one way from a question to a checked answer.

    outcome = solve(case, scenario)

Solvers can be wrong, so no claim is trusted: every plan goes through `evaluate`, a plan that breaks a rule by a
rounding error is forbidden and the question solved again, and a plan is called optimal only if two structurally
different proofs leave nothing better by more than the gap. The proofs are enumeration, the relaxed question from
outside, the solver with presolve, and the solver without it from another seed. See reliability.md 1.
"""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.arithmetic import Arithmetic
from optimizer.checks import coherence
from optimizer.decimals import Decimal, exact
from optimizer.evaluation import Evaluator
from optimizer.funding_columns import needs_amounts_by_measure
from optimizer.locales import noted
from optimizer.metrics import APV, FUNDING_METRICS, OWN_CAPEX
from optimizer.metrics import OUTSIDE as OUTSIDE_MONEY
from optimizer.outcome import Effort, Infeasible, Invalid, Outcome, Proof, Solved, Ties, Undecided
from optimizer.problem import PosedProblem, pose
from optimizer.scenario import FundingRules
from optimizer.studies.diagnose import conflict, loosened
from optimizer.studies.enumeration import MOST_DECISIONS, best_of_all, is_short
from optimizer.studies.neighbours import settle
from optimizer.studies.outside import OUTSIDE, prove_from_outside
from optimizer.studies.search import Listener, Search, claimed, silent

if TYPE_CHECKING:
    from optimizer.case import Case
    from optimizer.decision import Decision
    from optimizer.figures import Figures
    from optimizer.model.driver import Options
    from optimizer.model.session import Claim, Session
    from optimizer.outcome import Rule
    from optimizer.scenario import Scenario

ATTEMPTS = ((True, 0), (False, 1), (True, 2), (False, 3))
MOST_REPAIRS = 200
TIE_NODES = 2_000
UNFUNDED_SHARE = 0.15  # of the time, for a first plan without outside money
ENUMERATION = noted("enumeration")
PRESOLVED, PLAIN = noted("branch and bound"), noted("branch and bound without presolve")


def _enumerate(search: Search) -> None:
    """Enumerate every decision as a proof, if there are few enough."""
    if is_short(search.problem, MOST_DECISIONS):
        figures = best_of_all(search.problem, search.evaluator, search.order)
        if figures is not None:
            search.offer(figures)
        search.keep(Proof(ENUMERATION, None if figures is None else figures.objective))


def _attempt(search: Search, session: Session, *, presolve: bool, seed: int) -> None:
    """Make one proof by branch and bound."""
    from optimizer.model.driver import Options  # noqa: PLC0415 - Pyomo and HiGHS load slowly

    kind = PRESOLVED if presolve else PLAIN
    known = any(proof.kind == OUTSIDE for proof in search.proofs)
    gap, cutoff = (0.0, search.objective) if search.closed else (search.gap, search.cutoff)
    options = Options(gap, search.remaining, presolve, seed, cutoff=cutoff, proving=known)
    claim = _ask(search, session, options, kind)
    search.stopped |= claim.stopped
    search.keep(claimed(kind, claim))
    search.doubts.extend([f"{kind}: the solver gave up"] if claim.gave_up else [])


def _ask(search: Search, session: Session, options: Options, kind: str, *, bounding: bool = True) -> Claim:
    """Return the solver's claim once its plan keeps every rule; forbid plans that break one by a rounding error."""
    from optimizer.model.driver import Status  # noqa: PLC0415 - Pyomo and HiGHS load slowly

    watch = search.watch(kind if bounding else None)
    for _ in range(MOST_REPAIRS):
        search.solves += 1
        claim = session.solve(replace(options, seconds=min(options.seconds, search.remaining)), watch)
        if claim.chosen is None or search.judge(claim.chosen).feasible or search.over:
            return claim
        search.doubts.append(f"{kind}: a plan that breaks a rule was offered and refused")
        session.forbid(claim.chosen)
    return replace(claim, status=Status.FAILED, chosen=None, bound=math.inf)


def _prove(search: Search, *, from_outside: bool = True) -> None:
    """Prove by enumeration if possible, else from outside; then by the solver until the proofs agree.

    Finally, try briefly to prove that the plan is exactly the best, not only within the gap.

    The empty plan is offered first: if it is allowed, there is a plan however short the time is.
    """
    search.judge([])
    _begin_unfunded(search)
    _enumerate(search)
    outside = prove_from_outside(search) if from_outside and not search.proofs and not search.over else None
    session = None
    for presolve, seed in ATTEMPTS:
        if search.agreed or search.over:
            break
        if session is None:
            session = _session(search.problem)
            if search.over:  # a large model takes long to build
                break
        _attempt(search, session, presolve=presolve, seed=seed)
    if outside is not None and search.agreed and not search.in_haste:
        outside.close()


def _begin_unfunded(search: Search) -> None:
    """Begin with a good plan of the same question without outside money: it is a plan here, too, and soon found."""
    if not search.problem.amounts or search.over:
        return
    scenario, case = search.evaluator.scenario, search.evaluator.case
    haste = {"gap": Decimal("0.01"), "proofs": 1, "time_limit": Decimal(search.remaining * UNFUNDED_SHARE)}
    goal = {APV: "npv", OUTSIDE_MONEY: "npv", OWN_CAPEX: "capex"}.get(scenario.goal, scenario.goal)
    funded = {metric.key for metric in FUNDING_METRICS}
    limits = tuple(limit for limit in scenario.limits if limit.metric not in funded)
    unfunded = scenario.model_copy(
        update={
            "goal": goal,
            "limits": limits,
            "funding": FundingRules(),
            "solver": scenario.solver.model_copy(update=haste),
        }
    )
    part = Search(Evaluator(case, unfunded), pose(case, unfunded), time.perf_counter(), lambda _: search.tell())
    _prove(part)
    if part.best is not None:
        search.judge(search.problem.chosen(part.best.decision))


def _session(problem: PosedProblem) -> Session:
    from optimizer.model.session import Session  # noqa: PLC0415 - Pyomo and HiGHS load slowly

    return Session(problem)


def _settle_ties(search: Search) -> Ties:
    """Take the plan that comes first by the order for ties, and return among which plans it is first.

    Enumeration has examined all plans. Otherwise each preference (npv, capex, measures) is optimised in turn while
    those before it stay as good. If a gap is allowed, other plans within it may exist anyway, so only a goal other than
    npv is refined. Finally, equally good measures are put in order.
    """
    if any(proof.kind == ENUMERATION for proof in search.proofs):
        return Ties.ALL
    if search.over or not search.agreed:
        return Ties.UNSETTLED
    stages = range(1, len(search.problem.preferences)) if search.gap == 0 else range(1, 2)
    is_npv = search.evaluator.scenario.goal == "npv"
    try:
        done = [_refine(search, stage) for stage in stages if not (stage == 1 and is_npv)]
        near = not search.problem.amounts and settle(search, Arithmetic(search.problem))
    except MemoryError:  # the plan is proved, and a fault in settling ties must not lose it
        return Ties.UNSETTLED
    if not near:
        return Ties.UNSETTLED
    return Ties.ALL if search.gap == 0 and all(done) else Ties.NEAR


def _refine(search: Search, stage: int) -> bool:
    """Optimise one preference while all before it stay as good; return whether that was proved."""
    from optimizer.model.driver import Options  # noqa: PLC0415 - Pyomo and HiGHS load slowly

    assert search.best is not None
    if search.over:
        return False
    earlier, wanted = search.problem.preferences[:stage], search.problem.preferences[stage]
    session = _session(replace(search.problem, preferences=(wanted,)))
    values = search.order.preferences(search.best)
    for k, ((form, minimised), value) in enumerate(zip(earlier, values, strict=False)):
        reached = float(-value if minimised else value)
        slack = float(search.order.room(k, value))
        room = float(abs(form.coefs).sum()) + abs(form.constant) + abs(reached) + 1.0
        session.demand(form, -room if minimised else reached - slack, reached + slack if minimised else room)
    options = Options(search.gap, search.remaining, nodes=TIE_NODES)
    return _ask(search, session, options, "breaking ties", bounding=False).finished


def _outcome(search: Search) -> Outcome:
    agreed = search.agreed
    if search.best is not None:
        ties = _settle_ties(search)
        shown = search.evaluator.full(_settled(search, search.best))
        return Solved(shown, _reported(search), agreed, search.supporting, ties, _effort(search))
    if not agreed:
        return Undecided(_effort(search), search.supporting)
    found = conflict(search.evaluator.scenario, Trials(search))
    return Infeasible(
        search.supporting, found.rules, _effort(search), found.all_needed, found.alone, found.alone_tested
    )


def _settled(search: Search, best: Figures) -> Decision:
    """Return the best plan's decision with the first of all equally good ways to pay for it."""
    if not search.problem.amounts:
        return best.decision
    decision = search.financing.settled(best.decision, max(search.remaining, 1.0))
    figures = search.evaluator(decision)
    kept = figures.feasible and not search.order.is_worse(figures, best)
    return decision if kept else best.decision


class Trials:
    """Trials of whether dropping rules makes an infeasible question feasible: one proof each, within the time.

    A trial is not started if less time is left than the longest one took, because building a model can't be
    interrupted.
    """

    def __init__(self, search: Search) -> None:
        self._search = search
        self._longest = 0.0

    def __call__(self, rules: tuple[Rule, ...]) -> bool | None:
        """Return whether there is a plan under these rules; None if time ran out."""
        search = self._search
        if search.interrupted() or search.remaining < self._longest:
            return None
        began = time.perf_counter()
        scenario = search.evaluator.scenario
        haste = {"gap": Decimal(1), "proofs": 1, "time_limit": Decimal(search.remaining / 2)}
        problem, asked = loosened(search.problem, scenario, rules)
        asked = asked.model_copy(update={"solver": scenario.solver.model_copy(update=haste)})
        problem = problem or pose(search.evaluator.case, asked)
        part = Search(Evaluator(search.evaluator.case, asked), problem, began, lambda _: search.tell())
        _prove(part, from_outside=False)
        self._longest = max(self._longest, part.seconds)
        return part.best is not None or (False if part.agreed else None)


def _reported(search: Search) -> Decimal | None:
    """Return the best value still possible by any proof or search; the plan's own objective if they are equal."""
    assert search.best is not None
    if (bound := search.bound) is None:
        return None
    if search.evaluator.scenario.goal == OWN_CAPEX:
        bound = max(bound, 0.0)  # never below 0, but a row may be exceeded by half a unit
    return Decimal(repr(bound)) if search.ahead(bound) > search.tolerance else search.best.objective


def _effort(search: Search) -> Effort:
    return Effort(search.seconds, search.solves, tuple(search.doubts))


def solve(case: Case, scenario: Scenario, listener: Listener = silent) -> Outcome:
    """Return the best plan of a scenario, checked: Solved, Infeasible, Undecided or Invalid.

    The search ends within the scenario's `time_limit` in seconds; a plan found by then is `feasible`, with its gap. Bad
    input is the answer Invalid, not an error; `SolverFault` is raised only if the solver breaks its interface.
    `listener` receives progress and ends the search early by returning True. A process runs one solve at a time
    (HiGHS's thread pool belongs to the process); to work in parallel, use several processes.
    """
    began = time.perf_counter()
    if problems := [problem for problem in coherence(case, scenario) if not problem.warning]:
        return Invalid(tuple(problems))
    return best_plan(case, scenario, listener, began)


def best_plan(case: Case, scenario: Scenario, listener: Listener = silent, began: float | None = None) -> Outcome:
    """Return the best plan of coherent inputs, as `solve` does; a study may ask for a goal that no scenario states."""
    began = time.perf_counter() if began is None else began
    evaluator = Evaluator(case, scenario)
    by_measure = needs_amounts_by_measure(evaluator.terms.funding)
    outer = pose(case, scenario, loose=True) if by_measure else None
    search = Search(evaluator, pose(case, scenario), began, listener, outer=outer)
    try:
        _prove(search)
    except MemoryError:
        if search.best is None or not search.best.decision.starts:
            raise
        search.stopped = True  # a plan is kept even if its proof is lost
        search.doubts.append("memory ran out before the proofs were finished")
    return exact(_outcome)(search)
