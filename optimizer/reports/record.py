"""Written answers read back: a question from its inputs, an outcome from its answer.

    question = question_of(entry["inputs"])
    outcome = outcome_of(question, entry)

Every figure is evaluated here. An entry only supplies what can't be calculated: what was proved, the
bound, ties, conflicting rules.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from optimizer.case import Case
from optimizer.checks import coherence
from optimizer.decimals import Decimal, number
from optimizer.decision import decision_in
from optimizer.errors import InvalidInput, Problem, SolverFault
from optimizer.evaluation import Evaluator
from optimizer.outcome import Effort, Infeasible, Invalid, Outcome, Proof, Rule, Solved, Ties, Undecided
from optimizer.question import Question
from optimizer.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimizer.decision import Decision
    from optimizer.figures import Figures

Entry = dict[str, Any]


def question_of(inputs: Mapping[str, Any]) -> Question:
    """Return the question with these `inputs`: the same except for warnings and the path of the case."""
    return Question(Case(**inputs["case"]), Scenario(**{"case": "", **inputs["scenario"]}))


def outcome_of(question: Question, entry: Mapping[str, Any]) -> Outcome:
    """Return the outcome in an answer to this question; raise `SolverFault` if it can't be true."""
    try:
        return _outcome(question, entry)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as reason:
        raise SolverFault(f"no answer to {question.scenario.name!r}: {reason!r}") from reason


def _outcome(question: Question, entry: Mapping[str, Any]) -> Outcome:
    status = entry["status"]
    if status == "invalid":
        return Invalid(_problems(question, entry["problems"]))
    proof = entry["proof"]
    effort = Effort(float(entry["provenance"]["seconds"]), doubts=tuple(map(str, proof["refused"])))
    if status in ("optimal", "feasible"):
        figures = figures_of(question, decision_in(entry))
        if figures is None or number(figures.objective) != entry["objective"]:
            raise SolverFault(f"the figures that arrived for {question.scenario.name!r} are not those of its plan")
        bound, ties = _bound(figures, entry["bound"]), Ties(proof["ties"])
        bounds = proof.get("bounds", [entry["bound"]] * len(proof["proofs"]))
        proofs = tuple(Proof(str(k), _bound(figures, b)) for k, b in zip(proof["proofs"], bounds, strict=True))
        return Solved(figures, bound, status == "optimal", proofs, ties, effort)
    if status == "infeasible":
        conflict, alone = (_rules(told) for told in (entry["conflict"], proof.get("alone", ())))
        proofs = tuple(Proof(str(kind), None) for kind in proof["proofs"])
        needed, tested = (proof.get(key, True) is True for key in ("all_needed", "alone_tested"))
        return Infeasible(proofs, conflict, effort, needed, alone, tested)
    if status != "undecided":
        raise ValueError(status)
    return Undecided(effort, tuple(Proof(str(kind), None) for kind in proof["proofs"]))


def _rules(told: Sequence[Mapping[str, Any]]) -> tuple[Rule, ...]:
    return tuple(Rule(str(rule["kind"]), str(rule["name"])) for rule in told)


def figures_of(question: Question, decision: Decision, evaluator: Evaluator | None = None) -> Figures | None:
    """Return the figures of a received plan; None if it isn't allowed."""
    try:
        figures = (evaluator or Evaluator(question.case, question.scenario)).full(decision)
    except InvalidInput:
        return None
    return figures if figures.feasible else None


def _bound(figures: Figures, told: float | None) -> Decimal | None:
    """Return the bound, exactly if it equals the plan's objective; the answer holds only the nearest float."""
    if told is None:
        return None
    return figures.objective if told == number(figures.objective) else Decimal(repr(float(told)))


def _problems(question: Question, told: Sequence[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """Return the question's problems, found again to be translatable, or as stated in the answer."""
    found = tuple(problem for problem in coherence(question.case, question.scenario) if not problem.warning)
    return found or tuple(map(problem_of, told))


def problem_of(told: Mapping[str, Any]) -> Problem:
    """Return a problem from an answer, whose message is already complete."""
    warning = told.get("severity") == "warning"
    problem = Problem(str(told["file"]), "{message}", told.get("row"), told.get("column"), {"message": told["message"]})
    return replace(problem, warning=warning)
