"""The fields of a measure's panel: in which group, of which kind, in which unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from optimizer.case import FILES, USE
from optimizer.decimals import Decimal, parse_number, plain
from optimizer.errors import BadValue
from optimizer.locales import noted, tr
from optimizer.locales.units import unit_text
from optimizer.readers.tables import columns_of
from optimizer.ui.shared.columns import column_title
from optimizer.ui.shared.typed import Kind, parsed, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

FieldKind = Literal["text", "long", "number", "percent", "shares", "words", "usual", "measures"]

GROUPS: dict[str, tuple[str, ...]] = {
    noted("Name and place"): ("name", "name_uk", "site", "process", "status", "owner", "practice", "lever"),
    noted("Money"): (
        "capex", "spend", "opex_change", "other_benefit", "benefit_escalation", "one_off", "salvage", "renewal",
        "avoided_cost", "avoided_year", "local_share",
    ),
    noted("Years"): ("lifetime", "lead", "earliest", "latest", "degradation"),
    noted("Choice"): ("group", "requires", "effort"),
    noted("Evidence and notes"): (
        "confidence", "arc", "low", "high", "notes", "mv_option", "mv_meter", "mv_interval", "mv_adjust",
    ),
    noted("Further columns"): ("measure", "site_uk", "process_uk", "owner_uk", "notes_uk"),
}  # fmt: skip
"""The columns of measures.csv by group; uses of resources join the choice, the user's own columns the last group."""
RESOURCES, OWN = "Choice", "Further columns"
OPEN = ("Name and place", "Money", "Years")
KINDS: dict[str, FieldKind] = {
    **dict.fromkeys(("capex", "opex_change", "other_benefit", "one_off", "salvage", "avoided_cost"), "number"),
    **dict.fromkeys(("avoided_year", "lifetime", "lead", "earliest", "latest", "effort"), "number"),
    **dict.fromkeys(("benefit_escalation", "renewal", "degradation", "low", "high", "local_share"), "percent"),
    **dict.fromkeys(("status", "confidence", "mv_option"), "words"),
    **dict.fromkeys(("site", "process", "owner", "practice", "lever", "group"), "usual"),
    **dict.fromkeys(("site_uk", "process_uk", "owner_uk"), "usual"),
    **dict.fromkeys(("notes", "notes_uk"), "long"),
    "spend": "shares",
    "requires": "measures",
}  # fmt: skip
TITLES = {
    "spend": noted("Capex by year from the start"),
    "benefit_escalation": noted("Growth of both"),
    "renewal": noted("Cost of renewal, of capex"),
    "lifetime": noted("Useful life"),
    "lead": noted("Time until effect"),
}
"""Titles that are shorter beside their neighbours and their units."""
ONCE = ("capex", "one_off", "salvage", "avoided_cost")
YEARLY = ("opex_change", "other_benefit")
A_YEAR = ("benefit_escalation", "degradation")
WHOLE_YEARS = ("lifetime", "lead")


def groups_of(columns: Iterable[str]) -> dict[str, list[str]]:
    """Return the groups with the columns to show: the known ones, used resources, and the user's own."""
    known = columns_of(FILES["measures"])
    found = {title: list(names) for title, names in GROUPS.items()}
    for column in columns:
        if column and column not in known:
            found[RESOURCES if column.startswith(USE) else OWN].append(column)
    return found


def kind_of(column: str) -> FieldKind:
    """Return the kind of a column's field."""
    return "number" if column.startswith(USE) else KINDS.get(column, "text")


def field_title(column: str, currency: str) -> str:
    """Return the title of a field with its unit."""
    title = tr(TITLES[column]) if column in TITLES else column_title(column)
    unit = _unit(column, unit_text(currency) if currency else "")
    return f"{title}, {unit}" if unit else title


def _unit(column: str, money: str) -> str:
    if column in YEARLY:
        return tr("{currency} a year", currency=money) if money else ""
    if column in ONCE:
        return money
    if column in A_YEAR:
        return tr("% a year")
    if column in WHOLE_YEARS:
        return unit_text("years")
    return "%" if kind_of(column) in ("percent", "shares") else ""


def cell_shown(kind: FieldKind, text: str) -> str:
    """Return a cell's text as its field shows it; text that can't be read stays as it is."""
    if kind == "shares":
        return "; ".join(cell_shown("percent", part.strip()) for part in text.split(";") if part.strip())
    if kind not in ("number", "percent") or not text.strip():
        return text
    try:
        return shown(_typed(kind), parse_number(text))
    except BadValue:
        return text


def cell_typed(kind: FieldKind, text: str) -> str:
    """Return what a cell's file shall hold for the text in its field; text that can't be read stays as it is."""
    if kind == "shares":
        return ";".join(cell_typed("percent", part) for part in text.split(";") if part.strip())
    if kind not in ("number", "percent") or not text.strip():
        return text.strip()
    try:
        return plain(Decimal(parsed(_typed(kind), text)))
    except BadValue:
        return text.strip()


def _typed(kind: FieldKind) -> Kind:
    return "percent" if kind == "percent" else "number"
