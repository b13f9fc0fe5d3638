"""Rules in words: a limit, a budget, a measure that must be chosen; and why no plan satisfies them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.decimals import ZERO, Decimal, plain
from optimizer.locales import noted, spelled, tr, trn
from optimizer.locales.terms import term_text
from optimizer.metrics import INDICATORS, metrics_of
from optimizer.scenario import Percent
from optimizer.spelling import amount, cents, listed, money, with_unit
from optimizer.words import label_of, name_of, shared_decimals, value_of

if TYPE_CHECKING:
    from optimizer.outcome import Infeasible, Rule
    from optimizer.question import Question
    from optimizer.scenario import Limit

MOST_RULES = 12


def why_not(question: Question, outcome: Infeasible) -> str:
    """Return why there is no plan: the rules that conflict."""
    if outcome.claimed:
        why = why_not(question, replace(outcome, claimed=False))
        return tr("Claimed by the sender, not proved here: “{why}”", why=why)
    if not outcome.conflict:
        return tr("No plan satisfies all rules of the register itself (groups, prerequisites, measures in progress).")
    return " ".join(filter(None, (_conflict_text(question, outcome), _what_helps(question, outcome))))


def _conflict_text(question: Question, outcome: Infeasible) -> str:
    rules = _rule_texts(question, outcome.conflict)
    if len(outcome.conflict) == 1:
        return tr("No plan satisfies this rule: {rules}.", rules=rules)
    if not outcome.all_needed:
        text = "No plan satisfies all these rules (time ran out before it was known which of them are needed): {rules}."
        return tr(text, rules=rules)
    return tr("No plan satisfies all these rules: {rules}.", rules=rules)


def _what_helps(question: Question, outcome: Infeasible) -> str:
    """Return which rules, dropped one at a time, make a plan possible; only tested claims are made."""
    single = len(outcome.conflict) == 1
    if outcome.alone == outcome.conflict:
        text = noted("Dropping it would make a plan possible.")
        return tr(text if single else noted("Dropping any one of them would make a plan possible."))
    if outcome.alone:
        text = noted("With all other rules kept, dropping one of these makes a plan possible: {rules}.")
        only = noted("With all other rules kept, only dropping this one makes a plan possible: {rules}.")
        return tr(only if len(outcome.alone) == 1 else text, rules=_rule_texts(question, outcome.alone))
    if outcome.alone_tested:
        text = noted("Dropping it is not enough: other rules of the scenario conflict too.")
        return tr(
            text if single else noted("Dropping one of them is not enough: other rules of the scenario conflict too.")
        )
    return ""


def _rule_texts(question: Question, rules: tuple[Rule, ...]) -> str:
    """Return rules with their numbers; only the first of many."""
    shown = "; ".join(rule_text(question, rule) for rule in rules[:MOST_RULES])
    more = len(rules) - MOST_RULES
    return shown if more <= 0 else trn("{rules}; and {count} more", "{rules}; and {count} more", more, rules=shown)


def rule_text(question: Question, rule: Rule) -> str:
    """Return a rule with its numbers."""
    scenario, case = question.scenario, question.case
    match rule.kind, rule.name:
        case "limit", name:
            return _limit_text(question, next(limit for limit in scenario.limits if limit.name == name))
        case "include", name:
            return tr("“{measure}” must be chosen", measure=name_of(case.measure[name]))
        case "measures", _:
            longest = scenario.measures.max_payback or ZERO
            shown = amount(longest, "years", decimals=max(0, -int(longest.as_tuple().exponent)))
            return tr("payback of each measure alone at most {years}", years=shown)
        case "budget", "total":
            return tr("total budget of {money}", money=money(scenario.budget.total, case))
        case "budget", "per_year":
            return tr("own funds by year ({funds})", funds=_own_funds(question))
        case unknown:
            raise KeyError(unknown)


def _limit_text(question: Question, limit: Limit) -> str:
    sides = (limit.at_least, limit.at_most)
    decimals = shared_decimals(question, limit.metric, (side for side in sides if isinstance(side, Decimal)))
    low, high = (None if side is None else _bound_text(question, limit, side, decimals) for side in sides)
    when = None if limit.year is None else when_text(limit.year)
    return named_rule(limit.name, limit_rule(limit_subject(question, limit), low, high, when))


def named_rule(name: str, rule: str) -> str:
    """Return a rule in words with the scenario's name for it; such names exist in one language only."""
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


def _own_funds(question: Question) -> str:
    per_year = question.scenario.budget.per_year
    given = per_year if isinstance(per_year, tuple) else () if per_year is None else (per_year,)
    decimals = max((cents(own, question.case) for own in given), default=0)
    return listed(money(own, question.case, decimals) for own in given)
