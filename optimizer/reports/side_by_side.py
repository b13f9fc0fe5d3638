"""Figures of several answers side by side: their headings, values, shared units, differences from the first answer's.

The table of a comparison and its sentences (`comparison`, `conclusion`) both take their figures from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.indicators import INDICATORS
from optimizer.metrics import metrics_of
from optimizer.outcome import Solved
from optimizer.reports import tables
from optimizer.reports.differences import difference, wider
from optimizer.words import figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.decimals import Decimal
    from optimizer.outcome import Outcome
    from optimizer.question import Question
    from optimizer.reports.differences import FigureDifference

    Answers = Sequence[tuple[Question, Outcome]]


def headings(answers: Answers) -> list[str]:
    """Return the column headings: the first part of “Quick wins: payback up to 2 years” if it is unique."""
    names = tables.names(answers)
    short = [name.partition(":")[0] for name in names]
    return [brief if brief and short.count(brief) == 1 else name for brief, name in zip(short, names, strict=True)]


def value_in(answer: tuple[Question, Outcome], key: str) -> Decimal | None:
    """Return a figure of an answer; None if it has no plan or the figure does not exist."""
    return answer[1].figures.metrics.get(key) if isinstance(answer[1], Solved) else None


def shared_unit(answers: Answers, key: str) -> str | None:
    """Return the unit of a figure that all scenarios share; None if each figure needs its own."""
    units = {
        figure(question, key, None).unit for question, _ in answers if key in {*metrics_of(question.case), *INDICATORS}
    }
    return units.pop() if len(units) == 1 else None


def shared_year(answers: Answers) -> int | None:
    """Return the year of yearly figures if it is the same for all scenarios."""
    years = {question.case.base_year + question.scenario.start_years for question, _ in answers}
    return years.pop() if len(years) == 1 else None


def difference_between(answers: Answers, one: int, other: int, key: str) -> FigureDifference | None:
    """Return the difference of one answer's displayed figure from another's; None if they can't be compared."""
    now, before = answers[one], answers[other]
    values = value_in(now, key), value_in(before, key)
    if None in values or shared_unit(answers, key) is None:
        return None
    gap = wider(*(outcome.gap for _, outcome in (before, now) if isinstance(outcome, Solved)))
    return difference(figure(now[0], key, values[0]), figure(before[0], key, values[1]), gap)
