"""The command `cpee lenders`: presets of funding sources, and what the clauses of a scenario's sources exclude."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.console import console
from optimizer.locales import tr

Scenario = Annotated[
    Path | None,
    typer.Argument(
        help="A scenario that uses funding sources; without it, the presets are listed.", show_default=False
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(lenders)


def lenders(scenario: Scenario = None) -> None:
    """List lenders' terms with their date; or which measures the lenders of a scenario exclude, and why."""
    if scenario is None:
        _presets()
    else:
        _clauses(scenario)


def _presets() -> None:
    from optimizer.lenders import FILE, lender_presets  # noqa: PLC0415
    from optimizer.reports.lender_tables import presets_table  # noqa: PLC0415

    today = dt.datetime.now().astimezone().date()
    console().print(presets_table(lender_presets(), today))
    text = "Terms change: copy a row of {file} into the case's funding.csv, ask the lender, and correct it there."
    console().print(tr(text, file=FILE))


def _clauses(path: Path) -> None:
    from optimizer.readers import read_question  # noqa: PLC0415
    from optimizer.reports.lender_tables import clause_tables  # noqa: PLC0415

    question = read_question(path)
    found = clause_tables(question)
    if not found:
        console().print(tr("This scenario uses no funding sources: name them in funding.sources."))
    for sentence, table in found:
        console().print(sentence)
        if table is not None:
            console().print(table)
