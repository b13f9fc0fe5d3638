"""What is odd in a register though nothing in it is wrong: slips of ×1000, days for a payback, a wrong heating value.

    warnings = plausible(case, scenario)

Each check is one small function from the plant in money (`plant.py`) to warnings with the odd figure,
what it was compared with, and one thing to do; usual ranges are in `reference.py`. What is told once is
not told again through its consequences: a price that is off explains the paybacks behind it.

The bounds are far out: they are to tell a factor of 1000, and hold 30 on either side to be anybody's
business. A warning never stands in the way of an answer, and `check` does not call this.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from statistics import median, median_low
from typing import TYPE_CHECKING, Any

from optimizer.checks.known import file_of
from optimizer.checks.plant import FEWEST, Plant
from optimizer.checks.reference import (
    Range,
    basis_of,
    per_usd,
    usual_co2,
    usual_energy,
    usual_payback,
    usual_price,
)
from optimizer.decimals import ONE, ZERO, Decimal, exact, plain
from optimizer.errors import Problem
from optimizer.metrics import CO2E

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from optimizer.case import Case, Effect, Factor, Measure, Record, Stream
    from optimizer.scenario import PriceChange, Scenario, TaxChange

THOUSANDTH = Decimal("0.001")
IDLE = Decimal("0.00025")
"""Less than this share of a measure's money is not worth a row: most likely a unit that is 1000 times too large."""
SHORTEST = Decimal(60)
"""A payback this many times under the lower quartile of its kind is odd …"""
LONGEST_LIVES = 5
"""… and so is one this many times over the useful life, running costs not even counted."""
LITTLE_OF_STREAM, LITTLE_BESIDE = Decimal("0.00005"), Decimal("0.005")
OUTWEIGHED = Decimal(10)
CO2_PER_KWH = Range(Decimal("0.003"), Decimal("1.5"), "")
"""kg per kWh of any carrier in any scope, from methane of wood boilers to power from lignite."""
TRACE_PER_KWH = Range(Decimal("1e-6"), Decimal("0.03"), "")
"""kg of nitrogen oxides, sulphur, dust and carbon monoxide per kWh burnt, with and without cleaning."""
TRACES = ("nox", "so2", "sox", "dust", "pm", "co", "tsp")
CO2_PER_KG = Range(Decimal("0.005"), Decimal(30), "")
"""kg of CO2 equivalent per kg of material or waste, from rubble to aluminium and some chemicals."""
TAX_PER_USD = {True: (Decimal("0.2"), Decimal(500)), False: (Decimal("0.2"), Decimal(50_000))}
"""USD per t: of CO2 equivalent, and of other pollutants."""
HIGH_RATE = Decimal("0.5")
FAR = Decimal(30)
NEGLIGIBLE = Decimal("5e-6")
YEARS_OF_LIFE, YEARS_OF_LEAD = 50, 10
MOST_OF_ITS_KIND = Decimal(40)


def told(number: Decimal) -> str:
    """A figure for a sentence: three digits that count, spaces between thousands."""
    rounded = round(number, max(0, 2 - number.adjusted())) if number else number
    return f"{rounded:,.0f}".replace(",", " ") if abs(rounded) >= 1000 else plain(rounded)  # noqa: PLR2004


def _odd(table: str, record: Record, column: str, text: str, **values: object) -> Problem:
    shown = {name: told(value) if isinstance(value, Decimal) else value for name, value in values.items()}
    return Problem(file_of(table), text, record.row, column, shown, warning=True)


def prices(plant: Plant) -> Iterator[Problem]:
    """A unit price is near what such a stream usually costs."""
    currency = plant.case.currency
    for stream in plant.case.streams:
        usual = usual_price(stream, currency)
        if stream.price and usual is not None and not usual.holds(abs(stream.price)):
            plant.doubted.add(("streams", stream.stream))
            text = "{price} {currency} per {unit} is far from usual, {low} to {high}: check the price and its unit"
            yield _odd("streams", stream, "price", text, **_priced(stream, currency, usual))
        elif not stream.price and stream.kind in ("energy", "water", "wastewater", "material", "toxic_material"):
            text = 'no price, so saving "{stream}" is worth nothing: fill it in'
            if any(plant.stream_of(effect) == stream.stream for effect in plant.case.effects):
                yield _odd("streams", stream, "price", text, stream=stream.stream)


