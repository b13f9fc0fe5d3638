"""A reader under watch: how long it takes, what memory it holds, what it leaves behind."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from optimizer.errors import InvalidInput

MOST_SECONDS, MOST_BYTES = 2.0, 50_000_000
LINUX = sys.platform == "linux"


def peak() -> int:
    """The most memory this process has held since `forget_peak`."""
    status = Path("/proc/self/status").read_text(encoding="ascii") if LINUX else "VmHWM: 0 kB"
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def forget_peak() -> int:
    """Count the peak from now on; what is held now."""
    if LINUX:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak()


def worked() -> float:
    """Seconds that this process and its children have computed: unlike the clock, not those that others took."""
    return sum(os.times()[:4])


def children() -> set[str]:
    """The processes that this one has started and that still are."""
    lists = Path(f"/proc/{os.getpid()}/task").glob("*/children") if LINUX else ()
    return {child for one in lists for child in one.read_text().split()}


def refused(read: Callable[[Path], object], file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a reader says that refuses a file, alone in its folder: fast, small, leaving nothing behind."""
    monkeypatch.setenv("TMPDIR", str(file.parent))
    running, held, begun = children(), forget_peak(), worked()
    with pytest.raises(InvalidInput) as caught:
        read(file)
    took, grown = worked() - begun, peak() - held
    messages = [str(problem) for problem in caught.value.problems]
    assert 1 <= len(messages) <= 4, messages
    assert all(len(message) < 500 and message.isprintable() for message in messages), messages
    assert "Traceback" not in "".join(messages)
    assert took < MOST_SECONDS, took
    assert grown < MOST_BYTES, grown
    assert list(file.parent.iterdir()) == [file]
    assert children() <= running  # those of other tests may end meanwhile
    return "\n".join(messages)
