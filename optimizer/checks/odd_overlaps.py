"""Savings of one stream added up although they overlap: a switch to another fuel beside savings in end uses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from optimizer.checks.plant import odd
from optimizer.decimals import ONE, ZERO, Decimal
from optimizer.errors import Phrase
from optimizer.locales import noted
from optimizer.overlaps import combined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.case import Effect, Measure
    from optimizer.checks.plant import PlantInMoney
    from optimizer.errors import Problem

LARGE = ONE / 3
"""A switch that replaces a smaller part of a stream leaves room for the savings in the rest of it."""
LITTLE = Decimal("0.01")
"""Savings in end uses below this share of the stream hardly overlap with anything."""
MOST_NAMED = 3
SWITCHED = noted(
    '"{measure}" replaces {quantity} {unit} of {stream} by another carrier, and {saved} {unit} are saved in its end'
    " uses ({others}), so the same fuel may count twice: enter shares of the end uses that the switch supplies, or"
    " interactions"
)
BEYOND = noted(
    '"{measure}" saves {quantity} {unit} of {stream}, and {saved} {unit} are saved in its end uses ({others}), together'
    " more than its baseline, {whole}: enter shares of end uses, or interactions"
)


def switches(plant: PlantInMoney) -> Iterator[Problem]:
    """Warn if a large direct saving of a stream is added to savings in its end uses.

    That counts twice if both together exceed the stream, and most likely if the measure uses another carrier instead:
    what is saved in an end use then saves less of the old carrier, and some of the new one. One interaction with such a
    measure on the stream (of 0, if both really add up) shows that overlaps were considered.
    """
    savers = EndUseSavers(plant)
    for measure in plant.measures:
        for stream, rows in _direct_rows(plant, measure).items():
            quantity = sum(map(plant.quantity, rows), ZERO)
            if quantity > 0 and not plant.explained(measure):
                yield from _switch(savers, measure, rows[0], stream, quantity)


def _direct_rows(plant: PlantInMoney, measure: Measure) -> dict[str, list[Effect]]:
    """Return a measure's effects without an end use, by stream."""
    found: dict[str, list[Effect]] = defaultdict(list)
    for row in plant.rows[measure.measure]:
        if row.stream is not None and row.end_use is None:
            found[row.stream].append(row)
    return found


def _switch(savers: EndUseSavers, measure: Measure, row: Effect, stream: str, quantity: Decimal) -> Iterator[Problem]:
    record = savers.plant.case.stream[stream]
    whole = record.baseline or savers.used[stream]
    small = quantity <= min(LARGE * whole, whole - savers.most[stream])
    if small or quantity > (record.baseline or quantity) or savers.interact(measure, stream):
        return
    partners, saved = savers.beside(measure, stream)
    is_beyond = quantity + saved > (record.baseline or quantity + saved)
    is_large = quantity > LARGE * whole and saved > LITTLE * whole
    if not is_beyond and not (is_large and _other_carrier(savers.plant, measure, stream)):
        return
    yield odd(
        "effects", row, "quantity", BEYOND if is_beyond else SWITCHED, measure=measure.measure, stream=stream,
        unit=record.unit, quantity=quantity, saved=saved, whole=whole, others=_named(partners),
    )  # fmt: skip


def _other_carrier(plant: PlantInMoney, measure: Measure, stream: str) -> bool:
    """Return whether a measure that saves an energy carrier uses more of another one."""
    streams = plant.case.stream
    more = {row.stream for row in plant.rows[measure.measure] if row.stream in streams and plant.quantity(row) < 0}
    return streams[stream].kind == "energy" and any(
        name is not None and name != stream and streams[name].kind == "energy" for name in more
    )


def _named(partners: list[Measure]) -> str | Phrase:
    names = ", ".join(measure.measure for measure in partners[:MOST_NAMED])
    left = len(partners) - MOST_NAMED
    return Phrase(noted("{names} and {left} more"), {"names": names, "left": left}) if left > 0 else names


