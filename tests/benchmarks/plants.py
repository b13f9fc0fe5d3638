"""Plants for measuring speed: the same every time, as hard as a company's real question.

    plant = plant_with(60, seed=0)

Measures of a plant overlap on end uses (five on each), pay back in half a year to eight years, last 5 to 20, cost 3 %
more each year they wait; prices grow by 5 to 8 %. Own funds of five years are 25–35 % of all capex, unspent funds are
carried over, and 30–50 % of the saving is reinvested. A fifth of the measures are in exclusive pairs, a tenth requires
another. The CO2 floor is 1 % above the abatement of the plan with the highest npv, so it binds mildly.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from optimizer.arithmetic import Arithmetic
from optimizer.case import Case, Effect, EmissionFactor, EndUse, Interaction, Measure, Pollutant, Stream
from optimizer.problem import PosedProblem, pose
from optimizer.scenario import Budget, Limit, Scenario

if TYPE_CHECKING:
    from numpy.typing import NDArray

STARTS, HORIZON = 5, 15
MEASURES_PER_END_USE = 5
FLOORS = {  # by seed: 30 % of the way from what the plan of most npv abates to the most that can be
    60: ("397.804", "475.333", "487.45", "664.923", "663.042", "434.628", "701.917", "725.542", "718.045", "330.083"),
    120: ("1174.9", "1584.43", "1530.65", "1247.93", "1420.6", "1182.42", "878.907", "1341.11", "1033.24", "1580.97"),
}
CARRIERS = (
    ("electricity", "kWh", 7.2, 0.36),
    ("gas", "m3", 17.0, 1.9),
    ("heat", "Gcal", 2500.0, 240.0),
    ("steam", "t", 1900.0, 160.0),
)


@dataclass(frozen=True)
class Plant:
    """A case with a scenario."""

    case: Case
    scenario: Scenario

    def within(self, gap: str, proofs: int, seconds: int) -> Scenario:
        """Return the scenario with these solver options."""
        options = {"gap": Decimal(gap), "proofs": proofs, "time_limit": Decimal(seconds)}
        return self.scenario.model_copy(update={"solver": self.scenario.solver.model_copy(update=options)})


def plant_with(measures: int, seed: int) -> Plant:
    """Return a plant of so many measures."""
    plant = without_floor(measures, seed)
    limit = Limit(
        name="Climate target", metric="co2e_abated", at_least=_floor(plant.case, plant.scenario, measures, seed)
    )
    return Plant(plant.case, plant.scenario.model_copy(update={"limits": (limit,)}))


def without_floor(measures: int, seed: int, starts: int = STARTS) -> Plant:
    """Return the same plant without its CO2 floor, which takes long to compute for large plants."""
    rng = random.Random(f"{measures} measures, seed {seed}")
    case = _case(rng, measures)
    return Plant(case, _scenario(rng, case, starts))


def short(value: float, digits: int = 4) -> Decimal:
    """Return a number with few digits, as people write them."""
    return Decimal(f"{Decimal(f'{value:.{digits}g}'):f}")


def _case(rng: random.Random, count: int) -> Case:
    uses = _end_uses(rng, max(1, count // MEASURES_PER_END_USE))
    ids = [f"m{i:03d}" for i in range(count)]
    effects = _effects(rng, ids, uses)
    price = {name: one for name, _, one, _ in CARRIERS}
    worth = {use.end_use: float(use.baseline) * price[use.stream] for use in uses}
    saving = dict.fromkeys(ids, 0.0)
    for effect in effects:
        assert effect.end_use is not None
        assert effect.share is not None
        saving[effect.measure] += worth[effect.end_use] * float(effect.share)
    groups, required = _structure(rng, ids)
    growths = [short(rng.uniform(0.05, 0.08), 2) for _ in CARRIERS]
    return Case(
        name="Benchmark",
        currency="UAH",
        base_year=2026,
        streams=tuple(
            Stream(stream=name, kind="energy", unit=unit, price=short(one), escalation=growth)
            for (name, unit, one, _), growth in zip(CARRIERS, growths, strict=True)
        ),
        pollutants=(Pollutant(pollutant="co2e"),),
        factors=tuple(
            EmissionFactor(stream=name, pollutant="co2e", kg_per_unit=short(kg)) for name, _, _, kg in CARRIERS
        ),
        end_uses=uses,
        measures=tuple(_measure(rng, name, saving[name], groups.get(name), required.get(name, ())) for name in ids),
        effects=effects,
        interactions=tuple(_interaction(rng, ids, saving) for _ in range(count // 20)),
    )


def _end_uses(rng: random.Random, count: int) -> tuple[EndUse, ...]:
    found = []
    for e in range(count):
        name, _, price, _ = rng.choice(CARRIERS)
        money = 1e6 * math.exp(rng.gauss(0, 0.7))
        found.append(EndUse(end_use=f"use{e:02d}", stream=name, baseline=short(money / price)))
    return tuple(found)


def _effects(rng: random.Random, ids: list[str], uses: tuple[EndUse, ...]) -> tuple[Effect, ...]:
    found = []
    for position, name in enumerate(rng.sample(ids, len(ids))):
        own = uses[position % len(uses)].end_use
        found.append(Effect(measure=name, end_use=own, share=short(rng.uniform(0.03, 0.30), 3)))
        other = rng.choice(uses).end_use
        if other != own and rng.random() < 0.1:
            found.append(Effect(measure=name, end_use=other, share=short(rng.uniform(0.03, 0.1), 3)))
    return tuple(sorted(found, key=lambda effect: (effect.measure, str(effect.end_use))))


def _structure(rng: random.Random, ids: list[str]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Put a fifth of the measures into exclusive pairs; let a tenth require another that is in no pair."""
    mixed = rng.sample(ids, len(ids))
    paired, free = mixed[: len(ids) // 10 * 2], mixed[len(ids) // 10 * 2 :]
    groups = {name: f"pair {k // 2}" for k, name in enumerate(paired)}
    some = rng.sample(free, len(ids) // 10 * 2)
    return groups, {name: (needed,) for name, needed in zip(some[::2], some[1::2], strict=True)}


def _measure(rng: random.Random, name: str, saving: float, group: str | None, requires: tuple[str, ...]) -> Measure:
    payback = math.exp(rng.uniform(math.log(0.5), math.log(8)))
    capex = saving * payback
    has_benefit = rng.random() < 0.2
    return Measure(
        measure=name,
        name=name,
        capex=short(capex, 5),
        other_benefit=short(capex * rng.uniform(-0.03, 0.08)) if has_benefit else Decimal(0),
        benefit_escalation=Decimal("0.04") if has_benefit else Decimal(0),
        lifetime=rng.randint(5, 20),
        group=group,
        requires=requires,
    )


def _interaction(rng: random.Random, ids: list[str], saving: dict[str, float]) -> Interaction:
    first, second = rng.sample(ids, 2)
    quantity = short(rng.uniform(-0.2, 0.2) * min(saving[first], saving[second]) / CARRIERS[0][2])
    return Interaction(first=first, second=second, stream="electricity", quantity=quantity)


def _scenario(rng: random.Random, case: Case, starts: int) -> Scenario:
    weights = [rng.gammavariate(4, 1) for _ in range(starts)]
    funds = float(sum(measure.capex for measure in case.measures)) * rng.uniform(0.25, 0.35)
    budget = Budget(
        per_year=tuple(short(funds * weight / sum(weights), 5) for weight in weights),
        carry_over=True,
        reinvest=short(rng.uniform(0.3, 0.5), 2),
    )
    return Scenario(
        name="Benchmark",
        case="benchmark",
        horizon_years=HORIZON,
        start_years=starts,
        discount_rate=short(rng.uniform(0.12, 0.18), 3),
        capex_escalation=Decimal("0.03"),
        budget=budget,
    )


def _floor(case: Case, scenario: Scenario, measures: int, seed: int) -> Decimal:
    """Return the CO2 to abate: as stored, else that of a plan quickly built for CO2."""
    if seed < len(FLOORS.get(measures, ())):
        return Decimal(FLOORS[measures][seed])
    problem = pose(case, scenario.model_copy(update={"goal": "co2e_abated"}))
    return short(_abated(problem, greedy(problem)), 6)


def _abated(problem: PosedProblem, picks: NDArray[np.float64]) -> float:
    return float(Arithmetic(problem).table(picks[None, :]).preferences[0, 0])


def greedy(problem: PosedProblem) -> NDArray[np.float64]:
    """Return a plan built choice by choice: always the one with the most gain per money that breaks no rule."""
    arithmetic = Arithmetic(problem)
    picks = np.zeros(len(problem.choices))
    while True:
        taken = {problem.choices[k][0] for k in np.flatnonzero(picks)}
        open_now = [k for k, (measure, _) in enumerate(problem.choices) if measure not in taken]
        if not open_now:
            return picks
        tries = np.repeat(picks[None, :], len(open_now), axis=0)
        tries[np.arange(len(open_now)), open_now] = 1.0
        now, then = arithmetic.table(picks[None, :]), arithmetic.table(tries)
        gains = then.preferences[:, 0] - now.preferences[0, 0]
        money = np.maximum(now.preferences[0, 2] - then.preferences[:, 2], 1.0)
        worth = np.where(then.allowed & (gains > 0), gains / money, -1.0)
        if worth.max() <= 0:
            return picks
        picks[open_now[int(worth.argmax())]] = 1.0
