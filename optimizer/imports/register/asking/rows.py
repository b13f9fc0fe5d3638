"""Which rows are measures, and what the titles between them say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.errors import Problem
from optimizer.imports.register.mapping import Choice, RegisterQuestion
from optimizer.imports.register.measures.register import SAMPLES
from optimizer.imports.register.measures.sorting import sort_rows
from optimizer.imports.register.sheet.loading import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.imports.register.measures.register import Register


def sort_measures(register: Register) -> Register:
    """Sort the rows into measures and rows left out."""
    fields = {at: column.field or "" for at, column in register.columns.items()}
    mapping = register.mapping
    return replace(
        register, sorted_rows=sort_rows(register.grid, register.header, fields, mapping.rows, mapping.defaults)
    )


def ask_rows(register: Register) -> Iterator[RegisterQuestion | Problem]:
    """Ask whether doubtful rows are measures; report that there are none."""
    yield from register.sorted_rows.questions
    if not register.rows and not register.sorted_rows.questions:
        yield Problem(register.place, "has no measures below its header", register.header.row)


def find_split_rows(register: Register) -> Iterator[Problem]:
    """Report rows of another width in a text file: an unquoted decimal comma splits one cell into two."""
    if register.path.suffix.lower() not in TEXTS:
        return
    width = len(register.grid.rows[register.header.last_row - 1])
    cells_of = {row.number: len(register.grid.rows[row.number - 1]) for row in register.rows}
    if set(cells_of.values()) == {_ended(register, width)}:
        return
    for row, cells in cells_of.items():
        if cells != width:
            text = 'has {cells} cells but the header has {columns}: quote cells that contain a separator ("2,5")'
            yield Problem(register.place, text, row, None, {"cells": cells, "columns": width})


def _ended(register: Register, width: int) -> int:
    """Return the row width if every row, but not the header, ends in a separator: one extra empty cell."""
    rows = [register.grid.rows[row.number - 1] for row in register.rows]
    bare = all(not any(row[width:]) for row in rows)
    return width + 1 if bare and register.mapping.separator != "," else width  # a comma may belong to a number


def ask_sections(register: Register) -> Iterator[RegisterQuestion]:
    """Ask what the titles between the rows say."""
    if register.sorted_rows.sections and register.mapping.defaults.sections is None:
        kinds = (Choice("site", "the site"), Choice("process", "the process"), Choice("ignore", "nothing"))
        text = "What do the titles between the rows say about the measures below them?"
        has_site = any(column.field == "site" for column in register.columns.values())
        suggestion, samples = "process" if has_site else "site", register.sorted_rows.sections[:SAMPLES]
        yield RegisterQuestion("defaults.sections", text, {}, kinds, suggestion, samples)
