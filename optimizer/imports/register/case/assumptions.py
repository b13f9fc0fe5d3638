"""What was assumed when a register was read, in sentences for the case and the import result."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from optimizer.decimals import ZERO, plain
from optimizer.imports.register.mapping import AMOUNTS, MONEY, NO_ANSWER, OF_BASELINE, PER_YEAR, SUM, YEARLY
from optimizer.imports.register.measures.conversions import REFERENCE_TONNE, unit_factor, vat_in
from optimizer.imports.register.measures.currencies import in_each_currency
from optimizer.imports.register.measures.lifetimes import UNSOURCED, kinds_of, lifetime_of, lifetime_text
from optimizer.imports.register.measures.money import rate_chain
from optimizer.imports.register.words.ids import id_from
from optimizer.imports.register.words.streams import terms_of
from optimizer.imports.register.words.units import UKRAINIAN_LETTERS
from optimizer.locales import language, noted, spelled, tr, trn
from optimizer.locales.units import unit_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Mapping as Table

    from optimizer.imports.register.mapping import MappedColumn, Mapping
    from optimizer.imports.register.measures.stated_measures import StatedMeasure

_RUSSIAN = re.compile("[ыэёъ]", re.IGNORECASE)
PER = {
    "year": noted("Figures whose headings name no period are per year."),
    "quarter": noted("Figures whose headings name no period are per quarter."),
    "month": noted("Figures whose headings name no period are per month."),
}

BASELINE = {
    "sum": noted("The baseline of a stream is the sum of its consumption before the measures."),
    "largest": noted("The baseline of a stream is the largest consumption stated before a measure."),
    "none": noted("Consumption before the measures is no baseline of its stream."),
}


def assumptions_of(mapping: Mapping, streams: list[str], measures: Sequence[StatedMeasure]) -> Iterator[str]:
    """Return every assumption as a sentence."""
    for stream in streams:
        yield from _about_stream(stream, mapping)
    yield from _about_money(mapping, measures)
    yield from _about_columns(mapping)
    lives = Counter(
        lifetime_of(kinds_of(measure), mapping) for measure in measures if "lifetime" not in measure.figures
    )
    for life, count in lives.items():
        years = lifetime_text(life, mapping)
        yield trn("Lifetime of {count} measure: {years}.", "Lifetime of {count} measures: {years}.", count, years=years)
    if any(c.per is None and c.times is None for c in mapping.columns.values() if c.field in PER_YEAR):
        yield tr(PER.get(mapping.defaults.per or "year", PER["year"]))
    if any(measure.consumption for measure in measures) and mapping.defaults.baseline is not None:
        yield tr(BASELINE[mapping.defaults.baseline])
    if any(measure.figures.get("grant") for measure in measures):
        yield tr("Grants are money received once, in the first year of a measure's effect.")
    if mapping.defaults.co2 == "direct":
        yield tr("CO2 is recorded as stated, in scope 1 and without factors, so that nothing is counted twice.")
    if any(names_of(measure.texts)[0] == names_of(measure.texts)[1] for measure in measures):
        yield tr("Names are not translated: the register's names are also used as English names.")


def _about_money(mapping: Mapping, measures: Sequence[StatedMeasure]) -> Iterator[str]:
    used: dict[str, str] = {}
    for column in mapping.columns.values():
        if column.field in MONEY:
            for one in in_each_currency(column, (code for measure in measures for code in measure.currencies)):
                used |= dict(_conversion(one, mapping))
            if vat_in(column, mapping):
                vat = spelled(plain(vat_in(column, mapping) * 100))
                yield tr('VAT of {vat} % was removed from "{header}".', header=column.header, vat=vat)
    yield from used.values()


def _about_columns(mapping: Mapping) -> Iterator[str]:
    for column in mapping.columns.values():
        if column.times is not None:
            times = spelled(plain(column.times))
            yield tr('"{header}" was multiplied by {times} to get yearly figures.', header=column.header, times=times)
    for column in mapping.columns.values():
        if column.field not in {"ignore", "price", None}:
            yield from _about_units(column)
    if mapping.defaults.several.get("capex") == YEARLY and mapping.defaults.sunk == NO_ANSWER:
        yield tr("Payments before the base year are left out: they are already made.")
    for key, how in mapping.defaults.several.items():
        headers = [column.header for column in mapping.columns.values() if column.key == key]
        if how == SUM and len(headers) > 1:
            yield tr("Added up, with empty cells as 0: {headers}.", headers="; ".join(headers))
    per_output = any(column.per == "output" for column in mapping.columns.values())
    for word, output in mapping.values.get("output", {}).items() if per_output else ():
        text = 'Figures in "{word}" are per unit of output; the plant produces {output} a year.'
        yield tr(text, word=word, output=spelled(output))


def _about_units(column: MappedColumn) -> Iterator[str]:
    """Yield by how many units a column's figures were multiplied."""
    match column.each:
        case None | "total":
            return
        case "ask":
            yield tr('"{header}" was multiplied by the number of units given for each row.', header=column.header)
        case _:
            yield tr('"{header}" was multiplied by {times}.', header=column.header, times=column.each)