def _priced(stream: Stream, currency: str, usual: Range) -> dict[str, Any]:
    return {
        "price": stream.price, "currency": currency, "unit": stream.unit, "low": usual.low, "high": usual.high,
    }  # fmt: skip


def energy_contents(plant: Plant) -> Iterator[Problem]:
    """kwh_per_unit is what the unit or the fuel says, on the lower heating value."""
    for stream in plant.case.streams:
        usual = usual_energy(stream)
        if stream.kwh_per_unit and usual is not None and not usual.holds(stream.kwh_per_unit):
            plant.doubted.add(("energy", stream.stream))
            text = "{kwh} kWh per {unit}, usual are {low} to {high}: give the lower heating value, in kWh"
            yield _odd(
                "streams", stream, "kwh_per_unit", text,
                kwh=stream.kwh_per_unit, unit=stream.unit, low=usual.low, high=usual.high,
            )  # fmt: skip


def heating_values(plant: Plant) -> Iterator[Problem]:
    """A fuel's CO2 factor and its kwh_per_unit are on the same, the lower, heating value."""
    burnt: dict[str, list[Factor]] = defaultdict(list)
    for factor in plant.case.factors:
        if factor.pollutant == CO2E and factor.scope == 1 and factor.stream in plant.case.stream:
            burnt[factor.stream].append(factor)
    for name, (factor, *more) in burnt.items():
        stream, usual = plant.case.stream[name], usual_co2(plant.case.stream[name])
        if usual is None or not stream.kwh_per_unit or more or ("energy", name) in plant.doubted:
            continue
        ratio = factor.kg_per_unit / stream.kwh_per_unit
        if ratio and not usual.holds(ratio):
            plant.doubted.add(("factors", name))
            text = (
                "{kg} kg per {unit} at {kwh} kWh per {unit} is {ratio} kg per kWh, usual are {low} to {high}:"
                " put the factor and kwh_per_unit both on the lower heating value"
            )
            yield _odd(
                "factors", factor, "kg_per_unit", text, kg=factor.kg_per_unit, unit=stream.unit,
                kwh=stream.kwh_per_unit, ratio=ratio, low=usual.low, high=usual.high,
            )  # fmt: skip


def factors(plant: Plant) -> Iterator[Problem]:
    """A factor per kWh or kg is of the usual size."""
    for factor in plant.case.factors:
        stream = plant.case.stream.get(factor.stream)
        if stream is None or not factor.kg_per_unit or ("factors", factor.stream) in plant.doubted:
            continue
        usual, per, unit = _usual_factor(stream, factor)
        if usual is not None and not usual.holds(abs(factor.kg_per_unit) / per):
            text = "{ratio} kg of {pollutant} per {unit} of {stream}, usual are {low} to {high}: check that it is in kg"
            yield _odd(
                "factors", factor, "kg_per_unit", text, ratio=factor.kg_per_unit / per, pollutant=factor.pollutant,
                unit=unit, stream=stream.stream, low=usual.low, high=usual.high,
            )  # fmt: skip


def _usual_factor(stream: Stream, factor: Factor) -> tuple[Range | None, Decimal, str]:
    """The usual size of a factor, and per what."""
    if stream.kind == "energy":
        energy = usual_energy(stream)
        kwh = (energy.low + energy.high) / 2 if energy is not None else stream.kwh_per_unit
        trace = factor.pollutant.casefold() in TRACES
        known = CO2_PER_KWH if factor.pollutant == CO2E else TRACE_PER_KWH if trace else None
        return (known if kwh else None), kwh or ONE, "kWh"
    per = _kg(stream)
    material = stream.kind in ("material", "toxic_material", "waste") and factor.pollutant == CO2E
    return (CO2_PER_KG if per and material else None), per or ONE, "kg"


def _kg(stream: Stream) -> Decimal | None:
    basis = basis_of(stream.unit)
    return basis[1] if basis is not None and basis[0] == "kg" else None


def stream_baselines(plant: Plant) -> Iterator[Problem]:
    """A baseline is of the size of what is saved of it, and its bill of the size of the others."""
    for stream in plant.case.streams:
        if stream.baseline and (odd := _baseline(plant, stream)) is not None:
            text, beside = odd
            plant.doubted.add(("baselines", stream.stream))
            values = {"baseline": stream.baseline, "unit": stream.unit, "beside": beside}
            yield _odd("streams", stream, "baseline", text, **values)


