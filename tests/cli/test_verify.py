"""`cpee verify` believes nothing in a file: figures are recomputed, what was proved is a claim until solved here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from optimizer.cli import app
from optimizer.decision import Decision
from optimizer.evaluation import Evaluator
from optimizer.outcome import Effort, Infeasible, Proof, Solved, Ties, Undecided
from optimizer.readers import read_question
from optimizer.reports.answer import answer, text
from tests.cli.breakages import SCENARIO

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.outcome import Outcome

CLAIMED = "claimed by the sender, not proved here"
PROOFS = (Proof("enumeration", None), Proof("branch and bound", None))
IMPOSSIBLE = {"limits.CO2 limit.at_least": "1e6"}


def told(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["verify", *map(str, arguments)], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout


def written(folder: Path, outcome: Any, settings: dict[str, str] | None = None) -> Path:
    """An answer that somebody wrote, hash and all; `outcome` is one, or the starts of a plan said to be optimal."""
    question = read_question(folder / SCENARIO, settings or {})
    made: Outcome = outcome
    if isinstance(outcome, dict):
        figures = Evaluator(question.case, question.scenario).full(Decision(outcome))
        assert figures.feasible
        made = Solved(figures, figures.objective, True, PROOFS, Ties.ALL, Effort(1.0))
    (folder / "sent.json").write_text(text([answer(question, made)]), encoding="utf-8")
    return folder / "sent.json"


def solved(folder: Path, *arguments: str) -> Path:
    CliRunner().invoke(app, ["solve", str(folder / SCENARIO), "--json", str(folder / "own.json"), *arguments])
    return folder / "own.json"


def test_what_was_proved_is_a_claim_and_can_be_proved_here(folder: Path) -> None:
    file = solved(folder)
    status, shown = told(file)
    assert (status, CLAIMED in shown) == (0, True)
    status, shown = told(file, "--prove")
    assert status == 0
    assert "the claim holds. Proved twice" in shown
    assert CLAIMED not in shown


def test_a_worse_plan_said_to_be_the_best_is_a_claim_and_refuted_when_solved(folder: Path) -> None:
    file = written(folder, {"compressor": 2026}, {"limits": "[]"})
    status, shown = told(file)
    assert (status, CLAIMED in shown) == (0, True)
    status, shown = told(file, "--prove")
    assert status == 1
    assert "a better plan exists" in shown


def test_that_nothing_is_possible_is_a_claim_too(folder: Path) -> None:
    none = Infeasible(PROOFS, (), Effort(1.0))
    assert CLAIMED in told(written(folder, none))[1]
    status, shown = told(written(folder, none), "--prove")
    assert (status, "a plan exists" in shown) == (1, True)
    status, shown = told(written(folder, none, IMPOSSIBLE), "--prove")
    assert (status, "the claim holds: no plan is possible" in shown) == (0, True)


def test_a_claim_that_time_did_not_suffice_for_stays_open(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, given = solved(folder), []

    def without_time(question: Any, _wish: object) -> Undecided:
        given.append(float(question.scenario.solver.time_limit))
        return Undecided(Effort(1.0))

    monkeypatch.setattr("optimizer.reports.proving.ask", without_time)
    status, shown = told(file, "--prove", "--time-limit", "7.5")
    assert (status, given) == (3, [7.5])
    assert "not proved here" in shown


def test_nothing_is_solved_for_figures_that_differ_or_where_nothing_is_claimed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("optimizer.reports.proving.ask")
    entry = json.loads(solved(folder).read_text(encoding="utf-8"))
    entry["metrics"]["npv"] += 1
    (folder / "own.json").write_text(json.dumps(entry), encoding="utf-8")
    assert told(folder / "own.json", "--prove")[0] == 1
    status, shown = told(written(folder, Undecided(Effort(1.0))), "--prove")
    assert (status, CLAIMED in shown) == (0, False)


BEST = {**dict.fromkeys(("compressor", "control", "leaks", "meters", "switch-off"), 2026), "economiser": 2027}
HURDLE = '[[limits]]\nname = "Hurdle"\nmetric = "irr"\nat_least = 0.2\n'
PLANTED = (
    ("portfolio", 0, "capex"),
    ("portfolio", 1, "npv"),
    ("portfolio", 2, "annual_saving"),
    ("portfolio", 3, "co2e_abated"),
    ("portfolio", 0, "alone", "npv"),
    ("portfolio", 0, "alone", "annual_saving"),
    ("portfolio", 0, "alone", "simple_payback"),
    ("bridge", "profit_tax"),
    ("bridge", "full_year_saving"),
    ("years", 2, "bill_before"),
    ("years", 2, "bill_saved"),
    ("years", 2, "renewal"),
    ("years", 2, "co2e_before"),
    ("years", 2, "co2e_left"),
    ("limits", 1, "margin"),
    ("metrics", "discounted_payback"),
)


@pytest.mark.parametrize("path", PLANTED, ids=lambda path: ".".join(map(str, path)))
def test_a_false_figure_is_named_and_so_is_a_missing_one(folder: Path, path: tuple[Any, ...]) -> None:
    scenario = folder / SCENARIO
    scenario.write_text(scenario.read_text(encoding="utf-8") + HURDLE, encoding="utf-8")
    entry = json.loads(written(folder, BEST).read_text(encoding="utf-8"))
    inside = entry
    for key in path[:-1]:
        inside = inside[key]
    place = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")
    inside[path[-1]] += 0.01
    (folder / "false.json").write_text(json.dumps(entry), encoding="utf-8")
    assert f"{place}:" in told(folder / "false.json")[1]
    del inside[path[-1]]
    (folder / "false.json").write_text(json.dumps(entry), encoding="utf-8")
    assert f"{place}: null in the file" in told(folder / "false.json")[1]


def test_where_there_is_no_plan_there_is_no_bridge(folder: Path) -> None:
    entry = json.loads(written(folder, Undecided(Effort(1.0))).read_text(encoding="utf-8"))
    entry["bridge"] = {"npv": 1.0}
    (folder / "false.json").write_text(json.dumps(entry), encoding="utf-8")
    status, shown = told(folder / "false.json")
    assert (status, "bridge" in shown) == (1, True)
