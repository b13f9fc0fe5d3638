"""How a register will be read, column by column: for review and changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import streamlit as st

from optimizer.imports.register import (
    AMOUNTS,
    BY_STREAM,
    DECIMAL_LABELS,
    FIGURES,
    FIGURES_LABELS,
    MEANINGS,
    MONEY,
    PER_YEAR,
    PERIOD_LABELS,
    UNIT_FROM_LABELS,
    FieldName,
    known_streams,
    stream_name,
    units_told,
)
from optimizer.locales import noted, tr
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.widgets import table
from optimizer.ui.start.importing import Importing, ask_again, change_column
from optimizer.ui.start.wizard_questions import field_label

if TYPE_CHECKING:
    from optimizer.imports.register import MappedColumn

PARTS = {
    "unit": noted("Unit"),
    "scale": noted("Times"),
    "per": noted("Per"),
    "factor": noted("Stream’s units in one"),
    "currency": noted("Currency"),
    "price_year": noted("Year of the money"),
    "vat": noted("VAT included"),
    "decimal": noted("Decimal separator"),
    "figures": noted("Figures that count"),
    "unit_from": noted("Where the unit is from"),
}
LABELS = {
    "per": PERIOD_LABELS, "decimal": DECIMAL_LABELS, "figures": FIGURES_LABELS, "unit_from": UNIT_FROM_LABELS,
}  # fmt: skip
"""Labels of the possible values of settings that are no figures or words."""
WIDTHS = (65, 150, 185, 160, 260)
ROW, TALLEST = 35, 750


def show_columns(importing: Importing) -> None:
    """Show every column with its meaning and three of its cells."""
    from pandas import DataFrame  # noqa: PLC0415 - loads slowly

    samples = importing.proposal.samples
    rows = [
        (letter, column.header, field_said(column), units_told(column), "; ".join(samples.get(letter, ())))
        for letter, column in importing.proposal.mapping.columns.items()
    ]
    titles = [tr("Column"), tr("Heading"), tr("is read as"), tr("in"), tr("examples")]
    widths = dict(zip(titles, WIDTHS, strict=True))
    table(
        DataFrame(rows, columns=titles), height=min(ROW * (len(rows) + 1) + 3, TALLEST),
        column_config={title: st.column_config.Column(width=width) for title, width in widths.items()},
        alt=tr("The columns of the register and what they are read as"),
    )  # fmt: skip


def field_said(column: MappedColumn) -> str:
    """Return the meaning of a column in words."""
    if column.field is None:
        return tr("not known yet")
    value = f"{column.field}:{column.stream}" if column.stream else column.field
    return field_label(value, _meaning(column.field))


def _meaning(field: str) -> str:
    return tr(MEANINGS.get(field, field))


def change_columns(importing: Importing) -> None:
    """Show the form to change a column."""
    mapping = importing.proposal.mapping
    with st.expander(tr("Change a column or an answer"), icon=":material/edit:"):
        letter = st.selectbox(
            tr("Column"), list(mapping.columns), index=None, key=f"wizard.column.{importing.round}",
            format_func=lambda one: f"{one}: {mapping.columns[one].header}", placeholder=tr("Choose"),
        )  # fmt: skip
        if letter:
            _form(importing, letter, mapping.columns[letter])
        _ask_again(importing)


def _form(importing: Importing, letter: str, column: MappedColumn) -> None:
    fields = _fields()
    now = f"{column.field}:{column.stream}" if column.stream else str(column.field or "")
    if now and now not in fields:
        fields[now] = field_said(column)
    with st.form(f"wizard.change.{importing.round}.{letter}"):
        st.selectbox(
            tr("is read as"), list(fields), index=list(fields).index(now) if now in fields else None,
            key=_key(importing, letter, "field"), format_func=lambda value: fields.get(value, value),
            placeholder=tr("Choose"),
        )  # fmt: skip
        given = column.model_dump(mode="json")
        for place, (part, title) in enumerate(PARTS.items()):
            if place % 4 == 0:
                columns = st.columns(4)
            with columns[place % 4]:
                _part(importing, letter, part, tr(title), given.get(part))
        st.caption(tr("You will be asked about required fields that are empty."))
        st.form_submit_button(tr("Change"), on_click=_changed, args=(importing, letter))


def _part(importing: Importing, letter: str, part: str, title: str, value: Any) -> None:
    key = _key(importing, letter, part)
    words = LABELS.get(part, {})
    if words:
        listed = list(words)
        index = listed.index(value) if value in listed else None
        st.selectbox(title, listed, index=index, key=key, format_func=lambda one: tr(words[one]), placeholder="")
    else:
        st.text_input(title, "" if value is None else str(value), key=key, max_chars=100)


def _key(importing: Importing, letter: str, part: str) -> str:
    return f"wizard.{importing.round}.{letter}.{part}"


def _fields() -> dict[str, str]:
    """Return all possible meanings of a column: plain fields, then those by stream."""
    fields = {name: _meaning(name) for name in get_args(FieldName) if name not in AMOUNTS}
    for name in BY_STREAM:
        told = _meaning(name)
        fields |= {f"{name}:{stream}": f"{told}: {stream_name(stream)}" for stream in known_streams()}
    return fields


@spoken
def _changed(importing: Importing, letter: str) -> None:
    """Apply the form of a column. A callback."""
    told = {part: st.session_state.get(_key(importing, letter, part)) for part in ("field", *PARTS)}
    field, _, stream = str(told["field"] or "").partition(":")
    kept = {part: value for part, value in told.items() if part in _parts_of(field)}
    change_column(importing, letter, {**kept, "field": field, "stream": stream})


def _parts_of(field: str) -> set[str]:
    """Return the settings of a column's figures, by field."""
    if field not in FIGURES:
        return set()
    parts = {"decimal", "figures", "unit_from"}
    parts |= {"currency", "scale", "price_year", "vat"} if field in MONEY else {"unit", "scale"}
    parts |= {"per"} if field in PER_YEAR else set()
    return parts | ({"factor"} if field in AMOUNTS else set())


def _ask_again(importing: Importing) -> None:
    """Show the form to ask again for an answer about the whole register."""
    mapping = importing.proposal.mapping
    answers = {
        f"{table_}.{name}": f"{name} = {value}"
        for table_ in ("case", "defaults")
        for name, value in getattr(mapping, table_).model_dump(exclude_none=True, mode="json").items()
        if value not in ({}, "")
    }
    tables = {"sheet": ", ".join(mapping.sheets), "tables": mapping.tables}
    answers |= {name: f"{name} = {value}" for name, value in tables.items() if value}
    if not answers:
        return
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    key = f"wizard.again.{importing.round}"
    chosen = left.selectbox(
        tr("Answer"), list(answers), index=None, key=key, format_func=answers.__getitem__, placeholder=tr("Choose")
    )
    right.button(
        tr("Ask again"), on_click=_again, args=(importing, chosen), disabled=not chosen, width="stretch",
        key=f"wizard.again.go.{importing.round}",
    )  # fmt: skip


@spoken
def _again(importing: Importing, key: str) -> None:
    ask_again(importing, key)


def mapping_note(importing: Importing) -> str:
    """Show which sheet is read, and from which row."""
    mapping = importing.proposal.mapping
    if len(mapping.sheets) > 1:
        names = ", ".join(mapping.sheets)
        return plain(tr("Sheets read as one: {sheets}. The letters are those of the first.", sheets=names))
    if mapping.sheet and mapping.header_row:
        told = {"sheet": mapping.sheet, "row": mapping.header_row}
        return plain(tr("Sheet “{sheet}”, headings in row {row}.", **told))
    return ""
