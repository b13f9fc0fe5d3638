"""Where the commands print: answers on standard output, all else on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.locales import trn

if TYPE_CHECKING:
    from rich.console import Console

    from optimizer.case import Case


def console(*, error: bool = False) -> Console:
    """The screen, made when something is to be said."""
    from optimizer.reports.screen import screen  # noqa: PLC0415

    return screen(error=error)


def counted(case: Case) -> dict[str, str]:
    """How many measures and streams a case has, in words."""
    return {
        "measures": trn("{count} measure", "{count} measures", len(case.measures)),
        "streams": trn("{count} stream", "{count} streams", len(case.streams)),
    }


def counted_warnings(count: int) -> str:
    """How many warnings there are, in words."""
    return trn("{count} warning", "{count} warnings", count)
