"""Several questions at once, a process each: HiGHS's thread pool is the process's, so threads won't do.

    outcomes = solve_many(questions)

Whatever does the work is a `concurrent.futures.Executor`; by default a pool of as many processes as there
are cores. What arrives is evaluated again here, so that no other process need be believed. A program that
calls this guards its main module (`if __name__ == "__main__":`), since the processes import it.
"""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, connection, get_context, parent_process
from typing import TYPE_CHECKING

from optimizer.errors import SolverFault
from optimizer.evaluation import Evaluator
from optimizer.outcome import Outcome, Solved
from optimizer.studies.plan import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor

    from optimizer.question import Question


def ask_silently(question: Question) -> Outcome:
    """One question's outcome; nothing is told on the way."""
    return solve(question.case, question.scenario)


def solve_many(
    questions: Sequence[Question],
    ask: Callable[[Question], Outcome] = ask_silently,
    executor: Executor | None = None,
) -> list[Outcome]:
    """The outcome of each question, in their order; a single one, or all on a single core, in this process."""
    workers = min(len(questions), cores())
    if executor is None and workers > 1:
        with processes(workers) as pool:
            return solve_many(questions, ask, pool)
    outcomes = [ask(question) for question in questions] if executor is None else _gathered(executor, questions, ask)
    return [rechecked(question, outcome) for question, outcome in zip(questions, outcomes, strict=True)]


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def rechecked(question: Question, outcome: Outcome) -> Outcome:
    """The outcome, if arithmetic here gives its plan the same figures and breaks no rule."""
    if isinstance(outcome, Solved):
        figures = Evaluator(question.case, question.scenario)(outcome.figures.decision)
        if figures != outcome.figures or not figures.feasible:
            raise SolverFault(f"the figures that arrived for {question.scenario.name!r} are not those of its plan")
    return outcome


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """A pool of fresh processes. They never outlive this one, and end at once if what they are for fails."""
    pool = ProcessPoolExecutor(count, get_context("spawn"), _begin)
    try:
        yield pool
    except BaseException:
        for child in active_children():
            child.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """A child leaves Ctrl-C to its parent (which is heard through a wish), and ends when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)


def _gathered(executor: Executor, questions: Sequence[Question], ask: Callable[[Question], Outcome]) -> list[Outcome]:
    with _deaf():
        futures = [executor.submit(ask, question) for question in questions]
    try:
        return [future.result() for future in futures]
    except BrokenProcessPool as reason:
        raise SolverFault("a process that was solving ended before it had an answer (out of memory?)") from reason


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes that begin here inherit that Ctrl-C is ignored, so that it can't break them while they load."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
