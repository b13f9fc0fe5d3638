"""Checks claims: solves the question of an answer again, whatever its file claims to be proved.

    for answer in verify(file):
        again = prove(answer, seconds=60, wish=wish)      a `Verdict`; None where nothing is claimed

A file can't prove anything: a forged plan can come with a matching bound and hash.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from optimizer.decimals import Decimal, exact
from optimizer.locales import tr
from optimizer.metrics import metrics_of
from optimizer.outcome import Infeasible, Outcome, Solved
from optimizer.reports.plan_words import certainty
from optimizer.reports.progress import ask
from optimizer.reports.record import outcome_of, question_of
from optimizer.terms import RELATIVE
from optimizer.words import value_of

if TYPE_CHECKING:
    from optimizer.interruption import StopRequest
    from optimizer.question import Question
    from optimizer.reports.verification import Verified


@dataclass(frozen=True)
class Verdict:
    """The result of solving again, in a sentence.

    The claim `holds` (proved here), is `refuted` (a better plan was found, or a plan although none was said to be
    possible), or stays `open` because time ran out.
    """

    kind: Literal["holds", "refuted", "open"]
    sentence: str


def prove(answer: Verified, wish: StopRequest, seconds: float) -> Verdict | None:
    """Solve the question of an answer whose figures agree; return None if it claims nothing (undecided, invalid)."""
    if answer.status not in ("optimal", "feasible", "infeasible"):
        return None
    question = question_of(answer.entry["inputs"])
    told = outcome_of(question, answer.entry)
    solver = question.scenario.solver.model_copy(update={"time_limit": Decimal(repr(float(seconds)))})
    found = ask(replace(question, scenario=question.scenario.model_copy(update={"solver": solver})), wish)
    if isinstance(told, Solved):
        return _of_plan(question, told, found)
    return _of_none(question, found)


@exact
def _of_plan(question: Question, told: Solved, found: Outcome) -> Verdict:
    """Return a verdict on whether a plan is beaten by more than the gap that its question allows."""
    if not isinstance(found, Solved):
        return Verdict("open", tr("not proved here: no plan was found in time"))
    goal, objective = metrics_of(question.case)[question.scenario.goal], told.figures.objective
    sign = -1 if goal.minimised else 1
    allowed = (question.scenario.solver.gap + RELATIVE) * abs(objective)
    lead = sign * (found.figures.objective - objective)
    room = None if found.bound is None else sign * (found.bound - objective)
    if lead > allowed:
        better, worse = (value_of(question, goal.key, figures.objective) for figures in (found.figures, told.figures))
        return Verdict("refuted", tr("a better plan exists: {better} instead of {worse}", better=better, worse=worse))
    if found.optimal and room is not None and room <= allowed:
        return Verdict("holds", tr("solved again here, the claim holds. {sure}", sure=certainty(question, found)))
    return Verdict("open", tr("not proved here: no better plan was found. {sure}", sure=certainty(question, found)))


def _of_none(question: Question, found: Outcome) -> Verdict:
    """Return a verdict on whether no plan satisfies the rules."""
    if isinstance(found, Infeasible):
        return Verdict("holds", tr("solved again here, the claim holds: no plan is possible"))
    if not isinstance(found, Solved):
        return Verdict("open", tr("not proved here: no plan was found in time"))
    goal = question.scenario.goal
    value = value_of(question, goal, found.figures.objective)
    return Verdict("refuted", tr("a plan exists: {value}", value=value))
