"""Implausible streams, factors, pollutants and end uses: prices, energy contents, heating values, sizes."""

from __future__ import annotations

from collections import defaultdict
from statistics import median_low
from typing import TYPE_CHECKING, Any

from optimizer.checks.plant import FAR, THOUSANDTH, odd
from optimizer.checks.reference import Range, basis_of, per_usd, usual_co2, usual_energy, usual_price
from optimizer.decimals import ONE, ZERO, Decimal
from optimizer.locales import noted
from optimizer.metrics import CO2E

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.case import Effect, EmissionFactor, Stream
    from optimizer.checks.plant import PlantInMoney
    from optimizer.errors import Phrase, Problem

CO2_PER_KWH = Range(Decimal("0.003"), Decimal("1.5"), "")
"""kg per kWh of any carrier in any scope, from methane of wood boilers to power from lignite."""
TRACE_PER_KWH = Range(Decimal("1e-6"), Decimal("0.03"), "")
"""kg of nitrogen oxides, sulphur, dust and carbon monoxide per kWh burnt, with and without cleaning."""
TRACES = ("nox", "so2", "sox", "dust", "pm", "co", "tsp")
CO2_PER_KG = Range(Decimal("0.005"), Decimal(30), "")
"""kg of CO2 equivalent per kg of material or waste, from rubble to aluminium and some chemicals."""
TAX_PER_USD = {True: (Decimal("0.2"), Decimal(500)), False: (Decimal("0.2"), Decimal(50_000))}
"""USD per t: of CO2 equivalent, and of other pollutants."""
NEGLIGIBLE = Decimal("5e-6")
"""A bill below this share of all others is implausible."""


