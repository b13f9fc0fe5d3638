"""Ctrl-C: it ends the program with status 130, or asks for the best so far, and never loses an answer that is there.

SIGTERM, by which a service or `timeout` ends a program, asks for the best so far as well; the second one ends it.

with listening(): …                          Ctrl-C raises KeyboardInterrupt, and `ended()` says so afterwards
with interrupts() as ctrl_c:                 while solving: the first is a wish for the best so far
solve(…, ctrl_c.wish)
ctrl_c.answered()                        from here on: the first is ignored, the next one ends the program
…                                        the answer is written and shown
"""

from __future__ import annotations

import atexit
import os
import signal
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from optimizer.locales import language, noted, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.locales import Language

STOPPING = noted("Stopping: the best so far is the answer. Ctrl-C again ends at once, without one.")
_ended = threading.Event()


@dataclass(frozen=True)
class StopRequest:
    """A wish to stop: a file, so that every process sees it and a signal handler may make it.

    It carries the language of whoever may make it, in which any process tells how far it is.
    """

    flag: Path
    language: Language = "en"

    @property
    def made(self) -> bool:
        """Whether somebody wants the best so far."""
        return self.flag.exists()


def listen() -> None:
    """Let Ctrl-C end the program, until all of it is done: what is left then is not worth another exit status."""
    _ended.clear()
    signal.signal(signal.SIGINT, _end)
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)


def ended() -> bool:
    """Whether Ctrl-C has ended the program, whatever a library has made of the exception: numpy raises ImportError."""
    return _ended.is_set()


def _end(*_: object) -> NoReturn:
    _ended.set()
    raise KeyboardInterrupt


class _CtrlC:
    """What Ctrl-C does: a wish at first, nothing once there is an answer; the next one ends the program."""

    def __init__(self, wish: StopRequest) -> None:
        self.wish = wish
        self._stopping = f"\n{tr(STOPPING)}\n".encode()
        self._pressed = False

    def answered(self) -> None:
        """There is an answer: what somebody presses now is meant for the solve that has just ended."""
        self._stopping, self._pressed = b"", False

    def handle(self, *_: object) -> None:
        if self._pressed:
            _end()
        self._pressed = True
        self.wish.flag.touch()
        os.write(2, self._stopping)

    def terminated(self, number: int, frame: object) -> None:
        """What SIGTERM does: the same, but the second one ends the program by the signal itself."""
        if self._pressed:
            _terminate(self.wish.flag.parent, number)
        self.handle(number, frame)


@contextmanager
def interrupts() -> Iterator[_CtrlC]:
    """Ctrl-C makes a wish the first time and ends the program the second; only the main thread has signals.

    So does SIGTERM; in whatever way the program ends, no file of ours stays behind.
    """
    import tempfile  # noqa: PLC0415 - `cpee --help` loads nothing of this

    from optimizer.files import TEMPORARY_PREFIX  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix=TEMPORARY_PREFIX) as folder:
        ctrl_c = _CtrlC(StopRequest(Path(folder) / "stop", language()))
        if threading.current_thread() is not threading.main_thread():
            yield ctrl_c
            return
        before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        signal.signal(signal.SIGINT, ctrl_c.handle)
        signal.signal(signal.SIGTERM, ctrl_c.terminated)
        try:
            yield ctrl_c
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _terminate(folder: Path, number: int) -> None:
    """End by the signal itself: an exception would be lost where the solver calls back."""
    import shutil  # noqa: PLC0415

    shutil.rmtree(folder, ignore_errors=True)
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
