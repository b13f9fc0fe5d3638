"""Checks between the records of a case: IDs, references, effects, prerequisites, names of metrics.

Each check is one small function from a view of the case to the problems it finds; `CHECKS` holds them all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Any

from optimizer.checks.known import TABLE_OF, CheckedCase, file_of, in_full
from optimizer.decimals import ONE, ZERO, Decimal
from optimizer.errors import Phrase, Problem, closest
from optimizer.metrics import all_metrics
from optimizer.overlaps import combined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from optimizer.case import Effect, EndUse, Measure
    from optimizer.record import Record

REFERENCES = (
    ("factors", "stream", "stream"),
    ("factors", "pollutant", "pollutant"),
    ("end_uses", "stream", "stream"),
    ("effects", "measure", "measure"),
    ("effects", "stream", "stream"),
    ("effects", "pollutant", "pollutant"),
    ("effects", "end_use", "end_use"),
    ("interactions", "first", "measure"),
    ("interactions", "second", "measure"),
    ("interactions", "stream", "stream"),
    ("interactions", "pollutant", "pollutant"),
)
SCOPES = (1, 2, 3)
ROUNDING = Decimal("1e-9")


def _at(table: str, record: Record, column: str | None, text: str, **values: object) -> Problem:
    return Problem(file_of(table), text, record.row, column, values)


def _odd(table: str, record: Record, column: str | None, text: str, **values: object) -> Problem:
    return Problem(file_of(table), text, record.row, column, values, warning=True)


def unique_ids(view: CheckedCase) -> Iterator[Problem]:
    """Check that each ID names one record, including refused ones."""
    for kind, table in TABLE_OF.items():
        read = ((getattr(record, kind), record.row) for record in view.rows(table))
        rows: dict[str, list[int | None]] = defaultdict(list)
        for name, row in sorted(chain(read, view.unread.ids.get(kind, ())), key=lambda one: one[1] or 0):
            rows[name].append(row)
        for name, (first, *others) in rows.items():
            for row in others:
                yield _again(file_of(table), kind, row, first, name)


def _again(file: str, column: str, row: int | None, first: int | None, name: str) -> Problem:
    text = '"{name}" is already in row {row}: each row needs its own'
    if first is None:
        text = '"{name}" occurs twice: each needs its own'
    return Problem(file, text, row, column, {"name": name, "row": first})


def references(view: CheckedCase) -> Iterator[Problem]:
    """Check that everything that a record refers to exists."""
    for table, column, kind in REFERENCES:
        for record in view.rows(table):
            if (name := getattr(record, column)) is not None:
                yield from view.unknown(kind, name, file_of(table), column, record.row)
    for measure in view.case.measures:
        for name in measure.requires:
            yield from view.unknown("measure", name, "measures.csv", "requires", measure.row)


def _repeated(
    table: str, rows: Iterable[tuple[Any, Record]], column: str | None, text: str, alone: str
) -> Iterator[Problem]:
    """Yield a problem per row that repeats a key; `alone` is the text if rows have no numbers."""
    seen: dict[Any, Record] = {}
    for key, record in sorted(rows, key=lambda one: one[1].row or 0):
        if (first := seen.setdefault(key, record)) is not record:
            if first.row is None:
                yield _at(table, record, column, alone)
            else:
                yield _at(table, record, column, text, row=first.row)


def unique_factors(view: CheckedCase) -> Iterator[Problem]:
    """Check that there is one factor per stream, pollutant and scope."""
    rows = (((f.stream, f.pollutant, f.scope), f) for f in view.case.factors)
    text = "the factor of this stream, pollutant and scope is already in row {row}: keep one, with the sum"
    alone = "the factor of this stream, pollutant and scope is already in another row: keep one, with the sum"
    yield from _repeated("factors", rows, "stream", text, alone)


def unique_effects(view: CheckedCase) -> Iterator[Problem]:
    """Check that no effect is listed twice."""
    rows = (((e.measure, e.stream, e.pollutant, e.end_use, e.quantity, e.share), e) for e in view.case.effects)
    text = "this row is the same as row {row}: delete one, or give their sum"
    alone = "this row is the same as another row: delete one, or give their sum"
    yield from _repeated("effects", rows, None, text, alone)


def prerequisites(view: CheckedCase) -> Iterator[Problem]:
    """Check that no measure requires itself; measures may require each other, and then start together."""
    for measure in view.case.measures:
        if measure.measure in measure.requires:
            yield _at("measures", measure, "requires", "a measure can't require itself: delete it here")


def effect_rows(view: CheckedCase) -> Iterator[Problem]:
    """Check that an effect has one target and one size; a share only for an end use."""
    for effect in view.case.effects:
        given = [column for column in ("stream", "pollutant", "end_use") if getattr(effect, column) is not None]
        yield from _one_of("effects", effect, given, Phrase("stream, pollutant or end_use"))
        sizes = [column for column in ("quantity", "share") if getattr(effect, column) is not None]
        yield from _one_of("effects", effect, sizes, Phrase("quantity or share"))
        if sizes == ["share"] and given and "end_use" not in given:
            text = "a share refers to an end use's baseline: enter a quantity, or name the end use"
            yield _at("effects", effect, "share", text)


def _one_of(table: str, record: Record, given: list[str], names: Phrase) -> Iterator[Problem]:
    if not given:
        yield _at(table, record, names.text.replace(",", " ").split()[0], "is missing: fill in {names}", names=names)
    if len(given) > 1:
        text = "fill in only one of {names}: a row has one effect"
        yield _at(table, record, given[1], text, names=names)


def end_use_quantities(view: CheckedCase) -> Iterator[Problem]:
    """Check that a quantity on an end use is between 0 and its baseline."""
    for effect in view.case.effects:
        if effect.quantity is None or not view.known("end_use", effect.end_use):
            continue
        baseline = view.case.end_use[effect.end_use or ""].baseline
        if effect.quantity < ZERO:
            text = "an effect on an end use can't be negative: enter it for the stream, where additional use is allowed"
            yield _at("effects", effect, "quantity", text)
        elif effect.quantity > baseline:
            text = "{quantity} is more than the end use's baseline, {baseline}: no more can be saved than is used"
            numbers = {"quantity": in_full(effect.quantity), "baseline": in_full(baseline)}
            yield _at("effects", effect, "quantity", text, **numbers)


def measure_rows(view: CheckedCase) -> Iterator[Problem]:
    """Check that spending sums to 1, low is not above high, earliest not after latest."""
    for measure in view.case.measures:
        if (total := sum(measure.spend, ZERO)) != ONE:
            text = "the shares sum to {total}; they must sum to 1"
            yield _at("measures", measure, "spend", text, total=in_full(total))
        if (measure.avoided_cost == ZERO) is not (measure.avoided_year is None):
            column = "avoided_cost" if measure.avoided_cost == ZERO else "avoided_year"
            yield _at(
                "measures", measure, column, "avoided_cost and avoided_year belong together: fill in both or none"
            )
        if measure.low > measure.high:
            yield _at("measures", measure, "low", "low is above high: swap them")
        if measure.earliest is not None and measure.latest is not None and measure.earliest > measure.latest:
            text = "earliest ({earliest}) is after latest ({latest}): swap them"
            yield _at("measures", measure, "earliest", text, earliest=measure.earliest, latest=measure.latest)


def interaction_rows(view: CheckedCase) -> Iterator[Problem]:
    """Check that an interaction has two measures and one target."""
    for row in view.case.interactions:
        if row.first == row.second:
            yield _at("interactions", row, "second", "a measure can't interact with itself: name two measures")
        given = [column for column in ("stream", "pollutant") if getattr(row, column) is not None]
        yield from _one_of("interactions", row, given, Phrase("stream or pollutant"))


def tax_scopes(view: CheckedCase) -> Iterator[Problem]:
    """Check that scopes are 1, 2 and 3."""
    for pollutant in view.case.pollutants:
        if not set(pollutant.tax_scopes) <= set(SCOPES):
            yield _at("pollutants", pollutant, "tax_scopes", "scopes are 1, 2 and 3, separated by ;")


def metric_keys(view: CheckedCase) -> Iterator[Problem]:
    """Check that no two metrics have the same key."""
    case = view.case
    once = {"streams": tuple(case.stream.values()), "pollutants": tuple(case.pollutant.values())}
    counts = Counter(metric.key for metric in all_metrics(case.model_copy(update=once)))
    text = 'two metrics would have the name "{key}": choose another name'
    for table, record, column, key in _named(view):
        if counts[key] > 1:
            yield _at(table, record, column, text, key=key)


def _named(view: CheckedCase) -> Iterator[tuple[str, Record, str, str]]:
    """Yield the cells that give metrics their keys: file, record, column, key."""
    for stream in view.case.stream.values():
        yield "streams", stream, "stream", f"{stream.stream}_saved"
        if stream.sum_as:
            yield "streams", stream, "sum_as", f"{stream.sum_as}_saved"
    for pollutant in view.case.pollutant.values():
        yield "pollutants", pollutant, "pollutant", f"{pollutant.pollutant}_abated"


def sums_of_one_unit(view: CheckedCase) -> Iterator[Problem]:
    """Check that streams with the same total have the same unit."""
    first: dict[str, str] = {}
    for stream in sorted(view.case.streams, key=lambda s: s.row or 0):
        if stream.sum_as and first.setdefault(stream.sum_as, stream.unit) != stream.unit:
            text = 'adds {unit} to {other} under "{name}": give streams of different units different names'
            values = {"unit": stream.unit, "other": first[stream.sum_as], "name": stream.sum_as}
            yield _odd("streams", stream, "sum_as", text, **values)


def end_uses_within_streams(view: CheckedCase) -> Iterator[Problem]:
    """Check that the end uses of a stream don't exceed the stream."""
    used: dict[str, Decimal] = defaultdict(Decimal)
    for end_use in view.case.end_uses:
        used[end_use.stream] += end_use.baseline
    for stream in view.case.streams:
        if stream.baseline is not None and used[stream.stream] > stream.baseline:
            text = "its end uses sum to {used}, more than its baseline, {baseline}: check both"
            numbers = {"used": in_full(used[stream.stream]), "baseline": in_full(stream.baseline)}
            yield _odd("streams", stream, "baseline", text, **numbers)


