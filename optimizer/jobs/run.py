"""A question being answered by a worker: its news and its ending."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from optimizer.decimals import Decimal, exact
from optimizer.decision import decision_in
from optimizer.errors import CpeeError, Problem, SolverFault
from optimizer.evaluation import Evaluator
from optimizer.jobs.job import Job, JobProgress
from optimizer.locales import noted
from optimizer.metrics import metrics_of
from optimizer.outcome import Effort, Outcome, Solved, Ties, Undecided
from optimizer.reports.record import figures_of, outcome_of
from optimizer.terms import RELATIVE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.figures import Figures
    from optimizer.jobs.child import Child
    from optimizer.jobs.job import State, Use
    from optimizer.question import Question

Reason = Literal["cancelled", "late"]
ENDED = noted(
    "The solver ended without an answer. Solve again; if it happens again, give your administrator this code: {id}"
)
TOO_LARGE = noted("This scenario needs more memory than one solve may use. Code of this message: {id}")
FAULT = noted("Solving failed because of an internal error. Give your administrator this code: {id}")
LATE = noted("The solver did not finish in time and was stopped: this is the best plan found.")


@dataclass(frozen=True)
class Ending:
    """How a run ended: with an outcome or a problem, and a text for the log."""

    outcome: Outcome | None = None
    problem: Problem | None = None
    log: str = ""


@dataclass(eq=False)
class JobRun:
    """A question being solved. The pool changes it under its lock; `news` is written by the run's own thread."""

    id: str
    owner: str
    name: str
    question: Question
    use: Use
    number: int
    state: State = "queued"
    news: JobProgress = field(default_factory=JobProgress)
    entry: dict[str, Any] | None = None
    ending: Ending = field(default_factory=Ending)
    reason: Reason | None = None
    child: Child | None = None
    began: float | None = None
    over: float | None = None

    @property
    def seconds(self) -> float:
        """Return how long it has been running, or ran."""
        return 0.0 if self.began is None else (self.over or time.monotonic()) - self.began

    @property
    def ended(self) -> bool:
        """Return whether it has ended."""
        return self.over is not None

    @property
    def key(self) -> tuple[str, ...]:
        """Return the key by which a later question replaces it; of what is solved ahead, nothing is replaced."""
        return self.owner, self.name, self.use, *([self.id] if self.use == "ahead" else [])

    @property
    def best_figures(self) -> Figures | None:
        """Return the figures of its answer, or of the best plan so far; None before there is one."""
        outcome = self.ending.outcome
        return outcome.figures if isinstance(outcome, Solved) else self.news.figures

    def told(self, position: int | None = None) -> Job:
        """Return a snapshot of the run."""
        return Job(
            self.id, self.owner, self.name, self.question, self.use, self.state, position, self.seconds,
            self.news, self.ending.outcome, self.entry, self.ending.problem,
        )  # fmt: skip

    @cached_property
    def _evaluator(self) -> Evaluator:
        return Evaluator(self.question.case, self.question.scenario)

    def carry_out(self, child: Child) -> Ending:
        """Have a worker answer the question; its plans are evaluated here."""
        child.send({"solve": self.id, "inputs": self.question.inputs})
        while (message := child.receive()) is not None:
            if message.get("job") != self.id:
                continue
            if "news" not in message:
                return self._answered(message, child)
            self._hear(message["news"])
        if self.reason is None:
            return self.failed(ENDED, f"worker {child.pid} ended: {child.said}")
        return self.best_so_far()

    def _hear(self, news: Mapping[str, Any]) -> None:
        """Record news with a valid better plan, or a bound alone."""
        figures, decision = self.news.figures, None if news["plan"] is None else decision_in(news["plan"])
        if decision is not None and (figures is None or decision != figures.decision):
            figures = figures_of(self.question, decision, self._evaluator) or figures
        best = None if figures is None else figures.objective
        self.news = JobProgress(best, news["bound"], self.seconds, figures)

    def _answered(self, message: Mapping[str, Any], child: Child) -> Ending:
        if "answer" not in message:
            text = TOO_LARGE if message.get("fault") == "MemoryError" else FAULT
            return self.failed(text, f"the worker says {message.get('fault')}: {child.said}")
        try:
            outcome = outcome_of(self.question, message["answer"])
            if outcome.status != "invalid" and message["answer"]["provenance"]["inputs_sha256"] != self.question.sha256:
                raise SolverFault("an answer to another question")
        except CpeeError as reason:
            return self.failed(FAULT, str(reason))
        return Ending(outcome)

    def state_after(self, ending: Ending) -> State:
        """Return the final state of the run: cancelled if it was cancelled and nothing is proved."""
        outcome = ending.outcome
        if outcome is None:
            return "failed"
        proved = outcome.status in ("optimal", "infeasible", "invalid")
        return "cancelled" if self.reason == "cancelled" and not proved else "done"

    def failed(self, text: str, log: str) -> Ending:
        """Return an ending without an answer: a message with the code to find details in the log."""
        return Ending(problem=Problem("", text, values={"id": self.id}), log=log)

    def best_so_far(self) -> Ending:
        """Return the best reported plan as an answer if the worker can't give one any more."""
        late = Problem("", LATE, warning=True) if self.reason == "late" else None
        figures, effort = self.news.figures, Effort(self.seconds)
        if figures is None:
            return Ending(Undecided(effort), late)
        bound = _credible(self.question, figures, self.news.bound)
        return Ending(Solved(figures, bound, optimal=False, proofs=(), ties=Ties.UNSETTLED, effort=effort), late)


@exact
def _credible(question: Question, figures: Figures, bound: float | None) -> Decimal | None:
    """Return a bound consistent with the plan: its objective if they agree, None if the plan refutes it."""
    if bound is None:
        return None
    objective, ahead = figures.objective, Decimal(repr(bound)) - figures.objective
    if abs(ahead) <= RELATIVE * abs(objective):
        return objective
    minimised = metrics_of(question.case)[question.scenario.goal].minimised
    return Decimal(repr(bound)) if (ahead < 0) == minimised else None
