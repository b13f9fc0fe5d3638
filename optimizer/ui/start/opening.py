"""Opening a project: the sample, your own file, a bundle. A project is created completely or not at all.

An uploaded file is checked before it is parsed; its name and sheets show what it is:

    received("plant.xlsx", data)     a `UploadResult`: the opened project, or a register with questions
"""

from __future__ import annotations

import re
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from optimizer.errors import InvalidInput, Problem
from optimizer.files import too_large
from optimizer.limits import REGISTER
from optimizer.locales import noted
from optimizer.projects import bundle, filling, home
from optimizer.readers.grid import read_grids
from optimizer.ui.shared import state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optimizer.projects.project import Project

T = TypeVar("T")
BUNDLES = ("zip",)
REGISTERS = ("xlsx", "xls", "ods", "csv", "tsv", "txt")
OWN_SHEETS = {"case", "measures"}
LONGEST_NAME = 80
_EMPTY = noted("is empty")
_UNKNOWN = noted("is not a supported file: use XLSX, XLS, ODS, CSV or a bundle (ZIP)")


@dataclass(frozen=True)
class UploadResult:
    """The result of an upload: a message about the new project, or a register with questions."""

    problems: tuple[Problem, ...] = ()
    register: Path | None = None


def begin(fill: Callable[[Project], T]) -> T:
    """Fill the open project if it is empty, or else a new one, and open it; a new one is removed on failure."""
    current = state.project()
    if current is not None and current.empty:
        told = fill(current)
        state.open_in_session(current)
        return told
    made = home.create()
    try:
        told = fill(made)
    except BaseException:
        shutil.rmtree(made.folder, ignore_errors=True)
        raise
    state.open_in_session(made)
    return told


def received(name: str, data: bytes, keep: Path) -> UploadResult:
    """Open an uploaded file; a foreign register is put into the folder `keep` for its questions.

    Raises `InvalidInput` if it isn't usable; nothing is created then.
    """
    with _laid_down(name, data) as path:
        kind = path.suffix.lower().removeprefix(".")
        if kind in BUNDLES:
            begin(lambda project: bundle.unpack(project, path))
            return UploadResult()
        if kind == "xlsx" and _is_own(path):
            return UploadResult(begin(lambda project: filling.from_workbook(project, path, keep_errors=True)))
        if kind not in REGISTERS:
            raise InvalidInput([Problem(path.name, _UNKNOWN)])
        return UploadResult(register=Path(shutil.copyfile(path, keep / path.name)))


@contextmanager
def _laid_down(name: str, data: bytes) -> Iterator[Path]:
    """Keep an uploaded file on disk while it is examined; refuse it if it is too large or empty."""
    safe = file_name(name)
    if len(data) > REGISTER.file:
        raise InvalidInput([too_large(safe, REGISTER.file)])
    if not data:
        raise InvalidInput([Problem(safe, _EMPTY)])
    with tempfile.TemporaryDirectory(prefix="cpee-") as folder:
        path = Path(folder) / safe
        path.write_bytes(data)
        yield path


def file_name(name: str) -> str:
    r"""Return the name of an uploaded file, without folders and forbidden characters.

    >>> file_name("..\\..\\Заходи: 2026?.xlsx")
    'Заходи_ 2026_.xlsx'
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(letter if letter.isalnum() or letter in " -_.()+" else "_" for letter in last).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    return f"{(stem if dot else ending)[:LONGEST_NAME] or 'register'}{dot}{ending[:8] if dot else ''}"


def _is_own(path: Path) -> bool:
    """Return whether a workbook has the form of a case: its sheets have our names."""
    return {grid.name.strip().casefold() for grid in read_grids(path)} >= OWN_SHEETS