@dataclass(frozen=True)
class EndUseSavers:
    """The measures that save a stream through its end uses, and how much."""

    plant: PlantInMoney
    _beside: dict[tuple[str, str | None, str | None], tuple[list[Measure], Decimal]] = field(default_factory=dict)

    @cached_property
    def of_stream(self) -> dict[str, dict[str, list[Effect]]]:
        """Return the effects on end uses by stream and measure."""
        found: dict[str, dict[str, list[Effect]]] = defaultdict(lambda: defaultdict(list))
        for measure in self.plant.measures:
            for row in self.plant.rows[measure.measure]:
                known = self.plant.case.end_use.get(row.end_use or "")
                if known is not None and (stream := self.plant.stream_of(row)) is not None:
                    found[stream][measure.measure].append(row)
        return found

    @cached_property
    def most(self) -> dict[str, Decimal]:
        """Return the savings of each stream with all these measures, alternatives included."""
        return defaultdict(Decimal, {name: self._combined(list(of)) for name, of in self._rows.items()})

    @cached_property
    def used(self) -> dict[str, Decimal]:
        """Return the sum of each stream's end uses."""
        used: dict[str, Decimal] = defaultdict(Decimal)
        for end_use in self.plant.case.end_uses:
            used[end_use.stream] += end_use.baseline
        return used

    @cached_property
    def interactions(self) -> dict[str, set[tuple[str, str]]]:
        """Return the measures with which each measure has an interaction, and its stream."""
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in self.plant.case.interactions:
            if row.stream is not None:
                found[row.first].add((row.second, row.stream))
                found[row.second].add((row.first, row.stream))
        return found

    def interact(self, measure: Measure, stream: str) -> bool:
        """Return whether a measure has an interaction on the stream with one that saves it in an end use."""
        known = self.interactions[measure.measure]
        return any(where == stream and other in self.of_stream[stream] for other, where in known)

    def beside(self, measure: Measure, stream: str) -> tuple[list[Measure], Decimal]:
        """Return the other measures that may save the stream in its end uses, the largest first, and their saving."""
        own = measure.measure if measure.measure in self.of_stream[stream] else None
        key = (stream, own, measure.group)
        if key not in self._beside:
            others = [self.plant.case.measure[name] for name in self.of_stream[stream] if name != own]
            possible = [other for other in others if other.group is None or other.group != measure.group]
            partners = sorted(possible, key=lambda other: -self._alone(other, stream))
            self._beside[key] = partners, self._saved(partners, stream)
        return self._beside[key]

    def _saved(self, partners: list[Measure], stream: str) -> Decimal:
        """Return what measures save in the end uses, with only the first, largest alternative of each group."""
        best: dict[tuple[str, str], Measure] = {}
        for partner in partners:
            key = ("measure", partner.measure) if partner.group is None else ("group", partner.group)
            best.setdefault(key, partner)
        return self._combined([row for one in best.values() for row in self.of_stream[stream][one.measure]])

    def _alone(self, measure: Measure, stream: str) -> Decimal:
        return sum(map(self.plant.quantity, self.of_stream[stream][measure.measure]), ZERO)

    @cached_property
    def _rows(self) -> dict[str, list[Effect]]:
        return {stream: [row for rows in of.values() for row in rows] for stream, of in self.of_stream.items()}

    def _combined(self, rows: list[Effect]) -> Decimal:
        """Return the saving of effects on end uses, where they overlap."""
        shares: dict[str, list[Decimal]] = defaultdict(list)
        for row in rows:
            baseline = self.plant.case.end_use[row.end_use or ""].baseline
            if baseline:
                shares[row.end_use or ""].append(self.plant.quantity(row) / baseline)
        return sum((self.plant.case.end_use[name].baseline * combined(of, ONE) for name, of in shares.items()), ZERO)
