"""Lenders' terms for a terminal: the presets, and what the rules of a scenario's sources exclude."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import Decimal, exact
from optimizer.funding_source import ESCO, LOAN
from optimizer.locales import noted, tr
from optimizer.reports.screen import table_of
from optimizer.spelling import numeral, percent, places
from optimizer.terms import Terms
from optimizer.words import name_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from rich.table import Table

    from optimizer.case import Measure
    from optimizer.funded_clauses import ClauseFigure
    from optimizer.funding_source import FundingSource
    from optimizer.funding_terms import FundingTerms
    from optimizer.lenders import LenderPreset
    from optimizer.question import Question

KINDS = {LOAN: noted("loan"), "grant": noted("grant"), ESCO: noted("ESCO contract")}
TERMS = {
    "share": noted("at most {value} of the cost"),
    "rate": noted("{value} a year"),
    "tenor": noted("up to {value} years"),
    "limit": noted("limit {value} {currency}"),
    "min_ticket": noted("at least {value} {currency}"),
    "fee": noted("fee {value}"),
    "max_project_payback": noted("project pays back within {value} years"),
    "min_energy_saving": noted("saves {value} of energy"),
    "min_co2e": noted("abates {value} of CO2e"),
    "local_share": noted("local content at least {value}"),
    "collateral": noted("security {value}"),
}
SHARES = ("share", "rate", "fee", "min_energy_saving", "local_share", "collateral")
CLAUSES = {
    "practices": noted("practice"),
    "max_payback": noted("payback of the measure"),
}


def presets_table(presets: Iterable[LenderPreset], today: dt.date) -> Table:
    """Return one row for each preset: its terms in short, and when they were found; old ones are marked."""
    table = table_of(tr("id"), tr("source"), tr("kind"), tr("terms"), tr("found"))
    for preset in presets:
        terms = preset.terms
        found = terms.as_of or tr("undated")
        old = tr("{found}: ask before use", found=found) if preset.is_old(today) else found
        table.add_row(terms.source, name_of(terms), tr(KINDS[terms.kind]), ", ".join(_terms(terms)), old)
    return table


def _terms(source: FundingSource) -> Iterator[str]:
    """Yield a source's terms in words, as far as it states them."""
    for column, text in TERMS.items():
        value = getattr(source, column)
        if value and value != type(source).model_fields[column].default:
            yield tr(text, value=_value(column, value), currency=source.currency).strip()
    if source.share_of:
        yield tr("a share of what “{loan}” pays", loan=source.share_of)


def _value(column: str, value: object) -> str:
    if not isinstance(value, Decimal):
        return str(value)
    return percent(value, places(value * 100)) if column in SHARES else numeral(value, places(value))


@exact
def clause_tables(question: Question) -> list[tuple[str, Table | None]]:
    """Return for each source in use a sentence, and the measures that its clauses exclude with value and bound."""
    terms = Terms(question.case, question.scenario)
    return [_source(question, terms.funding, source) for source in terms.funding.sources]


def _source(question: Question, funding: FundingTerms, source: FundingSource) -> tuple[str, Table | None]:
    measures, first = question.case.measures, question.case.base_year
    passing = funding.eligible_for[source.source]
    years = [first + t for t in funding.valuation.years if source.kind == ESCO or funding.may_draw(source, t)]
    text = noted("{source}: {count} of {all} measures keep its clauses; it can be used from {first} to {last}.")
    if not years:
        text = noted(
            "{source}: it can never be used: its payments don't end within the horizon, or its years don't match."
        )
    span = {"first": years[0], "last": years[-1]} if years else {}
    sentence = tr(text, source=name_of(source), count=len(passing), all=len(measures), **span)
    rows = [row for measure in measures for row in _clauses(funding, source, measure)]
    if not rows:
        return sentence, None
    table = table_of(tr("measure"), tr("clause"), tr("value"), tr("bound"), "", right=(2, 3))
    for row in rows:
        table.add_row(*row)
    return sentence, table


def _clauses(funding: FundingTerms, source: FundingSource, measure: Measure) -> Iterator[tuple[str, ...]]:
    """Yield each clause on a measure with its value, its bound, and whether it holds."""
    for clause in funding.clauses_on(source, measure):
        value, bound = ("" if one is None else numeral(one, 2) for one in (clause.value, clause.bound))
        if clause.clause == "practices":
            value, bound = measure.practice or "–", "; ".join(source.practices)
        kept = tr("holds") if clause.holds else tr("excluded")
        yield name_of(measure), tr(CLAUSES[clause.clause]), value or tr("never"), bound, kept


BINDING = {
    "limit": noted("the limit of “{source}”"),
    "min_ticket": noted("the least amount that “{source}” lends in a year"),
    "local_share": noted("the local content that “{source}” asks for"),
    "collateral": noted("the security that can be given"),
    "max_project_payback": noted("the payback that “{source}” asks of its project"),
    "min_energy_saving": noted("the energy saving that “{source}” asks of its project"),
    "min_co2e": noted("the CO2e that the project of “{source}” must abate"),
    "dscr": noted("debt service of {year}"),
}


def binding_text(question: Question, binding: Iterable[ClauseFigure]) -> str:
    """Return in words which clauses leave no room for more outside money."""
    parts = []
    for clause in binding:
        year = "" if clause.t is None else question.case.base_year + clause.t
        text = tr(BINDING[clause.clause], source=name_of(question.case.source[clause.source]), year=year)
        parts.append(tr("{clause} under “{stress}”", clause=text, stress=clause.stress) if clause.stress else text)
    return tr("No room for more outside money: {clauses}.", clauses="; ".join(dict.fromkeys(parts)))
