"""Output to a terminal, a pipe or a log. Data is shown literally, never as markup."""

from __future__ import annotations

import sys

from rich.console import Console


class _Screen(Console):
    """A console that lets the program handle a closed pipe, with its own exit status."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def screen(*, error: bool = False) -> Console:
    """Return a console for standard output or standard error. Lines are wrapped only in a terminal, never in a pipe."""
    stream = sys.stderr if error else sys.stdout
    encoding = (getattr(stream, "encoding", None) or "").lower()
    if not encoding.startswith("utf") and hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    console = _Screen(stderr=error, markup=False, emoji=False, highlight=False)
    console.soft_wrap = not console.is_terminal
    return console
