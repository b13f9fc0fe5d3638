"""The tables of answers in words, for readers: names, units and rules in the current language, numbers as numbers.

    worded(answers)           title → lines of cells, the headings first

What is zero in every year is left out of the years; amounts in different currencies have columns of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.decimals import Decimal, number
from optimizer.frames import ALONE
from optimizer.indicators import INDICATORS
from optimizer.limit_words import limit_subject, when_text
from optimizer.locales import language, noted, tr
from optimizer.locales.units import unit_text
from optimizer.metrics import SHARED, metrics_of
from optimizer.outcome import Solved
from optimizer.reports.answer_tables import terms
from optimizer.reports.tables import names
from optimizer.reports.terminal import SENSES
from optimizer.words import STEPS, label_of, name_of, status_text, unit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from optimizer.case import Case, Measure
    from optimizer.figures import Figures, LimitFigure
    from optimizer.indicators import Indicator
    from optimizer.metrics import Metric
    from optimizer.outcome import Outcome
    from optimizer.question import Question

Row = dict[str, Any]
Lines = list[list[Any]]
STEPS_OF_YEARS = {**STEPS, "net_cash_flow": noted("Net cash flow"), "cash": noted("Own funds left")}
BEFORE = "_before"


def worded(answers: Sequence[tuple[Question, Outcome]]) -> dict[str, Lines]:
    """Return the scenarios, then plan, figures, years, steps and limits of those with a plan."""
    named = list(zip(names(answers), answers, strict=True))
    solved = [(name, outcome.figures) for name, (_, outcome) in named if isinstance(outcome, Solved)]
    found = {tr("Scenarios"): _lines(_scenario(name, *answer) for name, answer in named)}
    for title, rows_of in TABLES.items():
        rows = [{tr("scenario"): name, **row} for name, figures in solved for row in rows_of(figures)]
        if rows:
            found[tr(title)] = _lines(rows)
    return found


def _lines(rows: Iterable[Row]) -> Lines:
    """Return rows as lines of cells, below the headings of all."""
    listed = list(rows)
    heads = list(dict.fromkeys(head for row in listed for head in row))
    return [list(heads), *([row.get(head) for head in heads] for row in listed)]


def _scenario(name: str, question: Question, outcome: Outcome) -> Row:
    told = terms(name, question, outcome)
    return {
        tr("scenario"): name,
        tr("project"): told["project"],
        tr("status"): status_text(told["status"]),
        tr("gap, %"): _percent(told["gap"]),
        tr("currency"): unit_text(told["currency"]),
        tr("base year"): told["base_year"],
        tr("horizon, years"): told["horizon_years"],
        tr("discount rate, %"): _percent(told["discount_rate"]),
        tr("date of the tables"): told["date"],
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else float(Decimal(repr(share)) * 100)


def _headed(label: str, unit: str) -> str:
    return f"{label}, {unit}" if unit else label


def _heading(case: Case, key: str) -> str:
    """Return the heading of a yearly figure or of one that is shared."""
    money = unit_text(case.currency)
    if (metric := metrics_of(case).get(key)) is not None:
        return _headed(label_of(metric), unit_of(metric, case))
    if key in STEPS_OF_YEARS:
        return _headed(tr(STEPS_OF_YEARS[key]), money)
    what = key.removesuffix(BEFORE)
    if what in case.pollutant:
        return _headed(tr("{name} without measures", name=name_of(case.pollutant[what])), unit_text("t"))
    return _headed(tr("Bill without measures"), money)


def _is_money(case: Case, key: str) -> bool:
    metric = metrics_of(case).get(key)
    return metric.is_money if metric is not None else key.removesuffix(BEFORE) not in case.pollutant


def _plan(figures: Figures) -> Iterator[Row]:
    """Yield the chosen measures by start, with fair shares and what each is alone."""
    case = figures.question.case
    shared = [key for key in SHARED if key in metrics_of(case)]
    for measure, start in sorted(figures.decision.starts.items(), key=lambda item: (item[1], item[0])):
        record = case.measure[measure]
        yield {
            tr("id"): measure, tr("measure"): name_of(record), tr("site"): _site(record), tr("start"): start,
            **{_heading(case, key): number(figures.shares[measure].get(key)) for key in shared},
            **{_alone(case, key): number(figures.alone[measure][key]) for key in ALONE},
        }  # fmt: skip


def _site(measure: Measure) -> str:
    return (measure.site_uk if language() == "uk" else "") or measure.site


def _alone(case: Case, key: str) -> str:
    indicator = INDICATORS.get(key)
    shown = _heading(case, key) if indicator is None else _headed(label_of(indicator), unit_of(indicator, case))
    return tr("alone: {figure}", figure=shown)


def _figures(figures: Figures) -> Iterator[Row]:
    """Yield every figure that exists, with its unit."""
    case = figures.question.case
    known: dict[str, Metric | Indicator] = {**metrics_of(case), **INDICATORS}
    for key, metric in known.items():
        value, share = number(figures.metrics[key]), metric.unit == INDICATORS["irr"].unit
        unit, shown = ("%", _percent(value)) if share else (unit_of(metric, case), value)
        yield {tr("figure"): label_of(metric), tr("unit"): unit, tr("value"): shown}


def _years(figures: Figures) -> Iterator[Row]:
    """Yield the yearly figures, money first."""
    case = figures.question.case
    known = {key: series for key, series in figures.years.items() if any(series)}
    known = dict(sorted(known.items(), key=lambda entry: not _is_money(case, entry[0])))
    for t in range(figures.question.scenario.horizon_years + 1):
        yield {
            tr("year"): case.base_year + t,
            **{_heading(case, key): number(series[t]) for key, series in known.items()},
        }


def _steps(figures: Figures) -> Iterator[Row]:
    """Yield the present values that add up to the NPV, then the two parts of the simple payback."""
    money = unit_text(figures.question.case.currency)
    for key, value in figures.bridge.items():
        yield {tr("step"): tr(STEPS[key]), tr("amount, {currency}", currency=money): number(value)}


def _limits(figures: Figures) -> Iterator[Row]:
    """Yield limits and budgets, each with its room left."""
    question, money = figures.question, unit_text(figures.question.case.currency)
    for limit in figures.limits:
        unit = unit_of(INDICATORS.get(limit.metric) or metrics_of(question.case)[limit.metric], question.case)
        yield _limited(_subject(question, limit), unit, SENSES[limit.sense], (limit.value, limit.bound, limit.slack))
    for budget in figures.budgets:
        rule = tr("Total budget") if budget.year is None else tr("Own funds of {year}", year=budget.year)
        yield _limited(rule, money, SENSES["at_most"], (budget.spent, budget.bound, budget.left))


def _subject(question: Question, limit: LimitFigure) -> str:
    asked = next(one for one in question.scenario.limits if one.name == limit.name)
    subject = limit_subject(question, asked)
    return subject if asked.year is None else f"{subject}, {when_text(asked.year)}"


def _limited(rule: str, unit: str, sense: str, amounts: tuple[Decimal | None, Decimal, Decimal | None]) -> Row:
    value, bound, left = map(number, amounts)
    return {
        tr("rule"): rule, tr("unit"): unit, tr("value"): value, "≤ ≥": sense, tr("bound"): bound,
        tr("room left"): left,
    }  # fmt: skip


TABLES: dict[str, Callable[[Figures], Iterator[Row]]] = {
    noted("Plan"): _plan,
    noted("Figures"): _figures,
    noted("Years"): _years,
    noted("From savings to NPV"): _steps,
    noted("Limits"): _limits,
}
