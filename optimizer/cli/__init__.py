"""The command line: `cpee demo | app | check | solve | compare | verify | template | import | export`.

Answers go to standard output, progress and problems to standard error. Exit status: 0 solved,
1 infeasible (or an answer that `verify` finds changed, or beaten), 2 invalid input, 3 undecided, 70 our own fault;
130 and 141 where somebody else ended it (Ctrl-C before there was anything to solve; a closed pipe).
What a command does not need is not imported, so that `--help` answers at once.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli import audits, checking, demonstration, places, registers, serving, verifying, workbooks
from optimizer.cli.asking import (
    INVALID,
    Scenarios,
    Settings,
    Unreadable,
    overrides,
    solved,
    status_of,
    tell_problems,
    try_to_read,
)
from optimizer.cli.console import console
from optimizer.cli.spoken import SpokenGroup, choose_language, from_environment
from optimizer.locales import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.errors import InvalidInput
    from optimizer.outcome import Outcome
    from optimizer.question import Question

FAULT, CLOSED = 70, 141  # CLOSED: whoever read our output went away

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

demonstration.register(app)
checking.register(app)

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
def solve(scenarios: Scenarios, json: JsonFile = None, csv: CsvFolder = None, settings: Settings = None) -> None:
    """Find the best plan of each scenario; Ctrl-C gives the best so far, told as such."""
    given = overrides(settings)
    read = [try_to_read(path, given) for path in scenarios]
    tell_problems(read)
    if len(read) == 1 and isinstance(read[0], Unreadable):
        raise typer.Exit(INVALID)
    _refuse_unwritable(json, csv)
    with solved([question for question in read if not isinstance(question, Unreadable)]) as answers:
        try:  # files first: who reads on screen may leave early (`| head`); and what can't be written is still shown
            _write_files(json, csv, read, answers)
        finally:
            if str(json) != "-":
                _show(answers)
    raise typer.Exit(status_of(read, answers))


@app.command()
def compare(scenarios: Scenarios, settings: Settings = None) -> None:
    """Put scenarios side by side: figures with differences to the first, who is chosen when, what is in all."""
    given = overrides(settings)
    read = [try_to_read(path, given) for path in scenarios]
    tell_problems(read)
    with solved([question for question in read if not isinstance(question, Unreadable)]) as answers:
        if answers:
            from optimizer.reports import comparison  # noqa: PLC0415

            comparison.compare(console(), answers)
    for one in read:
        if isinstance(one, Unreadable) and answers:
            text = tr("No figures for {file} (invalid): its problems are listed above.", file=one.path.name)
            console().print(text)
    raise typer.Exit(status_of(read, answers))


def _refuse_unwritable(json: Path | None, csv: Path | None) -> None:
    """Nothing is solved for a file that can't be written afterwards, and no scenario is lost to a slip."""
    from optimizer.errors import Phrase  # noqa: PLC0415
    from optimizer.files import unwritable  # noqa: PLC0415

    if json is not None and str(json) != "-":
        if json.suffix.lower() == ".toml":
            raise unwritable(json, Phrase("scenarios are called so; name a file that ends in .json"))
        if csv is not None and json.suffix.lower() == ".csv" and json.resolve().parent == csv.resolve():
            raise unwritable(json, Phrase("the folder is for the tables; name a file that ends in .json"))
        places.for_file(json)
    if csv is not None:
        places.for_tables(csv)


def _show(answers: Sequence[tuple[Question, Outcome]]) -> None:
    from optimizer.reports import terminal  # noqa: PLC0415

    for question, outcome in answers:
        terminal.show(console(), question, outcome)


def _write_files(
    json: Path | None,
    csv: Path | None,
    read: Sequence[Question | Unreadable],
    answers: Sequence[tuple[Question, Outcome]],
) -> None:
    """The answers as files, those that were asked for; what may go to standard output last."""
    if csv is not None:
        from optimizer.reports import csv_files  # noqa: PLC0415

        csv_files.write(csv, answers)
    if json is not None:
        _write_json(json, read, answers)


def _write_json(file: Path, read: Sequence[Question | Unreadable], answers: Sequence[tuple[Question, Outcome]]) -> None:
    from optimizer.reports import answer  # noqa: PLC0415

    outcomes = iter(answers)
    entries = [
        answer.invalid_answer(_name_of(question.path), question.problems)
        if isinstance(question, Unreadable)
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
    from optimizer.interruption import ended  # noqa: PLC0415

    try:
        from_environment()
        app()
    except InvalidInput as bad:
        _tell(bad)
        sys.exit(INVALID)
    except BrokenPipeError:
        _silence()
        sys.exit(CLOSED)
    except Exception as fault:
        if ended():
            raise
        _silence()
        if isinstance(fault, OSError) and (refused := places.refusal(fault)) is not None:
            _tell(refused)
            sys.exit(INVALID)
        text = "cpee failed through a fault of its own ({kind}): {fault}"
        console(error=True).print(tr(text, kind=type(fault).__name__, fault=fault))
        sys.exit(FAULT)


def _tell(bad: InvalidInput) -> None:
    from optimizer.reports import messages  # noqa: PLC0415

    with suppress(OSError):  # there may be no room for this either
        messages.tell(console(error=True), bad.problems)


def _silence() -> None:
    """Nobody reads on; what is still buffered must not be complained about at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