def savings_within_streams(view: CheckedCase) -> Iterator[Problem]:
    """Check that no measure alone saves more of a stream than is used."""
    effects: dict[tuple[str, str], list[Effect]] = defaultdict(list)
    for effect in view.case.effects:
        end_use = view.case.end_use.get(effect.end_use or "")
        stream = end_use.stream if end_use is not None else effect.stream
        if stream is not None and view.known("stream", stream):
            effects[effect.measure, stream].append(effect)
    for (measure, stream), rows in effects.items():
        saved, baseline = _saved(view, rows), view.case.stream[stream].baseline
        if baseline is not None and saved > baseline * (ONE + ROUNDING):
            text = '"{measure}" alone saves {saved} of {stream}, more than its baseline, {baseline}: check both'
            names = {"measure": measure, "stream": stream}
            sizes = {"saved": in_full(round(saved, 3)), "baseline": in_full(baseline)}
            yield _odd("effects", rows[0], None, text, **names, **sizes)


def _saved(view: CheckedCase, rows: list[Effect]) -> Decimal:
    """Return what a measure saves of a stream in its first full year: quantities, and combined shares of end uses."""
    direct = sum((row.quantity for row in rows if row.quantity is not None and row.end_use is None), ZERO)
    shares: dict[str, list[Decimal]] = defaultdict(list)
    for row in rows:
        if row.end_use is not None and row.end_use in view.case.end_use:
            shares[row.end_use].append(_share(row, view.case.end_use[row.end_use]))
    return sum((view.case.end_use[name].baseline * combined(of, ONE) for name, of in shares.items()), direct)


