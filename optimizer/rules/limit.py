"""The limits that a scenario states on metrics and ratios, in a year, in each, or in total."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optimizer.decimals import ZERO
from optimizer.indicators import RATIOS
from optimizer.limit_words import limit_subject, limit_text
from optimizer.locales import noted, tr
from optimizer.outcome import Rule
from optimizer.rules.kind import Bounds, RuleKind, Violation
from optimizer.terms import RELATIVE, keeps
from optimizer.valuation import amount
from optimizer.words import shared_decimals, value_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from decimal import Decimal

    from optimizer.plan_flows import PlanFlows
    from optimizer.question import Question
    from optimizer.rules.kind import Posing
    from optimizer.scenario import Limit, Scenario
    from optimizer.terms import LimitSide

KEY = "limit"


class LimitValue(NamedTuple):
    """The value of one sum of one side of a limit.

    `value` and `bound` are in the metric's unit; `margin` is the money by which the linear form of a ratio is met, None
    for all other metrics. `t` is the year, None for a sum of several.
    """

    side: LimitSide
    t: int | None
    value: Decimal | None
    bound: Decimal
    margin: Decimal | None
    kept: bool


def values(plan: PlanFlows) -> list[LimitValue]:
    """Return the value of every sum of every limit, in the order of the limits."""
    return [value for side in plan.terms.limits for value in _values_of(plan, side)]


def _values_of(plan: PlanFlows, side: LimitSide) -> Iterator[LimitValue]:
    flows, terms = plan.matching(side.limit.where), plan.terms
    if side.ratio is not None:
        margin = amount(side.weights, flows)
        value = RATIOS[side.ratio].value(terms.valuation, flows) if plan.thorough else None
        yield LimitValue(side, None, value, side.bounds[0], margin, keeps(margin, "at_least", ZERO, terms.half))
        return
    half = terms.half if side.money else None
    for constant, years, bound in zip(side.constants, side.years, side.bounds, strict=True):
        value, t = constant + amount(side.weights, flows, years), years[0] if len(years) == 1 else None
        yield LimitValue(side, t, value, bound, None, keeps(value, side.sense, bound, half))


def broken(plan: PlanFlows) -> Iterator[Violation]:
    """Yield every broken limit, for every year in which it is broken."""
    for one in plan.once(values):
        if not one.kept:
            yield Violation(KEY, one.side.limit.name, one.t, one.value, one.bound)


def rows(posing: Posing) -> Iterator[Bounds]:
    """Every limit the user states: lower ≤ Σ value · column ≤ upper, in a year, in each, or in total.

    Ratios are limited in their linear form: Σ capex − Σ one_off ≤ P · saving of a full year (simple payback),
    npv at rate h ≥ 0 (IRR), −npv ≤ c · PV of co2e_abated (abatement cost).
    """
    for side in posing.terms.limits:
        name, half = side.limit.name, posing.half
        for years, constant, given in zip(side.years, side.constants, side.bounds, strict=True):
            bound = 0.0 if side.ratio else float(given)
            slack = half if side.money else float(RELATIVE) * abs(bound)
            form = posing.form(side.weights, years, side.limit.where, constant)
            if side.ratio or side.sense == "at_least":
                yield Bounds(name, form, bound - slack, None, Rule(KEY, name))
            else:
                yield Bounds(name, form, None, bound + slack, Rule(KEY, name))


def stated(scenario: Scenario) -> Iterator[Rule]:
    """Yield every limit."""
    yield from (Rule(KEY, limit.name) for limit in scenario.limits)


def without(scenario: Scenario, dropped: Collection[Rule]) -> Scenario:
    """Return the scenario with only the limits that are not dropped."""
    kept = tuple(limit for limit in scenario.limits if Rule(KEY, limit.name) not in dropped)
    return scenario.model_copy(update={"limits": kept})


def text(question: Question, one: Violation) -> str:
    """Return the limit with its value and its bound, if they exist."""
    limit = _named(question.scenario, one.name)
    if one.value is None or one.bound is None:
        return tr("the limit “{name}”", name=one.name)
    decimals = shared_decimals(question, limit.metric, (one.value, one.bound))
    value, bound = (value_of(question, limit.metric, figure, decimals) for figure in (one.value, one.bound))
    words, what = noted("the limit “{name}” ({what}: {value}, bound {bound})"), limit_subject(question, limit)
    return tr(words, name=one.name, what=what, value=value, bound=bound)


def stated_text(question: Question, rule: Rule) -> str:
    """Return the limit with its bounds."""
    return limit_text(question, _named(question.scenario, rule.name))


def _named(scenario: Scenario, name: str) -> Limit:
    return next(limit for limit in scenario.limits if limit.name == name)


LIMIT = RuleKind(KEY, broken, rows, text, stated=stated, without=without, stated_text=stated_text, funded=True)
