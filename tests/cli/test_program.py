"""The program as a process: what it loads, how it is interrupted, what the demonstration says."""

from __future__ import annotations

import json
import os
import pickle
import resource
import shlex
import shutil
import signal
import subprocess
import time
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from optimizer import SolverFault, read_question, solve
from optimizer.__main__ import begin
from optimizer.cli import CLOSED, app
from optimizer.frames import TABLES
from optimizer.outcome import Effort, Solved, Undecided
from optimizer.studies.many import rechecked, solve_many
from tests.cli.breakages import SCENARIO
from tests.cli.conftest import ROOT, command, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from optimizer.outcome import Outcome
    from optimizer.question import Question
    from tests.cli.conftest import Run, RunProgram

SLOW = ("pyomo", "highspy", "pandas")
BASE = ROOT / "scenarios" / "base.toml"


def test_help_is_quick_because_it_loads_nothing_slow(program: RunProgram, capsys: pytest.CaptureFixture[str]) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert "solve" in program("--help").stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with capsys.disabled():
        print(f"cpee --help: {after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime:.2f} s of CPU")  # noqa: T201
    told = program("--help", PYTHONPROFILEIMPORTTIME="1").stderr
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in told.splitlines()}
    assert "typer" in loaded
    assert not loaded.intersection(SLOW)


def test_odd_terminals(cpee: Run, program: RunProgram, folder: Path) -> None:
    narrow = cpee("solve", folder / SCENARIO, COLUMNS="40")
    plain = program("solve", folder / SCENARIO, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (narrow.returncode, plain.returncode) == (0, 0)
    assert "\x1b" not in plain.stdout + narrow.stdout
    assert "6 measures for 710,000 UAH" in plain.stdout


@pytest.mark.skipif(os.name != "posix", reason="locales are those of POSIX")
@pytest.mark.parametrize("utf8", ["1", "0"])
def test_cyrillic_names_and_paths_work_in_the_c_locale_or_are_refused_in_its_words(
    program: RunProgram, folder: Path, utf8: str
) -> None:
    shutil.copytree(folder / "data" / "teaching", folder / "план" / "дані")
    text = (folder / SCENARIO).read_text("utf-8").replace("../data/teaching", "дані")
    text = text.replace('"Teaching case"', '"Приклад їжака"')
    (folder / "план" / "сценарій.toml").write_text(text, "utf-8")
    locale = {"LC_ALL": "C", "PYTHONUTF8": utf8, "PYTHONCOERCECLOCALE": "0"}
    ended = program("solve", "план/сценарій.toml", "--json", "план/відповідь.json", "--csv", "план/таблиці", **locale)
    if utf8 == "1":
        assert ended.returncode == 0
        assert json.loads((folder / "план" / "відповідь.json").read_text("utf-8"))["scenario"] == "Приклад їжака"
    else:
        assert ended.returncode == 2
        assert "case: can't be opened: its name holds letters" in ended.stderr
        assert program("check", "план/дані", **locale).returncode == 0
        assert program("export", "xlsx", "план/дані", "--out", "план/робоча.xlsx", **locale).returncode == 0
        assert (folder / "план" / "робоча.xlsx").is_file()


def _interrupted(*scenarios: Path, times: int, everybody: int | None = None) -> tuple[int, str, str]:
    """A solve that gets Ctrl-C once it has a plan; or a signal that is sent to `everybody`, it and its processes."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        command("solve", *scenarios),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=settings(),
        start_new_session=everybody is not None,
    )
    assert process.stderr is not None
    told = ""
    while "best so far" not in told and process.poll() is None:
        told += process.stderr.readline()
    for _ in range(times):
        process.send_signal(signal.SIGINT) if everybody is None else os.killpg(process.pid, everybody)
        time.sleep(0.02)
    shown, rest = process.communicate(timeout=60)
    return process.returncode, shown, told + rest


def test_ctrl_c_gives_the_best_so_far_told_as_such() -> None:
    status, shown, told = _interrupted(BASE, times=1)
    assert status == 0
    assert "Best plan found so far: no plan is better by more than" in shown
    assert "stopped by you" in told


def test_ctrl_c_reaches_every_process() -> None:
    status, shown, told = _interrupted(BASE, BASE.with_name("climate-target.toml"), times=1)
    assert status in (0, 3)
    assert told.count("stopped by you") == 2
    assert "Best plan found so far" in shown


@pytest.mark.skipif(os.name != "posix", reason="there is no such signal elsewhere")
@pytest.mark.parametrize(
    "scenarios", [[BASE], pytest.param([BASE, BASE.with_name("climate-target.toml")], marks=pytest.mark.long)]
)
def test_whoever_ends_the_program_gets_the_best_so_far(scenarios: list[Path]) -> None:
    status, shown, told = _interrupted(*scenarios, times=1, everybody=signal.SIGTERM)
    assert status in (0, 3), told
    assert "Best plan found so far" in shown
    assert told.count("stopped by you") == len(scenarios)


@pytest.mark.parametrize(
    "scenarios", [[BASE], pytest.param([BASE, BASE.with_name("climate-target.toml")], marks=pytest.mark.long)]
)
def test_ctrl_c_twice_ends_at_once(scenarios: list[Path]) -> None:
    status, shown, told = _interrupted(*scenarios, times=2)
    assert "Traceback" not in told
    assert status == 130 or "Best plan found so far" in shown  # 130, unless the first one was quicker


@pytest.mark.parametrize(
    "delay", [0.1, *(pytest.param(more, marks=pytest.mark.long) for more in (0, 0.05, 0.2, 0.3, 0.5))]
)
def test_ctrl_c_loses_no_answer_that_is_there(folder: Path, delay: float) -> None:
    """A moment between the proof and the end of the program; five more in the long mode."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        command("solve", SCENARIO, "--json", "answer.json", "--csv", "tables"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=settings(),
        cwd=folder,
    )
    assert process.stderr is not None
    told = ""
    while "optimal" not in told and process.poll() is None:
        told += process.stderr.readline()
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _, rest = process.communicate(timeout=60)
    assert process.returncode in (0, 130), told + rest
    assert json.loads((folder / "answer.json").read_text("utf-8"))["status"] == "optimal"
    assert {path.name for path in (folder / "tables").iterdir()} == {f"{part}.csv" for part in ("scenarios", *TABLES)}


