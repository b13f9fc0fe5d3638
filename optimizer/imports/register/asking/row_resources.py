"""Quantities whose resource and unit stand in cells of their rows: what these words leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import plain
from optimizer.errors import Problem, UnitName
from optimizer.imports.register.asking.column_question import column_question
from optimizer.imports.register.asking.currencies import ask_scale
from optimizer.imports.register.asking.units import ask_terms, unit_choices
from optimizer.imports.register.mapping import NO_ANSWER, Choice, RegisterQuestion
from optimizer.imports.register.measures.cells import read_cell, resource_of
from optimizer.imports.register.measures.columns import place_of
from optimizer.imports.register.measures.conversions import factor_key, factor_of, likely_factor, output_of
from optimizer.imports.register.measures.register import problem_in
from optimizer.imports.register.words.figures import is_missing_cell
from optimizer.imports.register.words.headings import read_heading
from optimizer.imports.register.words.row_words import NOT_READ
from optimizer.imports.register.words.streams import known_streams, stream_name, terms_of
from optimizer.imports.register.words.units import read_unit
from optimizer.imports.register.words.vocabulary import find, tokens
from optimizer.locales import noted
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.imports.register.measures.register import Register
    from optimizer.imports.register.measures.rows import MeasureRow
    from optimizer.imports.register.words.row_words import StatedResource


PER_OUTPUT = (Choice("output", noted("for each unit of output")), Choice("year", noted("in total (savings: per year)")))


def ask_outputs(register: Register) -> Iterator[RegisterQuestion | Problem]:
    """Ask for the plant's yearly output where figures are per unit of output, once for each unit in the rows."""
    unit = place_of(register.columns, "unit")
    for at, column in register.columns.items():
        if column.per == "output" and unit is None:
            text = 'figures in "{header}" are per unit of output, but no column has the units'
            values = {"header": column.header}
            yield problem_in(register, text, register.header.row, at, values)
        elif column.per == "output" and unit is not None:
            for row in register.rows:
                yield from _about_output(register, row, at, unit)


def ask_per_output(register: Register) -> Iterator[RegisterQuestion]:
    """Ask whether figures are for each unit of output, or in total, if units in the rows are per something: "kWh/t"."""
    if not any(column.resource_by_row for column in register.columns.values()):
        return
    word = next((word for row in register.rows if read_heading(word := _unit_word(register, row)).each), "")
    for at, column in register.columns.items():
        stated = column.per is not None or column.times is not None or column.each is not None
        if word and not stated and (column.resource_by_row or column.field == "capex"):
            text = 'Units in the rows are like "{unit}": is "{header}" for each unit of output, or in total?'
            named = column.resource_by_row or "per" in tokens(column.header)
            values = {"unit": word, "header": column.header}
            yield column_question(register, at, "per", text, values, PER_OUTPUT, "output" if named else "")


def _unit_word(register: Register, row: MeasureRow) -> str:
    return resource_of(row, register.columns, register.mapping).unit_word


def ask_resources(register: Register) -> Iterator[RegisterQuestion]:
    """Ask about quantities in rows that name their own resource and unit."""
    at = next((at for at, column in register.columns.items() if column.resource_by_row), None)
    resource = place_of(register.columns, "resource")
    if at is None or resource is None:
        return
    yield from ask_scale(register, at, register.columns[at])
    for row in register.rows:
        if not is_missing_cell(read_cell(row, at, register.mapping)):
            yield from _about_resource(register, row, resource)


def _about_resource(register: Register, row: MeasureRow, at: int) -> Iterator[RegisterQuestion]:
    """Yield the first question about a row's quantity."""
    resource = resource_of(row, register.columns, register.mapping)
    streams = tuple(Choice(stream, stream_name(stream)) for stream in known_streams())
    if not resource.resource:
        text = "Row {row} states a quantity but no resource: which resource is it?"
        choices = (*streams, Choice(NO_ANSWER, "leave the row out"))
        key = f"rows.{row.number}.{column_letter(at)}"
        yield RegisterQuestion(key, text, {"row": row.number}, choices, free=True)
    elif resource.stream is None:
        text, word = 'Which resource is "{word}"?', resource.resource
        likely = find("stream", tokens(word))
        choices = (*streams, Choice(NOT_READ, "none: ignore its quantity"))
        key, suggestion = f"values.resource.{word}", likely[0] if likely else ""
        yield RegisterQuestion(key, text, {"word": word}, choices, suggestion, free=True, subject=word)
    elif resource.stream != NOT_READ:
        yield from _about_unit(register, resource, resource.stream)


def _about_unit(register: Register, resource: StatedResource, stream: str) -> Iterator[RegisterQuestion]:
    terms = terms_of(register.mapping, stream)
    if open_terms := ask_terms(register, stream, resource.unit.symbol if resource.unit else ""):
        yield open_terms[0]
    elif resource.unit is None:
        text, values = 'In which unit are the quantities of "{word}"?', {"word": resource.word}
        key, likely = f"values.unit.{resource.word}", _unit_before_slash(resource.unit_word)
        yield RegisterQuestion(key, text, values, unit_choices(terms.unit or ""), likely, free=True)
    elif factor_of(resource, register.mapping) is None:
        text = "How many {unit} of {stream} is one {given}?"
        values = {"unit": UnitName(terms.unit or ""), "stream": stream, "given": UnitName(resource.unit.symbol)}
        likely = likely_factor(resource.unit.symbol, stream, register.mapping)
        yield RegisterQuestion(f"values.factor.{factor_key(resource)}", text, values, (), likely, free=True)


def _unit_before_slash(word: str) -> str:
    """Return the unit of "kWh/tonne clinker", as an answer; "" if it isn't certain."""
    unit = read_unit(word.partition("/")[0]) if "/" in word else None
    return f"{plain(unit.scale)} × {unit.symbol}" if unit is not None else ""


def _about_output(register: Register, row: MeasureRow, at: int, unit: int) -> Iterator[RegisterQuestion]:
    """Yield the question about the output that a row's figure is per."""
    word = resource_of(row, register.columns, register.mapping).unit_word
    if is_missing_cell(read_cell(row, at, register.mapping)) or output_of(word, register.mapping) is not None:
        return
    if not word:
        text = "Row {row} states no unit, but its figures are per unit of output: which unit is it?"
        left, key = (Choice(NO_ANSWER, "leave the row out"),), f"rows.{row.number}.{column_letter(unit)}"
        yield RegisterQuestion(key, text, {"row": row.number}, left, free=True)
    else:
        text = 'Figures in "{word}" are per unit of output: how many units does the plant produce a year?'
        yield RegisterQuestion(f"values.output.{word}", text, {"word": word}, free=True)
