"""Number formats: a cell that shows 400 may hold 400,000 ("#,##0,"), one that shows 15 % holds 0.15."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.decimals import ONE, Decimal, plain
from optimizer.errors import SpelledFigure
from optimizer.imports.register.asking.column_question import column_question
from optimizer.imports.register.mapping import FIGURES, Choice
from optimizer.imports.register.measures.register import SAMPLES
from optimizer.imports.register.measures.shown import FormattedFigure, formatted_figures, own_unit, with_shown_figures
from optimizer.imports.register.words.units import factor_between, read_scale, read_unit
from optimizer.locales import spelled, tr
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.imports.register.mapping import MappedColumn, RegisterQuestion
    from optimizer.imports.register.measures.register import Register

SMALL_UNITS = ("kWh", "m3", "kg")


def take_shown(register: Register) -> Register:
    """Take the figures that cells show for those that they hold, in the columns where that was the answer."""
    places = [at for at, column in register.columns.items() if column.figures == "shown"]
    return with_shown_figures(register, places) if places else register


def ask_shown_figures(register: Register) -> Iterator[RegisterQuestion]:
    """Ask once per column whether figures count as they are shown or as they are stored, if these differ."""
    for at, column in register.columns.items():
        if column.field in FIGURES and column.figures is None:
            differing = [one for one in formatted_figures(register, at) if one.powers and one.figure]
            if differing:
                yield _shown_or_stored(register, at, column, differing)


def _shown_or_stored(
    register: Register, at: int, column: MappedColumn, figures: list[FormattedFigure]
) -> RegisterQuestion:
    text = (
        'In column {letter}, "{header}", number formats make cells show other figures than they hold:'
        " which figures are meant?"
    )
    first = figures[0]
    choices = (
        Choice("shown", "those shown: {figure}", {"figure": _with_text(first)}),
        Choice("stored", "those stored: {figure}", {"figure": SpelledFigure(plain(first.figure))}),
    )
    values = {"letter": column_letter(at), "header": column.header}
    question = column_question(register, at, "figures", text, values, choices, _likely(column, first))
    return replace(question, samples=tuple(map(_example, _different(figures))))


def _different(figures: list[FormattedFigure]) -> list[FormattedFigure]:
    """Return three figures, of as many formats as possible, in the register's order."""
    by_format = {(one.powers, one.beside): one for one in reversed(figures)}
    chosen = list(dict.fromkeys([*by_format.values(), *figures]))[:SAMPLES]
    return sorted(chosen, key=lambda one: one.row)


def _example(one: FormattedFigure) -> str:
    stored = spelled(plain(one.figure))
    return tr("row {row}: {shown} shown, {stored} stored", row=one.row, shown=_with_text(one), stored=stored)


def _with_text(one: FormattedFigure) -> str:
    """Return a figure about as its cell shows it."""
    sign = "%" if one.powers < 0 else ""
    return " ".join(part for part in (spelled(plain(one.shown)), sign, one.beside) if part)


def _likely(column: MappedColumn, figure: FormattedFigure) -> str:
    """Return which figures the heading's unit suggests; "" if either may be meant."""
    if figure.powers < 0:
        return "shown" if "%" in column.header else ""
    times = Decimal(10) ** figure.powers
    beside = read_unit(figure.beside)
    scaled = (beside.scale if beside is not None else read_scale(figure.beside)) == times
    own = own_unit(column)
    if own is None:
        return "stored" if scaled else "shown" if beside is not None else ""
    same = beside is not None and (beside.symbol, beside.scale) == (own.symbol, own.scale)
    if same or _in_small_units(own.symbol) * own.scale >= times:
        return "shown"
    return "stored" if scaled else ""


def _in_small_units(symbol: str) -> Decimal:
    """Return how many of the smallest usual unit one unit is; 1 for money."""
    return next((factor for small in SMALL_UNITS if (factor := factor_between(symbol, small))), ONE)
