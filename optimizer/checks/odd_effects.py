"""What is odd in effects and interactions: quantities and shares that come to nothing or to far too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.checks.plant import THOUSANDTH, odd
from optimizer.decimals import ONE, ZERO, Decimal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.case import Effect
    from optimizer.checks.plant import Plant
    from optimizer.errors import Problem

IDLE = Decimal("0.00025")
"""Less than this share of a measure's money is not worth a row: most likely a unit that is 1000 times too large."""
LITTLE_OF_STREAM, LITTLE_BESIDE = Decimal("0.00005"), Decimal("0.005")
"""Of a stream, and of what measures of the register usually gain: both together are odd."""
OUTWEIGHED = Decimal(10)
LIVES = 50


def shares(plant: Plant) -> Iterator[Problem]:
    """A share of an end use is worth a row."""
    for effect in plant.case.effects:
        if effect.share is not None and effect.share < 2 * THOUSANDTH:
            plant.doubted.add(("effects", effect.measure))
            text = "{share} is {percent} % of the end use, next to nothing: write a fraction, 0.05 for 5 %"
            yield odd("effects", effect, "share", text, share=effect.share, percent=effect.share * 100)


def small_quantities(plant: Plant) -> Iterator[Problem]:
    """A quantity is worth a row: something of its stream, and something beside what the other measures save."""
    for measure in plant.measures:
        for row in plant.rows[measure.measure]:
            stream = plant.case.stream.get(row.stream or "")
            gain = plant.gain(measure)
            little = plant.money(row) > gain / 2 and gain < plant.usual_gain * LITTLE_BESIDE
            if row.quantity is None or stream is None or not little or plant.explained(measure):
                continue
            if _part(plant, row) < LITTLE_OF_STREAM and ("baselines", stream.stream) not in plant.doubted:
                plant.doubted.add(("effects", measure.measure))
                text = "{quantity} {unit} of {whole} a year is next to nothing: check the unit, 1000 times too little?"
                values = {"quantity": row.quantity, "unit": stream.unit, "whole": stream.baseline or ZERO}
                yield odd("effects", row, "quantity", text, **values)


def setbacks(plant: Plant) -> Iterator[Problem]:
    """What a measure uses more of doesn't cost many times what it saves."""
    for measure in plant.measures:
        gain = plant.gain(measure)
        for row in plant.rows[measure.measure]:
            if gain and -plant.money(row) > OUTWEIGHED * gain and not plant.explained(measure):
                plant.doubted.add(("effects", measure.measure))
                text = "costs {loss} a year more, {times} times all that the measure saves ({gain}): check the unit"
                loss = -plant.money(row)
                yield odd("effects", row, "quantity", text, loss=loss, times=loss / gain, gain=gain)


def idle_rows(plant: Plant) -> Iterator[Problem]:
    """A quantity in money is not nothing beside the rest of its measure."""
    for measure in plant.measures:
        for row in plant.rows[measure.measure]:
            money = abs(plant.money(row))
            rest = max(plant.gain(measure) - money, ZERO)
            pays_without = rest * LIVES > measure.capex
            if money and row.quantity and plant.stream_of(row) and pays_without and not plant.explained(measure):
                beside = max(measure.capex, rest)
                if money < IDLE * beside or (money < 6 * IDLE * rest and _part(plant, row) < 4 * LITTLE_OF_STREAM):
                    plant.doubted.add(("effects", measure.measure))
                    text = "is worth {money} a year beside {beside} of the rest of the measure: check the unit"
                    yield odd("effects", row, "quantity", text, money=money, beside=beside)


def _part(plant: Plant, row: Effect) -> Decimal:
    """The part of the stream that a quantity is; 1 where that isn't known."""
    stream = plant.case.stream.get(row.stream or "")
    return abs(row.quantity or ZERO) / stream.baseline if stream is not None and stream.baseline else ONE


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
            yield odd("interactions", row, "quantity", text, **values)
        elif 0 < abs(row.quantity) < THOUSANDTH * whole:
            text = "{quantity} of {stream} is nothing beside what the two measures save of it, {whole}: check the unit"
            yield odd("interactions", row, "quantity", text, **values)
