"""What measures do year by year, in physical and money flows that can be added up.

    saved[stream, t], direct[pollutant, t]                                    units and tonnes per year
    capex[t], opex_change[t], other_benefit[t], one_off[t], renewal[t],       money
    avoided_cost[t], depreciation[t], residual[t]
    measures[t], effort[t], use_<name>[t]                                     booked in the year of start

A measure's own flows add (`measure_flows`). Two things don't: shares of one end use (`overlaps`) and
interactions of two measures (`joint_effects`). They stand apart for the two that need them: `evaluate`
for one decision, `pose` for all of them. `fair_flows` divides both among the measures.
Source: formats.md 1 and 3.

The flows of "one full year with everything in effect", which the simple payback is made of, stand
under their own keys (`FULL_…`) in year 0.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from optimizer.decimals import ONE, ZERO, Decimal

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from optimizer.case import Case, Effect, Measure
    from optimizer.scenario import Scenario

    Starts = Mapping[str, Collection[int]]

FlowKey = tuple[str, str]
Flows = dict[FlowKey, dict[int, Decimal]]

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


def add(total: Flows, more: Flows) -> None:
    """Add `more` to `total`, in place."""
    for key, series in more.items():
        into = total.setdefault(key, {})
        for t, amount in series.items():
            into[t] = into.get(t, ZERO) + amount


def years_of_effect(measure: Measure, start: int, horizon: int) -> range:
    """The years of the horizon in which a measure started in year `start` is in effect.

    A measure with a renewal stays in effect to the horizon; any other for one lifetime.
    """
    first = start + measure.lead
    ends = horizon + 1 if measure.renewal is not None else min(first + measure.lifetime, horizon + 1)
    return range(first, ends)


def fade(measure: Measure, start: int, t: int) -> Decimal:
    """What is left of the effect in year t: (1 − degradation)^(k − 1) in the k-th year of the life that runs."""
    age = t - start - measure.lead
    if measure.renewal is not None:
        age %= measure.lifetime
    return ONE if not age else (ONE - measure.degradation) ** age


def renewal_years(measure: Measure, start: int, horizon: int) -> range:
    """The years y = start + k · lifetime in which a renewal is paid, k = 1, 2, … while its effect begins by H."""
    if measure.renewal is None:
        return range(0)
    return range(start + measure.lifetime, horizon - measure.lead + 1, measure.lifetime)


def measure_flows(case: Case, scenario: Scenario, measure: Measure, start: int) -> Flows:
    """All flows of one measure started in year `start`, but its shares of end uses."""
    flows: Flows = defaultdict(dict)
    _add_payments(flows, scenario, measure, start)
    _add_bookings(flows, measure, start)
    _add_effects(
        flows, case.effects_of[measure.measure], measure, years_of_effect(measure, start, scenario.horizon_years), start
    )
    _add_renewals(flows, scenario, measure, start)
    _add_avoided_cost(flows, case, scenario, measure, start)
    _add_residual(flows, scenario, measure, start)
    return {key: series for key, series in flows.items() if series}


def _add_payments(flows: Flows, scenario: Scenario, measure: Measure, start: int) -> None:
    growth, life = ONE + scenario.capex_escalation, scenario.depreciation_years
    written_off = flows[DEPRECIATION]
    for t, share in enumerate(measure.spend, start):
        if not (payment := measure.capex * share * growth**t):
            continue
        flows[CAPEX][t] = payment
        for later in range(t + 1, min(t + life, scenario.horizon_years) + 1):
            written_off[later] = written_off.get(later, ZERO) + payment / life


def _add_bookings(flows: Flows, measure: Measure, start: int) -> None:
    flows[MEASURES][start] = ONE
    flows[FULL_CAPEX][0] = measure.capex
    flows[FULL_BENEFIT][0] = measure.other_benefit - measure.opex_change
    flows[FULL_ONE_OFF][0] = measure.one_off
    if measure.effort:
        flows[EFFORT][start] = measure.effort
    for name, amount in measure.uses.items():
        flows[USE, name][start] = amount


def _add_effects(flows: Flows, effects: Iterable[Effect], measure: Measure, years: range, start: int) -> None:
    growth = ONE + measure.benefit_escalation
    for t in years:
        if measure.opex_change:
            flows[OPEX_CHANGE][t] = measure.opex_change * growth**t
        if measure.other_benefit:
            flows[OTHER_BENEFIT][t] = measure.other_benefit * growth**t
    if measure.one_off and years:
        flows[ONE_OFF][years[0]] = measure.one_off
    for effect in effects:
        _add_effect(flows, effect, measure, years, start)


def _add_effect(flows: Flows, effect: Effect, measure: Measure, years: range, start: int) -> None:
    if effect.end_use is not None or not effect.quantity:
        return
    kind, full, name = (SAVED, FULL_SAVED, effect.stream) if effect.stream else (DIRECT, FULL_DIRECT, effect.pollutant)
    assert name is not None  # checks.py has seen to it
    series, whole = flows[kind, name], flows[full, name]
    whole[0] = whole.get(0, ZERO) + effect.quantity
    for t in years:
        series[t] = series.get(t, ZERO) + effect.quantity * fade(measure, start, t)


def _add_renewals(flows: Flows, scenario: Scenario, measure: Measure, start: int) -> None:
    if measure.renewal:
        growth = ONE + scenario.capex_escalation
        for t in renewal_years(measure, start, scenario.horizon_years):
            flows[RENEWAL][t] = measure.renewal * measure.capex * growth**t


def _add_avoided_cost(flows: Flows, case: Case, scenario: Scenario, measure: Measure, start: int) -> None:
    if measure.avoided_year is None:
        return
    due = measure.avoided_year - case.base_year
    if measure.avoided_cost and start <= due <= scenario.horizon_years:
        flows[AVOIDED_COST][due] = measure.avoided_cost * (ONE + scenario.capex_escalation) ** due


def _add_residual(flows: Flows, scenario: Scenario, measure: Measure, start: int) -> None:
    horizon = scenario.horizon_years
    renewed = len(renewal_years(measure, start, horizon))
    last = start + measure.lead + (renewed + 1) * measure.lifetime - 1  # of the life that runs in H
    if scenario.residual == "straight_line" and last > horizon:
        left = min(ONE, Decimal(last - horizon) / measure.lifetime)
        share = measure.renewal if renewed and measure.renewal is not None else ONE
        flows[RESIDUAL][horizon] = share * measure.capex * left
    if scenario.residual == "salvage" and measure.salvage:
        flows[RESIDUAL][min(last, horizon)] = measure.salvage


@dataclass(frozen=True)
class Overlap:
    """Measures on one end use in one year: baseline · (1 − Π (1 − share)) is saved, over those in effect.

    `key` and `t` say which flow it feeds; `shares` holds every possible (measure, start) with its share
    in that year, of which a decision has at most one start a measure.
    """

    key: FlowKey
    t: int
    baseline: Decimal
    shares: tuple[tuple[str, int, Decimal], ...]


@dataclass(frozen=True)
class JointEffect:
    """What two measures save beyond their sum in year t, if one of each list's starts is chosen."""

    key: FlowKey
    t: int
    quantity: Decimal
    first: tuple[tuple[str, int], ...]
    second: tuple[tuple[str, int], ...]


