"""The panel of one measure, at the right edge of the page: what it does, and all of its data for editing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.locales import LANGUAGES, speaking, tr, trn
from optimizer.outcome import Solved
from optimizer.projects import register_draft as draft
from optimizer.ui.measures import editor, panel_desk
from optimizer.ui.measures.dependents import MEASURES, requiring, with_dependents
from optimizer.ui.measures.found_problems import problems_at
from optimizer.ui.measures.panel_columns import OPEN, groups_of
from optimizer.ui.measures.panel_desk import OpenedMeasure, close, opened, opened_with_case
from optimizer.ui.measures.panel_effects import show_effects
from optimizer.ui.measures.panel_fields import measure_field, show_found
from optimizer.ui.shared import state
from optimizer.ui.shared.alone import current_question
from optimizer.ui.shared.answers import answer_to
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.measure_facts import show_measure_figures
from optimizer.ui.shared.problems import show_problems
from optimizer.ui.shared.texts import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.figures import Figures
    from optimizer.question import Question

WIDTH, COLUMNS = 780, 2
EFFECTS_AFTER = "Years"
WIDE = ("notes", "notes_uk", "requires", "name", "name_uk")
"""Fields that take the whole width."""


def show_panel(shown: list[tuple[int, str]]) -> None:
    """Show the panel of the open measure, if one is open; `shown` are the measures to step through."""
    now = opened()
    if now is None:
        close()
        return
    draw = st.dialog(plain(_name(now.cells)), width=WIDTH, position="right", on_dismiss=close)(spoken(_panel))
    draw(shown, now.row)


def _panel(shown: list[tuple[int, str]], row: int) -> None:
    """Show the panel; its title stays while the name is edited, because a new title would empty the other fields."""
    now = opened_with_case()
    if now is None or now.row != row:  # deleted, undone, or it is another one
        st.rerun()
    _way(now, shown)
    show_problems(panel_desk.desk().refused)
    show_found(problems_at(now.problems, now.table, now.row, None))
    _facts(now)
    for title, columns in groups_of(now.table.possible).items():
        wrong = problems_at(now.problems, now.table, now.row, *columns)
        with st.expander(tr(title), expanded=title in OPEN or bool(wrong)):
            _fields(now, columns)
        if title == EFFECTS_AFTER:
            with st.expander(tr("Effects"), expanded=True):
                show_effects(now)
    with st.container(horizontal=True):
        _duplicate(now)
        _deletion(now)


def _name(cells: Mapping[str, str]) -> str:
    """Return a measure's name in the current language, or in English, or its id."""
    own = cells.get("name_uk", "") if state.language() == "uk" else ""
    return own.strip() or cells.get("name", "").strip() or cells.get("measure", "").strip() or tr("Measure")


def _way(now: OpenedMeasure, shown: list[tuple[int, str]]) -> None:
    """Show the way to the neighbours, and undo."""
    place = next((k for k, (row, _) in enumerate(shown) if row == now.row), None)
    steps = draft.history(now.project)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            tr("Previous"), icon=":material/arrow_back:", key="panel.back", disabled=not place,
            on_click=panel_desk.step, args=(-1, shown),
        )  # fmt: skip
        st.button(
            tr("Next"), icon=":material/arrow_forward:", key="panel.forward", on_click=panel_desk.step,
            args=(1, shown), disabled=place is None or place + 1 >= len(shown),
        )  # fmt: skip
        if place is not None:
            st.caption(tr("{number} of {count}", number=place + 1, count=len(shown)), width="content")
        st.space("stretch")
        st.button(
            tr("Undo"), icon=":material/undo:", key="panel.undo", on_click=editor.step, kwargs={"back": True},
            disabled=not steps.undo,
        )  # fmt: skip
        st.button(
            tr("Redo"), icon=":material/redo:", key="panel.redo", on_click=editor.step, kwargs={"back": False},
            disabled=not steps.redo,
        )  # fmt: skip


def _facts(now: OpenedMeasure) -> None:
    """Show the measure's figures, as far as they can be calculated."""
    question = current_question()
    if question is None or now.measure not in question.case.measure:
        st.info(tr("Savings and paybacks appear once the errors of the register and of the scenario are fixed."))
        return
    show_measure_figures(question, _plan_of(question), now.measure)


def _plan_of(question: Question) -> Figures | None:
    """Return the figures of the scenario's plan; None if there is none for the register as it is."""
    scenario = state.scenario()
    answer = answer_to(scenario.stem) if scenario is not None else None
    if answer is None or not isinstance(answer.outcome, Solved) or answer.question.sha256 != question.sha256:
        return None
    return answer.outcome.figures


def _fields(now: OpenedMeasure, columns: list[str]) -> None:
    """Show fields side by side, those for longer texts over the whole width."""
    left: list[str] = []
    for column in columns:
        if column in WIDE:
            _row(now, left)
            left = []
            measure_field(now, column)
        else:
            left.append(column)
    _row(now, left)


def _row(now: OpenedMeasure, columns: list[str]) -> None:
    for begin in range(0, len(columns), COLUMNS):
        for place, column in zip(st.columns(COLUMNS), columns[begin : begin + COLUMNS], strict=False):
            with place:
                measure_field(now, column)


def _duplicate(now: OpenedMeasure) -> None:
    st.button(
        tr("Duplicate"), icon=":material/content_copy:", key="panel.duplicate", on_click=panel_desk.duplicate,
        args=(_copied(now.cells),), help=tr("Adds a copy with the same effects, and opens it."),
    )  # fmt: skip


def _copied(cells: dict[str, str]) -> dict[str, str]:
    """Return the names of a copy in both languages."""
    found, columns = {}, zip(("name", "name_uk"), LANGUAGES, strict=True)
    for column, spoken_in in columns:
        if cells.get(column, "").strip():
            with speaking(spoken_in):
                found[column] = tr("{name} (copy)", name=cells[column])
    return found


def _deletion(now: OpenedMeasure) -> None:
    """Offer to delete the measure, after saying what goes with it."""
    with st.popover(tr("Delete"), icon=":material/delete:", key=f"panel.delete.{now.row}.{now.measure}"):
        for line in _consequences(now):
            st.markdown(plain(line))
        st.button(tr("Delete the measure"), type="primary", key="panel.delete.do", on_click=panel_desk.delete)


def _consequences(now: OpenedMeasure) -> list[str]:
    """Return what is deleted or changed together with the measure."""
    changes = with_dependents(now.project, now.table, draft.TableChange(deleted=(now.row,)))
    count = sum(len(what.deleted) for name, (_, what) in changes.items() if name != MEASURES)
    told = [tr("Delete this measure? Undo restores it.")]
    if count:
        told.append(
            trn(
                "{count} row of effects and interactions goes with it.",
                "{count} rows of effects and interactions go with it.",
                count,
            )
        )
    if changes[MEASURES][1].edits:
        rows = [dict(zip(now.table.columns, now.table.rows[k], strict=True)) for k in requiring(now.table, now.measure)]
        names = ", ".join(map(_name, rows))
        told.append(tr("No longer a prerequisite of: {names}.", names=names))
    scenarios = [file.name for file in now.project.scenarios if now.measure in _ruled(file.table)]
    if scenarios:
        told.append(tr("Scenarios that name it, and must be changed: {names}.", names=", ".join(scenarios)))
    return told


def _ruled(table: Mapping[str, Any]) -> list[str]:
    """Return the measures that a scenario includes or excludes itself."""
    rules = table.get("measures")
    named = [rules.get(key) for key in ("include", "exclude")] if isinstance(rules, dict) else []
    return [str(one) for names in named if isinstance(names, list) for one in names]
