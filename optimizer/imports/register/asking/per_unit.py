"""Figures per m², tonne or hour are no totals: the number of units is in another column, or is asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.decimals import Decimal
from optimizer.imports.plausibility import is_far
from optimizer.imports.register.asking.column_question import column_question
from optimizer.imports.register.mapping import (
    ADDED_MONEY,
    AMOUNTS,
    EACH,
    NO_ANSWER,
    TOTAL,
    Choice,
    RegisterQuestion,
)
from optimizer.imports.register.measures.cells import figure_in, read_cell
from optimizer.imports.register.measures.columns import place_of
from optimizer.imports.register.measures.per_unit import (
    count_key,
    count_of,
    count_of_row,
    counting_column,
    fixed_count,
)
from optimizer.imports.register.measures.row_units import units_of_rows
from optimizer.imports.register.words.cells import SHOWN, shown
from optimizer.imports.register.words.figures import is_missing_cell
from optimizer.imports.register.words.headings import read_heading
from optimizer.imports.register.words.units import read_unit
from optimizer.imports.register.words.vocabulary import plain_text
from optimizer.locales import noted, tr
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.imports.register.mapping import MappedColumn
    from optimizer.imports.register.measures.register import Register
    from optimizer.imports.register.measures.rows import MeasureRow

TOTALS = {*ADDED_MONEY, *AMOUNTS, "co2"}
OF_TIME = ("hour", "day")
LEFT_OUT = Choice(NO_ANSWER, "not a total: leave the column out")
EACH_ROW = Choice(EACH, noted("for one unit: ask for the number of units in each row"))
FEWEST = 4
"""Figures far from the lower quartile of at least these are probably for another unit than the others."""

FIGURE_OF_UNIT = noted(
    'Row {row}, "{name}", states {figure} per {unit} in "{header}": how many of these units are there?'
)
FAR_FIGURE = noted(
    'Row {row}, "{name}", states {figure} per unit in "{header}": how many units is it for? (Figures far from those of'
    " most rows are probably for another unit.)"
)


def leave_out_per_unit(register: Register) -> Register:
    """Leave out the columns of figures per unit for which the answer says so."""
    out = {at for at, column in register.columns.items() if column.each == NO_ANSWER}
    columns = {at: register.columns[at].model_copy(update={"field": "ignore"}) for at in out}
    return replace(register, columns={**register.columns, **columns})


def ask_counts(register: Register) -> Iterator[RegisterQuestion]:
    """Ask by what to multiply figures per unit: a column of the register, or one number for all rows."""
    for at, column in register.columns.items():
        unit = heading_unit(register, at, column)
        if unit and not is_counted(register, column):
            text = (
                'Figures in "{header}" are per {unit}, not totals: which column has the number of units, or how many'
                " are there for every row?"
            )
            columns = (Choice(header, "{header}", {"header": header}) for header in numeric_columns(register, at))
            values = {"header": column.header, "unit": unit}
            choices = (*columns, EACH_ROW, LEFT_OUT)
            yield column_question(register, at, "each", text, values, choices, free=True)


def is_counted(register: Register, column: MappedColumn) -> bool:
    """Return whether the mapping says how many units a column's figures are for."""
    known = counting_column(register.columns, column) is not None or fixed_count(column) is not None
    return known or column.each in {EACH, TOTAL}


def heading_unit(register: Register, at: int, column: MappedColumn) -> str:
    """Return the unit that a heading says its figures are per; "" if they are totals, or if the mapping scales them."""
    heading = register.header.columns.get(at)
    if heading is None or column.field not in TOTALS or column.per == "output" or column.times is not None:
        return ""
    unit = heading.unit
    if column.scale is not None and column.scale != (unit.scale if unit else 1):
        return ""
    of_time = unit.per if unit is not None and column.field == "capex" and unit.per in OF_TIME else ""
    return heading.each or of_time


def numeric_columns(register: Register, at: int) -> list[str]:
    """Return the headings of other columns that hold numbers."""
    found = []
    for other, column in register.columns.items():
        if other == at or column.field not in {"notes", "ignore", None}:
            continue
        figures = [figure_in(cell, column, register.mapping.defaults.cells) for cell in register.cells(other)]
        if 2 * sum(isinstance(figure, Decimal) for figure in figures) > len(figures):
            found.append(column.header)
    return found


