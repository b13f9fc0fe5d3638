"""Where text goes: the terminal, a pipe, a log. Data is shown as it stands, never as markup."""

from __future__ import annotations

import sys

from rich.console import Console


class _Screen(Console):
    """A console that leaves a closed pipe to the program, which knows its own exit status."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def screen(*, error: bool = False) -> Console:
    """Standard output, or standard error. Only a terminal's lines are broken, at words; a pipe's never are."""
    stream = sys.stderr if error else sys.stdout
    encoding = (getattr(stream, "encoding", None) or "").lower()
    if not encoding.startswith("utf") and hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    console = _Screen(stderr=error, markup=False, emoji=False, highlight=False)
    console.soft_wrap = not console.is_terminal
    return console
