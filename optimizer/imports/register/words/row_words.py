"""Words in cells of a row: the resource and unit of its quantity, the currency of its money.

A register with one row per resource names it there ("Природний газ", "тис. м³", 92,4). A word that isn't, as a
whole, a known stream or unit is asked about once; the answers are `values.resource`, `values.unit` and
`values.factor` of the mapping.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.decimals import ONE, parse_number
from optimizer.errors import BadValue
from optimizer.imports.register.words.cells import shown
from optimizer.imports.register.words.ids import id_from
from optimizer.imports.register.words.streams import burnt
from optimizer.imports.register.words.units import (
    PERIODS,
    ScaledUnit,
    doubtful_beside,
    find_units,
    is_russian,
    read_unit,
)
from optimizer.imports.register.words.vocabulary import exactly, is_missing, table, tokens, without

if TYPE_CHECKING:
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


def resource_in(resource: Cell, unit: Cell, column: MappedColumn | None, mapping: Mapping) -> StatedResource:
    """Return what is known about a row's quantity from its cells, its column's heading and earlier answers."""
    word, unit_word = _text(resource), _text(unit)
    within = tokens(word)
    found = find_units(within, russian=is_russian([word]))
    for one in reversed(found):
        within = without(within, one.start, one.end)
    own = found[0].unit if len(found) == 1 and not doubtful_beside(tokens(word), found) else None
    stream = burnt(_stream(word, within, mapping), mapping)
    return StatedResource(word, unit_word, stream, _unit(word, unit_word, own, column, mapping))


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


def currency_in(cell: Cell, mapping: Mapping) -> ScaledUnit | None:
    """Return the currency, with any scale, that a cell names; None if it names no known one."""
    word = shown(cell)
    if is_missing(word):
        return None
    found = read_unit(mapping.values.get("currency", {}).get(word, word))
    return found if found is not None and found.money and not found.per else None
