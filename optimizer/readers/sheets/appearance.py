"""What a person sees of a sheet and its values don't tell: hidden and struck-through rows, scaled figures, units."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .number_formats import AS_STORED

if TYPE_CHECKING:
    from .number_formats import ShownFigure

Run = list[Any]  # column, first row, last row, powers of ten, text beside the figure


@dataclass
class SeenSheet:
    """How a sheet looks, collected while its rows are read; rows and columns are counted from 1.

    `hidden_rows` are those that are hidden, folded away, filtered out or of no height.
    """

    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    struck_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formats: list[Run] = field(default_factory=list)
    last: dict[int, Run] = field(default_factory=dict)
    """By column, the run that the next row may continue."""

    def show(self, row: int, column: int, shown: ShownFigure) -> None:
        """Record how a cell shows its figure; equal cells below each other become one run."""
        if shown == AS_STORED:
            return
        run = self.last.get(column)
        if run is not None and run[2] == row - 1 and run[3:] == [*shown]:
            run[2] = row
        else:
            self.last[column] = [column, row, row, *shown]
            self.formats.append(self.last[column])

    @property
    def entries(self) -> int:
        """Return how many entries it adds to an answer."""
        unseen = (self.hidden_rows, self.struck_rows, self.hidden_columns)
        return len(self.formats) + sum(map(len, unseen))

    def told(self, rows: int, columns: int) -> dict[str, Any]:
        """Return it in a JSON form, as far as the sheet has content; an empty table if nothing is unusual."""
        found: dict[str, Any] = {
            "hidden": self.hidden,
            "hidden_rows": sorted(row for row in self.hidden_rows if row <= rows),
            "struck_rows": sorted(self.struck_rows),
            "hidden_columns": sorted(column for column in self.hidden_columns if column <= columns),
            "formats": self.formats,
        }
        return {name: value for name, value in found.items() if value}
