"""What measures lack: each kind of gap is asked about once for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.errors import Problem
from optimizer.imports.register.mapping import CONSUMPTION, NO_ANSWER, Choice, RegisterQuestion
from optimizer.imports.register.measures.cells import read_cell
from optimizer.imports.register.measures.columns import place_of
from optimizer.imports.register.measures.lifetimes import WORDS_OF_KIND, as_compared, lifetime_of
from optimizer.imports.register.measures.register import SAMPLES
from optimizer.imports.register.measures.rows import MeasureRow, rows_by_measure
from optimizer.imports.register.measures.shares import base_column
from optimizer.imports.register.words.cells import listed_rows, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.imports.register.measures.register import Register
    from optimizer.imports.register.sheet.joined_tables import RowNumber

LEFT_OUT = Choice(NO_ANSWER, "leave them out")
YES_OR_NO = (Choice("yes", "yes"), Choice("no", "no"))


def find_unknown_kinds(register: Register) -> Iterator[Problem]:
    """Report lifetimes for kinds that no measure has: after a typo the default would apply unnoticed."""
    lives = register.mapping.values.get("lifetime", {})
    measures = rows_by_measure(register.rows) if lives else []
    words = {as_compared(word) for rows in measures for word in _kinds(register, rows)}
    for word in lives:
        if as_compared(word) not in words:
            text = 'the mapping has a lifetime for "{word}", but no measure has this kind, process or title'
            yield Problem(register.place, text, None, None, {"word": word}, warning=True)


def _kinds(register: Register, rows: tuple[MeasureRow, ...]) -> list[str]:
    """Return the words that may give a measure's lifetime: in its rows, and the title above them."""
    places = [at for field in WORDS_OF_KIND if (at := place_of(register.columns, field)) is not None]
    return [*(shown(read_cell(row, at, register.mapping)) for at in places for row in rows), rows[0].section]


def ask_gaps(register: Register) -> Iterator[RegisterQuestion]:
    """Ask what to do about measures without an investment, a saving or a lifetime."""
    measures = rows_by_measure(register.rows)
    stated = {rows[0].number: _stated_fields(register, rows) for rows in measures}
    savings = {"money", "quantity", "before", "co2", "lower opex"}
    yield from _ask_no_capex(register, [row for row, fields in stated.items() if "capex" not in fields])
    yield from _ask_no_saving(register, [row for row, fields in stated.items() if not fields & savings])
    yield from _ask_lifetime(register, [rows for rows in measures if "lifetime" not in stated[rows[0].number]])


def _ask_no_capex(register: Register, rows: list[RowNumber]) -> Iterator[RegisterQuestion]:
    if rows and register.mapping.defaults.no_capex is None:
        text = "These rows state no investment: {rows}. Empty means unknown, not zero. What should happen to them?"
        choices, names = (LEFT_OUT, Choice("0", "they cost nothing")), _names(register, rows)
        yield RegisterQuestion("defaults.no_capex", text, {"rows": listed_rows(rows)}, choices, NO_ANSWER, names)


def _ask_no_saving(register: Register, rows: list[RowNumber]) -> Iterator[RegisterQuestion]:
    if rows and register.mapping.defaults.no_saving is None:
        text = "These rows state no saving: {rows}. What should happen to them?"
        choices, names = (LEFT_OUT, Choice("keep", "keep them")), _names(register, rows)
        yield RegisterQuestion("defaults.no_saving", text, {"rows": listed_rows(rows)}, choices, "keep", names)


def _ask_lifetime(register: Register, without: list[tuple[MeasureRow, ...]]) -> Iterator[RegisterQuestion]:
    if register.mapping.defaults.lifetime is not None:
        return
    of_no_kind = (rows for rows in without if not lifetime_of(_kinds(register, rows), register.mapping))
    if rows := [measure[0].number for measure in of_no_kind]:
        text = "How many years do measures without a stated lifetime last (rows {rows}), and what is the source?"
        parts = ("lifetime", "lifetime_note")
        yield RegisterQuestion("defaults", text, {"rows": listed_rows(rows)}, parts=parts, free=True)


def ask_meanings(register: Register) -> Iterator[RegisterQuestion]:
    """Ask whether savings are net of operating costs, how to use stated CO2, and what consumption before is."""
    fields = {column.field for column in register.columns.values()}
    defaults = register.mapping.defaults
    if {"opex_change", "money"} <= fields and defaults.saving_is_net is None:
        text = "Is the stated saving net of the change in operating cost?"
        yield RegisterQuestion("defaults.saving_is_net", text, {}, YES_OR_NO)
    shares = any(base_column(register.columns, column) for column in register.columns.values() if column.is_share)
    if (set(CONSUMPTION) <= fields or shares) and defaults.baseline is None:
        yield _ask_baseline(register)
    if "co2" in fields and defaults.co2 is None:
        text = "Should CO2 be calculated from saved streams (and compared with stated tonnes), or recorded as stated?"
        choices = (Choice("factors", "calculated with factors"), Choice("direct", "recorded as stated, scope 1"))
        likely = "factors" if fields & {"quantity", "before"} else "direct"  # without quantities, factors give nothing
        yield RegisterQuestion("defaults.co2", text, {}, choices, likely)


def _ask_baseline(register: Register) -> RegisterQuestion:
    """Ask whose consumption is stated: alike in all rows it is probably the plant's, else each measure's own."""
    before = [at for at, column in register.columns.items() if column.field == "before"]
    cells = [[shown(cell) for cell in register.cells(at)] for at in before]
    alike = all(len(texts) > 1 and len(set(texts)) == 1 for texts in cells)
    text = "Whose consumption is stated before the measures? It becomes the baseline of its stream."
    choices = (
        Choice("sum", "that of each measure's own equipment: add it up"),
        Choice("largest", "the plant's, the same for several measures: count the largest once"),
        Choice("none", "neither: no baseline"),
    )
    samples = register.samples(before[0])
    return RegisterQuestion("defaults.baseline", text, {}, choices, "largest" if alike else "sum", samples)


def _names(register: Register, rows: list[RowNumber]) -> tuple[str, ...]:
    """Return the names of the first measures in these rows."""
    at = place_of(register.columns, "name")
    cells = {row.number: read_cell(row, at, register.mapping) for row in register.rows} if at else {}
    return tuple(shown(cells.get(row)) for row in rows[:SAMPLES])


def _stated_fields(register: Register, rows: tuple[MeasureRow, ...]) -> set[str]:
    """Return the figures of a measure, from any of its rows, including unreadable ones, which are asked about."""
    stated = {
        register.columns[at].field or ""
        for at, figures in register.figures.items()
        if any(figures[row.number] is not None for row in rows)
    }
    return stated | ({"lower opex"} if _lowers_opex(register, rows) else set())


def _lowers_opex(register: Register, rows: tuple[MeasureRow, ...]) -> bool:
    """Return whether the additional operating cost of a measure is negative: a saving."""
    places = [at for at, column in register.columns.items() if column.field == "opex_change"]
    return any(figure < 0 for at in places for _, figure in register.figures_of(rows, at))
