"""Everything that is wrong, odd or missing in the open project's register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.checks import plausible
from optimizer.checks.gaps import gaps
from optimizer.locales import language
from optimizer.ui.shared import state
from optimizer.ui.shared.alone import current_question

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.errors import Problem
    from optimizer.projects.register_draft import DraftTable


@dataclass(frozen=True)
class FoundProblems:
    """What was found in the register; odd values and gaps are looked for once there is no error."""

    wrong: tuple[Problem, ...]
    odd: tuple[Problem, ...]
    missing: tuple[Problem, ...]

    @property
    def all(self) -> tuple[Problem, ...]:
        """Return errors first, then odd values, then gaps."""
        return (*self.wrong, *self.odd, *self.missing)


def found_problems() -> FoundProblems:
    """Return what is wrong, odd or missing in the open project's register, calculated once for its content."""
    problems, question = state.case_reading().problems, current_question()
    wrong, odd = ([one for one in problems if one.warning is warning] for warning in (False, True))
    if question is None:
        return FoundProblems(tuple(wrong), tuple(odd), ())
    case, scenario = question.case, question.scenario
    more, missing = state.remembered(
        "odd and missing", (language(), question.sha256), lambda: (plausible(case), gaps(case, scenario))
    )
    return FoundProblems(tuple(wrong), (*odd, *more), tuple(missing))


def problems_at(problems: Iterable[Problem], table: DraftTable, row: int, *columns: str | None) -> list[Problem]:
    """Return those of the problems that are in these columns of a row; None is the row as a whole."""
    places = [(row, column) for column in columns]
    return [one for one in problems if table.place(one) in places]