def _baseline(plant: Plant, stream: Stream) -> tuple[str, Decimal] | None:
    """What is odd in a stream's baseline, and the figure it doesn't go with."""
    used, saved = _end_uses_of(plant, stream.stream), _saved_of(plant, stream.stream)
    parts, whole = sorted([*used, *saved]), stream.baseline or ZERO
    if len(parts) > 1 and median_low(parts) > whole:
        text = "{baseline} {unit} a year, but its end uses and savings are about {beside} each: check the baseline"
        return text, median_low(parts)
    few, unsure = len(parts) == 1 and not used, len(parts) == 1 and not saved
    if parts and not unsure and parts[-1] < whole * (THOUSANDTH / FAR if few else THOUSANDTH):
        text = "{baseline} {unit} a year, a thousand times all that is saved of it ({beside} at most): check the unit"
        return text, parts[-1]
    bill, others = plant.bill(stream.stream) or ZERO, plant.whole_bill - (plant.bill(stream.stream) or ZERO)
    part = parts[-1] / whole if parts else ZERO
    if others and ((part < 2 * THOUSANDTH and bill > FAR * others) or (part < THOUSANDTH / 4 and bill > 3 * others)):
        text = "{baseline} {unit} a year cost many times all other streams together ({beside}): check the unit"
        return text, others
    if 0 < bill < NEGLIGIBLE * others:
        return "{baseline} {unit} a year cost nothing beside the other streams ({beside}): check the unit", others
    return None


def _end_uses_of(plant: Plant, stream: str) -> list[Decimal]:
    return [end_use.baseline for end_use in plant.case.end_uses if end_use.stream == stream and end_use.baseline]


def _saved_of(plant: Plant, stream: str) -> list[Decimal]:
    """What each row saves of a stream directly."""
    return [e.quantity for e in plant.case.effects if e.stream == stream and e.quantity is not None and e.quantity > 0]


def end_uses(plant: Plant) -> Iterator[Problem]:
    """An end use is no more than its stream, and more than a thousandth of it."""
    for end_use in plant.case.end_uses:
        stream = plant.case.stream.get(end_use.stream)
        if stream is None or not stream.baseline or ("baselines", stream.stream) in plant.doubted:
            continue
        values = {"baseline": end_use.baseline, "unit": stream.unit, "stream": stream.stream, "whole": stream.baseline}
        if end_use.baseline > stream.baseline:
            text = "{baseline} {unit} a year, more than all of {stream} ({whole}): check the unit"
        elif end_use.baseline <= stream.baseline * THOUSANDTH * Decimal("1.5"):
            text = "{baseline} {unit} a year, next to nothing of {stream} ({whole}): check the unit"
        else:
            continue
        plant.doubted.add(("end_uses", end_use.end_use))
        yield _odd("end_uses", end_use, "baseline", text, **values)


def quantities(plant: Plant) -> Iterator[Problem]:
    """A quantity is no multiple of what the whole plant uses or emits."""
    for effect in plant.case.effects:
        if effect.quantity is None or effect.end_use is not None:
            continue
        whole, unit = _whole_of(plant, effect)
        if whole and effect.quantity > 3 * whole:
            plant.doubted.add(("effects", effect.measure))
            text = "saves {quantity} {unit} a year of {whole} in the whole plant: check the unit, 1000 times too much?"
            yield _odd("effects", effect, "quantity", text, quantity=effect.quantity, unit=unit, whole=whole)
        elif effect.pollutant is not None and 0 < abs(effect.quantity) < whole * THOUSANDTH / 10:
            text = "{quantity} {unit} a year of {whole} is next to nothing: check the unit, t?"
            yield _odd("effects", effect, "quantity", text, quantity=effect.quantity, unit=unit, whole=whole)


def _whole_of(plant: Plant, effect: Effect) -> tuple[Decimal, str]:
    stream = plant.case.stream.get(effect.stream or "")
    if stream is None:
        return plant.load.get(effect.pollutant or "", ZERO), "t"
    doubted = ("baselines", stream.stream) in plant.doubted
    return (ZERO if doubted else stream.baseline or ZERO), stream.unit


