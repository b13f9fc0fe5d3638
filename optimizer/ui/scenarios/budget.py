"""The budget of a scenario: own funds by year, total, carry-over, reinvestment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.decimals import Decimal
from optimizer.locales import noted, tr
from optimizer.ui.scenarios.desk import desk, put, refused
from optimizer.ui.scenarios.fields import footing, in_words, switch_field, take, text_field, titled
from optimizer.ui.scenarios.sheet import NOTHING
from optimizer.ui.scenarios.titles import help_of
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.typed import by_year, number, shown

if TYPE_CHECKING:
    from optimizer.ui.scenarios.sheet import ScenarioSheet

OWN = ("budget", "per_year")
MODES = {
    "none": noted("no yearly limit"),
    "same": noted("the same in every start year"),
    "years": noted("year by year"),
}
EACH_ROW = 5
MOST_YEARS = 50


def budget(sheet: ScenarioSheet) -> None:
    """Show own funds first, then the rest."""
    _own_funds(sheet)
    left, right = st.columns(2)
    with left:
        text_field(sheet, ("budget", "total"), placeholder=tr("no limit"))
        switch_field(sheet, ("budget", "carry_over"))
    with right:
        text_field(sheet, ("budget", "reinvest"))


def _mode(value: Any) -> str:
    return "none" if value is None else "years" if isinstance(value, list) else "same"


def _keys(stem: str) -> tuple[str, str]:
    return f"scenario.{stem}.budget.mode", f"scenario.{stem}.budget.year"


def _own_funds(sheet: ScenarioSheet) -> None:
    stem, value = sheet.file.stem, sheet.value(OWN)
    mode_key, _ = _keys(stem)
    if value is not None or mode_key not in st.session_state:
        st.session_state[mode_key] = _mode(value)
    bound_above = sheet.inherited(OWN) is not NOTHING
    modes = [mode for mode in MODES if mode != "none" or not bound_above]
    mode = st.radio(
        plain(titled(sheet, OWN)), modes, format_func=in_words(modes, lambda one: tr(MODES[one])), key=mode_key,
        horizontal=True, on_change=_mode_chosen, args=(stem, value, _years(sheet)), help=plain(help_of(OWN)),
    )  # fmt: skip
    if bound_above:
        st.caption(tr("The parent limits own funds by year; you can change that limit here, but not remove it."))
    if mode != "none":
        _fields(sheet, value, _years(sheet) if mode == "years" else 1)
    footing(sheet, OWN)


def _years(sheet: ScenarioSheet) -> int:
    """Return how many years have a field: the start years, and those with amounts in the file."""
    value, starts = sheet.value(OWN), sheet.value(("start_years",))
    least = starts if isinstance(starts, int) else 1
    return min(max(least, len(value) if isinstance(value, list) else 1), MOST_YEARS)


def _fields(sheet: ScenarioSheet, value: Any, count: int) -> None:
    """Show one field per year, or one for all."""
    stem, given = sheet.file.stem, value if isinstance(value, list) else [value]
    base, (_, key) = sheet.case.base_year if sheet.case else 0, _keys(stem)
    if refused(stem, OWN) and f"{key}.0" not in st.session_state:
        desk().refused.pop((stem, OWN), None)
    for begin in range(0, count, EACH_ROW):
        for at, column in enumerate(st.columns(EACH_ROW), begin):
            if at < count:
                if not refused(stem, OWN):
                    _fill(f"{key}.{at}", given[at] if at < len(given) else None, kept=value is None)
                column.text_input(
                    str(base + at) if count > 1 else tr("every year"), key=f"{key}.{at}", on_change=_typed,
                    args=(stem, count, base), max_chars=30,
                )  # fmt: skip


def _fill(key: str, value: Any, *, kept: bool) -> None:
    """Fill the fields from the file; if it has no amounts yet, keep what was typed."""
    if not kept or key not in st.session_state:
        st.session_state[key] = shown("number", value)


@spoken
def _mode_chosen(stem: str, value: Any, count: int) -> None:
    """Convert the amounts to the other form of entry. A callback."""
    mode, amounts = st.session_state[_keys(stem)[0]], value if isinstance(value, list) else [value]
    desk().refused.pop((stem, OWN), None)
    if mode == "none" or value is None:
        put(stem, OWN, {OWN: None})
    elif mode != _mode(value):
        first = amounts[0] if amounts else Decimal(0)
        put(stem, OWN, {OWN: first if mode == "same" else [first] * count})


@spoken
def _typed(stem: str, count: int, base: int) -> None:
    texts = [str(st.session_state.get(f"{_keys(stem)[1]}.{at}") or "") for at in range(count)]
    if count > 1 or st.session_state[_keys(stem)[0]] == "years":
        take(stem, OWN, lambda: by_year(texts, base))
    else:
        take(stem, OWN, lambda: number(texts[0]) if texts[0].strip() else None)
