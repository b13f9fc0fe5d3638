"""The register on the screen: filters, a table of measures with their figures alone, totals of what is shown."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.decimals import Decimal, number
from optimizer.locales import language, noted, tr, trn
from optimizer.locales.terms import term_text
from optimizer.locales.units import unit_text
from optimizer.projects import register_draft as draft
from optimizer.spelling import ABSENT, NEVER, amount, money, numeral, places
from optimizer.ui.measures.panel import show_panel
from optimizer.ui.measures.panel_desk import open_measure
from optimizer.ui.measures.register import (
    FILTERS,
    RegisterFilter,
    RegisterRow,
    RegisterTotals,
    register_rows,
    values_of,
)
from optimizer.ui.shared import state
from optimizer.ui.shared.alone import alone_in, current_question
from optimizer.ui.shared.columns import column_title
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.measure_dialog import measure_list
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.widgets import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from optimizer.projects.project import Project

CLICKED, SEARCH, ALL = "register.clicked", "register.search", "register.all"
TALL, ROW, NAME = 560, 35, 330  # pixels
NEVER_BACK = float("inf")
FEWEST = 2
"""A filter with fewer values would not filter."""
HELP = {
    "cost": noted("The implementation cost."),
    "saving": noted(
        "The money that the measure saves in one full year if no other is chosen, at prices of the base year."
    ),
    "payback": noted("Cost less one-offs, divided by the saving of one full year, if no other measure is chosen."),
    "co2e": noted("Emissions that the measure saves in one full year if no other is chosen."),
}
TWICE = noted("Measures alone, added up: what several of them save of the same energy is counted more than once.")


def show_measures(project: Project) -> None:
    """Show the register of measures."""
    measures = draft.table(project, "measures")
    question = current_question()
    rows = register_rows(measures, alone_in(question) if question else {}, _errors(measures))
    shown = _filtered(rows)
    st.session_state[_SHOWN] = places = [(row.place, row.measure) for row in shown]
    if question is None and rows:
        st.info(tr("Savings and paybacks appear once the errors of the register and of the scenario are fixed."))
    if shown:
        _table(shown)
    else:
        st.info(tr("No measure matches: change the search or the filters.") if rows else tr("No measures yet."))
    st.caption(plain(_summed(shown, len(rows))))
    with st.container(horizontal=True, vertical_alignment="center"):
        if shown:
            names = {(row.place, row.measure): row.name for row in shown}
            measure_list(names, "register.open", lambda place: open_measure(*place), hidden=True)
        ids_switch()
    show_panel(places)


_SHOWN = "register.shown"


def _errors(measures: draft.DraftTable) -> Counter[int]:
    """Count the errors of each row."""
    found = [measures.place(one) for one in state.case_reading().problems if not one.warning]
    return Counter(place[0] for place in found if place is not None)


def _filtered(rows: Sequence[RegisterRow]) -> list[RegisterRow]:
    """Show the search and the filters; return the rows that match."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="register-filters"):
        words = st.text_input(
            tr("Find"), key=SEARCH, placeholder=tr("Words of a name, a note, an id"), icon=":material/search:",
            persist_state="session",
        )  # fmt: skip
        chosen = {column: _filter(rows, column) for column in FILTERS}
    return RegisterFilter(words, chosen)(rows)


def _filter(rows: Sequence[RegisterRow], column: str) -> list[str]:
    values = values_of(rows, column)
    if len(values) < FEWEST:
        return []
    told = {value: term_text(value) for value in values}
    key = f"register.{column}"
    kept = [value for value in st.session_state.get(key, ()) if value in told]
    if kept != st.session_state.get(key, kept):  # a value that no measure has any more
        st.session_state[key] = kept
    return st.multiselect(
        column_title(column), values, format_func=told.__getitem__, key=key, placeholder=tr("all"),
        persist_state="session",
    )  # fmt: skip


def ids_switch() -> None:
    """Show the switch to what is known of a measure besides its figures."""
    st.toggle(
        tr("More columns"), key=ALL, persist_state="session", help=tr("Practice, alternatives, id, other language")
    )


def _table(rows: Sequence[RegisterRow]) -> None:
    heads, frame = _headings(), _frame(rows)
    wanted = [key for key in heads if key in frame]
    headed = frame[wanted].rename(columns=heads)
    formats = {heads[key]: make for key, make in _formats(rows).items()}
    table(
        headed, formats, height=min(TALL, ROW * (len(rows) + 1) + 3), key=f"register.table.{language()}",
        placeholder=ABSENT, column_config=_configured(heads),
        alt=tr("The measures of the register. A click on a name opens the measure; the list below does the same."),
    )  # fmt: skip


