"""A command as a user runs it, but in this process: to start one takes longer than most answers."""

from __future__ import annotations

import contextvars
import sys
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from optimizer import cli


class Ran(NamedTuple):
    """The exit status of a command and what it said."""

    returncode: object
    stdout: str
    stderr: str


def ran(*arguments: object, folder: Path | None = None, **environment: str) -> Ran:
    """Run a command, in a folder and with more environment if given; files stand in for its streams."""
    status: object = 0
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as kept:
        patch.setattr(sys, "argv", ["cpee", *map(str, arguments)])
        for name, value in environment.items():
            patch.setenv(name, value)
        streams = [Path(kept) / name for name in ("out", "error")]
        out, error = (path.open("w", encoding="utf-8", newline="") for path in streams)
        with out, error, redirect_stdout(out), redirect_stderr(error), chdir(folder or "."):
            try:
                contextvars.copy_context().run(cli.main)  # its language ends with it
            except SystemExit as end:
                status = end.code
        return Ran(status, *(path.read_bytes().decode() for path in streams))
