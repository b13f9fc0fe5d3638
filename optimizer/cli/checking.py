"""`cpee check`: all errors and warnings in a project, a case or a scenario."""

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
    path: Annotated[
        Path,
        typer.Argument(help="A project or a case (folder, workbook), or a scenario (TOML file).", show_default=False),
    ],
    settings: Settings = None,
) -> None:
    """List all errors and warnings in a project, case or scenario: file, row, column, what to do."""
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
    if not given and _is_project(path):
        return _found_in_project(path)
    if given:
        raise typer.BadParameter(tr("{path} is a case: only a scenario has keys to set", path=path), param_hint="--set")
    return check_case(path)


def _is_project(path: Path) -> bool:
    return (path / "scenarios").is_dir() and not (path / "case.toml").exists()


def _found_in_project(folder: Path) -> tuple[Case, tuple[Problem, ...]]:
    """Return the case of a project's folder, and each problem in it or in one of the scenarios once."""
    from optimizer.errors import InvalidInput, Problem  # noqa: PLC0415
    from optimizer.projects.project import Project  # noqa: PLC0415
    from optimizer.readers import check_case, check_question  # noqa: PLC0415

    project = Project("", folder, in_place=True)
    if project.case_folder is None:
        raise InvalidInput([Problem(str(folder), "there is no case: put one under data/, or run `cpee new`")])
    case, found = check_case(project.case_folder)
    every = [*found, *(problem for file in project.scenarios for problem in check_question(file.path)[1])]
    return case, tuple({str(problem): problem for problem in every}.values())


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)
