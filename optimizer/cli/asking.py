"""Shared by the commands that solve: settings, reading scenarios, reporting problems, solving, exit statuses."""

from __future__ import annotations

import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.console import console
from optimizer.locales import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optimizer.errors import Problem
    from optimizer.outcome import Outcome
    from optimizer.question import Question

EXIT = {"optimal": 0, "feasible": 0, "infeasible": 1, "invalid": 2, "undecided": 3}
INVALID = EXIT["invalid"]

Scenarios = Annotated[list[Path], typer.Argument(help="Scenario files (TOML).", show_default=False)]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Override a scenario's key, e.g. budget.total=3000000.", show_default=False
    ),
]


class Unreadable:
    """A scenario that can't be read, with all of its errors."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        self.path, self.problems = path, problems


def overrides(settings: Iterable[str] | None) -> dict[str, str]:
    """Return KEY=VALUE settings as a mapping."""
    pairs = [setting.partition("=") for setting in settings or ()]
    for key, equals, _ in pairs:
        if not equals or not key.strip():
            raise typer.BadParameter(tr("write KEY=VALUE, not {given}", given=repr(key)), param_hint="--set")
    return {key.strip(): value.strip() for key, _, value in pairs}


def read(path: Path, given: dict[str, str]) -> Question:
    """Return the question in a scenario file; raise `InvalidInput` with all errors in it."""
    from optimizer.readers import read_question  # noqa: PLC0415

    refuse_no_file(path)
    return read_question(path, given)


def refuse_no_file(path: Path) -> None:
    """Raise `InvalidInput` if there is no scenario file to read."""
    from optimizer.errors import InvalidInput, Phrase, Problem, closest  # noqa: PLC0415
    from optimizer.files import path_named  # noqa: PLC0415

    if isinstance(reason := path_named(Path(), str(path)), Phrase):
        raise InvalidInput([Problem(str(path), "can't be opened: {reason}", values={"reason": reason})])
    if path.is_dir():
        text = "is a folder, but a scenario is a TOML file (use `cpee check` for a case folder)"
        raise InvalidInput([Problem(str(path), text)])
    if not path.exists():
        near = closest(path.name, [file.name for file in path.parent.glob("*.toml")])
        raise InvalidInput([Problem(str(path), "there is no such file", guess=near)])


def try_to_read(path: Path, given: dict[str, str]) -> Question | Unreadable:
    """Return the question in a scenario file, or all of its errors."""
    from optimizer.errors import InvalidInput  # noqa: PLC0415

    try:
        return read(path, given)
    except InvalidInput as bad:
        return Unreadable(path, bad.problems)


def tell_problems(paths: Sequence[Path], read: Sequence[Question | Unreadable]) -> None:
    """Report errors and warnings of each scenario under its file and name; those of a shared case only once."""
    from optimizer.reports import messages  # noqa: PLC0415

    told: set[str] = set()
    for path, one in zip(paths, read, strict=True):
        is_bad = isinstance(one, Unreadable)
        found = one.problems if isinstance(one, Unreadable) else one.warnings
        new = [problem for problem in found if is_bad or str(problem) not in told]
        told |= {str(problem) for problem in new}
        if new and len(read) > 1:
            console(error=True).print(f"{path} ({scenario_name(path, one)}):")
        messages.tell(console(error=True), new)


def scenario_name(path: Path, one: Question | Unreadable) -> str:
    """Return a scenario's name; for an unreadable one that in its file, or the file's own name."""
    from optimizer.readers.toml import read_toml  # noqa: PLC0415
    from optimizer.words import name_of  # noqa: PLC0415

    if not isinstance(one, Unreadable):
        return name_of(one.scenario)
    name = read_toml(path)[0].get("name") if path.is_file() else None
    return name if isinstance(name, str) and name else path.stem


@contextmanager
def solved(questions: Sequence[Question], *, within: float | None = None) -> Iterator[list[tuple[Question, Outcome]]]:
    """Solve the questions and yield each with its outcome; Ctrl-C gives the best so far.

    Answers are written and shown within the block, so that a later Ctrl-C does not lose them.
    With a limit of `within` seconds for all of them, only brief progress is shown.
    """
    if not questions:
        yield []
        return
    from optimizer.files import sweep_temporary  # noqa: PLC0415
    from optimizer.interruption import interrupts  # noqa: PLC0415
    from optimizer.reports.progress import Batch, ask  # noqa: PLC0415
    from optimizer.studies.many import solve_many  # noqa: PLC0415

    until = None if within is None else time.time() + within
    sweep_temporary()
    with interrupts() as ctrl_c:
        together = Batch(len(questions), brief=within is not None, until=until)
        outcomes = solve_many(questions, partial(ask, wish=ctrl_c.wish, together=together))
        ctrl_c.answered()
        yield list(zip(questions, outcomes, strict=True))


def status_of(read: Iterable[Question | Unreadable], answers: Iterable[tuple[Question, Outcome]]) -> int:
    """Return the worst exit status of all scenarios."""
    unreadable = [INVALID for question in read if isinstance(question, Unreadable)]
    return max([*unreadable, *(EXIT[outcome.status] for _, outcome in answers)])
