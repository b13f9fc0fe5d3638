"""What a chart of a plan consists of, so that a page and a document show the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from optimizer.decimals import Decimal
from optimizer.locales import tr
from optimizer.locales.units import unit_text
from optimizer.spelling import money

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from optimizer.charts.theme import Mode
    from optimizer.figures import Figures
    from optimizer.question import Question


class ShownTable(NamedTuple):
    """A table as it is shown: headings in the current language, and the decimals of each column of figures.

    A column without decimals holds texts, or whole numbers without separators, such as years.
    """

    frame: pd.DataFrame
    decimals: Mapping[str, int]


def nothing(_: Question) -> str:
    """Return no text: without data the chart is left out silently."""
    return ""


@dataclass(frozen=True)
class PlanChart:
    """A chart of a plan: its name, its data, its drawing, a summary in words, and its table.

    `frame` has language-free columns; if it has no rows, `absent` says why, or says nothing to leave out the chart.
    """

    key: str
    title: str
    frame: Callable[[Question, Figures], pd.DataFrame]
    draw: Callable[[Question, pd.DataFrame, Mode], Any]
    caption: Callable[[Question, Figures, pd.DataFrame], str]
    table: Callable[[Question, Figures, pd.DataFrame], ShownTable]
    absent: Callable[[Question], str] = nothing

    def name(self, question: Question) -> str:
        """Return the title in the current language."""
        return tr(self.title, year=full_year(question))


def full_year(question: Question) -> int:
    """Return the first calendar year in which every measure can be in effect, to which yearly figures refer."""
    return question.case.base_year + question.scenario.start_years


def headed(frame: pd.DataFrame, heads: Mapping[str, str], decimals: Mapping[str, int] | None = None) -> ShownTable:
    """Return the columns of `heads` that the frame has, under these headings (in the current language)."""
    found = {key: head for key, head in heads.items() if key in frame}
    places = {found[key]: count for key, count in (decimals or {}).items() if key in found}
    return ShownTable(frame[[*found]].rename(columns=found), places)


def currency(question: Question) -> str:
    """Return the currency as shown beside amounts."""
    return unit_text(question.case.currency)


def exactly(value: float) -> Decimal:
    """Return the number that a float of a frame stands for, with no more decimals than it has."""
    return Decimal(str(float(value))).normalize()


def whole_money(question: Question, value: float) -> str:
    """Return an amount of a frame in the case's currency, without decimals."""
    return money(exactly(value), question.case, 0)
