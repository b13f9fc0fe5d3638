"""A register's file and what is known about it → how it would be read, and the open questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optimizer.errors import Problem, closest
from optimizer.imports.register.asking import ask_case, ask_units
from optimizer.imports.register.asking_rows import ask_output, ask_resources
from optimizer.imports.register.cells import ask_cells, sort
from optimizer.imports.register.columns import ask_columns, match
from optimizer.imports.register.figuring import read
from optimizer.imports.register.grids import TEXTS, load
from optimizer.imports.register.header_rows import Header, find_header
from optimizer.imports.register.lines import SHOWN, SkippedRow, shown
from optimizer.imports.register.mapping import Mapping
from optimizer.imports.register.questions import Choice, RegisterQuestion
from optimizer.imports.register.reading import RegisterReading
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.imports.register.entries import StatedMeasure
    from optimizer.readers.grid import Grid

STEPS = (match, ask_columns, sort, ask_output, ask_resources, ask_units, ask_case, ask_cells, read)


@dataclass(frozen=True)
class Proposal:
    """How a file would be read.

    `mapping` holds what is known or certain from the headers; `questions` what is uncertain; `problems` what must
    be fixed in the file, plus warnings. `samples` are three cells of each column, by its letter.
    `ignored_sheets` have content but are not read.
    """

    mapping: Mapping
    questions: tuple[RegisterQuestion, ...] = ()
    samples: dict[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: tuple[SkippedRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    entries: tuple[StatedMeasure, ...] = ()
    ignored_sheets: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Return whether there are no open questions or problems."""
        return not self.questions and all(problem.warning for problem in self.problems)


def propose(path: Path, known: Mapping | None = None) -> Proposal:
    """Return how a register would be read with this mapping; answer its questions and propose again."""
    mapping = known or Mapping()
    mapping = mapping.model_copy(update={"file": path.name})
    loaded = load(path, mapping.encoding or "", mapping.separator or "")
    if loaded.problem:
        return Proposal(mapping, problems=(loaded.problem,))
    if path.suffix.lower() in TEXTS:
        mapping = mapping.model_copy(
            update={"encoding": loaded.encoding or None, "separator": loaded.separator or None}
        )
    if loaded.question:
        return Proposal(mapping, (loaded.question,))
    return _of_sheets(path, mapping, loaded.sheets)


def _of_sheets(path: Path, mapping: Mapping, sheets: tuple[Grid, ...]) -> Proposal:
    headers = {grid.name: (grid, header) for grid in sheets if (header := _header_of(grid, mapping))}
    if mapping.sheet is not None and mapping.sheet not in {grid.name for grid in sheets}:
        text, names = 'there is no sheet "{name}"', [grid.name for grid in sheets]
        guess = closest(mapping.sheet, names)
        return Proposal(mapping, problems=(Problem(path.name, text, values={"name": mapping.sheet}, guess=guess),))
    if mapping.sheet is not None:
        headers = {name: one for name, one in headers.items() if name == mapping.sheet}
    if not headers:
        return Proposal(mapping, (_which_row(mapping, sheets),))
    ranked = sorted(headers.values(), key=lambda one: -one[1].score)
    if len(ranked) > 1:
        choices = tuple(
            Choice(grid.name, "{name}: {columns}", {"name": grid.name, "columns": _first_names(header)})
            for grid, header in ranked
        )
        question = RegisterQuestion(
            "sheet", "Which sheet holds the register?", choices=choices, suggestion=ranked[0][0].name
        )
        return Proposal(mapping, (question,))
    grid, header = ranked[0]
    known = {"sheet": grid.name, "header_row": header.row, "header_rows": header.rows}
    ignored = tuple(sheet.name for sheet in sheets if sheet is not grid and any(map(any, sheet.rows)))
    return _read(RegisterReading(path, mapping.model_copy(update=known), grid, header), ignored)


def _header_of(grid: Grid, mapping: Mapping) -> Header | None:
    if mapping.sheet is not None and mapping.sheet != grid.name:
        return None
    return find_header(grid, mapping.header_row, mapping.header_rows)


def _first_names(header: Header) -> str:
    return ", ".join(one.header for one in header.columns.values())[:SHOWN]


def _which_row(mapping: Mapping, sheets: tuple[Grid, ...]) -> RegisterQuestion:
    grid = next((sheet for sheet in sheets if sheet.name == mapping.sheet), None)
    if grid is None and len(sheets) > 1:
        choices = tuple(Choice(sheet.name, sheet.name) for sheet in sheets)
        return RegisterQuestion(
            "sheet", "No sheet has recognisable headings: which one holds the register?", choices=choices
        )
    rows = (grid or sheets[0]).rows[:20] if sheets else ()
    labelled = (
        (at, " | ".join(text for cell in row if (text := shown(cell)))[:SHOWN]) for at, row in enumerate(rows, 1)
    )
    choices = tuple(Choice(str(at), "row {row}: {text}", {"row": at, "text": text}) for at, text in labelled if text)
    return RegisterQuestion("header_row", "Which row has the column headings?", choices=choices, free=True)


def _read(reading: RegisterReading, ignored: tuple[str, ...]) -> Proposal:
    """Go through columns, rows, units, cells and money; stop after the first step with open questions."""
    for step in STEPS:
        step(reading)
        if reading.stuck:
            break
    letters = {column_letter(at): column for at, column in reading.columns.items()}
    return Proposal(
        reading.mapping.model_copy(update={"columns": letters}),
        tuple(reading.questions),
        {column_letter(at): reading.samples(at) for at in reading.columns},
        reading.sorted.left_out,
        tuple(reading.problems),
        reading.entries,
        ignored,
    )
