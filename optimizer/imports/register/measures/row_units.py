"""The units that rows name beside figures of known streams or money: in a column of their own, or in measures' names.

A register whose quantities take their stream from the row is another matter (`cells.resource_of`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import EXACT, ONE
from optimizer.imports.register.mapping import AMOUNTS
from optimizer.imports.register.measures.cells import read_cell
from optimizer.imports.register.measures.columns import place_of
from optimizer.imports.register.words.cells import shown
from optimizer.imports.register.words.named_units import unit_in_name, unit_of_row
from optimizer.imports.register.words.streams import terms_of
from optimizer.imports.register.words.units import PERIODS, factor_between, is_russian, read_unit
from optimizer.imports.register.words.vocabulary import is_missing

if TYPE_CHECKING:
    from optimizer.imports.register.mapping import MappedColumn, Mapping
    from optimizer.imports.register.measures.register import Register
    from optimizer.imports.register.measures.rows import MeasureRow
    from optimizer.imports.register.words.units import ScaledUnit

WORDLESS = ("notes", "ignore", "practice", "process", "group")
"""Fields of columns whose cells may all be units ("Cost basis: per m2"), although their heading doesn't say so."""


def unit_column(register: Register) -> int | None:
    """Return the column in which rows name units; None if there is none."""
    if (known := place_of(register.columns, "unit")) is not None:
        return known
    return next((at for at in register.columns if _are_units(register, at)), None)


def _are_units(register: Register, at: int) -> bool:
    """Return whether a column holds nothing but units."""
    if register.columns[at].field not in WORDLESS:
        return False
    texts = {shown(cell) for cell in register.cells(at)}
    return bool(texts) and all(is_missing(text) or unit_of_row(text) for text in texts)


def units_of_rows(register: Register) -> dict[int, str]:
    """Return, by row, the unit that it names for its figures; a column of units may be that of resources in rows."""
    of_resources = any(column.resource_by_row for column in register.columns.values())
    unit, name = None if of_resources else unit_column(register), place_of(register.columns, "name")
    found = {row.number: _unit_of(row, unit, name, register.mapping) for row in register.rows}
    return {row: word for row, word in found.items() if word}


def _unit_of(row: MeasureRow, unit: int | None, name: int | None, mapping: Mapping) -> str:
    said = "" if unit is None else shown(read_cell(row, unit, mapping))
    if said and not is_missing(said):
        return unit_of_row(said) or said
    return "" if name is None else unit_in_name(shown(read_cell(row, name, mapping)))


def unit_for(column: MappedColumn, word: str, mapping: Mapping) -> ScaledUnit | None:
    """Return the unit of a row's word if amounts of the column's stream can be in it; None for any other word."""
    unit = read_unit(word, russian=is_russian([word])) if column.field in AMOUNTS and column.stream else None
    if unit is None or unit.money or unit.per not in {"", *PERIODS}:
        return None
    return unit if factor_between(unit.symbol, terms_of(mapping, column.stream or "").unit or "") else None


def in_unit_of_row(column: MappedColumn, word: str, mapping: Mapping) -> MappedColumn:
    """Return a column of amounts as it applies to a row that names its unit; unchanged if the row names none."""
    unit = unit_for(column, word, mapping)
    if unit is None:
        return column
    scale = unit.scale if column.unit else EXACT.multiply(unit.scale, column.scale or ONE)
    per = unit.per or column.per
    return column.model_copy(update={"unit": unit.symbol, "scale": scale, "per": per, "factor": None})
