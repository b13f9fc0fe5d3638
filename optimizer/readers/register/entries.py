"""Lines of a register → measures in the case's money and units, and a question for each cell that isn't clear."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optimizer.case import MOST_YEARS
from optimizer.decimals import EXACT, ONE, ZERO, Decimal
from optimizer.errors import Phrase
from optimizer.locales import noted
from optimizer.readers.grid import Formula, column_letter
from optimizer.readers.register import currencies
from optimizer.readers.register.figures import Unread, read_figure, style_in
from optimizer.readers.register.lines import shown
from optimizer.readers.register.mapping import FIGURES, MONEY, NO_ANSWER, terms_of
from optimizer.readers.register.measured import DURATIONS, in_column
from optimizer.readers.register.money import factor, level
from optimizer.readers.register.questions import Choice, Question
from optimizer.readers.register.resources import (
    NOT_READ,
    by_row,
    output_of,
    place_of,
    row_multiplier,
    said_in,
    times_a_year,
)
from optimizer.readers.register.units import factor_between
from optimizer.readers.register.vocabulary import is_missing, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Table
    from decimal import Context

    from optimizer.readers.grid import Cell
    from optimizer.readers.register.lines import Line
    from optimizer.readers.register.mapping import Column, Mapping
    from optimizer.readers.register.resources import Said

PRECISION = 12
ROUNDED = EXACT.copy()
ROUNDED.prec = PRECISION
YEARS = ("earliest", "start_year")
NOT_OF_MEASURES = {None, "ignore", "number", "resource", "unit", "currency"}
KINDS = ("name", "practice", "process", "group", "site")
_YEAR = re.compile(r"(20\d\d)\s*(?:р\.?|рік|г\.?|год)?")


@dataclass
class Entry:
    """One measure as the register states it, in the case's money and the streams' units per year."""

    row: int
    section: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    figures: dict[str, Decimal] = field(default_factory=dict)
    """By field; money of one stream as `money:heat`, quantities as `quantity:heat`."""
    notes: list[str] = field(default_factory=list)
    rows: tuple[int, ...] = ()
    """All rows of the measure."""
    currencies: list[str] = field(default_factory=list)
    """The currencies that its rows name for their money."""

    @property
    def quantities(self) -> dict[str, Decimal]:
        """Stream → what is saved of it a year."""
        return _behind("quantity:", self.figures)

    @property
    def stream_money(self) -> dict[str, Decimal]:
        """Stream → the money that the register states for it."""
        return _behind("money:", self.figures)

    @property
    def money(self) -> Decimal | None:
        """The yearly saving that the register states, altogether."""
        if "money" in self.figures:
            return self.figures["money"]
        return sum(self.stream_money.values(), ZERO) if self.stream_money else None


def _behind(start: str, figures: Table[str, Decimal]) -> dict[str, Decimal]:
    return {key[len(start) :]: figure for key, figure in figures.items() if key.startswith(start)}


def key_of(column: Column) -> str:
    """The field of a column with its stream."""
    return (
        f"{column.field}:{column.stream}"
        if column.stream and column.field in {"quantity", "money"}
        else str(column.field)
    )


def read_cell(line: Line, at: int, mapping: Mapping) -> Cell:
    """What stands in a cell, or what the mapping says to take instead."""
    instead = mapping.rows.get(str(line.row), {}).get(column_letter(at))
    return line.cells.get(at) if instead is None else instead


def figure_in(cell: Cell, column: Column) -> Decimal | Unread | None:
    """The figure in a cell, as written."""
    cell, (times, parts) = in_column(cell, column)
    found = read_figure(cell, (style_in(cell) if isinstance(cell, str) else None) or column.decimal)
    found = EXACT.divide(EXACT.multiply(found, times), parts) if isinstance(found, Decimal) else found
    if isinstance(found, Decimal):
        if column.field == "capex" and found < 0:
            return Unread(noted("must not be negative"))
        if column.field == "lifetime" and (
            in_years(found, column) % 1 or not ONE <= in_years(found, column) <= MOST_YEARS
        ):
            return Unread(noted("must be a whole number of years"))
        if column.field == "lifetime" and _YEAR.fullmatch(shown(found)):
            return Unread(noted("is the number of a year"))
    return found


def in_years(figure: Decimal, column: Column) -> Decimal:
    """A duration in years."""
    return EXACT.divide(figure, Decimal(12)) if column.unit == "month" else figure


def unclear_cells(lines: tuple[Line, ...], columns: Table[int, Column], mapping: Mapping) -> list[Question]:
    """A question for each cell that can't be read as what its column holds."""
    return [
        question
        for at, column in columns.items()
        for line in lines
        if (question := _unclear(line, at, column, read_cell(line, at, mapping)))
    ]


