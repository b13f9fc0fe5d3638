"""A register's file and what is known about it → how it would be read, and the open questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optimizer.errors import Problem
from optimizer.imports.register.mapping import Mapping, QuestionGroup, RegisterQuestion, grouped
from optimizer.imports.register.measures.register import Register
from optimizer.imports.register.proposal.choosing_tables import ChosenTables, choose_tables
from optimizer.imports.register.proposal.steps import read_as_far_as_certain
from optimizer.imports.register.sheet.loading import TEXTS, load
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.imports.register.measures.rows import LeftOutRow
    from optimizer.imports.register.measures.stated_measures import StatedMeasure


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
    left_out: tuple[LeftOutRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    measures: tuple[StatedMeasure, ...] = ()
    ignored_sheets: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[QuestionGroup, ...]:
        """Return the questions as a person is asked: those of one kind together."""
        return grouped(self.questions)

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
    chosen = choose_tables(path, mapping, loaded.sheets)
    if isinstance(chosen, Problem):
        return Proposal(mapping, problems=(chosen,))
    if isinstance(chosen, RegisterQuestion):
        return Proposal(mapping, (chosen,))
    return _of_tables(path, mapping, chosen)


def _of_tables(path: Path, mapping: Mapping, chosen: ChosenTables) -> Proposal:
    tables = chosen.tables
    sheet = tables.sheets if len(tables.sheets) > 1 else tables.sheets[0]
    known = {"sheet": sheet, "header_row": tables.header.row, "header_rows": tables.header.rows}
    so_far = read_as_far_as_certain(Register(path, mapping.model_copy(update=known), tables))
    register = so_far.register
    letters = {column_letter(at): column for at, column in register.columns.items()}
    left_out = sorted((*register.sorted_rows.left_out, *register.read.left_out), key=lambda row: row.number)
    return Proposal(
        register.mapping.model_copy(update={"columns": letters}),
        so_far.questions,
        {column_letter(at): register.samples(at) for at in register.columns},
        tuple(left_out),
        (*chosen.problems, *so_far.problems),
        register.read.measures,
        chosen.ignored,
    )
