"""Step 5: measures in the case's money, prices of streams, and a check of stated paybacks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.checks.known import in_full
from optimizer.decimals import ZERO, Decimal, plain
from optimizer.errors import Problem, UnitName
from optimizer.imports.register.entries import StatedMeasure, read_entry
from optimizer.imports.register.lines import SkippedRow, listed
from optimizer.imports.register.mapping import terms_of
from optimizer.imports.register.prices import paybacks_off, shown_price
from optimizer.imports.register.questions import Choice, RegisterQuestion
from optimizer.imports.register.reading import SAMPLES
from optimizer.imports.register.stated import measures_of
from optimizer.locales import noted, tr

if TYPE_CHECKING:
    from optimizer.imports.register.prices import ImpliedPrice
    from optimizer.imports.register.reading import RegisterReading


def read(r: RegisterReading) -> None:
    """Collect the measures, except those left out; then ask about prices and paybacks."""
    entries, left_out = [], list(r.sorted.left_out)
    for lines in measures_of(r.sorted.lines):
        entry = read_entry(lines, r.columns, r.mapping)
        if reason := _why_left_out(r, entry):
            left_out.append(SkippedRow(entry.row, entry.texts.get("name", ""), reason))
        else:
            entries.append(entry)
    r.entries = tuple(entries)
    r.sorted = replace(r.sorted, left_out=tuple(sorted(left_out, key=lambda one: one.row)))
    streams = list(dict.fromkeys(stream for entry in r.entries for stream in entry.quantities))
    known = {stream: price for stream in streams if (price := _price_of(r, stream)) is not None}
    for stream in streams:
        _ask_price(r, stream, known)
    _check_paybacks(r)


def _why_left_out(r: RegisterReading, entry: StatedMeasure) -> str:
    """Return why a measure is left out, according to the answers; "" if it isn't."""
    if "capex" not in entry.figures and r.mapping.defaults.no_capex != "0":
        return noted("no investment is stated (empty means unknown, not zero)")
    saves = entry.money is not None or entry.quantities or "co2" in entry.figures
    return noted("no saving is stated") if not saves and r.mapping.defaults.no_saving != "keep" else ""


def _price_of(r: RegisterReading, stream: str) -> Decimal | None:
    """Take a stream's price from the answers, or from rows that save nothing else."""
    shown = shown_price(stream, r.entries)
    return terms_of(r.mapping, stream).price or (shown.price if shown else None)


def _ask_price(r: RegisterReading, stream: str, known: dict[str, Decimal]) -> None:
    terms, found = terms_of(r.mapping, stream), shown_price(stream, r.entries, known)
    if terms.price is not None:
        return
    text = (
        "What does 1 {unit} of {stream} cost (in {currency} of {year}, without VAT and fixed charges),"
        " and what is the source?"
    )
    case, unit = r.mapping.case, UnitName(terms.unit)
    values = {"unit": unit, "stream": stream, "currency": UnitName(case.currency or ""), "year": case.base_year}
    suggestion, samples = _suggested(found) if found is not None else ("", ())
    parts = ("price", "price_source")
    r.ask(RegisterQuestion(f"streams.{stream}", text, values, (), suggestion, samples, parts, free=True))


def _suggested(found: ImpliedPrice) -> tuple[str, tuple[str, ...]]:
    """Return the price implied by the register, with its source, and the range over single rows."""
    rows = listed(found.rows)
    source = tr("the register's money divided by quantity, rows {rows}", rows=rows)
    if found.beside:
        source = tr(
            "the register's money minus other streams at their prices, divided by quantity, rows {rows}", rows=rows
        )
    lowest, highest = in_full(found.lowest).told, in_full(found.highest).told
    differ = tr("rows {rows} show {lowest} to {highest}", rows=rows, lowest=lowest, highest=highest)
    return f"{plain(found.price)}; {source}", (differ,)


def _check_paybacks(r: RegisterReading) -> None:
    compared, off = paybacks_off(r.entries)
    for one in off:
        text = "states a payback of {stated} years, but its investment divided by its saving is {calculated}"
        values = {"stated": in_full(round(one.stated, 2)), "calculated": in_full(one.calculated or ZERO)}
        r.problems.append(Problem(r.place, text, one.row, None, values, warning=True))
    if 2 * len(off) > compared and r.mapping.defaults.accept_payback != "yes":
        text = (
            "{off} of {compared} stated paybacks differ from investment/saving: a unit or scale may be wrong. Continue?"
        )
        choices = (
            Choice("yes", "yes, the figures are right"),
            Choice("no", "no, check units and scales again"),
        )
        counts = {"off": len(off), "compared": compared}
        samples = tuple(
            tr("row {row}: {stated} stated, {calculated} calculated").format(
                row=one.row, stated=in_full(round(one.stated, 2)).told, calculated=in_full(one.calculated or ZERO).told
            )
            for one in off[:SAMPLES]
        )
        r.ask(RegisterQuestion("defaults.accept_payback", text, counts, choices, "", samples))
