"""Units and currencies that number formats put beside figures: "#,##0 €", "0.0 МВт·год"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.decimals import plain
from optimizer.imports.register.asking.column_question import column_question
from optimizer.imports.register.mapping import FIGURES, NO_ANSWER, PER_YEAR, Choice, RegisterQuestion
from optimizer.imports.register.measures.columns import place_of
from optimizer.imports.register.measures.register import SAMPLES, problem_in
from optimizer.imports.register.measures.shown import (
    FormattedFigure,
    formatted_figures,
    is_same_unit,
    own_unit,
    unit_beside,
    usual_text_beside,
)
from optimizer.locales import noted, spelled
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.errors import Problem
    from optimizer.imports.register.mapping import MappedColumn
    from optimizer.imports.register.measures.register import Register
    from optimizer.imports.register.words.units import ScaledUnit

MISSING_OR_NOT = (Choice("-", "missing"), Choice(NO_ANSWER, "leave the row out"))
UNREAD = noted(
    'cells of "{header}" show "{beside}" beside their figures, which is not read: check the unit of the column'
)
OF_ROWS = noted(
    'cells of "{header}" show "{beside}" beside their figures; the unit or currency that each row names is used instead'
)


def take_units_of_cells(register: Register) -> Register:
    """Take the unit beside the figures for the heading's, in the columns where that was the answer."""
    columns = dict(register.columns)
    for at, column in register.columns.items():
        usual = usual_text_beside(formatted_figures(register, at)) if column.field in FIGURES else None
        unit = unit_beside(usual, column) if usual else None
        if unit is not None:
            columns[at] = column.model_copy(update=_stated(unit, column))
    return replace(register, columns=columns)


def _stated(unit: ScaledUnit, column: MappedColumn) -> dict[str, object]:
    """Return what the unit beside the figures says about a column: its period, and its unit if that counts."""
    per = unit.per if unit.per in {"year", "quarter", "month"} and column.field in PER_YEAR else None
    stated: dict[str, object] = {"per": column.per or per}
    if column.unit_from == "cells":
        stated |= {"currency" if unit.money else "unit": unit.symbol, "scale": unit.scale}
        stated["per"] = per or column.per
    return stated


def ask_shown_units(register: Register) -> Iterator[RegisterQuestion | Problem]:
    """Ask which unit counts if cells show another than the heading; report texts that are no unit of the column."""
    for at, column in register.columns.items():
        figures = formatted_figures(register, at) if column.field in FIGURES else []
        usual = usual_text_beside(figures)
        if usual is None:
            continue
        unit, own = unit_beside(usual, column), own_unit(column)
        if _is_by_row(register, column):
            yield _warning(register, at, OF_ROWS, usual)
        elif unit is None:
            yield _warning(register, at, UNREAD, usual)
        elif own is not None and not is_same_unit(unit, own) and column.unit_from is None:
            yield _heading_or_cells(register, at, column, figures)
        else:
            yield from _odd_ones(register, at, column, figures)


def _is_by_row(register: Register, column: MappedColumn) -> bool:
    """Return whether rows name the unit or currency of a column's figures."""
    in_rows = column.currency_by_row and place_of(register.columns, "currency") is not None
    return column.resource_by_row or in_rows


def _warning(register: Register, at: int, text: str, one: FormattedFigure) -> Problem:
    values = {"header": register.columns[at].header, "beside": one.beside}
    return problem_in(register, text, one.row, at, values, warning=True)


def _heading_or_cells(
    register: Register, at: int, column: MappedColumn, figures: list[FormattedFigure]
) -> RegisterQuestion:
    usual = usual_text_beside(figures)
    assert usual is not None
    text = (
        'Column {letter}, "{header}", shows "{beside}" beside its figures: does the heading or the cells have its unit?'
    )
    values = {"letter": column_letter(at), "header": column.header, "beside": usual.beside}
    choices = (Choice("heading", "the heading"), Choice("cells", 'the cells: "{beside}"', {"beside": usual.beside}))
    question = column_question(register, at, "unit_from", text, values, choices)
    return replace(
        question, samples=tuple(f"{spelled(plain(one.figure))} {one.beside}".strip() for one in figures[:SAMPLES])
    )


def _odd_ones(
    register: Register, at: int, column: MappedColumn, figures: list[FormattedFigure]
) -> Iterator[RegisterQuestion]:
    """Ask about each figure with another unit beside it than most of its column have."""
    usual, letter = usual_text_beside(figures), column_letter(at)
    assert usual is not None
    unit = unit_beside(usual, column)
    for one in figures:
        if not one.beside or letter in register.mapping.rows.get(str(one.row), {}):
            continue
        if one.beside != usual.beside and unit_beside(one, column) != unit:
            text = (
                '"{header}" in row {row} has "{beside}" beside its figure, other rows have "{usual}":'
                " what is the value (in the column's unit, or - for none)?"
            )
            values = {"header": column.header, "row": one.row, "beside": one.beside, "usual": usual.beside}
            samples = (f"{spelled(plain(one.figure))} {one.beside}",)
            yield RegisterQuestion(f"rows.{one.row}.{letter}", text, values, MISSING_OR_NOT, samples=samples, free=True)
