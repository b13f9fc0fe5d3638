"""Why a measure is left out, and which rules a plan would break, in words of the current language."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from optimizer.decimals import ZERO
from optimizer.locales import noted, tr
from optimizer.metrics import metrics_of
from optimizer.reports.rule_words import limit_subject
from optimizer.spelling import amount, listed, money, years
from optimizer.words import name_of, shared_decimals, value_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from optimizer.evaluation import Violation
    from optimizer.question import Question
    from optimizer.studies.left_out import LeftOut

BARRED = {
    "excluded": noted("Not allowed: the scenario excludes it."),
    "settled": noted("Not allowed: it is already done or discarded ({status})."),
    "window": noted("Not allowed: it can start only from {earliest} to {latest}, outside the start years."),
    "payback": noted("Not allowed: on its own it pays back in {payback}, longer than the {longest} allowed."),
}
STATUS = {"completed": noted("completed"), "verified": noted("verified"), "discarded": noted("discarded")}


def left_out_text(question: Question, found: LeftOut) -> str:
    """Return why a measure is not in the plan, in a sentence."""
    start, gain = question.case.base_year + (found.start or 0), _in_goal(question, abs(found.gain))
    match found.reason:
        case "excluded" | "settled" | "window" | "payback":
            return _barred(question, found)
        case "breaks":
            rules = listed(broken_texts(question, found.broken))
            text = noted("Started in {year}, it would add {gain}, but break: {rules}.")
            return tr(text, year=start, gain=gain, rules=rules)
        case "better":
            text = noted("Started in {year}, it would add {gain} and break no rule: this plan is not the best.")
            return tr(text, year=start, gain=gain)
        case "no better" if not found.gain:
            return tr("No gain: started in {year}, it leaves the plan as good as without it.", year=start)
        case "no better":
            text = noted("No gain: even at its best start, {year}, it makes the plan worse by {gain}.")
            return tr(text, year=start, gain=gain)
        case unknown:
            assert_never(unknown)


def left_out_brief(question: Question, found: LeftOut) -> str:
    """Return the reason in a few words, for a table with figures."""
    if found.reason == "breaks":
        return tr("Would break: {rules}.", rules=listed(broken_texts(question, found.broken)))
    if found.reason == "no better":
        return tr("No gain.")
    return left_out_text(question, found)


def _barred(question: Question, found: LeftOut) -> str:
    case, scenario = question.case, question.scenario
    measure, longest = case.measure[found.measure], scenario.measures.max_payback
    told = {
        "status": tr(STATUS[measure.status]) if measure.status in STATUS else measure.status,
        "earliest": measure.earliest if measure.earliest is not None else case.base_year,
        "latest": measure.latest if measure.latest is not None else case.base_year + scenario.start_years - 1,
        "payback": years(found.payback),
        "longest": amount(longest, "years", decimals=1) if longest is not None else "",
    }
    if found.reason == "payback" and found.payback is None:
        return tr("Not allowed: on its own it never pays back; at most {longest} are allowed.", **told)
    return tr(BARRED[found.reason], **told)


def _in_goal(question: Question, value: Decimal) -> str:
    metric = metrics_of(question.case)[question.scenario.goal]
    return money(value, question.case) if metric.is_money else value_of(question, metric.key, value)


def broken_texts(question: Question, broken: tuple[Violation, ...]) -> list[str]:
    """Return the rules that a plan breaks, each once, at its first year."""
    first = {(one.rule, one.name): one for one in reversed(broken)}
    return [broken_text(question, one) for one in broken if first[one.rule, one.name] is one]


def broken_text(question: Question, one: Violation) -> str:
    """Return a broken rule in words, with the amount if there is one."""
    return BROKEN[one.rule](question, one)


def _budget(question: Question, one: Violation) -> str:
    over = money(abs((one.bound or ZERO) - (one.value or ZERO)), question.case)
    match one.name:
        case "per_year":
            text = noted("own funds of {year} ({money} short)")
            return tr(text, year=question.case.base_year + (one.t or 0), money=over)
        case "total":
            return tr("the total budget ({money} short)", money=over)
        case unknown:
            raise KeyError(unknown)


def _choice(_: Question, __: Violation) -> str:
    return tr("its start years")


def _required(question: Question, one: Violation) -> str:
    return tr("“{measure}” must be in the plan", measure=name_of(question.case.measure[one.name]))


def _group(_: Question, one: Violation) -> str:
    return tr("at most one of the alternatives “{group}”", group=one.name)


def _prerequisite(question: Question, one: Violation) -> str:
    case = question.case
    needed = listed(name_of(case.measure[other]) for other in case.measure[one.name].requires if other in case.measure)
    return tr("its prerequisite is missing or later ({needed})", needed=needed)


def _ceiling(question: Question, one: Violation) -> str:
    return tr("more “{stream}” would be saved than is used", stream=name_of(question.case.stream[one.name]))


def _limit(question: Question, one: Violation) -> str:
    limit = next(limit for limit in question.scenario.limits if limit.name == one.name)
    if one.value is None or one.bound is None:
        return tr("the limit “{name}”", name=one.name)
    decimals = shared_decimals(question, limit.metric, (one.value, one.bound))
    value, bound = (value_of(question, limit.metric, figure, decimals) for figure in (one.value, one.bound))
    text, what = noted("the limit “{name}” ({what}: {value}, bound {bound})"), limit_subject(question, limit)
    return tr(text, name=one.name, what=what, value=value, bound=bound)


BROKEN: dict[str, Callable[[Question, Violation], str]] = {
    "budget": _budget,
    "choice": _choice,
    "required": _required,
    "group": _group,
    "prerequisite": _prerequisite,
    "ceiling": _ceiling,
    "limit": _limit,
}
"""The words for each kind of broken rule; a missing entry fails here."""
