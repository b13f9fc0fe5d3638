"""Several questions at once, one process each, because HiGHS's thread pool belongs to the process.

    outcomes = solve_many(questions)

The work is done by a `concurrent.futures.Executor`; by default, a pool of as many processes as there are cores. Results
are evaluated again here, so that no other process needs to be trusted. A program that calls this guards its main module
(`if __name__ == "__main__":`), because the processes import it.
"""

from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from optimizer import processes
from optimizer.errors import SolverFault
from optimizer.evaluation import Evaluator
from optimizer.outcome import Outcome, Solved
from optimizer.studies.plan import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor

    from optimizer.question import Question


def ask_silently(question: Question) -> Outcome:
    """Return one question's outcome, without reporting progress."""
    return solve(question.case, question.scenario)


def solve_many(
    questions: Sequence[Question],
    ask: Callable[[Question], Outcome] = ask_silently,
    executor: Executor | None = None,
) -> list[Outcome]:
    """Return the outcomes in order; solve a single question, or all on a single core, in this process."""
    workers = min(len(questions), processes.cores())
    if executor is None and workers > 1:
        with processes.pool(workers) as started:
            return solve_many(questions, ask, started)
    outcomes = [ask(question) for question in questions] if executor is None else _gathered(executor, questions, ask)
    return [rechecked(question, outcome) for question, outcome in zip(questions, outcomes, strict=True)]


def rechecked(question: Question, outcome: Outcome) -> Outcome:
    """Return the outcome, if arithmetic here gives its plan the same figures and finds no broken rule."""
    if isinstance(outcome, Solved):
        figures = Evaluator(question.case, question.scenario).full(outcome.figures.decision)
        if figures != outcome.figures or not figures.feasible:
            raise SolverFault(f"the figures that arrived for {question.scenario.name!r} are not those of its plan")
    return outcome


def _gathered(executor: Executor, questions: Sequence[Question], ask: Callable[[Question], Outcome]) -> list[Outcome]:
    with processes.starting():
        futures = [executor.submit(ask, question) for question in questions]
    try:
        return [future.result() for future in futures]
    except BrokenProcessPool as reason:
        raise SolverFault("a process that was solving ended before it had an answer (out of memory?)") from reason
