"""`cpee check`: all errors and warnings in a case or a scenario."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotation
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.asking import INVALID, Settings, overrides, refuse_no_file
from optimizer.cli.console import console, counted, counted_warnings
from optimizer.locales import tr

if TYPE_CHECKING:
    from optimizer.case import Case
    from optimizer.errors import Problem


def check(
    path: Annotated[Path, typer.Argument(help="A case (folder) or a scenario (TOML file).", show_default=False)],
    settings: Settings = None,
) -> None:
    """List all errors and warnings in a case or scenario: file, row, column, what to do."""
    from optimizer.errors import InvalidInput  # noqa: PLC0415
    from optimizer.reports import messages  # noqa: PLC0415

    path, given = path.parent if path.name == "case.toml" else path, overrides(settings)
    try:
        case, found = _found(path, given)
    except InvalidInput as bad:
        messages.tell(console(), bad.problems)
        raise typer.Exit(INVALID) from None
    messages.tell(console(), found)
    if not all(problem.warning for problem in found):
        raise typer.Exit(INVALID)
    text = tr("{path}: valid, {measures}, {streams}, {warnings}.")
    console().print(text.format(path=path, **counted(case), warnings=counted_warnings(len(found))))


def _found(path: Path, given: dict[str, str]) -> tuple[Case, tuple[Problem, ...]]:
    """Return what can be read of the case, and the problems found in it and in the scenario."""
    from optimizer.readers import check_case, check_question  # noqa: PLC0415

    if path.suffix.lower() == ".toml" and not path.is_dir():
        refuse_no_file(path)
        return check_question(path, given)
    if given:
        raise typer.BadParameter(tr("{path} is a case: only a scenario has keys to set", path=path), param_hint="--set")
    return check_case(path)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)
