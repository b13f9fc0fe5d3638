"""Outcomes as text for a terminal: one sentence first, then tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from rich.text import Text

from optimizer.decimals import ZERO, Decimal
from optimizer.indicators import INDICATORS
from optimizer.limit_words import limit_names
from optimizer.locales import noted, tr
from optimizer.metrics import metrics_of
from optimizer.outcome import Infeasible, Invalid, Outcome, Solved, Undecided
from optimizer.parts import FLOWS, SHARES, basis_text, cash_flows, payback_text
from optimizer.reports.differences import limit_texts
from optimizer.reports.funding_tables import funding_tables
from optimizer.reports.plan_tables import bridge_table, change_table, plan_table
from optimizer.reports.plan_words import headline
from optimizer.reports.rule_words import why_not
from optimizer.reports.screen import table_of
from optimizer.spelling import amount, money, numeral
from optimizer.words import label_in, label_of, name_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console
    from rich.table import Table

    from optimizer.case import Case
    from optimizer.figures import Figures, LimitFigure
    from optimizer.question import Question

    Yearly = dict[str, list[Decimal | None]]

SHOWN = (
    "npv",
    "capex",
    "annual_saving",
    "lifetime_saving",
    "measures",
    "energy_saved",
    "co2e_abated",
    "hazard_avoided",
)
WIDE = 100
ON_WHAT, FIGURES = 1, (2, 4, 5, 6)  # columns of the limits
NUMBER = re.compile(r"[^\w\s]?\d(?:[\s.,]?\d)*")
SENSES = {"at_least": "≥", "at_most": "≤"}
YEARLY = {
    "capex": noted("cost"),
    "annual_saving": noted("saving"),
    "one_off": noted("one-off"),
    "renewal": noted("renewal"),
    "avoided_cost": noted("avoided cost"),
    "profit_tax": noted("profit tax"),
    "residual": noted("residual value"),
    "other": noted("other flows"),
    "net_cash_flow": noted("net cash flow"),
    "cash": noted("own funds left"),
    "co2e_abated": noted("t CO2e less"),
}
RARE = ("one_off", "renewal", "avoided_cost", "residual")  # one column on a narrow screen
MARGIN = noted("Margin: the money by which a ratio keeps its limit.")
BETWEEN, FRAME = 3, len(" 2026 ")  # padding between two columns; width of the year and both edges


def show(console: Console, question: Question, outcome: Outcome) -> None:
    """Print one scenario, the decision first: headline, measures, figures, before and after, steps to NPV, limits."""
    console.print(Text(name_of(question.scenario), style="bold"))
    console.print(sentence(question, outcome))
    if isinstance(outcome, Solved):
        for part in _parts(question, outcome, console.width):
            console.print(part)
    console.print()


def show_briefly(console: Console, question: Question, outcome: Outcome) -> None:
    """Print one scenario's headline and its measures only."""
    console.print(Text(name_of(question.scenario), style="bold"))
    console.print(sentence(question, outcome))
    if isinstance(outcome, Solved) and outcome.figures.decision.starts:
        console.print(plan_table(question, outcome, console.width))


def _parts(question: Question, solved: Solved, width: int) -> Iterator[Table | str]:
    chosen, limits = solved.figures.decision.starts, solved.figures.limits
    if chosen:
        yield plan_table(question, solved, width)
        yield tr(SHARES)
    yield figures_table(question, solved)
    if (changes := change_table(question, solved)) is not None:
        yield changes
    if chosen:
        yield bridge_table(question, solved)
        yield f"{payback_text(question, solved.figures)} {basis_text(question)}"
    yield from funding_tables(question, solved.figures)
    if limits:
        yield limits_table(question, solved, width)
    if any(limit.margin is not None for limit in limits):
        yield tr(MARGIN)
    yield years_table(question, solved, width)


def sentence(question: Question, outcome: Outcome) -> str:
    """Return the outcome in one or two sentences."""
    match outcome:
        case Solved():
            return headline(question, outcome)
        case Infeasible():
            return why_not(question, outcome)
        case Undecided():
            return _undecided(outcome)
        case Invalid():
            return tr("The input is not valid: {problems}", problems="; ".join(map(str, outcome.problems)))
        case unknown:
            assert_never(unknown)


def _undecided(outcome: Undecided) -> str:
    seconds = numeral(Decimal(outcome.effort.seconds))
    if outcome.proofs:
        text = "Stopped after {seconds} s: one proof ({proofs}) finds no plan, the second was not finished."
        return tr(text, seconds=seconds, proofs="; ".join(tr(proof.kind) for proof in outcome.proofs))
    return tr("Stopped after {seconds} s: no plan found yet, and no proof that there is none.", seconds=seconds)


def figures_table(question: Question, solved: Solved) -> Table:
    """Print the headline figures and the ratios."""
    table = table_of(tr("figure"), tr("value"), right=(1,))
    known, values = metrics_of(question.case), solved.figures.metrics
    default = question.case.base_year + question.scenario.start_years
    for key in shown_of(question):
        label = label_in(known[key], default) if known[key].kind == "flow" else label_of(known[key])
        table.add_row(label, value_of(question, key, values[key]))
    for key, indicator in INDICATORS.items():
        table.add_row(label_of(indicator), value_of(question, key, values[key]))
    return table


