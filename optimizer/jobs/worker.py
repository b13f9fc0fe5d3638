"""`python -m optimizer.jobs.worker`: solves one question after another, until its standard input closes.

    in   {"solve": id, "inputs": {…}}         the question's resolved inputs
         {"stop": id}                         the best so far is then the answer
    out  {"job": id, "news": {…}}             best so far (measure → start year t), bound
         {"job": id, "answer": {…}}           as in docs/formats.md, without its inputs
         {"job": id, "fault": "MemoryError"}  details are on standard error

One JSON object per line. All other output goes to standard error, so that it can't interfere.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import traceback
from contextlib import suppress
from importlib import import_module
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, BinaryIO

from optimizer.limits import WORKER_MEMORY

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.studies.search import SearchProgress

Message = dict[str, Any]
NEEDED = (
    "optimizer.model.session",
    "optimizer.reports.answer",
    "optimizer.reports.record",
    "optimizer.studies.plan",
)
NICE = 5
BETWEEN_NEWS = 0.1


class Orders:
    """The orders: questions in sequence, and which of them to stop."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._questions: SimpleQueue[Message] = SimpleQueue()
        self._stopped: set[str] = set()

    def listen(self) -> None:
        """Take orders until standard input closes; then end this process, whatever it is doing."""
        for line in self._source:
            order = json.loads(line)
            if "stop" in order:
                self._stopped.add(order["stop"])
            else:
                self._questions.put(order)
        os._exit(0)

    def next(self) -> Message:
        """Wait for the next question and return it."""
        return self._questions.get()

    def is_stopped(self, job: str) -> bool:
        """Return whether to stop a question."""
        return job in self._stopped


class Reporter:
    """Reports one search: better plans and tighter bounds, at most ten times a second."""

    def __init__(self, job: str, orders: Orders, tell: Callable[[Message], None]) -> None:
        self._job, self._orders, self._tell = job, orders, tell
        self._told: tuple[object, float | None] = (None, None)
        self._told_at = -BETWEEN_NEWS

    def hear(self, news: SearchProgress) -> bool:
        """Report news, and return whether to stop."""
        known = (news.decision, news.bound)
        if known != self._told and news.seconds - self._told_at >= BETWEEN_NEWS:
            self._told, self._told_at = known, news.seconds
            plan = None if news.decision is None else news.decision.stated
            self._tell({"job": self._job, "news": {"plan": plan, "bound": news.bound, "seconds": news.seconds}})
        return self._orders.is_stopped(self._job)


def answered(order: Message, orders: Orders, tell: Callable[[Message], None]) -> Message:
    """Return the answer to one question."""
    from optimizer.reports.answer import answer  # noqa: PLC0415 - loads while the first question is on its way
    from optimizer.reports.record import question_of  # noqa: PLC0415
    from optimizer.studies.plan import solve  # noqa: PLC0415

    question = question_of(order["inputs"])
    outcome = solve(question.case, question.scenario, Reporter(order["solve"], orders, tell).hear)
    entry = answer(question, outcome)
    return {key: value for key, value in entry.items() if key != "inputs"}


def serve(orders: Orders, tell: Callable[[Message], None]) -> None:
    """Answer questions; report a failure of one and go on to the next."""
    while True:
        order = orders.next()
        try:
            tell({"job": order["solve"], "answer": answered(order, orders, tell)})
        except Exception as fault:  # noqa: BLE001 - told to whoever asked
            traceback.print_exc()
            tell({"job": order["solve"], "fault": type(fault).__name__})


def _be_modest() -> None:
    """Run at low priority, and limit memory so that a huge question ends this process, not the machine."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (WORKER_MEMORY, WORKER_MEMORY))


def _own_output() -> Callable[[Message], None]:
    """Reserve standard output for messages; redirect all other output to standard error."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def tell(message: Message) -> None:
        output.write(json.dumps(message).encode() + b"\n")
        output.flush()

    return tell


def _load() -> None:
    """Import in advance what every question needs."""
    for module in NEEDED:
        import_module(module)


def main() -> None:
    """Serve until standard input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _be_modest()
    tell = _own_output()
    orders = Orders(sys.stdin.buffer)
    threading.Thread(target=orders.listen, daemon=True).start()
    _load()
    serve(orders, tell)


if __name__ == "__main__":
    main()
