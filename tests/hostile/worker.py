"""A child process that parses one file after another, as the child of `grid.py` does one: no start for each file.

What ends it (memory, a library that aborts) ends no test: that file counts as unreadable, and another child begins.
"""

import json
import runpy
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from optimizer.limits import REGISTER
from optimizer.readers import grid

SHEETS = Path(grid._CHILD)


@contextmanager
def one_child() -> Iterator[None]:
    """Have one child process parse all files, instead of one for each."""
    worker = Worker()
    try:
        with patch.object(grid, "_asked", worker.asked):
            yield
    finally:
        worker.end()


class Worker:
    def __init__(self) -> None:
        self.ended = 0
        self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        command, pipe = [sys.executable, "-P", __file__, str(SHEETS)], subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)  # noqa: S603 - our own

    def asked(self, path: Path, form: str, limits: object) -> dict[str, object]:
        """In place of `grid._asked`."""
        assert limits is REGISTER
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([str(path), form]).encode() + b"\n")
        self.process.stdin.flush()
        if answer := self.process.stdout.readline():
            return grid.understood(answer)
        self.process.wait()
        self.ended += 1
        self.process = self._started()
        return {"text": "can't be read as a workbook within the limits of time and memory", "values": {}}

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


def main(start: str, memory: int, *bounds: int) -> None:
    sheets = runpy.run_path(start)["alone"]()
    sheets._limit(1_000_000, memory)
    for line in sys.stdin:
        path, form = json.loads(line)
        try:
            answer = json.dumps({"grids": sheets.parse(path, form, sheets.SheetBounds(*bounds))}, ensure_ascii=False)
        except sheets.RefusedError as refused:
            answer = json.dumps({"text": refused.text, "values": refused.values})
        sys.stdout.buffer.write(answer.encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    limits = REGISTER
    main(sys.argv[1], limits.memory, limits.rows or 0, limits.columns, limits.cells, limits.records, limits.answer)
