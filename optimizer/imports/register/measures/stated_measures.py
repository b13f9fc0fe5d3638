"""Rows of a register → measures in the case's money and units."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from optimizer.decimals import EXACT, ZERO, Decimal
from optimizer.imports.register.mapping import FIGURES
from optimizer.imports.register.measures.cells import YEARS, figures_of, in_years, read_cell, resource_of, year_in
from optimizer.imports.register.measures.columns import place_of
from optimizer.imports.register.measures.conversions import multiplier, output_of, row_multiplier
from optimizer.imports.register.measures.currencies import in_currency_of_row
from optimizer.imports.register.words.cells import shown
from optimizer.imports.register.words.figures import is_missing_cell
from optimizer.imports.register.words.figures_with_units import DURATIONS
from optimizer.imports.register.words.row_words import NOT_READ
from optimizer.imports.register.words.vocabulary import exactly

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Table
    from decimal import Context

    from optimizer.imports.register.mapping import MappedColumn, Mapping
    from optimizer.imports.register.measures.rows import LeftOutRow, MeasureRow

PRECISION = 12
ROUNDED = EXACT.copy()
ROUNDED.prec = PRECISION
NOT_OF_MEASURES = {None, "ignore", "number", "resource", "unit", "currency"}


@dataclass(frozen=True)
class StatedMeasure:
    """One measure as the register states it, in the case's money and the streams' units per year."""

    row: int
    section: str = ""
    texts: Table[str, str] = field(default_factory=dict)
    figures: Table[str, Decimal] = field(default_factory=dict)
    """By field; money of one stream as `money:heat`, quantities as `quantity:heat`."""
    notes: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    """All row numbers of the measure."""
    currencies: tuple[str, ...] = ()
    """The currencies that its rows name for their money."""

    @property
    def quantities(self) -> dict[str, Decimal]:
        """Return the yearly saving by stream, in units."""
        return _behind("quantity:", self.figures)

    @property
    def stream_money(self) -> dict[str, Decimal]:
        """Return the money that the register states, by stream."""
        return _behind("money:", self.figures)

    @property
    def money(self) -> Decimal | None:
        """Return the total yearly saving that the register states."""
        if "money" in self.figures:
            return self.figures["money"]
        return sum(self.stream_money.values(), ZERO) if self.stream_money else None


def _behind(start: str, figures: Table[str, Decimal]) -> dict[str, Decimal]:
    return {key[len(start) :]: figure for key, figure in figures.items() if key.startswith(start)}


@dataclass(frozen=True)
class ReadMeasures:
    """The measures of a register, and the rows of those left out because of what they lack."""

    measures: tuple[StatedMeasure, ...] = ()
    left_out: tuple[LeftOutRow, ...] = ()


class ConvertedFigure(NamedTuple):
    """A figure in the case's money or its stream's unit per year, with its field and the currency its row names."""

    key: str
    figure: Decimal
    currency: str = ""


def read_measure(rows: tuple[MeasureRow, ...], columns: Table[int, MappedColumn], mapping: Mapping) -> StatedMeasure:
    """Return the measure in these rows; every cell must be unambiguous and every rate known."""
    converted = list(_figures(rows, columns, mapping))
    figures: dict[str, Decimal] = {}
    for one in converted:
        figures[one.key] = EXACT.add(figures.get(one.key, ZERO), one.figure)
    texts: dict[str, str] = {}
    notes: list[str] = []
    for name, text in _texts(rows, columns, mapping):
        if name == "notes":
            notes.append(text)
        else:
            texts.setdefault(name, text)  # if a measure has several rows, the first with content applies
    numbers = tuple(row.number for row in rows)
    currencies = tuple(one.currency for one in converted if one.currency)
    return StatedMeasure(rows[0].number, rows[0].section, texts, figures, tuple(notes), numbers, currencies)


def _figures(
    rows: tuple[MeasureRow, ...], columns: Table[int, MappedColumn], mapping: Mapping
) -> Iterator[ConvertedFigure]:
    for at, column in columns.items():
        if column.field not in FIGURES:
            continue
        for row, figure in _counted(rows, at, column, mapping):
            whole = _times_output(figure, row, columns, column, mapping)
            if column.resource_by_row:
                yield from _of_named_resource(whole, row, columns, column, mapping)
            else:
                own = _in_own_currency(row, columns, column, mapping)
                currency = own.currency or "" if column.currency_by_row else ""
                yield ConvertedFigure(_key(row, rows, columns, own, mapping), _converted(whole, own, mapping), currency)


def _counted(
    rows: tuple[MeasureRow, ...], at: int, column: MappedColumn, mapping: Mapping
) -> list[tuple[MeasureRow, Decimal]]:
    """Return the figures that count: all if rows are parts, otherwise one."""
    found = figures_of(rows, at, column, mapping)
    once = column.rows == "once" or column.field in DURATIONS
    return found[:1] if once and not column.resource_by_row else found


def _times_output(
    figure: Decimal, row: MeasureRow, columns: Table[int, MappedColumn], column: MappedColumn, mapping: Mapping
) -> Decimal:
    """Return a per-tonne figure times the tonnes of its row; other figures unchanged."""
    if column.per != "output":
        return figure
    output = output_of(resource_of(row, columns, mapping).unit_word, mapping)
    assert output is not None
    return EXACT.multiply(figure, output)


def _of_named_resource(
    figure: Decimal, row: MeasureRow, columns: Table[int, MappedColumn], column: MappedColumn, mapping: Mapping
) -> Iterator[ConvertedFigure]:
    """Yield the quantity of the resource that a row names, unless that resource is not read."""
    resource = resource_of(row, columns, mapping)
    if resource.stream != NOT_READ:
        amount = _rounded(figure, row_multiplier(resource, column, mapping))
        yield ConvertedFigure(f"quantity:{resource.stream}", amount)


def _in_own_currency(
    row: MeasureRow, columns: Table[int, MappedColumn], column: MappedColumn, mapping: Mapping
) -> MappedColumn:
    """Return a column as it applies to a row that may name the currency of its money."""
    if not column.currency_by_row:
        return column
    at = place_of(columns, "currency")
    assert at is not None
    return in_currency_of_row(column, read_cell(row, at, mapping), mapping)


def _key(
    row: MeasureRow,
    rows: tuple[MeasureRow, ...],
    columns: Table[int, MappedColumn],
    column: MappedColumn,
    mapping: Mapping,
) -> str:
    """Return the field of a figure; money that adds up over several rows belongs to the resource of each."""
    if column.key == "money" and column.rows == "sum" and len(rows) > 1:
        return f"money:{resource_of(row, columns, mapping).stream or '-'}"
    return column.key


def _texts(
    rows: tuple[MeasureRow, ...], columns: Table[int, MappedColumn], mapping: Mapping
) -> Iterator[tuple[str, str]]:
    """Yield the words in a measure's rows with their fields; the same cell in several rows counts once."""
    for at, column in columns.items():
        if column.field in FIGURES or column.field in NOT_OF_MEASURES:
            continue
        cells = [read_cell(row, at, mapping) for row in rows]
        for cell in dict.fromkeys(cell for cell in cells if not is_missing_cell(cell)):
            if column.field == "notes" and exactly("field", column.header) != "notes":
                yield "notes", f"{column.header}: {shown(cell)}"
            elif column.field not in YEARS:
                yield str(column.field), shown(cell)
            elif isinstance(year := year_in(cell, mapping.defaults.cells), int):
                yield column.field, str(year)


def _converted(figure: Decimal, column: MappedColumn, mapping: Mapping) -> Decimal:
    if column.field in DURATIONS:
        return in_years(figure, column)
    return _rounded(figure, multiplier(column, mapping))


def _rounded(figure: Decimal, times: Decimal) -> Decimal:
    context: Context = ROUNDED
    return context.plus(EXACT.multiply(figure, times))
