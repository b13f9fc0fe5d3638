"""A place for one worker: a thread that takes one errand after another and keeps its worker warm in between."""

from __future__ import annotations

import threading
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from optimizer.jobs.child import Child

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.jobs.run import Run


class Seat:
    """One worker at most, started when needed and ended after `idle` seconds without a question.

    `run` is what it is taken by; only the pool changes that.
    """

    def __init__(self, idle: float) -> None:
        self.run: Run | None = None
        self.child: Child | None = None
        self._idle = idle
        self._errands: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, daemon=True, name="jobs")
        self._thread.start()

    def give(self, errand: Callable[[], None]) -> None:
        """Something to do after all that was given before."""
        self._errands.put(errand)

    def warm(self) -> None:
        """Have a worker started."""
        self.give(self._start)

    def close(self) -> None:
        """No errand will follow: the worker ends, then the thread."""
        if self.child is not None:
            self.child.kill()
        self._errands.put(None)

    def wait(self, seconds: float = 2.0) -> None:
        """Wait until all has ended, if it does."""
        if self._thread is not threading.current_thread():
            self._thread.join(seconds)

    @property
    def is_warm(self) -> bool:
        """Whether a worker is there already."""
        return self.child is not None and self.child.alive

    def ready(self) -> Child:
        """A worker to talk to: the one that is there, or a new one. Called in the seat's own thread."""
        if self.child is None or not self.child.alive:
            self.rest()
            self.child = Child()
        return self.child

    def rest(self) -> None:
        """No worker until the next question."""
        if self.child is not None:
            self.child.end()
            self.child = None

    def _start(self) -> None:
        with suppress(OSError):  # whoever needs it will be told
            self.ready()

    def _work(self) -> None:
        while True:
            try:
                errand = self._errands.get(timeout=self._idle)
            except Empty:
                self.rest()
                continue
            if errand is None:
                self.rest()
                return
            errand()
