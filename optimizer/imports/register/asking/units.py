"""Decimal separators, units and periods of figures: once per column, what its heading leaves open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.decimals import sign_in
from optimizer.errors import SpelledFigure, UnitName
from optimizer.imports.register.asking.column_question import column_question
from optimizer.imports.register.asking.currencies import SCALES, ask_money
from optimizer.imports.register.mapping import (
    AMOUNTS,
    FIGURES,
    MONEY,
    PER_YEAR,
    PERIOD_LABELS,
    Choice,
    MappedColumn,
    RegisterQuestion,
)
from optimizer.imports.register.measures.conversions import likely_factor, unit_factor
from optimizer.imports.register.measures.register import SAMPLES
from optimizer.imports.register.measures.shown import unit_in_formats
from optimizer.imports.register.words.figures import style_of
from optimizer.imports.register.words.figures_with_units import without_unit
from optimizer.imports.register.words.streams import terms_of
from optimizer.imports.register.words.units import PERIODS, dimension_of
from optimizer.imports.register.words.vocabulary import find, table, tokens
from optimizer.locales import noted
from optimizer.locales.terms import term_text
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.imports.register.measures.register import Register

KINDS = ("energy", "water", "wastewater", "material", "toxic_material", "waste", "other")
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


def settle_decimals(register: Register) -> Register:
    """Decide the decimal separator of each column whose cells leave no doubt."""
    columns = dict(register.columns)
    for at, column in register.columns.items():
        style, _ = style_of(map(without_unit, register.texts(at))) if _has_open_decimal(column) else (None, ())
        if style is not None:
            columns[at] = column.model_copy(update={"decimal": style})
    return replace(register, columns=columns)


def _has_open_decimal(column: MappedColumn) -> bool:
    return column.field in FIGURES and column.decimal is None


def ask_units(register: Register) -> Iterator[RegisterQuestion]:
    """Ask for the unit of each column's figures."""
    for at, column in register.columns.items():
        if _has_open_decimal(column):
            yield from _ask_decimal(register, at, column)
        if column.field in MONEY:
            yield from ask_money(register, at, column)
        if column.field in AMOUNTS and not column.resource_by_row:
            yield from _ask_unit(register, at, column)
        if column.field == "co2" and dimension_of(column.unit or "") != "mass":
            text, values = 'In which unit is "{header}"?', {"header": column.header}
            yield column_question(register, at, "unit", text, values, MASSES)


def ask_periods(register: Register) -> Iterator[RegisterQuestion]:
    """Ask how many periods a year has for short periods, and which period all unlabelled figures cover."""
    yearly: list[str] = []
    for at, column in register.columns.items():
        if column.field in PER_YEAR and column.per is None and column.times is None and not column.is_share:
            if (per := _per(register, at)) in SHORT:
                values = {"header": column.header}
                yield column_question(register, at, "times", SHORT[per], values, (), OFTEN.get(per, ""), free=True)
            else:
                yearly.append(column.header)
    if yearly and register.mapping.defaults.per is None:
        choices = tuple(Choice(per, PERIOD_LABELS[per]) for per in PERIODS)
        text = "Which period do the figures cover in columns whose headings don't say ({headers})?"
        yield RegisterQuestion("defaults.per", text, {"headers": "; ".join(yearly)}, choices, "year")


def _per(register: Register, at: int) -> str:
    """Return the period that a heading names."""
    unit = register.header.columns[at].unit if at in register.header.columns else None
    if unit is not None and unit.per:
        return unit.per
    hit = find("short", tokens(register.columns[at].header))
    return hit[0] if hit else ""


def _ask_decimal(register: Register, at: int, column: MappedColumn) -> Iterator[RegisterQuestion]:
    _, unsure = style_of(map(without_unit, register.texts(at)))
    if not unsure:
        return
    one = unsure[0]
    comma, point = one.replace(".", "").replace(",", "."), one.replace(",", "")
    choices = (
        Choice("comma", "comma: {given} is {figure}", {"given": one, "figure": SpelledFigure(comma)}),
        Choice("point", "point: {given} is {figure}", {"given": one, "figure": SpelledFigure(point)}),
    )
    text = 'Which decimal separator is used in column {letter}, "{header}"?'
    values = {"letter": column_letter(at), "header": column.header}
    question = column_question(register, at, "decimal", text, values, choices, _usual_style(register))
    yield replace(question, samples=unsure[:SAMPLES])


def _usual_style(register: Register) -> str:
    """Return the decimal separator of the other columns: likely, but not certain."""
    known = {style for at in register.columns for cell in register.texts(at) if (style := sign_in(cell))}
    return known.pop() if len(known) == 1 else ""


def _ask_unit(register: Register, at: int, column: MappedColumn) -> Iterator[RegisterQuestion]:
    stream = column.stream or ""
    terms = terms_of(register.mapping, stream)
    if open_terms := ask_terms(register, stream, column.unit or ""):
        yield from open_terms
    elif column.unit_by_row or column.is_share:
        return  # asked row by row, if a row names none; or of what the share is
    elif not column.unit:
        text, values, likely = 'In which unit is "{header}"?', {"header": column.header}, unit_in_formats(register, at)
        yield column_question(register, at, "unit", text, values, unit_choices(terms.unit or ""), likely, free=True)
    elif unit_factor(column, register.mapping) is None:
        text = 'How many {unit} of {stream} is one {given} ("{header}")?'
        names = {"unit": UnitName(terms.unit or ""), "given": UnitName(column.unit)}
        likely = likely_factor(column.unit, stream, register.mapping)
        values = {**names, "stream": stream, "header": column.header}
        yield column_question(register, at, "factor", text, values, (), likely, free=True)


def ask_terms(register: Register, stream: str, unit: str) -> list[RegisterQuestion]:
    """Return the questions about a stream that isn't known to this package."""
    terms, found = terms_of(register.mapping, stream), []
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
    return tuple(Choice(f"{n} × {one}", s, {"unit": UnitName(one)}) for one in units for n, s in SCALES[:2])
