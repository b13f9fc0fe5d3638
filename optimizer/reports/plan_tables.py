"""Tables of a plan for a terminal that add up as they stand: its measures, before and after, from savings to NPV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE

from optimizer.locales import tr
from optimizer.locales.units import unit_text
from optimizer.parts import before_after, bridge, share_headings, shares
from optimizer.reports.screen import table_of
from optimizer.spelling import numeral
from optimizer.words import name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from optimizer.outcome import Solved
    from optimizer.question import Question

LEAST_FIGURES = 2  # cost and NPV stay on the narrowest screen
BETWEEN, EDGE, LEAST_NAME = 3, 2, 20  # padding between two columns, of both edges; narrower names would be in pieces


def plan_table(question: Question, solved: Solved, width: int) -> Table:
    """Return the chosen measures by start with their fair shares; names and sites only if there is room for them."""
    chosen = sorted(solved.figures.decision.starts.items(), key=lambda item: (item[1], item[0]))
    measures = [question.case.measure[measure] for measure, _ in chosen]
    keys = [
        [tr("start"), *(str(start) for _, start in chosen), ""],
        [tr("id"), *(measure for measure, _ in chosen), tr("total")],
    ]
    figures = _share_columns(question, solved, [measure for measure, _ in chosen])
    texts = [
        [tr("measure"), *(" ".join(name_of(measure).split()) for measure in measures), ""],
        [tr("site"), *(measure.site or "" for measure in measures), ""],
    ]
    while len(figures) > LEAST_FIGURES and width < _used([*keys, *figures]):
        figures.pop()
    used = _used([*keys, *figures])
    return _summed([*keys, *_fitting(texts, width - used)], figures)


def _used(columns: list[list[str]]) -> int:
    return EDGE + sum(BETWEEN + _width(column) for column in columns) - BETWEEN


def _share_columns(question: Question, solved: Solved, measures: Sequence[str]) -> list[list[str]]:
    headings = share_headings(question)
    return [
        [
            headings[key],
            *(numeral(column.parts[measure], column.total.decimals) for measure in measures),
            column.total.number,
        ]
        for key, column in shares(question, solved.figures).items()
    ]


def _fitting(texts: list[list[str]], room: int) -> list[list[str]]:
    """Return names and sites if both fit whole, or else names if they need not be broken too often."""
    names, sites = texts
    if any(sites[1:]) and room >= 2 * BETWEEN + _width(names) + _width(sites):
        return texts
    return [names] if room >= BETWEEN + min(LEAST_NAME, _width(names)) else []


def _summed(texts: list[list[str]], figures: list[list[str]]) -> Table:
    """Return a table of columns (heading, rows, total)."""
    shown = [*texts, *figures]
    table = table_of(*(column[0] for column in shown), right=range(len(texts), len(shown)))
    for column in table.columns[len(texts) :]:
        column.no_wrap = True
    *rows, total = zip(*(column[1:] for column in shown), strict=True)
    for row in rows:
        table.add_row(*row)
    return _footed(table, total)


def _footed(table: Table, total: Sequence[str]) -> Table:
    """Return the table with a last row below a line."""
    table.box, table.show_footer = SIMPLE, True
    for column, text in zip(table.columns, total, strict=True):
        column.footer = text
    return table


def _width(column: list[str]) -> int:
    return max(len(line) for cell in column for line in (cell.splitlines() or [""]))


def change_table(question: Question, solved: Solved) -> Table | None:
    """Return the bill and the CO2e before and after in the default year; None if neither is known."""
    changes = before_after(question, solved.figures)
    if not changes:
        return None
    year = question.case.base_year + question.scenario.start_years
    heads = (tr("in {year}", year=year), tr("before"), tr("after"), tr("saved"), tr("saved, %"))
    table = table_of(*heads, right=range(1, len(heads)))
    for change in changes:
        figures = (numeral(value, change.decimals) for value in (change.before, change.after, change.saved))
        table.add_row(f"{change.label}, {change.unit}", *figures, numeral(change.share * 100, 1))
    return table


def bridge_table(question: Question, solved: Solved) -> Table:
    """Return the present values from the savings to the NPV."""
    heading = tr("present value, {currency}", currency=unit_text(question.case.currency))
    table = table_of(tr("from savings to NPV"), heading, right=(1,))
    *steps, npv = bridge(question, solved.figures)
    for step in steps:
        table.add_row(step.label, numeral(step.value, step.decimals))
    return _footed(table, (npv.label, numeral(npv.value, npv.decimals)))
