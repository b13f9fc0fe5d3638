"""Jobs are fair, are cancelled with the best so far, fail alone, are never crossed, and leave nothing behind."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest

from optimizer import Infeasible, Outcome, Question, Solved, Undecided, read_question, solve
from optimizer.errors import Problem
from optimizer.jobs import pool as jobs_pool
from optimizer.jobs.job import Job
from optimizer.jobs.pool import Pool
from optimizer.limits import WAITING_QUESTIONS, WORKER_MEMORY
from optimizer.reports.answer import answer
from optimizer.shipped import scenario
from tests.benchmarks.plants import without_floor

pytestmark = pytest.mark.skipif(os.name != "posix", reason="workers are frozen with signals")
PATIENCE = 120.0  # how long what must come may take on a busy machine
Pools = Callable[..., Pool]


def pids(pool: Pool) -> list[int]:
    return [seat.child.pid for seat in pool._seats if seat.child is not None and seat.child.alive]


def runs(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def until(true: Callable[[], Any], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


@pytest.fixture
def pools() -> Iterator[Pools]:
    """Makes pools, and sees that none leaves a process behind."""
    made: list[Pool] = []

    def make(**options: Any) -> Pool:
        made.append(Pool(**{"size": 1, **options}))
        return made[-1]

    yield make
    for pool in made:
        left = pids(pool)
        pool.close()
        assert not [pid for pid in left if runs(pid)]


@pytest.fixture(scope="module")
def shared() -> Iterator[Pool]:
    """One pool for tests that only ask."""
    pool = Pool(size=1)
    yield pool
    pool.close()


@pytest.fixture(scope="module")
def pair() -> Iterator[Pool]:
    """One pool with two seats for tests that ask much at once."""
    pool = Pool(size=2)
    yield pool
    pool.close()


def now(pool: Pool, job: Job) -> Job:
    found = pool.job(job.owner, job.id)
    assert found is not None
    return found


def ended(pool: Pool, job: Job) -> Job:
    until(lambda: now(pool, job).ended)
    return now(pool, job)


def teaching() -> Question:
    return read_question(scenario("teaching"))


def with_total(total: int) -> Question:
    """The teaching case with this budget in all and no limits: a plan for every purse."""
    question = teaching()
    budget = question.scenario.budget.model_copy(update={"total": Decimal(total)})
    return replace(question, scenario=question.scenario.model_copy(update={"budget": budget, "limits": ()}))


def impossible() -> Question:
    """The teaching case with a limit that nothing meets."""
    question = teaching()
    (limit,) = question.scenario.limits
    far = limit.model_copy(update={"at_least": Decimal(1_000_000)})
    return replace(question, scenario=question.scenario.model_copy(update={"limits": (far,)}))


def slow(measures: int = 70, seconds: int = 60) -> Question:
    """A question that takes over a minute, however fast the machine, and has a first plan soon."""
    plant = without_floor(measures, 0)
    return Question(plant.case, plant.within("0", 2, seconds))


def frozen(pool: Pool) -> int:
    """The pool's worker, held still: what it is asked takes until it is thawed."""
    pool.warm()
    until(lambda: pids(pool))
    (pid,) = pids(pool)
    freeze(pid)
    return pid


def freeze(pid: int) -> None:
    os.kill(pid, signal.SIGSTOP)


def handed_over(pool: Pool, job: Job) -> Job:
    """The job once its worker was given it: what happens to that worker from then on happens to the job, too."""
    until(lambda: pool._runs[job.id].child is not None)
    return job


def thaw(pid: int) -> None:
    os.kill(pid, signal.SIGCONT)


def found(pool: Pool, job: Job) -> Job:
    """The job once it has a plan worth keeping."""
    until(lambda: (figures := now(pool, job).news.figures) is not None and figures.decision.starts)
    return now(pool, job)


def told(question: Question, outcome: Outcome | None) -> dict[str, Any]:
    """All of an answer but how long it took."""
    assert outcome is not None
    entry = answer(question, outcome)
    return {**entry, "provenance": {**entry["provenance"], "seconds": None}}


