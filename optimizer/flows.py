"""What measures do year by year, in physical and money flows that can be added up.

    saved[stream, t], direct[pollutant, t]                                    units and tonnes per year
    capex[t], opex_change[t], other_benefit[t], one_off[t], renewal[t],       money
    avoided_cost[t], depreciation[t], residual[t]
    measures[t], effort[t], use_<name>[t]                                     booked in the year of start

Every flow is defined here once, over arrays of *choices* (a measure and the year in which it starts) and over
either kind of number: exact, for the truth about a few (`portfolio.py`), or floats, for the question about all
(`flow_table.py`). A measure's own flows add (`own_flows`); what does not is in `overlaps.py`. Source: formats.md 1, 3.

The flows of "one full year with everything in effect", which the simple payback is made of, stand
under their own keys (`FULL_…`) in year 0.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from optimizer.decimals import ONE, ZERO, Decimal

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from optimizer.case import Case, Effect, Measure
    from optimizer.scenario import Scenario

    Starts = Mapping[str, Collection[int]]

FlowKey = tuple[str, str]
Flows = dict[FlowKey, dict[int, Decimal]]
Ints = NDArray[np.int64]
Numbers = NDArray[Any]

SAVED, DIRECT, FULL_SAVED, FULL_DIRECT, USE = "saved", "direct", "full saved", "full direct", "use"
CAPEX: FlowKey = ("capex", "")
OPEX_CHANGE: FlowKey = ("opex_change", "")
OTHER_BENEFIT: FlowKey = ("other_benefit", "")
ONE_OFF: FlowKey = ("one_off", "")
RENEWAL: FlowKey = ("renewal", "")
AVOIDED_COST: FlowKey = ("avoided_cost", "")
DEPRECIATION: FlowKey = ("depreciation", "")
RESIDUAL: FlowKey = ("residual", "")
MEASURES: FlowKey = ("measures", "")
EFFORT: FlowKey = ("effort", "")
FULL_CAPEX: FlowKey = ("full capex", "")
FULL_BENEFIT: FlowKey = ("full benefit", "")
FULL_ONE_OFF: FlowKey = ("full one_off", "")
FULL_YEAR = -1
"""Stands for the year of an end use in which everything is in effect."""


def exactly(values: Sequence[Decimal]) -> Numbers:
    """Return the values as an array of decimals."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def as_floats(values: Sequence[Decimal]) -> Numbers:
    """Return the values as an array of floats, each rounded once."""
    return np.fromiter(map(float, values), np.float64, len(values))  # `np.array` takes 1.5 times as long


@dataclass(frozen=True)
class Cells:
    """Quantities of one flow: `quantities[k]` of choice `choices[k]` in year `years[k]`."""

    key: FlowKey
    choices: Ints
    years: Ints
    quantities: Numbers


FOREVER = 10**6


def years_in_effect(measure: Measure) -> int:
    """Return for how many years a measure stays in effect: one lifetime, or for ever if it is renewed."""
    return measure.lifetime if measure.renewal is None else FOREVER


def years_of_effect(measure: Measure, start: int, horizon: int, delay: int = 0) -> range:
    """Return the years of the horizon in which a measure started in year `start` is in effect, `delay` years late."""
    first = start + measure.lead + delay
    return range(first, min(first + years_in_effect(measure), horizon + 1))


