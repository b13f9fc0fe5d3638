"""Progress of a solve on standard error."""

from __future__ import annotations

import itertools
import time
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from rich.text import Text

from optimizer.decimals import Decimal
from optimizer.evaluation import evaluate
from optimizer.locales import speaking, tr
from optimizer.outcome import Invalid, Outcome, Solved
from optimizer.processes import cores
from optimizer.reports.differences import gap_text
from optimizer.reports.plan_words import plan_text, room_text
from optimizer.reports.screen import screen
from optimizer.spelling import at_least_some, numeral
from optimizer.studies.plan import solve
from optimizer.terms import RELATIVE
from optimizer.words import name_of, status_text, value_of

if TYPE_CHECKING:
    from rich.console import Console

    from optimizer.decision import Decision
    from optimizer.interruption import StopRequest
    from optimizer.question import Question
    from optimizer.scenario import Scenario
    from optimizer.studies.search import SearchProgress

SOON, LATE = 2.0, 10.0
LOOK = 0.05


@dataclass(frozen=True)
class Batch:
    """Questions solved together by several processes: how many, and how much progress to show.

    `brief`: show only the first plan of all, and each finished question. `until`: the time by which all should be
    answered, in seconds since 1970, which is the same in all processes.
    """

    asked: int = 1
    brief: bool = False
    until: float | None = None


ALONE = Batch()


def _counted(wish: StopRequest, what: str) -> int:
    """Count calls with the same name over all processes, and return the count: 1 the first time."""
    for count in itertools.count(1):
        with suppress(FileExistsError):
            wish.flag.with_name(f"{what}-{count}").touch(exist_ok=False)
            return count
    raise AssertionError


def ask(question: Question, wish: StopRequest, together: Batch = ALONE) -> Outcome:
    """Solve a question; show best plan, bound and gap on the way, and the result at the end."""
    with speaking(wish.language):
        teller = _Teller(question, wish, screen(error=True), together)
        outcome = solve(question.case, _in_time(question.scenario, wish, together), teller.hear)
        teller.end(outcome)
        return outcome


def _in_time(scenario: Scenario, wish: StopRequest, together: Batch) -> Scenario:
    """Return the scenario limited to its share of the time that is left for all, but at least a second.

    Each scenario gets an equal share when it starts, so that early ones can't use up the time of later ones, and what
    an easy one leaves goes to the rest.
    """
    if together.until is None:
        return scenario
    unanswered = together.asked - _counted(wish, "started") + 1
    rounds = ceil(unanswered / min(cores(), together.asked))
    share = Decimal(repr(round(max((together.until - time.time()) / rounds, 1.0), 2)))
    solver = scenario.solver.model_copy(update={"time_limit": min(scenario.solver.time_limit, share)})
    return scenario.model_copy(update={"solver": solver})


class _Teller:
    """Shows the progress of one solve: the first plan at once, news every two seconds, a sign of life every ten."""

    def __init__(self, question: Question, wish: StopRequest, console: Console, together: Batch = ALONE) -> None:
        self.question, self.wish, self.console, self.together = question, wish, console, together
        self.told, self.told_at, self.looked_at = "", 0.0, 0.0
        self.stop = self.has_plan = False

    def hear(self, news: SearchProgress) -> bool:
        """Show news if it is time, and return whether to stop."""
        if not self.has_plan and news.decision is not None and news.decision.starts:
            self.has_plan = True
            self.tell_first(news, news.decision)
        if news.seconds - self.looked_at >= LOOK:
            self.looked_at = news.seconds
            self.stop = self.stop or self.wish.made
            if not self.together.brief:
                self.tell_news(news)
        return self.stop

    def tell_first(self, news: SearchProgress, decision: Decision) -> None:
        """Show the first plan: in brief mode once for all questions, otherwise with its gap."""
        if not self.together.brief:
            self.say_at(progress(self.question, news), news.seconds)
        elif _counted(self.wish, "first") == 1:
            plan = plan_text(self.question, evaluate(self.question.case, self.question.scenario, decision))
            self.say(tr("first plan after {seconds} s: {plan}", seconds=numeral(Decimal(news.seconds), 1), plan=plan))

    def tell_news(self, news: SearchProgress) -> None:
        """Show news, if nothing was shown for a while."""
        waited = news.seconds - self.told_at
        line = progress(self.question, news) if waited >= SOON else self.told
        if line != self.told or waited >= LATE:
            self.say_at(line, news.seconds)

    def end(self, outcome: Outcome) -> None:
        """Show the result."""
        if not isinstance(outcome, Invalid):
            line = status_text(outcome.status)
            if isinstance(outcome, Solved):
                line = f"{line}, {_best(self.question, outcome.figures.objective)}"
            if isinstance(outcome, Solved) and not outcome.optimal:
                line = tr("{line}, gap {gap}", line=line, gap=gap_text(outcome.gap))
            line = tr("stopped by you, {line}", line=line) if self.stop else line
            self.say(tr("{line}, {seconds} s", line=line, seconds=numeral(Decimal(outcome.effort.seconds), 1)),
                     ended=True)  # fmt: skip

    def say_at(self, line: str, seconds: float) -> None:
        """Print a line with the elapsed seconds, then pause."""
        self.told, self.told_at = line, seconds
        self.say(tr("{line}, {seconds} s", line=line, seconds=numeral(Decimal(seconds))))

    def say(self, line: str, *, ended: bool = False) -> None:
        """Print one line about this scenario, with the number of finished ones if there are several."""
        text = f"{name_of(self.question.scenario)}: {line}"
        if ended and self.together.asked > 1:
            text = tr(
                "{count} of {all}: {line}", count=_counted(self.wish, "ended"), all=self.together.asked, line=text
            )
        self.console.print(Text(text, style="dim"))


def _best(question: Question, objective: Decimal) -> str:
    return value_of(question, question.scenario.goal, objective)


def progress(question: Question, news: SearchProgress) -> str:
    """Return the progress of a search: the best plan so far, and how much better a plan could still be."""
    if news.best is None:
        return tr("no plan yet")
    best = _best(question, news.best)
    if news.bound is None:
        return tr("best so far {best}", best=best)
    room = abs(Decimal(repr(news.bound)) - news.best)
    if room <= RELATIVE * abs(news.best):
        return tr("best so far {best}; no better plan exists, confirming with a second proof", best=best)
    better = room_text(question, news.best, room)
    if not news.best:
        return tr("best so far {best}; the optimum is at most {room} better", best=best, room=better)
    share = at_least_some(room / abs(news.best), 2)
    return tr("best so far {best}; the optimum is at most {room} better ({share})", best=best, room=better, share=share)
