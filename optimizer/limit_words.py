"""A scenario's limits in words: what is limited, its bounds, its year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import Decimal, plain
from optimizer.indicators import INDICATORS
from optimizer.locales import noted, spelled, tr
from optimizer.locales.terms import term_text
from optimizer.metrics import metrics_of
from optimizer.scenario import Percent
from optimizer.spelling import with_unit
from optimizer.words import label_of, name_of, shared_decimals, value_of

if TYPE_CHECKING:
    from optimizer.question import Question
    from optimizer.scenario import Limit


def limit_text(question: Question, limit: Limit) -> str:
    """Return a limit with its name, bounds and year."""
    sides = (limit.at_least, limit.at_most)
    decimals = shared_decimals(question, limit.metric, (side for side in sides if isinstance(side, Decimal)))
    low, high = (None if side is None else _bound_text(question, limit, side, decimals) for side in sides)
    when = None if limit.year is None else when_text(limit.year)
    return named_rule(name_of(limit), limit_rule(limit_subject(question, limit), low, high, when))


def limit_names(question: Question) -> dict[str, str]:
    """Return what each limit is called in the current language, by its own name."""
    return {limit.name: name_of(limit) for limit in question.scenario.limits}


def named_rule(name: str, rule: str) -> str:
    """Return a rule in words with the scenario's name for it."""
    return tr("“{name}”: {rule}", name=name, rule=rule)


def limit_rule(what: str, low: str | None, high: str | None, when: str | None = None) -> str:
    """Return a limit in words: figure, bounds and year."""
    if low is None:
        bounds = tr("at most {high}", high=high)
    else:
        bounds = tr("at least {low}", low=low)
        bounds = bounds if high is None else tr("at least {low} and at most {high}", low=low, high=high)
    if when is None:
        return tr("{what} {bounds}", what=what, bounds=bounds)
    return tr("{what} {bounds} ({when})", what=what, bounds=bounds, when=when)


def limit_subject(question: Question, limit: Limit) -> str:
    """Return the limited figure and, unless it covers all measures, which."""
    case = question.case
    figure = label_of(INDICATORS.get(limit.metric) or metrics_of(case)[limit.metric])
    which = [
        name_of(case.measure[one]) if column == "measure" and one in case.measure else term_text(one)
        for column, values in limit.where.items()
        for one in values
    ]
    return tr("{figure} (only {which})", figure=figure, which=", ".join(which)) if which else figure


def _bound_text(question: Question, limit: Limit, bound: Decimal | Percent, decimals: int) -> str:
    if not isinstance(bound, Percent):
        return value_of(question, limit.metric, bound, decimals)
    return with_unit(spelled(plain(bound.share * 100)), "%")


WHEN = {"each": noted("each year"), "total": noted("total")}


def when_text(year: int | str) -> str:
    """Return the year of a limit, or that it covers each year or the total."""
    return tr(WHEN[year]) if isinstance(year, str) else str(year)
