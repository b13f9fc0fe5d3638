"""Progress of a solve on standard error, and Ctrl-C as a wish for the best so far."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from optimizer.decimals import Decimal
from optimizer.metrics import metrics_of
from optimizer.reports.words import amount, money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from optimizer.question import Question
    from optimizer.studies.plan import Listener, News

EVERY = 2.0


@contextmanager
def told(question: Question, console: Console) -> Iterator[Listener]:
    """A listener that prints best, bound and gap every two seconds; Ctrl-C meanwhile stops the search softly."""
    asked = threading.Event()
    last = [0.0]

    def listener(news: News) -> bool:
        if news.seconds - last[0] >= EVERY:
            last[0] = news.seconds
            console.print(f"{question.scenario.name}: {_line(question, news)}", style="dim")
        return asked.is_set()

    with _interrupts(asked.set):
        yield listener
    if asked.is_set():
        console.print(f"{question.scenario.name}: stopped by you; this is the best so far.", style="yellow")


@contextmanager
def _interrupts(wish: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C calls `wish` the first time and ends the program the second; only the main thread has signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(*_: object) -> None:
        signal.signal(signal.SIGINT, before)
        wish()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _line(question: Question, news: News) -> str:
    metric = metrics_of(question.case)[question.scenario.goal]

    def shown(value: Decimal) -> str:
        return money(value, question.case) if metric.is_money else amount(value, metric.unit)

    best = "no plan yet" if news.best is None else f"best so far {shown(news.best)}"
    if news.bound is None or news.best is None:
        return f"{best}, {news.seconds:.0f} s"
    room = abs(Decimal(repr(news.bound)) - news.best)
    share = f" ({room / abs(news.best) * 100:.2f} %)" if news.best else ""
    return f"{best}, at most {shown(room)} more is possible{share}, {news.seconds:.0f} s"
