"""The app as `cpee app` serves it: a process of its own, at a port of its own, with projects of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


@dataclass(frozen=True)
class Served:
    """Where the app answers, where its projects are, and its process."""

    address: str
    home: Path
    process: int


@contextmanager
def served(home: Path) -> Iterator[Served]:
    """A server whose projects are in `home`; it is ended in the end."""
    port = free_port()
    command = [sys.executable, "-m", "optimizer", "app", "--no-browser", "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CPEE_HOME": str(home)}
    log = home.with_suffix(".log").open("wb")
    with log, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as server:  # noqa: S603
        try:
            wait_for(port, server)
            yield Served(f"http://localhost:{port}", home, server.pid)
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers; it has to live until then."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert server.poll() is None, "the server ended"
        connection = HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().read() == b"ok":
                return
        except (OSError, HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    raise TimeoutError(f"no answer at port {port}")
