"""Progress of a solve on standard error, and Ctrl-C as a wish for the best so far."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from optimizer.decimals import Decimal
from optimizer.evaluation import RELATIVE
from optimizer.metrics import metrics_of
from optimizer.outcome import Invalid, Outcome, Solved
from optimizer.reports.screen import screen
from optimizer.reports.words import amount, money, percent
from optimizer.studies.plan import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from optimizer.question import Question
    from optimizer.studies.plan import News

SOON, LATE = 2.0, 10.0
LOOK = 0.05
STOPPING = b"\nStopping: the best so far is the answer. Ctrl-C again ends at once, without one.\n"


@dataclass(frozen=True)
class Wish:
    """A wish to stop: a file, so that every process sees it and a signal handler may make it."""

    flag: Path

    @property
    def made(self) -> bool:
        """Whether somebody wants the best so far."""
        return self.flag.exists()


@contextmanager
def interrupts() -> Iterator[Wish]:
    """Ctrl-C makes a wish the first time and ends the program the second; only the main thread has signals."""
    with tempfile.TemporaryDirectory(prefix="cpee-") as folder:
        wish = Wish(Path(folder) / "stop")
        if threading.current_thread() is not threading.main_thread():
            yield wish
            return
        before = signal.getsignal(signal.SIGINT)

        def handle(*_: object) -> None:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            wish.flag.touch()
            os.write(2, STOPPING)

        signal.signal(signal.SIGINT, handle)
        try:
            yield wish
        finally:
            signal.signal(signal.SIGINT, before)


def ask(question: Question, wish: Wish) -> Outcome:
    """Solve a question; best, bound and gap are told on the way, and at the end what came of it."""
    teller = _Teller(question, wish, screen(error=True))
    outcome = solve(question.case, question.scenario, teller.hear)
    teller.end(outcome)
    return outcome


class _Teller:
    """Tells of one solve: what is new every two seconds, that it goes on every ten."""

    def __init__(self, question: Question, wish: Wish, console: Console) -> None:
        self.question, self.wish, self.console = question, wish, console
        self.told, self.told_at, self.looked_at = "", 0.0, 0.0
        self.stop = False

    def hear(self, news: News) -> bool:
        """Tell of the news if it is time, and return whether to stop."""
        if news.seconds - self.looked_at >= LOOK:
            self.looked_at = news.seconds
            self.stop = self.stop or self.wish.made
            waited = news.seconds - self.told_at
            line = progress(self.question, news) if waited >= SOON else self.told
            if line != self.told or waited >= LATE:
                self.told, self.told_at = line, news.seconds
                self.say(f"{line}, {news.seconds:.0f} s")
        return self.stop

    def end(self, outcome: Outcome) -> None:
        """Tell what came of it, where anything was told before or others are being solved."""
        if not isinstance(outcome, Invalid):
            stopped = "stopped by you, " if self.stop else ""
            found = f", {_shown(self.question)(outcome.figures.objective)}" if isinstance(outcome, Solved) else ""
            self.say(f"{stopped}{outcome.status}{found}, {outcome.effort.seconds:.1f} s")

    def say(self, line: str) -> None:
        """One line about this scenario."""
        self.console.print(Text(f"{self.question.scenario.name}: {line}", style="dim"))


def _shown(question: Question) -> Callable[[Decimal], str]:
    metric = metrics_of(question.case)[question.scenario.goal]
    return lambda value: money(value, question.case) if metric.is_money else amount(value, metric.unit)


def progress(question: Question, news: News) -> str:
    """How far a search is: the best so far, and how much better a plan could still be."""
    if news.best is None:
        return "no plan yet"
    shown = _shown(question)
    if news.bound is None:
        return f"best so far {shown(news.best)}"
    room = abs(Decimal(repr(news.bound)) - news.best)
    if room <= RELATIVE * abs(news.best):
        return f"best so far {shown(news.best)}; no better one is left, a second proof is under way"
    share = f" ({percent(room / abs(news.best), 2)})" if news.best else ""
    return f"best so far {shown(news.best)}, at most {shown(room)} better is possible{share}"