def pollutant_baselines(plant: Plant) -> Iterator[Problem]:
    """A pollutant's own baseline is not a thousand times what measures abate of it."""
    for pollutant in plant.case.pollutants:
        abated = [plant.quantity(e) for e in plant.case.effects if e.pollutant == pollutant.pollutant]
        most = max((quantity for quantity in abated if quantity > 0), default=ZERO)
        if most and pollutant.baseline > most / THOUSANDTH:
            text = "{baseline} t a year, a thousand times all that is abated of it ({most} at most): check the unit, t"
            yield _odd("pollutants", pollutant, "baseline", text, baseline=pollutant.baseline, most=most)


def taxes(plant: Plant) -> Iterator[Problem]:
    """A tax is of the size that taxes on emissions have."""
    rate = per_usd(plant.case.currency)
    for pollutant in plant.case.pollutants:
        low, high = TAX_PER_USD[pollutant.pollutant == CO2E]
        if pollutant.tax and rate is not None and not low * rate <= abs(pollutant.tax) <= high * rate:
            plant.doubted.add(("pollutants", pollutant.pollutant))
            text = (
                "{tax} {currency} per t, usual are {low} to {high}: check that it is money per t, not per kg or 1000 t"
            )
            values = {"tax": pollutant.tax, "currency": plant.case.currency, "low": low * rate, "high": high * rate}
            yield _odd("pollutants", pollutant, "tax", text, **values)


def rates(plant: Plant) -> Iterator[Problem]:
    """A growth or loss per year is a fraction: 0.05 for 5 %."""
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
                yield _odd(table, record, column, text, rate=rate, percent=rate * 100)


def spans(plant: Plant) -> Iterator[Problem]:
    """Years are years, not months; realisation is a factor, not a percentage."""
    for measure in plant.measures:
        if measure.lifetime > YEARS_OF_LIFE:
            text = "{years} years of useful life are more than any equipment has: give years, not months"
            yield _odd("measures", measure, "lifetime", text, years=measure.lifetime)
        if measure.lead > YEARS_OF_LEAD:
            text = "{years} years from start to effect: give years, not months or a calendar year"
            yield _odd("measures", measure, "lead", text, years=measure.lead)
        for column in ("low", "high"):
            if (factor := getattr(measure, column)) > 3:  # noqa: PLR2004
                text = "{factor} times the saving: give a factor of realisation, 0.85 for 85 %"
                yield _odd("measures", measure, column, text, factor=factor)
        for year in ("earliest", "latest"):
            if (start := getattr(measure, year)) is not None and abs(start - plant.case.base_year) > 2 * YEARS_OF_LIFE:
                text = "{year} is {away} years from the base year, {base}: give a calendar year"
                away = abs(start - plant.case.base_year)
                yield _odd("measures", measure, year, text, year=start, away=away, base=plant.case.base_year)


def shares(plant: Plant) -> Iterator[Problem]:
    """A share of an end use is worth a row."""
    for effect in plant.case.effects:
        if effect.share is not None and effect.share < 2 * THOUSANDTH:
            plant.doubted.add(("effects", effect.measure))
            text = "{share} is {percent} % of the end use, next to nothing: write a fraction, 0.05 for 5 %"
            yield _odd("effects", effect, "share", text, share=effect.share, percent=effect.share * 100)


def small_quantities(plant: Plant) -> Iterator[Problem]:
    """A quantity is worth a row: something of its stream, and something beside what the other measures save."""
    for measure in plant.measures:
        for row in plant.rows[measure.measure]:
            stream = plant.case.stream.get(row.stream or "")
            gain = plant.gain(measure)
            little = plant.money(row) > gain / 2 and gain < plant.usual_gain * LITTLE_BESIDE
            if row.quantity is None or stream is None or not little or _explained(plant, measure):
                continue
            if _part(plant, row) < LITTLE_OF_STREAM and ("baselines", stream.stream) not in plant.doubted:
                plant.doubted.add(("effects", measure.measure))
                text = "{quantity} {unit} of {whole} a year is next to nothing: check the unit, 1000 times too little?"
                values = {"quantity": row.quantity, "unit": stream.unit, "whole": stream.baseline or ZERO}
                yield _odd("effects", row, "quantity", text, **values)


def setbacks(plant: Plant) -> Iterator[Problem]:
    """What a measure uses more of doesn't cost many times what it saves."""
    for measure in plant.measures:
        gain = plant.gain(measure)
        for row in plant.rows[measure.measure]:
            if gain and -plant.money(row) > OUTWEIGHED * gain and not _explained(plant, measure):
                plant.doubted.add(("effects", measure.measure))
                text = "costs {loss} a year more, {times} times all that the measure saves ({gain}): check the unit"
                loss = -plant.money(row)
                yield _odd("effects", row, "quantity", text, loss=loss, times=loss / gain, gain=gain)


