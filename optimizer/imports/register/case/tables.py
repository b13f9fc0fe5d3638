"""Measures of a register → the tables of a case, with assumptions in the notes, the case and the result.

    stated saving = Σ quantity · price  +  other_benefit        (− opex_change, if the saving is net of it)

so that a measure's payback on its own equals the register's, whatever price single rows used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.decimals import EXACT, ONE, ZERO, Decimal, exact, plain
from optimizer.imports.register.case.assumptions import assumptions_of, called, names_of
from optimizer.imports.register.measures.lifetimes import kinds_of, lifetime_of, lifetime_text
from optimizer.imports.register.measures.reading import ROUNDED
from optimizer.imports.register.words.cells import listed_rows
from optimizer.imports.register.words.ids import ids_of
from optimizer.imports.register.words.streams import terms_of
from optimizer.imports.register.words.vocabulary import exactly
from optimizer.locales import tr
from optimizer.spelling import amount

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Mapping as Table

    from optimizer.imports.register.mapping import Mapping
    from optimizer.imports.register.measures.stated_measures import StatedMeasure

Row = dict[str, object]
SAME_SHARE, SAME = Decimal("0.01"), Decimal(1)
SHARE_DIGITS = 9
KEPT = ("site", "process", "practice", "group", "owner")
CO2E: Row = {"pollutant": "co2e", "name": "Greenhouse gases", "name_uk": "Парникові гази", "tax": ZERO}


@dataclass(frozen=True)
class CaseTables:
    """A case before it is written, with everything that was assumed."""

    head: dict[str, Any]
    tables: dict[str, list[Row]]
    assumptions: tuple[str, ...]


@exact
def build(mapping: Mapping, measures: Sequence[StatedMeasure]) -> CaseTables:
    """Return the tables of a register without open questions."""
    ids = ids_of((one.texts.get("id", ""), one.texts.get("name", "")) for one in measures)
    named = list(zip(ids, measures, strict=True))
    effects = [row for name, measure in named for row in _effects(name, measure, mapping)]
    streams = list(dict.fromkeys(stream for measure in measures for stream in measure.quantities))
    prices = {stream: terms_of(mapping, stream).price or ZERO for stream in streams}
    direct = mapping.defaults.co2 == "direct"
    factors = [] if direct else [row for stream in streams if (row := _factor(stream, mapping))]
    emits = factors or any("pollutant" in row for row in effects)
    tables: dict[str, list[Row]] = {
        "streams": [_stream(stream, mapping, _baseline(stream, mapping, measures)) for stream in streams],
        "pollutants": [dict(CO2E)] if emits else [],
        "factors": factors,
        "measures": [_measure(name, measure, mapping, prices) for name, measure in named],
        "effects": effects,
    }
    assumptions = tuple(assumptions_of(mapping, streams, measures))
    return CaseTables(_head(mapping, assumptions), tables, assumptions)


def _head(mapping: Mapping, assumptions: tuple[str, ...]) -> dict[str, Any]:
    case = mapping.case
    head: dict[str, Any] = {"name": case.name, "currency": case.currency, "base_year": case.base_year}
    if case.name_uk:
        head["name_uk"] = case.name_uk
    return {**head, "company": {"source": mapping.source, "assumptions": list(assumptions)}}


def _measure(name: str, measure: StatedMeasure, mapping: Mapping, prices: Table[str, Decimal]) -> Row:
    texts, figures = measure.texts, measure.figures
    english, ukrainian = names_of(texts)
    other, note = _other_benefit(measure, mapping, prices)
    year = texts.get("start_year")
    row: Row = {
        "measure": name,
        "name": english,
        "name_uk": ukrainian,
        **{column: texts.get(column, "") for column in KEPT},
        "capex": figures.get("capex", ZERO),
        "spend": spend_of(measure),
        "opex_change": figures.get("opex_change", ZERO),
        "other_benefit": other,
        "one_off": figures.get("grant", ZERO),
        "lifetime": figures.get("lifetime", lifetime_of(kinds_of(measure), mapping) or mapping.defaults.lifetime),
        "earliest": texts.get("earliest", year),
        "latest": year,
        "effort": figures.get("effort", ZERO),
        "confidence": _word("confidence", texts, mapping) or "",
        "status": _word("status", texts, mapping) or "proposed",
        "notes": " ".join((*_sentences(measure.notes), *_origin(measure, mapping), *note)),
    }
    sheet = measure.row.sheet if measure.row.named else ""
    for field, said in ((mapping.defaults.sections, measure.section), (mapping.defaults.sheet_names, sheet)):
        if field in {"site", "process"}:
            row[field] = row[field] or said
    return row


def spend_of(measure: StatedMeasure) -> str | None:
    """Return the shares of the investment in the years from its first payment; None if the register states no years."""
    payments = measure.payments
    if len(payments) < 2:  # noqa: PLR2004 - a single payment is the default
        return None
    whole, first, last = sum(payments.values(), ZERO), min(payments), max(payments)
    shares = [round(EXACT.divide(payments.get(year, ZERO), whole), SHARE_DIGITS) for year in range(first, last)]
    return ";".join(map(plain, (*shares, ONE - sum(shares, ZERO))))


def _sentences(notes: Sequence[str]) -> Iterator[str]:
    return (note if note.endswith((".", "!", "?")) else f"{note}." for note in notes)


def _word(column: str, texts: Table[str, str], mapping: Mapping) -> str | None:
    word = texts.get(column, "")
    given = mapping.values.get(column, {})  # type: ignore[call-overload]
    found: str | None = given.get(word) or exactly(column, word)
    return found


def _origin(measure: StatedMeasure, mapping: Mapping) -> Iterator[str]:
    if len(measure.rows) > 1:
        yield tr("Rows {rows} of {file}.", rows=listed_rows(measure.rows), file=mapping.file)
    else:
        yield tr("Row {row} of {file}.", row=measure.row, file=mapping.file)
    if "lifetime" not in measure.figures:
        yield tr("Lifetime assumed: {years}.", years=lifetime_text(lifetime_of(kinds_of(measure), mapping), mapping))
    if "capex" not in measure.figures:
        yield tr("No investment is stated; it is taken as 0.")
    if measure.payments:
        payments = "; ".join(f"{year}: {_amount(paid, mapping)}" for year, paid in measure.payments.items())
        yield tr("Payments in the register: {payments}.", payments=payments)


def _other_benefit(measure: StatedMeasure, mapping: Mapping, prices: Table[str, Decimal]) -> tuple[Decimal, list[str]]:
    """Return the stated money beyond quantities at the streams' prices, and a sentence about it."""
    if measure.money is None:
        return ZERO, []
    priced = measure.quantities if "money" in measure.figures else _with_money(measure)
    worth = sum((quantity * prices[stream] for stream, quantity in priced.items()), ZERO)
    money = measure.money + (
        measure.figures.get("opex_change", ZERO) if mapping.defaults.saving_is_net == "yes" else ZERO
    )
    beyond = ROUNDED.plus(money - worth)
    if not measure.quantities:
        note = tr("Saving of {money} a year stated without a quantity.", money=_amount(money, mapping))
        return money, [note] if money else []
    if abs(beyond) <= max(SAME_SHARE * abs(money), SAME):
        return ZERO, []
    amounts = {"stated": _amount(money, mapping), "more": _amount(beyond, mapping)}
    return beyond, [
        tr("The register states a saving of {stated} a year; that is {more} more than quantities at prices.", **amounts)
    ]


