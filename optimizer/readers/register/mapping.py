"""How one register is read: every answer, as a value and as a TOML file that a person can read and use again."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError

from optimizer.case import MOST_YEARS, Amount, Growth, Id, Number, Share, StreamKind, Value, Whole, Years
from optimizer.errors import BadValue, InvalidInput
from optimizer.locales import noted, tr
from optimizer.readers.case_writer import toml_key, toml_value
from optimizer.readers.messages import problems_of
from optimizer.readers.register.vocabulary import table
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
    "site": noted("where it is done"),
    "process": noted("the process or system"),
    "practice": noted("the kind of measure"),
    "capex": noted("investment"),
    "money": noted("money saved a year"),
    "quantity": noted("quantity saved a year"),
    "co2": noted("CO2 avoided, t a year"),
    "opex_change": noted("more operating cost a year"),
    "payback": noted("payback (compared only)"),
    "lifetime": noted("years it lasts"),
    "earliest": noted("first year in which it may start"),
    "start_year": noted("the one year in which it must start"),
    "status": noted("where it stands"),
    "confidence": noted("how well known"),
    "owner": noted("who is responsible"),
    "effort": noted("effort points"),
    "group": noted("group of exclusive alternatives"),
    "resource": noted("which resource the row's quantity is of"),
    "unit": noted("the unit of the row's quantity"),
    "currency": noted("in what money the row's figures are"),
    "notes": noted("kept as text"),
    "ignore": noted("not read"),
}
"""What each field is, as people choose it."""
FIGURES = ("capex", "money", "quantity", "co2", "opex_change", "payback", "lifetime", "effort")
MONEY = ("capex", "money", "opex_change")
PER_YEAR = ("money", "quantity", "co2", "opex_change")
MANY = ("notes", "ignore", "number")
"""Fields that several columns may have."""
Code = Annotated[str, Field(pattern="^[A-Z]{3}$")]
NO_ANSWER = "leave out"
FIRST_YEAR, LAST_YEAR = 1990, 2100
ABOVE = "above"
"""In place of a name: the row is part of the measure above it."""


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


class Column(Value):
    """One column: what it is, and in what its figures are. Empty is not known yet, and is asked."""

    header: str
    field: FieldName | None = None
    stream: Id | None = None
    unit: str | None = None
    scale: Number | None = None
    per: Literal["year", "quarter", "month", "output"] | None = None
    """Of what time; or, in lists per tonne, for each unit made: `values.output` has how many the plant makes a year."""
    times: Number | None = Field(None, gt=0)
    """How often a year figures count that are of a day or an hour."""
    factor: Number | None = None
    currency: Code | None = None
    price_year: CalendarYear | None = None
    vat: Share | None = None
    decimal: Literal["comma", "point"] | None = None
    rows: Literal["sum", "once"] | None = None
    """In measures of several rows: whether each row's figure is a part, or each states the whole."""

    @property
    def key(self) -> str:
        """What it holds: its field, of quantities and money with the stream that they are of."""
        return f"{self.field}:{self.stream}" if self.stream and self.field in {"quantity", "money"} else str(self.field)

    @property
    def resource_by_row(self) -> bool:
        """Whether each row of a column of quantities names its own resource."""
        return self.field == "quantity" and self.stream is None

    @property
    def currency_by_row(self) -> bool:
        """Whether each row of a column of money states its own currency, where there is a column for that."""
        return self.field in MONEY and self.currency is None


class StreamTerms(Value):
    """What is taken for a stream: its unit, price and CO2, each with where it is from."""

    name: str | None = None
    name_uk: str | None = None
    kind: StreamKind | None = None
    unit: str | None = None
    price: Number | None = None
    price_source: str | None = None
    escalation: Growth | None = None
    kwh_per_unit: Amount | None = None
    kg_co2e: Number | None = None
    scope: Literal[1, 2, 3] | None = None
    co2_source: str | None = None
    co2_year: Whole | None = None


class Rate(Value):
    """What one unit of money of one year is in another, with the day and the source of the figure."""

    rate: Number = Field(gt=0)
    date: Annotated[str, AfterValidator(_iso)]
    source: str = Field(min_length=1)


class Heading(Value):
    """What the new case is called, and the money it is in."""

    name: str | None = None
    name_uk: str | None = None
    currency: Code | None = None
    base_year: CalendarYear | None = None


class Defaults(Value):
    """What holds where the register says nothing."""

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
    """What several columns of one thing are: parts that add up ("sum"), or the heading of the one that counts."""


class Mapping(Value):
    """Everything that had to be known to read a register."""

    file: str = ""
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    header_row: Whole | None = None
    header_rows: Whole | None = None
    case: Heading = Heading()
    defaults: Defaults = Defaults()
    columns: dict[str, Column] = Field({})
    streams: dict[Id, StreamTerms] = Field({})
    rates: dict[Annotated[str, AfterValidator(_level)], Rate] = Field({})
    values: Annotated[Words, AfterValidator(_lives)] = Field({})
    rows: dict[Annotated[str, Field(pattern=r"^[1-9]\d*$")], dict[str, str]] = Field({})


def terms_of(mapping: Mapping, stream: str) -> StreamTerms:
    """What is taken for a stream: as the mapping says, else as this package ships it."""
    own = mapping.streams.get(stream, StreamTerms())
    shipped = table("streams").get(stream, {})
    return StreamTerms.model_validate({**shipped, **own.model_dump(exclude_none=True)})


def mapping_of(given: dict[str, Any], file: str = "mapping") -> Mapping:
    """A mapping from plain values; `InvalidInput` with everything wrong in them."""
    try:
        return Mapping.model_validate(given)
    except ValidationError as error:
        raise InvalidInput(problems_of(error, file, given, Mapping)) from None


def read_mapping(path: Path) -> Mapping:
    """The mapping in a TOML file."""
    given, problems = read_toml(path)
    if problems:
        raise InvalidInput(problems)
    return mapping_of(given, path.name)


_ABOUT = {
    "case": noted("The new case. base_year is year 0, the year of the decision; money is in `currency` of that year."),
    "defaults": noted("What holds where the register says nothing."),
    "streams": noted(
        "What one unit of a stream is worth and causes; what is left out is taken as shipped with the program."
    ),
    "rates": noted("Money of one year in money of another: rate, the day it is of, its source."),
    "values": noted("What the register's words mean."),
    "rows": noted(
        'Rows, by number: figures to take instead, in the column\'s unit; or use = "leave out" or "measure".'
    ),
}
_COLUMNS = noted("""\
# Columns by their letter; the header finds a column again if it has moved.
# field: what it is (ignore: not read; notes: kept as text). unit, scale, per: in what its figures are ("тис. м³/рік" is
# unit m3, scale 1000, per year). times: how often a year figures of a day count. factor: stream's units in one of the
# column's. currency (without one, the row's), price_year, vat (0.2 where figures include 20 %). decimal: the decimal
# sign, comma or point. rows: in measures of several rows, whether figures are parts (sum) or each states the whole
# (once).""")


def written(mapping: Mapping, open_questions: tuple[str, ...] = ()) -> str:
    """The mapping as the text of a TOML file; questions without an answer stand above it as comments."""
    given = mapping.model_dump(exclude_none=True, exclude_defaults=True)
    head = {key: value for key, value in given.items() if not isinstance(value, dict)}
    lines = ["# " + tr("How a register is read into a case: cpee import register FILE --mapping THIS --out FOLDER")]
    if open_questions:
        lines += ["#", "# " + tr("Not answered yet; write each as a key of the table it names:")]
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
