"""Every figure of outside money, and every rule that a plan breaks, by a second way that shares no code."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from optimizer.decision import Decision
from optimizer.evaluation import Evaluator
from optimizer.outcome import Solved
from optimizer.scenario import Scenario
from optimizer.studies.financing import Financing
from optimizer.studies.plan import solve
from tests.laws.test_funding_of_all_starts import a_case, a_scenario
from tests.oracle.lent import Lent

YEARLY = ("debt_service", "interest", "principal", "owed", "esco_payments", "fees", "outside", "arrived", "tax_shield",
          "cfads", "equity_cash_flow", "cash")  # fmt: skip
OURS = {"source", "cash", "total", "dscr"}


def decisions(dice: random.Random, evaluator: Evaluator) -> list[Decision]:
    """Return some plans: any starts, financed as well as can be, and the same with amounts that are changed."""
    found = []
    financed = Financing(evaluator.terms)
    for _ in range(6):
        choices = evaluator.terms.choices
        starts = {m: 2026 + dice.choice(years) for m, years in choices.items() if dice.random() < 0.7}
        plan = financed(Decision(starts))
        factors = {key: Decimal(dice.choice(("0", "0.5", "1", "1.1", "1.000001"))) for key in plan.amounts}
        changed = {key: (v * factors[key]).quantize(Decimal("0.000001")) for key, v in plan.amounts.items()}
        found += [plan, replace(plan, amounts=changed), replace(plan, projects={})]
    return found


def agree(evaluator: Evaluator, scenario: Scenario, decision: Decision) -> None:
    figures, second = evaluator.full(decision), Lent(evaluator.case, scenario, decision)
    first = {one.rule for one in figures.violations if one.rule in OURS}
    broken = second.rules_broken()
    expected = {rule for rule in ("cash", "total", "dscr") if rule in broken}
    expected |= {"source"} if broken - {"cash", "total", "dscr"} else set()
    assert first == expected, (decision, figures.violations, broken)
    yearly = second.year_by_year()
    for key in YEARLY:
        if key == "cash" and "cash" not in yearly:
            continue
        told = [float(value or 0) for value in figures.years[key]]
        assert told == pytest.approx(yearly[key], rel=1e-9, abs=1e-4), key
    for key, value in second.figures().items():
        assert float(figures.metrics[key] or 0) == pytest.approx(value, rel=1e-9, abs=1e-4), key


def judged_alike(seed: int) -> None:
    dice = random.Random(seed)
    case = a_case(dice)
    scenario = a_scenario(dice, case)
    evaluator = Evaluator(case, scenario)
    for decision in decisions(dice, evaluator):
        agree(evaluator, scenario, decision)
    outcome = solve(case, scenario)
    if isinstance(outcome, Solved):
        agree(evaluator, scenario, outcome.figures.decision)
        assert outcome.figures.feasible


@pytest.mark.parametrize("seed", range(1000, 1006))
def test_both_ways_agree(seed: int) -> None:
    judged_alike(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1006, 1200))
def test_both_ways_agree_often(seed: int) -> None:
    judged_alike(seed)
