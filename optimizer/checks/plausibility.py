"""What is odd in a register though nothing in it is wrong: slips of ×1000, days for a payback, a wrong heating value.

    warnings = plausible(case, scenario)

Each check is one small function from the plant in money (`plant.py`) to warnings with the odd figure,
what it was compared with, and one thing to do; usual ranges are in `reference.py`, the checks in
`odd_*.py`. What is told once is not told again through its consequences: a price that is off explains the
paybacks behind it.

The bounds are far out, as they are to recognise a factor of 1000. A warning never stands in the way of an
answer, and solving does not ask for this.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.checks import odd_effects, odd_measures, odd_scenarios, odd_streams
from optimizer.checks.plant import Plant
from optimizer.decimals import exact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from optimizer.case import Case
    from optimizer.errors import Problem
    from optimizer.scenario import Scenario

CHECKS: tuple[Callable[[Plant], Iterable[Problem]], ...] = (
    odd_streams.prices,
    odd_streams.energy_contents,
    odd_streams.heating_values,
    odd_streams.factors,
    odd_streams.stream_baselines,
    odd_streams.end_uses,
    odd_streams.quantities,
    odd_streams.pollutant_baselines,
    odd_streams.taxes,
    odd_measures.rates,
    odd_measures.spans,
    odd_effects.shares,
    odd_effects.small_quantities,
    odd_effects.setbacks,
    odd_measures.long_paybacks,
    odd_effects.idle_rows,
    odd_measures.benefits,
    odd_measures.short_paybacks,
    odd_measures.whole_plant,
    odd_measures.without_effect,
    odd_measures.efforts,
    odd_effects.interactions,
)
"""In this order: what is found first explains what comes later."""

ASKED: tuple[Callable[[Plant, Scenario], Iterable[Problem]], ...] = (
    odd_scenarios.asked_prices,
    odd_scenarios.asked_budget,
)


@exact
def plausible(case: Case, scenario: Scenario | None = None, *, file: str | None = None) -> list[Problem]:
    """What is odd in a case (and in a scenario on it), as warnings only; empty if all is of a usual size.

    Takes any case, coherent or not; needs no solver and a few milliseconds for a hundred measures. `file` is what
    messages call the scenario's file (its name, if there is none).
    """
    plant = Plant(case)
    found = [problem for one in CHECKS for problem in one(plant)]
    if scenario is None:
        return found
    asked = (problem for one in ASKED for problem in one(plant, scenario))
    return [*found, *(replace(problem, file=file or scenario.name) for problem in asked)]
