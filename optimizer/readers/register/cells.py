"""Steps 2 and 4: which rows are measures, and what single cells or gaps leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.errors import Problem
from optimizer.locales.terms import term_text
from optimizer.readers.grid import Formula, column_letter
from optimizer.readers.register.asking_rows import ask_several_rows, ask_shared
from optimizer.readers.register.columns import which_field
from optimizer.readers.register.figures import Unread
from optimizer.readers.register.grids import TEXTS
from optimizer.readers.register.headers import Guess
from optimizer.readers.register.lifetimes import check_lifetimes, with_kind
from optimizer.readers.register.lines import Line, listed, shown
from optimizer.readers.register.mapping import FIGURES
from optimizer.readers.register.questions import Choice, Question
from optimizer.readers.register.reading import SAMPLES
from optimizer.readers.register.resources import place_of
from optimizer.readers.register.rows import sort_rows
from optimizer.readers.register.stated import figure_in, measures_of, read_cell, unclear_cells
from optimizer.readers.register.vocabulary import exactly, is_missing, table

if TYPE_CHECKING:
    from optimizer.readers.register.reading import Reading


WORDS = ("status", "confidence")


def sort(r: Reading) -> None:
    """Which rows are measures."""
    fields = {at: column.field or "" for at, column in r.columns.items()}
    r.sorted = sort_rows(r.grid, r.header, fields, r.mapping.rows, r.mapping.defaults)
    r.questions += r.sorted.questions
    if not r.sorted.lines and not r.questions:
        r.problems.append(Problem(r.place, "holds no measures below its header", r.header.row))
    _check_widths(r)
    if r.sorted.sections and r.mapping.defaults.sections is None:
        kinds = (Choice("site", "the site"), Choice("process", "the process"), Choice("ignore", "nothing"))
        text, samples = (
            "What do the titles between the rows say of the measures below them?",
            r.sorted.sections[:SAMPLES],
        )
        has_site = any(column.field == "site" for column in r.columns.values())
        suggestion = "process" if has_site else "site"
        r.questions.append(Question("defaults.sections", text, {}, kinds, suggestion, samples))


def _ended(r: Reading, width: int) -> int:
    """How many cells rows have where each ends with a separator, but the header doesn't: one more, always empty."""
    rows = [r.grid.rows[line.row - 1] for line in r.sorted.lines]
    bare = all(not any(row[width:]) for row in rows)
    return width + 1 if bare and r.mapping.separator != "," else width  # a comma may be within a number


def _check_widths(r: Reading) -> None:
    """In a text file, a row of another width was split wrongly: a decimal comma without quotes is two cells."""
    if r.path.suffix.lower() not in TEXTS:
        return
    width = len(r.grid.rows[r.header.last_row - 1])
    cells_of = {line.row: len(r.grid.rows[line.row - 1]) for line in r.sorted.lines}
    if set(cells_of.values()) == {_ended(r, width)}:
        return
    for row, cells in cells_of.items():
        if cells != width:
            text = 'has {cells} cells but the header has {columns}: put a cell that holds a separator in quotes ("2,5")'
            values = {"cells": cells, "columns": width}
            r.problems.append(Problem(r.place, text, row, None, values))


def ask_cells(r: Reading) -> None:
    """Cells that aren't what their column holds, words that aren't known, and what measures lack."""
    _mistaken_columns(r)
    ask_shared(r)
    if r.questions:
        return
    _uncalculated(r)
    calculated = {at: column for at, column in r.columns.items() if at not in _formula_columns(r)}
    r.questions += unclear_cells(r.sorted.lines, calculated, r.mapping)
    ask_several_rows(r)
    _ask_words(r)
    _ask_gaps(r)


def _mistaken_columns(r: Reading) -> None:
    """A column of figures most of whose cells are none is likely something else."""
    for at, column in r.columns.items():
        cells = r.cells(at)
        unread = sum(isinstance(figure_in(cell, column), Unread) for cell in cells if not isinstance(cell, Formula))
        fresh = not any(one.header == column.header and one.field for one in r.given.values())
        if column.field in FIGURES and fresh and unread > SAMPLES - 1 and 2 * unread > len(cells):
            r.columns[at] = column.model_copy(update={"field": None})
            r.questions.append(which_field(r, at, column, Guess(column.header, maybe="notes")))


