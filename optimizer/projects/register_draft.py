"""The tables of a case during editing: cells of text, every change saved at once, undo and redo.

    measures = table(project, "measures")
    change(project, "measures", TableChange(edits=(Edit(0, "capex", "150000"),)), revision=measures.revision)
    undo(project)

The draft is the case itself: the contents of its CSV files. Errors are saved like any other text; `problems` lists
them, and no question can be solved until they are fixed. Unchanged cells keep their spelling.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from optimizer.case import FILES, USE
from optimizer.errors import InvalidInput, Problem
from optimizer.files import ChangedOnDisk, locked, revision_of
from optimizer.limits import CELL_LETTERS, EDITED_BYTES, EDITED_ROWS, MB, TABLE_COLUMNS
from optimizer.locales import noted
from optimizer.projects import history as steps
from optimizer.projects.csv_text import CsvRow, CsvText, csv_text, rows_text
from optimizer.projects.project import HEAD_FILE
from optimizer.projects.toml_edit import edited
from optimizer.readers.folder import read_table
from optimizer.readers.tables import column_named, columns_of
from optimizer.readers.text import in_cp1251
from optimizer.readers.toml import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from optimizer.projects.project import Project

TABLES = ("measures", "effects", "streams", "end_uses", "factors", "pollutants", "interactions")
HEAD = "case"
_NO_CASE = noted("the project is empty: open the sample, or bring your own register")
_WORKBOOK = noted("the case is a workbook: change it there, or import it into a new project")
_NO_TABLE = noted('there is no table "{name}" in a case')
_NO_ROW = noted("there is no row {row} in the table")
_NO_COLUMN = noted('there can be no column "{name}" in this table')
_NO_TEXT = noted("holds characters that no text may hold, or more than {most} of them")
_TOO_LARGE = noted("would have more than {rows} rows or {most} MB: split the register")


class Edit(NamedTuple):
    """A cell's new text; rows count from 0."""

    row: int
    column: str
    text: str


@dataclass(frozen=True)
class TableChange:
    """A change of one table: cells changed, rows deleted (both by their previous places), rows added at the end."""

    edits: tuple[Edit, ...] = ()
    added: tuple[Mapping[str, str], ...] = ()
    deleted: tuple[int, ...] = ()


@dataclass(frozen=True)
class DraftTable:
    """A table as saved; `revision` is None if there is no file, `problem` says why it can't be read.

    Columns have the names used in a case, whatever their capital letters in the file; a repeated name gets a number.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    revision: str | None
    problem: Problem | None = None
    lines: tuple[int, ...] = field(default=(), repr=False)

    @property
    def possible(self) -> tuple[str, ...]:
        """Return the columns that the table may have; measures may also have `use_<name>`."""
        usual = columns_of(FILES[self.name])
        return (*usual, *(column for column in self.columns if column not in usual))

    def place(self, problem: Problem) -> tuple[int, str | None] | None:
        """Return the row and column of a problem (no column: the whole row); None if it is in no row of this table."""
        if problem.file != f"{self.name}.csv" or problem.row not in self.lines:
            return None
        return self.lines.index(problem.row), problem.column if problem.column in self.columns else None


@dataclass(frozen=True)
class CaseHead:
    """The contents of case.toml: the case's name, currency, base year."""

    table: dict[str, Any]
    revision: str | None
    problem: Problem | None = None


class History(NamedTuple):
    """The number of steps that can be undone and redone."""

    undo: int
    redo: int


def table(project: Project, name: str) -> DraftTable:
    """Return a table of the case as saved."""
    return _table(_folder(project) / _file(name), name)


def _file(name: str) -> str:
    if name == HEAD:
        return HEAD_FILE
    if name not in FILES:
        raise InvalidInput([Problem(f"{name}.csv", _NO_TABLE, values={"name": name})])
    return f"{name}.csv"


def _folder(project: Project) -> Path:
    """Return the folder of the case; `InvalidInput` if there is none to edit."""
    folder = project.case_folder
    if folder is None or not folder.is_dir():
        raise InvalidInput([Problem("data", _NO_CASE) if folder is None else Problem(folder.name, _WORKBOOK)])
    return folder


