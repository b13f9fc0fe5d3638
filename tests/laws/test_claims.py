"""The value of a plan that the solver claims to be best is correct, at the first solve and at later ones."""

from pathlib import Path

import pytest

from optimizer import read_question
from optimizer.evaluation import Evaluator
from optimizer.model.driver import Options
from optimizer.model.session import Session
from optimizer.problem import pose
from tests.laws.judging import chunks
from tests.laws.test_against_brute_force import random_scenario

ASKED = ((True, 0), (False, 1), (True, 2))


@pytest.mark.parametrize("seeds", chunks(by_default=20, at_length=400))
def test_a_claim_is_worth_what_it_says(seeds: range, tmp_path: Path) -> None:
    """Given a plan to start from, the solver was seen to return it with the worth of another: so it is given none.

    By default 20 random cases, three questions each; in the long mode 400.
    """
    found = []
    for seed in seeds:
        question = read_question(random_scenario(seed, tmp_path))
        problem, evaluator = pose(question.case, question.scenario), Evaluator(question.case, question.scenario)
        session = Session(problem)
        for presolve, solver_seed in ASKED:
            claim = session.solve(Options(0.0, 20.0, presolve=presolve, seed=solver_seed))
            if claim.chosen is not None and claim.bound is not None:
                worth = float(evaluator(problem.decision(claim.chosen)).objective)
                if worth != pytest.approx(claim.bound, rel=1e-6, abs=1e-6):
                    found.append(f"seed {seed}: {claim.status} at {claim.bound}, but the plan is worth {worth}")
    assert not found, "\n".join(found)
