"""The limits of a scenario: its own, its parent's, and removed ones; each with a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import tr
from optimizer.ui.scenarios.desk import put_back
from optimizer.ui.scenarios.limit_form import NEW, Limit, LimitForm, show_form
from optimizer.ui.scenarios.words import limit_name, limit_text
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.texts import plain

if TYPE_CHECKING:
    from optimizer.ui.scenarios.sheet import ScenarioSheet


def limits(sheet: ScenarioSheet) -> None:
    """Show the active limits, the removed ones, and a form for a new one."""
    held: dict[str, Limit] = sheet.held["limits"]
    own = _own(sheet)
    names = tuple(held)
    if not held:
        st.info(tr("This scenario has no limits."))
    for name, limit in held.items():
        _limit(sheet, LimitForm(sheet.file.stem, name, limit, name in own, names))
    for name in own:
        if name not in held:
            _taken_out(sheet, name)
    with st.expander(tr("New limit"), icon=":material/add:"):
        show_form(sheet, LimitForm(sheet.file.stem, NEW, {}, own=True, names=names))


def _own(sheet: ScenarioSheet) -> list[str]:
    given = sheet.file.table.get("limits")
    listed = given if isinstance(given, list) else []
    return [str(one.get("name", "")).strip() for one in listed if isinstance(one, dict)]


def _limit(sheet: ScenarioSheet, form: LimitForm) -> None:
    inherited = form.name in sheet.above.get("limits", {})
    text = f"**{plain(limit_name(form.name, form.limit))}**: {plain(limit_text(form.limit, sheet.case))}"
    if not form.own:
        text = f"{text} · {plain(tr('from “{parent}”', parent=sheet.parent.name if sheet.parent else ''))}"
    elif inherited:
        text = f"{text} · {plain(tr('set here'))}"
    with st.expander(text, expanded=bool(sheet.wrong(form.place)), key=f"{form.key}.open"):
        show_form(sheet, form)
        with st.container(horizontal=True):
            _removal(form, inherited=inherited)


def _removal(form: LimitForm, *, inherited: bool) -> None:
    if form.own and inherited:
        st.button(
            tr("Reset to the parent’s"),
            key=f"{form.key}.reset",
            on_click=_take_out,
            args=(form, None),
            icon=":material/undo:",
        )
    if form.own and not inherited:
        st.button(
            tr("Delete this limit"),
            key=f"{form.key}.delete",
            on_click=_take_out,
            args=(form, None),
            icon=":material/delete:",
        )
    if inherited:
        st.button(
            tr("Remove from this scenario"),
            key=f"{form.key}.out",
            on_click=_take_out,
            args=(form, {}),
            icon=":material/block:",
        )


@spoken
def _take_out(form: LimitForm, value: Limit | None) -> None:
    put_back(form.stem, form.place, {form.place: value})


def _taken_out(sheet: ScenarioSheet, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = plain(limit_name(name, sheet.above.get("limits", {}).get(name)))
        st.markdown(f"~~{shown}~~ {plain(tr('the parent’s limit, removed here'))}", width="content")
        form = LimitForm(sheet.file.stem, name, {}, own=True, names=())
        st.button(
            tr("Restore"), key=f"limit.{sheet.file.stem}.again.{name}", on_click=_take_out, args=(form, None),
            icon=":material/undo:",
        )  # fmt: skip