class Choices:
    """Measures with the years in which they may start, as arrays over choices: each measure's starts in a row.

    `numbers` makes arrays of all amounts: `exactly` or `as_floats`. All effects come `delay` years late.
    """

    def __init__(
        self,
        case: Case,
        scenario: Scenario,
        starts: Starts,
        numbers: Callable[[Sequence[Decimal]], Numbers],
        delay: int = 0,
    ) -> None:
        self.case, self.scenario, self.numbers, self.delay = case, scenario, numbers, delay
        self.horizon = scenario.horizon_years
        self.measures = [case.measure[name] for name in starts]
        self.names = [(name, start) for name, years in starts.items() for start in years]
        self.of = np.repeat(np.arange(len(self.measures)), [len(years) for years in starts.values()])
        self.starts = np.array([start for _, start in self.names], dtype=np.int64)
        self.lifetimes = self.whole(lambda measure: measure.lifetime)
        self.renewed = self.whole(lambda measure: measure.renewal is not None).astype(bool)
        self.leads = self.whole(lambda measure: measure.lead)
        self.firsts = self.starts + self.leads + delay
        self.capex = self.amounts(lambda measure: measure.capex)

    def whole(self, value: Callable[[Measure], int]) -> Ints:
        """Return a whole number of each choice's measure."""
        return np.array([value(measure) for measure in self.measures], dtype=np.int64)[self.of]

    def amounts(self, value: Callable[[Measure], Decimal]) -> Numbers:
        """Return an amount of each choice's measure."""
        return self.numbers([value(measure) for measure in self.measures])[self.of]

    @cached_property
    def in_effect(self) -> tuple[Ints, Ints]:
        """Every choice with every year of the horizon in which it is in effect."""
        years, ends = np.arange(self.horizon + 1), self.firsts + self.whole(years_in_effect)
        choices, found = np.nonzero((years >= self.firsts[:, None]) & (years < ends[:, None]))
        return choices, found

    @cached_property
    def fade(self) -> Numbers:
        """What is left in each of `in_effect`: (1 − degradation)^(k − 1) in the k-th year of the life that runs."""
        choices, years = self.in_effect
        ages = years - self.firsts[choices]
        ages = np.where(self.renewed[choices], ages % self.lifetimes[choices], ages)
        return self.powers(lambda measure: ONE - measure.degradation, choices, ages)

    def powers(self, base: Callable[[Measure], Decimal], choices: Ints, exponents: Ints) -> Numbers:
        """Return base^exponent, the base one of each choice's measure; each power is rounded once."""
        bases = [base(measure) for measure in self.measures]
        rows = {value: row for row, value in enumerate(dict.fromkeys(bases))}
        width = int(exponents.max(initial=0)) + 1
        table = self.numbers([value**e if e else ONE for value in rows for e in range(width)]).reshape(-1, width)
        row = np.array([rows[value] for value in bases], dtype=np.int64)
        return np.asarray(table[row[self.of[choices]], exponents])

    def growth(self, years: Ints) -> Numbers:
        """Return (1 + capex_escalation)^t for each of the years."""
        base, width = ONE + self.scenario.capex_escalation, int(years.max(initial=0)) + 1
        return np.asarray(self.numbers([base**t if t else ONE for t in range(width)])[years])

    def cells(self, key: FlowKey, choices: Ints, years: Ints | int, quantities: Numbers) -> Cells:
        """Return a flow's cells: those that hold something."""
        held = np.flatnonzero(quantities != 0)
        return Cells(key, choices[held], np.broadcast_to(years, choices.shape)[held], quantities[held])


def own_flows(choices: Choices) -> Iterator[Cells]:
    """Yield all flows of each choice, but its shares of end uses; a key can come more than once."""
    yield from _payments(choices)
    yield from _bookings(choices)
    yield from _benefits(choices)
    yield from _effects(choices)
    yield from _renewals(choices)
    yield from _avoided_costs(choices)
    yield from _residuals(choices)


def _payments(c: Choices) -> Iterator[Cells]:
    """Yield capex · spend_k · growth^t in year t = start + k, written off in the years after it."""
    every, life = np.arange(len(c.starts)), c.scenario.depreciation_years
    for k in range(max((len(measure.spend) for measure in c.measures), default=0)):
        share = c.amounts(lambda measure, k=k: measure.spend[k] if k < len(measure.spend) else ZERO)  # type: ignore[misc]
        years = c.starts + k
        payment = c.capex * share * c.growth(years)
        yield c.cells(CAPEX, every, years, payment)
        for after in range(1, min(life, c.horizon) + 1):
            due = np.flatnonzero(years + after <= c.horizon)
            yield c.cells(DEPRECIATION, due, years[due] + after, payment[due] / life)


def _bookings(c: Choices) -> Iterator[Cells]:
    every = np.arange(len(c.starts))
    yield c.cells(MEASURES, every, c.starts, c.amounts(lambda _: ONE))
    yield c.cells(EFFORT, every, c.starts, c.amounts(lambda measure: measure.effort))
    yield c.cells(FULL_CAPEX, every, 0, c.capex)
    yield c.cells(FULL_BENEFIT, every, 0, c.amounts(lambda measure: measure.other_benefit - measure.opex_change))
    yield c.cells(FULL_ONE_OFF, every, 0, c.amounts(lambda measure: measure.one_off))
    for name in sorted({name for measure in c.measures for name in measure.uses}):
        yield c.cells((USE, name), every, c.starts, c.amounts(lambda measure, name=name: measure.uses.get(name, ZERO)))  # type: ignore[misc]


