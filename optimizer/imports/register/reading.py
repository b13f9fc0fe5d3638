"""A register while it is being read: what is known so far, and the open questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optimizer.imports.register.lines import SortedRows, shown
from optimizer.imports.register.questions import Choice, RegisterQuestion
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Mapping as Table
    from pathlib import Path

    from optimizer.errors import Problem
    from optimizer.imports.register.entries import StatedMeasure
    from optimizer.imports.register.header_rows import Header
    from optimizer.imports.register.mapping import MappedColumn, Mapping
    from optimizer.readers.grid import Cell, Grid

SAMPLES = 3


@dataclass
class RegisterReading:
    """One sheet while the steps of `proposal.py` read it. `columns` go by number, the mapping's by letter."""

    path: Path
    mapping: Mapping
    grid: Grid
    header: Header
    columns: dict[int, MappedColumn] = field(default_factory=dict)
    questions: list[RegisterQuestion] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sorted: SortedRows = field(default_factory=lambda: SortedRows((), (), (), ()))
    entries: tuple[StatedMeasure, ...] = ()
    twice: set[int] = field(default_factory=set)
    """Columns given the same field as another one although only one may have it."""

    _asked: set[str] = field(default_factory=set)

    @property
    def stuck(self) -> bool:
        """Return whether there are questions or problems to settle before the next step."""
        return bool(self.questions) or any(not problem.warning for problem in self.problems)

    @property
    def given(self) -> dict[str, MappedColumn]:
        """Return the columns in the form of the mapping."""
        return self.mapping.columns

    @property
    def place(self) -> str:
        """Return the name of the sheet for messages."""
        return f"{self.path.name} sheet {self.grid.name}"

    def cells(self, at: int) -> list[Cell]:
        """Return the cells of a column: in the measures, or below the header while these are not known."""
        if self.sorted.lines:
            cells = [line.cells.get(at) for line in self.sorted.lines]
        else:
            cells = [row[at - 1] if len(row) >= at else None for row in self.grid.rows[self.header.last_row :]]
        return [cell for cell in cells if shown(cell)]

    def samples(self, at: int) -> tuple[str, ...]:
        """Return the first cells of a column."""
        return tuple(shown(cell) for cell in self.cells(at)[:SAMPLES])

    def ask(self, *questions: RegisterQuestion) -> None:
        """Add questions, except those already asked."""
        for question in questions:
            if question.key not in self._asked:
                self._asked.add(question.key)
                self.questions.append(question)

    def about(  # noqa: PLR0913, PLR0917 - a question's own parts
        self,
        at: int,
        key: str,
        text: str,
        values: Table[str, object],
        choices: tuple[Choice, ...] = (),
        suggestion: str = "",
        *,
        free: bool = False,
    ) -> RegisterQuestion:
        """Return a question about a column."""
        place = f"columns.{column_letter(at)}.{key}"
        return RegisterQuestion(place, text, values, choices, suggestion, self.samples(at), free=free)
