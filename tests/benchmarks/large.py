"""Large questions for benchmarks of scale and time: plants of `plants.py` with a CO2 floor that is quick to compute."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from optimizer.case import Case, Effect, Measure, Stream
from optimizer.scenario import Budget, Limit, Scenario
from tests.benchmarks.plants import Plant, short, without_floor

if TYPE_CHECKING:
    from collections.abc import Iterable

MILD = 0.05
"""The floor, as a share of the sum of all measures' abatement alone."""


def large_plant(measures: int, starts: int, *, overlaps: bool = True) -> Plant:
    """Return a plant with a CO2 floor; without overlaps, each effect is a quantity of its stream."""
    plant = without_floor(measures, 0, starts)
    floor = Limit(name="Climate target", metric="co2e_abated", at_least=short(MILD * _tonnes(plant.case), 6))
    scenario = plant.scenario.model_copy(update={"limits": (floor,)})
    case = plant.case if overlaps else plant.case.model_copy(update={"effects": _quantities(plant.case)})
    return Plant(case, scenario)


def _tonnes(case: Case) -> float:
    kilograms = {row.stream: float(row.kg_per_unit) for row in case.factors}
    saved = ((effect.stream, effect.quantity) for effect in _quantities(case))
    return sum(kilograms[stream or ""] * float(quantity or 0) for stream, quantity in saved) / 1000


def _quantities(case: Case) -> tuple[Effect, ...]:
    return tuple(_added(case, case.effects))


def _added(case: Case, effects: Iterable[Effect]) -> Iterable[Effect]:
    for effect in effects:
        use = case.end_use[effect.end_use or ""]
        quantity = short(float(use.baseline) * float(effect.share or 0))
        yield Effect(measure=effect.measure, stream=use.stream, quantity=quantity)


def without_budget(plant: Plant) -> Plant:
    """Return the plant without a budget."""
    return Plant(plant.case, plant.scenario.model_copy(update={"budget": Budget()}))


def knapsack(items: int) -> Plant:
    """Return so many measures with one start year and one total budget, whose values follow their costs closely."""
    step = 7919  # coprime to the range of costs: every cost appears before one repeats
    costs = [10_000 + (k * step) % 90_000 for k in range(items)]
    case = Case(
        name="Knapsack",
        currency="UAH",
        base_year=2026,
        streams=(Stream(stream="electricity", kind="energy", unit="kWh", price=Decimal(1)),),
        measures=tuple(
            Measure(
                measure=f"m{k:04d}",
                name=f"m{k:04d}",
                capex=Decimal(cost),
                other_benefit=Decimal(cost + 10_000 + (k * 104_729) % 5_000),
                lifetime=1,
            )
            for k, cost in enumerate(costs)
        ),
    )
    scenario = Scenario(
        name="Knapsack",
        case="knapsack",
        horizon_years=1,
        start_years=1,
        discount_rate=Decimal(0),
        budget=Budget(total=Decimal(sum(costs) // 2)),
    )
    return Plant(case, scenario)
