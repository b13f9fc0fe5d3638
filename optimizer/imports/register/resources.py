"""Quantities whose resource and unit are in cells of the row, not in the heading.

A register with one row per resource names it there ("Природний газ", "тис. м³", 92,4). A word that isn't, as a
whole, a known stream or unit is asked about once; the answers are `values.resource`, `values.unit` and
`values.factor` of the mapping.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.decimals import EXACT, ONE, Decimal, parse_number, plain
from optimizer.errors import BadValue
from optimizer.imports.register.identifiers import id_from
from optimizer.imports.register.lines import shown
from optimizer.imports.register.mapping import terms_of
from optimizer.imports.register.units import (
    PERIODS,
    ScaledUnit,
    doubtful_beside,
    factor_between,
    find_units,
    is_russian,
    read_unit,
)
from optimizer.imports.register.vocabulary import exactly, is_missing, table, tokens, without

if TYPE_CHECKING:
    from collections.abc import Mapping as Table

    from optimizer.imports.register.mapping import MappedColumn, Mapping
    from optimizer.readers.grid import Cell

NOT_READ = "ignore"


@dataclass(frozen=True)
class StatedResource:
    """What a row's cells say about its quantity: the words, and what they mean (None if unknown)."""

    resource: str
    unit_word: str
    stream: str | None
    unit: ScaledUnit | None

    @property
    def word(self) -> str:
        """Return the word to ask about for a unit: its own cell, or else the resource's."""
        return self.unit_word or self.resource


def place_of(columns: Table[int, MappedColumn], field: str) -> int | None:
    """Return the column of a field; None if there is none."""
    return next((at for at, column in columns.items() if column.field == field), None)


def said_in(resource: Cell, unit: Cell, column: MappedColumn | None, mapping: Mapping) -> StatedResource:
    """Return what is known about a row's quantity from its cells, its column's heading and earlier answers."""
    word, unit_word = _text(resource), _text(unit)
    within = tokens(word)
    found = find_units(within, russian=is_russian([word]))
    for one in reversed(found):
        within = without(within, one.start, one.end)
    own = found[0].unit if len(found) == 1 and not doubtful_beside(tokens(word), found) else None
    return StatedResource(word, unit_word, _stream(word, within, mapping), _unit(word, unit_word, own, column, mapping))


def _text(cell: Cell) -> str:
    text = shown(cell)
    return "" if is_missing(text) else text


def _stream(word: str, label: tuple[str, ...], mapping: Mapping) -> str | None:
    answer = mapping.values.get("resource", {}).get(word)
    if answer:
        known = answer in table("streams") or answer in mapping.streams or answer == NOT_READ
        return answer if known else id_from(answer)
    return word if word in table("streams") else exactly("stream", " ".join(label))


def _unit(
    word: str, unit_word: str, own: ScaledUnit | None, column: MappedColumn | None, mapping: Mapping
) -> ScaledUnit | None:
    answer = mapping.values.get("unit", {}).get(unit_word or word)
    if answer is not None:
        return _answered(answer)
    if unit_word or own is not None:
        said = read_unit(unit_word, russian=is_russian([unit_word])) if unit_word else own
        return said if said and said.per in {"", *PERIODS} else None  # per day: the number of days has to be asked
    if column is None or not column.unit:
        return None
    return ScaledUnit(column.unit, "", column.scale or ONE)


def _answered(answer: str) -> ScaledUnit | None:
    """Return the unit of an answer such as "1000 × m3"; any spelling of a unit is accepted."""
    scale, mark, symbol = answer.rpartition("×")
    try:
        return ScaledUnit(symbol.strip(), "", parse_number(scale.strip()) if mark else ONE) if symbol.strip() else None
    except BadValue:
        return None


def factor_key(said: StatedResource) -> str:
    """Return the mapping's key for the factor from the row's unit to the stream's."""
    return f"{said.unit.symbol if said.unit else ''} of {said.stream}"


def factor_of(said: StatedResource, mapping: Mapping) -> Decimal | None:
    """Return how many of the stream's units one of the row's is; None if it has to be asked."""
    assert said.unit is not None
    given = mapping.values.get("factor", {}).get(factor_key(said))
    if given is not None:
        try:
            return parse_number(given)
        except BadValue:
            return None
    return factor_between(said.unit.symbol, terms_of(mapping, said.stream or "").unit or "")


def unit_factor(column: MappedColumn, mapping: Mapping) -> Decimal | None:
    """Return how many of the stream's units one of the column's is; None if it has to be asked."""
    if column.factor is not None:
        return column.factor
    return factor_between(column.unit or "", terms_of(mapping, column.stream or "").unit or "")


def likely_factor(unit: str, stream: str, mapping: Mapping) -> str:
    """Return the factor from the stream's assumed heating value if both units measure energy, else ""."""
    energy, per_unit = factor_between(unit, "kWh"), terms_of(mapping, stream).kwh_per_unit
    return plain(round(EXACT.divide(energy, per_unit), 4)) if energy and per_unit else ""


def output_of(word: str, mapping: Mapping) -> Decimal | None:
    """Return the yearly output that a per-output unit ("kWh/tonne clinker") refers to; None if it has to be asked."""
    try:
        found = parse_number(mapping.values.get("output", {}).get(word, ""))
    except BadValue:
        return None
    return found if found > 0 else None


def times_a_year(column: MappedColumn, mapping: Mapping, per: str = "") -> Decimal:
    """Return the periods per year; for figures per output, the output is used instead, row by row."""
    if not per and column.times is not None:
        return column.times
    per = per or column.per or mapping.defaults.per or "year"
    return ONE if per == "output" else PERIODS[per]


def row_multiplier(said: StatedResource, column: MappedColumn, mapping: Mapping) -> Decimal:
    """Return the factor from a row's figure to its stream's unit per year; everything about it must be known."""
    assert said.unit is not None
    scale = said.unit.scale if column.unit else EXACT.multiply(said.unit.scale, column.scale or ONE)
    per = times_a_year(column, mapping, said.unit.per)
    return EXACT.multiply(EXACT.multiply(scale, per), factor_of(said, mapping) or ONE)
