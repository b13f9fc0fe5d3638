"""The fields of a measure's panel: each holds what the file says, saves what is typed, and shows what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.limits import CELL_LETTERS
from optimizer.locales import language, tr
from optimizer.locales.terms import term_text
from optimizer.readers.template import words_of
from optimizer.ui.measures import panel_desk
from optimizer.ui.measures.dependents import ID, MEASURES
from optimizer.ui.measures.found_problems import problems_at
from optimizer.ui.measures.panel_columns import cell_shown, cell_typed, field_title, kind_of
from optimizer.ui.measures.register import FIRST_STATUS
from optimizer.ui.shared.columns import column_help
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.texts import plain
from optimizer.words import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optimizer.errors import Problem
    from optimizer.projects.register_draft import DraftTable
    from optimizer.ui.measures.panel_columns import FieldKind
    from optimizer.ui.measures.panel_desk import OpenedMeasure


@dataclass(frozen=True)
class PanelCell:
    """A cell of a table as a field of the panel."""

    table: DraftTable
    row: int
    column: str
    kind: FieldKind
    owner: str

    @property
    def text(self) -> str:
        """Return its text as saved."""
        there = self.column in self.table.columns
        return self.table.rows[self.row][self.table.columns.index(self.column)] if there else ""

    @property
    def key(self) -> str:
        """Return the key of its field."""
        return f"panel.{language()}.{self.table.name}.{self.owner}.{self.row}.{self.column}"


def measure_field(now: OpenedMeasure, column: str) -> None:
    """Show the field of a column of the table of measures."""
    kind = kind_of(column)
    cell = PanelCell(now.table, now.row, column, kind, now.measure)
    show_field(now, cell, field_title(column, now.case.currency if now.case is not None else ""), _options(now, cell))


def _options(now: OpenedMeasure, cell: PanelCell) -> list[str]:
    """Return the texts to choose from: allowed words, those of other measures, or other measures."""
    if cell.kind == "words":
        return list(words_of(MEASURES, cell.column))
    at = now.table.columns.index(ID if cell.kind == "measures" else cell.column) if _is_there(now, cell) else None
    used = {row[at].strip() for row in now.table.rows} if at is not None else set()
    if cell.kind == "measures":
        return sorted(used - {"", now.measure})
    return sorted({*used, *words_of(MEASURES, cell.column)} - {""}, key=str.casefold)


def _is_there(now: OpenedMeasure, cell: PanelCell) -> bool:
    return cell.kind in ("measures", "usual") and (cell.kind == "measures" or cell.column in now.table.columns)


def show_field(now: OpenedMeasure, cell: PanelCell, title: str, options: Sequence[str] = ()) -> None:
    """Show one field with what is wrong below it."""
    with st.container(gap="xxsmall"):
        _widget(now, cell, plain(title), options)
        show_found(problems_at(now.problems, cell.table, cell.row, cell.column))


def show_found(problems: Iterable[Problem]) -> None:
    """Show what is wrong, odd or missing below the field that it concerns."""
    for one in problems:
        st.markdown(f":{'orange' if one.warning else 'red'}[{plain(one.told)}]")


def _widget(now: OpenedMeasure, cell: PanelCell, title: str, options: Sequence[str]) -> None:
    told: dict[str, Any] = {
        "key": cell.key, "help": plain(column_help(cell.table.name, cell.column)), "on_change": _typed, "args": (cell,),
    }  # fmt: skip
    match cell.kind:
        case "words" | "usual":
            _restore(cell, cell.text.strip() or None)
            known = [*options, *({cell.text.strip()} - {*options, ""})]
            words = {one: term_text(one) for one in known}
            st.selectbox(
                title, known, index=None, format_func=lambda one: words.get(one, one), placeholder=_unstated(cell),
                accept_new_options=cell.kind == "usual", **told,
            )  # fmt: skip
        case "measures":
            names = [name.strip() for name in cell.text.split(";") if name.strip()]
            _restore(cell, names)
            known = [*options, *(name for name in names if name not in options)]
            labels = {name: _label(now, name) for name in known}
            st.multiselect(title, known, format_func=labels.__getitem__, placeholder=tr("none"), **told)
        case "long":
            _restore(cell, cell.text)
            st.text_area(title, max_chars=CELL_LETTERS, height="content", **told)
        case "text" | "number" | "percent" | "shares":
            _restore(cell, cell_shown(cell.kind, cell.text))
            st.text_input(title, max_chars=CELL_LETTERS, **told)


def _unstated(cell: PanelCell) -> str:
    """Return what an empty field says: the status of a measure that states none, or that nothing is stated."""
    return term_text(FIRST_STATUS) if cell.column == "status" else tr("not stated")


def _label(now: OpenedMeasure, measure: str) -> str:
    """Return a measure's name with its id."""
    known = now.case.measure.get(measure) if now.case is not None else None
    return measure if known is None else f"{name_of(known)} ({measure})"


def _restore(cell: PanelCell, value: Any) -> None:
    """Put what the file says into the field, unless the field already means the same."""
    if cell.key not in st.session_state or _text(cell) != cell_typed(cell.kind, _normal(cell)):
        st.session_state[cell.key] = value


def _normal(cell: PanelCell) -> str:
    """Return the saved text in the way in which the field would write it."""
    text = cell.text if cell.kind in ("long", "text") else cell.text.strip()
    return cell_shown(cell.kind, text)


def _text(cell: PanelCell) -> str:
    """Return the text that the field asks for."""
    value = st.session_state[cell.key]
    if cell.kind == "measures":
        return ";".join(value)
    return cell_typed(cell.kind, str(value or ""))


@spoken
def _typed(cell: PanelCell) -> None:
    text = _text(cell)
    if cell.table.name == MEASURES and cell.column == ID:
        panel_desk.rename(text)
    else:
        panel_desk.put_cells(cell.table.name, cell.row, {cell.column: text}, {cell.column: cell.text})
