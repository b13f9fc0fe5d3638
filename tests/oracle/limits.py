"""Bounds on sums of flows: limits, ceilings, the total budget; and the walk over the yearly budget."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .inputs import Bound, Budget, Limit, Problem
from .metrics import (
    MONEY,
    ONE,
    RATIOS,
    Form,
    baseline,
    combined,
    forms,
    horizon_years,
    ratio_form,
    undiscounted,
    yearly,
)

RELATIVE = Fraction(1, 10**9)
ZERO = Fraction(0)
Amount = int | Fraction


@dataclass(frozen=True)
class Row:
    """One bound that each of `forms` keeps to, over the flows of `only` (None: of all that is chosen)."""

    name: str
    metric: str
    sense: str
    forms: tuple[Form, ...]
    only: frozenset[str] | None
    bound: Fraction
    stated: Fraction
    is_money: bool
    half_unit: Fraction

    @property
    def room(self) -> Fraction:
        """By how much an amount may exceed the bound; money by less than this."""
        return self.half_unit if self.is_money else abs(self.bound) * RELATIVE

    def holds(self, amount: Fraction) -> bool:
        """Whether an amount keeps to the bound."""
        excess = amount - self.bound if self.sense == "at_most" else self.bound - amount
        return excess < self.room if self.is_money else excess <= self.room


def rows(problem: Problem) -> list[Row]:
    """Every bound but the yearly budget."""
    limits = [row for limit in problem.scenario.limits for row in limit_rows(problem, limit)]
    return [*limits, *_ceilings(problem), *_total_budget(problem)]


def limit_rows(problem: Problem, limit: Limit) -> Iterator[Row]:
    """The bounds of one limit: below, above or both."""
    for sense, bound in (("at_least", limit.at_least), ("at_most", limit.at_most)):
        if bound is not None:
            yield _limit_row(problem, limit, sense, bound)


def _limit_row(problem: Problem, limit: Limit, sense: str, bound: Bound) -> Row:
    stated = bound.value * _percent_of(problem, limit) if bound.of_baseline else bound.value
    is_ratio = limit.metric in RATIOS
    several = [ratio_form(problem, limit.metric, stated)] if is_ratio else _forms(problem, limit, sense)
    return Row(
        name=limit.name,
        metric=limit.metric,
        sense="at_most" if is_ratio else sense,
        forms=tuple(several),
        only=matching(problem, limit),
        bound=ZERO if is_ratio else stated,
        stated=stated,
        is_money=limit.metric in MONEY,
        half_unit=problem.case.half_unit,
    )


def _forms(problem: Problem, limit: Limit, sense: str) -> list[Form]:
    return forms(problem, limit.metric, limit.year, sense=sense)


def _percent_of(problem: Problem, limit: Limit) -> Fraction:
    whole = baseline(problem, limit.metric, limit.year)
    if whole is None:
        raise ValueError(f"{limit.name}: a percentage without a baseline")
    return whole


def matching(problem: Problem, limit: Limit) -> frozenset[str] | None:
    """The measures that a limit's filter lets through; None where it has none."""
    if limit.where is None:
        return None
    wanted = limit.where.items()
    return frozenset(
        name
        for name, measure in problem.case.measures.items()
        if all((measure.texts.get(column) or "") in values for column, values in wanted)
    )


def _ceilings(problem: Problem) -> Iterator[Row]:
    for name, stream in problem.case.streams.items():
        if stream.baseline is not None:
            saved = tuple(yearly(problem, f"{name}_saved", t) for t in horizon_years(problem))
            yield _plain_row(problem, f"ceiling of {name}", f"{name}_saved", saved, stream.baseline)


def _total_budget(problem: Problem) -> Iterator[Row]:
    most = problem.scenario.budget.total
    if most is not None:
        yield _plain_row(problem, "total budget", "capex", (undiscounted(problem, "capex"),), most)


def _plain_row(problem: Problem, name: str, metric: str, several: Sequence[Form], most: Fraction) -> Row:
    half_unit = problem.case.half_unit
    return Row(name, metric, "at_most", tuple(several), None, most, most, metric in MONEY, half_unit)


def budget_forms(problem: Problem) -> tuple[list[Form], list[Form]]:
    """For years 0 to H: what is paid, and what of that year's saving joins the next year's own funds."""
    budget = problem.scenario.budget
    if budget.own is None:
        return [], []
    years = horizon_years(problem)
    paid: list[Form] = [{("capex", "", t): ONE} for t in years]
    return paid, [combined([(budget.reinvest, yearly(problem, "annual_saving", t))]) for t in years]


def short_of_money(
    budget: Budget, paid: Sequence[Amount], joining: Sequence[Amount], half_unit: Amount, scale: int = 1
) -> int | None:
    """The first year in which the yearly budget does not cover what is paid; None where all do.

    All amounts but the budget's are given times `scale`, so that they may be whole numbers.
    """
    left: Amount = 0
    joined: Amount = 0
    for t, own in enumerate(budget.own or ()):
        available = own * scale + joined + (left if budget.carry_over else 0)
        if paid[t] - available >= half_unit:
            return t
        left = available - paid[t] if available > paid[t] else 0
        joined = joining[t]
    return None
