"""Output of the commands: answers to standard output, everything else to standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.locales import trn

if TYPE_CHECKING:
    from rich.console import Console

    from optimizer.case import Case


def console(*, error: bool = False) -> Console:
    """Return the console, created on first use."""
    from optimizer.reports.screen import screen  # noqa: PLC0415

    return screen(error=error)


def counted(case: Case) -> dict[str, str]:
    """Return the numbers of measures and streams of a case, in words."""
    return {
        "measures": trn("{count} measure", "{count} measures", len(case.measures)),
        "streams": trn("{count} stream", "{count} streams", len(case.streams)),
    }


def counted_warnings(count: int) -> str:
    """Return the number of warnings, in words."""
    return trn("{count} warning", "{count} warnings", count)
