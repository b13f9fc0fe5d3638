"""What is odd in a scenario on a case: rates, prices and budgets of another size than the case's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.checks.plant import FAR, HIGH_RATE, MOST_OF_ITS_KIND, apart, shown
from optimizer.decimals import ZERO, Decimal
from optimizer.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.checks.plant import Plant
    from optimizer.scenario import PriceChange, Scenario, TaxChange


def _at_key(scenario: Scenario, key: str, text: str, **values: object) -> Problem:
    return Problem(scenario.name, text, None, key, shown(values), warning=True)


def asked_rates(_: Plant, scenario: Scenario) -> Iterator[Problem]:
    """Rates of a scenario are fractions."""
    yield from odd_rates(scenario)


def odd_rates(scenario: Scenario) -> Iterator[Problem]:
    """The same without a plant: 18 for 0.18 is the likeliest slip of all, and its answer looks like any other."""
    for key in ("discount_rate", "capex_escalation"):
        if abs(rate := getattr(scenario, key)) > HIGH_RATE:
            text = "{rate} is {percent} % a year: write a fraction, 0.18 for 18 %"
            yield _at_key(scenario, key, text, rate=rate, percent=rate * 100)


def asked_prices(plant: Plant, scenario: Scenario) -> Iterator[Problem]:
    """A scenario's prices and taxes are of the size that the case has."""
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
                text = "{figure} against {old} in the case: check that both are per the same unit"
                yield _at_key(scenario, place, text, figure=figure, old=old)


def asked_budget(plant: Plant, scenario: Scenario) -> Iterator[Problem]:
    """A budget buys something, and is of the size of what there is to buy."""
    costs = [measure.capex for measure in plant.measures if measure.capex]
    per_year, total = scenario.budget.per_year, scenario.budget.total
    yearly = max(per_year, default=ZERO) if isinstance(per_year, tuple) else per_year
    for key, amount in (("budget.per_year", yearly), ("budget.total", total)):
        if not costs or not amount:
            continue
        if amount < min(costs) and not scenario.budget.carry_over:
            text = "{amount} doesn't buy the cheapest measure, {cheapest}: check that it is not in thousands"
            yield _at_key(scenario, key, text, amount=amount, cheapest=min(costs))
        elif amount > MOST_OF_ITS_KIND * sum(costs):
            text = "{amount} is far more than all measures cost, {all}: check that it is not in thousands too many"
            yield _at_key(scenario, key, text, amount=amount, all=sum(costs))
