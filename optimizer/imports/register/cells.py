"""Steps 2 and 4: which rows are measures, and what single cells or gaps leave uncertain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.errors import Problem
from optimizer.imports.register.asking_rows import ask_several_rows, ask_shared
from optimizer.imports.register.columns import which_field
from optimizer.imports.register.figures import UnreadFigure
from optimizer.imports.register.grids import TEXTS
from optimizer.imports.register.headers import HeaderGuess
from optimizer.imports.register.lifetimes import check_lifetimes, with_kind
from optimizer.imports.register.lines import MeasureRow, listed, shown
from optimizer.imports.register.mapping import FIGURES, NO_ANSWER
from optimizer.imports.register.questions import Choice, RegisterQuestion
from optimizer.imports.register.reading import SAMPLES
from optimizer.imports.register.resources import place_of
from optimizer.imports.register.rows import sort_rows
from optimizer.imports.register.stated import figure_in, measures_of, read_cell, unclear_cells
from optimizer.imports.register.vocabulary import exactly, is_missing, table
from optimizer.locales.terms import term_text
from optimizer.readers.grid import Formula, column_letter

if TYPE_CHECKING:
    from optimizer.imports.register.reading import RegisterReading


WORDS = ("status", "confidence")
LEFT_OUT = Choice(NO_ANSWER, "leave them out")
YES_OR_NO = (Choice("yes", "yes"), Choice("no", "no"))


def sort(r: RegisterReading) -> None:
    """Decide which rows are measures."""
    fields = {at: column.field or "" for at, column in r.columns.items()}
    r.sorted = sort_rows(r.grid, r.header, fields, r.mapping.rows, r.mapping.defaults)
    r.ask(*r.sorted.questions)
    if not r.sorted.lines and not r.questions:
        r.problems.append(Problem(r.place, "has no measures below its header", r.header.row))
    _check_widths(r)
    if r.sorted.sections and r.mapping.defaults.sections is None:
        kinds = (Choice("site", "the site"), Choice("process", "the process"), Choice("ignore", "nothing"))
        text, samples = (
            "What do the titles between the rows say about the measures below them?",
            r.sorted.sections[:SAMPLES],
        )
        has_site = any(column.field == "site" for column in r.columns.values())
        suggestion = "process" if has_site else "site"
        r.ask(RegisterQuestion("defaults.sections", text, {}, kinds, suggestion, samples))


def _ended(r: RegisterReading, width: int) -> int:
    """Return the row width if every row, but not the header, ends in a separator: one extra empty cell."""
    rows = [r.grid.rows[line.row - 1] for line in r.sorted.lines]
    bare = all(not any(row[width:]) for row in rows)
    return width + 1 if bare and r.mapping.separator != "," else width  # a comma may belong to a number


def _check_widths(r: RegisterReading) -> None:
    """Report rows of another width in a text file: an unquoted decimal comma splits one cell into two."""
    if r.path.suffix.lower() not in TEXTS:
        return
    width = len(r.grid.rows[r.header.last_row - 1])
    cells_of = {line.row: len(r.grid.rows[line.row - 1]) for line in r.sorted.lines}
    if set(cells_of.values()) == {_ended(r, width)}:
        return
    for row, cells in cells_of.items():
        if cells != width:
            text = 'has {cells} cells but the header has {columns}: quote cells that contain a separator ("2,5")'
            values = {"cells": cells, "columns": width}
            r.problems.append(Problem(r.place, text, row, None, values))


def ask_cells(r: RegisterReading) -> None:
    """Ask about cells that don't fit their column, unknown words, and what measures lack."""
    _mistaken_columns(r)
    ask_shared(r)
    if r.questions:
        return
    _uncalculated(r)
    calculated = {at: column for at, column in r.columns.items() if at not in _formula_columns(r)}
    r.ask(*unclear_cells(r.sorted.lines, calculated, r.mapping))
    ask_several_rows(r)
    _ask_words(r)
    _ask_gaps(r)


def _mistaken_columns(r: RegisterReading) -> None:
    """Warn about a column of figures with mostly other cells; it is probably something else."""
    for at, column in r.columns.items():
        cells = r.cells(at)
        unread = sum(
            isinstance(figure_in(cell, column), UnreadFigure) for cell in cells if not isinstance(cell, Formula)
        )
        fresh = not any(one.header == column.header and one.field for one in r.given.values())
        if column.field in FIGURES and fresh and unread > SAMPLES - 1 and 2 * unread > len(cells):
            r.columns[at] = column.model_copy(update={"field": None})
            r.ask(which_field(r, at, column, HeaderGuess(column.header, maybe="notes")))


