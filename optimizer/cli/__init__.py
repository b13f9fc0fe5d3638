"""The command line: `cpee demo | app | check | solve | compare | verify | template | import | export`.

Answers go to standard output, progress and problems to standard error. Exit status: 0 solved,
1 infeasible (or an answer that `verify` finds changed, or beaten), 2 invalid input, 3 undecided, 70 our own fault;
130 and 141 where somebody else ended it (Ctrl-C before there was anything to solve; a closed pipe).
What a command does not need is not imported, so that `--help` answers at once.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli import audits, registers, serving, verifying, workbooks
from optimizer.cli.console import console, counted, counted_warnings
from optimizer.cli.spoken import SpokenGroup, choose_language, from_environment
from optimizer.locales import tr, trn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optimizer.errors import Problem
    from optimizer.outcome import Outcome
    from optimizer.question import Question

EXIT = {"optimal": 0, "feasible": 0, "infeasible": 1, "invalid": 2, "undecided": 3}
INVALID, FAULT, CLOSED = 2, 70, 141  # CLOSED: whoever read our output went away
FULL = (errno.ENOSPC, errno.EDQUOT)

app = typer.Typer(
    name="cpee",
    cls=SpokenGroup,
    callback=choose_language,
    help="Chooses the modernization measures that are provably best under your budget, targets and rules.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
importing = typer.Typer(cls=SpokenGroup, help="Turn other people's files into a case folder.", no_args_is_help=True)
exporting = typer.Typer(cls=SpokenGroup, help="Write a case for other programs.", no_args_is_help=True)
app.add_typer(importing, name="import")
app.add_typer(exporting, name="export")

Scenarios = Annotated[list[Path], typer.Argument(help="Scenario files (TOML).", show_default=False)]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Override a scenario's key, e.g. budget.total=3000000.", show_default=False
    ),
]
JsonFile = Annotated[
    Path | None,
    typer.Option(
        "--json", metavar="FILE", help="Write the whole answer as JSON ('-' for standard output).", show_default=False
    ),
]
CsvFolder = Annotated[
    Path | None,
    typer.Option("--csv", metavar="DIR", help="Write the answer's tables as CSV files.", show_default=False),
]


@app.command()
def demo() -> None:
    """Solve and compare the scenarios of the shipped cannery, and show the best plan."""
    from optimizer.reports import comparison, terminal  # noqa: PLC0415
    from optimizer.reports.words import name_of  # noqa: PLC0415
    from optimizer.shipped import demo_scenarios, next_steps  # noqa: PLC0415

    out = console()
    questions = [_read(path, {}) for path in demo_scenarios()]
    case = questions[0].case
    measures = trn("{count} measure to choose from", "{count} measures to choose from", len(case.measures))
    scenarios = trn("{count} scenario", "{count} scenarios", len(questions))
    out.print(f"{name_of(case)}: {measures}, {scenarios}.")
    console(error=True).print(tr("Solving takes about half a minute; Ctrl-C shows the best so far.") + "\n")
    answers = _solve_all(questions)
    comparison.compare(out, answers)
    out.print("\n" + tr("The best plan of the first scenario:") + "\n")
    terminal.show(out, *answers[0])
    out.print(tr("What to try next:"))
    for command in next_steps():
        out.print(f"  {command}", soft_wrap=True)
    raise typer.Exit(max(EXIT[outcome.status] for _, outcome in answers if outcome.status != "infeasible"))


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="A case (folder) or a scenario (TOML file).", show_default=False)],
) -> None:
    """List everything that is wrong or odd in a case or a scenario: file, row, column, what to do."""
    from optimizer.checks import plausible  # noqa: PLC0415
    from optimizer.readers import read_case  # noqa: PLC0415
    from optimizer.reports import messages  # noqa: PLC0415

    if path.name == "case.toml":
        path = path.parent
    if path.suffix.lower() == ".toml" and not path.is_dir():
        question = _read(path, {})
        case, warnings = question.case, [*question.warnings, *plausible(question.case, question.scenario)]
    else:
        case, found = read_case(path)
        warnings = [*found, *plausible(case)]
    messages.tell(console(error=True), warnings)
    text = tr("{path}: valid, {measures}, {streams}, {warnings}.")
    console().print(text.format(path=path, **counted(case), warnings=counted_warnings(len(warnings))))


@app.command()
def solve(scenarios: Scenarios, json: JsonFile = None, csv: CsvFolder = None, settings: Settings = None) -> None:
    """Find the best plan of each scenario; Ctrl-C gives the best so far, told as such."""
    overrides = _overrides(settings)
    read = [_try_to_read(path, overrides) for path in scenarios]
    _tell_problems(read)
    if len(read) == 1 and isinstance(read[0], _Unreadable):
        raise typer.Exit(INVALID)
    _refuse_unwritable(json, csv)
    answers = _solve_all([question for question in read if not isinstance(question, _Unreadable)])
    try:  # the files first: who reads on screen may leave early (`| head`); and what can't be written is still shown
        _write_files(json, csv, read, answers)
    finally:
        if str(json) != "-":
            _show(answers)
    raise typer.Exit(_status(read, answers))


@app.command()
def compare(scenarios: Scenarios, settings: Settings = None) -> None:
    """Put scenarios side by side: figures with differences to the first, who is chosen when, what is in all."""
    overrides = _overrides(settings)
    read = [_try_to_read(path, overrides) for path in scenarios]
    _tell_problems(read)
    answers = _solve_all([question for question in read if not isinstance(question, _Unreadable)])
    if answers:
        from optimizer.reports import comparison  # noqa: PLC0415

        comparison.compare(console(), answers)
    for one in read:
        if isinstance(one, _Unreadable) and answers:
            text = tr("No figures for {file} (invalid): its problems are listed above.", file=one.path.name)
            console().print(text)
    raise typer.Exit(_status(read, answers))


class _Unreadable:
    """A scenario that can't be read, with everything that is wrong with it."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        self.path, self.problems = path, problems


