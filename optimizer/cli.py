"""The command line: `cpee demo | check | solve | compare | verify | import`.

Answers go to standard output, progress and problems to standard error. Exit status: 0 solved,
1 infeasible, 2 invalid input, 3 undecided, 70 our own fault. What a command does not need is not
imported, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from optimizer.errors import Problem
    from optimizer.outcome import Outcome
    from optimizer.question import Question

EXIT = {"optimal": 0, "feasible": 0, "infeasible": 1, "invalid": 2, "undecided": 3}
INVALID, FAULT = 2, 70

app = typer.Typer(
    name="cpee",
    help="Chooses the modernization measures that are provably best under your budget, targets and rules.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
importing = typer.Typer(help="Turn other people's files into a case folder.", no_args_is_help=True)
app.add_typer(importing, name="import")

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
    from optimizer.reports import terminal  # noqa: PLC0415
    from optimizer.shipped import demo_scenarios  # noqa: PLC0415

    out = _console()
    questions = [_read(path, {}) for path in demo_scenarios()]
    out.print(f"{questions[0].case.name}: {len(questions[0].case.measures)} measures, {len(questions)} scenarios.\n")
    answers = _solve_all(questions)
    terminal.compare(out, answers)
    out.print()
    terminal.show(out, *answers[0])
    out.print("Next: cpee solve scenarios/climate-target.toml --set budget.total=30000000")
    out.print("      cpee compare scenarios/base.toml scenarios/tight-budget.toml")
    out.print("      cpee check data/cannery")


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="A case (folder) or a scenario (TOML file).", show_default=False)],
) -> None:
    """List everything that is wrong or odd in a case or a scenario: file, row, column, what to do."""
    from optimizer.readers import read_case, read_question  # noqa: PLC0415
    from optimizer.reports import terminal  # noqa: PLC0415

    if path.suffix == ".toml":
        question = read_question(path)
        case, warnings = question.case, question.warnings
    else:
        case, warnings = read_case(path)
    terminal.problems(_console(error=True), warnings)
    noun = "warning" if len(warnings) == 1 else "warnings"
    _console().print(
        f"{path}: valid, {len(case.measures)} measures, {len(case.streams)} streams, {len(warnings)} {noun}."
    )


@app.command()
def solve(scenarios: Scenarios, json: JsonFile = None, csv: CsvFolder = None, settings: Settings = None) -> None:
    """Find the best plan of each scenario; Ctrl-C gives the best so far, told as such."""
    from optimizer.reports import csv_files, terminal  # noqa: PLC0415

    read = [_try_to_read(path, _overrides(settings)) for path in scenarios]
    _tell_problems(read)
    if len(read) == 1 and isinstance(read[0], _Unreadable):
        raise typer.Exit(INVALID)
    answers = _solve_all([question for question in read if not isinstance(question, _Unreadable)])
    if str(json) != "-":
        for question, outcome in answers:
            terminal.show(_console(), question, outcome)
    if json is not None:
        _write_json(json, read, answers)
    if csv is not None:
        csv_files.write(csv, answers)
    unreadable = [INVALID for question in read if isinstance(question, _Unreadable)]
    raise typer.Exit(max([*unreadable, *(EXIT[outcome.status] for _, outcome in answers)]))


@app.command()
def compare(scenarios: Scenarios, settings: Settings = None) -> None:
    """Put scenarios side by side: figures with differences to the first, who is chosen when, what is in all."""
    from optimizer.reports import terminal  # noqa: PLC0415

    read = [_try_to_read(path, _overrides(settings)) for path in scenarios]
    _tell_problems(read)
    answers = _solve_all([question for question in read if not isinstance(question, _Unreadable)])
    if answers:
        terminal.compare(_console(), answers)
    unreadable = [INVALID for question in read if isinstance(question, _Unreadable)]
    raise typer.Exit(max([*unreadable, *(EXIT[outcome.status] for _, outcome in answers)]))


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="An answer written by `cpee solve --json`.", show_default=False)],
) -> None:
    """Recompute every figure of an answer from its inputs by arithmetic alone, and say what differs."""
    from optimizer.reports.verification import differences  # noqa: PLC0415

    found = differences(file)
    for difference in found:
        _console().print(difference)
    _console().print(f"{file}: {'every figure agrees' if not found else f'{len(found)} differences'}.")
    raise typer.Exit(1 if found else 0)


@importing.command("iac")
def import_iac(
    file: Annotated[Path, typer.Argument(help="The audit data base's workbook (XLSX).", show_default=False)],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the new case.", show_default=False)],
    plant: Annotated[
        str | None, typer.Option(help="One plant's id; all plants otherwise, a site each.", show_default=False)
    ] = None,
) -> None:
    """Turn audits of the US Industrial Assessment Centers data base into a case."""
    from optimizer.readers.iac import import_iac as read_audits  # noqa: PLC0415

    imported = read_audits(file, out, plant)
    for line in imported.lines():
        _console().print(line)


class _Unreadable:
    """A scenario that can't be read, with everything that is wrong with it."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        self.path, self.problems = path, problems


