"""Rows and tables that state again what others state: copies, and summaries of several sheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.decimals import EXACT, ZERO, Decimal
from optimizer.imports.register.mapping import FIGURES
from optimizer.imports.register.sheet.joined_tables import join
from optimizer.imports.register.sheet.totals import all_near, total_word
from optimizer.imports.register.words.cells import shown
from optimizer.imports.register.words.figures import read_figure
from optimizer.imports.register.words.figures_with_units import without_unit
from optimizer.imports.register.words.units import in_smallest_unit
from optimizer.imports.register.words.vocabulary import find, plain_text, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimizer.imports.register.sheet.header_rows import Header
    from optimizer.imports.register.sheet.joined_tables import JoinedTables, RegisterTable
    from optimizer.readers.grid import Cell

MOST_COMPARED = 200_000
"""Sections are only looked for if no more pairs of rows have to be compared."""
OF_ONE_MEASURE = {"payback", "lifetime", "effort", "price"}
"""Figures that are not added up, and that measures have in common by chance."""


@dataclass(frozen=True)
class ComparedRow:
    """A row as far as others may repeat it: its name, and its figures by what they are, each in the same unit."""

    name: str
    figures: Mapping[object, Decimal]

    def repeats(self, other: ComparedRow) -> bool:
        """Return whether both state the same: the name, and about the same for every figure that both have."""
        shared = {what: figure for what, figure in self.figures.items() if what in other.figures}
        return self.name == other.name and bool(shared) and all_near(other.figures, shared)


class ComparedTable:
    """The rows of a table, and where among them the figures of another row add up."""

    def __init__(self, rows: Sequence[ComparedRow]) -> None:
        self.rows = rows
        self.sums: dict[object, Decimal] = {}
        for row in rows:
            for what, figure in row.figures.items():
                self.sums[what] = self.sums.get(what, ZERO) + figure

    def rows_summed_in(self, row: ComparedRow, of: int) -> range | None:
        """Return the rows whose sums a row has, in all of its at least two figures; None if there are none.

        These are all rows, or several next to each other (a section); sections are only looked for if the row is one
        `of` few.
        """
        stated = {what: figure for what, figure in row.figures.items() if figure}
        if len(self.rows) < 2 or len(stated) < 2:  # noqa: PLR2004 - a sum is of two; one figure may be so by chance
            return None
        if all_near(self.sums, stated):
            return range(len(self.rows))
        return self._section(stated) if of * len(self.rows) <= MOST_COMPARED else None

    def _section(self, stated: Mapping[object, Decimal]) -> range | None:
        """Return the rows next to each other whose figures add up exactly."""
        above = dict.fromkeys(stated, ZERO)
        begins = {tuple(above.values()): 0}
        for end, row in enumerate(self.rows, 1):
            above = {what: figure + row.figures.get(what, ZERO) for what, figure in above.items()}
            start = begins.get(tuple(above[what] - figure for what, figure in stated.items()))
            if start is not None and end - start > 1:
                return range(start, end)
            begins.setdefault(tuple(above.values()), end)
        return None


def compared_row(header: Header, name: str, figures: Mapping[int, Decimal]) -> ComparedRow:
    """Return a row to compare, from its figures by column."""
    found: dict[object, Decimal] = {}
    for at, figure in figures.items():
        one = header.columns.get(at)
        if one is None or (one.field or one.maybe).partition(":")[0] in OF_ONE_MEASURE:
            continue
        if one.unit is None or not one.field:
            found[at] = figure
        else:
            unit, factor = in_smallest_unit(one.unit)
            found[one.field, unit] = EXACT.multiply(figure, factor)
    return ComparedRow(" ".join(plain_text(name).split()), found)


def rows_of_each(tables: Sequence[RegisterTable]) -> list[list[ComparedRow]]:
    """Return the rows with a name and figures of each table, without its totals."""
    joined = join(tables)
    names = [at for at, one in joined.header.columns.items() if (one.field or one.maybe) == "name"]
    figures = {at for at, one in joined.header.columns.items() if _is_of_figures(one.field or one.maybe)}
    return [
        [row for own in part.table.rows if (row := _row(joined, own + part.offset, names, figures))]
        for part in joined.parts
    ]


def _is_of_figures(field: str) -> bool:
    return not field or field.partition(":")[0] in FIGURES


def _row(joined: JoinedTables, number: int, names: list[int], figures: set[int]) -> ComparedRow | None:
    cells = {at: cell for at, cell in enumerate(joined.grid.rows[number - 1], 1) if shown(cell)}
    texts = [cells[at] for at in names if at in cells] or [one for one in cells.values() if isinstance(one, str)]
    stated = {at: figure for at in figures & cells.keys() if (figure := _figure(cells[at])) is not None}
    total = any(isinstance(cell, str) and total_word(cell) == "plain" for cell in cells.values())
    return compared_row(joined.header, shown(texts[0]), stated) if texts and stated and not total else None


def _figure(cell: Cell) -> Decimal | None:
    found = read_figure(without_unit(cell), None)
    return found if isinstance(found, Decimal) else None


def repeating(names: Sequence[str], rows: Sequence[Sequence[ComparedRow]]) -> dict[int, int]:
    """Return the tables, by their place, of which at least half the rows repeat others, with the number of these rows.

    Of tables that repeat each other, one named like a summary is found first, else the longest, else the last.
    """
    found: dict[int, int] = {}
    while True:
        left = [at for at in range(len(rows)) if at not in found]
        counts = {at: _repeated(rows[at], [rows[other] for other in left if other != at]) for at in left}
        doubtful = [at for at, count in counts.items() if count and 2 * count >= len(rows[at])]
        if not doubtful:
            return found
        worst = max(doubtful, key=lambda at: (is_summary(names[at]), len(rows[at]), at))
        found[worst] = counts[worst]


def _repeated(rows: Sequence[ComparedRow], others: Sequence[Sequence[ComparedRow]]) -> int:
    """Return how many rows are rows of other tables, or the sums of one."""
    named: dict[str, list[ComparedRow]] = {}
    for other in others:
        for one in other:
            named.setdefault(one.name, []).append(one)
    tables = [ComparedTable(other) for other in others]
    return sum(
        any(map(row.repeats, named.get(row.name, ())))
        or any(table.rows_summed_in(row, len(rows)) is not None for table in tables)
        for row in rows
    )


def is_summary(name: str) -> bool:
    """Return whether a sheet is named like a summary of others."""
    return find("summary", tokens(name)) is not None
