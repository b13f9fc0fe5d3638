"""Answers as tables to hand over: `scenarios`, with the terms of each, then those of `frames.TABLES`.

    tables_of(answers)["limits"]          a data frame, the scenario's name in its first column

Names of columns don't depend on the language; numbers are numbers.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from optimizer.decimals import number
from optimizer.frames import TABLES
from optimizer.outcome import Solved
from optimizer.reports.tables import names
from optimizer.words import name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.outcome import Outcome
    from optimizer.question import Question

SCENARIOS = "scenarios"


def tables_of(answers: Sequence[tuple[Question, Outcome]]) -> dict[str, pd.DataFrame]:
    """Return all tables; scenarios without a plan have a row in the first only."""
    named = list(zip(names(answers), answers, strict=True))
    solved = [(name, outcome.figures) for name, (_, outcome) in named if isinstance(outcome, Solved)]
    found = {SCENARIOS: pd.DataFrame([terms(name, *answer) for name, answer in named])}
    for part, make in TABLES.items():
        tables = [make(figures).assign(scenario=name) for name, figures in solved]
        table = pd.concat(tables) if tables else pd.DataFrame(columns=["scenario"])
        found[part] = table[["scenario", *(column for column in table.columns if column != "scenario")]]
    return found


def terms(name: str, question: Question, outcome: Outcome) -> dict[str, Any]:
    """Return what a scenario's figures rest on, whether they are proved, and the date of the tables."""
    case, scenario = question.case, question.scenario
    return {
        "scenario": name,
        "project": name_of(case),
        "status": outcome.status,
        "gap": number(outcome.gap) if isinstance(outcome, Solved) else None,
        "currency": case.currency,
        "base_year": case.base_year,
        "horizon_years": scenario.horizon_years,
        "discount_rate": number(scenario.discount_rate),
        "date": dt.datetime.now().astimezone().date(),
    }
