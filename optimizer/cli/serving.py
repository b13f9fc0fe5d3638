"""The command that opens the app: `cpee app [FOLDER]`.

`register(app)` adds it to the command line.
"""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer


def app(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER",
            help="A folder with `data/` and `scenarios/` to open in place; without it, the start page.",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            max=65535,
            help="The port; by default the first free one from 8501.",
            show_default=False,
        ),
    ] = None,
    no_browser: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--no-browser", help="Don't open a browser; only print the address.")
    ] = False,
) -> None:
    """Open the app in a browser: compare scenarios, move a control, decide. Ctrl-C stops it."""
    from optimizer.ui.serving import serve  # noqa: PLC0415

    serve(folder, port, browser=not no_browser)


def register(line: typer.Typer) -> None:
    """Add the command."""
    line.command("app")(app)
