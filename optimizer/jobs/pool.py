"""A pool with one worker per core and a fair queue.

    pool = Pool(on_done=keep)
    job = pool.ask(owner, "base", question)        returns at once; joins the same question if already queued or running
    job = pool.job(owner, job.id)                  current state: position, best so far, outcome
    pool.cancel(job)                               the best so far is the answer
    pool.prepare(owner, "base", questions)         solved while nobody waits, for `ask(…, live=True)` to find

Thread-safe; no call waits for a worker. However the program ends, it leaves no
workers behind.
"""

from __future__ import annotations

import atexit
import logging
import secrets
import threading
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from optimizer.errors import Problem
from optimizer.jobs.run import FAULT, Ending, JobRun
from optimizer.jobs.seat import Seat
from optimizer.jobs.turns import in_turn
from optimizer.limits import KEPT_JOBS, WAITING_QUESTIONS
from optimizer.locales import noted
from optimizer.processes import cores
from optimizer.reports.answer import answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from optimizer.figures import Figures
    from optimizer.jobs.job import Job, State, Use
    from optimizer.jobs.run import Reason
    from optimizer.question import Question

GRACE = 15.0
LONGEST = 3600.0
SOFT = 2.0
IDLE = 60.0
KEPT = 600.0
CROWDED = noted("{most} of your scenarios are already waiting: let some finish, or cancel them.")
CLOSING = noted("The program is shutting down.")
NOT_KEPT = noted("This answer could not be saved to disk. Code of this message: {id}")

log = logging.getLogger(__name__)