def test_an_answer_is_the_same_whoever_solves(shared: Pool) -> None:
    for question in (teaching(), with_total(0), impossible()):
        job = ended(shared, shared.ask("ann", "base", question))
        assert (job.state, job.problem) == ("done", None)
        assert told(question, job.outcome) == told(question, solve(question.case, question.scenario))
        assert job.entry == answer(question, job.outcome)  # type: ignore[arg-type]


def test_why_nothing_is_possible_arrives_with_the_answer(shared: Pool) -> None:
    job = ended(shared, shared.ask("ann", "impossible", impossible()))
    assert isinstance(job.outcome, Infeasible)
    assert job.outcome.conflict


def test_a_bad_question_is_answered_with_its_problems(shared: Pool) -> None:
    question = teaching()
    bad = replace(question, scenario=question.scenario.model_copy(update={"goal": "beauty"}))
    job = ended(shared, shared.ask("ann", "base", bad))
    assert job.state == "done"
    assert job.outcome is not None
    assert job.outcome.status == "invalid"


def test_twenty_owners_at_once_are_all_answered_and_none_crossed(pair: Pool) -> None:
    totals = {f"owner {n}": 35_000 * n for n in range(20)}
    jobs = {owner: pair.ask(owner, "base", with_total(total)) for owner, total in totals.items()}
    plans = set()
    for owner, job in jobs.items():
        question = with_total(totals[owner])
        done = ended(pair, job)
        assert done.owner == owner
        assert told(question, done.outcome) == told(question, solve(question.case, question.scenario))
        plans.add(str(told(question, done.outcome)["portfolio"]))
    assert len(plans) > 5


def test_what_many_threads_ask_at_once_is_answered(pair: Pool) -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    with ThreadPoolExecutor(8) as threads:
        asked = list(threads.map(lambda n: ended(pair, pair.ask(f"owner {n}", "base", with_total(n))), range(24)))
    assert [job.question.scenario.budget.total for job in asked] == list(range(24))
    assert {job.state for job in asked} == {"done"}


def test_nobody_sees_or_stops_what_others_ask(shared: Pool) -> None:
    pid = frozen(shared)
    job = shared.ask("ann", "base", teaching())
    assert shared.jobs("bob") == ()
    assert shared.job("bob", job.id) is None
    shared.cancel(replace(job, owner="bob"))
    assert now(shared, job).state == "running"
    thaw(pid)
    assert ended(shared, job).state == "done"


def test_a_second_question_waits_for_everybody_elses_first_and_positions_say_so(pools: Pools) -> None:
    kept: list[Job] = []
    pool = pools(on_done=kept.append)
    pid = frozen(pool)
    first, *others = [pool.ask("ann", f"s{n}", with_total(n)) for n in range(4)]
    bobs, cleos = pool.ask("bob", "base", teaching()), pool.ask("cleo", "base", teaching())
    assert now(pool, first).position is None
    assert [now(pool, job).position for job in (bobs, cleos, *others)] == [1, 2, 3, 4, 5]
    live = pool.ask("cleo", "base", with_total(7), live=True)
    assert [now(pool, job).position for job in (live, bobs)] == [1, 2]
    thaw(pid)
    until(lambda: len(kept) == 6)
    assert [job.id for job in kept] == [job.id for job in (first, bobs, others[0], cleos, *others[1:])]


def test_no_more_run_than_there_are_seats(pools: Pools) -> None:
    pool = pools(size=2, soft=0.2)
    question = slow()
    jobs = [pool.ask(f"owner {n}", "base", question) for n in range(4)]
    assert [now(pool, job).state for job in jobs] == ["running", "running", "queued", "queued"]
    until(lambda: len(pids(pool)) == 2)
    for pid in pids(pool):  # what they would compute meanwhile is of no interest
        freeze(pid)
    pool.cancel(jobs[0])
    until(lambda: now(pool, jobs[2]).state == "running")
    assert len(pids(pool)) <= 2


def test_too_many_waiting_are_refused_with_a_reason(pools: Pools) -> None:
    pool = pools()
    frozen(pool)
    jobs = [pool.ask("ann", f"s{n}", teaching()) for n in range(WAITING_QUESTIONS + 2)]
    assert {job.state for job in jobs[1:-1]} == {"queued"}
    assert jobs[-1].state == "failed"
    assert jobs[-1].problem is not None
    assert str(WAITING_QUESTIONS) in jobs[-1].problem.message
    assert pool.ask("bob", "base", teaching()).state == "queued"


