"""A sheet whose columns are known, and what each of its rows looks like by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from optimizer.decimals import Decimal
from optimizer.imports.register.mapping import FIGURES
from optimizer.imports.register.sheet.header_rows import names_columns
from optimizer.imports.register.sheet.repeated_tables import OF_ONE_MEASURE
from optimizer.imports.register.sheet.totals import total_word
from optimizer.imports.register.words.cells import is_blank, shown
from optimizer.imports.register.words.figures import read_figure
from optimizer.imports.register.words.figures_with_units import without_unit
from optimizer.imports.register.words.headings import HeadingGuess, read_heading
from optimizer.imports.register.words.vocabulary import is_missing, plain_text
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optimizer.imports.register.sheet.header_rows import Header
    from optimizer.imports.register.sheet.joined_tables import JoinedTables, RowNumber
    from optimizer.readers.grid import Cell, Grid

FEW = 3
_NUMBERING = re.compile(r"[\d.]+")
NAMES = ("name", "name_en")


@dataclass(frozen=True)
class RegisterSheet:
    """The tables of a register, and fields by column number."""

    tables: JoinedTables
    fields: Mapping[int, str]

    @property
    def grid(self) -> Grid:
        """Return the cells."""
        return self.tables.grid

    @property
    def header(self) -> Header:
        """Return the headings."""
        return self.tables.header

    def row(self, number: int) -> SheetRow:
        """Return a row with its non-empty cells."""
        cells = enumerate(self.grid.rows[number - 1], 1)
        return SheetRow(self, self.tables.number(number), {at: cell for at, cell in cells if not is_blank(cell)})

    @cached_property
    def figure_columns(self) -> frozenset[int]:
        """Return the columns of figures."""
        return frozenset(at for at, field in self.fields.items() if field in FIGURES)

    @cached_property
    def places(self) -> Mapping[str, tuple[int, ...]]:
        """Return the columns of each field."""
        found: dict[str, tuple[int, ...]] = {}
        for at, field in sorted(self.fields.items()):
            found[field] = (*found.get(field, ()), at)
        return found

    @cached_property
    def name_letter(self) -> str:
        """Return the letter of the name column; "" if there is none."""
        return next((column_letter(at) for at, field in self.fields.items() if field == "name"), "")

    @cached_property
    def header_words(self) -> list[dict[int, list[str]]]:
        """Return the words of each header row, by column."""
        rows = self.grid.rows[self.header.row - 1 : self.header.last_row]
        return [{at: plain_text(one).split() for at, one in enumerate(row, 1) if isinstance(one, str)} for row in rows]


@dataclass(frozen=True)
class SheetRow:
    """A row of a sheet: its number, its non-empty cells by column, and what it looks like by itself."""

    sheet: RegisterSheet
    number: RowNumber
    cells: Mapping[int, Cell]

    def text_in(self, *fields: str) -> str:
        """Return the texts in columns of these fields, except the word "total" itself."""
        places = sorted(at for field in fields for at in self.sheet.places.get(field, ()) if at in self.cells)
        texts = (shown(self.cells[at]) for at in places)
        return " ".join(text for text in texts if not is_missing(text) and not _total_word((text,)))

    @cached_property
    def name(self) -> str:
        """Return the measure's name, in any language."""
        return self.text_in(*NAMES)

    @cached_property
    def code(self) -> str:
        """Return the row's own number or code."""
        return self.text_in("number", "id")

    @cached_property
    def figures(self) -> Mapping[int, Decimal]:
        """Return the figures, by column."""
        columns = self.sheet.figure_columns
        found = {at: read_figure(without_unit(cell), None) for at, cell in self.cells.items() if at in columns}
        return {at: figure for at, figure in found.items() if isinstance(figure, Decimal)}

    @cached_property
    def added_up(self) -> dict[int, Decimal]:
        """Return the figures that totals have: all but years."""
        fields = self.sheet.fields
        return {at: figure for at, figure in self.figures.items() if fields.get(at) not in OF_ONE_MEASURE}

    @cached_property
    def total_word(self) -> str:
        """Return "plain" for "Разом" or "Разом по цеху", "perhaps" for a name that only begins or ends so, else ""."""
        return _total_word(self.cells.values())

    @cached_property
    def only_texts(self) -> bool:
        """Return whether all cells are texts."""
        return all(isinstance(cell, str) for cell in self.cells.values())

    @property
    def is_title(self) -> bool:
        """Return whether a text is alone in its row; with its own number it would be a measure without figures."""
        return len(self.cells) == 1 and self.only_texts and not self.figures

    @property
    def repeats_header(self) -> bool:
        """Return whether the row repeats the headings, literally or in meaning."""
        if not self.only_texts:
            return False
        texts = {at: str(cell) for at, cell in self.cells.items()}
        if len(texts) > 1 and any(
            all(plain_text(text).split() == row.get(at) for at, text in texts.items())
            for row in self.sheet.header_words
        ):
            return True
        return not self.figures and self._means_header(texts)

    def _means_header(self, texts: Mapping[int, str]) -> bool:
        above = self.sheet.header.columns
        alike = all(at in above and _same_meaning(_as_heading(text), above[at]) for at, text in texts.items())
        return alike and sum(bool(above[at].field) for at in texts) > 1

    @property
    def begins_another_table(self) -> bool:
        """Return whether the row has different headings from those above: a table with other columns or units."""
        if len(self.cells) < FEW or not self.only_texts or self.figures:
            return False
        return names_columns([str(cell) for cell in self.cells.values()])


def _total_word(cells: Iterable[Cell]) -> str:
    for cell in cells:
        if isinstance(cell, str) and not is_missing(cell) and not _NUMBERING.fullmatch(cell.strip()):
            return total_word(cell)
    return ""


def _as_heading(text: str) -> HeadingGuess:
    """Return what a cell would mean as a heading."""
    return read_heading(" ".join(text.split()))


def _same_meaning(one: HeadingGuess, other: HeadingGuess) -> bool:
    """Return whether headings mean the same; with another VAT or price year, the figures below differ."""
    return replace(one, header="") == replace(other, header="")
