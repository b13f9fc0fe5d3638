"""Implausible scenarios: prices and budgets of a different order of magnitude from the case's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.checks.plant import FAR, MOST_OF_ITS_KIND, THOUSANDTH, apart, shown
from optimizer.decimals import ONE, ZERO, Decimal
from optimizer.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.case import Measure
    from optimizer.checks.plant import PlantInMoney
    from optimizer.scenario import PriceChange, Scenario, TaxChange


NEXT_TO_NOTHING = THOUSANDTH * Decimal("1.5")


def _at_key(scenario: Scenario, key: str, text: str, **values: object) -> Problem:
    return Problem(scenario.name, text, None, key, shown(values), warning=True)


def asked_prices(plant: PlantInMoney, scenario: Scenario) -> Iterator[Problem]:
    """Warn about prices and taxes far from those of the case."""
    streams, pollutants = plant.case.stream, plant.case.pollutant
    changes: list[tuple[str, str, Decimal, PriceChange | TaxChange]] = [
        *(
            (f"prices.{name}", "price", streams[name].price, c)
            for name, c in scenario.prices.items()
            if name in streams
        ),
        *(
            (f"taxes.{name}", "tax", pollutants[name].tax, c)
            for name, c in scenario.taxes.items()
            if name in pollutants
        ),
    ]
    for key, field, old, change in changes:
        new: Decimal | None = getattr(change, field)
        figures = {f"{key}.{field}": new, **{f"{key}.path.{year}": given for year, given in change.path.items()}}
        for place, figure in figures.items():
            if figure and old and apart(abs(figure), abs(old)) > FAR and not (field == "tax" and figure > old):
                text = "{figure} compared with {old} in the case: check that both are per the same unit"
                yield _at_key(scenario, place, text, figure=plant.cash(figure), old=plant.cash(old))


def asked_budget(plant: PlantInMoney, scenario: Scenario) -> Iterator[Problem]:
    """Warn about a budget that buys nothing, or is far from the cost of all measures."""
    costs, budget = [measure.capex for measure in plant.measures if measure.capex], scenario.budget
    if not costs:
        return
    least = min(costs) if budget.carry_over else min(map(_least_payment, plant.measures))
    if reach := _reach(scenario):
        yield from _budget(plant, scenario, "budget.per_year", reach, least)
    if budget.total:
        yield from _budget(plant, scenario, "budget.total", budget.total, min(costs))


def _least_payment(measure: Measure) -> Decimal:
    """Return the smallest payment due for a measure in one year."""
    return measure.capex * min((share for share in measure.spend if share), default=ONE)


def _reach(scenario: Scenario) -> Decimal:
    """Return the most that own funds can pay in one year: the largest year, or all years with carry-over."""
    per_year = scenario.budget.per_year or ZERO
    own = per_year if isinstance(per_year, tuple) else (per_year,) * scenario.start_years
    return sum(own, ZERO) if scenario.budget.carry_over else max(own, default=ZERO)


def _budget(plant: PlantInMoney, scenario: Scenario, key: str, amount: Decimal, least: Decimal) -> Iterator[Problem]:
    costs = [measure.capex for measure in plant.measures if measure.capex]
    everything, given = sum(costs, ZERO), plant.cash(amount)
    if amount < least:
        text = "{amount} is less than the cheapest measure ({cheapest}): check that it is not in thousands"
        yield _at_key(scenario, key, text, amount=given, cheapest=plant.cash(min(costs)))
    elif amount < NEXT_TO_NOTHING * everything and not scenario.budget.reinvest:
        text = "{amount} is tiny compared with the cost of all measures ({all}): check that it is not in thousands"
        yield _at_key(scenario, key, text, amount=given, all=plant.cash(everything))
    elif amount > MOST_OF_ITS_KIND * everything:
        text = "{amount} is far more than the cost of all measures ({all}): check for a factor of 1000"
        yield _at_key(scenario, key, text, amount=given, all=plant.cash(everything))
