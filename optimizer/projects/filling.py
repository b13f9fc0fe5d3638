"""Fill an empty project with a case: the sample, a workbook, a case folder or a user's register, completely or not.

Each also writes a scenario `base` that can be solved at once; its comments state its assumptions.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer import shipped
from optimizer.case import FILES
from optimizer.errors import InvalidInput, Problem
from optimizer.files import locked, slug, sync_folder, temporary_beside, write_text, write_together
from optimizer.imports import register
from optimizer.locales import noted
from optimizer.projects.csv_text import rows_text
from optimizer.projects.project import HEAD_FILE, Project, reading_of
from optimizer.projects.runs import sealed
from optimizer.projects.scenario_files import SUFFIX
from optimizer.projects.starting import base_text
from optimizer.readers.case_writer import head_text
from optimizer.readers.folder import read_folder
from optimizer.readers.layers import read_layers
from optimizer.readers.scenario_file import read_question
from optimizer.readers.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.readers.tables import RawCase

SAMPLES = ("cannery", "teaching")
BASE = "base"
PARTS = ("runs", "scenarios", "data")
"""The parts of a project, in the order in which they are put in place: with its data, the project exists."""
_NOT_EMPTY = noted("holds a case already: open this one in a new project")
_NO_SAMPLE = noted('there is no sample "{name}"')
_BEYOND = noted("values stand to the right of the header: name their columns, or delete them")


def from_sample(project: Project, name: str = "cannery", *, answered: bool = False) -> None:
    """Fill the project with a shipped case, all its scenarios, and the answers that ship with them if wanted."""
    if name not in SAMPLES:
        raise InvalidInput([Problem("data", _NO_SAMPLE, values={"name": name})])
    case = shipped.folder() / "data" / name
    with staged(project) as stage:
        _copy_case(case, stage / "data" / name)
        (stage / "scenarios").mkdir()
        for file in sorted((shipped.folder() / "scenarios").glob(f"*{SUFFIX}")):
            if str(read_layers(file).table.get("case")) == str(case.resolve()):
                shutil.copyfile(file, stage / "scenarios" / file.name)
                if answered and (data := shipped.answer(file.stem)) is not None:
                    (stage / "runs").mkdir(exist_ok=True)
                    write_together(sealed(stage / "runs", file.stem, data))


def _copy_case(case: Path, to: Path) -> None:
    to.mkdir(parents=True)
    for name in (HEAD_FILE, *(f"{table}.csv" for table in FILES)):
        if (case / name).is_file():
            shutil.copyfile(case / name, to / name)


def from_workbook(project: Project, path: Path, *, keep_errors: bool = False) -> tuple[Problem, ...]:
    """Fill the project with the case in a workbook of our form, cells unchanged; return its warnings.

    With `keep_errors` a case with errors is accepted too, to be corrected in the project; they are then returned as
    well.
    """
    raw = read_workbook(path)
    with staged(project) as stage:
        folder = stage / "data" / slug(path.stem, "case")
        _write_raw(folder, raw)
        return _finished(stage, folder, keep_errors=keep_errors, beside=raw.problems)


def from_case_folder(project: Project, path: Path, *, keep_errors: bool = False) -> tuple[Problem, ...]:
    """Fill the project with the case in a folder, files unchanged, as `from_workbook` does."""
    raw = read_folder(path)
    with staged(project) as stage:
        folder = stage / "data" / slug(path.resolve().name, "case")
        _copy_case(path, folder)
        return _finished(stage, folder, keep_errors=keep_errors, beside=raw.problems)


def from_register(project: Project, previewed: register.CasePreview) -> register.ImportedRegister:
    """Fill the project with the case that a user's register was previewed to become; return the import."""
    with staged(project) as stage:
        folder = stage / "data" / slug(Path(previewed.proposal.mapping.file).stem, "case")
        folder.parent.mkdir()
        imported = register.write(previewed, folder)
        _finished(stage, folder, keep_errors=False)
    return replace(imported, folder=project.data_folder / folder.name)


def _write_raw(folder: Path, raw: RawCase) -> None:
    """Write the tables of a workbook as CSV files; `InvalidInput` if they can't be written unchanged."""
    if wrong := [problem for problem in raw.problems if not problem.warning]:
        raise InvalidInput(wrong)
    folder.mkdir(parents=True)
    write_text(folder / HEAD_FILE, head_text(raw.head or {}))
    for name, table in raw.tables.items():
        if table is None:
            continue
        width = max((at for at, cell in enumerate(table.header, 1) if cell.strip()), default=0)
        for row, cells in table.rows:
            if any(cell.strip() for cell in cells[width:]):
                raise InvalidInput([Problem(raw.places.get(table.file, table.file), _BEYOND, row)])
        write_text(
            folder / f"{name}.csv", rows_text([cells[:width] for cells in (table.header, *(c for _, c in table.rows))])
        )


def _finished(stage: Path, folder: Path, *, keep_errors: bool, beside: tuple[Problem, ...] = ()) -> tuple[Problem, ...]:
    """Write the base scenario; make sure that it can be solved, or that errors are accepted."""
    reading = reading_of(folder)
    scenario = stage / "scenarios" / f"{BASE}{SUFFIX}"
    scenario.parent.mkdir()
    write_text(scenario, base_text(folder.name))
    if not reading.sound and not keep_errors:
        raise InvalidInput(problem for problem in reading.problems if not problem.warning)
    told = reading.problems if not reading.sound else read_question(scenario).warnings
    return (*(problem for problem in beside if problem not in told), *told)


@contextmanager
def staged(project: Project) -> Iterator[Path]:
    """Yield a folder for a project's parts, which are moved into the project if the block succeeds."""
    with locked(project.folder):
        refuse_filled(project)
        stage = temporary_beside(project.folder / "stage")
        stage.mkdir()
        try:
            yield stage
            _put_in_place(stage, project.folder)
        finally:
            shutil.rmtree(stage, ignore_errors=True)


def refuse_filled(project: Project) -> None:
    """Refuse to fill a project that isn't empty: nothing is ever overwritten."""
    if any((project.folder / part).is_dir() and any((project.folder / part).iterdir()) for part in PARTS):
        raise InvalidInput([Problem("data", _NOT_EMPTY)])


def _put_in_place(stage: Path, folder: Path) -> None:
    moved: list[str] = []
    try:
        for part in PARTS:
            if (stage / part).is_dir():
                if (folder / part).is_dir():
                    (folder / part).rmdir()  # it is empty
                (stage / part).rename(folder / part)
                moved.append(part)
    except OSError:
        for part in moved:
            (folder / part).rename(stage / part)
        raise
    sync_folder(folder)