def test_the_same_question_on_its_way_is_joined(shared: Pool) -> None:
    pid = frozen(shared)
    running, waiting = shared.ask("ann", "base", teaching()), shared.ask("ann", "other", teaching())
    assert shared.ask("ann", "base", teaching()).id == running.id
    assert shared.ask("ann", "other", teaching()).id == waiting.id
    assert shared.ask("bob", "base", teaching()).id not in (running.id, waiting.id)
    thaw(pid)
    ended(shared, waiting)
    assert shared.ask("ann", "base", teaching()).id != running.id


def test_another_question_under_the_same_name_replaces_the_one_on_its_way(pools: Pools) -> None:
    kept: list[Job] = []
    pool = pools(on_done=kept.append, soft=0.1)
    frozen(pool)
    old = handed_over(pool, pool.ask("ann", "base", with_total(1)))
    new = pool.ask("ann", "base", with_total(100_000))
    assert now(pool, old).state == "stopping"
    assert ended(pool, new).state == "done"
    assert pool.job("ann", old.id) is None
    assert [job.id for job in kept] == [new.id]


def test_a_cancelled_question_that_waits_is_gone_at_once(pools: Pools) -> None:
    pool = pools()
    frozen(pool)
    pool.ask("ann", "base", teaching())
    waiting = pool.ask("bob", "base", teaching())
    pool.cancel(waiting)
    assert now(pool, waiting).state == "cancelled"
    assert now(pool, waiting).outcome is None


def test_cancel_keeps_the_best_so_far_and_is_told_as_cancelled(pools: Pools) -> None:
    kept: list[Job] = []
    pool = pools(on_done=kept.append, soft=30.0)
    best = found(pool, job := pool.ask("ann", "base", slow())).news.best
    worker = pids(pool)
    pool.cancel(job)
    assert now(pool, job).state in ("stopping", "cancelled")
    done = ended(pool, job)
    assert done.state == "cancelled"
    assert isinstance(done.outcome, Solved)
    assert done.outcome.status == "feasible"
    assert best is not None
    assert done.outcome.figures.objective >= best
    assert [(job.id, job.state, job.entry) for job in kept] == [(done.id, "cancelled", done.entry)]
    assert pids(pool) == worker
    assert ended(pool, pool.ask("ann", "base", teaching())).state == "done"


def test_a_worker_that_does_not_stop_is_ended_and_the_best_so_far_is_the_answer(pools: Pools) -> None:
    pool = pools(soft=0.2)
    found(pool, job := pool.ask("ann", "base", slow()))
    (pid,) = pids(pool)
    freeze(pid)
    pool.cancel(job)
    done = ended(pool, job)
    assert done.state == "cancelled"
    assert isinstance(done.outcome, Solved)
    assert done.outcome.figures == done.news.figures
    assert done.outcome.figures.feasible
    assert done.outcome.bound is None or done.outcome.bound >= done.outcome.figures.objective
    assert done.entry is not None
    assert done.entry["status"] == "feasible"
    assert not runs(pid)
    assert ended(pool, pool.ask("ann", "base", teaching())).state == "done"


def test_without_any_plan_a_cancelled_question_is_undecided(pools: Pools) -> None:
    pool = pools(soft=0.1)
    frozen(pool)
    job = handed_over(pool, pool.ask("ann", "base", teaching()))
    pool.cancel(job)
    done = ended(pool, job)
    assert done.state == "cancelled"
    assert isinstance(done.outcome, Undecided)


def test_a_crash_is_one_failed_job_and_the_next_one_works(pools: Pools, caplog: pytest.LogCaptureFixture) -> None:
    pool = pools()
    pid = frozen(pool)
    job, other = handed_over(pool, pool.ask("ann", "base", teaching())), pool.ask("bob", "base", teaching())
    os.kill(pid, signal.SIGKILL)
    done = ended(pool, job)
    assert done.state == "failed"
    assert done.outcome is None
    assert_told_with_its_code(done, caplog)
    assert ended(pool, other).state == "done"


