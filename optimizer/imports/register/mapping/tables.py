"""Everything that has to be known to read a register, as values: one class per table of the mapping file."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from optimizer.case import StreamKind  # noqa: TC001 - pydantic reads it as the classes are made
from optimizer.errors import BadValue
from optimizer.imports.register.mapping.fields import BY_STREAM, CELL_RULES, EACH, MISSING, MONEY, CellKind, FieldName
from optimizer.locales import tr
from optimizer.record import MOST_YEARS, Amount, Id, Number, Share, Whole, YearlyRate, Years
from optimizer.value import Value

Code = Annotated[str, Field(pattern="^[A-Z]{3}$")]
NO_ANSWER = "leave out"
END = "end"
"""Given instead of a measure: another table begins here, which is not read."""
ALL, FIRST = "all", "first"
"""Whether all tables with the same headings on a sheet are read, or only the first."""
SHEETS = " / "
"""What separates the names of sheets in one answer; no spreadsheet program allows it in a name."""
FIRST_YEAR, LAST_YEAR = 1990, 2100
ABOVE = "above"
"""Given instead of a name: the row is part of the measure above it."""
YEARLY = "years"
"""The answer that several columns are payments of the years in their headings."""
PER_CENT = "%"
OF_BASELINE = "baseline"
"""The answer that savings in per cent are of the plant's yearly use of their stream."""
OF_ROWS = "rows"
"""The answer that a column's figures are in the unit that each row names."""
OF_ROW = "row"
"""The answer that a price is per unit of the row's quantity."""
TOTAL = "total"
"""Given instead of a number of units: a column's figures are totals, whatever units its rows name."""
SUM = "sum"
"""The answer that several columns add up, or several rows of one measure."""


def _iso(text: str) -> str:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        raise BadValue("must be a date such as 2026-01-31") from None
    return text


