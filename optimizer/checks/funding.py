"""Checks of funding sources, and of a scenario that uses them (formats.md 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import ZERO, Decimal, parse_number
from optimizer.errors import BadValue, Problem
from optimizer.funding_source import ESCO, GRANT, LOAN, FundingSource
from optimizer.metrics import APV, CO2E, OUTSIDE, OWN_CAPEX
from optimizer.scenario import Percent, Stress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optimizer.checks.asked import CheckedScenario
    from optimizer.checks.known import CheckedCase

FILE = "funding.csv"
UNUSED = {
    LOAN: ("share_of", "savings_share"),
    GRANT: ("rate", "tenor", "grace", "repayment", "savings_share"),
    ESCO: ("currency", "share_of", "grace", "repayment", "fee", "delay", "local_share"),
}
"""Kind → the columns that it does not use, which must hold their defaults."""
LEAST_STRESSED, MOST_STRESSED = Decimal("-0.9"), Decimal(10)


def terms(view: CheckedCase) -> Iterator[Problem]:
    """Check the terms of each source by themselves."""
    for source in view.case.funding:
        yield from _unused(view, source)
        yield from _tenor(source)
        yield from _share_of(view, source)
        yield from _amounts(source)
        yield from _clauses(view, source)


def _wrong(source: FundingSource, column: str, text: str, **values: object) -> Problem:
    return Problem(FILE, text, source.row, column, values)


def _unused(view: CheckedCase, source: FundingSource) -> Iterator[Problem]:
    fields, own = FundingSource.model_fields, view.case.currency
    for column in UNUSED[source.kind]:
        value = getattr(source, column)
        if value != fields[column].default and not (column == "currency" and value == own):
            yield _wrong(source, column, "a source of kind {kind} has no such term: empty the cell", kind=source.kind)


def _tenor(source: FundingSource) -> Iterator[Problem]:
    if source.kind != GRANT and source.tenor is None:
        yield _wrong(source, "tenor", "is missing: a source of kind {kind} needs it", kind=source.kind)
    elif source.kind == LOAN and source.grace >= (source.tenor or 0):
        yield _wrong(source, "grace", "must be below the tenor, {tenor} years", tenor=source.tenor)
    if source.kind == ESCO and not source.savings_share:
        yield _wrong(source, "savings_share", "is missing: an esco is paid a share of the saving, above 0")


def _share_of(view: CheckedCase, source: FundingSource) -> Iterator[Problem]:
    name = source.share_of
    if name is None or view.unread.any_of("source"):
        return
    if name not in view.case.source:
        yield _wrong(source, "share_of", 'unknown funding source "{name}"', name=name)
    elif view.case.source[name].kind != LOAN:
        yield _wrong(source, "share_of", '"{name}" is no loan: a grant can be a share of a loan only', name=name)


def _amounts(source: FundingSource) -> Iterator[Problem]:
    first, last = source.first_year, source.last_year
    if first is not None and last is not None and first > last:
        yield _wrong(source, "from", "{first} is after {last}: the source can never be used", first=first, last=last)
    if source.limit is not None and source.min_ticket > source.limit:
        text = "is above the limit, so the source can never be used"
        yield Problem(FILE, text, source.row, "min_ticket", warning=True)


def _clauses(view: CheckedCase, source: FundingSource) -> Iterator[Problem]:
    """Check that what a clause counts has a baseline, and that a least abatement is a number or a percentage."""
    case = view.case
    counted = [s.baseline for s in case.streams if s.baseline and s.kwh_per_unit]
    if source.min_energy_saving and not counted and not view.unread.any_of("stream"):
        text = "needs an energy stream with baseline and kwh_per_unit: enter them in streams.csv"
        yield _wrong(source, "min_energy_saving", text)
    if not source.min_co2e:
        return
    try:
        least = parse_number(source.min_co2e.removesuffix("%").strip())
    except BadValue as error:
        yield _wrong(source, "min_co2e", error.text, **error.values)
        return
    if least < ZERO:
        yield _wrong(source, "min_co2e", "must be ≥ 0")
    if CO2E not in case.pollutant and not view.unread.any_of("pollutant"):
        yield _wrong(source, "min_co2e", 'needs the pollutant "co2e": enter it in pollutants.csv')


def sources(asked: CheckedScenario) -> Iterator[Problem]:
    """Check that a scenario uses sources of its case, each once, in known currencies."""
    rules, known = asked.scenario.funding, asked.case.source
    for name in rules.sources:
        yield from asked.unknown("source", name, asked.file, "funding.sources")
    for name in sorted({name for name in rules.sources if rules.sources.count(name) > 1}):
        yield asked.wrong("funding.sources", '"{name}" is named twice', name=name)
    for currency in asked.scenario.fx:
        if not (len(currency) == 3 and currency.isascii() and currency.isupper()):  # noqa: PLR2004 - ISO 4217
            yield asked.wrong(f"fx.{currency}", "must be a currency's three capital letters (ISO 4217), such as EUR")
        elif currency == asked.case.currency:
            yield asked.wrong(f"fx.{currency}", "is the case's own currency: delete this table")
    for name in dict.fromkeys(rules.sources):
        currency = known[name].currency if name in known else ""
        if currency not in ("", asked.case.currency, *asked.scenario.fx):
            text = '"{name}" is in {currency}: enter its rate in [fx.{currency}]'
            yield asked.wrong("fx", text, name=name, currency=currency)
        if name in known and known[name].share_of is not None and known[name].share_of not in rules.sources:
            text = '"{name}" is a share of "{loan}", which is not among the sources, so it pays nothing'
            yield asked.odd("funding.sources", text, name=name, loan=known[name].share_of)


def co2e_baselines(asked: CheckedScenario) -> Iterator[Problem]:
    """Check that a percentage of CO2e has something that it is a percentage of."""
    for name in asked.scenario.funding.sources:
        source = asked.case.source.get(name)
        if source is None or not source.min_co2e.endswith("%") or CO2E not in asked.case.pollutant:
            continue
        weights = asked.valuation.abated(CO2E)
        missing = asked.valuation.without_baseline(weights)
        if missing or not asked.valuation.of_everything(weights)[0]:
            text = "a percentage needs the baselines of all streams with a CO2e factor: enter them in streams.csv"
            yield Problem(FILE, text, source.row, "min_co2e")


def funding_metrics(asked: CheckedScenario) -> Iterator[Problem]:
    """Check goals and limits on figures of outside money."""
    scenario = asked.scenario
    if scenario.goal == OUTSIDE:
        yield asked.wrong("goal", '"outside" can be a limit, but no goal: choose apv or own_capex')
    places = [("goal", scenario.goal, False, False)]
    for limit in scenario.limits:
        bounds = any(isinstance(bound, Percent) for bound in (limit.at_least, limit.at_most))
        places.append((f"limits[{limit.name}].metric", limit.metric, bool(limit.where), bounds))
    for column, metric, filtered, percentage in places:
        if metric not in (APV, OWN_CAPEX, OUTSIDE):
            continue
        if filtered:
            yield asked.wrong(column, '"{metric}" applies to the whole plan: delete where', metric=metric)
        if percentage:
            yield asked.wrong(column, '"{metric}" takes no percentage: enter an amount of money', metric=metric)
        if metric == APV and _no_apv(asked):
            text = "apv needs the market's interest rate where a loan is among the sources: enter funding.debt_rate"
            yield asked.wrong(column, text)


def _no_apv(asked: CheckedScenario) -> bool:
    used = (asked.case.source.get(name) for name in asked.scenario.funding.sources)
    return asked.scenario.funding.debt_rate is None and any(source and source.kind == LOAN for source in used)


def stresses(asked: CheckedScenario) -> Iterator[Problem]:
    """Check that stresses have different names, sound rates, and change something."""
    names = [stress.name for stress in asked.scenario.stress]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield asked.wrong(f"stress[{name}].name", "two stresses have this name: each needs its own")
    used = [asked.case.source[name] for name in asked.scenario.funding.sources if name in asked.case.source]
    abroad = any(source.currency not in ("", asked.case.currency) for source in used)
    for stress in asked.scenario.stress:
        if not LEAST_STRESSED < stress.rate <= MOST_STRESSED:
            yield asked.wrong(f"stress[{stress.name}].rate", "must be above −0.9 and at most 10 (0.02 for 2 points)")
        usual = Stress(name=stress.name, name_uk=stress.name_uk)
        changed = stress.model_copy(update={"fx": usual.fx}) if used and not abroad else stress
        if changed == usual:
            yield asked.odd(f"stress[{stress.name}]", "changes nothing")


OF_CASE: tuple[Callable[[CheckedCase], Iterator[Problem]], ...] = (terms,)
OF_SCENARIO: tuple[Callable[[CheckedScenario], Iterator[Problem]], ...] = (
    sources, co2e_baselines, funding_metrics, stresses,
)  # fmt: skip