def _overrides(settings: Iterable[str] | None) -> dict[str, str]:
    """KEY=VALUE settings as a mapping."""
    pairs = [setting.partition("=") for setting in settings or ()]
    for key, equals, _ in pairs:
        if not equals or not key.strip():
            raise typer.BadParameter(tr("write KEY=VALUE, not {given}", given=repr(key)), param_hint="--set")
    return {key.strip(): value.strip() for key, _, value in pairs}


def _read(path: Path, overrides: dict[str, str]) -> Question:
    from optimizer.errors import InvalidInput, Problem, closest  # noqa: PLC0415
    from optimizer.readers import read_question  # noqa: PLC0415

    if path.is_dir():
        text = "is a folder, and a scenario is a TOML file (`cpee check` looks at a case folder)"
        raise InvalidInput([Problem(str(path), text)])
    if not path.exists():
        near = closest(path.name, [file.name for file in path.parent.glob("*.toml")])
        raise InvalidInput([Problem(str(path), "there is no such file", guess=near)])
    return read_question(path, overrides)


def _try_to_read(path: Path, overrides: dict[str, str]) -> Question | _Unreadable:
    from optimizer.errors import InvalidInput  # noqa: PLC0415

    try:
        return _read(path, overrides)
    except InvalidInput as bad:
        return _Unreadable(path, bad.problems)


def _tell_problems(read: Sequence[Question | _Unreadable]) -> None:
    """What is wrong or odd in each scenario; what several share of a case is told once."""
    from optimizer.checks import odd_rates  # noqa: PLC0415
    from optimizer.reports import messages  # noqa: PLC0415
    from optimizer.reports.words import name_of  # noqa: PLC0415

    told: set[str] = set()
    for one in read:
        is_bad = isinstance(one, _Unreadable)
        found = one.problems if isinstance(one, _Unreadable) else [*one.warnings, *odd_rates(one.scenario)]
        new = [problem for problem in found if is_bad or str(problem) not in told]
        told |= {str(problem) for problem in new}
        if new and len(read) > 1:
            console(error=True).print(f"{one.path if isinstance(one, _Unreadable) else name_of(one.scenario)}:")
        messages.tell(console(error=True), new)


