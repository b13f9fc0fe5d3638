"""Live mode: twenty moves of the controls, and the time until the plan follows.

    python -m tests.benchmarks.live            60 measures (two made plants, and the cannery with 59)
    python -m tests.benchmarks.live --moves 5

`shown`: seconds from the move until an evaluated plan is shown that keeps the changed rules (the saved one, if it
does). `follows`: until the plan shown is within 0.1 % of the final one. `settles`: until it is proved (within 0.1 %, by
one proof), or 20 s are over. A worker is already running, as it is once a plan is shown.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from optimizer.decimals import Decimal
from optimizer.jobs.pool import Pool
from optimizer.question import Question
from optimizer.readers.scenario_file import read_question
from optimizer.reports.record import figures_of
from optimizer.studies.plan import solve
from optimizer.ui.result.ahead import better
from optimizer.ui.result.live_question import ControlPositions, baseline, first_price, moved, own_funds, target
from tests.benchmarks.machine import machine, say, table
from tests.benchmarks.plants import plant_with
from tests.browser.serving import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.decision import Decision
    from optimizer.figures import Figures
    from optimizer.jobs.job import Job

OFTEN = 0.02
CLOSE = Decimal("0.001")
BUDGETS, TARGETS = ("0.5", "0.7", "0.85", "0.95", "1.1", "1.4"), ("0.02", "0.05", "0.08", "0.1")
RATES = ("0.05", "0.08", "0.1", "0.12", "0.2", "0.25", "0.3")
PRICES = ("0.6", "0.7", "0.8", "1.1", "1.2", "1.5", "1.8")


@dataclass(frozen=True)
class Followed:
    """One move, in seconds; None if there was no plan at all."""

    shown: float | None
    follows: float | None
    settles: float
    state: str


def main() -> None:
    """Move the controls of each plant and print medians."""
    asked = argparse.ArgumentParser(description="How fast the plan follows a control.")
    asked.add_argument("--moves", type=int, default=20)
    count = asked.parse_args().moves
    say(machine())
    rows = []
    for name, question in plants():
        found = followed(question, count)
        rows.append((name, *summed(found)))
        say(f"{name}: {', '.join(told(one) for one in found)}")
    table(("plant", "moves", "shown", "slowest", "follows", "slowest", "settles", "slowest", "proved"), rows)


def plants() -> Iterator[tuple[str, Question]]:
    """Return the plants whose controls are moved."""
    yield "cannery, 59 measures", read_question(ROOT / "scenarios" / "base.toml")
    for seed in (0, 1):
        plant = plant_with(60, seed)
        yield f"made plant {seed}, 60 measures", Question(plant.case, plant.scenario)


def followed(question: Question, count: int) -> list[Followed]:
    """Make so many moves in turn, each from the scenario's own settings, with its plan saved."""
    saved = solve(question.case, moved(question, ControlPositions()).scenario).figures.decision
    pool = Pool()
    pool.warm()
    time.sleep(3)
    try:
        return [_followed(pool, moved(question, move), saved) for move in moves(question)[:count]]
    finally:
        pool.close()


def moves(question: Question) -> list[ControlPositions]:
    """Return twenty moves: budgets, climate targets (if the page has that control), discount rates, prices."""
    own, now = own_funds(question.scenario), target(question)
    targets = TARGETS if baseline(question) is not None else ()
    fewer = len(targets) // 2
    assert own is not None
    stream = max(question.case.streams, key=lambda one: first_price(question, one.stream) * (one.baseline or 1)).stream
    price = first_price(question, stream)
    return [
        *(ControlPositions(budget=own * Decimal(share)) for share in BUDGETS),
        *(ControlPositions(target=now + Decimal(share)) for share in targets),
        *(ControlPositions(rate=Decimal(rate)) for rate in RATES[fewer:]),
        *(ControlPositions(stream=stream, price=price * Decimal(share)) for share in PRICES[fewer:]),
    ]


def _followed(pool: Pool, question: Question, saved: Decision) -> Followed:
    """Watch one move as the page does: the saved plan is shown as long as nothing better is known."""
    began = time.monotonic()
    job = pool.ask("benchmark", "base", question, live=True)
    still = figures_of(question, saved)
    seen: list[tuple[float, Figures]] = []
    while True:
        now = pool.job("benchmark", job.id)
        assert now is not None
        shown = better(question, _figures(now), still)
        if shown is not None and (not seen or shown.objective != seen[-1][1].objective):
            seen.append((time.monotonic() - began, shown))
        if now.ended:
            break
        time.sleep(OFTEN)
    settles = time.monotonic() - began
    state = now.outcome.status if now.outcome is not None else now.state
    if not seen:
        return Followed(None, None, settles, state)
    best = seen[-1][1].objective
    follows = next(when for when, figures in seen if abs(best - figures.objective) <= CLOSE * abs(best))
    return Followed(seen[0][0], follows, settles, state)


def _figures(job: Job) -> Figures | None:
    return getattr(job.outcome, "figures", None) or job.news.figures


def summed(found: list[Followed]) -> tuple[object, ...]:
    """Return medians and the slowest; a move without any plan settles too."""
    shown = [one.shown for one in found if one.shown is not None]
    follows = [one.follows for one in found if one.follows is not None]
    settles = [one.settles for one in found]
    proved = sum(one.state in ("optimal", "infeasible") for one in found)
    return len(found), *(each for times in (shown, follows, settles) for each in (median(times), max(times))), proved


def told(one: Followed) -> str:
    """Return a summary of one move."""
    return f"{'–' if one.follows is None else format(one.follows, '.1f')}/{one.settles:.1f} {one.state}"


if __name__ == "__main__":
    main()
