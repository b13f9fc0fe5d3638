"""Columns of a register by their numbers, found by what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping as Table

    from optimizer.imports.register.mapping import MappedColumn


def place_of(columns: Table[int, MappedColumn], field: str) -> int | None:
    """Return the column of a field; None if there is none."""
    return next((at for at, column in columns.items() if column.field == field), None)
