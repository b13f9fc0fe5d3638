"""What is told of one question on its way to an answer: plain values, a new one each time somebody looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from decimal import Decimal

    from optimizer.errors import Problem
    from optimizer.evaluation import Figures
    from optimizer.outcome import Outcome
    from optimizer.question import Question

State = Literal["queued", "running", "stopping", "done", "cancelled", "failed"]


@dataclass(frozen=True)
class News:
    """How far a search is, in the goal's unit; None before there is a plan or a bound.

    `figures` (and `best`, their objective) were evaluated here; `bound` is what the solver says so far.
    """

    best: Decimal | None = None
    bound: float | None = None
    seconds: float = 0.0
    figures: Figures | None = None


@dataclass(frozen=True)
class Job:
    """A question that was asked, as it stands now.

    `position` in the queue counts from 1 and is None for what does not wait. `seconds` is how long it has been
    running. `outcome` (every figure evaluated here) and `entry` (the same as formats.md 3) are there once it is
    done, and for one cancelled while it ran: the best so far as a `feasible` answer, or `undecided`. `problem`
    says why it failed, or what is to be known of its answer; say it with `tr(problem.text, **problem.values)`.
    """

    id: str
    owner: str
    name: str
    question: Question
    live: bool
    state: State
    position: int | None = None
    seconds: float = 0.0
    news: News = News()
    outcome: Outcome | None = None
    entry: dict[str, Any] | None = None
    problem: Problem | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("done", "cancelled", "failed")
