"""Savings in per cent: of the plant's yearly use of a stream, or of what each row states as consumption before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import EXACT, Decimal

if TYPE_CHECKING:
    from collections.abc import Mapping as Table

    from optimizer.imports.register.mapping import MappedColumn

WHOLE = Decimal(100)


def base_column(columns: Table[int, MappedColumn], column: MappedColumn) -> int | None:
    """Return the column of consumption of which a column's figures are per cent; None if they are of the plant's."""
    before = ((at, one) for at, one in columns.items() if one.field == "before" and one.stream == column.stream)
    return next((at for at, one in before if one.header == column.share_of), None)


def share_of(percent: Decimal, amount: Decimal) -> Decimal:
    """Return so many per cent of an amount."""
    return EXACT.divide(EXACT.multiply(percent, amount), WHOLE)
