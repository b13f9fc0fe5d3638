"""A register as money a year: what each row of effects is worth, what each measure gains and loses, the plant's bills.

Everything here is at the register's own prices and undegraded; unknown ids and impossible rows count nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

from optimizer.case import SETTLED
from optimizer.checks.known import file_of, in_full
from optimizer.decimals import ONE, ZERO, Decimal
from optimizer.errors import Problem, Spelled, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.case import Case, Effect, Measure, Record

THOUSANDTH = Decimal("0.001")
FAR = Decimal(30)
"""Half way to a thousand, as factors go: a slip is further off than this, what is meant is nearer."""
MOST_OF_ITS_KIND = Decimal(40)
HIGH_RATE = Decimal("0.5")
UNITS = ("unit", "currency")
FEWEST = 4
"""From so many figures on, their median says what is usual in a register."""


@dataclass(frozen=True)
class Plant:
    """A case in money a year. `doubted` are the records that something odd was found in: (table, id)."""

    case: Case
    doubted: set[tuple[str, str]] = field(default_factory=set)

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The measures that can still be chosen."""
        return tuple(m for m in self.case.measures if m.status not in SETTLED)

    @cached_property
    def rows(self) -> dict[str, list[Effect]]:
        """Measure → its effects on things that are there."""
        found: dict[str, list[Effect]] = defaultdict(list)
        for effect in self.case.effects:
            if effect.measure in self.case.measure and (self.stream_of(effect) or self.is_direct(effect)):
                found[effect.measure].append(effect)
        return found

    def stream_of(self, effect: Effect) -> str | None:
        """The stream that an effect is on, itself or through an end use."""
        end_use = self.case.end_use.get(effect.end_use or "")
        stream = end_use.stream if end_use is not None else effect.stream
        return stream if stream in self.case.stream else None

    def is_direct(self, effect: Effect) -> bool:
        """Whether an effect is on a pollutant."""
        return effect.pollutant in self.case.pollutant

    def quantity(self, effect: Effect) -> Decimal:
        """What a row saves a year, in the unit of its stream or in t."""
        if effect.share is not None:
            end_use = self.case.end_use.get(effect.end_use or "")
            return effect.share * end_use.baseline if end_use is not None else ZERO
        return effect.quantity if effect.quantity is not None else ZERO

    def money(self, effect: Effect) -> Decimal:
        """What a row saves a year in money: price and environmental tax."""
        if (stream := self.stream_of(effect)) is not None:
            return self.quantity(effect) * self.worth[stream]
        pollutant = self.case.pollutant.get(effect.pollutant or "")
        taxed = pollutant is not None and 1 in pollutant.tax_scopes
        return self.quantity(effect) * pollutant.tax if pollutant is not None and taxed else ZERO

    @cached_property
    def worth(self) -> dict[str, Decimal]:
        """Stream → what one unit less saves: its price and the tax on what it causes."""
        worth = {stream.stream: stream.price for stream in self.case.streams}
        for factor in self.case.factors:
            pollutant = self.case.pollutant.get(factor.pollutant)
            if pollutant is not None and factor.scope in pollutant.tax_scopes and factor.stream in worth:
                worth[factor.stream] += factor.kg_per_unit * pollutant.tax / 1000
        return worth

    @cached_property
    def stream_gain(self) -> dict[str, Decimal]:
        """Measure → money a year of all that it saves, without what it uses more."""
        return {
            m.measure: sum((max(self.money(row), ZERO) for row in self.rows[m.measure]), ZERO)
            for m in self.case.measures
        }

    def gain(self, measure: Measure) -> Decimal:
        """Money a year on the credit side of a measure: savings, benefits, running costs that fall."""
        saved = self.stream_gain[measure.measure]
        return saved + max(measure.other_benefit, ZERO) + max(-measure.opex_change, ZERO)

    def loss(self, measure: Measure) -> Decimal:
        """Money a year on the debit side of a measure."""
        used = sum((max(-self.money(row), ZERO) for row in self.rows[measure.measure]), ZERO)
        return used + max(-measure.other_benefit, ZERO) + max(measure.opex_change, ZERO)

    def bill(self, stream: str) -> Decimal | None:
        """What the plant pays a year for a stream; None where its use is not known."""
        record = self.case.stream[stream]
        return None if record.baseline is None else record.baseline * abs(record.price)

    @cached_property
    def whole_bill(self) -> Decimal:
        """All bills that are known."""
        return sum((bill for stream in self.case.stream if (bill := self.bill(stream)) is not None), ZERO)

    @cached_property
    def load(self) -> dict[str, Decimal]:
        """Pollutant → t a year of the whole plant, as far as it is known."""
        load = {pollutant.pollutant: pollutant.baseline for pollutant in self.case.pollutants}
        for factor in self.case.factors:
            stream = self.case.stream.get(factor.stream)
            if stream is not None and stream.baseline is not None and factor.pollutant in load:
                load[factor.pollutant] += stream.baseline * factor.kg_per_unit / 1000
        return load

    @cached_property
    def usual_capex(self) -> Decimal:
        """The median cost of the measures that cost something."""
        costs = [measure.capex for measure in self.case.measures if measure.capex]
        return median(costs) if costs else ZERO

    @cached_property
    def usual_gain(self) -> Decimal:
        """The median gain a year of the measures that gain something."""
        gains = [gain for measure in self.case.measures if (gain := self.gain(measure))]
        return median(gains) if gains else ZERO

    def usual(self, column: str) -> Decimal:
        """The median of a column of money where four measures or more give it; else 0."""
        known = [abs(amount) for measure in self.case.measures if (amount := getattr(measure, column))]
        return median(known) if len(known) >= FEWEST else ZERO

    def explained(self, measure: Measure) -> bool:
        """Whether something odd was found already in what this measure's money is made of."""
        rows = self.rows[measure.measure]
        behind = {("effects", measure.measure), ("measures", measure.measure)}
        behind |= {("streams", self.stream_of(row) or "") for row in rows}
        behind |= {("end_uses", row.end_use or "") for row in rows}
        behind |= {("pollutants", row.pollutant or "") for row in rows}
        return not self.doubted.isdisjoint(behind)


def apart(figure: Decimal, usual: Decimal) -> Decimal:
    """How many times one figure is the other, whichever is larger; 1 where one is not known."""
    return max(figure / usual, usual / figure) if figure and usual else ONE


def told(number: Decimal) -> Spelled:
    """A figure for a sentence: three digits that count, commas between thousands."""
    return in_full(round(number, max(0, 2 - number.adjusted())) if number else number)


def shown(values: Mapping[str, object]) -> dict[str, object]:
    """What fills in a sentence, its figures and units written for it."""
    written = {name: told(value) if isinstance(value, Decimal) else value for name, value in values.items()}
    return {name: Unit(value) if name in UNITS else value for name, value in written.items()}


def odd(table: str, record: Record, column: str, text: str, **values: object) -> Problem:
    """A warning at a cell of the register, its figures written for a sentence."""
    return Problem(file_of(table), text, record.row, column, shown(values), warning=True)
