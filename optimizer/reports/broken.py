"""Why a measure is left out and which rules a plan would break, as people read it, in the language spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import ZERO
from optimizer.locales import noted, tr
from optimizer.metrics import metrics_of
from optimizer.reports.spelling import amount, listed, money, years
from optimizer.reports.words import limit_subject, name_of, value_of

if TYPE_CHECKING:
    from decimal import Decimal

    from optimizer.case import Case, Measure
    from optimizer.evaluation import Violation
    from optimizer.question import Question
    from optimizer.studies.left_out import LeftOut

BARRED = {
    "excluded": noted("Not allowed: the scenario excludes it."),
    "settled": noted("Not allowed: it is done or discarded already ({status})."),
    "window": noted(
        "Not allowed: it may start from {earliest} to {latest} only, which is outside of the years of start."
    ),
    "payback": noted("Not allowed: it pays back in {payback} by itself, longer than the {longest} allowed."),
}
IN_ALL = noted("the budget in all ({money} too little)")
STATUS = {"completed": noted("completed"), "verified": noted("verified"), "discarded": noted("discarded")}


def left_out_text(question: Question, found: LeftOut) -> str:
    """Why one measure is not in the plan, in a sentence."""
    if found.reason in BARRED:
        return _barred(question, found)
    start = question.case.base_year + (found.start or 0)
    gain = _in_goal(question, abs(found.gain))
    if found.reason == "breaks":
        rules = listed(broken_texts(question, found.broken))
        return tr("Started in {year}, it would add {gain}, but break: {rules}.", year=start, gain=gain, rules=rules)
    if found.reason == "better":
        return tr(
            "Started in {year}, it would add {gain} and break no rule: this plan is not the best.",
            year=start,
            gain=gain,
        )
    if not found.gain:
        return tr("Adds nothing: with it, started in {year}, the plan is as good as without.", year=start)
    return tr("Adds nothing: even at its best start, {year}, the plan gets worse by {gain}.", year=start, gain=gain)


def left_out_brief(question: Question, found: LeftOut) -> str:
    """The same in a few words, for a table that has the figures beside it."""
    if found.reason == "breaks":
        return tr("Would break: {rules}.", rules=listed(broken_texts(question, found.broken)))
    if found.reason == "no better":
        return tr("Adds nothing.")
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
        return tr("Not allowed: it never pays back by itself; at most {longest} are allowed.", **told)
    return tr(BARRED[found.reason], **told)


def _in_goal(question: Question, value: Decimal) -> str:
    metric = metrics_of(question.case)[question.scenario.goal]
    return money(value, question.case) if metric.is_money else value_of(question, metric.key, value)


def broken_texts(question: Question, broken: tuple[Violation, ...]) -> list[str]:
    """The rules that a plan breaks, each said once, at its first year."""
    first = {(one.rule, one.name): one for one in reversed(broken)}
    return [broken_text(question, one) for one in broken if first[one.rule, one.name] is one]


def broken_text(question: Question, one: Violation) -> str:
    """A rule that a plan breaks, and by how much where that is a number."""
    case = question.case
    year = None if one.t is None else case.base_year + one.t
    if one.rule == "budget":
        over = abs((one.bound or ZERO) - (one.value or ZERO))
        text = noted("own funds of {year} ({money} too little)") if one.name == "per_year" else IN_ALL
        return tr(text, year=year, money=money(over, case))
    if one.rule == "limit":
        return _limit(question, one)
    if one.rule == "group":
        return tr("at most one of the alternatives “{group}”", group=one.name)
    if one.rule == "prerequisite":
        return _prerequisite(case, case.measure[one.name])
    if one.rule == "ceiling":
        return tr("more “{stream}” would be saved than is used", stream=name_of(case.stream[one.name]))
    required = noted("“{measure}” must be in the plan")
    return tr(required, measure=name_of(case.measure[one.name])) if one.rule == "required" else tr("its years of start")


def _prerequisite(case: Case, measure: Measure) -> str:
    needed = listed(name_of(case.measure[other]) for other in measure.requires if other in case.measure)
    return tr("what it requires is not in the plan, or later ({needed})", needed=needed)


def _limit(question: Question, one: Violation) -> str:
    limit = next(limit for limit in question.scenario.limits if limit.name == one.name)
    if one.value is None or one.bound is None:
        return tr("the limit “{name}”", name=one.name)
    value, bound = (value_of(question, limit.metric, figure) for figure in (one.value, one.bound))
    text, what = noted("the limit “{name}” ({what}: {value}, bound {bound})"), limit_subject(question, limit)
    return tr(text, name=one.name, what=what, value=value, bound=bound)
