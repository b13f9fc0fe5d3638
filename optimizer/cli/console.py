"""Where the commands print: answers on standard output, all else on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def console(*, error: bool = False) -> Console:
    """The screen, made when something is to be said."""
    from optimizer.reports.screen import screen  # noqa: PLC0415

    return screen(error=error)
