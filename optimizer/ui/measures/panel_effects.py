"""The effects of the measure in the panel: what each acts on, how much, and the money that it saves by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import tr
from optimizer.locales.units import unit_text
from optimizer.projects import register_draft as draft
from optimizer.projects.register_draft import TableChange
from optimizer.spelling import money
from optimizer.studies.alone import effect_savings
from optimizer.ui.measures.found_problems import problems_at
from optimizer.ui.measures.panel_desk import opened, put, put_cells
from optimizer.ui.measures.panel_fields import PanelCell, show_field, show_found
from optimizer.ui.shared.alone import current_question, evaluator_for
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.texts import plain
from optimizer.words import name_of

if TYPE_CHECKING:
    from optimizer.case import Case
    from optimizer.decimals import Decimal
    from optimizer.projects.register_draft import DraftTable
    from optimizer.ui.measures.panel_desk import OpenedMeasure

EFFECTS, NEW = "effects", "panel.effect.new"
ON = ("stream", "end_use", "pollutant")
"""The columns of which one says what an effect acts on."""
Target = tuple[str, str]


def show_effects(now: OpenedMeasure) -> None:
    """Show the measure's effects, each editable, and a way to add one."""
    table = draft.table(now.project, EFFECTS)
    targets = _targets(now.case)
    rows = _rows(table, now.measure)
    saved = _savings(now, len(rows))
    for place, row in enumerate(rows):
        _effect(table, row, targets, saved[place] if saved else None, now)
    st.selectbox(
        tr("Add an effect on"), list(targets), index=None, format_func=_words(targets).__getitem__,
        key=NEW, placeholder=tr("stream, end use or pollutant"), on_change=_add,
    )  # fmt: skip


def _targets(case: Case | None) -> dict[Target, tuple[str, str]]:
    """Return what effects can act on, with name and unit."""
    if case is None:
        return {}
    units = {one.stream: one.unit for one in case.streams}
    streams = {("stream", one.stream): (name_of(one), one.unit) for one in case.streams}
    uses = {
        ("end_use", one.end_use): (tr("end use: {name}", name=name_of(one)), units.get(one.stream, ""))
        for one in case.end_uses
    }
    emitted = {
        ("pollutant", one.pollutant): (tr("emission: {name}", name=name_of(one)), "t") for one in case.pollutants
    }
    return {**streams, **uses, **emitted}


def _words(targets: dict[Target, tuple[str, str]]) -> dict[Target, str]:
    return {one: f"{name}, {unit_text(unit)}" if unit else name for one, (name, unit) in targets.items()}


def _rows(table: DraftTable, measure: str) -> list[int]:
    """Return the rows of the measure's effects."""
    if table.problem is not None or "measure" not in table.columns:
        return []
    at = table.columns.index("measure")
    return [number for number, row in enumerate(table.rows) if row[at].strip() == measure]


def _savings(now: OpenedMeasure, count: int) -> list[Decimal] | None:
    """Return the money that each effect saves by itself; None while that is not known."""
    question = current_question()
    if question is None or now.measure not in question.case.measure:
        return None
    found = effect_savings(evaluator_for(question), now.measure)
    return found if len(found) == count else None


def _effect(
    table: DraftTable, row: int, targets: dict[Target, tuple[str, str]], saved: Decimal | None, now: OpenedMeasure
) -> None:
    """Show one effect."""
    cells = dict(zip(table.columns, table.rows[row], strict=True))
    target = _target(cells)
    unit = targets[target][1] if target in targets else ""
    with st.container(border=True, gap="xsmall"):
        left, middle, right, end = st.columns([5, 3, 3, 1], vertical_alignment="bottom")
        with left:
            _target_field(table, row, target, targets, now)
        with middle:
            title = tr("Quantity, {unit} a year", unit=unit_text(unit)) if unit else tr("Quantity a year")
            show_field(now, PanelCell(table, row, "quantity", "number", now.measure), title)
        with right:
            if target is not None and (target[0] == "end_use" or cells.get("share", "").strip()):
                show_field(now, PanelCell(table, row, "share", "percent", now.measure), tr("Share of the end use, %"))
        end.button(
            "", icon=":material/delete:", key=f"panel.effect.{row}.delete", on_click=_delete, args=(table, row),
            help=tr("Deletes this effect; undo restores it."), type="tertiary",
        )  # fmt: skip
        _about(now, table, row, saved)


def _about(now: OpenedMeasure, table: DraftTable, row: int, saved: Decimal | None) -> None:
    """Show the money of an effect, and what is wrong with its row as a whole."""
    if saved is not None and now.case is not None:
        st.caption(plain(tr("Saves {amount} a year by itself.", amount=money(saved, now.case, 0))))
    show_found(problems_at(now.problems, table, row, None, "measure", *ON))


def _target(cells: dict[str, str]) -> Target | None:
    """Return what an effect acts on; None if its row names nothing."""
    return next(((column, cells[column].strip()) for column in ON if cells.get(column, "").strip()), None)


def _target_field(
    table: DraftTable, row: int, target: Target | None, targets: dict[Target, tuple[str, str]], now: OpenedMeasure
) -> None:
    key = f"panel.effect.{now.measure}.{row}.on"
    words = _words(targets)
    known = list(words) + ([target] if target is not None and target not in words else [])
    if st.session_state.get(key) != target:
        st.session_state[key] = target
    st.selectbox(
        tr("Acts on"), known, index=None, format_func=lambda one: words.get(one, one[1]), key=key, on_change=_retarget,
        args=(row, key, dict(zip(table.columns, table.rows[row], strict=True))), placeholder=tr("not stated"),
    )  # fmt: skip


@spoken
def _retarget(row: int, key: str, shown: dict[str, str]) -> None:
    """Let an effect act on something else."""
    column, name = st.session_state[key] or ("", "")
    cells = {one: name if one == column else "" for one in ON if one in shown or one == column}
    put_cells(EFFECTS, row, cells, {one: shown.get(one, "") for one in cells})


@spoken
def _add() -> None:
    """Add an effect on what was chosen."""
    chosen, now = st.session_state[NEW], opened()
    st.session_state[NEW] = None
    if chosen is not None and now is not None:
        table = draft.table(now.project, EFFECTS)
        put(now.project, {EFFECTS: (table, TableChange(added=({"measure": now.measure, chosen[0]: chosen[1]},)))})


@spoken
def _delete(table: DraftTable, row: int) -> None:
    """Delete an effect of a table that is still as it was shown."""
    now = opened()
    if now is not None:
        put(now.project, {EFFECTS: (table, TableChange(deleted=(row,)))})
