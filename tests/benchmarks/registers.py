"""CPU seconds to read a company's register, by its rows: python -m tests.benchmarks.registers [rows ...].

Beside each: what `pandas.read_excel` takes to read the cells of the same file, with nothing understood.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pandas as pd
from openpyxl import Workbook

from optimizer.imports.register import answered, preview, propose, write
from tests.benchmarks.machine import machine, say, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.imports.register import Mapping, Proposal, RegisterQuestion

Result = TypeVar("Result")
ROWS = (60, 1_000, 20_000)  # with the headings, about the most that is read
HEADINGS = (
    "№", "Захід", "Цех", "Інвестиції, тис. грн", "Річна економія, тис. грн", "Економія електроенергії, МВт·год/рік",
    "Термін служби, років", "Статус",
)  # fmt: skip
ANSWERS = {"rate": "1.1", "date": "2026-01-15", "source": "assumed", "price": "5", "price_source": "contract"}
STEPS = ("the first proposal", "all questions answered in turn", "a ready mapping, anew", "the preview", "the case")


def write_register(path: Path, rows: int) -> None:
    """Write a register of made measures, as a plant's engineer would; the same for the same number of rows."""
    dice, workbook = random.Random(rows), Workbook(write_only=True)
    sheet = workbook.create_sheet("register")
    sheet.append(HEADINGS)
    for row in range(1, rows + 1):
        money = dice.uniform(5, 300)
        figures = (round(money * dice.uniform(1, 4), 1), round(money, 1), round(money / 5, 1), dice.randint(5, 20))
        sheet.append((row, f"Захід {row}", f"Цех {row % 7}", *figures, "proposed"))
    workbook.save(path)


def reply(question: RegisterQuestion) -> str:
    """Return the suggested answer, or the first that is possible."""
    given = [part.strip() for part in question.suggestion.split(";")] if question.parts else []
    if question.parts:
        filled = zip(question.parts, [*given, *[""] * len(question.parts)], strict=False)
        return ";".join(said or ANSWERS[part] for part, said in filled)
    return question.suggestion or (question.choices[0].value if question.choices else "2026")


def _cpu() -> float:
    """Return the CPU seconds of this process and of the children that parse workbooks."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def seconds(work: Callable[[], Result]) -> tuple[Result, float]:
    """Return what some work gives, and its CPU seconds."""
    began = _cpu()
    return work(), _cpu() - began


def walk(path: Path, first: Proposal) -> Proposal:
    """Answer every question, and propose again after each round, as the app and the command line do."""
    proposal = first
    while proposal.questions:
        mapping = proposal.mapping
        for question in proposal.questions:
            mapping = answered(mapping, {question.key: reply(question)}, {question.key: question.parts})
        proposal = propose(path, mapping)
    return proposal


def from_file(path: Path, mapping: Mapping, rows: int) -> tuple[float, float, float]:
    """Return the CPU seconds of each step from a file to its case; in a process of its own, nothing is remembered."""
    ready, again = seconds(lambda: propose(path, mapping))
    assert len(ready.measures) > 0.99 * rows, ready.questions  # by chance, a few rows are sums of those below them
    previewed, review = seconds(lambda: preview(ready))
    _, case = seconds(lambda: write(previewed, path.parent / "case"))
    return again, review, case


def measured(path: Path, rows: int) -> list[object]:
    """Return one row of the table: rows, the CPU seconds of each step, and those of pandas."""
    _, pandas = seconds(lambda: pd.read_excel(path, engine="openpyxl"))
    first, proposed = seconds(lambda: propose(path))
    last, walked = seconds(lambda: walk(path, first))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        anew = pool.submit(from_file, path, last.mapping, rows).result()
    return [rows, proposed, walked, *anew, pandas]


def main(sizes: tuple[int, ...]) -> None:
    """Print the table."""
    say(f"{machine()}\n")
    found = []
    for rows in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "register.xlsx"
            write_register(path, rows)
            found.append(measured(path, rows))
    table(("rows", *(f"{step}, s" for step in STEPS), "pandas.read_excel, s"), found)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or ROWS)
