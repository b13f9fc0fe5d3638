"""Implausible effects and interactions: quantities and shares that are tiny or far too large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.checks.plant import THOUSANDTH, odd
from optimizer.decimals import ONE, ZERO, Decimal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.case import Effect
    from optimizer.checks.plant import PlantInMoney
    from optimizer.errors import Problem

IDLE = Decimal("0.00025")
"""A smaller share of a measure's money suggests a unit that is 1000 times too large."""
LITTLE_OF_STREAM, LITTLE_BESIDE = Decimal("0.00005"), Decimal("0.005")
"""Shares of a stream, and of a typical gain in the register, below both of which a quantity is implausible."""
OUTWEIGHED = Decimal(10)
LIVES = 50


def shares(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn about a tiny share of an end use."""
    for effect in plant.case.effects:
        if effect.share is not None and effect.share < 2 * THOUSANDTH:
            plant.doubted.add(("effects", effect.measure))
            text = "{share} is only {percent} % of the end use: write a fraction, 0.05 for 5 %"
            yield odd("effects", effect, "share", text, share=effect.share, percent=effect.share * 100)


def small_quantities(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn about a tiny quantity, compared with its stream and with the other measures' savings."""
    for measure in plant.measures:
        for row in plant.rows[measure.measure]:
            stream = plant.case.stream.get(row.stream or "")
            gain = plant.gain(measure)
            little = plant.money(row) > gain / 2 and gain < plant.usual_gain * LITTLE_BESIDE
            if row.quantity is None or stream is None or not little or plant.explained(measure):
                continue
            if _part(plant, row) < LITTLE_OF_STREAM and ("baselines", stream.stream) not in plant.doubted:
                plant.doubted.add(("effects", measure.measure))
                text = "{quantity} {unit} of {whole} a year is tiny: check the unit for a factor of 1000"
                values = {"quantity": row.quantity, "unit": stream.unit, "whole": stream.baseline or ZERO}
                yield odd("effects", row, "quantity", text, **values)


def setbacks(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn if additional use costs many times what the measure saves."""
    for measure in plant.measures:
        gain = plant.gain(measure)
        for row in plant.rows[measure.measure]:
            if gain and -plant.money(row) > OUTWEIGHED * gain and not plant.explained(measure):
                plant.doubted.add(("effects", measure.measure))
                text = "costs another {loss} a year, {times} times the measure's saving ({gain}): check the unit"
                loss = -plant.money(row)
                figures = {"loss": plant.cash(loss), "times": loss / gain, "gain": plant.cash(gain)}
                yield odd("effects", row, "quantity", text, **figures)


def idle_rows(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn if a quantity in money is tiny compared with the rest of its measure."""
    for measure in plant.measures:
        for row in plant.rows[measure.measure]:
            money = abs(plant.money(row))
            rest = max(plant.gain(measure) - money, ZERO)
            pays_without = rest * LIVES > measure.capex
            if money and row.quantity and plant.stream_of(row) and pays_without and not plant.explained(measure):
                beside = max(measure.capex, rest)
                if money < IDLE * beside or (money < 6 * IDLE * rest and _part(plant, row) < 4 * LITTLE_OF_STREAM):
                    plant.doubted.add(("effects", measure.measure))
                    text = "is worth {money} a year, compared with {beside} for the rest of the measure: check the unit"
                    yield odd("effects", row, "quantity", text, money=plant.cash(money), beside=plant.cash(beside))


def _part(plant: PlantInMoney, row: Effect) -> Decimal:
    """Return a quantity as a share of its stream; 1 if unknown."""
    stream = plant.case.stream.get(row.stream or "")
    return abs(row.quantity or ZERO) / stream.baseline if stream is not None and stream.baseline else ONE


def interactions(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn if an interaction is larger than both measures' effects on the stream, or tiny."""
    for row in plant.case.interactions:
        both = [*plant.rows[row.first], *plant.rows[row.second]]
        rows = [effect for effect in both if row.stream and plant.stream_of(effect) == row.stream]
        whole = sum((abs(plant.quantity(effect)) for effect in rows), ZERO)
        if not whole or not plant.doubted.isdisjoint({("effects", row.first), ("effects", row.second)}):
            continue
        values = {"quantity": row.quantity, "stream": row.stream, "whole": whole}
        if abs(row.quantity) > whole * (ONE + THOUSANDTH):
            text = "{quantity} of {stream} is more than both measures save and use ({whole}): check the unit"
            yield odd("interactions", row, "quantity", text, **values)
        elif 0 < abs(row.quantity) < THOUSANDTH * whole:
            text = "{quantity} of {stream} is tiny compared with both measures' savings ({whole}): check the unit"
            yield odd("interactions", row, "quantity", text, **values)
