"""Figures and findings as people read them: numbers with units, years, one-sentence summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from babel.numbers import format_decimal, get_currency_precision

from optimizer.choices import half_unit
from optimizer.decimals import ZERO, Decimal
from optimizer.evaluation import RELATIVE
from optimizer.metrics import MONEY, metrics_of
from optimizer.scenario import Percent

if TYPE_CHECKING:
    from optimizer.case import Case
    from optimizer.evaluation import Figures
    from optimizer.metrics import Metric
    from optimizer.outcome import Infeasible, Rule, Solved
    from optimizer.question import Question

ABSENT = "—"
NEVER = "never"
ROUGH = 10_000


def amount(value: Decimal | None, unit: str = "", *, decimals: int | None = None) -> str:
    """A figure with thousands separated; whole from 10,000 on, else as many decimals as tell something.

    >>> from decimal import Decimal
    >>> amount(Decimal("1234567.891"), "UAH"), amount(Decimal("2.3456"), "years"), amount(Decimal("0.00123456"), "t")
    ('1,234,568 UAH', '2.35 years', '0.00123 t')
    """
    if value is None:
        return ABSENT
    digits = decimals if decimals is not None else places(value)
    text = format_decimal(
        round(value, digits) + 0, format="#,##0" + ("." + "0" * digits if digits else ""), locale="en"
    )
    return f"{text} {unit}".rstrip()


def places(value: Decimal) -> int:
    """How many decimals of a figure tell something."""
    if abs(value) >= ROUGH or value == value.to_integral_value():
        return 0
    return 2 if abs(value) >= Decimal("0.1") else 2 - value.adjusted()


def unit_of(metric: Metric, case: Case) -> str:
    """The unit in which a metric is shown."""
    return case.currency if metric.unit == MONEY else metric.unit


def label_of(metric: Metric) -> str:
    """What a metric is called, with the name of its stream, pollutant or resource."""
    return metric.label.format(name=metric.names.get("en", ""))


def years(value: Decimal | None) -> str:
    """A payback: `3.4 years`, or `never`."""
    return NEVER if value is None else amount(value, "years", decimals=1)


def percent(value: Decimal | None, decimals: int = 1) -> str:
    """A share as a percentage; percent exists only where people read."""
    return ABSENT if value is None else f"{value * 100:.{decimals}f} %"


def money(value: Decimal | None, case: Case) -> str:
    """Money in the case's currency, whole from 10,000 on, else to the smallest unit."""
    if value is None:
        return ABSENT
    return amount(value, case.currency, decimals=cents(value, case))


def cents(value: Decimal, case: Case) -> int:
    """How many decimals an amount of money has: none from 10,000 on."""
    return 0 if abs(value) >= ROUGH else int(get_currency_precision(case.currency))


class Shown(NamedTuple):
    """A figure in parts: its number as text, the unit, by what it was multiplied, and its decimals."""

    number: str
    unit: str
    scale: int
    decimals: int


def figure(question: Question, key: str, value: Decimal | None) -> Shown:
    """A metric or a ratio as people read it, in parts."""
    case, known = question.case, value if value is not None else Decimal(0)
    if key == "simple_payback":
        return Shown(amount(value, decimals=1) if value is not None else NEVER, "years", 1, 1)
    if key == "irr":
        return Shown(amount(known * 100, decimals=1) if value is not None else ABSENT, "%", 100, 1)
    if key == "abatement_cost":
        return Shown(amount(value), f"{case.currency}/t CO2e", 1, places(known))
    metric = metrics_of(case)[key]
    decimals = cents(known, case) if metric.is_money else places(known)
    return Shown(amount(value, decimals=decimals), unit_of(metric, case), 1, decimals)


def value_of(question: Question, key: str, value: Decimal | None) -> str:
    """A metric or a ratio as people read it, with its unit."""
    shown = figure(question, key, value)
    return f"{shown.number} {shown.unit}".rstrip() if value is not None else shown.number


