"""The steps of reading a sheet, in order; the first with a question or an error is the last for now.

To ask something new: a function in `asking/` that yields the question, and its name in the step that it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.errors import Problem
from optimizer.imports.register.asking.case_terms import ask_case, ask_price_years, ask_rates, ask_sunk
from optimizer.imports.register.asking.cells import (
    ask_reopened,
    ask_shared,
    ask_unclear_cells,
    ask_words,
    find_uncalculated,
    read_figures,
    reopen_mistaken,
)
from optimizer.imports.register.asking.columns import (
    ask_columns,
    ask_names,
    find_audits,
    find_lost_columns,
    match_columns,
)
from optimizer.imports.register.asking.gaps import ask_gaps, ask_meanings, find_unknown_kinds
from optimizer.imports.register.asking.per_unit import ask_counts, ask_missing_counts, leave_out_per_unit
from optimizer.imports.register.asking.plausible_figures import check_figures
from optimizer.imports.register.asking.price_units import ask_price_units
from optimizer.imports.register.asking.prices import ask_prices, find_other_prices, read_measures
from optimizer.imports.register.asking.reference_fuel import ask_fuel, name_fuels
from optimizer.imports.register.asking.row_resources import ask_outputs, ask_per_output, ask_resources
from optimizer.imports.register.asking.row_units import ask_row_units
from optimizer.imports.register.asking.rows import (
    ask_rows,
    ask_sections,
    ask_sheet_names,
    find_split_rows,
    sort_measures,
)
from optimizer.imports.register.asking.same_names import find_same_names
from optimizer.imports.register.asking.several_columns import ask_several, keep_counted
from optimizer.imports.register.asking.several_rows import ask_several_rows
from optimizer.imports.register.asking.shares import (
    ask_missing_bases,
    ask_shares,
    find_kept_shares,
    keep_shares_as_text,
)
from optimizer.imports.register.asking.shown_figures import ask_shown_figures, take_shown
from optimizer.imports.register.asking.shown_units import ask_shown_units, take_units_of_cells
from optimizer.imports.register.asking.units import ask_periods, ask_units, settle_decimals
from optimizer.imports.register.asking.unseen import ask_hidden_columns, find_dated_ids
from optimizer.imports.register.asking.vat import ask_vat
from optimizer.imports.register.mapping import RegisterQuestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from optimizer.imports.register.measures.register import Register

OpenPoint = RegisterQuestion | Problem


@dataclass(frozen=True)
class ReadingStep:
    """A step of reading: what it settles by itself, and what it then asks or reports."""

    settle: Callable[[Register], Register]
    ask: tuple[Callable[[Register], Iterable[OpenPoint]], ...]


def _unchanged(register: Register) -> Register:
    return register


STEPS = (
    ReadingStep(match_columns, (find_audits, find_lost_columns, ask_hidden_columns)),
    ReadingStep(_unchanged, (ask_columns,)),
    ReadingStep(take_shown, ()),
    ReadingStep(leave_out_per_unit, (ask_counts,)),
    ReadingStep(name_fuels, ()),
    ReadingStep(keep_counted, (ask_several,)),
    ReadingStep(_unchanged, (ask_names,)),
    ReadingStep(sort_measures, (ask_rows, find_split_rows, ask_sections, ask_sheet_names)),
    ReadingStep(_unchanged, (ask_per_output, ask_outputs, ask_row_units)),
    ReadingStep(leave_out_per_unit, ()),
    ReadingStep(keep_shares_as_text, (ask_shares, find_kept_shares)),
    ReadingStep(_unchanged, (ask_resources,)),
    ReadingStep(_unchanged, (ask_shown_figures, find_dated_ids)),
    ReadingStep(take_units_of_cells, (ask_shown_units,)),
    ReadingStep(settle_decimals, (ask_units, ask_price_units, ask_vat, ask_periods, ask_fuel)),
    ReadingStep(_unchanged, (ask_case, ask_price_years)),
    ReadingStep(_unchanged, (ask_rates, ask_sunk)),
    ReadingStep(read_figures, ()),
    ReadingStep(reopen_mistaken, (ask_reopened, ask_shared)),
    ReadingStep(
        _unchanged,
        (
            find_uncalculated, ask_unclear_cells, ask_missing_counts, ask_missing_bases,
            ask_several_rows, ask_words, find_unknown_kinds, ask_gaps, ask_meanings,
        ),
    ),
    ReadingStep(read_measures, (ask_prices,)),
    ReadingStep(_unchanged, (find_same_names, find_other_prices, check_figures)),
)  # fmt: skip


@dataclass(frozen=True)
class ReadSoFar:
    """A register after the last step that could be taken, with that step's questions and all problems."""

    register: Register
    questions: tuple[RegisterQuestion, ...]
    problems: tuple[Problem, ...]


def read_as_far_as_certain(register: Register) -> ReadSoFar:
    """Go through the steps; stop after the first with questions or errors."""
    questions: dict[str, RegisterQuestion] = {}
    problems: list[Problem] = []
    for step in STEPS:
        register = step.settle(register)
        for point in _open_points(step, register):
            if isinstance(point, RegisterQuestion):
                questions.setdefault(point.key, point)  # several rows may lead to one question
            else:
                problems.append(point)
        if questions or any(not problem.warning for problem in problems):
            break
    return ReadSoFar(register, tuple(questions.values()), tuple(problems))


def _open_points(step: ReadingStep, register: Register) -> Iterator[OpenPoint]:
    for ask in step.ask:
        yield from ask(register)
