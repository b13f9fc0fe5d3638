"""Progress of a solve on standard error, and Ctrl-C as a wish for the best so far."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from optimizer.decimals import Decimal
from optimizer.evaluation import RELATIVE
from optimizer.locales import language, noted, speaking, tr
from optimizer.metrics import metrics_of
from optimizer.outcome import Invalid, Outcome, Solved
from optimizer.reports.screen import screen
from optimizer.reports.words import amount, money, name_of, numeral, percent, status_text
from optimizer.studies.plan import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from optimizer.locales import Language
    from optimizer.question import Question
    from optimizer.studies.search import News

SOON, LATE = 2.0, 10.0
LOOK = 0.05
STOPPING = noted("Stopping: the best so far is the answer. Ctrl-C again ends at once, without one.")


@dataclass(frozen=True)
class Wish:
    """A wish to stop: a file, so that every process sees it and a signal handler may make it.

    It carries the language of whoever may make it, in which any process tells how far it is.
    """

    flag: Path
    language: Language = "en"

    @property
    def made(self) -> bool:
        """Whether somebody wants the best so far."""
        return self.flag.exists()


@contextmanager
def interrupts() -> Iterator[Wish]:
    """Ctrl-C makes a wish the first time and ends the program the second; only the main thread has signals.

    Whoever ends the program (SIGTERM) gets no answer, but no file of ours stays behind.
    """
    with tempfile.TemporaryDirectory(prefix="cpee-") as folder:
        wish, stopping = Wish(Path(folder) / "stop", language()), f"\n{tr(STOPPING)}\n".encode()
        if threading.current_thread() is not threading.main_thread():
            yield wish
            return
        before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

        def handle(*_: object) -> None:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            wish.flag.touch()
            os.write(2, stopping)

        signal.signal(signal.SIGINT, handle)
        signal.signal(signal.SIGTERM, partial(_end, folder))
        try:
            yield wish
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _end(folder: str, number: int, _: object) -> None:
    """End by the signal itself: an exception would be lost where the solver calls back."""
    shutil.rmtree(folder, ignore_errors=True)
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def ask(question: Question, wish: Wish) -> Outcome:
    """Solve a question; best, bound and gap are told on the way, and at the end what came of it."""
    with speaking(wish.language):
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
                self.say(tr("{line}, {seconds} s", line=line, seconds=f"{news.seconds:.0f}"))
        return self.stop

    def end(self, outcome: Outcome) -> None:
        """Tell what came of it, where anything was told before or others are being solved."""
        if not isinstance(outcome, Invalid):
            line = status_text(outcome.status)
            if isinstance(outcome, Solved):
                line = f"{line}, {_shown(self.question)(outcome.figures.objective)}"
            line = tr("stopped by you, {line}", line=line) if self.stop else line
            self.say(tr("{line}, {seconds} s", line=line, seconds=numeral(Decimal(outcome.effort.seconds), 1)))

    def say(self, line: str) -> None:
        """One line about this scenario."""
        self.console.print(Text(f"{name_of(self.question.scenario)}: {line}", style="dim"))


def _shown(question: Question) -> Callable[[Decimal], str]:
    metric = metrics_of(question.case)[question.scenario.goal]
    return lambda value: money(value, question.case) if metric.is_money else amount(value, metric.unit)


def progress(question: Question, news: News) -> str:
    """How far a search is: the best so far, and how much better a plan could still be."""
    if news.best is None:
        return tr("no plan yet")
    shown = _shown(question)
    best = shown(news.best)
    if news.bound is None:
        return tr("best so far {best}", best=best)
    room = abs(Decimal(repr(news.bound)) - news.best)
    if room <= RELATIVE * abs(news.best):
        return tr("best so far {best}; no better one is left, a second proof is under way", best=best)
    if not news.best:
        return tr("best so far {best}, at most {room} better is possible", best=best, room=shown(room))
    told = {"best": best, "room": shown(room), "share": percent(room / abs(news.best), 2)}
    return tr("best so far {best}, at most {room} better is possible ({share})", **told)