def _formula_columns(r: RegisterReading) -> dict[int, list[int]]:
    """Return, by column, the rows with a formula without a stored value for which the mapping gives no figure."""
    found: dict[int, list[int]] = {}
    for at, column in r.columns.items():
        if column.field in {"ignore", "notes", "number"}:
            continue
        for line in r.sorted.lines:
            if isinstance(read_cell(line, at, r.mapping), Formula):
                found.setdefault(at, []).append(line.row)
    return found


def _uncalculated(r: RegisterReading) -> None:
    for at, rows in _formula_columns(r).items():
        text = (
            'has formulas without stored values in "{header}", rows {rows}: open and save it in a spreadsheet program'
        )
        values = {"header": r.columns[at].header, "rows": ", ".join(map(str, rows))}
        r.problems.append(Problem(r.place, text, rows[0], column_letter(at), values))


def _ask_words(r: RegisterReading) -> None:
    for at, column in r.columns.items():
        if column.field not in WORDS:
            continue
        known = r.mapping.values.get(column.field, {})  # type: ignore[arg-type]
        for word in dict.fromkeys(shown(cell) for cell in r.cells(at)):
            if word not in known and not is_missing(word) and exactly(column.field, word) is None:
                choices = tuple(Choice(name, term_text(name)) for name in table("terms")[column.field])
                text, values = 'What does "{word}" mean as {field}?', {"word": word, "field": column.field}
                r.ask(RegisterQuestion(f"values.{column.field}.{word}", text, values, choices))


def _ask_gaps(r: RegisterReading) -> None:
    """Ask, once for all measures, what to do about missing figures."""
    check_lifetimes(r)
    has = {lines[0].row: _fields_with_values(r, lines) for lines in measures_of(r.sorted.lines)}
    _ask_no_capex(r, [row for row, there in has.items() if "capex" not in there])
    _ask_no_saving(r, [row for row, there in has.items() if not there & {"money", "quantity", "co2"}])
    of_kinds = with_kind(r)
    _ask_lifetime(r, [row for row, there in has.items() if "lifetime" not in there and row not in of_kinds])
    _ask_meaning(r, {column.field or "" for column in r.columns.values()})


def _ask_no_capex(r: RegisterReading, rows: list[int]) -> None:
    if rows and r.mapping.defaults.no_capex is None:
        text = "These rows state no investment: {rows}. Empty means unknown, not zero. What should happen to them?"
        choices = (LEFT_OUT, Choice("0", "they cost nothing"))
        r.ask(RegisterQuestion("defaults.no_capex", text, {"rows": listed(rows)}, choices, NO_ANSWER, _names(r, rows)))


def _ask_no_saving(r: RegisterReading, rows: list[int]) -> None:
    if rows and r.mapping.defaults.no_saving is None:
        text, choices = (
            "These rows state no saving: {rows}. What should happen to them?",
            (LEFT_OUT, Choice("keep", "keep them")),
        )
        r.ask(RegisterQuestion("defaults.no_saving", text, {"rows": listed(rows)}, choices, "keep", _names(r, rows)))


def _ask_lifetime(r: RegisterReading, rows: list[int]) -> None:
    if rows and r.mapping.defaults.lifetime is None:
        text = "How many years do measures without a stated lifetime last (rows {rows}), and what is the source?"
        r.ask(
            RegisterQuestion("defaults", text, {"rows": listed(rows)}, parts=("lifetime", "lifetime_note"), free=True)
        )


def _ask_meaning(r: RegisterReading, fields: set[str]) -> None:
    """Ask whether savings are net of operating costs, and how to use stated CO2."""
    if {"opex_change", "money"} <= fields and r.mapping.defaults.saving_is_net is None:
        text, choices = "Is the stated saving net of the change in operating cost?", YES_OR_NO
        r.ask(RegisterQuestion("defaults.saving_is_net", text, {}, choices))
    if "co2" in fields and r.mapping.defaults.co2 is None:
        text = "Should CO2 be calculated from saved streams (and compared with stated tonnes), or recorded as stated?"
        choices = (Choice("factors", "calculated with factors"), Choice("direct", "recorded as stated, scope 1"))
        r.ask(RegisterQuestion("defaults.co2", text, {}, choices, "factors"))


def _names(r: RegisterReading, rows: list[int]) -> tuple[str, ...]:
    """Return the names of the first measures in these rows."""
    at = place_of(r.columns, "name")
    cells = {line.row: read_cell(line, at, r.mapping) for line in r.sorted.lines} if at else {}
    return tuple(shown(cells.get(row)) for row in rows[:SAMPLES])


def _fields_with_values(r: RegisterReading, lines: tuple[MeasureRow, ...]) -> set[str]:
    """Return the figures of a measure, from any of its rows, including unreadable ones, which are asked about."""
    cells = (
        (column, read_cell(line, at, r.mapping))
        for at, column in r.columns.items()
        for line in lines
        if column.field in FIGURES
    )
    return {column.field or "" for column, cell in cells if figure_in(cell, column) is not None}