def headline(question: Question, solved: Solved) -> str:
    """One sentence: how many measures, how much money, what comes of it, and how sure that is."""
    figures = solved.figures
    if not figures.decision.starts:
        return f"Nothing to choose: no measure makes the plan better under these rules. {certainty(question, solved)}"
    return f"{_what(question, figures)} {certainty(question, solved)}"


def _what(question: Question, figures: Figures) -> str:
    case, metrics = question.case, figures.metrics
    first, last = (case.base_year + pick(figures.decision.starts.values()) for pick in (min, max))
    when = f"in {first}" if first == last else f"from {first} to {last}"
    count = len(figures.decision.starts)
    year = case.base_year + question.scenario.start_years
    parts = [
        f"NPV {money(metrics['npv'], case)}",
        f"{money(metrics['annual_saving'], case)} saved in {year}",
        *([f"{amount(metrics['co2e_abated'])} t CO2e less in {year}"] if "co2e_abated" in metrics else []),
        f"simple payback {years(metrics['simple_payback'])}",
    ]
    noun = "measure" if count == 1 else "measures"
    return f"{count} {noun} for {money(metrics['capex'], case)}, started {when}: {', '.join(parts)}."


def certainty(question: Question, solved: Solved) -> str:
    """What is proved of a plan, in the goal's own unit."""
    if solved.bound is None:
        return "Best found so far; nothing is proved of how much better one could be."
    metric = metrics_of(question.case)[question.scenario.goal]
    room = abs(solved.bound - solved.figures.objective)
    least = half_unit(question.case.currency) if metric.is_money else RELATIVE * abs(solved.figures.objective)
    room = room if room > least else ZERO
    better = money(room, question.case) if metric.is_money else amount(room, metric.unit)
    gap = f" ({percent(solved.gap, 3)})" if solved.gap and room else ""
    nothing = f"no plan is better by more than {better}{gap}" if room else "no plan is better"
    if not solved.optimal:
        return f"Best found so far: {nothing}, by one proof only." if not room else f"Best found so far: {nothing}."
    proofs = "; ".join(proof.kind for proof in solved.proofs)
    how = "in haste, by one proof" if question.scenario.solver.proofs == 1 else "twice"
    return f"Proved {how} ({proofs}): {nothing}."


def why_not(question: Question, outcome: Infeasible) -> str:
    """Why there is no plan: the rules that can't hold together."""
    if not outcome.conflict:
        return "No plan keeps all rules of the register itself (groups, prerequisites, measures in progress)."
    rules = "; ".join(rule_text(question, rule) for rule in outcome.conflict)
    if len(outcome.conflict) == 1:
        return f"No plan keeps this rule: {rules}."
    return f"No plan keeps these rules together, but any of them left out would do: {rules}."


def rule_text(question: Question, rule: Rule) -> str:
    """A rule with its numbers."""
    scenario, case = question.scenario, question.case
    if rule.kind == "limit":
        limit = next(limit for limit in scenario.limits if limit.name == rule.name)
        sides = [
            f"{word} {side if isinstance(side, Percent) else value_of(question, limit.metric, side)}"
            for word, side in (("at least", limit.at_least), ("at most", limit.at_most))
            if side is not None
        ]
        when = f" ({limit.year})" if limit.year is not None else ""
        return f"“{limit.name}”: {limit.metric} {' and '.join(sides)}{when}"
    if rule.kind == "include":
        return f"“{rule.name}” must be chosen"
    if rule.kind == "measures":
        return f"payback of each measure alone at most {scenario.measures.max_payback} years"
    if rule.name == "total":
        return f"budget of {money(scenario.budget.total, case)} in all"
    return f"own funds by year ({_own_funds(question)})"


def _own_funds(question: Question) -> str:
    per_year = question.scenario.budget.per_year
    given = per_year if isinstance(per_year, tuple) else () if per_year is None else (per_year,)
    return ", ".join(money(own, question.case) for own in given)
