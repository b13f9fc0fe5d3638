"""The commands `cpee lenders` and `cpee borrow`: lenders' terms, and how much could be borrowed."""

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


Asked = Annotated[Path, typer.Argument(help="A scenario that uses funding sources.", show_default=False)]
Ratio = Annotated[
    float | None,
    typer.Option(
        "--dscr", help="The least debt service coverage ratio, instead of the scenario's.", show_default=False
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command()(lenders)
    app.command()(borrow)


def borrow(scenario: Asked, dscr: Ratio = None) -> None:
    """Find the most outside money at which every rule and stress holds, the plan it pays for, and what binds."""
    from optimizer.cli.asking import EXIT  # noqa: PLC0415
    from optimizer.decimals import Decimal  # noqa: PLC0415
    from optimizer.readers import read_question  # noqa: PLC0415
    from optimizer.reports import terminal  # noqa: PLC0415
    from optimizer.reports.lender_tables import binding_text  # noqa: PLC0415
    from optimizer.studies.borrowing import most_outside  # noqa: PLC0415

    question = read_question(scenario)
    found = most_outside(question.case, question.scenario, None if dscr is None else Decimal(repr(dscr)))
    terminal.show(console(), question, found.outcome)
    if found.binding:
        console().print(binding_text(question, found.binding))
    raise typer.Exit(EXIT[found.outcome.status])


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