def _benefits(c: Choices) -> Iterator[Cells]:
    """Yield operating costs and other benefits while in effect, growing from year 0 on; one-offs as it begins."""
    choices, years = c.in_effect
    opex, other = (c.amounts(value)[choices] for value in (lambda m: m.opex_change, lambda m: m.other_benefit))
    paid = np.flatnonzero((opex != 0) | (other != 0))
    choices, years = choices[paid], years[paid]
    growth = c.powers(lambda measure: ONE + measure.benefit_escalation, choices, years)
    yield c.cells(OPEX_CHANGE, choices, years, opex[paid] * growth)
    yield c.cells(OTHER_BENEFIT, choices, years, other[paid] * growth)
    begun = np.flatnonzero(c.firsts <= c.horizon)
    yield c.cells(ONE_OFF, begun, c.firsts[begun], c.amounts(lambda measure: measure.one_off)[begun])


def _effects(c: Choices) -> Iterator[Cells]:
    every = np.arange(len(c.starts))
    choices, years = c.in_effect
    for (kind, full, name), quantities in sorted(_quantities(c).items()):
        amounts = [ZERO] * len(c.measures)
        for position, amount in quantities.items():
            amounts[position] = amount
        quantity = c.numbers(amounts)[c.of]
        yield c.cells((full, name), every, 0, quantity)
        active = np.flatnonzero((quantity != 0)[choices])
        yield c.cells((kind, name), choices[active], years[active], quantity[choices[active]] * c.fade[active])


def _quantities(c: Choices) -> dict[tuple[str, str, str], dict[int, Decimal]]:
    """Return what each measure saves of each stream or abates of each pollutant in a year, end uses apart."""
    found: dict[tuple[str, str, str], dict[int, Decimal]] = defaultdict(dict)
    for position, measure in enumerate(c.measures):
        for effect in c.case.effects_of[measure.measure]:
            if effect.end_use is None and effect.quantity:
                of = found[_kinds(effect)]
                of[position] = of.get(position, ZERO) + effect.quantity
    return found


def _kinds(effect: Effect) -> tuple[str, str, str]:
    if effect.stream is not None:
        return SAVED, FULL_SAVED, effect.stream
    assert effect.pollutant is not None  # checks.py has seen to it
    return DIRECT, FULL_DIRECT, effect.pollutant


def _renewals(c: Choices) -> Iterator[Cells]:
    """Yield renewal · capex · growth^t in year t = start + k · lifetime, k = 1, 2, … while its effect begins by H."""
    renewal = c.amounts(lambda measure: measure.renewal or ZERO) * c.capex
    for k in range(1, int(_renewed(c).max(initial=0)) + 1):
        due = np.flatnonzero(_renewed(c) >= k)
        years = c.starts[due] + c.delay + k * c.lifetimes[due]
        yield c.cells(RENEWAL, due, years, renewal[due] * c.growth(years))


def _renewed(c: Choices) -> Ints:
    """Return how often each choice is renewed."""
    return np.where(c.renewed, np.maximum((c.horizon - c.firsts) // c.lifetimes, 0), 0)


def _avoided_costs(c: Choices) -> Iterator[Cells]:
    base = c.case.base_year
    years = c.whole(lambda measure: FULL_YEAR if measure.avoided_year is None else measure.avoided_year - base)
    met = np.flatnonzero((c.starts <= years) & (years <= c.horizon))
    amounts = c.amounts(lambda measure: measure.avoided_cost)[met]
    yield c.cells(AVOIDED_COST, met, years[met], amounts * c.growth(years[met]))


def _residuals(c: Choices) -> Iterator[Cells]:
    """Yield what is left in H of the life that runs then, or what a measure is sold for at its end."""
    last = c.firsts + (_renewed(c) + 1) * c.lifetimes - 1
    if c.scenario.residual == "straight_line":
        late = np.flatnonzero(last > c.horizon)
        years, lifetimes = (c.numbers([Decimal(n) for n in whole[late].tolist()]) for whole in (last, c.lifetimes))
        left = np.minimum(1, (years - c.horizon) / lifetimes)
        share = np.where(_renewed(c) > 0, c.amounts(lambda measure: measure.renewal or ZERO), c.amounts(lambda _: ONE))
        yield c.cells(RESIDUAL, late, c.horizon, share[late] * c.capex[late] * left)
    if c.scenario.residual == "salvage":
        every = np.arange(len(c.starts))
        yield c.cells(RESIDUAL, every, np.minimum(last, c.horizon), c.amounts(lambda measure: measure.salvage or ZERO))
