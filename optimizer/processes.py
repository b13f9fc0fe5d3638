"""Every process that this program starts, started here: fresh ones, deaf to Ctrl-C, that end when their parent does.

    with pool(4) as executor: …                  workers that take Python calls (`studies/many.py`)
    start(["-m", "optimizer.jobs.worker"])       a worker that is talked to over its pipes (`jobs/child.py`)
    said_by([path, …], seconds=25)               what a program says within so many seconds (`readers/grid.py`)

A process that is started through `start` or `said_by` ends itself once its standard input closes: the system closes
it even where the parent is killed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import optimizer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import ProcessPoolExecutor

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def pool(count: int) -> Iterator[ProcessPoolExecutor]:
    """A pool of fresh processes. They never outlive this one, and end at once if what they are for fails."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - what starts no pool loads no multiprocessing
    from multiprocessing import active_children, get_context  # noqa: PLC0415

    executor = ProcessPoolExecutor(count, get_context("spawn"), _begin)
    try:
        yield executor
    except BaseException:
        for child in active_children():
            child.kill()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _begin() -> None:
    """A worker of a pool leaves Ctrl-C and SIGTERM to its parent (heard through a wish), and ends with it."""
    for number in (signal.SIGINT, signal.SIGTERM):  # `timeout` and services send the latter to all processes at once
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import connection, parent_process  # noqa: PLC0415

    parent = parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)


@contextmanager
def starting() -> Iterator[None]:
    """Processes that begin here inherit that Ctrl-C is ignored, so that it can't break them while they load."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def start(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start Python with these arguments; its standard input, output and error are pipes to here."""
    pipe = subprocess.PIPE
    return subprocess.Popen(  # noqa: S603 - our own program, without a shell
        [sys.executable, "-P", *arguments],
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        env=_environment(),
        start_new_session=True,  # Ctrl-C in the terminal is for the program, not for its workers
        creationflags=_NO_WINDOW,
    )


def said_by(arguments: Sequence[str], seconds: float) -> bytes:
    """What Python with these arguments says on standard output.

    Raises:
        subprocess.SubprocessError: it fails, or takes longer; it has ended then.
    """
    lifeline, ours = os.pipe()  # the other end is never written to, and closes when this process ends
    try:
        return subprocess.run(  # noqa: S603 - our own program, without a shell
            [sys.executable, "-P", *arguments],
            stdin=lifeline,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=True,
            start_new_session=True,
            creationflags=_NO_WINDOW,
        ).stdout
    finally:
        os.close(lifeline)
        os.close(ours)


def _environment() -> dict[str, str]:
    """The child finds the package that runs here, also in a checkout that is not installed."""
    environment = {**os.environ, **ONE_THREAD}
    root = Path(optimizer.__file__).resolve().parents[1]
    if root.name not in ("site-packages", "dist-packages"):
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(root), os.environ.get("PYTHONPATH"))))
    return environment
