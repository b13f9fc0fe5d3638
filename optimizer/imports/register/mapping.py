"""How one register is read: every answer, as values and as a TOML file that people can read and reuse."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError

from optimizer.case import MOST_YEARS, Amount, Id, Number, Share, StreamKind, Value, Whole, YearlyRate, Years
from optimizer.errors import BadValue, InvalidInput
from optimizer.imports.register.vocabulary import table
from optimizer.locales import noted, tr
from optimizer.readers.case_writer import toml_key, toml_value
from optimizer.readers.messages import problems_of
from optimizer.readers.toml import read_toml

if TYPE_CHECKING:
    from pathlib import Path

FieldName = Literal[
    "number", "id", "name", "name_en", "site", "process", "practice", "capex", "money", "quantity", "co2",
    "opex_change", "payback", "lifetime", "earliest", "start_year", "status", "confidence", "owner", "effort",
    "group", "resource", "unit", "currency", "notes", "ignore",
]  # fmt: skip
MEANINGS = {
    "number": noted("a running number"),
    "id": noted("the measure's own code"),
    "name": noted("its name"),
    "name_en": noted("its name in English"),
    "site": noted("site"),
    "process": noted("the process or system"),
    "practice": noted("the kind of measure"),
    "capex": noted("investment"),
    "money": noted("money saved per year"),
    "quantity": noted("quantity saved per year"),
    "co2": noted("CO2 avoided, t per year"),
    "opex_change": noted("additional operating cost per year"),
    "payback": noted("payback (for comparison only)"),
    "lifetime": noted("lifetime in years"),
    "earliest": noted("earliest start year"),
    "start_year": noted("fixed start year"),
    "status": noted("status"),
    "confidence": noted("confidence in its figures"),
    "owner": noted("person responsible"),
    "effort": noted("effort points"),
    "group": noted("group of exclusive alternatives"),
    "resource": noted("resource of the row's quantity"),
    "unit": noted("unit of the row's quantity"),
    "currency": noted("currency of the row's figures"),
    "notes": noted("kept as text"),
    "ignore": noted("not read"),
}
"""Labels of the fields to choose from."""
FIGURES = ("capex", "money", "quantity", "co2", "opex_change", "payback", "lifetime", "effort")
MONEY = ("capex", "money", "opex_change")
PER_YEAR = ("money", "quantity", "co2", "opex_change")
MANY = ("notes", "ignore", "number")
"""Fields that several columns may have."""
Code = Annotated[str, Field(pattern="^[A-Z]{3}$")]
NO_ANSWER = "leave out"
FIRST_YEAR, LAST_YEAR = 1990, 2100
ABOVE = "above"
"""Given instead of a name: the row is part of the measure above it."""


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


CalendarYear = Annotated[Whole, AfterValidator(_calendar)]


Words = dict[
    Literal["status", "confidence", "resource", "unit", "factor", "output", "lifetime", "currency"], dict[str, str]
]  # fmt: skip


def _lives(words: Words) -> Words:
    for years in words.get("lifetime", {}).values():
        if not re.fullmatch(r"[1-9]\d{0,5}", years) or int(years) > MOST_YEARS:
            raise BadValue("a lifetime must be a whole number of years, 1 to {most}", most=MOST_YEARS)
    return words


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
    currency: Code | None = None
    price_year: CalendarYear | None = None
    vat: Share | None = None
    decimal: Literal["comma", "point"] | None = None
    rows: Literal["sum", "once"] | None = None
    """For measures with several rows: whether each row's figure is a part or the whole."""

    @property
    def key(self) -> str:
        """Return its field; for quantities and money by stream, with the stream."""
        return f"{self.field}:{self.stream}" if self.stream and self.field in {"quantity", "money"} else str(self.field)

    @property
    def resource_by_row(self) -> bool:
        """Return whether each row of a quantity column names its own resource."""
        return self.field == "quantity" and self.stream is None

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
    accept_payback: Literal["yes", "no"] | None = None
    unnamed: Literal["above", "ask"] | None = None
    same_name: Literal["one", "several"] | None = None
    several: dict[str, str] = Field({})
    """For several columns of one field: "sum" if they add up, or the heading of the one that counts."""


