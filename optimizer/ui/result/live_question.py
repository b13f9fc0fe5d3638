"""A question with controls moved in live mode, and the same as changes to a scenario file. Pure functions.

moves = ControlPositions(budget=Decimal(8_000_000))
moved(question, moves)            the question, to be solved quickly
changes(question, moves)          the content of a new scenario that extends this one
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.choices import half_unit
from optimizer.decimals import ZERO, Decimal, exact, plain
from optimizer.locales import noted, tr
from optimizer.metrics import CO2E, metrics_of
from optimizer.question import Question
from optimizer.scenario import Budget, Limit, Percent, PriceChange
from optimizer.valuation import Valuation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.scenario import Scenario

ABATED = f"{CO2E}_abated"
TARGET = noted("Climate target")
GAP, SECONDS = Decimal("0.001"), Decimal(20)
STEPS, MOST = 20, 2
MOST_TARGET = 60


@dataclass(frozen=True)
class ControlPositions:
    """Positions of the controls; None means the scenario's value.

    `budget` is the total of own funds, `target` the share of the baseline's CO2e to be abated, `price` that of
    `stream` in the base year, `tax` the rate of profit tax.
    """

    budget: Decimal | None = None
    target: Decimal | None = None
    rate: Decimal | None = None
    stream: str | None = None
    price: Decimal | None = None
    tax: Decimal | None = None

    @property
    def any(self) -> bool:
        """Return whether any control was moved."""
        return any(move is not None for move in (self.budget, self.target, self.rate, self.price, self.tax))


def own_funds(scenario: Scenario) -> Decimal | None:
    """Return the total of own funds over all years, or else the limit on their sum; None if there is none."""
    per_year, total = scenario.budget.per_year, scenario.budget.total
    if per_year is None:
        return total
    return sum(per_year, ZERO) if isinstance(per_year, tuple) else per_year * scenario.start_years


def budget_steps(question: Question) -> list[Decimal | None]:
    """Return the budgets to choose from: 0 to twice the scenario's; without one, up to the cost of all measures."""
    own, unit = own_funds(question.scenario), half_unit(question.case.currency) * 2
    most = own * MOST if own else sum((measure.capex for measure in question.case.measures), ZERO)
    steps = sorted(
        {(most * k / (STEPS * MOST)).quantize(unit) for k in range(STEPS * MOST + 1)} | ({own} if own else set())
    )
    return [*steps, None] if own is None else list(steps)


def baseline(question: Question) -> Decimal | None:
    """Return the plant's yearly CO2e; None if unknown."""
    metric, valuation = metrics_of(question.case).get(ABATED), Valuation(question.case, question.scenario)
    if metric is None or metric.unknown_baselines(valuation):
        return None
    known: Decimal = exact(metric.whole)(valuation, (0,))
    return known if known > 0 else None


def target_limit(scenario: Scenario) -> Limit | None:
    """Return the limit that is the scenario's climate target; None if there is none."""
    wanted = (one for one in scenario.limits if one.metric == ABATED and one.at_least is not None and not one.where)
    return next(wanted, None)


def target(question: Question) -> Decimal:
    """Return the scenario's climate target as a share of the yearly baseline; 0 if there is none."""
    limit, base = target_limit(question.scenario), baseline(question)
    if limit is None or limit.at_least is None or base is None:
        return ZERO
    if isinstance(limit.at_least, Percent):
        return limit.at_least.share
    years = question.scenario.horizon_years + 1 if limit.year == "total" else 1
    return limit.at_least / (base * years)


def target_steps(question: Question) -> list[Decimal]:
    """Return the climate targets to choose from: 0 to 60 % of the baseline, and the scenario's own."""
    return sorted({Decimal(k) / 100 for k in range(MOST_TARGET + 1)} | {target(question)})


def first_price(question: Question, stream: str) -> Decimal:
    """Return the price of a stream in the base year in this scenario."""
    change = question.scenario.prices.get(stream)
    return question.case.stream[stream].price if change is None or change.price is None else change.price