def _formula_columns(r: Reading) -> dict[int, list[int]]:
    """Column → the rows in which it holds a formula without a value, and no figure is given instead."""
    found: dict[int, list[int]] = {}
    for at, column in r.columns.items():
        if column.field in {"ignore", "notes", "number"}:
            continue
        for line in r.sorted.lines:
            if isinstance(read_cell(line, at, r.mapping), Formula):
                found.setdefault(at, []).append(line.row)
    return found


def _uncalculated(r: Reading) -> None:
    for at, rows in _formula_columns(r).items():
        text = 'holds formulas without their values in "{header}", rows {rows}: open and save it in a spreadsheet'
        values = {"header": r.columns[at].header, "rows": ", ".join(map(str, rows))}
        r.problems.append(Problem(r.place, text, rows[0], column_letter(at), values))


def _ask_words(r: Reading) -> None:
    for at, column in r.columns.items():
        if column.field not in WORDS:
            continue
        known = r.mapping.values.get(column.field, {})  # type: ignore[arg-type]
        for word in dict.fromkeys(shown(cell) for cell in r.cells(at)):
            if word not in known and not is_missing(word) and exactly(column.field, word) is None:
                choices = tuple(Choice(name, term_text(name)) for name in table("terms")[column.field])
                text, values = 'What does "{word}" mean as {field}?', {"word": word, "field": column.field}
                r.questions.append(Question(f"values.{column.field}.{word}", text, values, choices))


def _ask_gaps(r: Reading) -> None:
    """What some measures lack, asked once for all of them."""
    has = {lines[0].row: _fields_with_values(r, lines) for lines in measures_of(r.sorted.lines)}
    defaults = r.mapping.defaults
    check_lifetimes(r)
    no_capex = [row for row, there in has.items() if "capex" not in there]
    no_saving = [row for row, there in has.items() if not there & {"money", "quantity", "co2"}]
    of_kinds = with_kind(r)
    no_life = [row for row, there in has.items() if "lifetime" not in there and row not in of_kinds]
    left = Choice("leave out", "leave them out")
    if no_capex and defaults.no_capex is None:
        text = "These rows state no investment: {rows}. Empty is unknown, not zero: what about them?"
        choices, names = (left, Choice("0", "they cost nothing")), _names(r, no_capex)
        r.questions.append(Question("defaults.no_capex", text, {"rows": listed(no_capex)}, choices, "leave out", names))
    if no_saving and defaults.no_saving is None:
        text, choices = "These rows state no saving: {rows}. What about them?", (left, Choice("keep", "keep them"))
        names = _names(r, no_saving)
        r.questions.append(Question("defaults.no_saving", text, {"rows": listed(no_saving)}, choices, "keep", names))
    if no_life and defaults.lifetime is None:
        text = "How many years do measures last whose lifetime isn't stated (rows {rows}), and how is that known?"
        r.questions.append(
            Question("defaults", text, {"rows": listed(no_life)}, parts=("lifetime", "lifetime_note"), free=True)
        )
    fields = {column.field for column in r.columns.values()}
    if {"opex_change", "money"} <= fields and defaults.saving_is_net is None:
        text, choices = (
            "Is the stated saving after the change of operating cost?",
            (Choice("yes", "yes"), Choice("no", "no")),
        )
        r.questions.append(Question("defaults.saving_is_net", text, {}, choices))
    if "co2" in fields and defaults.co2 is None:
        text = "Is CO2 to be reckoned from the saved streams (and the stated tonnes compared), or booked as stated?"
        choices = (Choice("factors", "reckoned by factors"), Choice("direct", "booked as stated, scope 1"))
        r.questions.append(Question("defaults.co2", text, {}, choices, "factors"))


def _names(r: Reading, rows: list[int]) -> tuple[str, ...]:
    """What the first measures of these rows are called."""
    at = place_of(r.columns, "name")
    cells = {line.row: read_cell(line, at, r.mapping) for line in r.sorted.lines} if at else {}
    return tuple(shown(cells.get(row)) for row in rows[:SAMPLES])


def _fields_with_values(r: Reading, lines: tuple[Line, ...]) -> set[str]:
    """The figures that a measure has, in whatever row; what can't be read is there, and asked about."""
    cells = (
        (column, read_cell(line, at, r.mapping))
        for at, column in r.columns.items()
        for line in lines
        if column.field in FIGURES
    )
    return {column.field or "" for column, cell in cells if figure_in(cell, column) is not None}
