"""Money whose currency is in a cell of its row ("Валюта: EUR") and may differ from row to row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import EXACT, ONE
from optimizer.imports.register.figures import is_missing_cell
from optimizer.imports.register.lines import shown
from optimizer.imports.register.mapping import NO_ANSWER
from optimizer.imports.register.questions import Choice, RegisterQuestion
from optimizer.imports.register.resources import place_of
from optimizer.imports.register.stated import read_cell
from optimizer.imports.register.units import ScaledUnit, read_unit
from optimizer.imports.register.vocabulary import is_missing
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Mapping as Table

    from optimizer.imports.register.lines import MeasureRow
    from optimizer.imports.register.mapping import MappedColumn, Mapping
    from optimizer.imports.register.reading import RegisterReading
    from optimizer.readers.grid import Cell

HRYVNIA, EURO, DOLLAR = Choice("UAH", "hryvnia"), Choice("EUR", "euro"), Choice("USD", "US dollar")


def currency_in(cell: Cell, mapping: Mapping) -> ScaledUnit | None:
    """Return the currency, with any scale, that a cell names; None if it names no known one."""
    word = shown(cell)
    if is_missing(word):
        return None
    found = read_unit(mapping.values.get("currency", {}).get(word, word))
    return found if found is not None and found.money and not found.per else None


def in_row(column: MappedColumn, cell: Cell, mapping: Mapping) -> MappedColumn:
    """Return a money column as it applies to one row whose currency is known."""
    found = currency_in(cell, mapping)
    assert found is not None
    scale = EXACT.multiply(column.scale or ONE, found.scale)
    return column.model_copy(update={"currency": found.symbol, "scale": scale})


def in_each_currency(column: MappedColumn, codes: Iterable[str]) -> Iterator[MappedColumn]:
    """Return a money column once per currency in its rows; once if the column has its own currency."""
    if not column.currency_by_row:
        yield column
    else:
        yield from (column.model_copy(update={"currency": code}) for code in dict.fromkeys(codes))


def currencies_of(lines: Iterable[MeasureRow], columns: Table[int, MappedColumn], mapping: Mapping) -> list[str]:
    """Return the currencies that rows name for their money."""
    at = place_of(columns, "currency")
    cells = () if at is None else (read_cell(line, at, mapping) for line in lines)
    return [found.symbol for cell in cells if (found := currency_in(cell, mapping))]


def ask_currencies(r: RegisterReading, at: int) -> None:
    """Ask about unclear currencies that rows name for the money in a column."""
    place = place_of(r.columns, "currency")
    assert place is not None
    for line in r.sorted.lines:
        cell = read_cell(line, place, r.mapping)
        if not is_missing_cell(read_cell(line, at, r.mapping)) and currency_in(cell, r.mapping) is None:
            r.ask(_which_currency(line, place, cell))


def _which_currency(line: MeasureRow, place: int, cell: Cell) -> RegisterQuestion:
    choices = (HRYVNIA, EURO, DOLLAR)
    if is_missing_cell(cell):
        text, left = (
            "Row {row} states money but no currency: which currency is it?",
            Choice(NO_ANSWER, "leave the row out"),
        )
        key = f"rows.{line.row}.{column_letter(place)}"
        return RegisterQuestion(key, text, {"row": line.row}, (*choices, left), free=True)
    text, word = 'Which currency is "{word}"?', shown(cell)
    return RegisterQuestion(f"values.currency.{word}", text, {"word": word}, choices, free=True)
