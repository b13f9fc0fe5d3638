"""Ways into a project: the sample, a file of one's own, a bundle. The project is there whole, or not at all.

A file that comes in is looked at before it is parsed; what it is, is told by its name and its sheets:

    received("plant.xlsx", data)     a `Received`: what was opened, or a register that has to be asked about
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
_UNKNOWN = noted("is no file that can be read here: bring XLSX, XLS, ODS, CSV, or a bundle (ZIP)")


@dataclass(frozen=True)
class Received:
    """What came of a file: what there is to say about the project that it filled, or a register to be asked about."""

    problems: tuple[Problem, ...] = ()
    register: Path | None = None


def begin(fill: Callable[[Project], T]) -> T:
    """Fill the open project if it is empty, else a new one, and open it; a new one is gone again if that fails."""
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


def received(name: str, data: bytes, keep: Path) -> Received:
    """Open a file that was brought; a foreign register is put into the folder `keep`, to be asked about.

    `InvalidInput` where it can't be what it should be; nothing has been made then.
    """
    with _laid_down(name, data) as path:
        kind = path.suffix.lower().removeprefix(".")
        if kind in BUNDLES:
            begin(lambda project: bundle.unpack(project, path))
            return Received()
        if kind == "xlsx" and _is_own(path):
            return Received(begin(lambda project: filling.from_workbook(project, path, keep_errors=True)))
        if kind not in REGISTERS:
            raise InvalidInput([Problem(path.name, _UNKNOWN)])
        return Received(register=Path(shutil.copyfile(path, keep / path.name)))


@contextmanager
def _laid_down(name: str, data: bytes) -> Iterator[Path]:
    """A file that was brought, on disk for as long as it is looked at; refused where it is too large or empty."""
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
    r"""The name of a file that was brought, without folders and without what no file may be called.

    >>> file_name("..\\..\\Заходи: 2026?.xlsx")
    'Заходи_ 2026_.xlsx'
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(letter if letter.isalnum() or letter in " -_.()+" else "_" for letter in last).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    return f"{(stem if dot else ending)[:LONGEST_NAME] or 'register'}{dot}{ending[:8] if dot else ''}"


def _is_own(path: Path) -> bool:
    """Whether a workbook has the form of a case: its sheets are called as ours are."""
    return {grid.name.strip().casefold() for grid in read_grids(path)} >= OWN_SHEETS
