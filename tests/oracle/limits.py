"""Rules on sums of flows: limits, ceilings, the total budget; and the walk over the yearly budget."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .flows import ALWAYS
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
class Term:
    """A weighted sum of flows and the bound that it keeps to."""

    form: Form
    bound: Fraction


@dataclass(frozen=True)
class Row:
    """One side of one rule: each of `terms` keeps to its bound, over the flows of `only` (None: of all chosen).

    `stated` is what a ratio is bounded by; its term is the linear form against 0.
    """

    name: str
    metric: str
    sense: str
    terms: tuple[Term, ...]
    only: frozenset[str] | None
    is_money: bool
    half_unit: Fraction
    stated: Fraction | None = None

    def room(self, bound: Fraction) -> Fraction:
        """By how much an amount may exceed a bound; money by less than this."""
        return self.half_unit if self.is_money else abs(bound) * RELATIVE

    def slack(self, term: Term, amount: Fraction) -> Fraction:
        """The room left, below 0 where the bound is exceeded."""
        return term.bound - amount if self.sense == "at_most" else amount - term.bound

    def holds(self, term: Term, amount: Fraction) -> bool:
        """Whether an amount keeps to the term's bound."""
        excess, room = -self.slack(term, amount), self.room(term.bound)
        return excess < room if self.is_money else excess <= room


def rows(problem: Problem) -> list[Row]:
    """Every rule on sums of flows but the yearly budget."""
    limits = [row for limit in problem.scenario.limits for row in limit_rows(problem, limit)]
    return [*limits, *_ceilings(problem), *_total_budget(problem)]


def limit_rows(problem: Problem, limit: Limit) -> Iterator[Row]:
    """The sides of one limit: below, above or both."""
    for sense, bound in (("at_least", limit.at_least), ("at_most", limit.at_most)):
        if bound is not None:
            yield (
                _ratio_row(problem, limit, bound)
                if limit.metric in RATIOS
                else _limit_row(problem, limit, sense, bound)
            )


def _ratio_row(problem: Problem, limit: Limit, bound: Bound) -> Row:
    term = Term(ratio_form(problem, limit.metric, bound.value), ZERO)
    only, half_unit = matching(problem, limit), problem.case.half_unit
    return Row(
        limit.name, limit.metric, "at_most", (term,), only, is_money=True, half_unit=half_unit, stated=bound.value
    )


def _limit_row(problem: Problem, limit: Limit, sense: str, bound: Bound) -> Row:
    several = forms(problem, limit.metric, limit.year, sense=sense)
    bounds = [bound.value] * len(several)
    if bound.of_baseline:
        wholes = percent_of(problem, limit.metric, limit.year, sense)
        if None in wholes:
            raise ValueError(f"{limit.name}: a percentage without a baseline")
        bounds = [bound.value * whole for whole in wholes if whole is not None]
    return Row(
        name=limit.name,
        metric=limit.metric,
        sense=sense,
        terms=tuple(map(Term, several, bounds)),
        only=matching(problem, limit),
        is_money=limit.metric in MONEY,
        half_unit=problem.case.half_unit,
    )


def percent_of(problem: Problem, metric: str, year: int | str | None, sense: str) -> list[Fraction | None]:
    """What a percentage is of, for each form: the bill before in the same years; else what the base year has."""
    if metric == "bill_saved":
        return [form[ALWAYS] for form in forms(problem, "bill_before", year, sense=sense)]
    return [baseline(problem, metric, year)] * len(forms(problem, metric, year, sense=sense))


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
            saved = [yearly(problem, f"{name}_saved", t) for t in horizon_years(problem)]
            yield _plain_row(problem, f"ceiling of {name}", f"{name}_saved", saved, stream.baseline)


def _total_budget(problem: Problem) -> Iterator[Row]:
    most = problem.scenario.budget.total
    if most is not None:
        yield _plain_row(problem, "total budget", "capex", [undiscounted(problem, "capex")], most)


def _plain_row(problem: Problem, name: str, metric: str, several: Sequence[Form], most: Fraction) -> Row:
    terms = tuple(Term(form, most) for form in several)
    return Row(name, metric, "at_most", terms, None, is_money=metric in MONEY, half_unit=problem.case.half_unit)


def budget_forms(problem: Problem) -> tuple[list[Form], list[Form]]:
    """For years 0 to H: what is paid, and what of that year's saving after tax joins the next year's own funds."""
    budget = problem.scenario.budget
    if budget.own is None:
        return [], []
    years = horizon_years(problem)
    paid: list[Form] = [{("capex", "", t): ONE} for t in years]
    return paid, [joining(problem, budget.reinvest, t) for t in years]


def joining(problem: Problem, share: Fraction, t: int) -> Form:
    """What of a year's net saving after profit tax joins the next year's own funds."""
    return combined([(share, yearly(problem, "net_saving", t)), (-share, yearly(problem, "profit_tax", t))])


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
