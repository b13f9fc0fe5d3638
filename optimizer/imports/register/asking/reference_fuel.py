"""Tonnes of reference fuel (29.3076 GJ): a unit of account, so the fuel behind it has to be known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.imports.register.mapping import AMOUNTS, Choice, RegisterQuestion
from optimizer.imports.register.measures.cells import resource_of
from optimizer.imports.register.words.streams import REFERENCE_FUEL, burnt, is_energy, known_streams, stream_name
from optimizer.locales import noted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.imports.register.measures.register import Register

KEPT = noted("several or unknown: keep tonnes of reference fuel, without CO2")
USUAL = "natural-gas"


def name_fuels(register: Register) -> Register:
    """Turn columns of reference fuel into columns of the fuel that the answer names; their unit stays."""
    columns = {
        at: column.model_copy(update={"stream": burnt(column.stream, register.mapping)})
        if column.field in AMOUNTS and column.stream == REFERENCE_FUEL
        else column
        for at, column in register.columns.items()
    }
    return replace(register, columns=columns)


def ask_fuel(register: Register) -> Iterator[RegisterQuestion]:
    """Ask once which fuel is behind the tonnes of reference fuel in columns or rows."""
    headings = [column.header for column in register.columns.values() if column.stream == REFERENCE_FUEL]
    by_row = any(column.resource_by_row for column in register.columns.values())
    rows = (resource_of(row, register.columns, register.mapping) for row in register.rows) if by_row else ()
    words = [found.resource for found in rows if found.stream == REFERENCE_FUEL]
    terms = register.mapping.streams.get(REFERENCE_FUEL)
    if not (headings or words) or (terms is not None and terms.fuel is not None):
        return
    text = "Which fuel is stated as reference fuel ({where})? It is converted at 29.3076 GJ/t."
    values = {"where": "; ".join(dict.fromkeys((*headings, *words)))}
    fuels = (stream for stream in known_streams() if is_energy(stream) and stream != REFERENCE_FUEL)
    choices = (*(Choice(stream, stream_name(stream)) for stream in fuels), Choice(REFERENCE_FUEL, KEPT))
    yield RegisterQuestion(f"streams.{REFERENCE_FUEL}.fuel", text, values, choices, USUAL)