def ask_missing_counts(register: Register) -> Iterator[RegisterQuestion]:
    """Ask for the number of units in rows that have none, and in rows whose figure is probably for another unit."""
    counted = {at: one for at, one in register.columns.items() if one.field in TOTALS and one.each not in {None, TOTAL}}
    words = units_of_rows(register) if counted else {}
    for at, column in counted.items():
        stated = [row for row in register.rows if not is_missing_cell(read_cell(row, at, register.mapping))]
        place, odd = counting_column(register.columns, column), _odd_rows(register, at, stated, words)
        for row in stated:
            if row.number in odd:
                yield from _how_many(register, row, at, words.get(row.number, ""), "1")
            elif count_of(row, register.columns, at, register.mapping) is None:
                yield from (
                    _how_many(register, row, at, words.get(row.number, ""))
                    if place is None
                    else _which_count(register, row, at, place)
                )


def _odd_rows(register: Register, at: int, rows: list[MeasureRow], words: dict[int, str]) -> set[int]:
    """Return the rows whose figure is, by its unit or its size, probably not for the unit that the others are for."""
    column = register.columns[at]
    if column.each == EACH:
        return set()
    place = counting_column(register.columns, column)
    if place is not None:
        expected = _unit_counted(register.columns[place].header)
        return {row for row, word in words.items() if expected and not _are_alike(word, expected)}
    usual = Counter(words.values()).most_common(1)
    headed = heading_unit(register, at, column)
    expected = headed or (usual[0][0] if usual else "")
    units = {row.number: words.get(row.number, headed) for row in rows}
    other = {row for row, word in units.items() if not _are_alike(word, expected)}
    figures = register.figures_of(rows, at)
    ordered = sorted(abs(figure) for _, figure in figures if figure)
    quartile = ordered[len(ordered) // FEWEST] if len(ordered) >= FEWEST else None
    far = {row.number for row, figure in figures if quartile and figure and is_far(abs(figure), quartile)}
    return other | far


def _unit_counted(header: str) -> str:
    """Return the unit in a heading of numbers of units: "m2" of "Площа, м2"; "" if it names none."""
    unit = read_heading(header).unit
    return "" if unit is None or unit.money else unit.symbol


def _are_alike(one: str, other: str) -> bool:
    """Return whether two words name the same unit."""
    units = [read_unit(word) for word in (one, other)]
    if None in units:
        return plain_text(one) == plain_text(other)
    return len({unit.symbol for unit in units if unit is not None}) == 1


def _which_count(register: Register, row: MeasureRow, at: int, place: int) -> Iterator[RegisterQuestion]:
    """Ask for a number of units that is missing in its column."""
    column = register.columns[at]
    text = 'Row {row} states "{header}" but no "{count}", by which it has to be multiplied: how many?'
    values = {"row": row.number, "header": column.header, "count": column.each}
    samples = (shown(read_cell(row, at, register.mapping)),)
    yield RegisterQuestion(f"rows.{row.number}.{column_letter(place)}", text, values, samples=samples, free=True)


def _how_many(register: Register, row: MeasureRow, at: int, unit: str, likely: str = "") -> Iterator[RegisterQuestion]:
    """Ask for how many units a row's figure is, unless the answers say so."""
    if count_of_row(row, at, register.mapping) is not None:
        return
    header, name = register.columns[at].header, place_of(register.columns, "name")
    figure = shown(read_cell(row, at, register.mapping))
    called = "" if name is None else shown(read_cell(row, name, register.mapping))[:SHOWN]
    text = FAR_FIGURE if not unit else FIGURE_OF_UNIT
    values = {"row": row.number, "name": called, "figure": figure, "header": header, "unit": unit}
    subject = tr("row {row}, {header}", row=row.number, header=f"{called}: {figure}{unit and f'/{unit}'}")
    key = f"rows.{row.number}.{count_key(at)}"
    yield RegisterQuestion(key, text, values, (), likely, (figure,), free=True, subject=subject)
