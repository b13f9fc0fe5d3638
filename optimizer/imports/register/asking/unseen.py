"""What a person doesn't see in a spreadsheet: hidden columns, and ids that it has turned into dates.

Hidden and struck-through rows are asked about where rows are sorted (`measures/sorting.py`).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from optimizer.imports.register.mapping import MANY, NO_ANSWER, RegisterQuestion
from optimizer.imports.register.measures.cells import read_cell
from optimizer.imports.register.measures.register import problem_in
from optimizer.imports.register.measures.sorting import IN_OR_OUT
from optimizer.imports.register.words.cells import listed_rows
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Table

    from optimizer.errors import Problem
    from optimizer.imports.register.mapping import MappedColumn
    from optimizer.imports.register.measures.register import Register

CODES = ("number", "id", "name", "name_en", "group")
"""Fields whose words a spreadsheet program may take for dates: "1.2", "3-10", "Mar-1"."""


def without_hidden(register: Register, columns: Table[int, MappedColumn]) -> dict[int, MappedColumn]:
    """Return the hidden columns as columns that are not read, if that was the answer."""
    hidden = register.grid.seen.hidden_columns if register.mapping.defaults.hidden_columns == NO_ANSWER else frozenset()
    return {at: columns[at].model_copy(update={"field": "ignore"}) for at in hidden & columns.keys()}


def ask_hidden_columns(register: Register) -> Iterator[RegisterQuestion]:
    """Ask once whether hidden columns are read, if they would change the case."""
    hidden = sorted(register.grid.seen.hidden_columns & register.columns.keys())
    places = [at for at in hidden if register.columns[at].field not in MANY and not register.is_empty(at)]
    if places and register.mapping.defaults.hidden_columns is None:
        text = "These columns are hidden in the file: {columns}. What should happen to them?"
        listed = "; ".join(f'{column_letter(at)} "{register.columns[at].header}"' for at in places)
        yield RegisterQuestion("defaults.hidden_columns", text, {"columns": listed}, IN_OR_OUT, NO_ANSWER)


def find_dated_ids(register: Register) -> Iterator[Problem]:
    """Report numbers, ids and names that are dates in the file: "1.2" was probably typed, and became 1 February."""
    for at, column in register.columns.items():
        if column.field not in CODES:
            continue
        cells = ((row.number, read_cell(row, at, register.mapping)) for row in register.rows)
        if rows := [number for number, cell in cells if isinstance(cell, dt.date)]:
            text = (
                '"{header}" has dates in rows {rows}: a spreadsheet program has probably converted numbers such as'
                " 1.2 or 3-10; format these cells as text in the file and type them again"
            )
            values = {"header": column.header, "rows": listed_rows(rows)}
            yield problem_in(register, text, rows[0], at, values, warning=True)
