"""Results in words of the current language: names, figures with units, one-sentence summaries."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_CEILING
from typing import TYPE_CHECKING, NamedTuple

from optimizer.case import USE
from optimizer.choices import half_unit
from optimizer.decimals import ZERO, Decimal, plain
from optimizer.evaluation import RELATIVE
from optimizer.locales import language, noted, spelled, tr, trn
from optimizer.locales.terms import resource_text, term_text
from optimizer.locales.units import unit_text
from optimizer.metrics import INDICATORS, MONEY, Metric, metrics_of
from optimizer.reports.spelling import (
    ABSENT,
    COUNTED,
    NEVER,
    amount,
    at_least_some,
    cents,
    day,
    listed,
    money,
    numeral,
    percent,
    places,
    with_unit,
    years,
)
from optimizer.scenario import Percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.case import Case, EndUse, Measure, Pollutant, Stream
    from optimizer.evaluation import Figures
    from optimizer.metrics import Indicator
    from optimizer.outcome import Infeasible, Rule, Solved
    from optimizer.question import Question
    from optimizer.scenario import Limit, Scenario

__all__ = [
    "ABSENT", "NEVER", "STATUSES", "FigureShown", "amount", "at_least_some", "certainty", "cost_heading", "day",
    "figure", "headline", "label_in", "label_of", "limit_rule", "limit_subject", "listed", "money", "name_of",
    "named_rule", "numeral", "percent", "places", "plan_text", "room_text", "rule_text", "shared_decimals",
    "spelled_out", "status_text", "unit_of", "unit_text", "value_of", "when_text", "why_not", "with_unit", "years",
]  # fmt: skip

MOST_RULES = 12
STATUSES = {
    "optimal": noted("optimal"),
    "feasible": noted("feasible"),
    "infeasible": noted("infeasible"),
    "undecided": noted("undecided"),
    "invalid": noted("invalid"),
}


def status_text(status: str) -> str:
    """Return a status in a word."""
    return tr(STATUSES[status])


def name_of(record: Case | Scenario | Stream | Pollutant | EndUse | Measure) -> str:
    """Return a record's name in the current language, or in English, or its ID."""
    own = record.name_uk if language() == "uk" else record.name
    return own or record.name or str(getattr(record, next(key for key in type(record).model_fields if key != "row")))


def cost_heading(question: Question) -> str:
    """Return the heading of register costs; with the price year if costs escalate (payments then differ)."""
    currency = unit_text(question.case.currency)
    if not question.scenario.capex_escalation:
        return tr("cost, {currency}", currency=currency)
    return tr("cost, {currency}\n(prices of {year})", currency=currency, year=question.case.base_year)


def unit_of(metric: Metric | Indicator, case: Case) -> str:
    """Return the unit of a metric or indicator, as used alone in a table heading."""
    if metric.unit == INDICATORS["abatement_cost"].unit:
        return tr("{currency} per t CO2e", currency=unit_text(case.currency))
    return unit_text(_plain_unit(metric, case))


def _plain_unit(metric: Metric | Indicator, case: Case) -> str:
    return case.currency if metric.unit == MONEY else metric.unit


def label_of(metric: Metric | Indicator) -> str:
    """Return the label of a metric or indicator, with the name of its stream, pollutant or resource."""
    names = metric.names if isinstance(metric, Metric) else {}
    if metric.key.startswith(USE):
        return tr("Use of {name}", name=resource_text(metric.key.removeprefix(USE)))
    return tr(metric.label, name=names.get(language()) or names.get("en", ""))


def label_in(metric: Metric, year: int) -> str:
    """Return the label of a metric, with the year of its value."""
    return tr("{figure} in {year}", figure=label_of(metric), year=year)


class FigureShown(NamedTuple):
    """A displayed figure: its text, unit, displayed number and decimals.

    `value` is None if the figure does not exist.
    """

    number: str
    unit: str
    value: Decimal | None
    decimals: int


def figure(question: Question, key: str, value: Decimal | None, decimals: int | None = None) -> FigureShown:
    """Return a metric or indicator for display, with meaningful decimals unless specified."""
    case = question.case
    if (indicator := INDICATORS.get(key)) is not None:
        return _indicator_shown(indicator, case, value, decimals)
    metric = metrics_of(case)[key]
    known = value if value is not None else ZERO
    usual = cents(known, case) if metric.is_money else places(known)
    return _shown(value, unit_of(metric, case), usual if decimals is None else decimals)


def _indicator_shown(indicator: Indicator, case: Case, value: Decimal | None, decimals: int | None) -> FigureShown:
    match indicator.unit:
        case "years":
            return _shown(value, unit_text("years"), 1 if decimals is None else decimals, tr(NEVER))
        case "share":
            share = None if value is None else value * 100
            return _shown(share, "%", 1 if decimals is None else decimals)
        case "money per t CO2e":
            unit = tr("{currency}/t CO2e", currency=unit_text(case.currency))
            return _shown(value, unit, places(value or ZERO) if decimals is None else decimals)
        case "":
            return _shown(value, "", 2 if decimals is None else decimals)
        case unknown:
            raise KeyError(unknown)


def _shown(value: Decimal | None, unit: str, decimals: int, absent: str = ABSENT) -> FigureShown:
    if value is None:
        return FigureShown(absent, unit, None, decimals)
    return FigureShown(numeral(value, decimals), unit, round(value, decimals), decimals)


def value_of(question: Question, key: str, value: Decimal | None, decimals: int | None = None) -> str:
    """Return a metric or indicator as text with its unit."""
    shown = figure(question, key, value, decimals)
    return shown.number if shown.value is None else spelled_out(question, key, shown.value, shown.decimals)