def _with_money(measure: StatedMeasure) -> dict[str, Decimal]:
    """Return the quantities covered by the stated money; if money is stated by stream, only those streams."""
    return {stream: quantity for stream, quantity in measure.quantities.items() if stream in measure.stream_money}


def _amount(money: Decimal, mapping: Mapping) -> str:
    return amount(money, mapping.case.currency or "", decimals=0)


def _effects(name: str, measure: StatedMeasure, mapping: Mapping) -> Iterator[Row]:
    for stream, quantity in measure.quantities.items():
        if quantity:
            yield {"measure": name, "stream": stream, "quantity": quantity}
    if mapping.defaults.co2 == "direct" and measure.figures.get("co2"):
        yield {"measure": name, "pollutant": "co2e", "quantity": measure.figures["co2"]}


def _baseline(stream: str, mapping: Mapping, measures: Sequence[StatedMeasure]) -> Decimal | None:
    """Return a stream's consumption before the measures, as the answers say; None if it isn't known."""
    if (given := terms_of(mapping, stream).baseline) is not None:
        return given
    before = [one.consumption[stream] for one in measures if stream in one.consumption]
    match mapping.defaults.baseline if before else None:
        case "sum":
            return sum(before, ZERO)
        case "largest":
            return max(before)
        case "none" | None:
            return None


def _stream(stream: str, mapping: Mapping, baseline: Decimal | None) -> Row:
    terms = terms_of(mapping, stream)
    columns = ("name", "name_uk", "kind", "unit", "price", "escalation", "kwh_per_unit", "as_of")
    row: Row = {"stream": stream, **{column: getattr(terms, column) for column in columns}}
    row |= {"source": terms.price_source, "baseline": baseline}
    return row if terms.name else {**row, "name": called(stream, mapping), "name_uk": called(stream, mapping)}


def _factor(stream: str, mapping: Mapping) -> Row | None:
    terms = terms_of(mapping, stream)
    if terms.kg_co2e is None:
        return None
    source = terms.co2_source or tr("given at import")
    row: Row = {"stream": stream, "pollutant": "co2e", "kg_per_unit": terms.kg_co2e, "scope": terms.scope or 1}
    return {**row, "trend": terms.trend, "source": source, "year": terms.co2_year}


def calculated_co2(measure: StatedMeasure, factors: Table[str, Decimal | None]) -> Decimal | None:
    """Return tonnes by the streams' factors in kg per unit; None if a stream has no factor."""
    own = {stream: factors[stream] for stream in measure.quantities}
    if not own or None in own.values():
        return None
    kg = sum((quantity * (own[stream] or ZERO) for stream, quantity in measure.quantities.items()), ZERO)
    return EXACT.divide(kg, Decimal(1000))
