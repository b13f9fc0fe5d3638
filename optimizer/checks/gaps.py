"""What a register doesn't state, so that it can't be checked, or a figure stands for less than it seems.

    missing = gaps(case, scenario)

A gap is neither an error nor an odd value: every figure may be right. The app lists gaps beside both, because "no
errors" says nothing of figures that nothing can be compared with. Each gap is at the cell or table where it is filled.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optimizer.checks.known import file_of
from optimizer.checks.plant import PlantInMoney, shown
from optimizer.checks.reference import carriers_in, carriers_of
from optimizer.decimals import ZERO, Decimal, exact
from optimizer.errors import Phrase, Problem
from optimizer.locales import noted
from optimizer.words import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from optimizer.case import Case, Effect, Measure, Stream
    from optimizer.record import Record
    from optimizer.scenario import Scenario

MANY = 4
"""With at least this many measures that simply add up, some of them most likely act on the same equipment."""
NOMINAL = Decimal("0.1")
"""A discount rate from here on includes inflation."""
MOST_NAMED = 3
COVERED = Decimal("0.2")
"""A running cost of at least this share of what a fuel switch saves can be the new fuel."""
BASIS = "price_basis"
"""The key of `[company]` that names the source of all prices."""
OWN_ENERGY = ("biogas", "steam")
"""Carriers that a plant makes itself, and so needs not buy."""
ELECTRIC = re.compile(
    r"heat pumps?\b|electric (boiler|heater|furnace|oven|truck|forklift|vehicle|car)"
    r"|теплов\w+ насос|електро(котел|котл|нагрів|навантаж|мобіл|піч|печ)|електричн\w+ (кот|піч|печ|нагрів|навантаж)"
)
"""Names of equipment that runs on power instead of a fuel."""


@exact
def gaps(case: Case, scenario: Scenario | None = None) -> list[Problem]:
    """Return the gaps of a valid case; those of price growth need a scenario."""
    plant = PlantInMoney(case)
    found = [gap for one in GAPS for gap in one(plant)]
    return found if scenario is None else [*found, *still_prices(plant, scenario)]


def baselines(plant: PlantInMoney) -> Iterator[Problem]:
    """Yield streams that are saved and whose use is not stated."""
    for stream in plant.case.streams:
        if stream.baseline is None and _savers(plant, stream):
            text = (
                'no baseline for "{stream}": nothing shows whether more is saved than is used, and bill and emissions'
                " before the plan are unknown"
            )
            yield _gap("streams", stream, "baseline", text, stream=_named([stream]))


def end_uses(plant: PlantInMoney) -> Iterator[Problem]:
    """Yield streams with many savings that simply add up."""
    for stream in plant.case.streams:
        savers = _savers(plant, stream)
        alternatives = {measure.group or measure.measure for measure in savers}
        used = any(use.stream == stream.stream for use in plant.case.end_uses)
        if len(alternatives) >= MANY and not used and not _interact(plant, savers):
            text = (
                '{count} measures save "{stream}", and their savings simply add up ({names}): where they act on the'
                " same equipment, state an end use"
            )
            values = {"count": len(savers), "stream": _named([stream]), "names": _named(savers)}
            yield Problem("end_uses.csv", text, None, None, shown(values), warning=True)


def _savers(plant: PlantInMoney, stream: Stream) -> list[Measure]:
    """Return the measures that save a stream outside of end uses."""
    return [
        measure
        for measure in plant.measures
        if any(row.stream == stream.stream and plant.quantity(row) > 0 for row in plant.rows[measure.measure])
    ]


def _interact(plant: PlantInMoney, savers: list[Measure]) -> bool:
    """Return whether somebody thought of overlaps between some of these measures."""
    names = {measure.measure for measure in savers}
    return any({row.first, row.second} <= names for row in plant.case.interactions)


def fuel_switches(plant: PlantInMoney) -> Iterator[Problem]:
    """Yield measures that are named for another fuel or heat pumps, save a fuel and buy no energy instead."""
    for measure in plant.measures:
        rows = [row for row in plant.rows[measure.measure] if _is_fuel(plant, row)]
        saved = [row for row in rows if plant.quantity(row) > 0]
        if not saved or _buys(plant, measure) or plant.loss(measure) >= COVERED * plant.gain(measure):
            continue
        stream = plant.case.stream[plant.stream_of(saved[0]) or ""]
        if _replaced(measure, stream):
            text = (
                '"{measure}" saves {stream}, and nothing is used instead of it: state an effect with a negative'
                " quantity on what replaces it"
            )
            values = {"measure": _named([measure]), "stream": _named([stream])}
            yield _gap("effects", saved[0], None, text, **values)


def _replaced(measure: Measure, stream: Stream) -> bool:
    """Return whether a measure is named for another carrier that is bought."""
    said = f"{measure.name}\n{measure.name_uk}"
    own = {*OWN_ENERGY, *(carrier.name for carrier in carriers_of(stream))}
    return bool(ELECTRIC.search(said.casefold())) or any(one.name not in own for one in carriers_in(said))


def _is_fuel(plant: PlantInMoney, row: Effect) -> bool:
    stream = plant.case.stream.get(plant.stream_of(row) or "")
    return stream is not None and stream.kind == "energy" and bool(carriers_of(stream))


def _buys(plant: PlantInMoney, measure: Measure) -> bool:
    """Return whether a measure uses more of some energy carrier."""
    used = [plant.stream_of(row) for row in plant.rows[measure.measure] if plant.quantity(row) < 0]
    return any(name is not None and plant.case.stream[name].kind == "energy" for name in used)


def sources(plant: PlantInMoney) -> Iterator[Problem]:
    """Yield prices and emission factors of which nobody says where they are from."""
    case = plant.case
    priced = [one for one in case.streams if one.price and not one.source]
    if priced and not case.company.get(BASIS):
        text = noted("prices without a source: {count} ({names})")
        yield _several("streams", "source", text, priced, _named(priced))
    bare = [one for one in case.factors if not one.source]
    if bare:
        names = [case.stream[name] for name in dict.fromkeys(one.stream for one in bare) if name in case.stream]
        text = noted("emission factors without a source: {count} ({names})")
        yield _several("factors", "source", text, bare, _named(names))


def still_prices(plant: PlantInMoney, scenario: Scenario) -> Iterator[Problem]:
    """Yield prices that never change under a discount rate that includes inflation."""
    saved = [one for one in plant.case.streams if one.price and _is_saved(plant, one)]
    still = [one for one in saved if not _grows(one, scenario)]
    if still and scenario.discount_rate >= NOMINAL:
        text = (
            "prices that don't grow in {count} of {all} streams ({names}), while the discount rate of {rate} % includes"
            " inflation: state their growth, or use a real rate"
        )
        values = {
            "count": len(still), "all": len(saved), "names": _named(still), "rate": scenario.discount_rate * 100
        }  # fmt: skip
        yield Problem("streams.csv", text, None, "escalation", shown(values), warning=True)


def _is_saved(plant: PlantInMoney, stream: Stream) -> bool:
    return any(plant.stream_of(row) == stream.stream for one in plant.measures for row in plant.rows[one.measure])


def _grows(stream: Stream, scenario: Scenario) -> bool:
    change = scenario.prices.get(stream.stream)
    if change is None:
        return stream.escalation != ZERO
    own = change.escalation if change.escalation is not None else stream.escalation
    return bool(change.path) or own != ZERO


def _named(records: Sequence[Stream] | Sequence[Measure]) -> str | Phrase:
    """Return names in the current language; of many only the first."""
    names = ", ".join(name_of(one) for one in records[:MOST_NAMED])
    left = len(records) - MOST_NAMED
    return Phrase(noted("{names} and {left} more"), {"names": names, "left": left}) if left > 0 else names


def _several(table: str, column: str, text: str, records: Sequence[Record], names: str | Phrase) -> Problem:
    """Return a gap of several rows, at their column."""
    values = {"count": len(records), "names": names}
    return Problem(file_of(table), text, None, column, shown(values), warning=True)


def _gap(table: str, record: Record, column: str | None, text: str, **values: object) -> Problem:
    return Problem(file_of(table), text, record.row, column, shown(values), warning=True)


GAPS: tuple[Callable[[PlantInMoney], Iterable[Problem]], ...] = (baselines, end_uses, fuel_switches, sources)
