"""Problems as a list: the place of each, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from optimizer.locales import noted, tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from optimizer.errors import Problem

STYLES = {"error": "bold red", "warning": "bold yellow"}
KINDS = {"error": noted("error"), "warning": noted("warning")}


def tell(console: Console, found: Iterable[Problem]) -> None:
    """Print the errors, then the warnings."""
    for problem in sorted(found, key=lambda problem: problem.warning):
        kind = "warning" if problem.warning else "error"
        console.print(Text.assemble((f"{tr(KINDS[kind])}: ", STYLES[kind]), str(problem)))
