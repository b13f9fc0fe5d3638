"""A sheet with known columns: what each of its rows looks like by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from optimizer.decimals import Decimal
from optimizer.imports.register.mapping import FIGURES
from optimizer.imports.register.sheet.totals import total_word
from optimizer.imports.register.words.cells import shown
from optimizer.imports.register.words.figures import read_figure
from optimizer.imports.register.words.figures_with_units import without_unit
from optimizer.imports.register.words.headings import HeadingGuess, read_heading
from optimizer.imports.register.words.vocabulary import is_missing, plain_text
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.imports.register.sheet.header_rows import Header
    from optimizer.readers.grid import Cell, Grid

    Cells = Mapping[int, Cell]

FEW = 3
NAMES = ("name", "name_en")
OF_ONE_MEASURE = {"payback", "lifetime", "effort"}


@dataclass(frozen=True)
class RegisterSheet:
    """The cells of a sheet, its header, and fields by column number; a row is its non-empty cells by column."""

    grid: Grid
    header: Header
    fields: Mapping[int, str]

    def row(self, number: int) -> dict[int, Cell]:
        """Return the non-empty cells of a row."""
        return {at: cell for at, cell in enumerate(self.grid.rows[number - 1], 1) if shown(cell)}

    @cached_property
    def figure_columns(self) -> frozenset[int]:
        """Return the columns of figures."""
        return frozenset(at for at, field in self.fields.items() if field in FIGURES)

    @cached_property
    def name_letter(self) -> str:
        """Return the letter of the name column; "" if there is none."""
        return next((column_letter(at) for at, field in self.fields.items() if field == "name"), "")

    @cached_property
    def _header_words(self) -> list[dict[int, list[str]]]:
        rows = self.grid.rows[self.header.row - 1 : self.header.last_row]
        return [{at: plain_text(one).split() for at, one in enumerate(row, 1) if isinstance(one, str)} for row in rows]

    def said(self, cells: Cells, *fields: str) -> str:
        """Return the texts in columns of these fields, except the word "total" itself."""
        texts = (shown(cells[at]) for at in cells if self.fields.get(at) in fields)
        return " ".join(text for text in texts if not is_missing(text) and not self.total({1: text}))

    def name(self, cells: Cells) -> str:
        """Return the measure's name in a row, in any language."""
        return self.said(cells, *NAMES)

    def number(self, cells: Cells) -> str:
        """Return a row's own number or code."""
        return self.said(cells, "number", "id")

    def figures(self, cells: Cells) -> dict[int, Decimal]:
        """Return the figures of a row, by column."""
        found = {at: read_figure(without_unit(cell), None) for at, cell in cells.items() if at in self.figure_columns}
        return {at: figure for at, figure in found.items() if isinstance(figure, Decimal)}

    def added_up(self, cells: Cells) -> dict[int, Decimal]:
        """Return the figures that totals have: all but years."""
        return {at: one for at, one in self.figures(cells).items() if self.fields.get(at) not in OF_ONE_MEASURE}

    def total(self, cells: Cells) -> str:
        """Return "plain" for "Разом" or "Разом по цеху", "perhaps" for a name that only begins or ends so, else ""."""
        texts = (cell for cell in cells.values() if isinstance(cell, str) and not is_missing(cell))
        return total_word(next((text for text in texts if not re.fullmatch(r"[\d.]+", text.strip())), ""))

    def is_title(self, cells: Cells) -> bool:
        """Return the only text in a row, or ""; with its own number it would be a measure without figures."""
        return len(cells) == 1 and all(isinstance(cell, str) for cell in cells.values()) and not self.figures(cells)

    def repeats_header(self, cells: Cells) -> bool:
        """Return whether a row repeats the headings, literally or in meaning."""
        texts = {at: cell for at, cell in cells.items() if isinstance(cell, str)}
        if len(texts) < len(cells):
            return False
        words = {at: plain_text(text).split() for at, text in texts.items()}
        same = max(sum(row.get(at) == said for at, said in words.items()) for row in self._header_words)
        if 1 < same == len(words):
            return True
        return not self.figures(cells) and self._means_header(texts)

    def _means_header(self, texts: Mapping[int, str]) -> bool:
        above = self.header.columns
        alike = all(at in above and _same_meaning(_as_heading(text), above[at]) for at, text in texts.items())
        return alike and sum(bool(above[at].field) for at in texts) > 1

    def begins_another_table(self, cells: Cells) -> bool:
        """Return whether a row has different headings from those above: another table with other columns or units."""
        texts = [cell for cell in cells.values() if isinstance(cell, str)]
        if len(cells) < FEW or len(texts) < len(cells) or self.figures(cells):
            return False
        known = sum(bool(_as_heading(text).field) for text in texts)
        return known >= FEW and 2 * known > len(cells)


def _as_heading(text: str) -> HeadingGuess:
    """Return what a cell would mean as a heading."""
    return read_heading(" ".join(text.split()))


def _same_meaning(one: HeadingGuess, other: HeadingGuess) -> bool:
    """Return whether headings mean the same; with another VAT or price year, the figures below differ."""
    return replace(one, header="") == replace(other, header="")
