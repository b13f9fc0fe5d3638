"""Outcomes as text for a terminal: one sentence first, then tables."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from optimizer.metrics import RATIOS, metrics_of
from optimizer.outcome import Infeasible, Outcome, Solved, Undecided
from optimizer.reports import tables
from optimizer.reports.words import ABSENT, amount, headline, label_of, money, percent, unit_of, why_not, years

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    from rich.console import Console

    from optimizer.errors import Problem
    from optimizer.question import Question

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
SENSES = {"at_least": "≥", "at_most": "≤"}


def show(console: Console, question: Question, outcome: Outcome) -> None:
    """One scenario: the sentence, the plan by year of start, the figures, the limits."""
    console.print(Text(question.scenario.name, style="bold"))
    console.print(sentence(question, outcome))
    if isinstance(outcome, Solved):
        console.print(plan_table(question, outcome))
        console.print(figures_table(question, outcome))
        if outcome.figures.limits:
            console.print(limits_table(question, outcome))
        console.print(years_table(question, outcome))
    console.print()


def sentence(question: Question, outcome: Outcome) -> str:
    """What came out, in one sentence or two."""
    if isinstance(outcome, Solved):
        return headline(question, outcome)
    if isinstance(outcome, Infeasible):
        return why_not(question, outcome)
    if isinstance(outcome, Undecided):
        return f"Out of time after {outcome.effort.seconds:.0f} s: no plan found, and no proof that there is none."
    return "The input is not valid: " + "; ".join(str(problem) for problem in outcome.problems)


def _table(*columns: str, right: Iterable[int] = ()) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    numeric = set(right)
    for k, column in enumerate(columns):
        table.add_column(column, justify="right" if k in numeric else "left", overflow="fold")
    return table


def plan_table(question: Question, solved: Solved) -> Table:
    """The chosen measures by year of start."""
    table = _table("start", "measure", "", "site", f"cost, {question.case.currency}", right=(4,))
    for row in tables.portfolio(question, solved).to_dict("records"):
        cost = amount(Decimal(str(row["capex"])))
        table.add_row(str(row["start"]), str(row["measure"]), str(row["name"]), str(row["site"]), cost)
    return table


def figures_table(question: Question, solved: Solved) -> Table:
    """The figures that people ask for first, and the ratios."""
    table = _table("figure", "value", right=(1,))
    known, values = metrics_of(question.case), solved.figures.metrics
    default = question.case.base_year + question.scenario.start_years
    for key in dict.fromkeys((*SHOWN, question.scenario.goal)):
        if key in known:
            year = f" in {default}" if known[key].kind == "flow" else ""
            table.add_row(label_of(known[key]) + year, _value(question, key, values[key]))
    for key, ratio in RATIOS.items():
        table.add_row(ratio.label, _value(question, key, values[key]))
    return table


def _value(question: Question, key: str, value: Decimal | None) -> str:
    if key == "simple_payback":
        return years(value)
    if key == "irr":
        return percent(value)
    if key == "abatement_cost":
        return amount(value, f"{question.case.currency}/t CO2e")
    metric = metrics_of(question.case)[key]
    return money(value, question.case) if metric.is_money else amount(value, unit_of(metric, question.case))


def limits_table(question: Question, solved: Solved) -> Table:
    """The limits, what the plan reaches, and the room left."""
    table = _table("limit", "metric", "value", "", "bound", "room left", right=(2, 4, 5))
    for limit in solved.figures.limits:
        value, bound, slack = (
            _value(question, limit.metric, figure) for figure in (limit.value, limit.bound, limit.slack)
        )
        table.add_row(limit.name, limit.metric, value, SENSES[limit.sense], bound, slack)
    return table


def years_table(question: Question, solved: Solved) -> Table:
    """Money by year, with what is left of own funds where a yearly budget is given."""
    series, base = solved.figures.years, question.case.base_year
    shown = {"cost": "capex", "saving": "annual_saving", "net cash flow": "net_cash_flow"}
    shown |= {"own funds left": "cash"} if series["cash"][0] is not None else {}
    shown |= {"t CO2e less": "co2e_abated"} if "co2e_abated" in series else {}
    table = _table("year", *shown, right=range(1, len(shown) + 1))
    for t in range(question.scenario.horizon_years + 1):
        table.add_row(str(base + t), *(amount(series[key][t], decimals=0) for key in shown.values()))
    return table


def compare(console: Console, answers: Sequence[tuple[Question, Outcome]]) -> None:
    """Scenarios side by side: figures with differences to the first, who is chosen when, what is in all."""
    console.print(comparison_table(answers))
    console.print(matrix_table(answers))
    core = tables.core(answers)
    solved = sum(isinstance(outcome, Solved) for _, outcome in answers)
    if solved > 1:
        console.print(f"In every plan ({len(core)}): {', '.join(core) if core else 'no measure'}.")
    for question, outcome in answers:
        if not isinstance(outcome, Solved):
            console.print(f"{question.scenario.name}: {sentence(question, outcome)}")


def comparison_table(answers: Sequence[tuple[Question, Outcome]]) -> Table:
    """Figures by scenario; under each its difference to the first scenario's."""
    table = _table("", *(question.scenario.name for question, _ in answers), right=range(1, len(answers) + 1))
    table.add_row("status", *(outcome.status for _, outcome in answers))
    metrics: dict[str, str] = {}
    for question, _ in answers:
        known = metrics_of(question.case)
        metrics |= {key: label_of(known[key]) for key in (*SHOWN, question.scenario.goal) if key in known}
    metrics |= {key: ratio.label for key, ratio in RATIOS.items()}
    for key, label in metrics.items():
        table.add_row(label, *(_cell(answers, key, position) for position in range(len(answers))))
    return table


def _cell(answers: Sequence[tuple[Question, Outcome]], key: str, position: int) -> Text:
    question, outcome = answers[position]
    if not isinstance(outcome, Solved) or key not in outcome.figures.metrics:
        return Text(ABSENT)
    value = outcome.figures.metrics[key]
    first = answers[0][1]
    text = Text(_value(question, key, value))
    other = first.figures.metrics.get(key) if position and isinstance(first, Solved) else None
    if value is None or other is None:
        return text
    sign = "+" if value >= other else ""
    difference = f"{(value - other) * 100:.1f} pp" if key == "irr" else amount(value - other)
    return text.append(f"\n{sign}{difference}", style="dim")


def matrix_table(answers: Sequence[tuple[Question, Outcome]]) -> Table:
    """Measure × scenario: the year of start."""
    table = _table("measure", *(question.scenario.name for question, _ in answers), right=range(1, len(answers) + 1))
    frame: pd.DataFrame = tables.matrix(answers)
    for measure, row in zip(frame.index, frame.itertuples(index=False), strict=True):
        table.add_row(str(measure), *(str(start) if isinstance(start, int) else ABSENT for start in row))
    return table


def problems(console: Console, found: Sequence[Problem]) -> None:
    """Problems as a list: where, and what to do."""
    errors = [problem for problem in found if not problem.warning]
    for kind, some in (("error", errors), ("warning", [problem for problem in found if problem.warning])):
        for problem in some:
            console.print(Text.assemble((f"{kind}: ", "bold red" if kind == "error" else "bold yellow"), str(problem)))