def moved(question: Question, moves: ControlPositions) -> Question:
    """Return the question with the controls' values, for a quick answer: one proof, within 0.1 %."""
    scenario, update = question.scenario, dict[str, Any]()
    if moves.budget is not None:
        update["budget"] = _budget(question, moves.budget)
    if moves.target is not None:
        update["limits"] = tuple(_limits(scenario, moves.target))
    if moves.rate is not None:
        update["discount_rate"] = moves.rate
    if moves.tax is not None:
        update["tax_rate"] = moves.tax
    if moves.stream is not None and moves.price is not None:
        update["prices"] = {**scenario.prices, moves.stream: _price(question, moves.stream, moves.price)}
    solver = scenario.solver
    haste = {"proofs": 1, "gap": max(solver.gap, GAP), "time_limit": min(solver.time_limit, SECONDS)}
    update["solver"] = solver.model_copy(update=haste)
    return Question(question.case, scenario.model_copy(update=update))


def _budget(question: Question, wanted: Decimal) -> Budget:
    """Scale all amounts of the budget in proportion; without amounts, limit their sum."""
    budget, own = question.scenario.budget, own_funds(question.scenario)
    if not own:
        return budget.model_copy(update={"total": wanted})
    unit = half_unit(question.case.currency) * 2

    def scaled(value: Decimal) -> Decimal:
        return (value * wanted / own).quantize(unit)

    per_year = budget.per_year
    years = (
        tuple(map(scaled, per_year))
        if isinstance(per_year, tuple)
        else per_year
        if per_year is None
        else scaled(per_year)
    )
    total = None if budget.total is None else scaled(budget.total)
    return budget.model_copy(update={"per_year": years, "total": total})


def _limits(scenario: Scenario, share: Decimal) -> Iterable[Limit]:
    known = target_limit(scenario)
    bound = {"at_least": Percent(share)}
    for limit in scenario.limits:
        if limit != known:
            yield limit
        elif share:
            yield limit.model_copy(update=bound)
    if known is None and share:
        yield Limit(name=tr(TARGET), metric=ABATED, at_least=str(Percent(share)))


def _price(question: Question, stream: str, price: Decimal) -> PriceChange:
    """Set the price of the base year, and scale its path in proportion."""
    known = question.scenario.prices.get(stream, PriceChange())
    before = first_price(question, stream)
    path = {year: value * price / before for year, value in known.path.items()} if before else known.path
    return known.model_copy(update={"price": price, "path": path})


def changes(question: Question, moves: ControlPositions) -> dict[Any, Any]:
    """Return the moves as changes to a scenario file that extends this one (`scenario_files.edit`)."""
    scenario, found = moved(question, moves).scenario, dict[Any, Any]()
    if moves.budget is not None:
        per_year, total = scenario.budget.per_year, scenario.budget.total
        found |= (
            {} if per_year is None else {"budget.per_year": list(per_year) if isinstance(per_year, tuple) else per_year}
        )
        found |= {} if total is None else {"budget.total": total}
    if moves.target is not None:
        found |= _target_change(question.scenario, scenario, moves.target)
    if moves.rate is not None:
        found["discount_rate"] = moves.rate
    if moves.tax is not None:
        found["tax_rate"] = moves.tax
    if moves.stream is not None and moves.price is not None:
        change = scenario.prices[moves.stream]
        found["prices", moves.stream, "price"] = change.price
        found |= {("prices", moves.stream, "path"): dict(change.path)} if change.path else {}
    return found


def _target_change(before: Scenario, after: Scenario, share: Decimal) -> dict[Any, Any]:
    known, now = target_limit(before), target_limit(after)
    if now is None:
        return {} if known is None else {("limits", known.name): {}}
    year = {} if now.year is None else {"year": now.year}
    at_most = (
        {}
        if now.at_most is None
        else {"at_most": str(now.at_most) if isinstance(now.at_most, Percent) else now.at_most}
    )
    named = {"name_uk": now.name_uk} if now.name_uk else {}
    return {("limits", now.name): {**named, "metric": ABATED, "at_least": f"{plain(share * 100)}%", **at_most, **year}}