def _headings() -> dict[str, str]:
    case = state.case_reading().case
    unit = unit_text(case.currency) if case is not None else ""
    return {
        "name": tr("measure"), "errors": tr("to fix"), "site": tr("site"),
        "cost": tr("cost, {currency}", currency=unit),
        "saving": tr("saving, {currency} a year", currency=unit), "payback": tr("payback, years"),
        "co2e": tr("CO2e saved, t a year"), "status": tr("status"), "practice": column_title("practice"),
        "group": column_title("group"), "measure": tr("id"),
        "other_name": column_title("name" if language() == "uk" else "name_uk"),
    }  # fmt: skip


def _frame(rows: Sequence[RegisterRow]) -> pd.DataFrame:
    """Return the rows with figures as numbers; columns that are empty in every row are left out."""
    from pandas import DataFrame  # noqa: PLC0415 - loads slowly

    columns: dict[str, list[Any]] = {
        "name": [row.name for row in rows],
        "errors": [row.errors or None for row in rows],
        "site": [row["site"] for row in rows],
        "cost": [number(row.cost) for row in rows],
        "saving": [number(row.alone.saving) if row.alone else None for row in rows],
        "payback": [_payback(row) for row in rows],
        "co2e": [number(row.alone.co2e) if row.alone else None for row in rows],
        "status": [term_text(row["status"]) for row in rows],
    }
    if st.session_state.get(ALL):
        columns |= {
            "practice": [term_text(row["practice"]) for row in rows], "group": [row["group"] for row in rows],
            "measure": [row.measure for row in rows], "other_name": [row.other_name for row in rows],
        }  # fmt: skip
    return DataFrame({key: cells for key, cells in columns.items() if any(cell or cell == 0 for cell in cells)})


def _payback(row: RegisterRow) -> float | None:
    if row.alone is None:
        return None
    return NEVER_BACK if row.alone.simple_payback is None else number(row.alone.simple_payback)


def _formats(rows: Sequence[RegisterRow]) -> dict[str, Any]:
    tonnes = [row.alone.co2e for row in rows if row.alone and row.alone.co2e]
    decimals = min(1, max(map(places, tonnes), default=0))
    return {
        "errors": lambda value: str(int(value)),
        "cost": _rounded(0),
        "saving": _rounded(0),
        "payback": lambda value: tr(NEVER) if value == NEVER_BACK else _rounded(1)(value),
        "co2e": _rounded(decimals),
    }


def _rounded(decimals: int) -> Any:
    return lambda value: numeral(Decimal(str(value)), decimals)


def _configured(heads: dict[str, str]) -> dict[str, Any]:
    return {
        heads["name"]: st.column_config.ButtonColumn(
            heads["name"], type="tertiary", alignment="left", width=NAME, pinned=True, key=CLICKED, on_click=_clicked,
            help=tr("Opens the measure, with everything that is known of it, for editing."),
        ),
        **{heads[key]: st.column_config.NumberColumn(heads[key], help=tr(text)) for key, text in HELP.items()},
    }  # fmt: skip


@spoken
def _clicked() -> None:
    click, shown = st.session_state.get(CLICKED), st.session_state.get(_SHOWN, ())
    if click is not None and click["row"] < len(shown):
        open_measure(*shown[click["row"]])


def _summed(shown: Sequence[RegisterRow], count: int) -> str:
    """Return what the measures shown cost and save together, as if each were alone."""
    case = state.case_reading().case
    totals = RegisterTotals.of(shown)
    told = trn("{count} measure", "{count} measures", len(shown))
    if len(shown) < count:
        told = tr("{told} of {count}", told=told, count=count)
    if case is None or not shown:
        return told
    parts = [told, tr("cost {amount}", amount=money(totals.cost, case, 0))]
    if totals.unknown < len(shown):
        parts.append(tr("saving {amount} a year", amount=money(totals.saving, case, 0)))
        if totals.co2e is not None:
            tonnes = amount(totals.co2e, "t CO2e", decimals=min(1, places(totals.co2e)))
            parts.append(tr("{amount} a year", amount=tonnes))
    return f"{' · '.join(parts)}. {tr(TWICE)}"
