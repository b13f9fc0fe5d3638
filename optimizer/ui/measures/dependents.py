"""Deletes, renames and copies a measure together with everything that refers to it, in one step."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from optimizer.projects import register_draft as draft
from optimizer.projects.register_draft import DraftTable, Edit, TableChange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from optimizer.projects.project import Project

    TableChanges = dict[str, tuple[DraftTable, TableChange]]

NAMING = {"effects": ("measure",), "interactions": ("first", "second")}
"""The columns that name a measure, by table."""
MEASURES, ID, REQUIRES = "measures", "measure", "requires"


def with_dependents(project: Project, table: DraftTable, what: TableChange) -> TableChanges:
    """Return a table's change with what follows for tables whose rows refer to deleted measures.

    Their effects and interactions are deleted, and other measures no longer require them.
    """
    gone = _gone(table, what) if table.name == MEASURES and ID in table.columns else set()
    if not gone:
        return {table.name: (table, what)}
    kept = tuple(edit for edit in _requiring(table, lambda name: None if name in gone else name, what.deleted))
    typed = {(edit.row, edit.column) for edit in what.edits}
    edits = (*what.edits, *(edit for edit in kept if (edit.row, edit.column) not in typed))
    changes = {table.name: (table, TableChange(edits, what.added, what.deleted))}
    for name, columns in NAMING.items():
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


def _requiring(table: DraftTable, now: Callable[[str], str | None], without: tuple[int, ...] = ()) -> Iterator[Edit]:
    """Yield the edits of prerequisites that are now called something else, or nothing."""
    at = table.columns.index(REQUIRES) if REQUIRES in table.columns else None
    for number, row in enumerate(table.rows):
        if at is None or number in without:
            continue
        names = [name.strip() for name in row[at].split(";") if name.strip()]
        then = [new for name in names if (new := now(name)) is not None]
        if then != names:
            yield Edit(number, REQUIRES, ";".join(then))


def requiring(table: DraftTable, measure: str) -> list[int]:
    """Return the rows whose measures require this one."""
    return [edit.row for edit in _requiring(table, lambda name: None if name == measure else name)]


def renaming(project: Project, table: DraftTable, row: int, new: str) -> TableChanges:
    """Return the changes that give a measure another id wherever it is named, if no other measure has the old one."""
    at = table.columns.index(ID)
    old = table.rows[row][at].strip()
    changes = {table.name: (table, TableChange((Edit(row, ID, new),)))}
    if not old or sum(one[at].strip() == old for one in table.rows) > 1:
        return changes
    follow = tuple(_requiring(table, lambda name: new if name == old else name))
    changes[table.name] = (table, TableChange((Edit(row, ID, new), *follow)))
    for name, columns in NAMING.items():
        other = draft.table(project, name)
        edits = tuple(
            Edit(number, column, new)
            for column in columns
            if column in other.columns and other.problem is None
            for number in _about(other, (column,), {old})
        )
        if edits:
            changes[name] = (other, TableChange(edits))
    return changes


def copying(project: Project, table: DraftTable, row: int, names: Mapping[str, str]) -> tuple[str, TableChanges]:
    """Return a new id, and the changes that add a copy of a measure and its effects under it and these names."""
    cells = dict(zip(table.columns, table.rows[row], strict=True))
    old = cells[ID].strip()
    new = unused_id(table, old or ID)
    changes = {table.name: (table, TableChange(added=({**cells, **names, ID: new},)))}
    effects = draft.table(project, "effects")
    rows = [dict(zip(effects.columns, effects.rows[k], strict=True)) for k in _about(effects, (ID,), {old} - {""})]
    if rows:
        changes["effects"] = (effects, TableChange(added=tuple({**one, ID: new} for one in rows)))
    return new, changes


def unused_id(table: DraftTable, like: str) -> str:
    """Return an id that no measure has: `like-2`, or `like-3` and so on."""
    taken = {row[table.columns.index(ID)].strip() for row in table.rows}
    return next(name for k in count(2) if (name := f"{like}-{k}") not in taken)