def _refuse_unwritable(json: Path | None, csv: Path | None) -> None:
    """Nothing is solved for a file that can't be written afterwards, and no scenario is lost to a slip."""
    from optimizer import files  # noqa: PLC0415
    from optimizer.errors import Phrase  # noqa: PLC0415

    if json is not None and str(json) != "-":
        if json.suffix.lower() == ".toml":
            raise files.unwritable(json, Phrase("scenarios are called so; name a file that ends in .json"))
        if csv is not None and json.suffix.lower() == ".csv" and json.resolve().parent == csv.resolve():
            raise files.unwritable(json, Phrase("the folder is for the tables; name a file that ends in .json"))
        files.refuse_unwritable(json)
    if csv is not None:
        files.make_folder(csv)


def _solve_all(questions: Sequence[Question]) -> list[tuple[Question, Outcome]]:
    if not questions:
        return []
    from optimizer.reports.progress import ask, interrupts  # noqa: PLC0415
    from optimizer.studies.many import solve_many  # noqa: PLC0415

    with interrupts() as wish:
        outcomes = solve_many(questions, partial(ask, wish=wish))
    return list(zip(questions, outcomes, strict=True))


def _show(answers: Sequence[tuple[Question, Outcome]]) -> None:
    from optimizer.reports import terminal  # noqa: PLC0415

    for question, outcome in answers:
        terminal.show(console(), question, outcome)


def _status(read: Iterable[Question | _Unreadable], answers: Iterable[tuple[Question, Outcome]]) -> int:
    """The worst of all scenarios."""
    unreadable = [INVALID for question in read if isinstance(question, _Unreadable)]
    return max([*unreadable, *(EXIT[outcome.status] for _, outcome in answers)])


def _write_files(
    json: Path | None,
    csv: Path | None,
    read: Sequence[Question | _Unreadable],
    answers: Sequence[tuple[Question, Outcome]],
) -> None:
    """The answers as files, those that were asked for; what may go to standard output last."""
    if csv is not None:
        from optimizer.reports import csv_files  # noqa: PLC0415

        csv_files.write(csv, answers)
    if json is not None:
        _write_json(json, read, answers)


def _write_json(
    file: Path, read: Sequence[Question | _Unreadable], answers: Sequence[tuple[Question, Outcome]]
) -> None:
    from optimizer.reports import answer  # noqa: PLC0415

    outcomes = iter(answers)
    entries = [
        answer.invalid_answer(_name_of(question.path), question.problems)
        if isinstance(question, _Unreadable)
        else answer.answer(*next(outcomes))
        for question in read
    ]
    if str(file) != "-":
        answer.write(file, entries)
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(answer.text(entries).encode())
        sys.stdout.flush()
    except BrokenPipeError:  # Typer would call it 1, which is "infeasible" here
        _silence()
        raise typer.Exit(CLOSED) from None


def _name_of(path: Path) -> str:
    """The name that an unreadable scenario gives itself, or its file's."""
    from optimizer.readers.toml import read_toml  # noqa: PLC0415

    name = read_toml(path)[0].get("name") if path.is_file() else None
    return name if isinstance(name, str) and name else path.stem


verifying.register(app)
serving.register(app)
workbooks.register(app, importing, exporting)
registers.register(importing)
audits.register(importing)


def main() -> None:
    """Run the command line; bad input is told as a list of problems, anything unforeseen as our own fault."""
    from optimizer.errors import InvalidInput  # noqa: PLC0415

    try:
        from_environment()
        app()
    except InvalidInput as bad:
        from optimizer.reports import messages  # noqa: PLC0415

        messages.tell(console(error=True), bad.problems)
        sys.exit(INVALID)
    except BrokenPipeError:
        _silence()
        sys.exit(CLOSED)
    except Exception as fault:  # noqa: BLE001 - the last resort of a program
        _silence()
        if isinstance(fault, OSError) and fault.errno in FULL:
            _tell_of_full(fault)
            sys.exit(INVALID)
        text = "cpee failed through a fault of its own ({kind}): {fault}"
        console(error=True).print(tr(text, kind=type(fault).__name__, fault=fault))
        sys.exit(FAULT)


def _tell_of_full(reason: OSError) -> None:
    """There is no room for what was to be printed (files are told of where they are written)."""
    from optimizer import files  # noqa: PLC0415
    from optimizer.reports import messages  # noqa: PLC0415

    with suppress(OSError):  # there may be no room for this either
        messages.tell(console(error=True), files.unwritable(Path(reason.filename or "stdout"), reason).problems)


def _silence() -> None:
    """Nobody reads on; what is still buffered must not be complained about at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
