"""A worker process, seen from the program that started it. Only `receive` waits for the child."""

from __future__ import annotations

import json
import threading
from collections import deque
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

from optimizer.limits import MESSAGE_BYTES
from optimizer.processes import start

Message = dict[str, Any]
KEPT_CHUNKS, CHUNK = 8, 4096


class Child:
    """A running worker: orders go in, messages come out, and it ends when this program does.

    It reads orders until its standard input closes, which the system ensures even if this program is
    killed. The end of its standard error is kept for the log.
    """

    def __init__(self) -> None:
        self._process = start(["-m", "optimizer.jobs.worker"])
        self._orders: SimpleQueue[Message | None] = SimpleQueue()
        self._said: deque[bytes] = deque(maxlen=KEPT_CHUNKS)
        for errand in (self._write, self._listen):
            threading.Thread(target=errand, daemon=True, name=f"worker {self.pid}").start()

    @property
    def pid(self) -> int:
        """Return the process ID."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Return whether it is running."""
        return self._process.poll() is None

    @property
    def said(self) -> str:
        """Return the end of its standard error."""
        return b"".join(self._said).decode(errors="replace")

    def send(self, order: Message) -> None:
        """Send it an order; a failed delivery is noticed by `receive`."""
        self._orders.put(order)

    def receive(self) -> Message | None:
        """Return its next message; None if it has ended, or must end because its messages are garbled."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline(MESSAGE_BYTES)
        try:
            message = json.loads(line) if line.endswith(b"\n") else None
        except ValueError:
            message = None
        if not isinstance(message, dict):
            self.end()
            return None
        return message

    def kill(self) -> None:
        """Kill it, whatever it is doing."""
        self._process.kill()

    def end(self) -> None:
        """Kill it and wait until it is gone. Only for the thread that receives its messages."""
        assert self._process.stdout is not None
        self._process.kill()
        self._orders.put(None)
        self._process.wait()
        self._process.stdout.close()

    def _write(self) -> None:
        """Deliver orders until it is gone; `receive` then returns None."""
        assert self._process.stdin is not None
        with suppress(OSError), self._process.stdin as orders:
            while (order := self._orders.get()) is not None:
                orders.write(json.dumps(order).encode() + b"\n")
                orders.flush()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as words:
            while chunk := words.read1(CHUNK):  # type: ignore[attr-defined]
                self._said.append(chunk)
