"""Parts of a benchmark in processes of their own, so that memory and CPU time are theirs alone.

    answer = in_child("tests.benchmarks.scale", {"measures": 100}, seconds=60, gigabytes=8)

A program that has such parts ends with `begin(work, main)`. What `work` yields is put together in one answer, so
whatever was measured before a part ran out of time or memory is kept; "ended" then says why it ended.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.machine import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Answer = dict[str, Any]
CHILD = "--child"
MOST_TOLD = 300


def in_child(module: str, task: Answer, seconds: float, gigabytes: float = 8.0) -> Answer:
    """The answer of a process that may take so many seconds by the clock and so much memory."""
    command = [sys.executable, "-m", module, CHILD, json.dumps(task)]
    size = int(gigabytes * 2**30)
    process = subprocess.Popen(  # noqa: S603 - our own code
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size)),  # noqa: PLW1509 - no threads here
    )
    try:
        output, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        output, _ = process.communicate()
        return {**_answer(output), "ended": f"not done after {seconds:.0f} s"}
    if not process.returncode:
        return _answer(output)
    why = f"over {gigabytes:g} GB" if "MemoryError" in errors else f"failed: {errors.strip()[-MOST_TOLD:]}"
    return {**_answer(output), "ended": why}


def _answer(output: str) -> Answer:
    lines = [line for line in output.splitlines() if line.startswith("{") and line.endswith("}")]
    return {key: value for line in lines for key, value in json.loads(line).items()}


def begin(work: Callable[[Answer], Iterable[Answer]], main: Callable[[], None]) -> None:
    """In a child do the work that was asked for; else run the whole benchmark."""
    if sys.argv[1:2] != [CHILD]:
        main()
        return
    for part in work(json.loads(sys.argv[2])):
        say(json.dumps(part))


def peak_mb() -> float:
    """The greatest use of memory of this process so far, MB."""
    status = Path("/proc/self/status").read_text("utf-8").splitlines()  # getrusage would count the parent's peak too
    [peak_kb] = (line.split()[1] for line in status if line.startswith("VmHWM"))
    return int(peak_kb) / 1024
