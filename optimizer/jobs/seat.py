"""A seat for one worker: a thread that runs one errand after another and keeps its worker ready in between."""

from __future__ import annotations

import threading
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from optimizer.jobs.child import Child

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.jobs.run import JobRun


class Seat:
    """Holds at most one worker, started when needed and ended after `idle` seconds without a question.

    `run` is the run that occupies it; only the pool changes that.
    """

    def __init__(self, idle: float) -> None:
        self.run: JobRun | None = None
        self.child: Child | None = None
        self._idle = idle
        self._errands: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, daemon=True, name="jobs")
        self._thread.start()

    def give(self, errand: Callable[[], None]) -> None:
        """Queue an errand."""
        self._errands.put(errand)

    def warm(self) -> None:
        """Start a worker."""
        self.give(self._start)

    def close(self) -> None:
        """Accept no more errands: end the worker, then the thread."""
        if self.child is not None:
            self.child.kill()
        self._errands.put(None)

    def wait(self, seconds: float = 2.0) -> None:
        """Wait until worker and thread have ended, up to a timeout."""
        if self._thread is not threading.current_thread():
            self._thread.join(seconds)

    @property
    def is_warm(self) -> bool:
        """Return whether a worker is already running."""
        return self.child is not None and self.child.alive

    def ready(self) -> Child:
        """Return the running worker, or a new one. Called in the seat's own thread."""
        if self.child is None or not self.child.alive:
            self.rest()
            self.child = Child()
        return self.child

    def rest(self) -> None:
        """End the worker until the next question."""
        if self.child is not None:
            self.child.end()
            self.child = None

    def _start(self) -> None:
        with suppress(OSError):  # the next errand reports the failure
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
