"""Tables of outside money for a terminal: what it comes to, who pays when, and how debt service is covered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import ZERO
from optimizer.locales import language, noted, tr
from optimizer.metrics import APV, OUTSIDE, OWN_CAPEX, metrics_of
from optimizer.reports.screen import table_of
from optimizer.spelling import amount, money, numeral, percent
from optimizer.words import label_of, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from rich.table import Table

    from optimizer.figures import Figures
    from optimizer.funded_figures import FundedFigures
    from optimizer.question import Question

RATIOS = {
    "outside_share": noted("Outside share of implementation cost"),
    "equity_irr": noted("Equity IRR"),
    "equity_payback": noted("Equity payback"),
    "dscr_min": noted("Least DSCR"),
    "dscr_avg": noted("Average DSCR"),
    "llcr": noted("Loan life cover (LLCR)"),
}
SHARES, YEARS = ("outside_share", "equity_irr"), ("equity_payback",)
NONE = "–"


def funding_tables(question: Question, figures: Figures) -> Iterator[Table]:
    """Yield the tables of outside money; none if no source is in use."""
    if figures.funded is None:
        return
    yield _figures(question, figures)
    yield _payers(question, figures.funded)
    if any(figures.years["debt_service"]):
        yield _cover(question, figures, figures.funded)


def _figures(question: Question, figures: Figures) -> Table:
    table = table_of(tr("financing"), tr("value"), right=(1,))
    known = metrics_of(question.case)
    for key in (APV, OWN_CAPEX, OUTSIDE):
        value = figures.metrics[key]
        table.add_row(label_of(known[key]), NONE if value is None else money(value, question.case))
    for key, label in RATIOS.items():
        table.add_row(tr(label), _ratio(key, figures.metrics[key]))
    return table


def _ratio(key: str, value: Decimal | None) -> str:
    if value is None:
        return NONE
    if key in SHARES:
        return percent(value, 1)
    return amount(value, "years", decimals=1) if key in YEARS else numeral(value, 2)


def _payers(question: Question, funded: FundedFigures) -> Table:
    """Return who pays how much when: own money first, then each draw, and in the source's currency."""
    case = question.case
    table = table_of(tr("source"), tr("year"), tr("amount"), tr("arrives"), right=(2,))
    own = funded.sources_and_uses["sources"]["own"]
    table.add_row(tr("Own funds"), "", money(own, case), "")
    for draw in funded.draws:
        source = case.source[draw["source"]]
        foreign = source.currency not in ("", case.currency)
        there = f" ({numeral(draw['amount_in'], 0)} {source.currency})" if foreign else ""
        table.add_row(name_of(source), str(draw["year"]), money(draw["amount"], case) + there, str(draw["arrives"]))
    return table


def _cover(question: Question, figures: Figures, funded: FundedFigures) -> Table:
    """Return cash flow and debt service by year, and the DSCR in the base case and in each stress."""
    stresses = [one.stress.name_uk if language() == "uk" else "" for one in funded.stresses]
    names = [own or one.stress.name for own, one in zip(stresses, funded.stresses, strict=True)]
    heads = (tr("year"), tr("cash flow for debt service"), tr("debt service"), "DSCR", *names)
    table = table_of(*heads, right=range(1, len(heads)))
    for t, due in enumerate(figures.years["debt_service"]):
        if not due:
            continue
        flows = (numeral(value or ZERO, 0) for value in (figures.years["cfads"][t], due))
        covers = (figures.years["dscr"][t], *(one.coverage[t].dscr for one in funded.stresses))
        shown = (NONE if cover is None else numeral(cover, 2) for cover in covers)
        table.add_row(str(question.case.base_year + t), *flows, *shown)
    return table
