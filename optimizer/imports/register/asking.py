"""Step 3: decimal separators, units, money and years: asks, once per column, what the headings leave open."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.decimals import ONE, plain, sign_in
from optimizer.errors import SpelledFigure, UnitName
from optimizer.imports.register.currencies import EURO, HRYVNIA, ask_currencies, currencies_of, in_each_currency
from optimizer.imports.register.figures import style_of
from optimizer.imports.register.mapping import FIGURES, MONEY, PER_YEAR, MappedColumn, terms_of
from optimizer.imports.register.measured import bare, parted
from optimizer.imports.register.money import ask_for_rates, levels
from optimizer.imports.register.questions import Choice, RegisterQuestion
from optimizer.imports.register.reading import SAMPLES
from optimizer.imports.register.resources import likely_factor, place_of, unit_factor
from optimizer.imports.register.units import PERIODS, dimension_of
from optimizer.imports.register.vocabulary import find, table, tokens
from optimizer.locales import noted
from optimizer.locales.terms import term_text
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from optimizer.imports.register.reading import RegisterReading


VAT = "0.2"
KINDS = ("energy", "water", "wastewater", "material", "toxic_material", "waste", "other")
MONEY_SCALES = (("1", "{unit}"), ("1000", noted("thousand {unit}")), ("1000000", noted("million {unit}")))
DECIMALS = {"comma": noted("comma"), "point": noted("point")}
PER = {
    "year": noted("per year"),
    "quarter": noted("per quarter"),
    "month": noted("per month"),
    "output": noted("per unit of output"),
}
SHORT = {
    "half": noted('Figures in "{header}" are per half-year: how many of these periods are there in a year?'),
    "quarter": noted('Figures in "{header}" are per quarter: how many of these periods are there in a year?'),
    "month": noted('Figures in "{header}" are per month: how many of these periods are there in a year?'),
    "day": noted('Figures in "{header}" are per day: how many such days are there in a year?'),
    "hour": noted('Figures in "{header}" are per hour: how many such hours are there in a year?'),
}
OFTEN = {"half": "2", "quarter": "4", "month": "12"}
MASSES = (
    Choice("1 × t", "t"),
    Choice("1 × kg", "kg"),
    Choice("1000 × t", "thousand {unit}", {"unit": UnitName("t")}),
)
PART = {
    "kind": noted('What kind of stream is "{stream}"?'),
    "unit": noted('In which unit is stream "{stream}" measured?'),
}


def ask_units(r: RegisterReading) -> None:
    """Ask for the unit of each column's figures."""
    for at, column in r.columns.items():
        if column.field in FIGURES:
            _ask_decimal(r, at, column)
        if column.field in MONEY:
            _ask_money(r, at, column)
        if column.field == "quantity" and not column.resource_by_row:
            _ask_unit(r, at, column)
        if column.field == "co2" and dimension_of(column.unit or "") != "mass":
            r.ask(r.about(at, "unit", 'In which unit is "{header}"?', {"header": column.header}, MASSES))
    _ask_times(r)


def _ask_times(r: RegisterReading) -> None:
    """Ask how many periods a year has for short periods, and which period all unlabelled figures cover."""
    yearly: list[str] = []
    for at, column in r.columns.items():
        if column.field in PER_YEAR and column.per is None and column.times is None:
            if (per := _per(r, at)) in SHORT:
                values = {"header": column.header}
                r.ask(r.about(at, "times", SHORT[per], values, (), OFTEN.get(per, ""), free=True))
            else:
                yearly.append(column.header)
    if yearly and r.mapping.defaults.per is None:
        choices = tuple(Choice(per, PER[per]) for per in PERIODS)
        text = "Which period do the figures cover in columns whose headings don't say ({headers})?"
        r.ask(RegisterQuestion("defaults.per", text, {"headers": "; ".join(yearly)}, choices, "year"))


def _per(r: RegisterReading, at: int) -> str:
    """Return the period that a heading names."""
    unit = r.header.columns[at].unit if at in r.header.columns else None
    if unit is not None and unit.per:
        return unit.per
    hit = find("short", tokens(r.columns[at].header))
    return hit[0] if hit else ""


def _ask_decimal(r: RegisterReading, at: int, column: MappedColumn) -> None:
    style, unsure = style_of(map(bare, r.cells(at)))
    if style is not None and column.decimal is None:
        r.columns[at] = column.model_copy(update={"decimal": style})
    elif unsure and column.decimal is None:
        one = unsure[0]
        comma, point = one.replace(".", "").replace(",", "."), one.replace(",", "")
        choices = (
            Choice("comma", "comma: {given} is {figure}", {"given": one, "figure": SpelledFigure(comma)}),
            Choice("point", "point: {given} is {figure}", {"given": one, "figure": SpelledFigure(point)}),
        )
        text = 'Which decimal separator is used in column {letter}, "{header}"?'
        values = {"letter": column_letter(at), "header": column.header}
        question = r.about(at, "decimal", text, values, choices, _usual_style(r))
        r.ask(replace(question, samples=unsure[:SAMPLES]))


def _usual_style(r: RegisterReading) -> str:
    """Return the decimal separator of the other columns: likely, but not certain."""
    known = {style for at in r.columns for cell in r.cells(at) if isinstance(cell, str) and (style := sign_in(cell))}
    return known.pop() if len(known) == 1 else ""


def _ask_money(r: RegisterReading, at: int, column: MappedColumn) -> None:
    if column.currency is None and place_of(r.columns, "currency") is not None:
        ask_scale(r, at, column)
        ask_currencies(r, at)
    elif column.currency is None:
        text, values = 'In which currency is "{header}"?', {"header": column.header}
        suggestion = _money_in_cells(r, at) or _usual_money(r)
        r.ask(r.about(at, "unit", text, values, _moneys(r), suggestion, free=True))
    if column.vat is None and _says_with_vat(r, at):
        text = 'Which VAT rate is included in "{header}" (0.2 for 20 %, 0 to leave the figures unchanged)?'
        r.ask(r.about(at, "vat", text, {"header": column.header}, (), VAT, free=True))


