"""Rows of a register → measures in the case's money and units."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from optimizer.decimals import EXACT, ONE, ZERO, Decimal
from optimizer.imports.register.mapping import CONSUMPTION, FIGURES
from optimizer.imports.register.measures.cells import YEARS, in_years, read_cell, resource_of, year_in
from optimizer.imports.register.measures.columns import place_of
from optimizer.imports.register.measures.conversions import multiplier, output_of, row_multiplier
from optimizer.imports.register.measures.currencies import in_currency_of_row
from optimizer.imports.register.measures.payments import is_sunk, year_paid
from optimizer.imports.register.measures.per_unit import count_of
from optimizer.imports.register.measures.row_units import in_unit_of_row, units_of_rows
from optimizer.imports.register.measures.shares import base_column, share_of
from optimizer.imports.register.measures.stated_measures import StatedMeasure, money_at_prices, saved_amounts
from optimizer.imports.register.measures.stated_prices import StatedPrice, priced_stream
from optimizer.imports.register.words.cells import shown
from optimizer.imports.register.words.figures import is_missing_cell
from optimizer.imports.register.words.figures_with_units import DURATIONS
from optimizer.imports.register.words.row_words import NOT_READ
from optimizer.imports.register.words.vocabulary import exactly

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Context

    from optimizer.imports.register.mapping import MappedColumn
    from optimizer.imports.register.measures.register import Register
    from optimizer.imports.register.measures.rows import MeasureRow
    from optimizer.imports.register.words.row_words import StatedResource

    Rows = tuple[MeasureRow, ...]

PRECISION = 12
ROUNDED = EXACT.copy()
ROUNDED.prec = PRECISION
NOT_OF_MEASURES = {None, "ignore", "number", "resource", "unit", "currency"}


class ConvertedFigure(NamedTuple):
    """A figure in the case's money or its stream's unit per year, with its field and the currency its row names."""

    key: str
    figure: Decimal
    currency: str = ""


@dataclass(frozen=True)
class MeasureReader:
    """Reads measures from the rows of a register whose every cell is unambiguous and whose every rate is known."""

    register: Register

    def read(self, rows: Rows) -> StatedMeasure:
        """Return the measure in these rows."""
        converted = list(self._figures(rows))
        figures: dict[str, Decimal] = {}
        for one in converted:
            figures[one.key] = EXACT.add(figures.get(one.key, ZERO), one.figure)
        if self._states_consumption:
            figures = {**saved_amounts(figures), **figures}
        texts: dict[str, str] = {}
        notes: list[str] = []
        for name, text in self._texts(rows):
            if name == "notes":
                notes.append(text)
            else:
                texts.setdefault(name, text)  # if a measure has several rows, the first with content applies
        numbers = tuple(row.number for row in rows)
        currencies = tuple(one.currency for one in converted if one.currency)
        prices = tuple(self._prices(rows)) if self._price_columns else ()
        figures |= money_at_prices(figures, prices) if prices else {}
        return StatedMeasure(rows[0].number, rows[0].section, texts, figures, tuple(notes), numbers, currencies, prices)

    @cached_property
    def _states_consumption(self) -> bool:
        return any(self.register.columns[at].field in CONSUMPTION for at in self.register.figures)

    @cached_property
    def _price_columns(self) -> tuple[int, ...]:
        return tuple(at for at in self.register.figures if self.register.columns[at].field == "price")

    @cached_property
    def _same_in_all_rows(self) -> dict[int, tuple[str, Decimal]]:
        """Return the field and factor of the columns whose figures nothing else converts, in measures of one row."""
        return {
            at: (column.key, self._multipliers[at])
            for at in self._multipliers
            if (column := self.register.columns[at]).field not in {*DURATIONS, "price"}
            and at not in self._years
            and column.each is None
            and column.per != "output"
            and not column.is_share
        }

    @cached_property
    def _multipliers(self) -> dict[int, Decimal]:
        """Return the factor to the case's money or a stream's unit, by column, if it is the same in all rows."""
        columns = ((at, self.register.columns[at]) for at in self.register.figures)
        same = ((at, column) for at, column in columns if not (column.resource_by_row or column.currency_by_row))
        return {at: multiplier(column, self.register.mapping) for at, column in same if not column.unit_by_row}

    @cached_property
    def _units(self) -> dict[int, str]:
        """Return the unit that each row names for its figures; "" if it names none."""
        return {row.number: "" for row in self.register.rows} | units_of_rows(self.register)

    @cached_property
    def _years(self) -> dict[int, int]:
        """Return the year of payment by column, if columns state investments by year."""
        columns = ((at, self.register.columns[at]) for at in self.register.figures)
        return {at: year for at, column in columns if (year := year_paid(column, self.register.mapping))}

    @cached_property
    def _sunk(self) -> frozenset[int]:
        """Return the columns of investments that were paid before the base year and are left out."""
        return frozenset(at for at in self._years if is_sunk(self.register.columns[at], self.register.mapping))

    @cached_property
    def _words(self) -> dict[int, MappedColumn]:
        """Return the columns of words."""
        columns = self.register.columns.items()
        return {at: one for at, one in columns if one.field not in FIGURES and one.field not in NOT_OF_MEASURES}

    def _figures(self, rows: Rows) -> Iterator[ConvertedFigure]:
        for at in self.register.figures:
            if len(rows) > 1 or at not in self._same_in_all_rows:
                yield from self._in_column(rows, at)
                continue
            key, times = self._same_in_all_rows[at]
            if isinstance(stated := self.register.figures[at][rows[0].number], Decimal):
                yield ConvertedFigure(key, _rounded(stated, times))

    def _in_column(self, rows: Rows, at: int) -> Iterator[ConvertedFigure]:
        """Yield the figures of a column."""
        column = self.register.columns[at]
        if column.field != "price":
            for row, figure in self._counted(rows, at, column):
                if at in self._sunk:
                    yield ConvertedFigure("capex", ZERO)  # stated, but already paid
                    continue
                whole = self._as_total(figure, row, at, column)
                if column.resource_by_row:
                    yield from self._of_named_resource(whole, row, column)
                elif column.currency_by_row:
                    own = self._in_own_currency(row, column)
                    amount = _rounded(whole, multiplier(own, self.register.mapping))
                    yield ConvertedFigure(self._key(row, rows, own), amount, own.currency or "")
                    yield from self._paid(amount, at)
                elif column.is_share and (base := base_column(self.register.columns, column)) is not None:
                    yield from self._of_consumption(whole, row, column, base)
                elif column.unit_by_row:
                    own = in_unit_of_row(column, self._units[row.number], self.register.mapping)
                    yield ConvertedFigure(column.key, _rounded(whole, multiplier(own, self.register.mapping)))
                else:
                    amount = self._converted(whole, at, column)
                    yield ConvertedFigure(self._key(row, rows, column), amount)
                    yield from self._paid(amount, at)

    def _prices(self, rows: Rows) -> Iterator[StatedPrice]:
        """Yield the prices in a measure's rows."""
        for at in self._price_columns:
            column = self.register.columns[at]
            for row, figure in self.register.figures_of(rows, at):
                own = self._in_own_currency(row, column) if column.currency_by_row else column
                money = EXACT.multiply(figure, multiplier(own, self.register.mapping))
                stream, units = priced_stream(self.register, row, column) or ("", ONE)
                yield StatedPrice(row.number, stream, ROUNDED.divide(money, units))

    def _paid(self, amount: Decimal, at: int) -> Iterator[ConvertedFigure]:
        """Yield an investment again with the year of its payment, if columns state it by year."""
        if at in self._years:
            yield ConvertedFigure(f"capex:{self._years[at]}", amount)

    def _counted(self, rows: Rows, at: int, column: MappedColumn) -> list[tuple[MeasureRow, Decimal]]:
        """Return the figures that count: all if rows are parts, otherwise one."""
        found = self.register.figures_of(rows, at)
        once = column.rows == "once" or column.field in DURATIONS
        return found[:1] if once and not column.resource_by_row else found

    def _resource_of(self, row: MeasureRow) -> StatedResource:
        return resource_of(row, self.register.columns, self.register.mapping)

    def _as_total(self, figure: Decimal, row: MeasureRow, at: int, column: MappedColumn) -> Decimal:
        """Return a figure per tonne or other unit times the number of units of its row; other figures unchanged."""
        if column.each is not None:
            count = count_of(row, self.register.columns, at, self.register.mapping)
            return figure if count is None else EXACT.multiply(figure, count)
        if column.per != "output":
            return figure
        output = output_of(self._resource_of(row).unit_word, self.register.mapping)
        assert output is not None
        return EXACT.multiply(figure, output)

    def _of_named_resource(self, figure: Decimal, row: MeasureRow, column: MappedColumn) -> Iterator[ConvertedFigure]:
        """Yield the quantity of the resource that a row names, unless that resource is not read."""
        resource = self._resource_of(row)
        if resource.stream != NOT_READ:
            amount = _rounded(figure, row_multiplier(resource, column, self.register.mapping))
            yield ConvertedFigure(f"quantity:{resource.stream}", amount)

    def _of_consumption(
        self, percent: Decimal, row: MeasureRow, column: MappedColumn, base: int
    ) -> Iterator[ConvertedFigure]:
        """Yield a saving in per cent of the consumption that its row states."""
        for _, before in self.register.figures_of([row], base):
            amount = self._converted(before, base, self.register.columns[base])
            yield ConvertedFigure(column.key, ROUNDED.plus(share_of(percent, amount)))

    def _in_own_currency(self, row: MeasureRow, column: MappedColumn) -> MappedColumn:
        """Return a column of money as it applies to a row that names its currency."""
        at = place_of(self.register.columns, "currency")
        assert at is not None
        return in_currency_of_row(column, read_cell(row, at, self.register.mapping), self.register.mapping)

    def _key(self, row: MeasureRow, rows: Rows, column: MappedColumn) -> str:
        """Return the field of a figure; money that adds up over several rows belongs to the resource of each."""
        if len(rows) > 1 and column.key == "money" and column.rows == "sum":
            return f"money:{self._resource_of(row).stream or '-'}"
        return column.key

    def _converted(self, figure: Decimal, at: int, column: MappedColumn) -> Decimal:
        if column.field in DURATIONS:
            return in_years(figure, column)
        return _rounded(figure, self._multipliers[at])

    def _texts(self, rows: Rows) -> Iterator[tuple[str, str]]:
        """Yield the words in a measure's rows with their fields; the same cell in several rows counts once."""
        for at, column in self._words.items():
            cells = [read_cell(row, at, self.register.mapping) for row in rows]
            for cell in dict.fromkeys(cells) if len(cells) > 1 else cells:
                if is_missing_cell(cell):
                    continue
                if column.field == "notes" and exactly("field", column.header) != "notes":
                    yield "notes", f"{column.header}: {shown(cell)}"
                elif column.field not in YEARS:
                    yield str(column.field), shown(cell)
                elif isinstance(year := year_in(cell, self.register.mapping.defaults.cells), int):
                    yield column.field, str(year)


def _rounded(figure: Decimal, times: Decimal) -> Decimal:
    context: Context = ROUNDED
    return context.plus(EXACT.multiply(figure, times))
