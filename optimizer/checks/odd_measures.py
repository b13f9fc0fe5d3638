"""Implausible measures: paybacks, money columns, years, rates, resources, no effect at all."""

from __future__ import annotations

from itertools import chain
from statistics import median
from typing import TYPE_CHECKING, Any

from optimizer.case import USE
from optimizer.checks.plant import FEWEST, HIGH_RATE, MOST_OF_ITS_KIND, THOUSANDTH, apart, odd, shown
from optimizer.checks.reference import KINDS, usual_payback
from optimizer.decimals import ZERO, Decimal
from optimizer.errors import Phrase
from optimizer.locales import noted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.case import Effect, Measure
    from optimizer.checks.plant import PlantInMoney
    from optimizer.errors import Problem

SHORTEST = Decimal(60)
"""A payback this many times below the lower quartile of its kind is implausible …"""
LONGEST_LIVES = 5
"""… and so is one this many times above the useful life, even without running costs."""
IDLE = Decimal("0.00025")
"""A running cost below this share of a measure's cost or saving is implausible, and a benefit below three times it."""
OUTWEIGHED = Decimal(10)
YEARS_OF_LIFE, YEARS_OF_LEAD = 50, 10


def rates(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn if a yearly growth or loss isn't a fraction: 0.05 for 5 %."""
    named = (
        ("streams", "escalation", plant.case.streams),
        ("pollutants", "tax_escalation", plant.case.pollutants),
        ("measures", "benefit_escalation", plant.case.measures),
        ("measures", "degradation", plant.case.measures),
    )
    for table, column, records in named:
        for record in records:
            if abs(rate := getattr(record, column)) > HIGH_RATE:
                text = "{rate} is {percent} % a year: write a fraction, 0.05 for 5 %"
                yield odd(table, record, column, text, rate=rate, percent=rate * 100)


def spans(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn about months given for years, and percentages given for factors."""
    for measure in plant.measures:
        if measure.lifetime > YEARS_OF_LIFE:
            text = "{years} years of useful life are more than any equipment has: enter years, not months"
            yield odd("measures", measure, "lifetime", text, years=measure.lifetime)
        if measure.lead > YEARS_OF_LEAD:
            text = "{years} years from start to effect: enter years, not months or a calendar year"
            yield odd("measures", measure, "lead", text, years=measure.lead)
        for column in ("low", "high"):
            if (factor := getattr(measure, column)) > 3:  # noqa: PLR2004
                text = "{factor} times the saving: enter the realised share, 0.85 for 85 %"
                yield odd("measures", measure, column, text, factor=factor)
        for year in ("earliest", "latest"):
            if (start := getattr(measure, year)) is not None and abs(start - plant.case.base_year) > 2 * YEARS_OF_LIFE:
                text = "{year} is {away} years from the base year, {base}: enter a calendar year"
                away = abs(start - plant.case.base_year)
                yield odd("measures", measure, year, text, year=start, away=away, base=plant.case.base_year)


def benefits(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn about money columns far from the size of the measure's cost and savings."""
    for measure in plant.measures:
        if not plant.explained(measure):
            for column, text, amount, beside in _out_of_size(plant, measure):
                plant.doubted.add(("measures", measure.measure))
                yield odd("measures", measure, column, text, amount=plant.cash(amount), beside=plant.cash(beside))


MUCH = noted("{amount} is many times the measure's cost or saving ({beside}): check for a factor of 1000")
LITTLE = noted(
    "{amount} is tiny compared with the measure's cost or saving ({beside}): check that it is not in thousands"
)


def _out_of_size(plant: PlantInMoney, measure: Measure) -> Iterator[tuple[str, str, Decimal, Decimal]]:
    """Return money columns far above or below the measure's other money."""
    saved = plant.stream_gain[measure.measure]
    beside = max(measure.capex, saved)
    short = usual_payback(measure).lower / 4
    if measure.opex_change > OUTWEIGHED * max(plant.gain(measure), measure.capex / OUTWEIGHED) > 0:
        yield "opex_change", MUCH, measure.opex_change, beside
    gains = (("other_benefit", measure.other_benefit), ("opex_change", -measure.opex_change))
    for column, gain in gains:
        hasty = measure.capex and gain > 4 * saved and measure.capex < gain * short and gain > OUTWEIGHED * saved
        if gain > 0 and ((hasty and saved) or gain > plant.whole_bill > 0):
            yield column, MUCH, gain, max(beside, saved)
    for column in ("one_off", "salvage"):
        amount = getattr(measure, column)
        if amount > 3 * beside > 0:
            yield column, MUCH, amount, beside
    for column, middle in plant.usual.items():
        amount = abs(getattr(measure, column))
        usual, least = middle / MOST_OF_ITS_KIND / 2, IDLE * (1 if column == "opex_change" else 3)
        if 0 < amount < least * beside or 0 < amount < min(usual, 8 * IDLE * beside):
            yield column, LITTLE, amount, beside


def long_paybacks(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn if a measure would not pay back within several lifetimes, even without running costs."""
    for measure in plant.measures:
        gain = plant.gain(measure)
        if gain and measure.capex > gain * LONGEST_LIVES * measure.lifetime and not plant.explained(measure):
            text = "would pay back in {years} years but lasts {life}; similar measures ({kind}) take {low} to {high}"
            yield from _payback(plant, measure, text, measure.capex / gain)


def short_paybacks(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn if a measure pays back in days although its kind takes years."""
    for measure in plant.measures:
        net = plant.gain(measure) - plant.loss(measure)
        if 0 < measure.capex < net * usual_payback(measure).lower / SHORTEST and not plant.explained(measure):
            text = "would pay back in {days} days; similar measures ({kind}) take {low} to {high} years"
            yield from _payback(plant, measure, text, measure.capex / net)


def _payback(plant: PlantInMoney, measure: Measure, text: str, years: Decimal) -> Iterator[Problem]:
    """Return the warning at the cost or the largest saving, whichever is further from the rest of the register."""
    plant.doubted.add(("measures", measure.measure))
    usual, gain = usual_payback(measure), plant.gain(measure)
    values: dict[str, Any] = {"capex": plant.cash(measure.capex), "gain": plant.cash(gain), "measure": measure.measure}
    times = {"years": years, "days": years * 365, "life": measure.lifetime, "low": usual.lower, "high": usual.upper}
    values["strange"] = Phrase(text, shown({**times, "kind": Phrase(KINDS[usual.kind])}))
    row = max(plant.rows[measure.measure], key=plant.money, default=None)
    if row is not None and plant.money(row) > gain / 2 and _to_blame(plant, row, measure):
        action = (
            '"{measure}" {strange}: check this figure'
            " (it gives {gain} a year for a cost of {capex}, measures.csv row {row})"
        )
        column = "share" if row.share is not None else "quantity"
        yield odd("effects", row, column, action, **values, row=measure.row or "?")
    elif row is not None:
        action = "{strange}: check the cost ({capex}) and the saving ({gain} a year, effects.csv row {row})"
        yield odd("measures", measure, "capex", action, **values, row=row.row)
    else:
        action = "{strange}: check the cost ({capex}) and the benefit ({gain} a year, other_benefit)"
        yield odd("measures", measure, "capex", action, **values)


def _to_blame(plant: PlantInMoney, row: Effect, measure: Measure) -> bool:
    """Return whether the saving is less plausible than the cost, compared with use or, if unknown, other measures."""
    stream = plant.case.stream.get(row.stream or "")
    if row.end_use is not None:
        return row.share is None
    if stream is not None and stream.baseline:
        return not stream.baseline * THOUSANDTH / 2 < plant.quantity(row) <= stream.baseline
    return apart(plant.gain(measure), plant.usual_gain) > apart(measure.capex, plant.usual_capex)


def whole_plant(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn if a measure saves more than the plant pays in total, or for the stream it acts on."""
    for measure in plant.measures:
        rows = plant.rows[measure.measure]
        bills = {name: plant.bill(name) for row in rows if (name := plant.stream_of(row))}
        if not bills or None in bills.values() or plant.explained(measure):
            continue
        largest, saved = max(rows, key=plant.money), plant.stream_gain[measure.measure]
        if saved > plant.whole_bill > 0:
            plant.doubted.add(("effects", measure.measure))
            text = "saves {saved} a year, more than the plant's total bill ({bill}): check the quantity"
            column = "share" if largest.share is not None else "quantity"
            yield odd("effects", largest, column, text, saved=plant.cash(saved), bill=plant.cash(plant.whole_bill))


def without_effect(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn about a measure that costs money but has no effect and is no prerequisite."""
    needed = chain.from_iterable(measure.requires for measure in plant.case.measures)
    useful = {*(effect.measure for effect in plant.case.effects), *needed}
    for measure in plant.measures:
        money = measure.other_benefit or measure.opex_change or measure.one_off or measure.salvage
        if measure.capex and not money and measure.measure not in useful:
            text = '"{measure}" costs {capex} and has no effect at all: add its rows to effects.csv'
            yield odd("measures", measure, "measure", text, measure=measure.measure, capex=plant.cash(measure.capex))


def efforts(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn about a resource need far from that of other measures."""
    columns = {f"{USE}{name}": [m.uses.get(name, ZERO) for m in plant.measures] for name in plant.case.resources}
    columns["effort"] = [m.effort for m in plant.measures]
    for column, amounts in columns.items():
        known = [abs(amount) for amount in amounts if amount]
        middle = median(known) if len(known) >= FEWEST else ZERO
        for measure, amount in zip(plant.measures, amounts, strict=True):
            if amount and middle and apart(abs(amount), middle) > MOST_OF_ITS_KIND:
                text = "{amount} is far from what other measures need (about {middle}): check the unit"
                yield odd("measures", measure, column, text, amount=amount, middle=middle)