def _usual_money(r: RegisterReading) -> str:
    """Return the scale and currency of all other columns; "" if they differ."""
    usual = {(c.scale or ONE, c.currency) for c in r.columns.values() if c.field in MONEY and c.currency}
    return " × ".join(map(str, usual.pop())) if len(usual) == 1 else ""


def _moneys(r: RegisterReading) -> tuple[Choice, ...]:
    """Return the likely currencies, those of other columns first, in ones, thousands and millions."""
    codes = dict.fromkeys((*(c.currency for c in r.columns.values() if c.currency), "UAH", "EUR", "USD"))
    return tuple(
        Choice(f"{n} × {code}", scale, {"unit": UnitName(code)}) for code in codes for n, scale in MONEY_SCALES
    )


def ask_scale(r: RegisterReading, at: int, column: MappedColumn) -> None:
    """Ask for the scale of a heading such as "Savings, thousand units", whose unit or currency is in the rows."""
    scales = {word for part in table("units")["scale"].values() for word in part}
    if column.unit is None and column.scale is None and scales & set(tokens(column.header)):
        text = 'At which scale are the figures in "{header}"? (Their units are in the rows.)'
        choices = tuple(Choice(scale, label, {"unit": "×"}) for scale, label in MONEY_SCALES)
        r.ask(r.about(at, "scale", text, {"header": column.header}, choices))


def _money_in_cells(r: RegisterReading, at: int) -> str:
    """Return the scale and currency that all cells of a column state; "" if they differ or state none."""
    said = {parted(cell)[1] for cell in r.cells(at) if isinstance(cell, str)}
    unit = said.pop() if len(said) == 1 else None
    return f"{plain(unit.scale)} × {unit.symbol}" if unit is not None and unit.money else ""


def _says_with_vat(r: RegisterReading, at: int) -> bool:
    return at in r.header.columns and r.header.columns[at].vat == "with"


def _ask_unit(r: RegisterReading, at: int, column: MappedColumn) -> None:
    stream = column.stream or ""
    terms = terms_of(r.mapping, stream)
    if open_terms := ask_terms(r, stream, column.unit or ""):
        r.ask(*open_terms)
    elif not column.unit:
        text, values = 'In which unit is "{header}"?', {"header": column.header}
        r.ask(r.about(at, "unit", text, values, unit_choices(terms.unit or ""), free=True))
    elif unit_factor(column, r.mapping) is None:
        text = 'How many {unit} of {stream} is one {given} ("{header}")?'
        values = {
            "unit": UnitName(terms.unit or ""),
            "stream": stream,
            "given": UnitName(column.unit),
            "header": column.header,
        }
        likely = likely_factor(column.unit, stream, r.mapping)
        r.ask(r.about(at, "factor", text, values, (), likely, free=True))


def ask_terms(r: RegisterReading, stream: str, unit: str) -> list[RegisterQuestion]:
    """Return the questions about a stream that isn't known to this package."""
    terms, found = terms_of(r.mapping, stream), []
    for part in ("kind", "unit"):
        if getattr(terms, part) is None:
            kinds = tuple(Choice(kind, term_text(kind)) for kind in KINDS) if part == "kind" else ()
            suggestion = "" if kinds else unit
            key, values = f"streams.{stream}.{part}", {"stream": stream}
            found.append(RegisterQuestion(key, PART[part], values, kinds, suggestion, free=not kinds))
    return found


def unit_choices(unit: str) -> tuple[Choice, ...]:
    """Return the units of the same dimension, in ones and in thousands."""
    units = table("units").get(dimension_of(unit), {unit: {}})
    return tuple(Choice(f"{n} × {one}", s, {"unit": UnitName(one)}) for one in units for n, s in MONEY_SCALES[:2])


def ask_case(r: RegisterReading) -> None:
    """Ask for the case's name, currency and base year, and for the rates needed to convert to them."""
    case = r.mapping.case
    years = {column.price_year for column in r.columns.values() if column.price_year}
    if case.name is None:
        r.ask(RegisterQuestion("case.name", "What is the name of the case?", suggestion=r.path.stem, free=True))
    if case.currency is None:
        text = "Which currency should the case use?"
        r.ask(RegisterQuestion("case.currency", text, {}, (HRYVNIA, EURO), "UAH", free=True))
    if case.base_year is None:
        likely = max({dt.date.today().year, *years})  # noqa: DTZ011 - a suggestion
        text = "What is the base year (year 0, the year of the decision)?"
        r.ask(RegisterQuestion("case.base_year", text, suggestion=str(likely), free=True))
    codes = currencies_of(r.sorted.lines, r.columns, r.mapping)
    of_money = [column for column in r.columns.values() if column.field in MONEY]
    money = [one for column in of_money for one in in_each_currency(column, codes)]
    for currency in sorted({one.currency for one in money if one.currency and one.price_year is None}):
        if currency not in r.mapping.defaults.price_year:
            text, suggestion = (
                "Which year's prices are the amounts in {currency}?",
                str(min(years)) if len(years) == 1 else "",
            )
            values = {"currency": UnitName(currency)}
            r.ask(RegisterQuestion(f"defaults.price_year.{currency}", text, values, suggestion=suggestion, free=True))
    if not r.questions:
        pairs = [levels(column, r.mapping) for column in money]
        r.ask(*ask_for_rates(r.mapping, [start for start, _ in pairs], pairs[0][1] if pairs else ""))