def test_a_worker_that_died_in_its_sleep_fails_nobody(pools: Pools) -> None:
    pool = pools()
    ended(pool, pool.ask("ann", "base", teaching()))
    (pid,) = pids(pool)
    os.kill(pid, signal.SIGKILL)
    until(lambda: not pids(pool))
    assert ended(pool, pool.ask("ann", "base", teaching())).state == "done"


class Nonsense(Question):
    """A question that no worker understands."""

    inputs: ClassVar[Any] = {"case": {"name": "no such case"}, "scenario": {}}  # type: ignore[misc]


def test_a_fault_is_told_with_a_code_and_the_log_has_the_rest(shared: Pool, caplog: pytest.LogCaptureFixture) -> None:
    sound = teaching()
    job = ended(shared, shared.ask("ann", "base", Nonsense(sound.case, sound.scenario)))
    assert job.state == "failed"
    assert_told_with_its_code(job, caplog)
    assert "ValidationError" in caplog.text
    assert ended(shared, shared.ask("ann", "base", sound)).state == "done"


def assert_told_with_its_code(job: Job, caplog: pytest.LogCaptureFixture) -> None:
    assert isinstance(job.problem, Problem)
    assert job.id in job.problem.message
    assert "Traceback" not in job.problem.message
    assert job.id in caplog.text


