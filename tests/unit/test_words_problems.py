"""Whatever is wrong or odd in the input is told in Ukrainian, with nothing left in English; answers stay English."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from optimizer.errors import InvalidInput, Phrase, Problem, SpelledFigure, UnitName
from optimizer.locales import speaking
from optimizer.readers import read_case, read_question
from optimizer.reports.answer import problem_entry
from tests.cli.breakages import BREAKAGES, SCENARIO, Breakage
from tests.hostile import files
from tests.laws.test_planted_defects import ODD, WRONG, Kind, planted, problems, slip
from tests.registers_random import register

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[2]
CYRILLIC = re.compile("[а-яіїєґ]", re.IGNORECASE)
ENGLISH = re.compile(r"\b(?:the|is|are|it|an?|of|not|must|no|and|or|with|has|have|to|at|in|from|more|than)\b")
"""Words that no Ukrainian sentence holds."""


def texts_in(problem: Problem) -> list[str]:
    """What fills in a message as it stands: names, cells of the files."""
    return [str(value) for value in (*problem.values.values(), problem.guess) if isinstance(value, str)]


def assert_told_in_ukrainian(found: Iterable[Problem]) -> None:
    for problem in found:
        with speaking("uk"):
            told = problem.told
            shown = str(problem)
        assert CYRILLIC.search(told), problem
        assert told != problem.message
        assert "рядок" in shown or problem.row is None
        for given in texts_in(problem):
            told = told.replace(given, "")
        assert not ENGLISH.search(told), told
        assert problem_entry(problem)["message"] == problem.message
        with speaking("uk"):
            assert problem_entry(problem)["message"] == problem.message


@pytest.mark.parametrize("broken", BREAKAGES, ids=lambda b: f"{b.file}: {b.new[:30]!r}")
def test_a_broken_file_is_told_in_ukrainian(broken: Breakage, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / "teaching", tmp_path / "data" / "teaching")
    (tmp_path / "scenarios").mkdir()
    shutil.copy(ROOT / "scenarios" / "teaching.toml", tmp_path / "scenarios")
    broken.apply(tmp_path)
    with pytest.raises(InvalidInput) as refused:
        read_question(tmp_path / SCENARIO)
    assert_told_in_ukrainian(refused.value.problems)


@pytest.mark.parametrize("kind", WRONG + ODD, ids=lambda kind: kind.name)
def test_a_planted_defect_is_told_in_ukrainian(kind: Kind) -> None:
    _, found = planted(kind, 0)
    assert found
    assert_told_in_ukrainian(found)


def test_slips_of_a_thousand_are_told_in_ukrainian() -> None:
    told: set[str] = set()
    for seed in range(40):
        dice = random.Random(seed)
        tables = register(dice)
        slip(dice, tables)
        found = problems(tables)
        assert_told_in_ukrainian(found)
        told |= {problem.text for problem in found}
    assert len(told) > 8


@pytest.mark.parametrize("name", files.HOSTILE)
def test_a_hostile_file_is_told_in_ukrainian(name: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_case(files.write(name, tmp_path))
    assert_told_in_ukrainian(refused.value.problems)


def test_a_problem_is_told_with_its_place_its_figures_and_the_likely_name() -> None:
    values = {"size": SpelledFigure("1 234.5"), "unit": UnitName("kWh"), "typed": "0.15", "odd": Phrase("is missing")}
    problem = Problem("streams.csv", "{size} {unit}, {typed}: {odd}", 7, "price", values, guess="led")
    assert str(problem) == 'streams.csv row 7, price: 1 234.5 kWh, 0.15: is missing (did you mean "led"?)'
    with speaking("uk"):
        told = "streams.csv, рядок 7, price: 1\u00a0234,5 кВт·год, 0.15: значення не вказано (можливо, «led»?)"
        assert str(problem) == told
        assert str(InvalidInput([problem])) == told
        assert problem.message == '1 234.5 kWh, 0.15: is missing (did you mean "led"?)'


def test_an_error_is_told_in_the_language_of_whoever_reads_it() -> None:
    with speaking("uk"):
        refused = InvalidInput([Problem("a.csv", "is not a file")])
    assert str(refused) == "a.csv: is not a file"
