"""Outside money goes through model, decisions and answers as start years do.

The problem is written by hand: two measures, own funds, and a loan that costs a tenth, in hundreds.
"""

from decimal import Decimal
from itertools import product

import numpy as np
import pytest

from optimizer import Decision, InvalidInput, evaluate, read_question
from optimizer.columns import AmountColumn, Form
from optimizer.decision import decision_in
from optimizer.model.driver import Options
from optimizer.model.session import Session
from optimizer.problem import PosedProblem, RuleRow
from optimizer.shipped import scenario
from optimizer.studies.enumeration import is_short

CAPEX, GAIN, OWN, MOST, COST, UNIT = (500.0, 400.0), (100.0, 90.0), 600.0, 350.0, 0.1, 100.0


def form(*coefs: float, constant: float = 0.0) -> Form:
    return Form(np.arange(3), np.array(coefs), constant)


CASH = RuleRow("cash", "per_year", form(-CAPEX[0], -CAPEX[1], UNIT, constant=OWN), 0.0, 2000.0)
GOAL = form(*GAIN, -COST * UNIT)
LOAN = AmountColumn(("draw", "bank", "", 1), MOST / UNIT, UNIT)
PROBLEM = PosedProblem(2026, (("boiler", 0), ("led", 0)), (), (CASH,), ((GOAL, False),), (LOAN,))


def worth(boiler: int, led: int) -> float:
    """The most that a choice is worth, with the least loan that pays for it."""
    loan = max(0.0, boiler * CAPEX[0] + led * CAPEX[1] - OWN)
    return boiler * GAIN[0] + led * GAIN[1] - COST * loan if loan <= MOST else -np.inf


def test_the_solver_takes_the_amounts_that_are_best() -> None:
    claim = Session(PROBLEM).solve(Options(gap=0.0, seconds=10))
    assert claim.chosen == (0, 1)
    assert claim.bound == pytest.approx(max(worth(*choice) for choice in product((0, 1), repeat=2)))


def test_what_is_forbidden_is_forbidden_with_any_amounts() -> None:
    session = Session(PROBLEM)
    session.forbid((0, 1))
    assert session.solve(Options(gap=0.0, seconds=10)).chosen == (0,)


def test_a_decision_is_what_its_statement_says() -> None:
    amounts = {("bank", "led", 2027): Decimal("300.25"), ("bank", "boiler", 2026): Decimal(0)}
    decision = Decision({"boiler": 2026, "led": 2026}, amounts, {"bank": ("led",), "other": ()})
    assert list(decision.amounts) == [("bank", "led", 2027)]
    assert dict(decision.projects) == {"bank": ("led",)}
    assert decision_in(decision.stated) == decision
    assert hash(decision_in(decision.stated)) == hash(decision)


def test_decisions_with_amounts_are_never_listed() -> None:
    assert not is_short(PROBLEM, 100)


def test_money_from_nowhere_has_no_figures() -> None:
    question = read_question(scenario("teaching"))
    year = question.case.base_year
    decision = Decision({"leaks": year}, {("bank", "leaks", year): Decimal(1)})
    with pytest.raises(InvalidInput, match="unknown funding source"):
        evaluate(question.case, question.scenario, decision)
