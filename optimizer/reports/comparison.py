"""Scenarios side by side as text: figures with differences from the first, start years, common measures."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import pandas as pd
from rich.text import Text

from optimizer.indicators import INDICATORS
from optimizer.locales import tr, trn
from optimizer.metrics import metrics_of
from optimizer.outcome import Outcome, Solved
from optimizer.reports import tables
from optimizer.reports.differences import difference, explanation, gap_text, wider
from optimizer.reports.plan_tables import share_headings
from optimizer.reports.screen import table_of
from optimizer.reports.terminal import sentence, shown_of
from optimizer.spelling import ABSENT, with_unit
from optimizer.words import figure, label_in, label_of, name_of, status_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console
    from rich.table import Table

    from optimizer.decimals import Decimal
    from optimizer.question import Question

    Answers = Sequence[tuple[Question, Outcome]]

NARROWEST, EDGE, BETWEEN, MOST_LABEL = 10, 2, 3, 24


@dataclass(frozen=True)
class ComparisonColumn:
    """One scenario's cells, each with one line, or two (the figure, its difference from the first scenario's)."""

    name: str
    cells: tuple[str, ...]

    @property
    def width(self) -> int:
        """Return the width of the cells; the name above them may wrap between words."""
        words = [*self.name.split(), *(line for cell in self.cells for line in cell.splitlines())]
        return max((len(word) for word in words), default=0)


def headings(answers: Answers) -> list[str]:
    """Return the column headings: the first part of “Quick wins: payback up to 2 years” if it is unique."""
    names = tables.names(answers)
    short = [name.partition(":")[0] for name in names]
    return [brief if brief and short.count(brief) == 1 else name for brief, name in zip(short, names, strict=True)]


def compare(console: Console, answers: Answers) -> None:
    """Print the comparison; scenarios without a plan keep their columns and say why they have no figures."""
    console.print(opening(answers))
    columns = figure_columns(answers)
    show_columns(console, figure_labels(answers), columns)
    if (told := mark_explained(columns)) is not None:
        console.print(told)
    measures, columns = matrix_columns(answers)
    if measures:
        console.print(tr("Measures by start year:"))
        show_columns(console, measures, columns)
    tell_common(console, answers)


def overview(console: Console, answers: Answers) -> None:
    """Print one line per scenario with its main figures, and what all plans share; it fits 80 columns."""
    console.print(_counted(answers))
    console.print(_overview_table(answers))
    tell_common(console, answers)


def _overview_table(answers: Answers) -> Table:
    """Return the main figures, rounded, and for each scenario its gap, or its status if it has no plan."""
    titles = {key: title for key, title in share_headings(answers[0][0]).items() if _is_known(answers, key)}
    table = table_of(tr("scenario"), *titles.values(), tr("gap"), right=range(1, len(titles) + 2))
    for position, (name, (_, outcome)) in enumerate(zip(headings(answers), answers, strict=True)):
        gap = gap_text(outcome.gap) if isinstance(outcome, Solved) else status_text(outcome.status)
        table.add_row(name, *(_whole_figure(answers, position, key) for key in titles), gap)
    return table


def _is_known(answers: Answers, key: str) -> bool:
    return any(_value(answer, key) is not None for answer in answers)


def _whole_figure(answers: Answers, position: int, key: str) -> str:
    value = _value(answers[position], key)
    return ABSENT if value is None else figure(answers[position][0], key, value, 0).number


def tell_common(console: Console, answers: Answers) -> None:
    """Print the measures in every plan, and why a scenario has no plan."""
    core = tables.core(answers)
    one_register = len({question.case.name for question, _ in answers}) == 1  # meaningless across plants
    if one_register and sum(isinstance(outcome, Solved) for _, outcome in answers) > 1:
        measures_told = ", ".join(core) if core else tr("no measure")
        console.print(tr("In every plan ({count}): {measures}.", count=len(core), measures=measures_told))
    for name, (question, outcome) in zip(tables.names(answers), answers, strict=True):
        if not isinstance(outcome, Solved):
            status, why = status_text(outcome.status), sentence(question, outcome)
            console.print(tr("No figures for “{name}” ({status}): {why}", name=name, status=status, why=why))


def opening(answers: Answers) -> str:
    """Return what is compared, in a sentence."""
    if len(answers) == 1:
        return _counted(answers)
    solved = sum(isinstance(outcome, Solved) for _, outcome in answers)
    count = trn("{count} scenario", "{count} scenarios", len(answers))
    text = "{scenarios}, {solved} with a plan; below each figure is its difference from “{first}”."
    return tr(text, scenarios=count, solved=solved, first=name_of(answers[0][0].scenario))


def _counted(answers: Answers) -> str:
    """Return how many scenarios there are, and how many have a plan."""
    solved = sum(isinstance(outcome, Solved) for _, outcome in answers)
    count = trn("{count} scenario", "{count} scenarios", len(answers))
    return tr("{scenarios}, {solved} with a plan.", scenarios=count, solved=solved)


def show_columns(console: Console, labels: Sequence[str], columns: Sequence[ComparisonColumn]) -> None:
    """Print the columns with their labels, in as many tables as the screen's width requires."""
    for block in blocks(columns, max(map(len, labels)), console.width):
        console.print(_table(labels, block))


