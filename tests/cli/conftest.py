"""What the tests of the command line share: a copy of the teaching case to break, and how to run a command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from optimizer import processes
from tests.in_process import Ran, ran

ROOT = Path(__file__).parents[2]
Run = Callable[..., Ran]
RunProgram = Callable[..., subprocess.CompletedProcess[str]]
SETTINGS = {"COLUMNS": "80", "NO_COLOR": "1"}


@pytest.fixture(autouse=True)
def _no_further_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run here solve several scenarios here, one after another; a `program` starts its processes."""
    monkeypatch.setattr(processes, "cores", lambda: 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The teaching case in `data/teaching` with its scenario in `scenarios/teaching.toml`."""
    shutil.copytree(ROOT / "data" / "teaching", tmp_path / "data" / "teaching")
    (tmp_path / "scenarios").mkdir()
    shutil.copy(ROOT / "scenarios" / "teaching.toml", tmp_path / "scenarios")
    return tmp_path


@pytest.fixture
def cpee(tmp_path: Path) -> Run:
    """A command as a user runs it, but in this process; in the temporary folder, on 80 columns that are no terminal."""

    def run(*arguments: object, **environment: str) -> Ran:
        return ran(*arguments, folder=tmp_path, **{**SETTINGS, **environment})

    return run


@pytest.fixture
def program(tmp_path: Path) -> RunProgram:
    """The same as a process of its own, for tests of what a process loads and how it meets its system."""

    def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own program
            command(*arguments), capture_output=True, text=True, cwd=tmp_path, env=settings(**environment), check=False
        )

    return run


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "optimizer", *map(str, arguments)]


def settings(**environment: str) -> dict[str, str]:
    """The environment of a command: this checkout, whatever is installed."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **SETTINGS, **environment}
