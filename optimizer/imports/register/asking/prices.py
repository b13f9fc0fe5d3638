"""Measures in the case's money, and the prices of their streams."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.case import Stream
from optimizer.checks.known import in_full
from optimizer.checks.plant import told
from optimizer.decimals import ZERO, Decimal, plain
from optimizer.errors import UnitName
from optimizer.imports.odd_figures import unusual_price
from optimizer.imports.register.mapping import Defaults, RegisterQuestion, StreamTerms
from optimizer.imports.register.measures.prices import implied_price, stated_price
from optimizer.imports.register.measures.reading import MeasureReader
from optimizer.imports.register.measures.register import problem_in
from optimizer.imports.register.measures.rows import LeftOutRow, rows_by_measure
from optimizer.imports.register.measures.stated_measures import ReadMeasures, StatedMeasure
from optimizer.imports.register.words.cells import listed_rows
from optimizer.imports.register.words.streams import stream_name, terms_of
from optimizer.locales import noted, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.checks.reference import Range
    from optimizer.errors import Problem
    from optimizer.imports.register.mapping import Mapping
    from optimizer.imports.register.measures.prices import ImpliedPrice
    from optimizer.imports.register.measures.register import Register


FROM_COLUMN = noted("the register's own column of prices")
NEAR = Decimal("0.001")


def read_measures(register: Register) -> Register:
    """Collect the measures; those that the answers leave out become rows left out."""
    measures: list[StatedMeasure] = []
    left_out: list[LeftOutRow] = []
    reader = MeasureReader(register)
    for rows in rows_by_measure(register.rows):
        measure = reader.read(rows)
        if reason := _why_left_out(measure, register.mapping.defaults):
            left_out.append(LeftOutRow(measure.row, measure.texts.get("name", ""), reason))
        else:
            measures.append(measure)
    return _with_stated_prices(replace(register, read=ReadMeasures(tuple(measures), tuple(left_out))))


def _with_stated_prices(register: Register) -> Register:
    """Take the price of a stream from the register's own column if all rows agree and it is a usual one.

    A price that the mapping has from this column is taken anew: the next register may state another.
    """
    mapping = register.mapping
    streams = dict(mapping.streams)
    for stream in {one.stream for measure in register.read.measures for one in measure.prices if one.stream}:
        own, found = streams.get(stream, StreamTerms()), stated_price(stream, register.read.measures)
        if found is not None and (own.price is None or own.price_source == tr(FROM_COLUMN)):
            fits = found.agreed and found.price > 0 and _unusual(register, found) is None
            taken = {"price": found.price, "price_source": tr(FROM_COLUMN)} if fits else {}
            streams[stream] = own.model_copy(update={"price": None, "price_source": None, **taken})
    return replace(register, mapping=mapping.model_copy(update={"streams": streams}))


def find_other_prices(register: Register) -> Iterator[Problem]:
    """Report rows whose price is used for nothing, and prices of the register that are not those of the case."""
    measures = register.read.measures
    for one in (price for measure in measures for price in measure.prices if not price.stream):
        text = "states a price, but it is not clear of what: it is not used"
        yield problem_in(register, text, one.row, warning=True)
    for stream in dict.fromkeys(one.stream for measure in measures for one in measure.prices if one.stream):
        found, price = stated_price(stream, measures), terms_of(register.mapping, stream).price
        if found is None or price is None or max(abs(found.lowest - price), abs(found.highest - price)) <= NEAR * price:
            continue
        text = "the rows state prices of {stream} from {lowest} to {highest}, but the case has one, {price}"
        figures = {"lowest": found.lowest, "highest": found.highest, "price": price}
        values = {"stream": stream, **{name: in_full(figure) for name, figure in figures.items()}}
        yield problem_in(register, text, found.rows[0], None, values, warning=True)


def _why_left_out(measure: StatedMeasure, defaults: Defaults) -> str:
    """Return why a measure is left out, according to the answers; "" if it isn't."""
    if "capex" not in measure.figures and defaults.no_capex != "0":
        return noted("no investment is stated (empty means unknown, not zero)")
    cheaper = measure.figures.get("opex_change", ZERO) < 0
    saves = measure.money is not None or measure.quantities or "co2" in measure.figures or cheaper
    return noted("no saving is stated") if not saves and defaults.no_saving != "keep" else ""