def shown_of(question: Question) -> list[str]:
    """Return the headline metrics and the goal, as far as they apply to this case."""
    known = metrics_of(question.case)
    idle = {"hazard_avoided"} if not _has_hazards(question.case) else set()
    return [key for key in dict.fromkeys((*SHOWN, question.scenario.goal)) if key in known and key not in idle]


def _has_hazards(case: Case) -> bool:
    return any(stream.hazard for stream in case.streams) or any(pollutant.hazard for pollutant in case.pollutants)


def limits_table(question: Question, solved: Solved, width: int = WIDE) -> Table:
    """Print the limits, the plan's values and the room left; the metric only if it fits without breaking words."""
    margins = any(limit.margin is not None for limit in solved.figures.limits)
    names = limit_names(question)
    rows = [
        (
            names[limit.name],
            _metric_label(question, limit),
            value,
            SENSES[limit.sense],
            bound,
            room,
            *_margin(question, limit)[:margins],
        )
        for limit in solved.figures.limits
        for value, bound, room in (limit_texts(question, limit),)
    ]
    headings = (tr("limit"), tr("metric"), tr("value"), "", tr("bound"), tr("room left"), tr("margin"))[: len(rows[0])]
    columns = list(zip(headings, *rows, strict=True))
    least, full = ([max(map(size, column)) for column in columns] for size in (_least_of, len))
    room = width - FRAME - BETWEEN * len(columns)
    shown = [k for k in range(len(columns)) if k != ON_WHAT or sum(least) <= room]
    table = table_of(*(headings[k] for k in shown), right=(at for at, k in enumerate(shown) if k in FIGURES))
    if sum(full) > room:
        spare = max(0, room - sum(least[k] for k in shown)) // len(shown)
        for at, k in enumerate(shown[1:], 1):
            table.columns[at].width = min(full[k], least[k] + spare)
    for row in rows:
        table.add_row(*(row[k] for k in shown))
    return table


def _metric_label(question: Question, limit: LimitFigure) -> str:
    return label_of(INDICATORS.get(limit.metric) or metrics_of(question.case)[limit.metric])


def _margin(question: Question, limit: LimitFigure) -> tuple[str]:
    """Return the money by which a ratio keeps its limit; all other limits have none."""
    return ("" if limit.margin is None else money(limit.margin, question.case),)


def _least_of(text: str) -> int:
    """Return the length of a text's longest word; a number with thousands separators is one word."""
    number = NUMBER.match(text)
    end = number.end() if number else 0
    return max(end, *map(len, text[end:].split()), 0)


def years_table(question: Question, solved: Solved, width: int = WIDE) -> Table:
    """Print money by year, with own funds left if there is a yearly budget; figures are never broken."""
    base = question.case.base_year
    cells = _cells(_yearly(solved.figures))
    for narrower in (_without_tonnes, _without_rare, _without_own_funds):
        if sum(map(_least, cells, cells.values())) + FRAME > width:
            cells = _cells(narrower(_yearly(solved.figures)))
    table = table_of(tr("year"), *(tr(YEARLY[key]) for key in cells), right=range(1, len(cells) + 1))
    spare = (width - FRAME - sum(map(_least, cells, cells.values()))) // len(cells)
    if sum(max(map(len, (tr(YEARLY[key]), *cells[key]))) + BETWEEN for key in cells) + FRAME > width:
        for column, key in zip(table.columns[1:], cells, strict=True):
            least = _least(key, cells[key]) - BETWEEN
            column.width = max(least, min(len(tr(YEARLY[key])), least + spare))
    for t in range(question.scenario.horizon_years + 1):
        table.add_row(str(base + t), *(column[t] for column in cells.values()))
    return table


def _yearly(figures: Figures) -> Yearly:
    """Return the columns of money by year, own funds left only if there is a yearly budget."""
    flows = cash_flows(figures)
    idle = set(FLOWS) - flows.keys() | ({"cash"} if figures.years["cash"][0] is None else set())
    return {key: [*flows.get(key, figures.years[key])] for key in YEARLY if key in figures.years and key not in idle}


def _cells(columns: Yearly) -> dict[str, list[str]]:
    return {key: [amount(value, decimals=0) for value in series] for key, series in columns.items()}


def _without_tonnes(columns: Yearly) -> Yearly:
    return {key: series for key, series in columns.items() if key != "co2e_abated"}


def _without_rare(columns: Yearly) -> Yearly:
    """Return the columns with all that is rare in one, costs negative, so that rows still add up."""
    rare = [[FLOWS[key] * (value or ZERO) for value in columns[key]] for key in RARE if key in columns]
    merged: Yearly = {"other": [sum(year, ZERO) for year in zip(*rare, strict=True)]} if rare else {}
    known = _without_tonnes(columns) | merged
    return {key: known[key] for key in YEARLY if key in known and key not in RARE}


def _without_own_funds(columns: Yearly) -> Yearly:
    return {key: series for key, series in _without_rare(columns).items() if key != "cash"}


def _least(key: str, figures: list[str]) -> int:
    """Return the minimum width of a column of figures with padding; only its heading may wrap."""
    return max(map(len, (*figures, *tr(YEARLY[key]).split()))) + BETWEEN
