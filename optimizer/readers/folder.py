"""A folder of case.toml and CSV files → raw tables.

Nothing is guessed: cells stay text, and the known column names in a header show the separator (a comma,
or the semicolon or tab that Excel writes in locales with decimal commas).
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from optimizer.case import FILES
from optimizer.errors import Phrase, Problem, closest
from optimizer.limits import TABLE_BYTES, TABLE_COLUMNS, TABLE_ROWS
from optimizer.locales import noted
from optimizer.readers.tables import RawCase, RawTable, columns_of
from optimizer.readers.text import read_table_text
from optimizer.readers.toml import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDS_EARLY = noted("unexpected end of data")  # Python's own message for an unclosed quote
SEPARATORS = ",;\t"


def read_folder(folder: Path) -> RawCase:
    """Return the content of the files in a case folder."""
    problems = list(_strangers(folder))
    head = _head(folder, problems)
    tables: dict[str, RawTable | None] = {}
    for name, model in FILES.items():
        path = folder / f"{name}.csv"
        if path.exists():
            table = read_table(path, columns_of(model))
            tables[name] = table if isinstance(table, RawTable) else None
            problems += [table] if isinstance(table, Problem) else []
    return RawCase(head, tables, problems=tuple(problems))


def _strangers(folder: Path) -> Iterator[Problem]:
    """Warn about files that look like part of the case but aren't."""
    files = [f"{name}.csv" for name in FILES]
    for path in sorted(folder.glob("*.csv")):
        if path.name not in files:
            text = "is not part of a case and is ignored"
            yield Problem(path.name, text, warning=True, guess=closest(path.name, files))


def _head(folder: Path, problems: list[Problem]) -> dict[str, object] | None:
    path = folder / "case.toml"
    if not path.exists():
        problems.append(Problem(path.name, "the file is missing: it sets name, currency and base_year"))
        return None
    head, wrong = read_toml(path)
    problems += wrong
    return None if wrong else head


def read_table(path: Path, known: tuple[str, ...]) -> RawTable | Problem:
    """Return the table in a CSV file, or the problem; the `known` columns reveal the separator."""
    text = read_table_text(path, TABLE_BYTES)
    if isinstance(text, Problem):
        return text
    text, skipped = without_hint(text)
    rows: list[tuple[int, tuple[str, ...]]] = []
    separator = separator_of(text, known)
    try:
        for number, cells in _rows(text, separator):
            rows.append((number + skipped, cells))
            if len(rows) > TABLE_ROWS + 1 or len(cells) > TABLE_COLUMNS:
                limits = {"rows": TABLE_ROWS, "columns": TABLE_COLUMNS}
                return Problem(path.name, "has more than {rows} rows or {columns} columns", number, values=limits)
    except _BrokenRowError as error:
        said = str(error.__cause__)
        values = {"reason": Phrase(said) if said == ENDS_EARLY else said}
        return Problem(path.name, "is not valid CSV from this row on: {reason}", error.row + skipped, values=values)
    if not rows:
        return Problem(path.name, "is empty: add a header row")
    (header_row, header), *body = rows
    return RawTable(path.name, header, tuple(body), header_row, separator)


def without_hint(text: str) -> tuple[str, int]:
    """Return the text without a leading `sep=;` line, which some programs write, and the number of lines removed."""
    first, _, rest = text.partition("\n")
    return (rest, 1) if first.strip().casefold().startswith("sep=") else (text, 0)


def separator_of(text: str, known: tuple[str, ...]) -> str:
    """Return the separator that splits the header into the most known columns; a comma on a tie."""
    return max(SEPARATORS, key=lambda separator: _known_cells(text, separator, known))


def _known_cells(text: str, separator: str, known: tuple[str, ...]) -> int:
    try:
        _, header = next(_rows(text, separator), (0, ()))
    except _BrokenRowError:
        return 0
    return len({cell.strip().casefold() for cell in header}.intersection(known))


def _rows(text: str, separator: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the rows that aren't empty, with the line number at which each begins."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield begins, tuple(cells)
            begins = lines.line_num + 1
    except csv.Error as error:
        raise _BrokenRowError(begins) from error


class _BrokenRowError(Exception):
    """A row that isn't valid CSV: an unclosed quote or an endless cell."""

    def __init__(self, row: int) -> None:
        self.row = row
        super().__init__(row)
