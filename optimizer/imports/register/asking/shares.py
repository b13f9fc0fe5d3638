"""Savings in per cent of a stream: of what, and how much that is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.errors import UnitName
from optimizer.imports.register.asking.column_question import column_question
from optimizer.imports.register.asking.units import ask_terms
from optimizer.imports.register.mapping import NO_ANSWER, OF_BASELINE, PER_CENT, Choice, RegisterQuestion
from optimizer.imports.register.measures.cells import read_cell
from optimizer.imports.register.measures.register import problem_in
from optimizer.imports.register.measures.shares import base_column
from optimizer.imports.register.words.cells import shown
from optimizer.imports.register.words.figures import is_missing_cell
from optimizer.imports.register.words.streams import stream_name, terms_of
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.errors import Problem
    from optimizer.imports.register.mapping import MappedColumn
    from optimizer.imports.register.measures.register import Register

SAVINGS = ("money", "quantity", "before", "co2", "opex_change")


def keep_shares_as_text(register: Register) -> Register:
    """Turn savings in per cent into notes if the answer is that they are not read."""
    columns = {
        at: column.model_copy(update={"field": "notes", "stream": None})
        if column.is_share and column.share_of == NO_ANSWER
        else column
        for at, column in register.columns.items()
    }
    return replace(register, columns=columns)


def ask_shares(register: Register) -> Iterator[RegisterQuestion]:
    """Ask of what savings in per cent are; if of the plant's yearly use, how much that is."""
    for at, column in register.columns.items():
        if not column.is_share:
            continue
        of_plant = column.share_of == OF_BASELINE
        if not of_plant and base_column(register.columns, column) is None:
            yield _of_what(register, at, column)
        elif of_plant and terms_of(register.mapping, column.stream or "").baseline is None:
            yield from _how_much(register, at, column)


def _of_what(register: Register, at: int, column: MappedColumn) -> RegisterQuestion:
    stream = column.stream or ""
    before = [one.header for one in register.columns.values() if one.field == "before" and one.stream == stream]
    of_rows = (Choice(header, 'of "{header}" in each row', {"header": header}) for header in before)
    of_plant = Choice(OF_BASELINE, "of the plant's yearly use of {stream}", {"stream": stream_name(stream)})
    choices = (*of_rows, of_plant, Choice(NO_ANSWER, "of something else: keep them as text"))
    text, values = 'Savings in "{header}" are in per cent: of what?', {"header": column.header}
    return column_question(register, at, "share_of", text, values, choices, choices[0].value)


def _how_much(register: Register, at: int, column: MappedColumn) -> Iterator[RegisterQuestion]:
    stream = column.stream or ""
    if open_terms := ask_terms(register, stream, ""):
        yield from open_terms
        return
    unit = UnitName(terms_of(register.mapping, stream).unit or "")
    text = 'Savings in "{header}" are in per cent of the plant\'s use of {stream}: how many {unit} does it use a year?'
    values = {"header": column.header, "stream": stream_name(stream), "unit": unit}
    yield RegisterQuestion(f"streams.{stream}.baseline", text, values, samples=register.samples(at), free=True)


def ask_missing_bases(register: Register) -> Iterator[RegisterQuestion]:
    """Ask for consumption in rows that state a saving in per cent of it but not how much it is."""
    for at, column in register.columns.items():
        place = base_column(register.columns, column) if column.is_share else None
        if place is None:
            continue
        for row in register.rows:
            stated = not is_missing_cell(read_cell(row, at, register.mapping))
            if stated and register.figures[place].get(row.number) is None:
                text = 'Row {row} states a saving of {figure} % but no "{header}": how much is it?'
                figure = shown(read_cell(row, at, register.mapping))
                values = {"row": row.number, "figure": figure, "header": column.share_of}
                yield RegisterQuestion(f"rows.{row.number}.{column_letter(place)}", text, values, free=True)


def find_kept_shares(register: Register) -> Iterator[Problem]:
    """Report savings in per cent that are kept as text if no other column states a saving."""
    if any(column.field in SAVINGS for column in register.columns.values()):
        return
    for at, guess in register.header.columns.items():
        unit = guess.unit
        saving = unit is not None and unit.symbol == PER_CENT and guess.maybe.partition(":")[0] == "quantity"
        if saving and register.columns[at].field == "notes":
            text = '"{header}" is kept as text: its savings in per cent are in no figure of the case'
            yield problem_in(register, text, register.header.row, at, {"header": guess.header}, warning=True)
