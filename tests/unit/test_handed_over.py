"""What an answer is handed over as: a workbook that says the same as its CSV files, and runs nothing."""

from __future__ import annotations

import csv
import io
import zipfile
from functools import cache
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from optimizer.decision import Decision
from optimizer.evaluation import evaluate
from optimizer.locales import speaking
from optimizer.outcome import Effort, Infeasible, Outcome, Solved, Ties
from optimizer.readers.scenario_file import read_question
from optimizer.reports import csv_files, xlsx_file
from optimizer.shipped import scenario
from optimizer.ui.shared.downloads import tables_workbook, tables_zip

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.question import Question

PLAN = Decision({"leaks": 2026, "control": 2026, "economiser": 2027})
FORMULA = "=1+1"


@cache
def answers() -> list[tuple[Question, Outcome]]:
    """A plan whose register holds formulas as names, and a scenario without a plan."""
    asked = read_question(scenario("teaching"))
    renamed = [m.model_copy(update={"name": FORMULA, "name_uk": f"@{FORMULA}"}) for m in asked.case.measures]
    case = asked.case.model_copy(update={"measures": tuple(renamed), "name": "-2+3", "name_uk": ""})
    question = type(asked)(case, asked.scenario)
    figures = evaluate(case, asked.scenario, PLAN)
    solved = Solved(figures, figures.objective, True, (), Ties.ALL, Effort(0))
    return [(question, solved), (question, Infeasible((), (), Effort(0)))]


def sheets(language: str) -> list[list[list[Any]]]:
    with speaking(language):
        book = openpyxl.load_workbook(io.BytesIO(xlsx_file.content(answers())))
    return [[[cell.value for cell in row] for row in sheet] for sheet in book]


@pytest.mark.parametrize("language", ["en", "uk"])
def test_a_workbook_has_the_terms_and_every_table(language: str) -> None:
    scenarios, plan, figures, years, _, limits = sheets(language)
    question, outcome = answers()[0]
    assert isinstance(outcome, Solved)
    first, second = scenarios[1:]
    assert {2026, 5, 10} <= set(first), "the base year, the horizon, the rate in per cent"
    assert first[0] != second[0], "two scenarios of the same name"
    assert [row[1] for row in plan[1:]] == sorted(PLAN.starts, key=lambda one: (PLAN.starts[one], one))
    shown = {row[1]: row[3] for row in figures[1:]}
    assert float(outcome.figures.metrics["npv"] or 0) == pytest.approx(next(iter(shown.values())))
    assert len(years) == 1 + question.scenario.horizon_years + 1
    assert len(limits) == 1 + len(outcome.figures.limits) + len(outcome.figures.budgets) == 4
    assert len({len(row) for row in years}) == 1


def test_every_heading_is_in_the_readers_language() -> None:
    heads = [[sheet[0] for sheet in sheets(language)] for language in ("en", "uk")]
    same = {head for row, twin in zip(*heads, strict=True) for head in {*row} & {*twin}}
    assert same == {"≤ ≥"}


@pytest.mark.parametrize("language", ["en", "uk"])
def test_nothing_in_a_workbook_calculates_or_links(language: str) -> None:
    with speaking(language):
        content = xlsx_file.content(answers())
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            text = parts.read(name)
            assert b"<f>" not in text
            assert b"hyperlink" not in text
    assert FORMULA in str(sheets("en"))


def test_files_of_the_app_speak_the_language_of_their_button(tmp_path: Path) -> None:
    from optimizer.ui.shared.answers import Answer  # noqa: PLC0415 - needs no server

    told = [Answer(question, outcome, {}, current=True) for question, outcome in answers()]
    with zipfile.ZipFile(io.BytesIO(tables_zip(told, "uk"))) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    with speaking("uk"):
        written = csv_files.write(tmp_path, answers())
    assert packed == {path.name: path.read_bytes() for path in written}
    rows = list(csv.reader(io.StringIO(packed["scenarios.csv"].decode("utf-8-sig")), delimiter=";"))
    assert "0,1" in rows[1]
    assert "'-2+3" in rows[1]
    assert len(openpyxl.load_workbook(io.BytesIO(tables_workbook(told, "uk"))).sheetnames) == len(sheets("uk"))
