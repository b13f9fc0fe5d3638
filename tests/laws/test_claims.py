"""What the solver claims to be best is worth what it says, whatever plan it was given to start from."""

from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.evaluation import Evaluator
from optimizer.model.driver import Options
from optimizer.model.session import Session
from optimizer.problem import Problem, pose
from tests.laws.judging import chunks
from tests.laws.test_against_brute_force import random_question

CAPEX = 2


def cheapest(problem: Problem) -> tuple[int, ...] | None:
    """An allowed plan that has nothing to do with the goal: the one of least capex."""
    return Session(replace(problem, preferences=problem.preferences[CAPEX:])).solve(Options(0.0, 20.0)).chosen


@pytest.mark.parametrize("presolve", [True, False], ids=["presolve", "plain"])
@pytest.mark.parametrize("seeds", chunks(by_default=100, at_length=400))
def test_a_plan_to_start_from_is_not_taken_for_the_best(seeds: range, tmp_path: Path, *, presolve: bool) -> None:
    found = []
    for seed in seeds:
        question, _, answer = random_question(seed, tmp_path)
        problem, evaluator = pose(question.case, question.scenario), Evaluator(question.case, question.scenario)
        if answer.status == "optimal" and (start := cheapest(problem)) is not None:
            session = Session(problem)
            session.hint(start)
            claim = session.solve(Options(0.0, 20.0, presolve=presolve))
            if claim.chosen is not None and claim.bound is not None:
                worth = float(evaluator(problem.decision(claim.chosen)).objective)
                if worth != pytest.approx(claim.bound, rel=1e-6, abs=1e-6):
                    found.append(f"seed {seed}: {claim.status} at {claim.bound}, but the plan is worth {worth}")
    assert not found, "\n".join(found)