class Mapping(Value):
    """Everything needed to read a register."""

    file: str = ""
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    header_row: Whole | None = None
    header_rows: Whole | None = None
    case: CaseHeading = CaseHeading()
    defaults: Defaults = Defaults()
    columns: dict[str, MappedColumn] = Field({})
    streams: dict[Id, StreamTerms] = Field({})
    rates: dict[Annotated[str, AfterValidator(_level)], ConversionRate] = Field({})
    values: Annotated[Words, AfterValidator(_lives)] = Field({})
    rows: dict[Annotated[str, Field(pattern=r"^[1-9]\d*$")], dict[str, str]] = Field({})


def terms_of(mapping: Mapping, stream: str) -> StreamTerms:
    """Return the terms of a stream: the mapping's, or else those shipped with this package."""
    own = mapping.streams.get(stream, StreamTerms())
    shipped = table("streams").get(stream, {})
    return StreamTerms.model_validate({**shipped, **own.model_dump(exclude_none=True)})


def mapping_of(given: dict[str, Any], file: str = "mapping") -> Mapping:
    """Return a mapping from plain values; raise `InvalidInput` with all errors in them."""
    try:
        return Mapping.model_validate(given)
    except ValidationError as error:
        raise InvalidInput(problems_of(error, file, given, Mapping)) from None


def read_mapping(path: Path) -> Mapping:
    """Return the mapping in a TOML file."""
    given, problems = read_toml(path)
    if problems:
        raise InvalidInput(problems)
    return mapping_of(given, path.name)


_ABOUT = {
    "case": noted(
        "The new case. base_year is year 0, the year of the decision; money is in the currency of that year."
    ),
    "defaults": noted("Defaults for whatever the register does not state."),
    "streams": noted(
        "Price and emissions per unit of each stream; anything left out comes from the program's defaults."
    ),
    "rates": noted("Conversion between currencies and price years: rate, date, source."),
    "values": noted("What the register's words mean."),
    "rows": noted('Rows by number: corrected figures in the column\'s unit; or use = "leave out" or "measure".'),
}
_COLUMNS = noted("""\
# Columns by letter; the header finds a column again if it has moved.
# field: what it holds (ignore: not read; notes: kept as text). unit, scale, per: units of its figures ("тис. м³/рік" is
# unit m3, scale 1000, per year). times: how many days or hours a year has. factor: stream's units in one of the
# column's. currency (if empty, the row's), price_year, vat (0.2 if figures include 20 %). decimal: the decimal
# separator, comma or point. rows: for measures with several rows, whether figures are parts (sum) or the whole
# (once).""")


def written(mapping: Mapping, open_questions: tuple[str, ...] = ()) -> str:
    """Return the mapping as TOML text, with unanswered questions as comments at the top."""
    given = mapping.model_dump(exclude_none=True, exclude_defaults=True)
    head = {key: value for key, value in given.items() if not isinstance(value, dict)}
    lines = [
        "# " + tr("How to read a register into a case: cpee import register FILE --mapping THIS_FILE --out FOLDER")
    ]
    if open_questions:
        lines += ["#", "# " + tr("Not answered yet; add each as a key of the table it names:")]
        lines += [f"#   {' '.join(question.split())}" for question in open_questions]
    lines += ["", *(f"{key} = {toml_value(value)}" for key, value in head.items())]
    for name, inner in given.items():
        if isinstance(inner, dict):
            lines += ["", *(tr(_COLUMNS).splitlines() if name == "columns" else [f"# {tr(_ABOUT[name])}"])]
            lines += _tables(name, inner)
    return "\n".join(lines) + "\n"


def _tables(name: str, inner: dict[str, Any]) -> list[str]:
    plain = {key: value for key, value in inner.items() if not isinstance(value, dict)}
    lines = [f"[{name}]", *(f"{toml_key(key)} = {toml_value(value)}" for key, value in plain.items())] if plain else []
    for key, value in inner.items():
        if isinstance(value, dict):
            lines += _tables(f"{name}.{toml_key(key)}", value) or [f"[{name}.{toml_key(key)}]"]
    return lines
