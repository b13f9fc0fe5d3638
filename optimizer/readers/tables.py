"""Raw tables of text → a Case: the same way for folders, workbooks and any other format.

A format's reader returns a `RawCase`; `read_tables` turns it into records, in an order that does not
depend on the order of the rows, and collects all problems.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from optimizer.case import FILES, REQUIRED_FILES, USE, Case, EmissionFactor, Measure
from optimizer.checks import Unread, coherence
from optimizer.checks.known import TABLE_OF
from optimizer.errors import InvalidInput, Problem, closest
from optimizer.readers.decimal_commas import number_columns, with_points
from optimizer.validation import problems_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from optimizer.record import Record

HEAD = ("name", "name_uk", "currency", "base_year", "company")
STAND_INS = {"name": "?", "currency": "XXX", "base_year": 2000}  # used if the file's own value could not be read
NO_PLACES: Mapping[str, str] = MappingProxyType({})
KINDS = {table: kind for kind, table in TABLE_OF.items()}
MOST_KEPT_ROWS = 2_000
SORTED_BY: dict[type[Record], tuple[str, ...]] = {EmissionFactor: ("stream", "pollutant", "scope")}


@dataclass(frozen=True)
class RawTable:
    """A file or sheet as text: its original header, and its rows with the numbers that a user sees.

    The header is row `header_row`, None where rows are not those of a file; empty rows may be left out. `separator`
    stood between the cells of a text file.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    header_row: int | None = 1
    separator: str = ","


