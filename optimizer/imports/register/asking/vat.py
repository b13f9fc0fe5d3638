"""VAT on one side only: columns of money whose headings don't mention it beside others that do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.imports.register.mapping import MONEY, RegisterQuestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.imports.register.mapping import MappedColumn
    from optimizer.imports.register.measures.register import Register


def ask_vat(register: Register) -> Iterator[RegisterQuestion]:
    """Ask once which VAT rate is included where headings don't say, if other headings of money do."""
    money = [(at, column) for at, column in register.columns.items() if column.field in MONEY]
    said = [column for at, column in money if _mentions_vat(register, at, column)]
    silent = [column for at, column in money if not _mentions_vat(register, at, column)]
    if not said or not silent or register.mapping.defaults.vat is not None:
        return
    text = (
        "Headings of some money mention VAT ({said}), others don't ({silent}):"
        " which rate is included in the others (0.2 for 20 %, 0 for none)?"
    )
    values = {"said": _headings(said), "silent": _headings(silent)}
    suggestion = "0" if all(column.vat == 0 for column in said) else ""
    yield RegisterQuestion("defaults.vat", text, values, suggestion=suggestion, free=True)


def _mentions_vat(register: Register, at: int, column: MappedColumn) -> bool:
    heading = register.header.columns.get(at)
    return column.vat is not None or (heading is not None and bool(heading.vat))


def _headings(columns: list[MappedColumn]) -> str:
    return "; ".join(column.header for column in columns)
