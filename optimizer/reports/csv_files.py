"""Answers as CSV files for spreadsheets: one file per table, with the scenario in the first column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from optimizer.files import make_folder, write_together
from optimizer.frames import TABLES
from optimizer.outcome import Solved
from optimizer.reports.tables import names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from optimizer.outcome import Outcome
    from optimizer.question import Question

LIVE = ("=", "+", "-", "@", "\t", "\r")


def write(folder: Path, answers: Sequence[tuple[Question, Outcome]]) -> list[Path]:
    """Write one file for each of `TABLES`, all together; scenarios without a plan have no rows."""
    make_folder(folder)
    solved = [(name, o.figures) for name, (_, o) in zip(names(answers), answers, strict=True) if isinstance(o, Solved)]
    contents = {}
    for part, make in TABLES.items():
        tables = [make(figures).assign(scenario=name) for name, figures in solved]
        table = pd.concat(tables) if tables else pd.DataFrame(columns=["scenario"])
        path = folder / f"{part}.csv"
        ordered = table[["scenario", *(column for column in table.columns if column != "scenario")]]
        contents[path] = ordered.map(inert).to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
    write_together(contents)
    return list(contents)


def inert(cell: object) -> object:
    """Put an apostrophe before a text that a spreadsheet might execute as a formula; numbers stay numbers.

    >>> inert("=1+1"), inert("Boiler"), inert(-5.0)
    ("'=1+1", 'Boiler', -5.0)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(LIVE) else cell
