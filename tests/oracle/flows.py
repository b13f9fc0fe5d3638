"""The flows that a decision causes, year by year: what is paid, started, saved, abated, earned.

Flows add up over *parts*: each started measure, each end use with all its started measures, each
interaction with both its measures started, and the plant itself, whose only flow is the constant 1.
Everything else (money saved, net present value, limits) is a weighted sum of flows, see `metrics`.
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

# The flow that is 1 whatever is decided: it carries what the plant uses and emits without measures.
ALWAYS: Key = ("always", "", 0)
Part = tuple[str, str | int]


def flows(problem: Problem, starts: Starts) -> Flows:
    """All flows of the measures started in the given years (0 is the base year)."""
    return total(part_flows(problem, part, starts) for part in parts(problem))


def total(several: Iterable[Mapping[Key, Fraction]]) -> Flows:
    """The sum of several flows."""
    result: Flows = {}
    for one in several:
        for key, amount in one.items():
            result[key] = result[key] + amount if key in result else amount
    return result


def parts(problem: Problem) -> list[Part]:
    """The parts over which flows add up."""
    case = problem.case
    measures: list[Part] = [("measure", name) for name in case.measures]
    end_uses = [("end_use", name) for name in case.end_uses]
    return [("plant", ""), *measures, *end_uses, *(("interaction", row) for row in range(len(case.interactions)))]


def members(problem: Problem, part: Part) -> tuple[str, ...]:
    """The measures on whose starts a part depends."""
    kind, name = part
    if kind == "plant":
        return ()
    if kind == "measure":
        return (str(name),)
    if kind == "end_use":
        acting = {effect.measure for effect in _on_end_use(problem, str(name))}
        return tuple(measure for measure in problem.case.measures if measure in acting)
    interaction = problem.case.interactions[int(name)]
    return (interaction.first, interaction.second)


def part_flows(problem: Problem, part: Part, starts: Starts) -> Mapping[Key, Fraction]:
    """The flows of one part, computed once for each way to start its members; none where what it needs is not."""
    key = (part, *((name, starts[name]) for name in members(problem, part) if name in starts))
    if key not in problem.caused:
        problem.caused[key] = _part_flows(problem, part, starts)
    return problem.caused[key]


def _part_flows(problem: Problem, part: Part, starts: Starts) -> Flows:
    kind, name = part
    if kind == "plant":
        return {ALWAYS: Fraction(1)}
    if kind == "measure":
        measure = problem.case.measures[str(name)]
        return _measure_flows(problem, measure, starts[measure.id]) if measure.id in starts else {}
    if kind == "end_use":
        return _end_use_flows(problem, str(name), starts)
    return _interaction_flows(problem, problem.case.interactions[int(name)], starts)


def year_of_effect(measure: Measure, start: int, t: int) -> int:
    """1 in the first year of a life, 0 where there is no effect in year t; 1 in a full year."""
    if t == FULL:
        return 1
    age = t - start - measure.lead
    if age < 0 or (age >= measure.lifetime and measure.renewal is None):
        return 0
    return age % measure.lifetime + 1


def renewals(problem: Problem, measure: Measure, start: int) -> int:
    """How often a measure's life ends and begins anew by the horizon; never where it is not renewed."""
    if measure.renewal is None:
        return 0
    return max(0, problem.scenario.horizon - start - measure.lead) // measure.lifetime


def payments(problem: Problem, measure: Measure, start: int) -> dict[int, Fraction]:
    """What is paid for a measure, by year, years after the horizon included."""
    growth = 1 + problem.scenario.capex_escalation
    return {start + j: measure.capex * share * growth ** (start + j) for j, share in enumerate(measure.spend)}


def _renewal_flows(problem: Problem, measure: Measure, start: int) -> Flows:
    """What is paid at the end of each life, and the replacement that is avoided."""
    growth = 1 + problem.scenario.capex_escalation
    price = (measure.renewal or 0) * measure.capex
    years = [start + k * measure.lifetime for k in range(1, renewals(problem, measure, start) + 1)]
    paid: Flows = {("renewal", "", y): price * growth**y for y in years}
    if measure.avoided_year is not None:
        due = measure.avoided_year - problem.case.base_year
        if start <= due <= problem.scenario.horizon:
            paid["avoided", "", due] = measure.avoided_cost * growth**due
    return paid


def horizon_and_full(problem: Problem) -> Iterator[int]:
    """A full year, and the years 0 to H."""
    yield FULL
    yield from range(problem.scenario.horizon + 1)


def _measure_flows(problem: Problem, measure: Measure, start: int) -> Flows:
    once = {
        ("register", "", FULL): measure.capex,
        ("rebate", "", FULL): measure.one_off,
        ("starts", "", start): Fraction(1),
        ("effort", "", start): measure.effort,
        **{(column, "", start): amount for column, amount in measure.uses.items() if amount is not None},
        **{("capex", "", t): amount for t, amount in payments(problem, measure, start).items()},
    }
    ends = [_end_flows(problem, measure, start), _renewal_flows(problem, measure, start)]
    return total([once, *ends, *_yearly_flows(problem, measure, start)])


def _end_flows(problem: Problem, measure: Measure, start: int) -> Flows:
    """What is left of the measure's running life at the horizon, and its salvage."""
    horizon = problem.scenario.horizon
    renewed = renewals(problem, measure, start)
    end = start + measure.lead + (renewed + 1) * measure.lifetime - 1
    price = (measure.renewal or 0) * measure.capex if renewed else measure.capex
    left = min(Fraction(1), Fraction(max(0, end - horizon), measure.lifetime))
    last = min(end, horizon) if measure.renewal is None else horizon
    return {("left", "", horizon): price * left, ("salvage", "", last): measure.salvage}


def _yearly_flows(problem: Problem, measure: Measure, start: int) -> Iterator[Flows]:
    for t in horizon_and_full(problem):
        k = year_of_effect(measure, start, t)
        if not k:
            continue
        growth = (1 + measure.benefit_escalation) ** max(t, 0)
        yield {
            ("opex", "", t): measure.opex_change * growth,
            ("benefit", "", t): measure.other_benefit * growth,
        }
        if t == start + measure.lead:
            yield {("one_off", "", t): measure.one_off}
        remaining = (1 - measure.degradation) ** (k - 1)
        for effect in problem.case.effects:
            if effect.measure == measure.id and effect.kind != "end_use":
                yield {(effect.kind, effect.target, t): effect.amount * remaining}


def _on_end_use(problem: Problem, name: str) -> list[Effect]:
    return [effect for effect in problem.case.effects if effect.kind == "end_use" and effect.target == name]


def end_use_shares(problem: Problem, name: str, starts: Starts, t: int) -> dict[str, Fraction]:
    """The share of an end use that each started measure saves in year t; rows of one measure combine."""
    acting = [effect for effect in _on_end_use(problem, name) if effect.measure in starts]
    left = {effect.measure: Fraction(1) for effect in acting}
    for effect in acting:
        left[effect.measure] *= _left(problem, effect, starts, t)
    return {measure: 1 - remaining for measure, remaining in left.items()}


def _end_use_flows(problem: Problem, name: str, starts: Starts) -> Flows:
    end_use = problem.case.end_uses[name]
    flows = {}
    for t in horizon_and_full(problem):
        shares = end_use_shares(problem, name, starts, t).values()
        if shares:
            flows["stream", end_use.stream, t] = end_use.baseline * (1 - prod(1 - share for share in shares))
    return flows


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
        for t in horizon_and_full(problem)
        if all(year_of_effect(measure, starts[measure.id], t) for measure in both)
    }
