"""A register in money a year: the value of each effect, gains and losses of each measure, the plant's bills.

Everything is at the register's own prices, without degradation; unknown IDs and impossible rows count as 0.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

from optimizer.case import SETTLED
from optimizer.checks.known import cash, file_of, in_full
from optimizer.decimals import ONE, ZERO, Decimal
from optimizer.errors import Problem, SpelledFigure, UnitName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.case import Case, Effect, Measure
    from optimizer.errors import Phrase
    from optimizer.record import Record

THOUSANDTH = Decimal("0.001")
FAR = Decimal(30)
"""The geometric mean of 1 and 1000: typical mistakes are further off, correct values nearer."""
MOST_OF_ITS_KIND = Decimal(40)
HIGH_RATE = Decimal("0.5")
UNITS = ("unit", "currency")
FEWEST = 4
"""With at least this many figures, their median is taken as typical of a register."""


@dataclass(frozen=True)
class PlantInMoney:
    """A case in money a year. `doubted` are the records with warnings: (table, ID)."""

    case: Case
    doubted: set[tuple[str, str]] = field(default_factory=set)

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Return the measures that can still be chosen."""
        return tuple(m for m in self.case.measures if m.status not in SETTLED)

    @cached_property
    def rows(self) -> dict[str, list[Effect]]:
        """Return the effects of each measure on existing things."""
        found: dict[str, list[Effect]] = defaultdict(list)
        for effect in self.case.effects:
            if effect.measure in self.case.measure and (self.stream_of(effect) or self.is_direct(effect)):
                found[effect.measure].append(effect)
        return found

    def stream_of(self, effect: Effect) -> str | None:
        """Return the stream that an effect acts on, directly or through an end use."""
        end_use = self.case.end_use.get(effect.end_use or "")
        stream = end_use.stream if end_use is not None else effect.stream
        return stream if stream in self.case.stream else None

    def is_direct(self, effect: Effect) -> bool:
        """Return whether an effect is on a pollutant."""
        return effect.pollutant in self.case.pollutant

    def quantity(self, effect: Effect) -> Decimal:
        """Return the yearly saving of a row, in the unit of its stream or in t."""
        if effect.share is not None:
            end_use = self.case.end_use.get(effect.end_use or "")
            return effect.share * end_use.baseline if end_use is not None else ZERO
        return effect.quantity if effect.quantity is not None else ZERO

    def money(self, effect: Effect) -> Decimal:
        """Return the yearly saving of a row in money: price and environmental tax."""
        if (stream := self.stream_of(effect)) is not None:
            return self.quantity(effect) * self.worth[stream]
        pollutant = self.case.pollutant.get(effect.pollutant or "")
        taxed = pollutant is not None and 1 in pollutant.tax_scopes
        return self.quantity(effect) * pollutant.tax if pollutant is not None and taxed else ZERO

    @cached_property
    def worth(self) -> dict[str, Decimal]:
        """Return the value of saving one unit of each stream: its price and the tax on its emissions."""
        worth = {stream.stream: stream.price for stream in self.case.streams}
        for factor in self.case.factors:
            pollutant = self.case.pollutant.get(factor.pollutant)
            if pollutant is not None and factor.scope in pollutant.tax_scopes and factor.stream in worth:
                worth[factor.stream] += factor.kg_per_unit * pollutant.tax / 1000
        return worth

    @cached_property
    def stream_gain(self) -> dict[str, Decimal]:
        """Return each measure's yearly saving in money, without additional use."""
        return {
            m.measure: sum((max(self.money(row), ZERO) for row in self.rows[m.measure]), ZERO)
            for m in self.case.measures
        }

    def gain(self, measure: Measure) -> Decimal:
        """Return a measure's yearly gains: savings, benefits, lower running costs."""
        saved = self.stream_gain[measure.measure]
        return saved + max(measure.other_benefit, ZERO) + max(-measure.opex_change, ZERO)

    def loss(self, measure: Measure) -> Decimal:
        """Return a measure's yearly losses."""
        used = sum((max(-self.money(row), ZERO) for row in self.rows[measure.measure]), ZERO)
        return used + max(-measure.other_benefit, ZERO) + max(measure.opex_change, ZERO)

    def bill(self, stream: str) -> Decimal | None:
        """Return the plant's yearly bill for a stream; None if its use is unknown."""
        record = self.case.stream[stream]
        return None if record.baseline is None else record.baseline * abs(record.price)

    @cached_property
    def whole_bill(self) -> Decimal:
        """Return the sum of all known bills."""
        return sum((bill for stream in self.case.stream if (bill := self.bill(stream)) is not None), ZERO)

    @cached_property
    def load(self) -> dict[str, Decimal]:
        """Return the whole plant's known emissions in t a year, by pollutant."""
        load = {pollutant.pollutant: pollutant.baseline for pollutant in self.case.pollutants}
        for factor in self.case.factors:
            stream = self.case.stream.get(factor.stream)
            if stream is not None and stream.baseline is not None and factor.pollutant in load:
                load[factor.pollutant] += stream.baseline * factor.kg_per_unit / 1000
        return load

    def cash(self, amount: Decimal) -> Phrase:
        """Return money for a sentence, with the case's currency."""
        return cash(told(amount), self.case)

    @cached_property
    def usual_capex(self) -> Decimal:
        """Return the median cost of measures with a cost."""
        costs = [measure.capex for measure in self.case.measures if measure.capex]
        return median(costs) if costs else ZERO

    @cached_property
    def usual_gain(self) -> Decimal:
        """Return the median yearly gain of measures with a gain."""
        gains = [gain for measure in self.case.measures if (gain := self.gain(measure))]
        return median(gains) if gains else ZERO

    @cached_property
    def usual(self) -> dict[str, Decimal]:
        """Return the median of each money column besides capex that at least four measures give; else 0."""
        return {column: self._usual(column) for column in ("opex_change", "other_benefit", "one_off", "salvage")}

    def _usual(self, column: str) -> Decimal:
        known = [abs(amount) for measure in self.case.measures if (amount := getattr(measure, column))]
        return median(known) if len(known) >= FEWEST else ZERO

    def explained(self, measure: Measure) -> bool:
        """Return whether there is already a warning about the sources of this measure's money."""
        rows = self.rows[measure.measure]
        behind = {("effects", measure.measure), ("measures", measure.measure)}
        behind |= {("streams", self.stream_of(row) or "") for row in rows}
        behind |= {("end_uses", row.end_use or "") for row in rows}
        behind |= {("pollutants", row.pollutant or "") for row in rows}
        return not self.doubted.isdisjoint(behind)


def apart(figure: Decimal, usual: Decimal) -> Decimal:
    """Return the ratio of two figures, at least 1; 1 if one is unknown."""
    return max(figure / usual, usual / figure) if figure and usual else ONE


def told(number: Decimal) -> SpelledFigure:
    """Return a figure for a sentence: three significant digits, commas between thousands."""
    return in_full(round(number, max(0, 2 - number.adjusted())) if number else number)


def shown(values: Mapping[str, object]) -> dict[str, object]:
    """Return a message's values with figures and units formatted."""
    written = {name: told(value) if isinstance(value, Decimal) else value for name, value in values.items()}
    return {name: UnitName(value) if name in UNITS else value for name, value in written.items()}


def odd(table: str, record: Record, column: str, text: str, **values: object) -> Problem:
    """Return a warning at a cell of the register, with its figures formatted."""
    return Problem(file_of(table), text, record.row, column, shown(values), warning=True)