class Pool:
    """Answers questions in worker processes, at most `size` at a time, and reports their states.

    `on_done` is called once per job whose answer is to be kept, before its state changes, unless the job was replaced;
    it runs in a thread of the pool. Answers stay here for ten minutes, or until the next question under that name.
    `idle`, `grace` and `soft` are seconds: until an idle worker ends, allowed beyond a question's own time
    limit, and between asking a worker to stop and killing it.
    """

    def __init__(
        self,
        on_done: Callable[[Job], None] | None = None,
        *,
        size: int | None = None,
        idle: float = IDLE,
        grace: float = GRACE,
        soft: float = SOFT,
    ) -> None:
        self._on_done, self._grace, self._soft = on_done, grace, soft
        self._lock = threading.Lock()
        self._runs: dict[str, JobRun] = {}
        self._served: dict[str, float] = {}
        self._asked = 0
        self._closed = False
        self._seats = [Seat(idle) for _ in range(size or cores())]
        atexit.register(self.close)

    def ask(self, owner: str, name: str, question: Question, *, live: bool = False) -> Job:
        """Submit a question; return at once.

        `owner` identifies the project, `name` the scenario (its file stem). The same question
        under the same name is joined if it is queued or running; a different one is cancelled as obsolete.
        Live questions go to the front, and have their own names; what was prepared or answered live before is answered
        at once. Beyond 20 waiting per owner, questions fail.
        """
        use: Use = "live" if live else "kept"
        with self._lock:
            self._forget()
            former = [run for run in self._runs.values() if run.key == (owner, name, use)]
            for run in former:
                if run.state in ("queued", "running") and run.question.sha256 == question.sha256:
                    return self._told(run)
            for run in former:
                self._replace(run)
            asked = self._taken_over(owner, name, question) if live else None
            if asked is None:
                asked = self._new(owner, name, question, use)
                self._admit(asked)
            self._dispatch()
            return self._told(asked)

    def prepare(self, owner: str, name: str, questions: Iterable[Question]) -> None:
        """Solve questions in this order while no other question waits; drop what else was to be prepared for this name.

        None is begun while a question that somebody asked is being solved. One worker stays free of them, if there are
        two or more, and a question that is asked stops them if it needs their worker.
        """
        wanted = {question.sha256: question for question in questions}
        with self._lock:
            of_name = [run for run in self._runs.values() if (run.owner, run.name) == (owner, name)]
            for run in of_name:
                if run.use == "ahead" and not run.ended and run.question.sha256 not in wanted:
                    self._stop(run, "cancelled")
            known = {run.question.sha256 for run in of_name if run.use != "kept" and run.state != "cancelled"}
            for sha, question in wanted.items():
                if sha not in known:
                    run = self._new(owner, name, question, "ahead")
                    self._runs[run.id] = run
            self._dispatch()

    def job(self, owner: str, job: str) -> Job | None:
        """Return the current state of an owner's job; None if unknown, expired or replaced."""
        with self._lock:
            run = self._runs.get(job)
            return self._told(run) if run is not None and run.owner == owner else None

    def jobs(self, owner: str) -> tuple[Job, ...]:
        """Return the current states of all of an owner's jobs, in order of submission."""
        with self._lock:
            self._forget()
            places = self._places()
            return tuple(run.told(places.get(run.id)) for run in self._runs.values() if run.owner == owner)

    def figures(self, owner: str, name: str) -> tuple[Figures, ...]:
        """Return the best plans so far of an owner's live and prepared questions, each for its own question."""
        with self._lock:
            runs = [run for run in self._runs.values() if (run.owner, run.name) == (owner, name) and run.use != "kept"]
            return tuple(figures for run in runs if (figures := run.best_figures) is not None)

    def cancel(self, job: Job) -> None:
        """Stop a job, by force after two seconds. The best plan so far becomes its answer."""
        with self._lock:
            run = self._runs.get(job.id)
            if run is not None and run.owner == job.owner:
                self._stop(run, "cancelled")

    def warm(self) -> None:
        """Start a worker unless a free one is running, so that the next question needn't wait for it."""
        with self._lock:
            free = [seat for seat in self._seats if seat.run is None]
            if free and not self._closed and not any(seat.is_warm for seat in free):
                free[0].warm()

    def close(self) -> None:
        """End all workers; running and waiting jobs fail. Nothing is left when this returns."""
        atexit.unregister(self.close)
        with self._lock:
            self._closed = True
            for run in self._runs.values():
                if not run.ended:
                    self._end(run, Ending(problem=Problem("", CLOSING)), "failed")
            for seat in self._seats:
                seat.close()
        for seat in self._seats:
            seat.wait()

    def _new(self, owner: str, name: str, question: Question, use: Use) -> JobRun:
        self._asked += 1
        return JobRun(secrets.token_hex(6), owner, name, question, use, self._asked)

    def _replace(self, run: JobRun) -> None:
        """Stop and forget a run, or keep a live answer for the case that controls return to where they were."""
        if run.use == "live" and run.state == "done":
            run.use = "ahead"
            return
        self._stop(run, "cancelled")
        if run.ended:
            self._runs.pop(run.id, None)

    def _taken_over(self, owner: str, name: str, question: Question) -> JobRun | None:
        """Return the run that prepares or prepared this answer, now a live one; None if there is none."""
        found = (
            run
            for run in self._runs.values()
            if (run.owner, run.name, run.use) == (owner, name, "ahead")
            and run.state in ("queued", "running", "done")
            and run.question.sha256 == question.sha256
        )
        run = next(found, None)
        if run is not None:
            self._asked += 1
            run.use, run.number = "live", self._asked
        return run

    def _admit(self, run: JobRun) -> None:
        waiting = sum(
            one.owner == run.owner and one.state == "queued" and one.use != "ahead" for one in self._runs.values()
        )
        self._runs[run.id] = run
        if self._closed:
            self._end(run, Ending(problem=Problem("", CLOSING)), "failed")
        elif waiting >= WAITING_QUESTIONS:
            self._end(run, Ending(problem=Problem("", CROWDED, values={"most": WAITING_QUESTIONS})), "failed")

    def _told(self, run: JobRun) -> Job:
        return run.told(self._places().get(run.id) if run.state == "queued" else None)

    def _places(self) -> dict[str, int]:
        return {run.id: place for place, run in enumerate(self._queue(), 1)}

    def _queue(self) -> list[JobRun]:
        waiting = [run for run in self._runs.values() if run.state == "queued"]
        return in_turn(waiting, [seat.run for seat in self._seats if seat.run is not None], self._served)

    def _forget(self) -> None:
        """Drop old or excess answers."""
        now = time.monotonic()
        ended = [run for run in self._runs.values() if run.over is not None]
        old = [run for run in ended if run.over is not None and now - run.over > KEPT]
        for run in (*old, *ended[: max(0, len(ended) - KEPT_JOBS)]):
            self._runs.pop(run.id, None)
        owners = {run.owner for run in self._runs.values()}
        self._served = {owner: when for owner, when in self._served.items() if owner in owners}

    def _dispatch(self) -> None:
        """Assign the next questions to free seats, those with a worker first."""
        if self._closed:
            return
        for seat in sorted((seat for seat in self._seats if seat.run is None), key=lambda seat: not seat.is_warm):
            queue = self._queue()
            if not queue or (queue[0].use == "ahead" and self._is_enough_ahead()):
                return
            run = seat.run = queue[0]
            run.state, run.began = "running", time.monotonic()
            if run.use != "ahead":
                self._served[run.owner] = run.began
            seat.give(partial(self._carry_out, seat, run))
        self._make_way()

    def _is_enough_ahead(self) -> bool:
        """Return whether what nobody asked must wait: for what somebody asked, or to leave a seat for it."""
        runs = [seat.run for seat in self._seats if seat.run is not None]
        return any(run.use != "ahead" for run in runs) or len(runs) >= max(1, len(self._seats) - 1)

    def _make_way(self) -> None:
        """Stop as many of the questions that nobody asked as there are others waiting."""
        waiting = sum(run.use != "ahead" for run in self._queue())
        ahead = [seat.run for seat in self._seats if seat.run is not None and seat.run.use == "ahead"]
        leaving = sum(run.state == "stopping" for run in ahead)
        for run in [run for run in ahead if run.state == "running"][: max(0, waiting - leaving)]:
            self._stop(run, "cancelled")

    def _carry_out(self, seat: Seat, run: JobRun) -> None:
        """Answer a question in its seat's thread; the seat is always freed afterwards."""
        try:
            ending = self._answered(seat, run)
        except Exception as fault:
            log.exception("job %s", run.id)
            ending = run.failed(FAULT, repr(fault))
        state = run.state_after(ending)
        ending = self._kept(run, ending, state)
        if ending.log and not self._closed:
            log.error("job %s (%s): %s", run.id, run.name, ending.log)
        if state == "failed":
            seat.rest()
        with self._lock:
            self._end(run, ending, state)
            seat.run = None
            self._dispatch()

    def _answered(self, seat: Seat, run: JobRun) -> Ending:
        child = seat.ready()
        with self._lock:
            if run.reason is not None or run.ended:
                return run.best_so_far()
            run.child = child
        limit = min(float(run.question.scenario.solver.time_limit) + self._grace, LONGEST)
        timer = _later(limit - self._soft, partial(self._too_late, run))
        try:
            return run.carry_out(child)
        finally:
            timer.cancel()
            run.child = None

    def _kept(self, run: JobRun, ending: Ending, state: State) -> Ending:
        """Return the ending with its answer as JSON, after passing it to `on_done`."""
        if ending.outcome is None:
            return ending
        run.entry = answer(run.question, ending.outcome)
        with self._lock:
            wanted = self._on_done is not None and run.use == "kept" and not run.ended and self._is_last(run)
        if self._on_done is None or not wanted:
            return ending
        try:
            self._on_done(replace(run.told(), state=state, outcome=ending.outcome, problem=ending.problem))
        except Exception:
            log.exception("job %s could not be kept", run.id)
            return replace(ending, problem=Problem("", NOT_KEPT, values={"id": run.id}, warning=True))
        return ending

    def _is_last(self, run: JobRun) -> bool:
        return not any(one.key == run.key and one.number > run.number for one in self._runs.values())

    def _end(self, run: JobRun, ending: Ending, state: State) -> None:
        """Mark a run as ended; later news is ignored."""
        if run.ended:
            return
        run.ending, run.state, run.over = ending, state, time.monotonic()
        if not self._is_last(run) or (run.use == "ahead" and state == "cancelled"):
            self._runs.pop(run.id, None)

    def _stop(self, run: JobRun, reason: Reason) -> None:
        """Stop a run: at once if it waits; softly, then by force, if it is running."""
        if run.state == "queued":
            self._end(run, Ending(), "cancelled")
        elif run.state == "running":
            run.state, run.reason = "stopping", reason
            if (child := run.child) is not None:
                child.send({"stop": run.id})
                _later(self._soft, partial(self._kill, run))

    def _too_late(self, run: JobRun) -> None:
        with self._lock:
            self._stop(run, "late")

    def _kill(self, run: JobRun) -> None:
        with self._lock:
            if (child := run.child) is not None:
                child.kill()


def _later(seconds: float, errand: Callable[[], None]) -> threading.Timer:
    """Schedule a cancellable call; it doesn't keep the program alive."""
    timer = threading.Timer(max(seconds, 0.0), errand)
    timer.daemon = True
    timer.start()
    return timer