def test_ctrl_c_that_a_library_turns_into_something_else_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def loading() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise ImportError("numpy") from None

    monkeypatch.setattr("optimizer.cli.app", loading)
    with pytest.raises(SystemExit) as ended:
        begin()
    assert ended.value.code == 130


def test_ctrl_c_while_the_program_loads_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("optimizer.cli.main", interrupted)
    with pytest.raises(SystemExit) as ended:
        begin()
    assert ended.value.code == 130


def test_whoever_ends_the_program_finds_no_file_of_it(tmp_path: Path) -> None:
    process = subprocess.Popen(  # noqa: S603 - our own program
        command("solve", BASE, "--set", "solver.gap=0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=settings(TMPDIR=str(tmp_path)),
    )
    assert process.stderr is not None
    assert any("best so far" in line for line in process.stderr)
    assert len(list(tmp_path.iterdir())) == 1
    for _ in range(2):
        process.send_signal(signal.SIGTERM)
        time.sleep(0.02)
    process.communicate(timeout=20)
    assert process.returncode in (-signal.SIGTERM, 0)  # 0, if the best so far was there before the second one
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [["check", "data/teaching"], ["solve", SCENARIO, "--json", "-"], ["--help"]])
def test_a_full_disk_is_no_fault_of_ours(folder: Path, arguments: list[str]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run(  # noqa: S603 - our own program
            command(*arguments), stdout=full, stderr=subprocess.PIPE, text=True, cwd=folder, env=settings(), check=False
        )
    assert ended.returncode == 2
    assert "error: stdout: can't be written: No space left on device" in ended.stderr


@pytest.mark.parametrize("name", [SCENARIO, "tables/metrics.csv"])
def test_an_answer_replaces_no_scenario_and_no_table(cpee: Run, folder: Path, name: str) -> None:
    before = (folder / SCENARIO).read_bytes()
    ended = cpee("solve", SCENARIO, "--json", name, "--csv", "tables")
    assert ended.returncode == 2
    assert "choose a file that ends in .json" in ended.stderr
    assert (folder / SCENARIO).read_bytes() == before
    assert not (folder / "tables").exists()


def test_the_demonstration_compares_and_says_what_to_try_next(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("optimizer.shipped.DEMO", ("quick-wins", "impossible"))
    monkeypatch.setattr("optimizer.cli.demonstration.SECONDS", 600)  # on however busy a machine
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["demo"], env={"COLUMNS": "80"})
    assert result.exit_code == 0
    assert "2 scenarios, 1 with a plan" in result.stdout
    assert "17 measures for" in result.stdout
    commands = [shlex.split(line) for line in result.stdout.partition("What to try next:")[2].splitlines() if line]
    assert commands[0][:2] == ["cpee", "check"]
    assert CliRunner().invoke(app, commands[0][1:]).exit_code == 0
    assert all(Path(part).is_file() for words in commands for part in words if part.endswith(".toml"))


@pytest.mark.parametrize(("has_plan", "status"), [(True, 0), (False, 3)])
def test_the_demonstration_succeeds_if_it_has_a_plan_to_show(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, has_plan: bool, status: int
) -> None:
    """As on a machine so busy that a scenario is neither solved nor proved impossible in its seconds."""

    @contextmanager
    def busy(questions: Sequence[Question], **_: object) -> Iterator[list[tuple[Question, Outcome]]]:
        easy, *others = questions
        plan = solve(easy.case, easy.scenario) if has_plan else Undecided(Effort(4.0))
        yield [(easy, plan), *((question, Undecided(Effort(4.0))) for question in others)]

    monkeypatch.setattr("optimizer.shipped.DEMO", ("quick-wins", "impossible"))
    monkeypatch.setattr("optimizer.cli.demonstration.solved", busy)
    monkeypatch.setattr("optimizer.cli.demonstration.HARD", 2)
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, ["demo"], env={"COLUMNS": "80"}).exit_code == status