def ask_prices(register: Register) -> Iterator[RegisterQuestion]:
    """Ask for the price of each stream; suggest the price that the register's own figures imply."""
    measures = register.read.measures
    streams = list(dict.fromkeys(stream for measure in measures for stream in measure.quantities))
    unpriced = [stream for stream in streams if terms_of(register.mapping, stream).price is None]
    prices = ((stream, _price_of(register, stream)) for stream in (streams if unpriced else ()))
    known = {stream: price for stream, price in prices if price is not None}
    for stream in unpriced:
        implied = stated_price(stream, measures) or implied_price(stream, measures, known)
        yield _which_price(register, stream, implied)


def _price_of(register: Register, stream: str) -> Decimal | None:
    """Take a stream's price from the answers, or from rows that save nothing else."""
    if price := terms_of(register.mapping, stream).price:
        return price
    implied = implied_price(stream, register.read.measures)
    return implied.price if implied else None


def _which_price(register: Register, stream: str, implied: ImpliedPrice | None) -> RegisterQuestion:
    text = (
        "What does 1 {unit} of {stream} cost (in {currency} of {year}, without VAT and fixed charges),"
        " and what is the source?"
    )
    case, unit = register.mapping.case, UnitName(terms_of(register.mapping, stream).unit or "")
    values = {"unit": unit, "stream": stream, "currency": UnitName(case.currency or ""), "year": case.base_year}
    suggestion, samples = _suggested(implied) if implied is not None else ("", ())
    usual = _unusual(register, implied) if implied is not None else None
    if usual is not None:
        low, high = told(usual.low).told, told(usual.high).told
        suggestion, samples = (
            "",
            (*samples, tr("usual: {low} to {high}; a unit or scale may be wrong", low=low, high=high)),
        )
    parts = ("price", "price_source")
    subject = f"{stream_name(stream)}, {UnitName(case.currency or '').told}/{unit.told}"
    return RegisterQuestion(
        f"streams.{stream}", text, values, (), suggestion, samples, parts, free=True, subject=subject
    )


def _unusual(register: Register, implied: ImpliedPrice) -> Range | None:
    """Return the usual range if the check would warn about the implied price."""
    return unusual_price(
        stream_of(register.mapping, implied.stream), implied.price, register.mapping.case.currency or ""
    )


def stream_of(mapping: Mapping, stream: str) -> Stream:
    """Return a stream as the case will state it, as far as its price depends on it."""
    terms = terms_of(mapping, stream)
    return Stream.model_construct(
        stream=stream, name=terms.name or "", name_uk=terms.name_uk or "", kind=terms.kind or "other",
        unit=terms.unit or "", kwh_per_unit=terms.kwh_per_unit,
    )  # fmt: skip


def _suggested(implied: ImpliedPrice) -> tuple[str, tuple[str, ...]]:
    """Return the price implied by the register, with its source, and the range over single rows."""
    rows = listed_rows(implied.rows)
    source = tr("the register's money divided by quantity, rows {rows}", rows=rows)
    if implied.stated:
        source = tr("the register's prices weighted by quantity, rows {rows}", rows=rows)
    elif implied.beside:
        source = tr(
            "the register's money minus other streams at their prices, divided by quantity, rows {rows}", rows=rows
        )
    lowest, highest = in_full(implied.lowest).told, in_full(implied.highest).told
    differ = tr("rows {rows} show {lowest} to {highest}", rows=rows, lowest=lowest, highest=highest)
    return f"{plain(implied.price)}; {source}", (differ,)
