"""The command line: `cpee demo | new | app | check | solve | compare | verify | lenders | template | import | export`.

Answers go to standard output, progress and problems to standard error. Exit status: 0 solved,
1 infeasible (or `verify` found an answer altered or beaten), 2 invalid input, 3 undecided, 70 internal error;
130 and 141 if it was ended from outside (Ctrl-C before solving began; a closed pipe).
Modules that a command does not need are not imported, so that `--help` answers at once.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli import (
    audits,
    beginning,
    checking,
    demonstration,
    lending,
    places,
    registers,
    serving,
    verifying,
    workbooks,
)
from optimizer.cli.asking import (
    INVALID,
    Scenarios,
    Settings,
    Unreadable,
    overrides,
    scenario_name,
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

FAULT, CLOSED = 70, 141  # CLOSED: the reader of our output has gone

app = typer.Typer(
    name="cpee",
    cls=SpokenGroup,
    callback=choose_language,
    help="Chooses the modernization measures that are provably best for your budget, targets and rules.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
importing = typer.Typer(cls=SpokenGroup, help="Import files from other tools.", no_args_is_help=True)
exporting = typer.Typer(cls=SpokenGroup, help="Export a case for other programs.", no_args_is_help=True)
app.add_typer(importing, name="import")
app.add_typer(exporting, name="export")

demonstration.register(app)
beginning.register(app)
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
    """Find the best plan of each scenario; Ctrl-C gives the best plan so far, marked as such."""
    given = overrides(settings)
    read = [try_to_read(path, given) for path in scenarios]
    tell_problems(scenarios, read)
    if len(read) == 1 and isinstance(read[0], Unreadable):
        raise typer.Exit(INVALID)
    _refuse_unwritable(json, csv)
    with solved([question for question in read if not isinstance(question, Unreadable)]) as answers:
        try:  # files first: a reader may leave early (`| head`), and an answer that can't be written is still shown
            _write_files(json, csv, read, answers)
        finally:
            if str(json) != "-":
                _show(answers)
    raise typer.Exit(status_of(read, answers))


@app.command()
def compare(scenarios: Scenarios, settings: Settings = None) -> None:
    """Compare scenarios side by side: figures with differences from the first, start years, measures in all plans."""
    given = overrides(settings)
    read = [try_to_read(path, given) for path in scenarios]
    tell_problems(scenarios, read)
    with solved([question for question in read if not isinstance(question, Unreadable)]) as answers:
        if answers:
            from optimizer.reports import comparison  # noqa: PLC0415

            comparison.compare(console(), answers)
    for one in read:
        if isinstance(one, Unreadable) and answers:
            text = tr("No figures for {file} (invalid): see its errors above.", file=one.path)
            console().print(text)
    raise typer.Exit(status_of(read, answers))


def _refuse_unwritable(json: Path | None, csv: Path | None) -> None:
    """Check the output files before solving: they must be writable and must not overwrite a scenario."""
    from optimizer.errors import Phrase  # noqa: PLC0415
    from optimizer.files import unwritable  # noqa: PLC0415

    if json is not None and str(json) != "-":
        if json.suffix.lower() == ".toml":
            raise unwritable(json, Phrase("this is the name of a scenario; choose a file that ends in .json"))
        if csv is not None and json.suffix.lower() == ".csv" and json.resolve().parent == csv.resolve():
            raise unwritable(json, Phrase("this folder is for the tables; choose a file that ends in .json"))
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
    """Write the requested answer files; standard output comes last."""
    if csv is not None:
        from optimizer.reports import csv_files  # noqa: PLC0415

        csv_files.write(csv, answers)
    if json is not None:
        _write_json(json, read, answers)


def _write_json(file: Path, read: Sequence[Question | Unreadable], answers: Sequence[tuple[Question, Outcome]]) -> None:
    from optimizer.reports import answer  # noqa: PLC0415

    outcomes = iter(answers)
    entries = [
        answer.invalid_answer(scenario_name(question.path, question), question.problems)
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
    except BrokenPipeError:  # Typer would use 1, which means "infeasible" here
        _silence()
        raise typer.Exit(CLOSED) from None


verifying.register(app)
lending.register(app)
serving.register(app)
workbooks.register(app, importing, exporting)
registers.register(importing)
audits.register(importing)


def main() -> None:
    """Run the command line; report invalid input as a list of problems, anything unforeseen as an internal error."""
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
        text = "internal error in cpee ({kind}): {fault}"
        console(error=True).print(tr(text, kind=type(fault).__name__, fault=fault))
        sys.exit(FAULT)


def _tell(bad: InvalidInput) -> None:
    from optimizer.reports import messages  # noqa: PLC0415

    with suppress(OSError):  # the disk may be too full for this, too
        messages.tell(console(error=True), bad.problems)


def _silence() -> None:
    """Drop buffered output after the reader has gone, so that Python doesn't complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
