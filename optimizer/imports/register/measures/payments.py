"""Investments in columns of calendar years: "Інвестиції 2026", "Інвестиції 2027"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.imports.register.mapping import NO_ANSWER, YEARLY
from optimizer.imports.register.words.loose_cells import years_in

if TYPE_CHECKING:
    from optimizer.imports.register.mapping import MappedColumn, Mapping


def payment_year(header: str) -> int | None:
    """Return the year in which a column's investment is paid, if its heading names exactly one.

    >>> payment_year("Інвестиції, тис. грн: план 2026"), payment_year("Інвестиції")
    (2026, None)
    """
    found = years_in(header)
    return found[0] if len(found) == 1 else None


def year_paid(column: MappedColumn, mapping: Mapping) -> int | None:
    """Return the year of a column's payments, not before the base year; None if columns aren't payments by year."""
    yearly = column.field == "capex" and mapping.defaults.several.get("capex") == YEARLY
    year = payment_year(column.header) if yearly else None
    return None if year is None else max(year, mapping.case.base_year or year)


def is_sunk(column: MappedColumn, mapping: Mapping) -> bool:
    """Return whether a column's investment was paid before the base year and is to be left out."""
    paid = year_paid(column, mapping)
    return paid is not None and paid != payment_year(column.header) and mapping.defaults.sunk == NO_ANSWER
