"""Asks what rows leave open: resources and units in their cells, and figures in several rows of one measure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.decimals import plain
from optimizer.errors import Problem, UnitName
from optimizer.imports.register.asking import ask_scale, ask_terms, unit_choices
from optimizer.imports.register.columns import stream_name
from optimizer.imports.register.figures import is_missing_cell
from optimizer.imports.register.lines import listed, shown
from optimizer.imports.register.mapping import FIGURES, NO_ANSWER, terms_of
from optimizer.imports.register.merging import FOR_ALL, shared
from optimizer.imports.register.questions import Choice, RegisterQuestion
from optimizer.imports.register.reading import SAMPLES
from optimizer.imports.register.resources import (
    NOT_READ,
    factor_key,
    factor_of,
    likely_factor,
    output_of,
    place_of,
)
from optimizer.imports.register.stated import figures_of, measures_of, read_cell, said_by
from optimizer.imports.register.vocabulary import find, table, tokens
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from optimizer.imports.register.lines import MeasureRow
    from optimizer.imports.register.mapping import MappedColumn
    from optimizer.imports.register.reading import RegisterReading
    from optimizer.imports.register.resources import StatedResource

REPEATED = ("payback", "lifetime")
"""Figures that a measure has once, in any of its rows."""
ONE_ANSWER = {*FOR_ALL, "id", "name_en"} - {"notes", "resource", "unit"}


def ask_resources(r: RegisterReading) -> None:
    """Ask about quantities in rows that name their own resource and unit."""
    at = next((at for at, column in r.columns.items() if column.resource_by_row), None)
    resource = place_of(r.columns, "resource")
    if at is None or resource is None:
        return
    ask_scale(r, at, r.columns[at])
    lines = [line for line in r.sorted.lines if not is_missing_cell(read_cell(line, at, r.mapping))]
    found = (_about_row(r, line, resource, said_by(line, r.columns, r.mapping)) for line in lines)
    r.ask(*filter(None, found))


def _about_row(r: RegisterReading, line: MeasureRow, resource: int, said: StatedResource) -> RegisterQuestion | None:
    """Return the first question about a row's quantity."""
    streams = tuple(Choice(name, stream_name(of)) for name, of in table("streams").items())
    if not said.resource:
        text = "Row {row} states a quantity but no resource: which resource is it?"
        choices = (*streams, Choice(NO_ANSWER, "leave the row out"))
        return RegisterQuestion(
            f"rows.{line.row}.{column_letter(resource)}", text, {"row": line.row}, choices, free=True
        )
    if said.stream is None:
        likely = find("stream", tokens(said.resource))
        choices = (*streams, Choice(NOT_READ, "none: ignore its quantity"))
        values, suggestion = {"word": said.resource}, likely[0] if likely else ""
        text = 'Which resource is "{word}"?'
        return RegisterQuestion(f"values.resource.{said.resource}", text, values, choices, suggestion, free=True)
    if said.stream == NOT_READ:
        return None
    return _about_unit(r, said)


def _about_unit(r: RegisterReading, said: StatedResource) -> RegisterQuestion | None:
    stream = said.stream or ""
    if open_terms := ask_terms(r, stream, said.unit.symbol if said.unit else ""):
        return open_terms[0]
    terms = terms_of(r.mapping, stream)
    if said.unit is None:
        text, values = 'In which unit are the quantities of "{word}"?', {"word": said.word}
        return RegisterQuestion(f"values.unit.{said.word}", text, values, unit_choices(terms.unit or ""), free=True)
    if factor_of(said, r.mapping) is None:
        text = "How many {unit} of {stream} is one {given}?"
        values = {"unit": UnitName(terms.unit or ""), "stream": stream, "given": UnitName(said.unit.symbol)}
        likely = likely_factor(said.unit.symbol, stream, r.mapping)
        return RegisterQuestion(f"values.factor.{factor_key(said)}", text, values, (), likely, free=True)
    return None


def ask_output(r: RegisterReading) -> None:
    """Ask for the plant's yearly output where figures are per unit of output, once for each unit in the rows."""
    unit = place_of(r.columns, "unit")
    for at, column in r.columns.items():
        if column.per == "output" and unit is None:
            text = 'figures in "{header}" are per unit of output, but no column has the units'
            place = (r.header.row, column_letter(at))
            r.problems.append(Problem(r.place, text, *place, {"header": column.header}))
        elif column.per == "output" and unit is not None:
            r.ask(*filter(None, (_about_output(r, line, at, unit) for line in r.sorted.lines)))


