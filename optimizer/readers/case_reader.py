"""A case folder or workbook → a checked Case. The path decides which of the two it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.case import FILES
from optimizer.checks import check
from optimizer.errors import InvalidInput, Problem
from optimizer.readers.folder import read_folder
from optimizer.readers.tables import RawCase, TableReading, checked, in_order, read_tables
from optimizer.readers.workbook import read_workbook

if TYPE_CHECKING:
    from optimizer.case import Case

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def read_case(path: Path | str) -> tuple[Case, tuple[Problem, ...]]:
    """Return the case in a folder or workbook with its warnings; raise `InvalidInput` with all errors."""
    return checked(load_case(Path(path)))


def check_case(path: Path | str) -> tuple[Case, tuple[Problem, ...]]:
    """What can be read of a case, and everything wrong or odd about it."""
    reading = load_case(Path(path))
    found = (*reading.problems, *check(reading.case, unread=reading.unread))
    return reading.case, in_order(found, reading.places)


def load_case(path: Path) -> TableReading:
    """Return whatever can be read of a case, a problem per bad value, and what could not be read."""
    if path.is_dir():
        return read_tables(read_folder(path))
    if path.suffix.lower() in WORKBOOKS and path.exists():
        try:
            return read_tables(read_workbook(path))
        except InvalidInput as bad:
            return nothing_read(*bad.problems)
    if path.exists():
        text = (
            "is not a case: a case is a workbook or a folder with case.toml, streams.csv, measures.csv and effects.csv"
        )
        return _nothing(path, text)
    return _nothing(path, 'there is no folder or workbook "{path}"')


def nothing_read(*problems: Problem) -> TableReading:
    """Return an unread case with only these problems, so that nothing else about it is reported."""
    return read_tables(RawCase(None, dict.fromkeys(FILES), problems=problems))


def _nothing(path: Path, text: str) -> TableReading:
    return nothing_read(Problem(path.name or str(path), text, values={"path": str(path)}))
