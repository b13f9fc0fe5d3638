"""The state of a question being solved: immutable snapshots of plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from decimal import Decimal

    from optimizer.errors import Problem
    from optimizer.figures import Figures
    from optimizer.outcome import Outcome
    from optimizer.question import Question

State = Literal["queued", "running", "stopping", "done", "cancelled", "failed"]
Use = Literal["kept", "live", "ahead"]
"""What an answer is for: to be kept; to be looked at while controls move; to be there before anybody asks."""


@dataclass(frozen=True)
class JobProgress:
    """The progress of a search, in the goal's unit; None before there is a plan or a bound.

    `figures` (and `best`, their objective) were evaluated here; `bound` is reported by the solver.
    """

    best: Decimal | None = None
    bound: float | None = None
    seconds: float = 0.0
    figures: Figures | None = None


@dataclass(frozen=True)
class Job:
    """A submitted question in its current state.

    `use` says what the answer is for. `position` in the queue counts from 1 and is None if it isn't waiting.
    `seconds` is how long it has been running. `outcome` (every figure evaluated here) and `entry` (the same as JSON,
    docs/formats.md) are set once it is done; if it was cancelled while running, with the best so far as a `feasible`
    answer, or `undecided`. `problem` says why it failed, or qualifies its answer; show it with
    `tr(problem.text, **problem.values)`.
    """

    id: str
    owner: str
    name: str
    question: Question
    use: Use
    state: State
    position: int | None = None
    seconds: float = 0.0
    news: JobProgress = JobProgress()
    outcome: Outcome | None = None
    entry: dict[str, Any] | None = None
    problem: Problem | None = None

    @property
    def ended(self) -> bool:
        """Return whether it has ended."""
        return self.state in ("done", "cancelled", "failed")