def _about_output(r: RegisterReading, line: MeasureRow, at: int, unit: int) -> RegisterQuestion | None:
    """Return the question about the output that a row's figure is per."""
    word = said_by(line, r.columns, r.mapping).unit_word
    if is_missing_cell(read_cell(line, at, r.mapping)) or output_of(word, r.mapping) is not None:
        return None
    if not word:
        text = "Row {row} states no unit, but its figures are per unit of output: which unit is it?"
        left = (Choice(NO_ANSWER, "leave the row out"),)
        return RegisterQuestion(f"rows.{line.row}.{column_letter(unit)}", text, {"row": line.row}, left, free=True)
    text = 'Figures in "{word}" are per unit of output: how many units does the plant produce a year?'
    return RegisterQuestion(f"values.output.{word}", text, {"word": word}, free=True)


def ask_several_rows(r: RegisterReading) -> None:
    """Ask what figures and words mean that occur in several rows of one measure."""
    groups = [lines for lines in measures_of(r.sorted.lines) if len(lines) > 1]
    for at, column in r.columns.items():
        if column.field in REPEATED or column.field in ONE_ANSWER:
            r.ask(*filter(None, (_which_one(r, at, column, lines) for lines in groups)))
        elif column.field in FIGURES and not column.resource_by_row:
            _ask_parts(r, at, column, groups)


def ask_shared(r: RegisterReading) -> None:
    """Ask about figures in a cell that is merged across several measures or columns."""
    fields = {at: column.field or "" for at, column in r.columns.items() if column.field in FIGURES}
    for (row, at), area in shared(r.grid, r.sorted.lines, fields).items():
        letter, cell = column_letter(at), r.grid.cell(area.row, area.column)
        if cell is not None and letter not in r.mapping.rows.get(str(row), {}):
            text = 'A cell merged across rows {rows} holds one figure: what is "{header}" for row {row} alone?'
            rows = listed(range(area.row, area.last_row + 1))
            values = {"rows": rows, "header": r.columns[at].header, "row": row}
            left = (Choice("-", "missing"), Choice(NO_ANSWER, "leave the row out"))
            question = RegisterQuestion(f"rows.{row}.{letter}", text, values, left, samples=(shown(cell),), free=True)
            r.ask(question)


def _which_one(
    r: RegisterReading, at: int, column: MappedColumn, lines: tuple[MeasureRow, ...]
) -> RegisterQuestion | None:
    """Ask which value applies where rows of one measure contradict each other."""
    letter, first = column_letter(at), lines[0].row
    cells = [read_cell(line, at, r.mapping) for line in lines]
    said = tuple(dict.fromkeys(shown(cell) for cell in cells if not is_missing_cell(cell)))
    if len(said) < 2 or letter in r.mapping.rows.get(str(first), {}):  # noqa: PLR2004 - two contradict each other
        return None
    text = 'Rows {rows} of one measure differ in "{header}": which value applies to the measure?'
    values = {"rows": listed([line.row for line in lines]), "header": column.header}
    choices = tuple(Choice(one, "{said}", {"said": one}) for one in said)
    return RegisterQuestion(f"rows.{first}.{letter}", text, values, choices, free=column.field in FIGURES)


def _ask_parts(r: RegisterReading, at: int, column: MappedColumn, groups: list[tuple[MeasureRow, ...]]) -> None:
    """Ask whether figures in several rows of one measure add up."""
    several = [lines for lines in groups if _is_open(r, at, column, lines)]
    if column.rows is None and several:
        figures = [figures_of(lines, at, column, r.mapping) for lines in several]
        alike = all(
            len({figure for _, figure in one}) == 1 and len(one) == len(rows)
            for one, rows in zip(figures, several, strict=True)
        )
        text = "Some measures span several rows ({rows}): is each row's \"{header}\" a part, or the whole measure's?"
        rows = [line.row for lines in several for line in lines]
        choices = (Choice("sum", "a part: add the rows up"), Choice("once", "the whole: count it once"))
        values = {"rows": listed(rows), "header": column.header}
        question = r.about(at, "rows", text, values, choices, "once" if alike else "sum")
        r.ask(replace(question, samples=tuple(plain(figure) for _, figure in figures[0][:SAMPLES])))
    elif column.rows == "once":
        r.ask(*filter(None, (_which_one(r, at, column, lines) for lines in several)))


def _is_open(r: RegisterReading, at: int, column: MappedColumn, lines: tuple[MeasureRow, ...]) -> bool:
    """Return whether adding up matters: rows state several figures, or money for one of several resources."""
    found = figures_of(lines, at, column, r.mapping)
    if len(found) != 1 or column.field != "money" or column.stream:
        return len(found) > 1
    first = found[0][0]
    whole = any(
        area.row <= lines[0].row and area.last_row >= lines[-1].row for area in r.grid.merged if area.column == at
    )
    of_resource = said_by(first, r.columns, r.mapping).stream is not None
    return of_resource and not whole