def test_a_worker_that_ignores_its_time_limit_is_ended_and_the_best_so_far_is_told(
    pools: Pools, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_timers: list[tuple[float, Callable[[], None]]] = []
    later = jobs_pool._later
    monkeypatch.setattr(jobs_pool, "_later", lambda *given: set_timers.append(given) or later(*given))
    pool = pools(grace=1.0, soft=0.2)
    found(pool, job := pool.ask("ann", "base", slow(40, seconds=60)))
    freeze(pids(pool)[0])
    ((after, ring),) = set_timers
    assert after == 60 + 1.0 - 0.2
    ring()  # now, so that nobody waits for it
    done = ended(pool, job)
    assert done.state == "done"
    assert isinstance(done.outcome, Solved)
    assert done.outcome.status == "feasible"
    assert done.problem is not None
    assert done.problem.warning


def test_of_live_questions_the_latest_wins(pools: Pools) -> None:
    kept: list[Job] = []
    pool = pools(on_done=kept.append)
    jobs = [pool.ask("ann", "base", slow(40, seconds), live=True) for seconds in (60, 61, 62, 63)]
    last = pool.ask("ann", "base", teaching(), live=True)
    assert ended(pool, last).state == "done"
    assert [pool.job("ann", job.id) for job in jobs] == [None] * 4
    assert kept == []


def test_what_was_prepared_is_answered_at_once_and_so_is_what_was_live_before(pools: Pools) -> None:
    pool = pools()
    pool.prepare("ann", "base", [with_total(200_000), with_total(300_000)])
    until(lambda: all(run.state == "done" for run in pool._runs.values()))
    first = pool.ask("ann", "base", with_total(300_000), live=True)
    assert (first.state, first.use) == ("done", "live")
    second = pool.ask("ann", "base", with_total(200_000), live=True)
    again = pool.ask("ann", "base", with_total(300_000), live=True)
    assert (second.state, again.state, again.id) == ("done", "done", first.id)
    assert again.outcome == first.outcome
    assert len(pool.figures("ann", "base")) == 2
    assert pool.figures("bob", "base") == pool.figures("ann", "other") == ()


def test_a_question_that_is_asked_takes_over_the_same_one_on_its_way(pools: Pools) -> None:
    pool = pools()
    frozen(pool)
    pool.prepare("ann", "base", [with_total(200_000), with_total(300_000)])
    running, waiting = pool.jobs("ann")
    assert (running.state, waiting.state) == ("running", "queued")
    assert pool.ask("ann", "base", running.question, live=True).id == running.id
    assert pool.ask("ann", "base", waiting.question, live=True).id == waiting.id
    thaw(*pids(pool))
    assert ended(pool, waiting).state == "done"


def test_what_nobody_asked_makes_way_for_what_somebody_asks(pools: Pools) -> None:
    pool = pools()
    pool.prepare("ann", "base", [slow(), slow(71)])
    until(lambda: pool.jobs("ann")[0].state == "running")
    asked = pool.ask("bob", "base", with_total(200_000))
    assert ended(pool, asked).state == "done"
    assert not any(job.question.sha256 == slow().sha256 for job in pool.jobs("ann"))


def test_one_worker_stays_free_of_what_nobody_asked(pools: Pools) -> None:
    pool = pools(size=3)
    pool.prepare("ann", "base", [slow(70 + k) for k in range(4)])
    assert [job.state for job in pool.jobs("ann")] == ["running", "running", "queued", "queued"]
    pool.prepare("ann", "base", [])
    until(lambda: not pool.jobs("ann"))


def test_a_live_question_leaves_the_same_owners_other_questions_alone(shared: Pool) -> None:
    pid = frozen(shared)
    job = shared.ask("ann", "base", teaching())
    live = shared.ask("ann", "base", teaching(), live=True)
    assert live.id != job.id
    assert now(shared, job).state == "running"
    thaw(pid)
    assert {ended(shared, job).state, ended(shared, live).state} == {"done"}


def test_an_answer_that_can_not_be_kept_is_shown_and_told(pools: Pools, caplog: pytest.LogCaptureFixture) -> None:
    def full(_: Job) -> None:
        raise OSError("no space left")

    pool = pools(on_done=full)
    job = ended(pool, pool.ask("ann", "base", teaching()))
    assert job.state == "done"
    assert isinstance(job.outcome, Solved)
    assert_told_with_its_code(job, caplog)
    assert "no space left" in caplog.text


def test_an_idle_worker_ends_and_the_next_question_is_answered(pools: Pools) -> None:
    pool = pools(idle=0.3)
    ended(pool, pool.ask("ann", "base", teaching()))
    (pid,) = pids(pool)
    until(lambda: not runs(pid), 5)
    assert ended(pool, pool.ask("ann", "base", teaching())).state == "done"


def test_one_worker_is_kept_warm_and_takes_the_next_question(pools: Pools) -> None:
    pool = pools(size=3)
    pool.warm()
    until(lambda: pids(pool))
    warm = pids(pool)
    pool.warm()
    ended(pool, pool.ask("ann", "base", teaching()))
    assert pids(pool) == warm
    assert len(warm) == 1


def test_a_worker_has_bounded_memory(shared: Pool) -> None:
    ended(shared, shared.ask("ann", "base", teaching()))
    assert resource.prlimit(pids(shared)[0], resource.RLIMIT_AS) == (WORKER_MEMORY, WORKER_MEMORY)


def test_a_closed_pool_fails_what_was_on_its_way_and_answers_nothing_more(pools: Pools) -> None:
    pool = pools()
    pid = frozen(pool)
    jobs = [pool.ask("ann", "base", teaching()), pool.ask("bob", "base", teaching())]
    pool.close()
    assert not runs(pid)
    assert [now(pool, job).state for job in jobs] == ["failed", "failed"]
    late = pool.ask("ann", "late", teaching())
    assert late.state == "failed"
    assert late.problem is not None
    assert pids(pool) == []


PROGRAM = """
import sys, time
sys.path.insert(0, {root!r})
from tests.unit.test_jobs import Pool, pids, slow
pool = Pool(size=1)
pool.ask("ann", "base", slow())
while not pids(pool):
    time.sleep(0.01)
print(pids(pool)[0], flush=True)
while sys.argv[1] == "wait":
    time.sleep(0.05)  # a signal just before a long sleep would be noticed only after it
"""


@pytest.mark.parametrize("how", ["ends", "is interrupted", "is killed"])
def test_no_worker_outlives_its_program_whether_it(how: str) -> None:
    code = PROGRAM.format(root=str(Path(__file__).parents[2]))
    program = subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", code, "leave" if how == "ends" else "wait"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with program:
        assert program.stdout is not None
        worker = int(program.stdout.readline())
        assert worker != program.pid
        if how != "ends":
            program.send_signal(signal.SIGINT if how == "is interrupted" else signal.SIGKILL)
        program.wait(10)
    until(lambda: not runs(worker), 10)


def test_what_a_library_prints_does_not_disturb_the_answers() -> None:
    code = (
        "import os; from optimizer.jobs import worker; tell = worker._own_output();"
        "print('noise', flush=True); os.system('echo noise'); tell({'a': 1})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    assert done.stdout == '{"a": 1}\n'
    assert done.stderr == "noise\nnoise\n"
