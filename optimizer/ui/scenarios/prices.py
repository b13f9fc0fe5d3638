"""Prices of streams and taxes on pollutants in a scenario: the first year, growth, and values by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import noted, tr
from optimizer.ui.scenarios.fields import footing, text_field
from optimizer.ui.scenarios.sheet import NOTHING
from optimizer.ui.scenarios.titles import default_of, help_of, title_of
from optimizer.ui.scenarios.words import unit_text_of
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.typed import shown
from optimizer.words import name_of

if TYPE_CHECKING:
    from optimizer.ui.scenarios.sheet import ScenarioSheet

WIDTHS = (2.8, 2.6, 2, 3.4)
FIELDS = {"prices": ("price", "escalation", "path"), "taxes": ("tax", "escalation", "path")}
HEADS = {
    "price": noted("Price in the base year"),
    "tax": noted("Tax in the base year"),
    "escalation": noted("Growth, % a year"),
    "path": noted("By year"),
}
FIRST = {"prices": noted("Stream"), "taxes": noted("Pollutant")}
EXAMPLE = "2028: 9; 2030: 12"


def priced(sheet: ScenarioSheet, table: str) -> None:
    """Show a line per stream or pollutant; an empty field means the register's value."""
    if sheet.case is None:
        st.info(tr("The register can’t be read: fix it first."))
        return
    known = list(sheet.case.stream if table == "prices" else sheet.case.pollutant)
    strange = [one for one in _told(sheet, table) if one not in known]
    if not known and not strange:
        st.info(tr("None in the register."))
        return
    columns = st.columns(WIDTHS)
    columns[0].caption(tr(FIRST[table]))
    for column, field in zip(columns[1:], FIELDS[table], strict=True):
        column.caption(tr(HEADS[field]), help=plain(help_of((table, "…", field))))
    for one in (*known, *strange):
        _line(sheet, table, one)


def _told(sheet: ScenarioSheet, table: str) -> list[str]:
    given = sheet.held.get(table)
    return [str(one) for one in given] if isinstance(given, dict) else []


def _line(sheet: ScenarioSheet, table: str, one: str) -> None:
    columns = st.columns(WIDTHS)
    record = None if sheet.case is None else (sheet.case.stream if table == "prices" else sheet.case.pollutant).get(one)
    currency = unit_text_of((table, one, FIELDS[table][0]), sheet.case)
    with columns[0].container(gap="xxsmall"):
        if record is None:
            footing(sheet, (table, one))
        name = one if record is None else name_of(record)
        mark = " :material/edit:" if sheet.own((table, one)) is not NOTHING else ""
        st.markdown(f"{plain(name)}{mark}")
        st.caption(plain(currency))
    for column, field in zip(columns[1:], FIELDS[table], strict=True):
        keys = (table, one, field)
        register = default_of(keys, sheet.case)
        known = shown("percent" if field == "escalation" else "number", register)
        hint = EXAMPLE if field == "path" else tr("{value} in the register", value=known)
        with column:
            text_field(sheet, keys, label=f"{title_of(keys, sheet.case)}", placeholder=hint, hidden=True)
