"""Which columns of several tables are the same one: their headings say the same, or certainly mean the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from optimizer.imports.register.mapping import FIGURES
from optimizer.imports.register.sheet.header_rows import ESSENTIAL, FEWEST
from optimizer.imports.register.words.cells import shown
from optimizer.imports.register.words.units import find_units
from optimizer.imports.register.words.vocabulary import plain_text, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimizer.imports.register.sheet.header_rows import Header
    from optimizer.imports.register.words.headings import HeadingGuess
    from optimizer.imports.register.words.units import ScaledUnit
    from optimizer.readers.grid import Cell, Grid

MOST_CELLS = 2
"""A row above the headings of a table is a title if it has no more cells than these."""


class ColumnMeaning(NamedTuple):
    """What a column says about itself: its heading (None if it has none), and what else decides what its figures are.

    `above` are the units and currencies named above the headings, if the heading itself has none.
    """

    guess: HeadingGuess | None
    hidden: bool = False
    above: frozenset[ScaledUnit] = frozenset()

    @property
    def field(self) -> str:
        """Return the field that the heading names, surely or probably, without its stream."""
        return (self.guess.field or self.guess.maybe).partition(":")[0] if self.guess else ""

    def is_same(self, other: ColumnMeaning, *, literally: bool) -> bool:
        """Return whether both columns are one; `literally` if their headings have to be spelled alike."""
        if self.guess is None or other.guess is None or self[1:] != other[1:]:
            return False
        alike = plain_text(self.guess.header).split() == plain_text(other.guess.header).split()
        same = replace(self.guess, header="") == replace(other.guess, header="")
        return same and (alike if literally else bool(self.guess.field))


def meanings_of(grid: Grid, header: Header, rows: range) -> dict[int, ColumnMeaning]:
    """Return what the columns of a table say about themselves, those without a heading that have cells included."""
    above = frozenset(units_above(grid, header))
    hidden = grid.seen.hidden_columns
    below = (cells for cells in grid.rows[rows.start - 1 : rows.stop - 1])
    filled = {at for cells in below for at, cell in enumerate(cells, 1) if shown(cell)}
    found = {at: ColumnMeaning(None, at in hidden) for at in filled - header.columns.keys()}
    for at, guess in header.columns.items():
        open_unit = guess.unit is None and _holds_figures(guess)
        found[at] = ColumnMeaning(guess, at in hidden, above if open_unit else frozenset())
    return dict(sorted(found.items()))


def _holds_figures(guess: HeadingGuess) -> bool:
    """Return whether a column may hold figures."""
    field = (guess.field or guess.maybe).partition(":")[0]
    return not field or field in FIGURES


def units_above(grid: Grid, header: Header) -> list[ScaledUnit]:
    """Return the units named above headings ("Усі суми в тис. EUR"): right above them, or else at the top."""
    near: list[Sequence[Cell]] = []
    for cells in reversed(grid.rows[: header.row - 1]):
        if sum(map(bool, map(shown, cells))) > MOST_CELLS:
            break
        near.append(cells)
    return _units_in(near) or _units_in(grid.rows[: header.row - 1])


def _units_in(rows: Sequence[Sequence[Cell]]) -> list[ScaledUnit]:
    words = (tokens(cell) for row in rows for cell in row if isinstance(cell, str))
    return [one.unit for said in words for one in find_units(said, russian=False)]


def placed(known: Mapping[int, ColumnMeaning], own: Mapping[int, ColumnMeaning]) -> dict[int, int]:
    """Return the place among known columns of each of a table's own; a place of its own if it is none of them."""
    found: dict[int, int] = {}
    for literally in (True, False):
        for at, meaning in own.items():
            free = [
                place
                for place, one in known.items()
                if at not in found and place not in found.values() and meaning.is_same(one, literally=literally)
            ]
            if free and (literally or len(free) == 1):
                found[at] = free[0]
    beyond = max(known, default=0)
    for at in own.keys() - found.keys():
        found[at] = beyond = beyond + 1
    return found


def are_alike(known: Mapping[int, ColumnMeaning], own: Mapping[int, ColumnMeaning]) -> bool:
    """Return whether two tables list the same kind of thing: measures, by name and figures, in mostly the same columns.

    Headings in an unknown language must be spelled alike.
    """
    headed = {at: one for at, one in own.items() if one.guess is not None}
    shared = {at for at, place in placed(known, own).items() if place in known and at in headed}
    fields = {one.field for one in known.values()}
    if not fields & ESSENTIAL:
        return len(shared) == len(headed) >= FEWEST
    kin = shared | {at for at, one in headed.items() if one.field and one.field in fields}
    named = any(headed[at].field == "name" for at in shared)
    figures = {headed[at].field for at in kin} & (ESSENTIAL - {"name"})
    return named and bool(figures) and len(kin) >= FEWEST and 2 * len(kin) >= len(headed)
