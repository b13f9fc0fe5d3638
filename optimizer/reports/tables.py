"""Answers side by side: their names, the start year of each measure in each, the measures common to all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from optimizer.outcome import Solved
from optimizer.words import name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.outcome import Outcome
    from optimizer.question import Question


def names(answers: Sequence[tuple[Question, Outcome]]) -> list[str]:
    """Return the scenarios' names; equal names are numbered."""
    given = [name_of(question.scenario) for question, _ in answers]
    found: list[str] = []
    for name in given:
        number = 2
        unique = name
        while unique in found:
            unique, number = f"{name} ({number})", number + 1
        found.append(unique)
    return found


def matrix(answers: Sequence[tuple[Question, Outcome]]) -> pd.DataFrame:
    """Return measure × scenario: the start year, empty if not chosen; measures chosen nowhere are left out."""
    starts = {
        name: dict(o.figures.decision.starts) if isinstance(o, Solved) else {}
        for name, (_, o) in zip(names(answers), answers, strict=True)
    }
    chosen = sorted({measure for column in starts.values() for measure in column})
    return pd.DataFrame(
        {name: pd.array([column.get(m) for m in chosen], dtype="Int64") for name, column in starts.items()},
        index=chosen,
    )


def core(answers: Sequence[tuple[Question, Outcome]]) -> list[str]:
    """Return the measures chosen in every scenario that has a plan."""
    plans = [set(o.figures.decision.starts) for _, o in answers if isinstance(o, Solved)]
    return sorted(set.intersection(*plans)) if plans else []


def nowhere(answers: Sequence[tuple[Question, Outcome]]) -> list[str]:
    """Return the measures of the first register that no plan has."""
    chosen = {measure for _, o in answers if isinstance(o, Solved) for measure in o.figures.decision.starts}
    return sorted(one.measure for one in answers[0][0].case.measures if one.measure not in chosen)


def one_register(answers: Sequence[tuple[Question, Outcome]]) -> bool:
    """Return whether the scenarios choose among the same measures; comparing plants by measure means nothing."""
    return len({question.case.name for question, _ in answers}) == 1
