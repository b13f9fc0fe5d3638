"""Names and figures with units in the current language. Plans and rules in words: `plan_words`, `rule_words`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from optimizer.case import USE
from optimizer.decimals import ZERO, Decimal
from optimizer.indicators import INDICATORS
from optimizer.locales import language, noted, tr
from optimizer.locales.terms import resource_text
from optimizer.locales.units import unit_text
from optimizer.metrics import MONEY, Metric, metrics_of
from optimizer.spelling import (
    ABSENT,
    COUNTED,
    NEVER,
    amount,
    cents,
    numeral,
    places,
    with_unit,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optimizer.case import Case, EndUse, Measure, Pollutant, Stream
    from optimizer.funding_source import FundingSource
    from optimizer.indicators import Indicator
    from optimizer.question import Question
    from optimizer.scenario import Limit, Scenario

STATUSES = {
    "optimal": noted("optimal"),
    "feasible": noted("feasible"),
    "infeasible": noted("infeasible"),
    "undecided": noted("undecided"),
    "invalid": noted("invalid"),
}

STEPS = {
    "annual_saving": noted("Annual savings"),
    "one_off": noted("One-offs"),
    "renewal": noted("Renewals"),
    "avoided_cost": noted("Avoided replacements"),
    "capex": noted("Implementation cost"),
    "profit_tax": noted("Profit tax"),
    "residual": noted("Residual value"),
    "npv": noted("NPV"),
    "net_cost": noted("Implementation cost less one-offs"),
    "full_year_saving": noted("Saving of one full year"),
}
"""The steps of the bridge from savings to the NPV, and the two parts of the simple payback."""


def status_text(status: str) -> str:
    """Return a status in a word."""
    return tr(STATUSES[status])


def name_of(record: Case | Scenario | Limit | Stream | Pollutant | EndUse | Measure | FundingSource) -> str:
    """Return a record's name in the current language, or in English, or its ID."""
    own = record.name_uk if language() == "uk" else record.name
    return own or record.name or str(getattr(record, next(key for key in type(record).model_fields if key != "row")))


def labels(case: Case, measures: Iterable[str]) -> dict[str, str]:
    """Return each measure's name, with its ID if two names are equal."""
    return distinct({measure: case.measure[measure] for measure in measures})


def distinct(records: Mapping[str, Measure | Stream]) -> dict[str, str]:
    """Return the name of each record on one line, with its ID if two names are equal."""
    named = {key: " ".join(name_of(record).split()) for key, record in records.items()}
    counts = Counter(named.values())
    return {key: f"{name} ({key})" if counts[name] > 1 else name for key, name in named.items()}


def lower_is_better(question: Question, key: str) -> bool:
    """Return whether less of a metric or indicator is better."""
    return (INDICATORS.get(key) or metrics_of(question.case)[key]).minimised


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