def _table(path: Path, name: str) -> DraftTable:
    known = columns_of(FILES[name])
    text = steps.text_of(path)
    if text is None:
        return DraftTable(name, known, (), None)
    revision = _revision(text)
    found = read_table(path, known)
    if isinstance(found, Problem):
        return DraftTable(name, known, (), revision, found)
    return _as_table(name, csv_text(_in_unicode(text), known), revision)


def _in_unicode(text: str) -> str:
    """Return the text of a file for editing: one in Windows-1251 is saved as UTF-8, with a mark, when it is changed."""
    legacy = in_cp1251(text.encode("utf-8", "surrogateescape"))
    return text if legacy is None else "\ufeff" + legacy


def _revision(text: str) -> str:
    return revision_of(text.encode("utf-8", "surrogateescape"))


def _as_table(name: str, written: CsvText, revision: str | None) -> DraftTable:
    header, *rows = [written.rows[at] for at in written.filled]
    width = max(len(row.cells) for row in (header, *rows))
    columns = _columns(name, (*header.values, *[""] * (width - len(header.cells))))
    cells = tuple((*row.values, *[""] * (width - len(row.cells))) for row in rows)
    return DraftTable(name, columns, cells, revision, lines=tuple(row.line for row in rows))


def _columns(name: str, header: tuple[str, ...]) -> tuple[str, ...]:
    columns: list[str] = []
    counts: Counter[str] = Counter()
    for cell in header:
        column = column_named(cell, name)
        counts[column] += 1
        columns.append(column if column and counts[column] == 1 else f"{column} ({counts[column]})".strip())
    return tuple(columns)


def change(project: Project, name: str, what: TableChange, *, revision: str | None) -> DraftTable:
    """Change a table that is still at this revision (None: it had no file); return the changed table."""
    return change_together(project, {name: what}, {name: revision})[name]


def change_together(
    project: Project, changes: Mapping[str, TableChange], revisions: Mapping[str, str | None]
) -> dict[str, DraftTable]:
    """Change several tables in one step: all of them, or none.

    Raises:
        ChangedOnDisk: a table is no longer at its revision.
        InvalidInput: a row or column can't exist, or a text can't be saved.
    """
    folder = _folder(project)
    with _settled(project, folder):
        before = {_file(name): steps.text_of(folder / _file(name)) for name in changes}
        for name in changes:
            _refuse_changed(folder / _file(name), before[_file(name)], revisions[name])
        after = {_file(name): _changed(folder / _file(name), name, what) for name, what in changes.items()}
        _keep(project, folder, before, after)
    return {name: table(project, name) for name in changes}


@contextmanager
def _settled(project: Project, folder: Path) -> Iterator[None]:
    """Lock the case within this block, after settling unfinished changes."""
    with locked(folder):
        steps.settle(project.undo_folder, folder)
        yield


def settle(project: Project) -> None:
    """Finish or undo a change of several tables that was interrupted, for example by killing the process."""
    if not steps.is_settled(project.undo_folder) and (folder := project.case_folder) is not None and folder.is_dir():
        with _settled(project, folder):
            pass


def _refuse_changed(path: Path, text: str | None, revision: str | None) -> None:
    if (None if text is None else _revision(text)) != revision:
        raise ChangedOnDisk(path)


def _keep(project: Project, folder: Path, before: Mapping[str, str | None], after: Mapping[str, str | None]) -> None:
    differing = [name for name in after if after[name] != before[name]]
    if not differing:
        return
    steps.do(
        project.undo_folder,
        folder,
        {name: before[name] for name in differing},
        {name: after[name] for name in differing},
    )