def idle_rows(plant: Plant) -> Iterator[Problem]:
    """A quantity in money is not nothing beside the rest of its measure."""
    for measure in plant.measures:
        for row in plant.rows[measure.measure]:
            money = abs(plant.money(row))
            rest = max(plant.gain(measure) - money, ZERO)
            pays_without = rest * YEARS_OF_LIFE > measure.capex
            if money and row.quantity and plant.stream_of(row) and pays_without and not _explained(plant, measure):
                beside = max(measure.capex, rest)
                if money < IDLE * beside or (money < 6 * IDLE * rest and _part(plant, row) < 4 * LITTLE_OF_STREAM):
                    plant.doubted.add(("effects", measure.measure))
                    text = "is worth {money} a year beside {beside} of the rest of the measure: check the unit"
                    yield _odd("effects", row, "quantity", text, money=money, beside=beside)


def _part(plant: Plant, row: Effect) -> Decimal:
    """The part of the stream that a quantity is; 1 where that isn't known."""
    stream = plant.case.stream.get(row.stream or "")
    return abs(row.quantity or ZERO) / stream.baseline if stream is not None and stream.baseline else ONE


def _explained(plant: Plant, measure: Measure) -> bool:
    """Whether something odd was found already in what this measure's money is made of."""
    rows = plant.rows[measure.measure]
    behind = {("effects", measure.measure), ("measures", measure.measure)}
    behind |= {("streams", plant.stream_of(row) or "") for row in rows}
    behind |= {("end_uses", row.end_use or "") for row in rows}
    behind |= {("pollutants", row.pollutant or "") for row in rows}
    return not plant.doubted.isdisjoint(behind)


def benefits(plant: Plant) -> Iterator[Problem]:
    """Money columns of a measure are of the size of its cost and savings."""
    for measure in plant.measures:
        if not _explained(plant, measure):
            for column, text, amount, beside in _out_of_size(plant, measure):
                plant.doubted.add(("measures", measure.measure))
                yield _odd("measures", measure, column, text, amount=amount, beside=beside)


MUCH = "{amount} is many times {beside}, what the measure costs or saves: check that it is not in thousands too many"
LITTLE = "{amount} is nothing beside {beside}, what the measure costs or saves: check that it is not in thousands"


def _out_of_size(plant: Plant, measure: Measure) -> Iterator[tuple[str, str, Decimal, Decimal]]:
    """Columns of money that are far above or below what they stand beside."""
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
    for column in ("opex_change", "other_benefit", "one_off", "salvage"):
        amount = abs(getattr(measure, column))
        usual = plant.usual(column) / MOST_OF_ITS_KIND / 2
        if 0 < amount < IDLE * beside or 0 < amount < min(usual, 8 * IDLE * beside):
            yield column, LITTLE, amount, beside


def long_paybacks(plant: Plant) -> Iterator[Problem]:
    """A measure pays back within a few of its lives, running costs not even counted."""
    for measure in plant.measures:
        gain = plant.gain(measure)
        if gain and measure.capex > gain * LONGEST_LIVES * measure.lifetime and not _explained(plant, measure):
            text = "would pay back in {years} years of a life of {life}; measures of the kind ({kind}) take {low} to {high}"
            yield from _payback(plant, measure, text, measure.capex / gain)


def short_paybacks(plant: Plant) -> Iterator[Problem]:
    """A measure doesn't pay back within days, where measures of its kind take years."""
    for measure in plant.measures:
        net = plant.gain(measure) - plant.loss(measure)
        if 0 < measure.capex < net * usual_payback(measure).lower / SHORTEST and not _explained(plant, measure):
            text = "would pay back in {days} days; measures of the kind ({kind}) take {low} to {high} years"
            yield from _payback(plant, measure, text, measure.capex / net)