def overlaps(case: Case, scenario: Scenario, starts: Starts) -> list[Overlap]:
    """Every end use and year in which some start of `starts` is in effect, and the full year for paybacks."""
    return [
        overlap
        for end_use, measures in case.acting_on.items()
        if (users := [measure for measure in measures if starts.get(measure.measure)])
        for overlap in _overlaps_of(case, scenario, end_use, users, starts)
    ]


def _overlaps_of(case: Case, scenario: Scenario, end_use: str, users: list[Measure], starts: Starts) -> list[Overlap]:
    use = case.end_use[end_use]
    by_year: dict[int, list[tuple[str, int, Decimal]]] = defaultdict(list)
    full: list[tuple[str, int, Decimal]] = []
    for measure in users:
        undegraded = shares_of(case, measure, end_use)
        for start in starts[measure.measure]:
            full.append((measure.measure, start, combined(undegraded, ONE)))
            for t in years_of_effect(measure, start, scenario.horizon_years):
                by_year[t].append((measure.measure, start, combined(undegraded, fade(measure, start, t))))
    found = [Overlap((SAVED, use.stream), t, use.baseline, tuple(by_year[t])) for t in sorted(by_year)]
    return [*found, Overlap((FULL_SAVED, use.stream), 0, use.baseline, tuple(full))]


def shares_of(case: Case, measure: Measure, end_use: str) -> tuple[Decimal, ...]:
    """A measure's shares of an end use, one for each row; a quantity is turned into a share of the baseline."""
    baseline = case.end_use[end_use].baseline
    rows = [effect for effect in case.effects_of[measure.measure] if effect.end_use == end_use]
    return tuple(row.share if row.share is not None else _share_of(row.quantity, baseline) for row in rows)


