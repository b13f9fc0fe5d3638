"""Answers as CSV files for spreadsheets: one file a table, the scenario in the first column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from optimizer.outcome import Solved
from optimizer.reports.tables import PARTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from optimizer.outcome import Outcome
    from optimizer.question import Question

LIVE = ("=", "+", "-", "@", "\t", "\r")


def write(folder: Path, answers: Sequence[tuple[Question, Outcome]]) -> list[Path]:
    """Write portfolio.csv, metrics.csv, years.csv and limits.csv; scenarios without a plan have no rows."""
    folder.mkdir(parents=True, exist_ok=True)
    solved = [(q, o) for q, o in answers if isinstance(o, Solved)]
    written = []
    for name, make in PARTS.items():
        tables = [make(q, o).assign(scenario=q.scenario.name) for q, o in solved]
        table = pd.concat(tables) if tables else pd.DataFrame(columns=["scenario"])
        path = folder / f"{name}.csv"
        ordered = table[["scenario", *(column for column in table.columns if column != "scenario")]]
        ordered.map(inert).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
        written.append(path)
    return written


def inert(cell: object) -> object:
    """A text that a spreadsheet might run as a formula gets an apostrophe; numbers stay numbers.

    >>> inert("=1+1"), inert("Boiler"), inert(-5.0)
    ("'=1+1", 'Boiler', -5.0)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(LIVE) else cell