def _console(*, error: bool = False) -> Console:
    from rich.console import Console  # noqa: PLC0415

    return Console(stderr=error, markup=False, highlight=False, soft_wrap=True)


def _overrides(settings: Iterable[str] | None) -> dict[str, str]:
    """KEY=VALUE settings as a mapping."""
    pairs = [setting.partition("=") for setting in settings or ()]
    for key, equals, _ in pairs:
        if not equals or not key.strip():
            raise typer.BadParameter(f"write KEY=VALUE, not {key!r}", param_hint="--set")
    return {key.strip(): value.strip() for key, _, value in pairs}


def _read(path: Path, overrides: dict[str, str]) -> Question:
    from optimizer.readers import read_question  # noqa: PLC0415

    return read_question(path, overrides)


def _try_to_read(path: Path, overrides: dict[str, str]) -> Question | _Unreadable:
    from optimizer.errors import InvalidInput  # noqa: PLC0415

    try:
        return _read(path, overrides)
    except InvalidInput as bad:
        return _Unreadable(path, bad.problems)


def _tell_problems(read: Iterable[Question | _Unreadable]) -> None:
    from optimizer.reports import terminal  # noqa: PLC0415

    for question in read:
        terminal.problems(
            _console(error=True), question.problems if isinstance(question, _Unreadable) else question.warnings
        )


def _solve_all(questions: Sequence[Question]) -> list[tuple[Question, Outcome]]:
    from optimizer.reports.progress import told  # noqa: PLC0415
    from optimizer.studies.plan import solve as solve_one  # noqa: PLC0415

    answers: list[tuple[Question, Outcome]] = []
    for question in questions:
        with told(question, _console(error=True)) as listener:
            answers.append((question, solve_one(question.case, question.scenario, listener)))
    return answers


def _write_json(
    file: Path, read: Sequence[Question | _Unreadable], answers: Sequence[tuple[Question, Outcome]]
) -> None:
    from optimizer.reports import answer  # noqa: PLC0415

    outcomes = iter(answers)
    entries = [
        answer.invalid_answer(question.path.stem, question.problems)
        if isinstance(question, _Unreadable)
        else answer.answer(*next(outcomes))
        for question in read
    ]
    if str(file) == "-":
        sys.stdout.write(answer.text(entries))
    else:
        answer.write(file, entries)


def main() -> None:
    """Run the command line; bad input is told as a list of problems, anything unforeseen as our own fault."""
    from optimizer.errors import InvalidInput  # noqa: PLC0415

    try:
        app()
    except InvalidInput as bad:
        from optimizer.reports import terminal  # noqa: PLC0415

        terminal.problems(_console(error=True), bad.problems)
        sys.exit(INVALID)
    except Exception as fault:  # noqa: BLE001 - the last resort of a program
        _console(error=True).print(f"cpee failed through a fault of its own ({type(fault).__name__}): {fault}")
        sys.exit(FAULT)
