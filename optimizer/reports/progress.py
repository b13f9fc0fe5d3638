"""Progress of a solve on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from optimizer.decimals import Decimal
from optimizer.evaluation import RELATIVE
from optimizer.locales import speaking, tr
from optimizer.metrics import metrics_of
from optimizer.outcome import Invalid, Outcome, Solved
from optimizer.reports.screen import screen
from optimizer.reports.words import amount, money, name_of, numeral, percent, status_text
from optimizer.studies.plan import solve

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from optimizer.interruption import Wish
    from optimizer.question import Question
    from optimizer.studies.search import News

SOON, LATE = 2.0, 10.0
LOOK = 0.05


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
