"""The answer to a scenario: from disk or new; current or older than its inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.errors import InvalidInput
from optimizer.evaluation import Evaluator
from optimizer.outcome import Infeasible, Solved
from optimizer.ui.shared import state

if TYPE_CHECKING:
    from optimizer.errors import Problem
    from optimizer.jobs.job import Job
    from optimizer.outcome import Outcome
    from optimizer.question import Question


@dataclass(frozen=True)
class Answer:
    """An answer to a scenario: its question, outcome and JSON; `current` while the inputs are unchanged."""

    question: Question
    outcome: Outcome
    entry: dict[str, Any]
    current: bool

    @property
    def claimed(self) -> bool:
        """Return whether it came from someone else, so that its proof is only claimed."""
        return isinstance(self.outcome, Solved | Infeasible) and self.outcome.claimed

    @property
    def stamp(self) -> str:
        """Return a key that identifies the answer."""
        return f"{self.question.sha256} {self.entry.get('provenance')}"


def answer_to(stem: str) -> Answer | None:
    """Return the last answer to a scenario of the open project; None if there is none yet."""
    kept = state.last(stem)
    if kept is not None:
        return Answer(kept.question, kept.outcome, kept.entry, kept.current)
    job = state.job(stem)
    if job is not None and job.outcome is not None and job.entry is not None:
        return Answer(job.question, job.outcome, job.entry, _still_asked(stem, job))
    return None


def _still_asked(stem: str, job: Job) -> bool:
    asked = asks(stem)
    return not isinstance(asked, tuple) and asked.sha256 == job.question.sha256


def asks(stem: str) -> Question | tuple[Problem, ...]:
    """Return a scenario's question, or all of its errors."""
    try:
        return state.question(stem)
    except InvalidInput as bad:
        return bad.problems


def evaluator_of(answer: Answer) -> Evaluator:
    """Return the evaluator of an answer's question, cached in the session."""
    made = lambda: Evaluator(answer.question.case, answer.question.scenario)  # noqa: E731
    return state.remembered("evaluator", answer.question.sha256, made)
