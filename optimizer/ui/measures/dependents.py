"""Deletes a measure's effects and interactions together with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.projects import register_draft as draft
from optimizer.projects.register_draft import DraftTable, TableChange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.projects.project import Project

NAMING = {"effects": ("measure",), "interactions": ("first", "second")}
"""The columns that name a measure, by table."""
MEASURES, ID = "measures", "measure"


def with_dependents(
    project: Project, table: DraftTable, what: TableChange
) -> dict[str, tuple[DraftTable, TableChange]]:
    """Return a table's change with the changes of tables whose rows refer to deleted measures."""
    changes = {table.name: (table, what)}
    gone = _gone(table, what) if table.name == MEASURES and ID in table.columns else set()
    for name, columns in NAMING.items() if gone else ():
        other = draft.table(project, name)
        rows = tuple(_about(other, columns, gone))
        if rows:
            changes[name] = (other, TableChange(deleted=rows))
    return changes


def _gone(table: DraftTable, what: TableChange) -> set[str]:
    """Return the measures that no row names any more."""
    at = table.columns.index(ID)
    ids = [row[at].strip() for row in table.rows]
    kept = {name for row, name in enumerate(ids) if row not in what.deleted}
    new = {edit.text.strip() for edit in what.edits if edit.column == ID} | {row.get(ID, "") for row in what.added}
    return {ids[row] for row in what.deleted} - kept - new - {""}


def _about(table: DraftTable, columns: tuple[str, ...], names: set[str]) -> Iterator[int]:
    places = [table.columns.index(column) for column in columns if column in table.columns]
    for number, row in enumerate(table.rows):
        if table.problem is None and any(row[place].strip() in names for place in places):
            yield number