def _share_of(quantity: Decimal | None, baseline: Decimal) -> Decimal:
    return quantity / baseline if quantity else ZERO


def combined(shares: Iterable[Decimal], faded: Decimal) -> Decimal:
    """Several shares of one end use taken together: 1 − Π (1 − share · faded)."""
    left = ONE
    for share in shares:
        left *= ONE - share * faded
    return ONE - left


def joint_effects(case: Case, scenario: Scenario, starts: Starts) -> list[JointEffect]:
    """Every interaction and year in which both measures can be in effect, and the full year for paybacks."""
    found: list[JointEffect] = []
    for row in case.interactions:
        first, second = (_live(case, scenario, name, starts) for name in (row.first, row.second))
        key = (SAVED, row.stream) if row.stream else (DIRECT, row.pollutant or "")
        both = sorted(first.keys() & second.keys() - {-1})
        found += [JointEffect(key, t, row.quantity, tuple(first[t]), tuple(second[t])) for t in both]
        if -1 in first and -1 in second:
            full = (FULL_SAVED if row.stream else FULL_DIRECT, key[1])
            found.append(JointEffect(full, 0, row.quantity, tuple(first[-1]), tuple(second[-1])))
    return found


def _live(case: Case, scenario: Scenario, name: str, starts: Starts) -> dict[int, list[tuple[str, int]]]:
    """Year → the starts of a measure that are in effect in it; under −1 all of its starts."""
    live: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for start in starts.get(name, ()):
        live[-1].append((name, start))
        for t in years_of_effect(case.measure[name], start, scenario.horizon_years):
            live[t].append((name, start))
    return live


def portfolio_flows(case: Case, scenario: Scenario, starts: Mapping[str, int]) -> Flows:
    """All flows of a set of measures with their start years: sums, overlaps and interactions."""
    return combined_flows(case, scenario, starts, partial(measure_flows, case, scenario))


def combined_flows(
    case: Case, scenario: Scenario, starts: Mapping[str, int], own: Callable[[Measure, int], Flows]
) -> Flows:
    """As `portfolio_flows`; `own` gives a measure's own flows, so that a caller may keep them."""
    flows: Flows = {}
    for name in sorted(starts):
        add(flows, own(case.measure[name], starts[name]))
    single = {name: (start,) for name, start in starts.items()}
    for overlap in overlaps(case, scenario, single):
        saved = overlap.baseline * combined((share for _, _, share in overlap.shares), ONE)
        add(flows, {overlap.key: {overlap.t: saved}})
    for joint in joint_effects(case, scenario, single):
        add(flows, {joint.key: {joint.t: joint.quantity}})
    return flows


def fair_flows(case: Case, scenario: Scenario, starts: Mapping[str, int]) -> dict[str, Flows]:
    """Measure → its fair part of the portfolio's flows: what it adds, averaged over all orders of adding (Shapley).

    Its own flows are its own; of an interaction each measure has half; of an end use it has
    baseline · s_i · ∫₀¹ Π_{j ≠ i} (1 − x · s_j) dx. The parts add up to `portfolio_flows`.
    """
    parts = {name: measure_flows(case, scenario, case.measure[name], starts[name]) for name in sorted(starts)}
    single = {name: (start,) for name, start in starts.items()}
    for overlap in overlaps(case, scenario, single):
        shares = {name: share for name, _, share in overlap.shares}
        for name, part in _fair_parts(shares).items():
            add(parts[name], {overlap.key: {overlap.t: overlap.baseline * part}})
    for joint in joint_effects(case, scenario, single):
        for name, _ in (*joint.first, *joint.second):
            add(parts[name], {joint.key: {joint.t: joint.quantity / 2}})
    return parts


def _fair_parts(shares: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """s_i · ∫₀¹ Π_{j ≠ i} (1 − x · s_j) dx for each measure i of one end use."""
    parts = {}
    for name, share in shares.items():
        polynomial = [ONE]  # coefficients of Π (1 − x · s_j), by power of x
        for other, taken in shares.items():
            if other != name:
                raised = [ZERO, *(coefficient * taken for coefficient in polynomial)]
                polynomial = [a - b for a, b in zip([*polynomial, ZERO], raised, strict=True)]
        parts[name] = share * sum((c / (power + 1) for power, c in enumerate(polynomial)), ZERO)
    return parts
