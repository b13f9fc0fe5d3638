"""Whatever is wrong in a case or a scenario: an answer that `verify` confirms, or a message and nothing written."""

import contextlib
import contextvars
import io
import random
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from optimizer import cli
from tests.hostile.broken import broken_question

SOLVED, INFEASIBLE, INVALID, UNDECIDED = 0, 1, 2, 3


class Ran(NamedTuple):
    """A command's exit status and what it said."""

    status: object
    out: str
    error: str


def ran(*arguments: object) -> Ran:
    """A command as a user runs it, but in this process: starting one takes longer than most answers."""
    out, error = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    before, sys.argv, status = sys.argv, ["cpee", *map(str, arguments)], 0
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            contextvars.copy_context().run(cli.main)  # its language ends with it
    except SystemExit as end:
        status = end.code
    finally:
        sys.argv = before
    return Ran(status, *(stream.buffer.getvalue().decode() for stream in (out, error)))


def check(folder: Path, seed: int) -> object:
    """One broken question through solve, verify and check, which says the same as solve; the status it ends with."""
    dice = random.Random(seed)
    folder.mkdir()
    scenario, language = broken_question(dice, folder), dice.choice(("en", "uk"))
    answer, tables = folder / "answer.json", folder / "tables"
    solved = ran("--language", language, "solve", scenario, "--json", answer, "--csv", tables)
    assert solved.status in (SOLVED, INFEASIBLE, INVALID, UNDECIDED), (seed, solved)
    refused = solved.status == INVALID
    assert refused == (not answer.exists()) == (not tables.exists()), (seed, solved)
    assert not refused or solved.error.strip(), seed
    if not refused:
        assert ran("verify", answer).status == 0, seed
    assert (ran("--language", language, "check", scenario).status == INVALID) == refused, seed
    shutil.rmtree(folder)
    return solved.status


@pytest.mark.parametrize("first", [0, 20])
def test_a_broken_question_is_answered_or_refused(tmp_path: Path, first: int) -> None:
    ends = {check(tmp_path / str(seed), seed) for seed in range(first, first + 20)}
    assert {SOLVED, INVALID} <= ends


@pytest.mark.long
@pytest.mark.parametrize("first", range(100, 3100, 100))
def test_many_broken_questions(tmp_path: Path, first: int) -> None:
    ends = {check(tmp_path / str(seed), seed) for seed in range(first, first + 100)}
    assert {SOLVED, INVALID} <= ends
