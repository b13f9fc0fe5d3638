"""What an editor tells becomes what the file says: edits, rows added and deleted, in whatever order they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.projects import register_draft as draft
from optimizer.ui.measures.editing import Editing, after, changed, differing, opened, told_by
from optimizer.ui.shared.columns import column_help, column_title, table_title

if TYPE_CHECKING:
    from optimizer.projects.project import Project

TABLE = "effects"


def state(edited: dict[int, dict[str, Any]] | None = None, added: tuple = (), deleted: tuple = ()) -> dict[str, Any]:
    return {"edited_rows": edited or {}, "added_rows": list(added), "deleted_rows": list(deleted)}


def take(project: Project, editing: Editing, widget: dict[str, Any]) -> Editing:
    """Put on disk what the widget tells, as the page does."""
    told = told_by(widget)
    now = draft.change(project, editing.table.name, changed(editing, told), revision=editing.table.revision)
    then = after(editing, told, now)
    assert then is not None
    return then


def shown(editing: Editing, widget: dict[str, Any]) -> list[dict[str, str]]:
    """What a visitor sees: the frame with what was typed into it, without rows that are wholly blank."""
    rows = [
        {**row, **{k: v or "" for k, v in widget["edited_rows"].get(place, {}).items()}}
        for place, row in enumerate(editing.frame)
        if place not in widget["deleted_rows"]
    ]
    rows += [{k: v or "" for k, v in row.items()} for row in widget["added_rows"]]
    return [
        {column: row.get(column, "") for column in editing.columns}
        for row in rows
        if any(text.strip() for text in row.values())
    ]


def on_disk(project: Project, name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    table = draft.table(project, name)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return [{column: row.get(column, "") for column in columns} for row in rows]


def sorted_rows(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
    return sorted(tuple(row.values()) for row in rows)


CELL = st.sampled_from(["", "leaks", "12,5", "a;b", '"', "abc", None])
COLUMN = st.sampled_from(["measure", "stream", "quantity", "share"])
CELLS = st.dictionaries(COLUMN, CELL, max_size=3)
WIDGET = st.builds(
    state,
    st.dictionaries(st.integers(0, 5), CELLS, max_size=4),
    st.lists(CELLS, max_size=3).map(tuple),
    st.lists(st.integers(0, 5), max_size=3, unique=True).map(tuple),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WIDGET, min_size=1, max_size=4))
def test_the_file_says_what_the_visitor_sees_after_any_sequence(teaching: Project, widgets: list[dict]) -> None:
    before = draft.table(teaching, TABLE)
    editing = opened(before, 1)
    try:
        for widget in widgets:
            editing = take(teaching, editing, widget)
            assert sorted_rows(on_disk(teaching, TABLE, editing.columns)) == sorted_rows(shown(editing, widget))
    finally:
        while draft.undo(teaching):
            pass
    assert draft.table(teaching, TABLE).rows == before.rows


def test_rows_that_are_not_shown_stay_as_they_are(teaching: Project) -> None:
    before = draft.table(teaching, TABLE)
    editing = opened(before, 1, [2])
    assert len(editing.frame) == 1
    editing = take(teaching, editing, state({0: {"quantity": "7"}}))
    editing = take(teaching, editing, state({0: {"quantity": "7"}}, deleted=(0,)))
    rows = draft.table(teaching, TABLE).rows
    assert rows == before.rows[:2] + before.rows[3:]


def test_a_column_that_the_file_does_not_have_is_added_by_its_first_cell(teaching: Project) -> None:
    table = draft.table(teaching, "measures")
    assert "arc" not in table.columns
    take(teaching, opened(table, 1), state({0: {"arc": "2.4236"}}))
    assert draft.table(teaching, "measures").columns[-1] == "arc"


def test_a_row_that_is_emptied_and_filled_again_is_there_once(teaching: Project) -> None:
    before = draft.table(teaching, TABLE)
    editing = opened(before, 1)
    blank = dict.fromkeys(before.columns)
    editing = take(teaching, editing, state({0: blank}))
    assert len(draft.table(teaching, TABLE).rows) == len(before.rows) - 1
    back = dict(zip(before.columns, before.rows[0], strict=True))
    take(teaching, editing, state({0: back}))
    assert sorted(draft.table(teaching, TABLE).rows) == sorted(before.rows)


def test_a_file_that_says_something_else_is_noticed(teaching: Project) -> None:
    editing = opened(draft.table(teaching, TABLE), 1)
    told = told_by(state({0: {"quantity": "7"}}))
    other = draft.change(
        teaching, TABLE, draft.TableChange(edits=(draft.Edit(0, "quantity", "8"),)), revision=editing.table.revision
    )
    assert after(editing, told, other) is None


def test_changes_are_counted_by_cells_and_rows_and_none_is_left_by_taking_them_back(teaching: Project) -> None:
    before = draft.table(teaching, "measures")
    first, second = before.rows[0][0], before.rows[1][0]
    draft.change(
        teaching,
        "measures",
        draft.TableChange(
            edits=(draft.Edit(0, "capex", "1"), draft.Edit(0, "site", "x")),
            added=({"measure": "new"},),
            deleted=(1,),
        ),
        revision=before.revision,
    )
    assert differing(before, draft.table(teaching, "measures")) == 4, (first, second)
    draft.undo(teaching)
    assert differing(before, draft.table(teaching, "measures")) == 0


@pytest.mark.parametrize("name", draft.TABLES)
def test_every_column_has_a_title_and_is_explained(name: str, teaching: Project) -> None:
    assert table_title(name) != name
    for column in draft.table(teaching, name).possible:
        assert column_title(column) != column
        assert len(column_help(name, column)) > len(column) + 5
