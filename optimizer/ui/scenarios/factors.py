"""Emission factors in a scenario: which of a pair's factors changes, its change per year, and values by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import noted, tr
from optimizer.ui.scenarios.fields import footing, text_field
from optimizer.ui.scenarios.sheet import NOTHING
from optimizer.ui.scenarios.titles import default_of, help_of, pair_name, title_of
from optimizer.ui.scenarios.words import unit_text_of
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.typed import shown

if TYPE_CHECKING:
    from optimizer.case import Case
    from optimizer.ui.scenarios.sheet import ScenarioSheet

Pair = tuple[str, str]
WIDTHS = (2.8, 2.2, 1.4, 3.4)
HEADS = {
    "trend": noted("Change, % a year"),
    "scope": noted("Scope"),
    "path": noted("By year"),
}
EXAMPLE = "2028: 0.35; 2030: 0.3"


def factors(sheet: ScenarioSheet) -> None:
    """Show a line per stream and pollutant with a factor; an empty field means the register's value."""
    if sheet.case is None:
        st.info(tr("The register can’t be read: fix it first."))
        return
    known = list(dict.fromkeys((row.stream, row.pollutant) for row in sheet.case.factors))
    strange = [pair for pair in _changed(sheet) if pair not in known]
    if not known and not strange:
        st.info(tr("None in the register."))
        return
    columns = st.columns(WIDTHS)
    columns[0].caption(tr("Stream and pollutant"))
    for column, (field, head) in zip(columns[1:], HEADS.items(), strict=True):
        column.caption(tr(head), help=plain(help_of(("factors", "…", "…", field))))
    for pair in (*known, *strange):
        _line(sheet, sheet.case, pair)


def _changed(sheet: ScenarioSheet) -> list[Pair]:
    """Return the pairs that the scenario or its parents change."""
    given = sheet.held.get("factors")
    streams = given if isinstance(given, dict) else {}
    return [(stream, one) for stream, inner in streams.items() if isinstance(inner, dict) for one in inner]


def _line(sheet: ScenarioSheet, case: Case, pair: Pair) -> None:
    columns, keys = st.columns(WIDTHS), ("factors", *pair)
    scopes = [row.scope for row in case.factors if (row.stream, row.pollutant) == pair]
    with columns[0].container(gap="xxsmall"):
        if not scopes:
            footing(sheet, keys)
        mark = " :material/edit:" if sheet.own(keys) is not NOTHING else ""
        st.markdown(f"{plain(pair_name(pair, case))}{mark}")
        st.caption(plain(unit_text_of((*keys, "path"), case)))
    for column, field in zip(columns[1:], HEADS, strict=True):
        with column:
            if field != "scope" or len(scopes) > 1 or sheet.value((*keys, field)) is not None:
                label, hint = title_of((*keys, field), case), _hint(case, (*keys, field), scopes)
                text_field(sheet, (*keys, field), label=label, placeholder=hint, hidden=True)


def _hint(case: Case, keys: tuple[str, ...], scopes: list[int]) -> str:
    """Return what an empty field stands for."""
    match keys[-1]:
        case "path":
            return EXAMPLE
        case "scope":
            return tr("one of: {words}", words=", ".join(map(str, scopes)))
        case _:
            register = default_of(keys, case)
            return "" if register is None else tr("{value} in the register", value=shown("percent", register))
