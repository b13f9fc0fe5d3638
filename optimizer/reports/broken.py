"""Why a measure is left out, and which rules a plan would break, in words of the current language."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from optimizer.locales import noted, tr
from optimizer.metrics import metrics_of
from optimizer.rules import broken_text
from optimizer.spelling import amount, listed, money, years
from optimizer.words import value_of

if TYPE_CHECKING:
    from decimal import Decimal

    from optimizer.question import Question
    from optimizer.rules.kind import Violation
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
