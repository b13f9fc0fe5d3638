"""`cpee new`: a project of one's own."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer

from optimizer.cli import places
from optimizer.cli.console import console
from optimizer.cli.spoken import Language  # noqa: TC001 - typer reads the annotations
from optimizer.locales import speak, tr


def new(
    folder: Annotated[Path, typer.Argument(help="The new folder.", show_default=False)],
    language: Annotated[Language | None, typer.Option(help="Language of the explanations.", show_default=False)] = None,
    csv: Annotated[bool, typer.Option("--csv", help="CSV files instead of a workbook.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Start a project of your own: a register to fill in, a first scenario with comments, and what to do next."""
    from optimizer.projects.starting import READ_FIRST, start_project  # noqa: PLC0415

    if language is not None:
        speak(language.value)
    places.for_new(folder)
    register = start_project(folder, csv=csv)
    lines = [
        tr("{folder}: a new project; {file} says what to do, step by step.", folder=folder, file=READ_FIRST),
        tr("Fill in {register}, then run: cpee check {folder}", register=register, folder=folder),
    ]
    for line in lines:
        console().print(line, soft_wrap=True)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("new")(new)
