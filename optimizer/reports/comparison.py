"""Scenarios side by side as text: figures with differences from the first, start years, common measures."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from rich.text import Text

from optimizer.indicators import INDICATORS
from optimizer.locales import tr, trn
from optimizer.metrics import metrics_of
from optimizer.outcome import Outcome, Solved
from optimizer.parts import share_headings
from optimizer.reports import tables
from optimizer.reports.conclusion import conclusion
from optimizer.reports.differences import explanation, gap_text, is_better
from optimizer.reports.screen import table_of
from optimizer.reports.side_by_side import difference_between, headings, shared_unit, shared_year, value_in
from optimizer.reports.terminal import sentence, shown_of
from optimizer.spelling import ABSENT, with_unit
from optimizer.words import figure, label_in, label_of, name_of, status_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console
    from rich.table import Table

    from optimizer.question import Question

    Answers = Sequence[tuple[Question, Outcome]]

NARROWEST, EDGE, BETWEEN, MOST_LABEL = 10, 2, 3, 24


class ComparedFigure(NamedTuple):
    """A cell: a figure and its difference from the first scenario's, "" if there is none; whether that is better."""

    text: str
    difference: str = ""
    better: bool | None = None


@dataclass(frozen=True)
class ComparisonColumn:
    """One scenario's cells."""

    name: str
    cells: tuple[ComparedFigure, ...]

    @property
    def width(self) -> int:
        """Return the width of the cells; the name above them may wrap between words."""
        words = [*self.name.split(), *(line for cell in self.cells for line in (cell.text, cell.difference))]
        return max((len(word) for word in words), default=0)


def compare(console: Console, answers: Answers) -> None:
    """Print the comparison; scenarios without a plan keep their columns and say why they have no figures."""
    for text in conclusion(answers):
        console.print(text)
    console.print(opening(answers))
    columns = figure_columns(answers)
    show_columns(console, figure_labels(answers), columns)
    for text in explanations(answers, columns):
        console.print(text)
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
    return any(value_in(answer, key) is not None for answer in answers)


def _whole_figure(answers: Answers, position: int, key: str) -> str:
    value = value_in(answers[position], key)
    return ABSENT if value is None else figure(answers[position][0], key, value, 0).number


def tell_common(console: Console, answers: Answers) -> None:
    """Print the measures in every plan, and why a scenario has no plan."""
    core = tables.core(answers)
    if tables.one_register(answers) and sum(isinstance(outcome, Solved) for _, outcome in answers) > 1:
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


def _cell(cell: ComparedFigure) -> Text:
    return Text(cell.text).append(f"\n{cell.difference}" if cell.difference else "", style="dim")


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
    year, unit = shared_year(answers), shared_unit(answers, key)
    metric = next((m for question, _ in answers if (m := metrics_of(question.case).get(key))), None)
    if metric is not None and metric.kind == "flow" and year is not None:
        label = label_in(metric, year)
    else:
        label = label_of(metric or INDICATORS[key])
    return f"{label}, {unit}" if unit else label


def figure_columns(answers: Answers) -> list[ComparisonColumn]:
    """Return status, gap and figures by scenario; below each figure its difference from the first scenario's."""
    keys, gaps = _keys(answers), _has_gaps(answers)
    return [
        ComparisonColumn(name, (*_standing(answer[1], gaps=gaps), *(_compared(answers, position, key) for key in keys)))
        for position, (name, answer) in enumerate(zip(headings(answers), answers, strict=True))
    ]


def explanations(answers: Answers, columns: Sequence[ComparisonColumn]) -> list[str]:
    """Explain the mark on differences, and an IRR that doesn't exist, as far as the columns have them."""
    mark = explanation(cell.difference for column in columns for cell in column.cells)
    missing = any(isinstance(answer[1], Solved) and value_in(answer, "irr") is None for answer in answers)
    irr = tr("IRR {absent}: no rate, or more than one, makes the NPV 0.", absent=ABSENT) if missing else None
    return [*filter(None, [mark, irr])]


def _standing(outcome: Outcome, *, gaps: bool) -> tuple[ComparedFigure, ...]:
    """Return the status and, if any column shows a gap, the gap."""
    gap = gap_text(outcome.gap) if isinstance(outcome, Solved) else ABSENT
    return (ComparedFigure(status_text(outcome.status)), *([ComparedFigure(gap)] if gaps else []))


def _compared(answers: Answers, position: int, key: str) -> ComparedFigure:
    """Return a figure and, except in the first column, its difference from the first if the units are the same."""
    value, unit = value_in(answers[position], key), shared_unit(answers, key)
    if value is None:
        return ComparedFigure(ABSENT)
    question = answers[position][0]
    shown = figure(question, key, value)
    text = shown.number if unit is not None else with_unit(shown.number, shown.unit)
    found = difference_between(answers, position, 0, key) if position else None
    return ComparedFigure(text) if found is None else ComparedFigure(text, found.text, is_better(question, key, found))


def matrix_columns(answers: Answers) -> tuple[list[str], list[ComparisonColumn]]:
    """Print the measures chosen anywhere, with their start years in each scenario."""
    frame = tables.matrix(answers)
    columns = [
        ComparisonColumn(heading, tuple(ComparedFigure(_year(start)) for start in frame[name]))
        for heading, name in zip(headings(answers), frame.columns, strict=True)
    ]
    return [str(measure) for measure in frame.index], columns


def _year(start: Any) -> str:
    return ABSENT if pd.isna(start) else str(start)
