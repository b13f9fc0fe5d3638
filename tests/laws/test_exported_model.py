"""The exported model is the question: any solver that reads the file finds the objective of the answer."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import highspy
import pytest

from optimizer import Infeasible, InvalidInput, Question, Solved, read_question, solve, write_model
from optimizer.shipped import scenario
from tests.laws.judging import chunks
from tests.oracle import random_case

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = (".lp", ".mps")
SHIPPED = (
    *("teaching", "quick-wins"),
    *(
        pytest.param(name, marks=pytest.mark.long)
        for name in ("impossible", "climate-target", "toxics-half", "carbon-price")
    ),
)


def optimum(path: Path, gap: float) -> float | None:
    """The objective that HiGHS, with its own settings, finds for a file; None if it has no solution."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", gap)
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    highs.run()
    status = highs.getModelStatus()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return None
    assert status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty)
    return float(highs.getInfo().objective_function_value)


def unlike(question: Question, folder: Path, suffixes: tuple[str, ...]) -> list[str]:
    """What the optimum of a question's files and the objective of its answer differ in."""
    outcome = solve(question.case, question.scenario)
    gap, found = float(question.scenario.solver.gap), []
    for suffix in suffixes:
        path = folder / f"model{suffix}"
        write_model(question.case, question.scenario, path)
        best = optimum(path, gap)
        if isinstance(outcome, Infeasible):
            found += [] if best is None else [f"{suffix}: {best}, and the answer is infeasible"]
            continue
        assert isinstance(outcome, Solved)
        reached, smallest = float(outcome.figures.objective), float(outcome.figures.smallest)
        gap = max(gap, float(outcome.gap or 0))  # where time ran out on a slow machine
        if best is None or abs(best - reached) > (gap + 1e-6) * max(abs(reached), abs(best)) + smallest:
            found.append(f"{suffix}: {best}, and the answer has {reached}")
    return found


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scenario_has_the_same_optimum_as_its_files(name: str, tmp_path: Path) -> None:
    assert not unlike(read_question(scenario(name)), tmp_path, SUFFIXES)


@pytest.mark.parametrize("goal", ["co2e_abated", "co2e_left", "capex", "measures", "lifetime_saving"])
def test_every_kind_of_goal_has_the_same_optimum_as_its_file(goal: str, tmp_path: Path) -> None:
    assert not unlike(read_question(scenario("teaching"), {"goal": goal}), tmp_path, SUFFIXES)


@pytest.mark.parametrize("seeds", chunks(by_default=12, at_length=600))
def test_a_random_question_has_the_same_optimum_as_its_file(seeds: range, tmp_path: Path) -> None:
    found = []
    for seed in seeds:
        path = random_case(random.Random(seed), tmp_path / f"case{seed}", size="small")
        found += [f"seed {seed}, {what}" for what in unlike(read_question(path), tmp_path, (SUFFIXES[seed % 2],))]
    assert not found, "\n".join(found)


def test_names_tell_measures_years_and_rules(tmp_path: Path) -> None:
    question = read_question(scenario("teaching"))
    write_model(question.case, question.scenario, tmp_path / "model.lp")
    written = (tmp_path / "model.lp").read_text("utf-8")
    assert "start_leaks_2026" in written
    assert "start_switch_off_2026" in written
    assert "limit_co2_limit" in written


def test_names_that_look_alike_stay_apart(tmp_path: Path) -> None:
    question = read_question(scenario("teaching"))
    twin = question.case.measures[0].model_copy(update={"measure": question.case.measures[0].measure.upper()})
    case = question.case.model_copy(update={"measures": (*question.case.measures, twin)})
    write_model(case, question.scenario, tmp_path / "model.mps")
    assert optimum(tmp_path / "model.mps", 0.0) is not None


def test_another_ending_is_refused_with_every_other_problem(tmp_path: Path) -> None:
    question = read_question(scenario("teaching"))
    wrong = question.scenario.model_copy(update={"goal": "no-metric"})
    with pytest.raises(InvalidInput) as refused:
        write_model(question.case, wrong, tmp_path / "model.txt")
    assert len(refused.value.problems) == 2
    assert not list(tmp_path.iterdir())
