"""A table in an editor: the widget's differences from a frozen frame, and the resulting changes on disk.

The displayed frame stays as it was when opened; the widget reports edits as differences from it, all of
them each time. So each row of the file is identified by its place in the frame, and only what the file
does not contain yet is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from optimizer.projects.register_draft import DraftTable, Edit, TableChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Cells = dict[str, str]


@dataclass(frozen=True)
class EditorChanges:
    """Edits in an editor: changed cells and deleted rows by place in the frame, and added rows; cells as text."""

    edited: Mapping[int, Cells] = field(default_factory=dict)
    added: tuple[Cells, ...] = ()
    deleted: frozenset[int] = frozenset()


def told_by(widget: Any) -> EditorChanges:
    """Return the edits in the state of a `st.data_editor`; a cleared cell is an empty text."""
    edited = {int(place): _texts(cells) for place, cells in (widget.get("edited_rows") or {}).items()}
    added = tuple(_texts(cells) for cells in widget.get("added_rows") or ())
    return EditorChanges(edited, added, frozenset(map(int, widget.get("deleted_rows") or ())))


def _texts(cells: Mapping[str, Any]) -> Cells:
    return {column: "" if text is None else str(text) for column, text in cells.items()}


@dataclass(frozen=True)
class Editing:
    """A table being edited.

    `table` is the current file, `places` gives each row's position in the frame (added rows follow
    the original ones; None: not shown), `frame` holds the rows as first shown, `told` the edits that
    are already in the file. `version` names the widget; a new version means a new frame.
    """

    table: DraftTable
    version: int
    places: tuple[int | None, ...]
    frame: tuple[Cells, ...]
    told: EditorChanges = EditorChanges()

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns of the frame: those of the file, then possible others."""
        return columns_shown(self.table)


def columns_shown(table: DraftTable) -> tuple[str, ...]:
    """Return the possible columns in the order of the file; columns without a name can't be edited."""
    return tuple(column for column in dict.fromkeys((*table.columns, *table.possible)) if column)


def opened(table: DraftTable, version: int, rows: Iterable[int] | None = None) -> Editing:
    """Begin to edit a table; `rows` are the rows to show, None for all."""
    shown = list(range(len(table.rows)) if rows is None else rows)
    places: list[int | None] = [None] * len(table.rows)
    for place, row in enumerate(shown):
        places[row] = place
    return Editing(table, version, tuple(places), tuple(_cells(table, row) for row in shown))


def _cells(table: DraftTable, row: int) -> Cells:
    known = dict(zip(table.columns, table.rows[row], strict=True))
    return {column: known.get(column, "") for column in columns_shown(table)}


def changed(editing: Editing, told: EditorChanges) -> TableChange:
    """Return the change that brings the edits into the file; rows without text are ignored."""
    wanted = _wanted(editing, told)
    edits, deleted = [], []
    for row, place in enumerate(editing.places):
        if place is None:
            continue
        if place not in wanted:
            deleted.append(row)
            continue
        now = _cells(editing.table, row)
        edits += [Edit(row, column, text) for column, text in wanted[place].items() if text != now.get(column, "")]
    added = tuple(wanted[place] for place in _fresh(editing, wanted))
    return TableChange(tuple(edits), added, tuple(deleted))


def after(editing: Editing, told: EditorChanges, table: DraftTable) -> Editing | None:
    """Return the state after the file has taken over the edits; None if the file says something else."""
    wanted = _wanted(editing, told)
    kept = [place for place in editing.places if place is None or place in wanted]
    places = (*kept, *_fresh(editing, wanted))
    then = replace(editing, table=table, places=places, told=told)
    if len(places) != len(table.rows):
        return None
    as_wanted = (place is None or _says(_cells(table, row), wanted[place]) for row, place in enumerate(places))
    return then if all(as_wanted) else None


def _says(cells: Cells, wanted: Cells) -> bool:
    return all(cells.get(column, "") == text for column, text in wanted.items())


def _wanted(editing: Editing, told: EditorChanges) -> dict[int, Cells]:
    """Return every non-empty row in the editor by its place."""
    blank = dict.fromkeys(editing.columns, "")
    rows = {
        place: {**cells, **told.edited.get(place, {})}
        for place, cells in enumerate(editing.frame)
        if place not in told.deleted
    }
    rows |= {place: {**blank, **cells} for place, cells in enumerate(told.added, len(editing.frame))}
    known = {place: {name: text for name, text in row.items() if name in blank} for place, row in rows.items()}
    return {place: row for place, row in known.items() if any(text.strip() for text in row.values())}


def _fresh(editing: Editing, wanted: Mapping[int, Cells]) -> list[int]:
    """Return the rows that the file does not have yet."""
    there = set(editing.places)
    return [place for place in wanted if place not in there]


def differing(before: DraftTable, now: DraftTable) -> int:
    """Return how many cells and rows of a table have changed; rows are identified by their first cell."""
    if before.revision == now.revision:
        return 0
    old, new = _named(before), _named(now)
    cells = sum(
        old[name].get(column, "") != new[name].get(column, "")
        for name in old.keys() & new.keys()
        for column in {*old[name], *new[name]}
    )
    return cells + len(old.keys() ^ new.keys())


def _named(table: DraftTable) -> dict[tuple[str, int], Cells]:
    """Return rows by their first cell, and by a number where several share it."""
    named: dict[tuple[str, int], Cells] = {}
    counts: dict[str, int] = {}
    for row in range(len(table.rows)):
        first = table.rows[row][0].strip() if table.rows[row] else ""
        counts[first] = counts.get(first, -1) + 1
        named[first, counts[first]] = _cells(table, row)
    return named
