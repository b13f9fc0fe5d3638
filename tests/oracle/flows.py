"""The flows that a decision causes, year by year: what is paid, started, saved, abated, earned.

Flows add up over *parts*: each started measure, each end use with all its started measures, each
interaction with both its measures started. Everything else (money saved, net present value, limits)
is a weighted sum of flows, see `metrics`.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import prod

from .inputs import Effect, Interaction, Measure, Problem

Key = tuple[str, str, int]
Flows = dict[Key, Fraction]
Starts = Mapping[str, int]

# The year under which a full year's flows stand: everything in effect, nothing degraded or escalated.
FULL = -1


def flows(problem: Problem, starts: Starts) -> Flows:
    """All flows of the measures started in the given years (0 is the base year)."""
    return total(part_flows(problem, part, starts) for part in parts(problem))


def total(several: Iterable[Flows]) -> Flows:
    """The sum of several flows."""
    result: Flows = {}
    for one in several:
        for key, amount in one.items():
            result[key] = result.get(key, Fraction(0)) + amount
    return result


def parts(problem: Problem) -> list[tuple[str, str | int]]:
    """The parts over which flows add up."""
    case = problem.case
    measures = [("measure", name) for name in case.measures]
    end_uses = [("end_use", name) for name in case.end_uses]
    return [*measures, *end_uses, *(("interaction", row) for row in range(len(case.interactions)))]


def members(problem: Problem, part: tuple[str, str | int]) -> tuple[str, ...]:
    """The measures on whose starts a part depends."""
    kind, name = part
    if kind == "measure":
        return (str(name),)
    if kind == "end_use":
        acting = {effect.measure for effect in _on_end_use(problem, str(name))}
        return tuple(measure for measure in problem.case.measures if measure in acting)
    interaction = problem.case.interactions[int(name)]
    return (interaction.first, interaction.second)


def part_flows(problem: Problem, part: tuple[str, str | int], starts: Starts) -> Flows:
    """The flows of one part; none where what it needs is not started."""
    kind, name = part
    if kind == "measure":
        measure = problem.case.measures[str(name)]
        return _measure_flows(problem, measure, starts[measure.id]) if measure.id in starts else {}
    if kind == "end_use":
        return _end_use_flows(problem, str(name), starts)
    return _interaction_flows(problem, problem.case.interactions[int(name)], starts)


def year_of_effect(measure: Measure, start: int, t: int) -> int:
    """1 in the first year of effect, 0 where there is no effect in year t; 1 in a full year."""
    if t == FULL:
        return 1
    k = t - start - measure.lead + 1
    return k if 1 <= k <= measure.lifetime else 0


def payments(problem: Problem, measure: Measure, start: int) -> dict[int, Fraction]:
    """What is paid for a measure, by year, years after the horizon included."""
    growth = 1 + problem.scenario.capex_escalation
    return {start + j: measure.capex * share * growth ** (start + j) for j, share in enumerate(measure.spend)}


def _years(problem: Problem) -> Iterator[int]:
    yield FULL
    yield from range(problem.scenario.horizon + 1)


def _measure_flows(problem: Problem, measure: Measure, start: int) -> Flows:
    once = {
        ("register", "", FULL): measure.capex,
        ("starts", "", start): Fraction(1),
        ("effort", "", start): measure.effort,
        **{(column, "", start): amount for column, amount in measure.uses.items()},
        **{("capex", "", t): amount for t, amount in payments(problem, measure, start).items()},
    }
    return total([once, _end_flows(problem, measure, start), *_yearly_flows(problem, measure, start)])


def _end_flows(problem: Problem, measure: Measure, start: int) -> Flows:
    """What is left of the measure at the horizon, and its salvage."""
    horizon = problem.scenario.horizon
    last = start + measure.lead + measure.lifetime - 1
    left = min(Fraction(1), Fraction(max(0, last - horizon), measure.lifetime))
    return {("left", "", horizon): measure.capex * left, ("salvage", "", min(last, horizon)): measure.salvage}


def _yearly_flows(problem: Problem, measure: Measure, start: int) -> Iterator[Flows]:
    for t in _years(problem):
        k = year_of_effect(measure, start, t)
        if not k:
            continue
        growth = (1 + measure.benefit_escalation) ** max(t, 0)
        yield {
            ("opex", "", t): measure.opex_change * growth,
            ("benefit", "", t): measure.other_benefit * growth,
        }
        if k == 1 and t != FULL:
            yield {("one_off", "", t): measure.one_off}
        remaining = (1 - measure.degradation) ** (k - 1)
        for effect in problem.case.effects:
            if effect.measure == measure.id and effect.kind != "end_use":
                yield {(effect.kind, effect.target, t): effect.amount * remaining}


def _on_end_use(problem: Problem, name: str) -> list[Effect]:
    return [effect for effect in problem.case.effects if effect.kind == "end_use" and effect.target == name]


def _end_use_flows(problem: Problem, name: str, starts: Starts) -> Flows:
    end_use = problem.case.end_uses[name]
    acting = [effect for effect in _on_end_use(problem, name) if effect.measure in starts]
    return {
        ("stream", end_use.stream, t): end_use.baseline * (1 - prod(_left(problem, e, starts, t) for e in acting))
        for t in _years(problem)
        if acting
    }


def _left(problem: Problem, effect: Effect, starts: Starts, t: int) -> Fraction:
    """The share of an end use that one effect leaves in year t."""
    measure = problem.case.measures[effect.measure]
    k = year_of_effect(measure, starts[measure.id], t)
    return 1 - effect.amount * (1 - measure.degradation) ** (k - 1) if k else Fraction(1)


def _interaction_flows(problem: Problem, interaction: Interaction, starts: Starts) -> Flows:
    pair = (interaction.first, interaction.second)
    if not all(name in starts for name in pair):
        return {}
    both = [problem.case.measures[name] for name in pair]
    return {
        (interaction.kind, interaction.target, t): interaction.quantity
        for t in _years(problem)
        if all(year_of_effect(measure, starts[measure.id], t) for measure in both)
    }