def _share(row: Effect, end_use: EndUse) -> Decimal:
    if row.share is not None:
        return row.share
    return row.quantity / end_use.baseline if row.quantity and end_use.baseline else ZERO


def currency(view: CheckedCase) -> Iterator[Problem]:
    """Warn about an unknown currency."""
    from babel.numbers import list_currencies  # noqa: PLC0415 - takes a tenth of a second

    known: set[str] = list_currencies()
    if "currency" not in view.unread.whole and (code := view.case.currency) not in known:
        text, guess = 'unknown currency "{code}": amounts are rounded to two decimals', closest(code, known)
        yield Problem("case.toml", text, None, "currency", {"code": code}, warning=True, guess=guess)


def rows_there(view: CheckedCase) -> Iterator[Problem]:
    """Check that there are measures, and streams unless the measures are in money only."""
    if not view.case.measures and not view.unread.any_of("measure"):
        text = "has no rows, so there is nothing to choose from: enter each measure with its name, capex and lifetime"
        yield Problem("measures.csv", text, warning=True)
    if not view.case.streams and not view.unread.any_of("stream") and not _of_money(view):
        text = (
            "has no rows, and no measure has money or emissions of its own, so nothing can be saved: enter each "
            "resource with its kind, unit, price and baseline, then in effects what each measure saves of it"
        )
        yield Problem("streams.csv", text, warning=True)


def _of_money(view: CheckedCase) -> bool:
    """Return whether some measure may save money or emissions without any stream."""
    direct = any(effect.pollutant is not None for effect in view.case.effects)
    return direct or view.unread.any_of("measure") or any(map(_has_money, view.case.measures))


def _has_money(measure: Measure) -> bool:
    """Return whether a measure has money of its own besides saved streams."""
    return any(
        getattr(measure, column) for column in ("other_benefit", "opex_change", "one_off", "avoided_cost", "salvage")
    )


CHECKS: tuple[Callable[[CheckedCase], Iterable[Problem]], ...] = (
    currency,
    rows_there,
    unique_ids,
    references,
    unique_factors,
    unique_effects,
    prerequisites,
    effect_rows,
    end_use_quantities,
    measure_rows,
    interaction_rows,
    tax_scopes,
    metric_keys,
    sums_of_one_unit,
    end_uses_within_streams,
    savings_within_streams,
)