def _unclear(line: Line, at: int, column: Column, cell: Cell) -> Question | None:
    if column.field in FIGURES:
        found = figure_in(cell, column)
        why = found.why if isinstance(found, Unread) else ""
    elif column.field in YEARS:
        why = noted("is not one year") if _year(cell) is None and not is_missing_cell(cell) else ""
    else:
        why = noted("is a formula whose value the file doesn't hold") if isinstance(cell, Formula) else ""
    if not why:
        return None
    text = '"{header}" of row {row} {why}: what is it (a figure in the column\'s unit, or - for none)?'
    values = {"header": column.header, "row": line.row, "why": Phrase(why)}
    left = (Choice("-", "missing"), Choice(NO_ANSWER, "leave the row out"))
    return Question(f"rows.{line.row}.{column_letter(at)}", text, values, left, samples=(shown(cell),), free=True)


def is_missing_cell(cell: Cell) -> bool:
    """Whether nothing stands in a cell, or a sign that there is nothing."""
    return cell is None or (isinstance(cell, str) and (not cell.strip() or is_missing(cell)))


def _year(cell: Cell) -> int | None:
    if isinstance(cell, dt.date):
        return cell.year
    found = _YEAR.fullmatch(shown(cell).strip())
    return int(found[1]) if found else None


def measures_of(lines: Iterable[Line]) -> list[tuple[Line, ...]]:
    """The rows of each measure, in the register's order."""
    found: dict[int, list[Line]] = {}
    for line in lines:
        found.setdefault(line.first, []).append(line)
    return [tuple(rows) for rows in found.values()]


def figures_of(lines: tuple[Line, ...], at: int, column: Column, mapping: Mapping) -> list[tuple[Line, Decimal]]:
    """The figures that rows of one measure state in a column, each with its row; cells that aren't clear are none."""
    found = [(line, figure_in(read_cell(line, at, mapping), column)) for line in lines]
    return [(line, figure) for line, figure in found if isinstance(figure, Decimal)]


def said_by(line: Line, columns: Table[int, Column], mapping: Mapping) -> Said:
    """What a row says of its own resource and unit."""
    resource, unit = (
        None if (at := place_of(columns, field)) is None else read_cell(line, at, mapping)
        for field in ("resource", "unit")
    )
    return said_in(resource, unit, next(filter(by_row, columns.values()), None), mapping)


def kinds_of(entry: Entry) -> list[str]:
    """The words by which a mapping may say how long a measure lasts, the nearest first."""
    return [*(entry.texts.get(field, "") for field in KINDS), entry.section]


def life_of(words: Iterable[str], mapping: Mapping) -> Decimal | None:
    """The lifetime that the mapping has for the first of some words; None if it has none."""
    if "lifetime" not in mapping.values:
        return None
    lives = {same(word): years for word, years in mapping.values["lifetime"].items()}
    found = next((lives[same(word)] for word in words if same(word) in lives), None)
    return None if found is None else Decimal(found)


def same(word: str) -> str:
    """A word as it is compared: small letters, one kind of apostrophe, single spaces."""
    return " ".join(plain_text(word).split())


def read_entry(lines: tuple[Line, ...], columns: Table[int, Column], mapping: Mapping) -> Entry:
    """The measure of some rows; every cell is known to be clear, and every rate to be there."""
    entry = Entry(lines[0].row, lines[0].section, rows=tuple(line.row for line in lines))
    for at, column in columns.items():
        if column.field in FIGURES:
            for line, figure in _counted(lines, at, column, mapping):
                _put(entry, line, _altogether(figure, line, columns, column, mapping), columns, column, mapping)
        elif column.field not in NOT_OF_MEASURES:
            cells = [read_cell(line, at, mapping) for line in lines]
            for cell in dict.fromkeys(cell for cell in cells if not is_missing_cell(cell)):
                _say(entry, column, cell)
    return entry