def prices(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn about a unit price far from the usual one."""
    currency = plant.case.currency
    for stream in plant.case.streams:
        usual = usual_price(stream, currency)
        if stream.price and usual is not None and not usual.holds(abs(stream.price)):
            plant.doubted.add(("streams", stream.stream))
            text = "{price} {currency} per {unit} is far from the usual {low} to {high}: check the price and its unit"
            yield odd("streams", stream, "price", text, **_priced(stream, currency, usual))
        elif not stream.price and stream.kind in ("energy", "water", "wastewater", "material", "toxic_material"):
            text = 'no price, so saving "{stream}" is worth nothing: enter the price'
            plant.doubted.add(("streams", stream.stream))
            if any(plant.stream_of(effect) == stream.stream for effect in plant.case.effects):
                yield odd("streams", stream, "price", text, stream=stream.stream)


def _priced(stream: Stream, currency: str, usual: Range) -> dict[str, Any]:
    return {
        "price": stream.price, "currency": currency, "unit": stream.unit, "low": usual.low, "high": usual.high,
    }  # fmt: skip


def energy_contents(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn if kwh_per_unit differs from the unit's or fuel's lower heating value."""
    for stream in plant.case.streams:
        usual = usual_energy(stream)
        if stream.kwh_per_unit and usual is not None and not usual.holds(stream.kwh_per_unit):
            plant.doubted.add(("energy", stream.stream))
            text = "{kwh} kWh per {unit}, usually {low} to {high}: enter the lower heating value in kWh"
            yield odd(
                "streams", stream, "kwh_per_unit", text,
                kwh=stream.kwh_per_unit, unit=stream.unit, low=usual.low, high=usual.high,
            )  # fmt: skip


def heating_values(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn if a fuel's CO2 factor and kwh_per_unit are not both on the lower heating value."""
    burnt: dict[str, list[EmissionFactor]] = defaultdict(list)
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
                "{kg} kg per {unit} at {kwh} kWh per {unit} is {ratio} kg per kWh, usually {low} to {high}:"
                " base both the factor and kwh_per_unit on the lower heating value"
            )
            yield odd(
                "factors", factor, "kg_per_unit", text, kg=factor.kg_per_unit, unit=stream.unit,
                kwh=stream.kwh_per_unit, ratio=ratio, low=usual.low, high=usual.high,
            )  # fmt: skip


def factors(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn about an emission factor of unusual size."""
    for factor in plant.case.factors:
        stream = plant.case.stream.get(factor.stream)
        if stream is None or not factor.kg_per_unit or ("factors", factor.stream) in plant.doubted:
            continue
        usual, per, unit = _usual_factor(stream, factor)
        if usual is not None and not usual.holds(abs(factor.kg_per_unit) / per):
            text = "{ratio} kg of {pollutant} per {unit} of {stream}, usually {low} to {high}: check that it is in kg"
            yield odd(
                "factors", factor, "kg_per_unit", text, ratio=factor.kg_per_unit / per, pollutant=factor.pollutant,
                unit=unit, stream=stream.stream, low=usual.low, high=usual.high,
            )  # fmt: skip


def _usual_factor(stream: Stream, factor: EmissionFactor) -> tuple[Range | None, Decimal, str]:
    """Return the usual range of a factor, and its basis."""
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


def stream_baselines(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn about a baseline far from its savings, or a bill far from the others."""
    for stream in plant.case.streams:
        if stream.baseline and (strange := _baseline(plant, stream)) is not None:
            text, beside = strange
            plant.doubted.add(("baselines", stream.stream))
            values = {"baseline": stream.baseline, "unit": stream.unit, "beside": beside}
            yield odd("streams", stream, "baseline", text, **values)


def _baseline(plant: PlantInMoney, stream: Stream) -> tuple[str, Decimal | Phrase] | None:
    """Return what is implausible about a baseline, and the figure it conflicts with."""
    used, saved = _end_uses_of(plant, stream.stream), _saved_of(plant, stream.stream)
    parts, whole = sorted([*used, *saved]), stream.baseline or ZERO
    if len(parts) > 1 and median_low(parts) > whole:
        text = noted(
            "{baseline} {unit} a year, but its end uses and savings are about {beside} each: check the baseline"
        )
        return text, median_low(parts)
    few, unsure = len(parts) == 1 and not used, len(parts) == 1 and not saved
    if parts and not unsure and parts[-1] < whole * (THOUSANDTH / FAR if few else THOUSANDTH):
        text = noted("{baseline} {unit} a year, a thousand times its total saving ({beside} at most): check the unit")
        return text, parts[-1]
    bill, others = plant.bill(stream.stream) or ZERO, plant.whole_bill - (plant.bill(stream.stream) or ZERO)
    part = parts[-1] / whole if parts else ZERO
    if others and ((part < 2 * THOUSANDTH and bill > FAR * others) or (part < THOUSANDTH / 4 and bill > 3 * others)):
        text = noted("{baseline} {unit} a year cost many times all other streams together ({beside}): check the unit")
        return text, plant.cash(others)
    if 0 < bill < NEGLIGIBLE * others:
        text = noted("{baseline} {unit} a year cost very little beside the other streams ({beside}): check the unit")
        return text, plant.cash(others)
    return None


def _end_uses_of(plant: PlantInMoney, stream: str) -> list[Decimal]:
    return [end_use.baseline for end_use in plant.case.end_uses if end_use.stream == stream and end_use.baseline]


def _saved_of(plant: PlantInMoney, stream: str) -> list[Decimal]:
    """Return each row's direct saving of a stream."""
    return [e.quantity for e in plant.case.effects if e.stream == stream and e.quantity is not None and e.quantity > 0]


def end_uses(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn about an end use larger than its stream, or tiny."""
    for end_use in plant.case.end_uses:
        stream = plant.case.stream.get(end_use.stream)
        if stream is None or not stream.baseline or ("baselines", stream.stream) in plant.doubted:
            continue
        values = {"baseline": end_use.baseline, "unit": stream.unit, "stream": stream.stream, "whole": stream.baseline}
        if end_use.baseline > stream.baseline:
            text = "{baseline} {unit} a year, more than all of {stream} ({whole}): check the unit"
        elif end_use.baseline <= stream.baseline * THOUSANDTH * Decimal("1.5"):
            text = "{baseline} {unit} a year, a tiny part of {stream} ({whole}): check the unit"
        else:
            continue
        plant.doubted.add(("end_uses", end_use.end_use))
        yield odd("end_uses", end_use, "baseline", text, **values)


def quantities(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn about a quantity larger than the whole plant's use or emissions."""
    for effect in plant.case.effects:
        if effect.quantity is None or effect.end_use is not None:
            continue
        whole, unit = _whole_of(plant, effect)
        if whole and effect.quantity > 3 * whole:
            plant.doubted.add(("effects", effect.measure))
            text = "saves {quantity} {unit} a year of the plant's {whole}: check the unit for a factor of 1000"
            yield odd("effects", effect, "quantity", text, quantity=effect.quantity, unit=unit, whole=whole)
        elif effect.pollutant is not None and 0 < abs(effect.quantity) < whole * THOUSANDTH / 10:
            text = "{quantity} {unit} a year of {whole} is tiny: check that it is in t"
            yield odd("effects", effect, "quantity", text, quantity=effect.quantity, unit=unit, whole=whole)


def _whole_of(plant: PlantInMoney, effect: Effect) -> tuple[Decimal, str]:
    stream = plant.case.stream.get(effect.stream or "")
    if stream is None:
        return plant.load.get(effect.pollutant or "", ZERO), "t"
    doubted = ("baselines", stream.stream) in plant.doubted
    return (ZERO if doubted else stream.baseline or ZERO), stream.unit


def pollutant_baselines(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn about a pollutant's baseline a thousand times its abatement."""
    for pollutant in plant.case.pollutants:
        abated = [plant.quantity(e) for e in plant.case.effects if e.pollutant == pollutant.pollutant]
        most = max((quantity for quantity in abated if quantity > 0), default=ZERO)
        if most and pollutant.baseline > most / THOUSANDTH:
            text = "{baseline} t a year, a thousand times its total abatement ({most} at most): check that it is in t"
            yield odd("pollutants", pollutant, "baseline", text, baseline=pollutant.baseline, most=most)


def taxes(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn about a tax of unusual size."""
    rate = per_usd(plant.case.currency)
    for pollutant in plant.case.pollutants:
        low, high = TAX_PER_USD[pollutant.pollutant == CO2E]
        if pollutant.tax and rate is not None and not low * rate <= abs(pollutant.tax) <= high * rate:
            plant.doubted.add(("pollutants", pollutant.pollutant))
            text = "{tax} {currency} per t, usually {low} to {high}: check that it is per t, not per kg or 1000 t"
            values = {"tax": pollutant.tax, "currency": plant.case.currency, "low": low * rate, "high": high * rate}
            yield odd("pollutants", pollutant, "tax", text, **values)
