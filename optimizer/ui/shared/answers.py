"""The answer to a scenario as it stands: kept on disk, or just come in; current, or older than its inputs."""

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
    """An answer to a scenario: to which question, what came out, its JSON; `current` while the inputs are the same."""

    question: Question
    outcome: Outcome
    entry: dict[str, Any]
    current: bool

    @property
    def claimed(self) -> bool:
        """Whether somebody sent it, and what it says was proved is not proved here."""
        return isinstance(self.outcome, Solved | Infeasible) and self.outcome.claimed

    @property
    def stamp(self) -> str:
        """What tells answers apart."""
        return f"{self.question.sha256} {self.entry.get('provenance')}"


def answer_to(stem: str) -> Answer | None:
    """The last answer to a scenario of the open project; None where there is none yet."""
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
    """What a scenario of the open project asks, or everything that is wrong with it."""
    try:
        return state.question(stem)
    except InvalidInput as bad:
        return bad.problems


def evaluator_of(answer: Answer) -> Evaluator:
    """The evaluator of an answer's question, kept in the session."""
    made = lambda: Evaluator(answer.question.case, answer.question.scenario)  # noqa: E731
    return state.remembered("evaluator", answer.question.sha256, made)
