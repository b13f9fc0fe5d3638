"""The machine of a benchmark, and figures as Markdown tables."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def machine() -> str:
    """Return processor, cores, versions, and the load of the machine."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    packages = ", ".join(f"{name} {version(name)}" for name in ("highspy", "pyomo", "numpy"))
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    processor = names[0] if names else platform.processor()
    return f"{processor}, {os.cpu_count()} cores, load {load}; Python {platform.python_version()}, {packages}"


def say(text: str = "") -> None:
    """Print one line of the report at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a Markdown table."""
    say(f"| {' | '.join(head)} |")
    say(f"|{'---|' * len(head)}")
    for row in rows:
        say(f"| {' | '.join(map(_cell, row))} |")
    say()


def _cell(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
