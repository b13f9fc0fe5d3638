"""The answers that ship with the samples: those to the scenarios as they are now, with figures that add up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from optimizer import shipped
from optimizer.projects import filling, home, runs
from optimizer.readers.scenario_file import read_question
from optimizer.reports import answer
from optimizer.reports.verification import verify

if TYPE_CHECKING:
    from pathlib import Path

SCENARIOS = sorted(file.stem for file in (shipped.folder() / "scenarios").glob("*.toml"))


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_answer_is_proved_and_that_to_its_scenario(name: str, tmp_path: Path) -> None:
    data = shipped.answer(name)
    assert data is not None, "python -m docs.making.answers"
    entry = json.loads(data)
    question = read_question(shipped.scenario(name))
    assert entry["provenance"]["inputs_sha256"] == question.sha256, "python -m docs.making.answers"
    assert entry["status"] in ("optimal", "infeasible")
    file = tmp_path / "answer.json"
    file.write_bytes(data)
    assert [verified.differences for verified in verify(file)] == [()]


def test_a_sample_opens_solved_and_its_proofs_count(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("CPEE_HOME", str(tmp_path))
    project = home.create()
    filling.from_sample(project, "teaching", answered=True)
    kept = runs.last(project, "teaching")
    assert kept is not None
    assert kept.current
    assert kept.outcome.status == "optimal"
    assert not kept.outcome.claimed
    assert answer.text([kept.entry]).encode() == shipped.answer("teaching")
