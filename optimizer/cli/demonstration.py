"""`cpee demo`: the shipped cannery, its scenarios side by side."""

from __future__ import annotations

import typer

from optimizer.cli.asking import EXIT, read, solved
from optimizer.cli.console import console
from optimizer.locales import tr, trn

SECONDS, HARD = 15, 4
"""Seconds for solving, mostly for the four hard scenarios; the rest of the 20 s is for starting and showing."""
SETTINGS = {"solver.gap": "0.001"}


def demo() -> None:
    """Solve and compare the scenarios of the shipped cannery, and show the best plan."""
    from optimizer.reports import comparison, terminal  # noqa: PLC0415
    from optimizer.shipped import demo_scenarios, next_steps  # noqa: PLC0415
    from optimizer.words import name_of  # noqa: PLC0415

    out = console()
    questions = [read(path, SETTINGS) for path in demo_scenarios()]
    case = questions[0].case
    measures = trn("{count} measure to choose from", "{count} measures to choose from", len(case.measures))
    scenarios = trn("{count} scenario", "{count} scenarios", len(questions))
    out.print(f"{name_of(case)}: {measures}, {scenarios}.")
    console(error=True).print(tr("Solving takes 20 seconds at most; Ctrl-C shows the best so far.") + "\n")
    easy_first = [*questions[HARD:], *questions[:HARD]]
    with solved(easy_first, within=SECONDS) as found:
        answers = [*found[-HARD:], *found[:-HARD]]
        comparison.overview(out, answers)
        out.print("\n" + tr("The best plan of the first scenario:") + "\n")
        terminal.show_briefly(out, *answers[0])
    out.print(tr("What to try next:"))
    for command in next_steps():
        out.print(f"  {command}", soft_wrap=True)
    # One is impossible on purpose, and a busy machine may not prove that in its seconds: the demonstration failed only
    # if it has no plan to show.
    raise typer.Exit(min(EXIT[outcome.status] for _, outcome in answers))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)