def _counted(lines: tuple[Line, ...], at: int, column: Column, mapping: Mapping) -> list[tuple[Line, Decimal]]:
    """The figures that count: all, where rows are parts; else one."""
    found = figures_of(lines, at, column, mapping)
    once = column.rows == "once" or column.field in DURATIONS
    return found[:1] if once and not by_row(column) else found


def _altogether(figure: Decimal, line: Line, columns: Table[int, Column], column: Column, mapping: Mapping) -> Decimal:
    """A figure per tonne times the tonnes of its row; others as they are."""
    if column.per != "output":
        return figure
    output = output_of(said_by(line, columns, mapping).unit_word, mapping)
    assert output is not None
    return EXACT.multiply(figure, output)


def _put(  # noqa: PLR0913, PLR0917 - a figure with all that says what it is
    entry: Entry, line: Line, figure: Decimal, columns: Table[int, Column], column: Column, mapping: Mapping
) -> None:
    if currencies.by_row(column):
        at = place_of(columns, "currency")
        assert at is not None
        column = currencies.of_row(column, read_cell(line, at, mapping), mapping)
        entry.currencies.append(column.currency or "")
    key, found = key_of(column), _converted(figure, column, mapping) if not by_row(column) else figure
    if by_row(column):
        said = said_by(line, columns, mapping)
        if said.stream == NOT_READ:
            return
        key, found = f"quantity:{said.stream}", _rounded(figure, row_multiplier(said, column, mapping))
    elif key == "money" and column.rows == "sum" and len(entry.rows) > 1:
        key = f"money:{said_by(line, columns, mapping).stream or '-'}"
    entry.figures[key] = EXACT.add(entry.figures.get(key, ZERO), found)


def _say(entry: Entry, column: Column, cell: Cell) -> None:
    """Take in words; of several rows of a measure, the first that says something holds."""
    if column.field == "notes":
        entry.notes.append(f"{column.header}: {shown(cell)}" if _says_what(column.header) else shown(cell))
    else:
        entry.texts.setdefault(str(column.field), str(_year(cell)) if column.field in YEARS else shown(cell))


def _says_what(header: str) -> bool:
    from optimizer.readers.register.vocabulary import exactly  # noqa: PLC0415

    return exactly("field", header) != "notes"


def _converted(figure: Decimal, column: Column, mapping: Mapping) -> Decimal:
    if column.field in DURATIONS:
        return in_years(figure, column)
    return _rounded(figure, multiplier(column, mapping))


def _rounded(figure: Decimal, times: Decimal) -> Decimal:
    context: Context = ROUNDED
    return context.plus(EXACT.multiply(figure, times))


def multiplier(column: Column, mapping: Mapping) -> Decimal:
    """What one in a column is in the case's money, or in the stream's unit, per year."""
    found = column.scale or ONE
    if column.field in {"money", "opex_change", "quantity", "co2"}:
        found = EXACT.multiply(found, times_a_year(column, mapping))
    if column.field in MONEY:
        start, target = levels(column, mapping)
        found = EXACT.multiply(found, factor(mapping, start, target))
        return EXACT.divide(found, ONE + (column.vat or ZERO))
    if column.field == "co2":
        return EXACT.multiply(found, factor_between(column.unit or "t", "t") or ONE)
    if column.field == "quantity":
        return EXACT.multiply(found, unit_factor(column, mapping) or ONE)
    return found


def levels(column: Column, mapping: Mapping) -> tuple[str, str]:
    """The money of a column, and the case's."""
    currency, case = column.currency or "", mapping.case
    year = column.price_year or mapping.defaults.price_year.get(currency) or 0
    return level(currency, year), level(case.currency or "", case.base_year or 0)


def unit_factor(column: Column, mapping: Mapping) -> Decimal | None:
    """How many of the stream's units one of the column's is; None if somebody has to say."""
    if column.factor is not None:
        return column.factor
    return factor_between(column.unit or "", terms_of(mapping, column.stream or "").unit or "")


def suggested_factor(column: Column, mapping: Mapping) -> Decimal | None:
    """The factor by the heat value that is taken for the stream, where both are energy."""
    energy, per_unit = factor_between(column.unit or "", "kWh"), terms_of(mapping, column.stream or "").kwh_per_unit
    return round(EXACT.divide(energy, per_unit), 4) if energy and per_unit else None
