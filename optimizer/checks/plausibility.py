"""Plausibility of a valid register: values off by ×1000, paybacks of days, wrong heating values.

    warnings = plausible(case, scenario)

Each check is one small function from the plant in money (`plant.py`) to warnings with the doubtful figure,
what it was compared with, and what to do; usual ranges are in `reference.py`, the checks in
`odd_*.py`. Consequences of a reported figure are not reported again: a wrong price explains the
resulting paybacks.

The bounds are wide because they should detect a factor of 1000. A warning never prevents an
answer, and solving does not run these checks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.checks import odd_effects, odd_measures, odd_overlaps, odd_scenarios, odd_streams
from optimizer.checks.plant import PlantInMoney
from optimizer.decimals import exact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from optimizer.case import Case
    from optimizer.errors import Problem
    from optimizer.scenario import Scenario

CHECKS: tuple[Callable[[PlantInMoney], Iterable[Problem]], ...] = (
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
    odd_overlaps.switches,
)
"""In this order, because earlier warnings explain later ones."""

ASKED: tuple[Callable[[PlantInMoney, Scenario], Iterable[Problem]], ...] = (
    odd_scenarios.asked_prices,
    odd_scenarios.asked_budget,
)


@exact
def plausible(case: Case, scenario: Scenario | None = None, *, file: str | None = None) -> list[Problem]:
    """Return plausibility warnings about a case (and a scenario on it).

    Accepts any case, coherent or not; takes a few milliseconds for a hundred measures. `file` names
    the scenario's file in messages (by default, the scenario's name).
    """
    plant = PlantInMoney(case)
    found = [problem for one in CHECKS for problem in one(plant)]
    if scenario is None:
        return found
    asked = (problem for one in ASKED for problem in one(plant, scenario))
    return [*found, *(replace(problem, file=file or scenario.name) for problem in asked)]
