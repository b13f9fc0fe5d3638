"""Amounts of money go through model, claims, decisions, lists of neighbours and answers, as start years do.

No case has funding yet, so the problem is written by hand: two measures, own funds, and a loan that costs a tenth.
"""

from decimal import Decimal
from itertools import product

import numpy as np
import pytest

from optimizer import Decision, InvalidInput, evaluate, read_question
from optimizer.arithmetic import Arithmetic
from optimizer.columns import AmountColumn, Form
from optimizer.decision import decision_in
from optimizer.model.driver import Options
from optimizer.model.session import Session
from optimizer.problem import PosedProblem, RuleRow
from optimizer.shipped import scenario
from optimizer.studies.changes import Changes
from optimizer.studies.enumeration import is_short

CAPEX, GAIN, OWN, MOST, COST = (500.0, 400.0), (100.0, 90.0), 600.0, 350.0, 0.1


def form(*coefs: float, constant: float = 0.0) -> Form:
    return Form(np.arange(3), np.array(coefs), constant)


CASH = RuleRow("cash", "per_year", form(-CAPEX[0], -CAPEX[1], 1.0, constant=OWN), 0.0, 2000.0)
GOAL = form(*GAIN, -COST)
PROBLEM = PosedProblem(
    2026, (("boiler", 0), ("led", 0)), (), (CASH,), ((GOAL, False),), (AmountColumn("bank", 1, 0.0, MOST),)
)


def worth(boiler: int, led: int) -> float:
    """The most that a choice is worth, with the least loan that pays for it."""
    loan = max(0.0, boiler * CAPEX[0] + led * CAPEX[1] - OWN)
    return boiler * GAIN[0] + led * GAIN[1] - COST * loan if loan <= MOST else -np.inf


def test_the_solver_takes_the_amounts_that_are_best() -> None:
    claim = Session(PROBLEM).solve(Options(gap=0.0, seconds=10))
    assert claim.chosen == (0, 1)
    assert claim.amounts == pytest.approx((300.0,))
    assert claim.bound == pytest.approx(max(worth(*choice) for choice in product((0, 1), repeat=2)))


def test_what_is_forbidden_is_forbidden_with_any_amounts() -> None:
    session = Session(PROBLEM)
    session.forbid((0, 1))
    assert session.solve(Options(gap=0.0, seconds=10)).chosen == (0,)


def test_a_claim_is_a_decision_with_its_amounts_and_back() -> None:
    decision = PROBLEM.decision((0, 1), (300.0,))
    assert decision == Decision({"boiler": 2026, "led": 2026}, {("bank", 2027): Decimal(300)})
    assert (PROBLEM.chosen(decision), PROBLEM.amounts_of(decision)) == ([0, 1], (300.0,))
    assert decision_in({"portfolio": [{"measure": m, "start": y} for m, y in decision.starts.items()],
                        "funding": decision.funding}) == decision  # fmt: skip


def test_what_is_not_taken_is_no_part_of_a_decision() -> None:
    assert PROBLEM.decision((0,), (0.0,)) == Decision({"boiler": 2026})


@pytest.mark.parametrize("loan", [0.0, 250.0, 300.0])
def test_with_amounts_fixed_it_is_a_problem_of_choices(loan: float) -> None:
    arithmetic = Arithmetic(PROBLEM).at_amounts((loan,))
    picks = np.array([*product((0.0, 1.0), repeat=2)])
    table = arithmetic.table(picks)
    assert table.allowed.tolist() == [OWN + loan >= picks[k] @ CAPEX for k in range(4)]
    assert table.preferences[:, 0] == pytest.approx(picks @ GAIN - COST * loan)


def test_neighbours_of_a_plan_keep_its_amounts() -> None:
    changes = Changes(Arithmetic(PROBLEM).at_amounts((300.0,)), [0])
    gain = changes.removal(changes.nothing).preferences(np.array([1]))
    broken, _ = changes.removal(changes.nothing).broken(np.array([1]))
    assert (gain[0, 0], broken[0]) == (pytest.approx(GAIN[1]), 0.0)


def test_decisions_with_amounts_are_never_listed() -> None:
    assert is_short(PROBLEM.at_amounts((0.0,)), 100)
    assert not is_short(PROBLEM, 100)


def test_money_from_nowhere_has_no_figures() -> None:
    question = read_question(scenario("teaching"))
    decision = Decision({"leaks": question.case.base_year}, {("bank", question.case.base_year): Decimal(1)})
    with pytest.raises(InvalidInput, match="unknown funding source"):
        evaluate(question.case, question.scenario, decision)