def _level(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{3} \d{4} > [A-Z]{3} \d{4}", text):
        raise BadValue('must be named like "EUR 2023 > UAH 2026"')
    return text


def _calendar(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadValue("must be a year such as 2026")
    return year


def _several(names: object) -> object:
    """Return names of sheets that were given in one text apart."""
    return tuple(names.split(SHEETS)) if isinstance(names, str) and SHEETS in names else names


CalendarYear = Annotated[Whole, AfterValidator(_calendar)]


Words = dict[
    Literal["status", "confidence", "resource", "unit", "factor", "output", "lifetime", "currency"], dict[str, str]
]  # fmt: skip


def _lives(words: Words) -> Words:
    for years in words.get("lifetime", {}).values():
        if not re.fullmatch(r"[1-9]\d{0,5}", years) or int(years) > MOST_YEARS:
            raise BadValue("a lifetime must be a whole number of years, 1 to {most}", most=MOST_YEARS)
    return words


def _rules(cells: dict[CellKind, str]) -> dict[CellKind, str]:
    for kind, rule in cells.items():
        allowed = [*CELL_RULES[kind], MISSING, EACH]
        if rule not in allowed:
            raise BadValue("the rule for {kind} must be one of {allowed}", kind=kind, allowed=", ".join(allowed))
    return cells


class MappedColumn(Value):
    """One column: its field and the units of its figures. Empty means not known yet; it will be asked."""

    header: str
    field: FieldName | None = None
    stream: Id | None = None
    unit: str | None = None
    scale: Number | None = None
    per: Literal["year", "quarter", "month", "output"] | None = None
    """The period; or "output" in lists per tonne: `values.output` then gives the plant's yearly output."""
    times: Number | None = Field(None, gt=0)
    """How many periods a year has, for figures per day or hour."""
    factor: Number | None = None
    each: str | None = None
    """For figures per unit ("EUR/m2"): the heading of the column with the numbers of units, or one number for all.

    "ask" if each row has its own (`rows.7.each-D`), "total" if figures are totals although rows name units.
    For prices: the unit that they are per, or "row" for the unit of the row's quantity.
    """
    share_of: str | None = None
    """Of savings in per cent: "baseline" of their stream, or the heading of the column with consumption before."""
    currency: Code | None = None
    price_year: CalendarYear | None = None
    vat: Share | None = None
    decimal: Literal["comma", "point"] | None = None
    figures: Literal["shown", "stored"] | None = None
    """Which figure counts if number formats make cells show another figure than they hold."""
    unit_from: Literal["heading", "cells", "rows"] | None = None
    """Which unit counts if number formats, or a column of units, show another unit than the heading has."""
    rows: Literal["sum", "once"] | None = None
    """For measures with several rows: whether each row's figure is a part or the whole."""

    @property
    def key(self) -> str:
        """Return its field; for quantities and money by stream, with the stream."""
        return f"{self.field}:{self.stream}" if self.stream and self.field in BY_STREAM else str(self.field)

    @property
    def resource_by_row(self) -> bool:
        """Return whether each row of a quantity column names its own resource."""
        return self.field == "quantity" and self.stream is None

    @property
    def is_share(self) -> bool:
        """Return whether figures are savings in per cent of a stream."""
        return self.field == "quantity" and self.stream is not None and self.unit == PER_CENT

    @property
    def unit_by_row(self) -> bool:
        """Return whether the figures of a stream are in the unit that each row names."""
        return self.unit_from == OF_ROWS

    @property
    def currency_by_row(self) -> bool:
        """Return whether each row of a money column states its own currency, in a column for that."""
        return self.field in MONEY and self.currency is None


class StreamTerms(Value):
    """What is assumed for a stream: its unit, price and CO2 factor, each with its source."""

    name: str | None = None
    name_uk: str | None = None
    kind: StreamKind | None = None
    unit: str | None = None
    price: Number | None = None
    price_source: str | None = None
    as_of: str | None = None
    """The date or year of the price."""
    baseline: Number | None = Field(None, gt=0)
    """The plant's yearly use, of which savings in per cent are."""
    fuel: Id | None = None
    """Of reference fuel: the stream that is stated in it."""
    escalation: YearlyRate | None = None
    kwh_per_unit: Amount | None = None
    kg_co2e: Number | None = None
    trend: YearlyRate | None = None
    """Change of kg_co2e per year."""
    scope: Literal[1, 2, 3] | None = None
    co2_source: str | None = None
    co2_year: Whole | None = None


class ConversionRate(Value):
    """The rate from one currency and price year to another, with its date and source."""

    rate: Number = Field(gt=0)
    date: Annotated[str, AfterValidator(_iso)]
    source: str = Field(min_length=1)


Unseen = Literal["take in", "leave out"]


class CaseHeading(Value):
    """The new case's name, currency and base year."""

    name: str | None = None
    name_uk: str | None = None
    currency: Code | None = None
    base_year: CalendarYear | None = None


class Defaults(Value):
    """Defaults for whatever the register does not state."""

    lifetime: Years | None = None
    lifetime_note: str | None = None
    per: Literal["year", "quarter", "month"] | None = None
    price_year: dict[Code, CalendarYear] = Field({})
    sections: Literal["site", "process", "ignore"] | None = None
    no_capex: Literal["leave out", "0"] | None = None
    no_saving: Literal["leave out", "keep"] | None = None
    saving_is_net: Literal["yes", "no"] | None = None
    co2: Literal["factors", "direct"] | None = None
    baseline: Literal["sum", "largest", "none"] | None = None
    """What consumption before the measures is of a stream's baseline."""
    vat: Share | None = None
    """The VAT in money whose heading doesn't mention it, where others do."""
    sunk: Literal["leave out", "count"] | None = None
    """What to do with payments of years before the base year."""
    accept_payback: Literal["yes", "no"] | None = None
    accept_saving: Literal["yes", "no"] | None = None
    unnamed: Literal["above", "ask"] | None = None
    same_name: Literal["one", "several"] | None = None
    cells: Annotated[dict[CellKind, str], AfterValidator(_rules)] = Field({})
    """How all cells of a kind are read, such as "≈ 620" or "2026-2027"."""
    sheet_names: Literal["site", "process", "ignore"] | None = None
    """What the names of several sheets say about their measures."""
    repeated_rows: Unseen | None = None
    """What to do with rows that several tables state."""
    hidden_rows: Unseen | None = None
    struck_rows: Unseen | None = None
    hidden_columns: Unseen | None = None
    several: dict[str, str] = Field({})
    """For several columns of one field: "sum" if they add up, or the heading of the one that counts."""


class Mapping(Value):
    """Everything needed to read a register."""

    file: str = ""
    encoding: str | None = None
    separator: str | None = None
    sheet: Annotated[str | tuple[str, ...] | None, BeforeValidator(_several)] = None
    """One sheet, or several that are read as one."""
    tables: Literal["all", "first"] | None = None
    """Whether tables with the same headings below the first of a sheet are read, too."""
    header_row: Whole | None = None
    header_rows: Whole | None = None
    case: CaseHeading = CaseHeading()
    defaults: Defaults = Defaults()
    columns: dict[str, MappedColumn] = Field({})
    streams: dict[Id, StreamTerms] = Field({})
    rates: dict[Annotated[str, AfterValidator(_level)], ConversionRate] = Field({})
    values: Annotated[Words, AfterValidator(_lives)] = Field({})
    rows: dict[Annotated[str, Field(pattern=r"^(.+!)?[1-9]\d*$")], dict[str, str]] = Field({})
    """By a row's number; by "Цех 2!7" if several sheets are read."""

    @property
    def sheets(self) -> tuple[str, ...]:
        """Return the names of the sheets to read; none if they are not known yet."""
        if self.sheet is None:
            return ()
        return (self.sheet,) if isinstance(self.sheet, str) else self.sheet

    @property
    def source(self) -> str:
        """Return the file with the sheets that are read, in the current language."""
        if len(self.sheets) > 1:
            return tr("{file}, sheets {sheets}", file=self.file, sheets=", ".join(self.sheets))
        return tr("{file}, sheet {sheet}", file=self.file, sheet=self.sheet) if self.sheet else self.file
