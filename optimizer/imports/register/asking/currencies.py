"""Questions about money: its currency, its scale, and VAT; in the heading, or in the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import ONE, plain
from optimizer.errors import UnitName
from optimizer.imports.register.asking.column_question import column_question
from optimizer.imports.register.mapping import ADDED_MONEY, NO_ANSWER, Choice, MappedColumn, RegisterQuestion
from optimizer.imports.register.measures.cells import read_cell
from optimizer.imports.register.measures.columns import place_of
from optimizer.imports.register.measures.shown import unit_in_formats
from optimizer.imports.register.sheet.aligning import units_above
from optimizer.imports.register.words.cells import shown
from optimizer.imports.register.words.figures import is_missing_cell
from optimizer.imports.register.words.figures_with_units import split_unit
from optimizer.imports.register.words.row_words import currency_in
from optimizer.imports.register.words.vocabulary import table, tokens
from optimizer.locales import noted
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.imports.register.measures.register import Register
    from optimizer.imports.register.measures.rows import MeasureRow
    from optimizer.readers.grid import Cell

VAT = "0.2"
SCALES = (("1", "{unit}"), ("1000", noted("thousand {unit}")), ("1000000", noted("million {unit}")))
CURRENCIES = {"UAH": noted("hryvnia"), "EUR": noted("euro"), "USD": noted("US dollar")}


def ask_money(register: Register, at: int, column: MappedColumn) -> Iterator[RegisterQuestion]:
    """Ask for the currency of a column of money, and the VAT in it."""
    if column.currency is None and (place := place_of(register.columns, "currency")) is not None:
        yield from ask_scale(register, at, column)
        yield from _ask_row_currencies(register, at, place)
    elif column.currency is None:
        text, values = 'In which currency is "{header}"?', {"header": column.header}
        in_cells = _money_in_cells(register, at) or unit_in_formats(register, at)
        suggestion = in_cells or _usual_money(register) or _only_named(register)
        yield column_question(register, at, "unit", text, values, _moneys(register), suggestion, free=True)
    if column.vat is None and _says_with_vat(register, at):
        text = 'Which VAT rate is included in "{header}" (0.2 for 20 %, 0 to leave the figures unchanged)?'
        yield column_question(register, at, "vat", text, {"header": column.header}, (), VAT, free=True)


def ask_scale(register: Register, at: int, column: MappedColumn) -> Iterator[RegisterQuestion]:
    """Ask for the scale of a heading such as "Savings, thousand units", whose unit or currency is in the rows."""
    scales = {word for part in table("units")["scale"].values() for word in part}
    if column.unit is None and column.scale is None and scales & set(tokens(column.header)):
        text = 'At which scale are the figures in "{header}"? (Their units are in the rows.)'
        choices = tuple(Choice(scale, label, {"unit": "×"}) for scale, label in SCALES)
        yield column_question(register, at, "scale", text, {"header": column.header}, choices)


def _usual_money(register: Register) -> str:
    """Return the scale and currency of all other columns; "" if they differ."""
    money = (column for column in register.columns.values() if column.field in ADDED_MONEY and column.currency)
    usual = {(column.scale or ONE, column.currency) for column in money}
    return " × ".join(map(str, usual.pop())) if len(usual) == 1 else ""


def _moneys(register: Register) -> tuple[Choice, ...]:
    """Return the likely currencies in ones, thousands and millions: those that the sheet names come first."""
    stated = (column.currency for column in register.columns.values() if column.currency)
    codes = dict.fromkeys((*stated, *_named_above(register), *CURRENCIES))
    return tuple(Choice(f"{n} × {code}", scale, {"unit": UnitName(code)}) for code in codes for n, scale in SCALES)


def _named_above(register: Register) -> list[str]:
    """Return the currencies named in the rows above the headings: "Усі суми в EUR"."""
    return [unit.symbol for unit in units_above(register.grid, register.header) if unit.money]


def _only_named(register: Register) -> str:
    """Return the only currency named above the headings, in ones; "" if there is none or are several."""
    named = {*_named_above(register)}
    return f"1 × {named.pop()}" if len(named) == 1 else ""


def _money_in_cells(register: Register, at: int) -> str:
    """Return the scale and currency that all cells of a column state; "" if they differ or state none."""
    stated = {split_unit(cell)[1] for cell in register.texts(at)}
    unit = stated.pop() if len(stated) == 1 else None
    return f"{plain(unit.scale)} × {unit.symbol}" if unit is not None and unit.money else ""


def _says_with_vat(register: Register, at: int) -> bool:
    return at in register.header.columns and register.header.columns[at].vat == "with"


def _ask_row_currencies(register: Register, at: int, place: int) -> Iterator[RegisterQuestion]:
    """Ask about unclear currencies that rows name, in the column `place`, for the money in a column."""
    for row in register.rows:
        cell = read_cell(row, place, register.mapping)
        if not is_missing_cell(read_cell(row, at, register.mapping)) and currency_in(cell, register.mapping) is None:
            yield _which_currency(row, place, cell)


def _which_currency(row: MeasureRow, place: int, cell: Cell) -> RegisterQuestion:
    choices = tuple(Choice(code, name) for code, name in CURRENCIES.items())
    if is_missing_cell(cell):
        text = "Row {row} states money but no currency: which currency is it?"
        choices_or_none = (*choices, Choice(NO_ANSWER, "leave the row out"))
        key = f"rows.{row.number}.{column_letter(place)}"
        return RegisterQuestion(key, text, {"row": row.number}, choices_or_none, free=True)
    text, word = 'Which currency is "{word}"?', shown(cell)
    return RegisterQuestion(f"values.currency.{word}", text, {"word": word}, choices, free=True, subject=word)