@pytest.mark.long
def test_the_whole_demonstration(program: RunProgram) -> None:
    shown = program("demo")
    assert shown.returncode == 0
    assert "6 scenarios, 5 with a plan" in shown.stdout
    assert "best so far" in shown.stderr
    assert "In every plan (" in shown.stdout


class AtOnce(Executor):
    """An executor that does everything at once, here."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(pickle.loads(pickle.dumps(fn(*pickle.loads(pickle.dumps(args)), **kwargs))))  # noqa: S301
        return done


def test_any_executor_will_do_and_outcomes_travel(folder: Path) -> None:
    question = read_question(folder / SCENARIO)
    poor = read_question(folder / SCENARIO, {"limits.CO2 limit.at_least": 10**6})
    outcomes = solve_many([question, poor, question], executor=AtOnce())
    assert [outcome.status for outcome in outcomes] == ["optimal", "infeasible", "optimal"]


def test_figures_that_are_not_the_plans_are_refused_on_arrival(folder: Path) -> None:
    question = read_question(folder / SCENARIO)
    outcome = solve(question.case, question.scenario)
    assert isinstance(outcome, Solved)
    assert rechecked(question, outcome) is outcome
    lie = replace(outcome, figures=replace(outcome.figures, objective=outcome.figures.objective + 1))
    with pytest.raises(SolverFault, match="figures"):
        rechecked(question, lie)


@pytest.mark.parametrize("where", ["answer.json", "-"])
def test_who_reads_no_further_still_gets_the_files(folder: Path, where: str) -> None:
    asked = command("solve", SCENARIO, "--json", where, "--csv", "tables")
    with subprocess.Popen(  # noqa: S603 - our own program
        asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder, env=settings()
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
    assert process.returncode == CLOSED
    assert (folder / "tables" / "portfolio.csv").is_file()
    assert where == "-" or json.loads((folder / where).read_text("utf-8"))["status"] == "optimal"
