"""The unit that a register's prices are per, if their heading doesn't say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.errors import UnitName
from optimizer.imports.register.asking.column_question import column_question
from optimizer.imports.register.mapping import AMOUNTS, OF_ROW, Choice, RegisterQuestion
from optimizer.imports.register.measures.columns import place_of
from optimizer.imports.register.measures.stated_prices import price_unit
from optimizer.imports.register.words.units import dimension_of
from optimizer.imports.register.words.vocabulary import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.imports.register.measures.register import Register


def ask_price_units(register: Register) -> Iterator[RegisterQuestion]:
    """Ask per which unit the figures in a column of prices are."""
    for at, column in register.columns.items():
        if column.field == "price" and column.each != OF_ROW and price_unit(column) is None:
            text, values = 'Per which unit are the prices in "{header}"?', {"header": column.header}
            choices = (Choice(OF_ROW, "the unit of the quantity in each row"), *_units(register))
            likely = OF_ROW if place_of(register.columns, "unit") is not None else ""
            yield column_question(register, at, "each", text, values, choices, likely, free=True)


def _units(register: Register) -> Iterator[Choice]:
    """Yield the units of the dimensions in which the register states quantities."""
    stated = (column.unit for column in register.columns.values() if column.field in AMOUNTS and column.unit)
    for dimension in dict.fromkeys(map(dimension_of, stated)):
        yield from (Choice(unit, "{unit}", {"unit": UnitName(unit)}) for unit in table("units").get(dimension, ()))
