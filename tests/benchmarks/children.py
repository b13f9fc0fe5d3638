"""Runs parts of a benchmark in separate processes, so that their memory and CPU time are measured alone.

    answer = in_child("tests.benchmarks.scale", {"measures": 100}, seconds=60, gigabytes=8)

A program with such parts ends with `begin(work, main)`. The results that `work` yields are merged into one answer, so
everything measured before a part ran out of time or memory is kept; "ended" then says why it ended.
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
    """Return the answer of a process with limits on wall-clock seconds and memory."""
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
    """Do the requested work in a child; otherwise run the whole benchmark."""
    if sys.argv[1:2] != [CHILD]:
        main()
        return
    for part in work(json.loads(sys.argv[2])):
        say(json.dumps(part))


def peak_mb() -> float:
    """Return the peak memory of this process so far, in MB."""
    status = Path("/proc/self/status").read_text("utf-8").splitlines()  # getrusage would count the parent's peak too
    [peak_kb] = (line.split()[1] for line in status if line.startswith("VmHWM"))
    return int(peak_kb) / 1024