def shared_decimals(question: Question, key: str, values: Iterable[Decimal | None]) -> int:
    """Return the decimals needed by all of several figures in one sentence."""
    return max((figure(question, key, value).decimals for value in values if value is not None), default=0)


def spelled_out(question: Question, key: str, shown: Decimal, decimals: int) -> str:
    """Return a displayed number of this key (22.5 for an IRR of 0.225) with its unit."""
    unit = _plain_unit(INDICATORS.get(key) or metrics_of(question.case)[key], question.case)
    if unit in COUNTED:
        return amount(shown, unit, decimals=decimals)
    return with_unit(numeral(shown, decimals), figure(question, key, None).unit)


def headline(question: Question, solved: Solved) -> str:
    """Return the headline: number of measures, money, results and certainty."""
    figures, sure = solved.figures, certainty(question, solved)
    if not figures.decision.starts:
        return f"{_nothing_chosen(question, solved)} {sure}"
    return f"{plan_text(question, figures)} {sure}"


def _nothing_chosen(question: Question, solved: Solved) -> str:
    """Say that no measure is chosen; that none would help is said only if proved."""
    if solved.optimal and solved.bound is not None and not _room(question, solved, solved.bound):
        return tr("Nothing to choose: no measure makes the plan better under these rules.")
    return tr("No measure is chosen: no better plan has been found yet.")


def plan_text(question: Question, figures: Figures) -> str:
    """Return a plan in a sentence: number of measures, cost, start years and results."""
    case, starts = question.case, figures.decision.starts.values()
    first, last = min(starts), max(starts)
    told = {
        "cost": money(figures.metrics["capex"], case),
        "first": first,
        "last": last,
        "worth": _worth(question, figures),
    }
    if first == last:
        return trn(
            "{count} measure for {cost}, started in {first}: {worth}.",
            "{count} measures for {cost}, started in {first}: {worth}.",
            len(starts),
            **told,
        )
    return trn(
        "{count} measure for {cost}, started from {first} to {last}: {worth}.",
        "{count} measures for {cost}, started from {first} to {last}: {worth}.",
        len(starts),
        **told,
    )


def _worth(question: Question, figures: Figures) -> str:
    case, metrics = question.case, figures.metrics
    told = {
        "npv": money(metrics["npv"], case),
        "saving": money(metrics["annual_saving"], case),
        "year": case.base_year + question.scenario.start_years,
        "payback": years(metrics["simple_payback"]),
    }
    if "co2e_abated" not in metrics:
        return tr("NPV {npv}, {saving} saved in {year}, simple payback {payback}", **told)
    text = noted("NPV {npv}, {saving} saved in {year}, {tonnes} t CO2e less in {year}, simple payback {payback}")
    return tr(text, **told, tonnes=amount(metrics["co2e_abated"]))


def certainty(question: Question, solved: Solved) -> str:
    """Return what is proved about a plan, in the goal's unit, or what its sender claims."""
    if solved.claimed:
        return tr("That no plan is better is claimed by the sender, not proved here.")
    if solved.bound is None:
        return tr("Best plan found so far; how much better a plan could be is not known.")
    nothing = _nothing_better(question, solved, solved.bound)
    proofs = "; ".join(tr(proof.kind) for proof in solved.proofs)
    if not solved.optimal and solved.proofs:
        text = "Proved once ({proofs}), the second proof was not finished: {nothing}."
        return tr(text, proofs=proofs, nothing=nothing)
    if not solved.optimal:
        return tr("Best plan found so far: {nothing}.", nothing=nothing)
    if question.scenario.solver.proofs == 1:
        return tr("Proved quickly, by one proof ({proofs}): {nothing}.", proofs=proofs, nothing=nothing)
    both = _nothing_better(question, solved, _by_all_proofs(solved))
    sharper = noted("Proved twice ({proofs}): {both}; by one of the proofs, {nothing}.")
    text = noted("Proved twice ({proofs}): {nothing}.") if both == nothing else sharper
    return tr(text, proofs=proofs, both=both, nothing=nothing)


def _by_all_proofs(solved: Solved) -> Decimal:
    """Return the bound on which all proofs agree: the weakest one."""
    bounds = [proof.bound for proof in solved.proofs if proof.bound is not None]
    objective = solved.figures.objective
    return max(bounds, key=lambda bound: abs(bound - objective), default=objective)


def _room(question: Question, solved: Solved, bound: Decimal) -> Decimal:
    """Return how much better a plan could still be by a bound; 0 if negligible."""
    metric, objective = metrics_of(question.case)[question.scenario.goal], solved.figures.objective
    room = abs(bound - objective)
    least = half_unit(question.case.currency) if metric.is_money else RELATIVE * abs(objective)
    return room if room > least else ZERO


def _nothing_better(question: Question, solved: Solved, bound: Decimal) -> str:
    objective = solved.figures.objective
    if not (room := _room(question, solved, bound)):
        return tr("no plan is better")
    better = room_text(question, objective, room)
    if not objective:
        return tr("no plan is better by more than {better}", better=better)
    gap = at_least_some(room / abs(objective), 3)
    return tr("no plan is better by more than {better} ({gap})", better=better, gap=gap)


def room_text(question: Question, best: Decimal, room: Decimal) -> str:
    """Return how much better another plan can be, with the decimals of the plan's own figure, rounded up."""
    goal = question.scenario.goal
    decimals = figure(question, goal, best).decimals
    return spelled_out(question, goal, room.quantize(Decimal(1).scaleb(-decimals), ROUND_CEILING), decimals)


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
