"""Which rows are measures, and what the titles between them say."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.imports.register.mapping import Choice, Defaults, RegisterQuestion
from optimizer.imports.register.measures.register import SAMPLES, problem_in
from optimizer.imports.register.measures.sorting import sort_rows
from optimizer.imports.register.sheet.loading import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.errors import Problem
    from optimizer.imports.register.measures.register import Register
    from optimizer.imports.register.sheet.joined_tables import JoinedPart
    from optimizer.readers.grid import Cell


OF_SORTING = ("hidden_rows", "struck_rows", "repeated_rows", "unnamed", "same_name")
"""The answers on which it depends how rows are sorted."""
KINDS_OF_TITLES = (Choice("site", "the site"), Choice("process", "the process"), Choice("ignore", "nothing"))
_NO_NAME = re.compile(r"\D*20\d\d\D*|(?:аркуш|лист|таблиця|таблица|sheet|table)?\s*\d*", re.IGNORECASE)


def sort_measures(register: Register) -> Register:
    """Sort the rows into measures and rows left out."""
    fields = {at: column.field or "" for at, column in register.columns.items()}
    defaults = Defaults(**{name: getattr(register.mapping.defaults, name) for name in OF_SORTING})
    return replace(register, sorted_rows=sort_rows(register.tables, fields, register.mapping.rows, defaults))


def ask_rows(register: Register) -> Iterator[RegisterQuestion | Problem]:
    """Ask whether doubtful rows are measures; report that there are none."""
    yield from register.sorted_rows.questions
    if not register.rows and not register.sorted_rows.questions:
        yield problem_in(register, "has no measures below its header", register.header.row)


def find_split_rows(register: Register) -> Iterator[Problem]:
    """Report rows of another width in a text file: an unquoted decimal comma splits one cell into two."""
    if register.path.suffix.lower() in TEXTS:
        for part in register.tables.parts:
            yield from _split_rows(register, part)


def _split_rows(register: Register, part: JoinedPart) -> Iterator[Problem]:
    grid, header = part.table.grid, part.table.header
    width = len(grid.rows[header.last_row - 1])
    numbers = [row.number for row in register.rows if register.tables.part_of(row.number) is part]
    cells_of = {row: grid.rows[row.own - 1] for row in numbers}
    if {*map(len, cells_of.values())} == {_ended(register, list(cells_of.values()), width)}:
        return
    for row, cells in cells_of.items():
        if len(cells) != width:
            text = 'has {cells} cells but the header has {columns}: quote cells that contain a separator ("2,5")'
            yield problem_in(register, text, row, None, {"cells": len(cells), "columns": width})


def _ended(register: Register, rows: list[tuple[Cell, ...]], width: int) -> int:
    """Return the row width if every row, but not the header, ends in a separator: one extra empty cell."""
    bare = all(not any(row[width:]) for row in rows)
    return width + 1 if bare and register.mapping.separator != "," else width  # a comma may belong to a number


def ask_sections(register: Register) -> Iterator[RegisterQuestion]:
    """Ask what the titles between the rows say."""
    if register.sorted_rows.sections and register.mapping.defaults.sections is None:
        text = "What do the titles between the rows say about the measures below them?"
        has_site = any(column.field == "site" for column in register.columns.values())
        suggestion, samples = "process" if has_site else "site", register.sorted_rows.sections[:SAMPLES]
        yield RegisterQuestion("defaults.sections", text, {}, KINDS_OF_TITLES, suggestion, samples)


def ask_sheet_names(register: Register) -> Iterator[RegisterQuestion]:
    """Ask what the names of several sheets say, unless they are only years or numbers, or columns say it already."""
    names = register.tables.sheets
    fields = {column.field for column in register.columns.values()}
    likely = next((field for field in ("site", "process") if field not in fields), "ignore")
    nothing_new = len(names) == 1 or all(map(_NO_NAME.fullmatch, names)) or {"site", "process"} <= fields
    if nothing_new or register.mapping.defaults.sheet_names is not None:
        return
    text = "What do the names of the sheets say about their measures?"
    yield RegisterQuestion("defaults.sheet_names", text, {}, KINDS_OF_TITLES, likely, names[:SAMPLES])
