"""The status of each scenario: running, answered, out of date, invalid; in a word and a sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from optimizer.locales import noted, tr, trn
from optimizer.outcome import Solved
from optimizer.reports.plan_words import certainty
from optimizer.reports.terminal import sentence
from optimizer.ui.shared import state
from optimizer.ui.shared.answers import Answer, answer_to, asks
from optimizer.ui.shared.solving import told
from optimizer.ui.shared.texts import plain
from optimizer.words import status_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.errors import Problem
    from optimizer.figures import Figures
    from optimizer.jobs.job import Job
    from optimizer.projects.project import Project
    from optimizer.question import Question

Colour = Literal["gray", "blue", "green", "orange", "red"]
COLOURS: dict[str, Colour] = {
    "optimal": "green",
    "feasible": "orange",
    "infeasible": "red",
    "undecided": "orange",
    "invalid": "red",
}
ON_ITS_WAY = {
    "queued": noted("waiting"),
    "running": noted("running"),
    "stopping": noted("stopping"),
}


@dataclass(frozen=True)
class ScenarioStatus:
    """The status of a scenario: a coloured word, a sentence, and whether to solve it (again).

    `wanted` means that it is valid and has no current proved answer. `figures` are those of its plan, or of the best
    one so far, for `question`; `proof` says how sure it is that no plan is better.
    """

    word: str
    colour: Colour
    sentence: str
    job: Job | None = None
    wanted: bool = False
    askable: bool = True
    old: bool = False
    question: Question | None = None
    figures: Figures | None = None
    proof: str = ""

    @property
    def badges(self) -> str:
        """Return the word as a badge, with a sign if a tooltip has the proof; another if the inputs have changed."""
        old = f" :orange-badge[{plain(tr('out of date'))}]" if self.old else ""
        sign = ":material/info: " if self.proof else ""
        return f":{self.colour}-badge[{sign}{plain(self.word)}]{old}"


def standing_of(project: Project, stem: str, job: Job | None) -> ScenarioStatus:
    """Return a scenario's current status, given its latest job."""
    asked = asks(stem)
    if job is not None and not job.ended:
        word, way = tr(ON_ITS_WAY[job.state]), _way(asked, job)
        return ScenarioStatus(word, "blue", way, job, question=job.question, figures=job.news.figures)
    if isinstance(asked, tuple):
        return ScenarioStatus(status_text("invalid"), "red", _wrong(asked), askable=False)
    if job is not None and job.problem is not None and job.state == "failed":
        return ScenarioStatus(tr("failed"), "red", job.problem.told, wanted=True)
    answer = _answer(project, stem, asked, job)
    if answer is None:
        return ScenarioStatus(tr("not solved yet"), "gray", "", wanted=True)
    return _answered(answer)


def _way(asked: Question | tuple[Problem, ...], job: Job) -> str:
    """Return a job's progress, and whether its question is still the scenario's."""
    queued = job.state == "queued"
    said = tr("number {position} in the queue", position=job.position or 1) if queued else told(job)
    if isinstance(asked, tuple) or asked.sha256 != job.question.sha256:
        return tr("{progress} (the inputs have changed since it started)", progress=said)
    return said


def _wrong(problems: Iterable[Problem]) -> str:
    errors = [one for one in problems if not one.warning]
    more = len(errors) - 1
    left = trn("… and {count} more", "… and {count} more", more) if more > 0 else ""
    return f"{errors[0]} {left}".strip() if errors else ""


def _answer(project: Project, stem: str, asked: Question, job: Job | None) -> Answer | None:
    """Return the answer, reread only if the question or the answer's file has changed."""
    path = project.runs_folder / f"{stem}.json"
    stamp = path.stat().st_mtime_ns if path.is_file() else None
    return state.remembered(
        f"standing {stem}", (stamp, asked.sha256, job.id if job else None, job.state if job else None),
        lambda: answer_to(stem),
    )  # fmt: skip


def _answered(answer: Answer) -> ScenarioStatus:
    question, outcome = answer.question, answer.outcome
    done = answer.current and outcome.status in ("optimal", "infeasible") and not answer.claimed
    found = ScenarioStatus(
        tr("claimed") if answer.claimed else status_text(outcome.status),
        "orange" if answer.claimed else COLOURS[outcome.status],
        "" if isinstance(outcome, Solved) else sentence(question, outcome),
        wanted=not done,
        old=not answer.current,
    )
    if not isinstance(outcome, Solved):
        return found
    return replace(found, question=question, figures=outcome.figures, proof=certainty(question, outcome))