def _payback(plant: Plant, measure: Measure, text: str, years: Decimal) -> Iterator[Problem]:
    """The warning, at the cost or at the largest saving, whichever is further from the rest of the register."""
    plant.doubted.add(("measures", measure.measure))
    usual, gain = usual_payback(measure), plant.gain(measure)
    values: dict[str, Any] = {
        "years": years, "days": years * 365, "life": measure.lifetime, "kind": usual.kind, "low": usual.lower,
        "high": usual.upper, "capex": measure.capex, "gain": gain, "measure": measure.measure,
    }  # fmt: skip
    row = max(plant.rows[measure.measure], key=plant.money, default=None)
    if row is not None and plant.money(row) > gain / 2 and _to_blame(plant, row, measure):
        action = ": check this figure (it makes {gain} a year of a cost of {capex}, measures.csv row {row})"
        column = "share" if row.share is not None else "quantity"
        text = '"{measure}" ' + text + action
        yield _odd("effects", row, column, text, **values, row=measure.row or "?")
    else:
        where = "effects.csv row {row}" if row is not None else "other_benefit"
        action = ": check the cost, {capex}, and what is saved, {gain} a year (" + where + ")"
        yield _odd("measures", measure, "capex", text + action, **values, row=row.row if row is not None else "")


def _to_blame(plant: Plant, row: Effect, measure: Measure) -> bool:
    """Whether a saving is odder than the cost: beside what is used; if that isn't known, beside other measures."""
    stream = plant.case.stream.get(row.stream or "")
    if row.end_use is not None:
        return row.share is None
    if stream is not None and stream.baseline:
        return not stream.baseline * THOUSANDTH / 2 < plant.quantity(row) <= stream.baseline
    return _apart(plant.gain(measure), plant.usual_gain) > _apart(measure.capex, plant.usual_capex)


def _apart(figure: Decimal, usual: Decimal) -> Decimal:
    return max(figure / usual, usual / figure) if figure and usual else ONE


def whole_plant(plant: Plant) -> Iterator[Problem]:
    """No measure saves more than the plant pays for everything, or for what it acts on."""
    for measure in plant.measures:
        rows = plant.rows[measure.measure]
        bills = {name: plant.bill(name) for row in rows if (name := plant.stream_of(row))}
        if not bills or None in bills.values() or _explained(plant, measure):
            continue
        largest, saved = max(rows, key=plant.money), plant.stream_gain[measure.measure]
        if saved > plant.whole_bill > 0:
            plant.doubted.add(("effects", measure.measure))
            text = "saves {saved} a year, more than the plant's whole bill, {bill}: check the quantity"
            column = "share" if largest.share is not None else "quantity"
            yield _odd("effects", largest, column, text, saved=saved, bill=plant.whole_bill)


def without_effect(plant: Plant) -> Iterator[Problem]:
    """A measure that costs money saves something, or others need it."""
    needed = set(chain.from_iterable(measure.requires for measure in plant.case.measures))
    acting = {effect.measure for effect in plant.case.effects}
    for measure in plant.measures:
        money = measure.other_benefit or measure.opex_change or measure.one_off or measure.salvage
        if measure.capex and not money and measure.measure not in acting | needed:
            text = '"{measure}" costs {capex} and has no effect at all: add its rows to effects.csv'
            yield _odd("measures", measure, "measure", text, measure=measure.measure, capex=measure.capex)


def efforts(plant: Plant) -> Iterator[Problem]:
    """What is needed of a resource is of one order in all measures."""
    columns = {f"use_{name}": {m: m.uses.get(name, ZERO) for m in plant.measures} for name in plant.case.resources}
    columns["effort"] = {m: m.effort for m in plant.measures}
    for column, amounts in columns.items():
        known = [abs(amount) for amount in amounts.values() if amount]
        middle = median(known) if len(known) >= FEWEST else ZERO
        for measure, amount in amounts.items():
            if amount and middle and _apart(abs(amount), middle) > MOST_OF_ITS_KIND:
                text = "{amount} is far from what the other measures need, about {middle}: check the unit"
                yield _odd("measures", measure, column, text, amount=amount, middle=middle)


def interactions(plant: Plant) -> Iterator[Problem]:
    """What two measures save beyond their sum is no more than what the two do to that stream, and worth a row."""
    for row in plant.case.interactions:
        both = [*plant.rows[row.first], *plant.rows[row.second]]
        rows = [effect for effect in both if row.stream and plant.stream_of(effect) == row.stream]
        whole = sum((abs(plant.quantity(effect)) for effect in rows), ZERO)
        if not whole or not plant.doubted.isdisjoint({("effects", row.first), ("effects", row.second)}):
            continue
        values = {"quantity": row.quantity, "stream": row.stream, "whole": whole}
        if abs(row.quantity) > whole * (ONE + THOUSANDTH):
            text = "{quantity} of {stream} is more than the two measures save and use of it, {whole}: check the unit"
            yield _odd("interactions", row, "quantity", text, **values)
        elif 0 < abs(row.quantity) < THOUSANDTH * whole:
            text = "{quantity} of {stream} is nothing beside what the two measures save of it, {whole}: check the unit"
            yield _odd("interactions", row, "quantity", text, **values)