def blocks(columns: Sequence[ComparisonColumn], label: int, width: int) -> Iterator[Sequence[ComparisonColumn]]:
    """Split the columns into groups of similar size that fit the width; at least one in each."""
    widest = max(NARROWEST, *(column.width for column in columns))
    fit = max(1, (width - EDGE - min(label, MOST_LABEL)) // (widest + BETWEEN))
    each = ceil(len(columns) / ceil(len(columns) / fit))
    for begin in range(0, len(columns), each):
        yield columns[begin : begin + each]


def _table(labels: Sequence[str], columns: Sequence[ComparisonColumn]) -> Table:
    table = table_of("", *(column.name for column in columns), right=range(1, len(columns) + 1))
    for row, label in enumerate(labels):
        table.add_row(label, *(_cell(column.cells[row]) for column in columns))
    return table


def _cell(text: str) -> Text:
    first, newline, difference = text.partition("\n")
    return Text(first).append(newline + difference, style="dim")


def _keys(answers: Answers) -> list[str]:
    """Return the figures to compare: headline figures, goals, ratios."""
    return list(dict.fromkeys([*(key for question, _ in answers for key in shown_of(question)), *INDICATORS]))


def figure_labels(answers: Answers) -> list[str]:
    """Return the label of each row: the name, the year if all share it, the unit."""
    gap = [tr("gap")] if _has_gaps(answers) else []
    return [tr("status"), *gap, *(_label(answers, key) for key in _keys(answers))]


def _has_gaps(answers: Answers) -> bool:
    """Return whether a better plan than one of these may exist."""
    return any(isinstance(outcome, Solved) and outcome.gap != 0 for _, outcome in answers)


def _label(answers: Answers, key: str) -> str:
    defaults = {question.case.base_year + question.scenario.start_years for question, _ in answers}
    metric = next((m for question, _ in answers if (m := metrics_of(question.case).get(key))), None)
    same_year = len(defaults) == 1 and metric is not None and metric.kind == "flow"
    label = label_in(metric, min(defaults)) if metric is not None and same_year else label_of(metric or INDICATORS[key])
    unit = _unit(answers, key)
    return f"{label}, {unit}" if unit else label


def _unit(answers: Answers, key: str) -> str | None:
    """Return the unit that all scenarios share; None if each figure needs its own."""
    units = {
        figure(question, key, None).unit for question, _ in answers if key in {*metrics_of(question.case), *INDICATORS}
    }
    return units.pop() if len(units) == 1 else None


def figure_columns(answers: Answers) -> list[ComparisonColumn]:
    """Return status, gap and figures by scenario; below each figure its difference from the first scenario's."""
    keys, gaps = _keys(answers), _has_gaps(answers)
    return [
        ComparisonColumn(name, (*_standing(answer[1], gaps=gaps), *(_cells(answers, position, key) for key in keys)))
        for position, (name, answer) in enumerate(zip(headings(answers), answers, strict=True))
    ]


def mark_explained(columns: Sequence[ComparisonColumn]) -> str | None:
    """Explain the mark on differences, if any has it."""
    return explanation(cell for column in columns for cell in column.cells)


def _standing(outcome: Outcome, *, gaps: bool) -> tuple[str, ...]:
    """Return the status and, if any column shows a gap, the gap."""
    gap = gap_text(outcome.gap) if isinstance(outcome, Solved) else ABSENT
    return (status_text(outcome.status), *([gap] if gaps else []))


def _cells(answers: Answers, position: int, key: str) -> str:
    """Return a figure and, except in the first column, its difference from the first if the units are the same."""
    value, base = (_value(answers[k], key) for k in (position, 0))
    if value is None:
        return ABSENT
    unit = _unit(answers, key)
    shown = figure(answers[position][0], key, value)
    text = shown.number if unit is not None else with_unit(shown.number, shown.unit)
    if not position or base is None or unit is None:
        return text
    gap = wider(*(outcome.gap for _, outcome in (answers[0], answers[position]) if isinstance(outcome, Solved)))
    found = difference(shown, figure(answers[0][0], key, base), gap)
    return text if found is None else f"{text}\n{found.text}"


def _value(answer: tuple[Question, Outcome], key: str) -> Decimal | None:
    return answer[1].figures.metrics.get(key) if isinstance(answer[1], Solved) else None


def matrix_columns(answers: Answers) -> tuple[list[str], list[ComparisonColumn]]:
    """Print the measures chosen anywhere, with their start years in each scenario."""
    frame = tables.matrix(answers)
    columns = [
        ComparisonColumn(heading, tuple(ABSENT if pd.isna(start) else str(start) for start in frame[name]))
        for heading, name in zip(headings(answers), frame.columns, strict=True)
    ]
    return [str(measure) for measure in frame.index], columns
