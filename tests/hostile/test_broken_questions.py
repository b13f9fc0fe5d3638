"""Whatever is wrong in a case or a scenario: an answer that `verify` confirms, or a message and nothing written."""

import random
import shutil
from pathlib import Path

import pytest

from tests.hostile.broken import broken_question
from tests.in_process import ran

SOLVED, INFEASIBLE, INVALID, UNDECIDED = 0, 1, 2, 3


def check(folder: Path, seed: int) -> object:
    """One broken question through solve, verify and check, which says the same as solve; the status it ends with."""
    dice = random.Random(seed)
    folder.mkdir()
    scenario, language = broken_question(dice, folder), dice.choice(("en", "uk"))
    answer, tables = folder / "answer.json", folder / "tables"
    solved = ran("--language", language, "solve", scenario, "--json", answer, "--csv", tables)
    assert solved.returncode in (SOLVED, INFEASIBLE, INVALID, UNDECIDED), (seed, solved)
    refused = solved.returncode == INVALID
    assert refused == (not answer.exists()) == (not tables.exists()), (seed, solved)
    assert not refused or solved.stderr.strip(), seed
    if not refused:
        assert ran("verify", answer).returncode == 0, seed
    assert (ran("--language", language, "check", scenario).returncode == INVALID) == refused, seed
    shutil.rmtree(folder)
    return solved.returncode


@pytest.mark.parametrize("first", [0, pytest.param(20, marks=pytest.mark.long)])
def test_a_broken_question_is_answered_or_refused(tmp_path: Path, first: int) -> None:
    ends = {check(tmp_path / str(seed), seed) for seed in range(first, first + 20)}
    assert {SOLVED, INVALID} <= ends


@pytest.mark.long
@pytest.mark.parametrize("first", range(100, 3100, 100))
def test_many_broken_questions(tmp_path: Path, first: int) -> None:
    ends = {check(tmp_path / str(seed), seed) for seed in range(first, first + 100)}
    assert {SOLVED, INVALID} <= ends
