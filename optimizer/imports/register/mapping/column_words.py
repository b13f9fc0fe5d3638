"""What the figures of a column are in, in words, for the review of an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import plain
from optimizer.imports.register.mapping.fields import (
    DECIMAL_LABELS,
    FIGURES,
    FIGURES_LABELS,
    PER_YEAR,
    PERIOD_LABELS,
    UNIT_FROM_LABELS,
)
from optimizer.locales import noted, spelled, tr
from optimizer.locales.units import unit_text

if TYPE_CHECKING:
    from optimizer.imports.register.mapping.tables import MappedColumn

TIMES = {"year": noted("years"), "month": noted("months")}


def units_told(column: MappedColumn) -> str:
    """Return the unit of a column's figures, and what else was decided about how they are read."""
    if column.field not in FIGURES:
        return ""
    parts = [
        _unit(column),
        tr(PERIOD_LABELS[column.per]) if column.per and (column.field in PER_YEAR or column.per == "output") else "",
        _units_counted(column),
        tr("with VAT of {rate}", rate=spelled(plain(column.vat))) if column.vat else "",
        tr("decimal {mark}", mark=tr(DECIMAL_LABELS[column.decimal])) if column.decimal else "",
        tr(FIGURES_LABELS[column.figures]) if column.figures else "",
        tr(UNIT_FROM_LABELS[column.unit_from]) if column.unit_from else "",
    ]
    return ", ".join(filter(None, parts))


def _units_counted(column: MappedColumn) -> str:
    """Return by how many units a column's figures are multiplied."""
    match column.each:
        case None | "total":
            return ""
        case "ask":
            return tr("× number of units in each row")
        case _:
            return f"× {spelled(column.each)}" if column.field != "price" else ""


def _unit(column: MappedColumn) -> str:
    scale = f"{spelled(plain(column.scale))} ×" if column.scale is not None and column.scale != 1 else ""
    unit = tr(TIMES[column.unit]) if column.unit in TIMES else unit_text(column.unit or "")
    money = tr("as the row says") if column.currency_by_row else unit_text(column.currency or "")
    year = str(column.price_year) if column.price_year else ""
    return " ".join(filter(None, (scale, unit, money, year)))