@dataclass(frozen=True)
class RawCase:
    """A case before validation: `head` is case.toml's table; an unreadable table is None, an absent one has no entry.

    `places` maps the files of a case folder to other places: `measures.csv` → `plant.xlsx sheet measures`.
    """

    head: Mapping[str, Any] | None
    tables: Mapping[str, RawTable | None]
    head_file: str = "case.toml"
    problems: tuple[Problem, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TableReading:
    """What could be read of a case, what could not, and why."""

    case: Case
    unread: Unread
    problems: tuple[Problem, ...]
    places: Mapping[str, str] = field(default_factory=dict)


@cache
def columns_of(model: type[Record]) -> tuple[str, ...]:
    """Return the columns that a file of these records may have, except `use_<name>`."""
    return tuple(column for column in model.model_fields if column not in ("row", "uses"))


def required_columns(model: type[Record]) -> tuple[str, ...]:
    """Return the columns that a file of these records must have."""
    return tuple(column for column, field in model.model_fields.items() if field.is_required())


def read_tables(raw: RawCase) -> TableReading:
    """Return everything in the tables that can be read, and a problem per bad value."""
    head, unknown, problems = _head(raw)
    tables = {name: _records(name, raw) for name in FILES}
    for records in tables.values():
        problems += records.problems
    ids = {KINDS[name]: tuple(records.refused) for name, records in tables.items() if records.refused and name in KINDS}
    lost = {KINDS[name] for name, records in tables.items() if records.lost and name in KINDS}
    ordered: dict[str, Any] = {name: _sorted(records.read) for name, records in tables.items()}
    case = Case.model_construct(**head, **ordered)
    unread = Unread(ids, frozenset(lost | unknown), resources=tables["measures"].empty_resources)
    return TableReading(case, unread, (*raw.problems, *problems), raw.places)


def checked(reading: TableReading) -> tuple[Case, tuple[Problem, ...]]:
    """Return the case and its warnings; raise all errors together if there are any."""
    warnings = settled((*reading.problems, *coherence(reading.case, unread=reading.unread)), reading.places)
    return reading.case, warnings


def settled(problems: Iterable[Problem], places: Mapping[str, str] = NO_PLACES) -> tuple[Problem, ...]:
    """Return the warnings; raise all problems, by file and row, if any is an error."""
    ordered = in_order(problems, places)
    if wrong := [problem for problem in ordered if not problem.warning]:
        raise InvalidInput(wrong)
    return ordered


def in_order(problems: Iterable[Problem], places: Mapping[str, str] = NO_PLACES) -> tuple[Problem, ...]:
    """Return the problems by file and row, with the places that the user knows."""
    files = {f"{name}.csv": rank for rank, name in enumerate(("case", *FILES))} | {"case.toml": 0}
    ordered = sorted(problems, key=lambda problem: (files.get(problem.file, -1), problem.file, problem.row or 0))
    return tuple(replace(problem, file=places.get(problem.file, problem.file)) for problem in ordered)


def _head(raw: RawCase) -> tuple[dict[str, Any], set[str], list[Problem]]:
    """Return the values of case.toml, the keys that could not be read, and why."""
    given = raw.head if raw.head is not None else STAND_INS
    problems = [
        Problem(raw.head_file, 'unknown key "{key}"', None, key, {"key": key}, guess=closest(key, HEAD))
        for key in given
        if key not in HEAD
    ]
    known = {key: value for key, value in given.items() if key in HEAD}
    wrong = set(STAND_INS) if raw.head is None else set()
    try:
        Case.model_validate(known)
    except ValidationError as error:
        problems += problems_of(error, raw.head_file, known, Case)
        wrong = {str(details["loc"][0]) for details in error.errors()}
    sound = {key: value for key, value in known.items() if key not in wrong}
    stand_ins = {key: value for key, value in STAND_INS.items() if key in wrong}
    case = Case.model_validate({**sound, **stand_ins})
    return {key: getattr(case, key) for key in HEAD}, wrong, problems


@dataclass
class _Records:
    """One table during validation: the rows that could be read, the IDs of the others, and why.

    `meant` gives the column at each position, `missing` the required columns that are absent, and
    `lost` means that no IDs are known at all.
    """

    name: str
    file: str
    width: int = 0
    meant: dict[int, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    read: list[Record] = field(default_factory=list)
    refused: list[tuple[str, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lost: bool = False

    @property
    def empty_resources(self) -> frozenset[str]:
        """Return the resources whose column has no value in any row."""
        used = {name for record in self.read if isinstance(record, Measure) for name in record.uses}
        return frozenset(column[len(USE) :] for column in self.meant.values() if column.startswith(USE)) - used

    def refuse(self, row: int, cells: tuple[str, ...], problems: Iterable[Problem]) -> None:
        """Leave a row out, but keep its ID."""
        self.problems += problems
        if name := self.values(cells).get(KINDS.get(self.name, "")):
            self.refused.append((unicodedata.normalize("NFC", name), row))

    def values(self, cells: tuple[str, ...]) -> dict[str, str]:
        """Return the values of a row by column, without empty cells."""
        values = {column: cells[place].strip() for place, column in self.meant.items() if place < len(cells)}
        return {column: value for column, value in values.items() if value}


def _records(name: str, raw: RawCase) -> _Records:
    table = raw.tables.get(name)
    if table is None:
        absent = name in REQUIRED_FILES and name not in raw.tables
        problems = [Problem(f"{name}.csv", "the file is missing")] if absent else []
        return _Records(name, f"{name}.csv", problems=problems, lost=absent or name in raw.tables)
    return (_kept_records if len(table.rows) <= MOST_KEPT_ROWS else _records_of)(name, table)


def _records_of(name: str, table: RawTable) -> _Records:
    records = _Records(name, table.file, len(table.header))
    _read_header(records, table)
    for row, cells in with_points(table.rows, table.separator, number_columns(FILES[name], records.meant)):
        _read_row(records, row, cells)
    return records


_kept_records = lru_cache(maxsize=64)(_records_of)  # every scenario of a case reads its tables anew


def _read_header(records: _Records, table: RawTable) -> None:
    """Identify each column; record what is wrong with the header."""
    model = FILES[records.name]
    cells = {place: column_named(cell, records.name) for place, cell in enumerate(table.header)}
    known = columns_of(model)
    for place, cell in cells.items():
        if cell in known or _is_use(records.name, cell):
            records.meant[place] = cell
    strange = {place: cell for place, cell in cells.items() if place not in records.meant}
    records.missing = [column for column in required_columns(model) if column not in cells.values()]
    records.lost = KINDS.get(records.name) in records.missing
    records.problems += (*_repeated(table, cells), *_strange(table, strange, known))
    records.problems += (
        Problem(table.file, "the column is missing", table.header_row, column, guess=closest(column, strange.values()))
        for column in records.missing
    )


def _repeated(table: RawTable, cells: Mapping[int, str]) -> Iterator[Problem]:
    for cell, count in Counter(cell.casefold() for cell in cells.values() if cell).items():
        if count > 1:
            text, values = 'the column "{name}" occurs {count} times: keep one', {"name": cell, "count": count}
            yield Problem(table.file, text, table.header_row, cell, values)


def _strange(table: RawTable, strange: Mapping[int, str], known: tuple[str, ...]) -> Iterator[Problem]:
    for place, cell in strange.items():
        if cell:
            text, guess = 'unknown column "{name}" is ignored', closest(cell, known)
            yield Problem(table.file, text, table.header_row, cell, {"name": cell}, warning=True, guess=guess)
        elif row := next((row for row, line in table.rows if place < len(line) and line[place].strip()), None):
            text = "a value has no header above it: name the column, or delete the value"
            yield Problem(table.file, text, row)


def column_named(cell: str, name: str) -> str:
    """Return a header cell as a column name: in lower case, except a resource's name."""
    plain = unicodedata.normalize("NFC", cell.strip())
    small = plain.casefold()
    return USE + plain[len(USE) :].strip() if _is_use(name, small) else small


def _is_use(name: str, cell: str) -> bool:
    return name == "measures" and cell.startswith(USE) and len(cell.strip()) > len(USE)


def _read_row(records: _Records, row: int, cells: tuple[str, ...]) -> None:
    if len(cells) > records.width:
        text = 'has {cells} cells but the header has {columns}: quote cells that contain a separator ("2,5")'
        values = {"cells": len(cells), "columns": records.width}
        records.refuse(row, cells, [Problem(records.file, text, row, None, values)])
        return
    model, given = FILES[records.name], _given(records.values(cells), FILES[records.name])
    try:
        records.read.append(model.model_validate({**given, "row": row}))
    except ValidationError as error:
        problems = map(_in_column, problems_of(error, records.file, given, model, row))
        records.refuse(row, cells, (problem for problem in problems if problem.column not in records.missing))


def _given(values: Mapping[str, str], model: type[Record]) -> dict[str, Any]:
    own = {column: value for column, value in values.items() if not column.startswith(USE)}
    uses = {column[len(USE) :]: value for column, value in sorted(values.items()) if column.startswith(USE)}
    return {**own, "uses": uses} if model is Measure else own


def _in_column(problem: Problem) -> Problem:
    """Return the problem with the file's column name: `uses.days` is `use_days`, `spend[2]` is `spend`."""
    column = (problem.column or "").replace("uses.", USE, 1).split("[", maxsplit=1)[0]
    return replace(problem, column=column)


def _sorted(records: Sequence[Record]) -> tuple[Record, ...]:
    """Sort records of one kind by their fields from left to right, missing values first; so by ID if there is one."""
    kinds = {type(record) for record in records}
    names = [name for kind in kinds for name in (*SORTED_BY.get(kind, ()), *columns_of(kind))]
    first = {getattr(record, name) for record in records for name in names[:1]}
    if len(first) == len(records):
        names = names[:1]  # the others can't decide anything

    def order(record: Record) -> list[tuple[int, Any]]:
        values = (getattr(record, name) for name in names)
        return [(0, 0) if value is None else (1, value) for value in values]

    return tuple(sorted(records, key=order))