CHECKS: tuple[Callable[[Plant], Iterable[Problem]], ...] = (
    prices,
    energy_contents,
    heating_values,
    factors,
    stream_baselines,
    end_uses,
    quantities,
    pollutant_baselines,
    taxes,
    rates,
    spans,
    shares,
    small_quantities,
    setbacks,
    long_paybacks,
    idle_rows,
    benefits,
    short_paybacks,
    whole_plant,
    without_effect,
    efforts,
    interactions,
)


def _at_key(scenario: Scenario, key: str, text: str, **values: object) -> Problem:
    shown = {name: told(value) if isinstance(value, Decimal) else value for name, value in values.items()}
    return Problem(scenario.name, text, None, key, shown, warning=True)


def asked_rates(_: Plant, scenario: Scenario) -> Iterator[Problem]:
    """Rates of a scenario are fractions."""
    for key in ("discount_rate", "capex_escalation"):
        if abs(rate := getattr(scenario, key)) > HIGH_RATE:
            text = "{rate} is {percent} % a year: write a fraction, 0.18 for 18 %"
            yield _at_key(scenario, key, text, rate=rate, percent=rate * 100)


def asked_prices(plant: Plant, scenario: Scenario) -> Iterator[Problem]:
    """A scenario's prices and taxes are of the size that the case has."""
    streams, pollutants = plant.case.stream, plant.case.pollutant
    changes: list[tuple[str, str, Decimal, PriceChange | TaxChange]] = [
        *(
            (f"prices.{name}", "price", streams[name].price, c)
            for name, c in scenario.prices.items()
            if name in streams
        ),
        *(
            (f"taxes.{name}", "tax", pollutants[name].tax, c)
            for name, c in scenario.taxes.items()
            if name in pollutants
        ),
    ]
    for key, field, old, change in changes:
        new: Decimal | None = getattr(change, field)
        figures = {f"{key}.{field}": new, **{f"{key}.path.{year}": given for year, given in change.path.items()}}
        for place, figure in figures.items():
            if figure and old and _apart(abs(figure), abs(old)) > FAR and not (field == "tax" and figure > old):
                text = "{figure} against {old} in the case: check that both are per the same unit"
                yield _at_key(scenario, place, text, figure=figure, old=old)


def asked_budget(plant: Plant, scenario: Scenario) -> Iterator[Problem]:
    """A budget buys something, and is of the size of what there is to buy."""
    costs = [measure.capex for measure in plant.measures if measure.capex]
    per_year, total = scenario.budget.per_year, scenario.budget.total
    yearly = max(per_year, default=ZERO) if isinstance(per_year, tuple) else per_year
    for key, amount in (("budget.per_year", yearly), ("budget.total", total)):
        if not costs or not amount:
            continue
        if amount < min(costs) and not scenario.budget.carry_over:
            text = "{amount} doesn't buy the cheapest measure, {cheapest}: check that it is not in thousands"
            yield _at_key(scenario, key, text, amount=amount, cheapest=min(costs))
        elif amount > MOST_OF_ITS_KIND * sum(costs):
            text = "{amount} is far more than all measures cost, {all}: check that it is not in thousands too many"
            yield _at_key(scenario, key, text, amount=amount, all=sum(costs))


ASKED: tuple[Callable[[Plant, Scenario], Iterable[Problem]], ...] = (asked_rates, asked_prices, asked_budget)


@exact
def plausible(case: Case, scenario: Scenario | None = None) -> list[Problem]:
    """What is odd in a case (and in a scenario on it), as warnings only; empty if all is of a usual size.

    Takes any case, coherent or not; needs no solver and a few milliseconds for a hundred measures.
    """
    plant = Plant(case)
    found = [problem for one in CHECKS for problem in one(plant)]
    return found if scenario is None else [*found, *(problem for one in ASKED for problem in one(plant, scenario))]
