"""Whatever process this program starts hears no Ctrl-C and ends with it, even where it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from optimizer import processes

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
SHEETS = ROOT / "optimizer/readers/sheets/__main__.py"
CHILD = f"""
import os, runpy, sys, threading, time
threading.Thread(target=runpy.run_path({str(SHEETS)!r})["end_with_parent"], daemon=True).start()
open(sys.argv[1], "w").write(str(os.getpid()))
time.sleep(100)
"""
PARENTS = {
    "said_by": "from optimizer.processes import said_by; said_by(sys.argv[1:], 100)",
    "start": """
from optimizer.processes import start
worker = start(["-m", "optimizer.jobs.worker"])
open(sys.argv[2], "w").write(str(worker.pid))
time.sleep(100)
""",
    "pool": """
from optimizer.processes import pool
if __name__ == "__main__":
    with pool(1) as workers:
        open(sys.argv[2], "w").write(str(workers.submit(os.getpid).result()))
        workers.submit(time.sleep, 100).result()
""",
}
linux = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes in /proc")


def _until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def _running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@linux
@pytest.mark.parametrize("way", PARENTS)
def test_a_process_ends_with_its_parent_and_hears_no_ctrl_c(tmp_path: Path, way: str) -> None:
    parent, child, told = tmp_path / "parent.py", tmp_path / "child.py", tmp_path / "pid"
    parent.write_text(f"import os, sys, time\n{PARENTS[way]}", "utf-8")
    child.write_text(CHILD, "utf-8")
    command = [sys.executable, str(parent), str(child), str(told)]
    running = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)})  # noqa: S603 - our own program
    _until(lambda: told.exists() and told.read_text())
    pid = int(told.read_text())
    if way == "pool":
        os.kill(pid, signal.SIGINT)
    else:
        assert os.getpgid(pid) != os.getpgid(running.pid)  # where a terminal sends Ctrl-C
    time.sleep(0.3)
    assert _running(pid)
    running.kill()
    running.wait()
    _until(lambda: not _running(pid))


def test_what_fails_or_takes_too_long_is_an_error() -> None:
    assert processes.said_by(["-c", "print(1)"], 60) == f"1{os.linesep}".encode()
    for program, seconds in (("raise SystemExit(1)", 60.0), ("import time; time.sleep(60)", 0.2)):
        with pytest.raises(subprocess.SubprocessError):
            processes.said_by(["-c", program], seconds)