def _about_stream(stream: str, mapping: Mapping) -> Iterator[str]:
    terms = terms_of(mapping, stream)
    own = terms.name_uk if language() == "uk" else terms.name
    told = {
        "name": own or terms.name or called(stream, mapping) or stream,
        "unit": unit_text(terms.unit or ""),
        "price": spelled(plain(terms.price or ZERO)),
        "currency": unit_text(mapping.case.currency or ""),
        "year": mapping.case.base_year,
        "source": terms.price_source or tr(UNSOURCED),
    }
    yield tr("{name}: {price} {currency} of {year} per {unit} ({source}).", **told)
    if terms.kg_co2e is not None and mapping.defaults.co2 != "direct":
        told |= {"kg": spelled(plain(terms.kg_co2e)), "source": terms.co2_source or tr(UNSOURCED)}
        yield tr("{name}: {kg} kg CO2e per {unit} ({source}).", **told)
    if terms.kg_co2e is None and mapping.defaults.co2 != "direct":
        yield tr("{name}: no emission factor is known, so saving it avoids no CO2 in this case.", **told)
    yield from _about_factors(stream, str(told["unit"]), mapping)


def _about_factors(stream: str, unit: str, mapping: Mapping) -> Iterator[str]:
    """Yield the unit conversions that were assumed for streams."""
    for key, factor in mapping.values.get("factor", {}).items():
        other, _, of = key.rpartition(" of ")
        if of == stream:
            figures = {"other": unit_text(other), "factor": spelled(factor)}
            yield tr("One {other} is {factor} {unit} of {stream}.", unit=unit, stream=stream, **figures)
    for column in mapping.columns.values():
        if column.is_share and column.stream == stream:
            base = tr("the plant's yearly use") if column.share_of == OF_BASELINE else column.share_of
            yield tr('"{header}" is in per cent of this: {base}.', header=column.header, base=base)
            continue
        given = unit_factor(column, mapping) if column.unit == REFERENCE_TONNE else column.factor
        if column.field in AMOUNTS and column.stream == stream and given is not None:
            text = '"{header}": one {other} is {factor} {unit} of {stream}.'
            figures = {"other": unit_text(column.unit or ""), "factor": spelled(plain(given))}
            yield tr(text, header=column.header, unit=unit, stream=stream, **figures)


def _conversion(column: MappedColumn, mapping: Mapping) -> Iterator[tuple[str, str]]:
    year = column.price_year or mapping.defaults.price_year.get(column.currency or "")
    start, target = f"{column.currency} {year}", f"{mapping.case.currency} {mapping.case.base_year}"
    for key, rate in rate_chain(mapping, start, target) or ():
        source, _, into = key.partition(" > ")
        told = f"1 {_money(source)} = {spelled(plain(rate.rate))} {_money(into)} ({rate.source}, {rate.date})."
        yield key, told


def _money(level: str) -> str:
    """Return a currency and price year as people write them."""
    currency, _, year = level.partition(" ")
    return f"{unit_text(currency)} {year}"


def names_of(texts: Table[str, str]) -> tuple[str, str]:
    """Return the English and Ukrainian names; a single Ukrainian name is used for both, any other for English only."""
    name, english = texts.get("name", ""), texts.get("name_en", "")
    cyrillic = bool(re.search("[а-яіїєґ]", name, re.IGNORECASE))
    russian = bool(_RUSSIAN.search(name)) and not UKRAINIAN_LETTERS & set(name.casefold())
    return english or name, name if cyrillic and not russian else ""


def called(stream: str, mapping: Mapping) -> str:
    """Return the register's own word for a stream that this package has no name for."""
    words = mapping.values.get("resource", {})
    return next((word for word, meant in words.items() if stream in {meant, id_from(meant)}), "")
