"""Output to a terminal, a pipe or a log. Data is shown literally, never as markup."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable


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


def table_of(*columns: str, right: Iterable[int] = ()) -> Table:
    """Return an empty table; the columns given by number are right-aligned, like figures."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    numeric = set(right)
    for k, column in enumerate(columns):
        table.add_column(column, justify="right" if k in numeric else "left", overflow="fold")
    return table