def _changed(path: Path, name: str, what: TableChange) -> str:
    """Return the text of a table's file after a change."""
    found = _table(path, name)
    if found.problem is not None:
        raise InvalidInput([found.problem])
    _refuse_impossible(found, what)
    text = steps.text_of(path)
    before = rows_text([found.columns]) if text is None else _in_unicode(text)
    written = csv_text(before, columns_of(FILES[name]))
    columns = list(found.columns)
    for column in _new_columns(found, what):
        written = written.with_column(column, len(columns))
        columns.append(column)
    after = str(_with(written, columns, what))
    if len(after.encode("utf-8", "surrogateescape")) > EDITED_BYTES or len(found.rows) + len(what.added) > EDITED_ROWS:
        values = {"rows": EDITED_ROWS, "most": EDITED_BYTES // MB}
        raise InvalidInput([Problem(path.name, _TOO_LARGE, values=values)])
    return after


def _with(written: CsvText, columns: list[str], what: TableChange) -> CsvText:
    places = written.filled[1:]
    rows: dict[int, CsvRow] = {}
    for edit in what.edits:
        if edit.column in columns:  # otherwise it would empty a cell that doesn't exist
            at = places[edit.row]
            rows[at] = rows.get(at, written.rows[at]).with_cell(columns.index(edit.column), edit.text)
    added = [[row.get(column, "") for column in columns] for row in what.added]
    filled = [cells for cells in added if any(cell.strip() for cell in cells)]
    return written.with_rows(rows).without_rows(places[row] for row in what.deleted).with_more(filled)


def _new_columns(found: DraftTable, what: TableChange) -> list[str]:
    named = [edit.column for edit in what.edits if edit.text] + [
        column for row in what.added for column, text in row.items() if text
    ]
    return list(dict.fromkeys(column for column in named if column not in found.columns))


def _refuse_impossible(found: DraftTable, what: TableChange) -> None:
    if problems := tuple(_impossible(found, what)):
        raise InvalidInput(problems)


def _impossible(found: DraftTable, what: TableChange) -> Iterator[Problem]:
    file = f"{found.name}.csv"
    for row in (*(edit.row for edit in what.edits), *what.deleted):
        if not 0 <= row < len(found.rows):
            yield Problem(file, _NO_ROW, values={"row": row})
    cells = [(edit.column, edit.text) for edit in what.edits] + [cell for row in what.added for cell in row.items()]
    for column, text in cells:
        if not _may_hold(text):
            yield Problem(file, _NO_TEXT, None, column, {"most": CELL_LETTERS})
    for column in dict.fromkeys(column for column, _ in cells):
        if column not in found.columns and not _may_be(found, column):
            yield Problem(file, _NO_COLUMN, None, column, {"name": column})


def _may_hold(text: str) -> bool:
    return len(text) <= CELL_LETTERS and "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _may_be(found: DraftTable, column: str) -> bool:
    use = found.name == "measures" and column.startswith(USE) and len(column) > len(USE)
    return (column in columns_of(FILES[found.name]) or use) and len(found.columns) < TABLE_COLUMNS


def head(project: Project) -> CaseHead:
    """Return the contents of case.toml."""
    path = _folder(project) / HEAD_FILE
    text = steps.text_of(path)
    given, wrong = read_toml(path)
    return CaseHead(given, None if text is None else _revision(text), wrong[0] if wrong else None)


def change_head(project: Project, changes: Mapping[str, Any], *, revision: str | None) -> CaseHead:
    """Set keys of case.toml (None removes one) if it is still at this revision, as a step that can be undone."""
    folder = _folder(project)
    with _settled(project, folder):
        before = steps.text_of(folder / HEAD_FILE)
        _refuse_changed(folder / HEAD_FILE, before, revision)
        after = before or ""
        for key, value in changes.items():
            after = edited(after, tuple(key.split(".")), value)
        _keep(project, folder, {HEAD_FILE: before}, {HEAD_FILE: after})
    return head(project)


def undo(project: Project) -> tuple[str, ...] | None:
    """Undo the last step; return the names of the tables that it changes, or None if there is none.

    Raises `ChangedOnDisk` if one of its files was changed elsewhere in the meantime.
    """
    return _move(project, back=True)


def redo(project: Project) -> tuple[str, ...] | None:
    """Redo the last undone step, as `undo` does."""
    return _move(project, back=False)


def _move(project: Project, *, back: bool) -> tuple[str, ...] | None:
    folder = _folder(project)
    with _settled(project, folder):
        files = steps.move(project.undo_folder, folder, back=back)
    return None if files is None else tuple(file.partition(".")[0] for file in files)


def history(project: Project) -> History:
    """Return how many steps can be undone and redone."""
    listed = steps.steps(project.undo_folder)
    undone = sum(step.undone for step in listed)
    return History(len(listed) - undone, undone)


def problems(project: Project) -> tuple[Problem, ...]:
    """Return all errors and warnings of the case, file by file, with row and column as in its files."""
    return project.case_reading().problems
