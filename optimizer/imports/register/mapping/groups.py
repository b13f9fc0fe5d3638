"""Which questions are answered together, as rows of one table: those whose answers have their place in one part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.locales import noted, tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.imports.register.mapping.questions import RegisterQuestion

TITLES = {
    r"encoding|separator": noted("How is the text file read?"),
    r"sheet$|tables$": noted("Which sheets and tables are read?"),
    r"columns\.[A-Z]+\.(field|stream)": noted("What do these columns hold?"),
    r"columns\.[A-Z]+\.|values\.(unit|factor|output)\.|defaults\.(per|vat)$|streams\.[^.]+\.(fuel|baseline)$": noted(
        "In which units and money are the figures?"
    ),
    r"case\.|defaults\.price_year\.": noted("What is the new case?"),
    r"values\.status\.": noted("What do these words mean as a status?"),
    r"values\.confidence\.": noted("What do these words mean as a confidence?"),
    r"values\.resource\.": noted("Which resources are these?"),
    r"values\.currency\.": noted("Which currencies are these?"),
    r"streams\.[^.]+\.": noted("What are these streams?"),
    r"streams\.[^.]+$": noted("What do the saved resources cost?"),
    r"rates\.": noted("How are prices and currencies converted?"),
    r"rows\..+\.use$": noted("Which of these rows are measures?"),
    r"defaults\.cells\.": noted("How are cells read that hold more than a figure or a year?"),
    r"defaults\.(hidden|struck)_rows": noted("What happens to rows that are hidden or struck through?"),
    r"rows\..+\.each-": noted("For how many units are these figures?"),
    r"rows\.": noted("What do these cells say?"),
    r"defaults(\.(no_capex|no_saving))?$": noted("What applies if the register does not say?"),
}
"""The title of a group, by the beginning of its questions' keys; any other question is asked by itself."""


@dataclass(frozen=True)
class QuestionGroup:
    """Questions that are answered together; one alone needs no title."""

    title: str
    questions: tuple[RegisterQuestion, ...]

    @property
    def told(self) -> str:
        """Return the title in the current language; for one question, the question itself."""
        return tr(self.title) if len(self.questions) > 1 else self.questions[0].told


def grouped(questions: Iterable[RegisterQuestion]) -> tuple[QuestionGroup, ...]:
    """Return the questions in groups, in the order of each group's first question."""
    found: dict[str, list[RegisterQuestion]] = {}
    for question in questions:
        found.setdefault(_title(question.key) or question.key, []).append(question)
    return tuple(QuestionGroup(title, tuple(members)) for title, members in found.items())


def _title(key: str) -> str:
    return next((title for start, title in TITLES.items() if re.match(start, key)), "")
