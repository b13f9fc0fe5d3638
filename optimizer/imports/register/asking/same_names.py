"""Measures of one name in several tables, each with figures of its own: read as separate measures, and reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.imports.register.measures.lifetimes import as_compared
from optimizer.imports.register.measures.register import problem_in
from optimizer.imports.register.words.cells import SHOWN, listed_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.errors import Problem
    from optimizer.imports.register.measures.register import Register
    from optimizer.imports.register.measures.stated_measures import StatedMeasure

APART = ("id", "site", "process")
"""Words of a row by which measures of one name are certainly several."""


def find_same_names(register: Register) -> Iterator[Problem]:
    """Report measures that other tables have with other figures; alike ones are asked about as repeated rows."""
    alike: dict[tuple[str, ...], list[StatedMeasure]] = {}
    for measure in register.read.measures if len(register.tables.parts) > 1 else ():
        key = (as_compared(measure.texts.get("name", "")), *(measure.texts.get(field, "") for field in APART))
        alike.setdefault(key, []).append(measure)
    for (name, *_), measures in alike.items():
        tables = {register.tables.part_of(measure.row).first for measure in measures}
        if name and len(tables) > 1 and any(one.figures != measures[0].figures for one in measures):
            text = '"{name}" is in rows {rows}, with different figures: these are read as separate measures'
            called, rows = measures[0].texts["name"][:SHOWN], [measure.row for measure in measures]
            values = {"name": called, "rows": listed_rows(rows)}
            yield problem_in(register, text, rows[-1], None, values, warning=True)
