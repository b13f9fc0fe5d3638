"""The answer to a question with outside money is the best over all starts, each financed by itself.

The whole question is one model; here every decision of starts gets the best financing of its own, and all are judged.
Cases are random and have every kind of source, clause and stress.
"""

import random
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from optimizer import solve
from optimizer.case import Case, Effect, EndUse, Interaction, Measure, Pollutant, Stream
from optimizer.decision import Decision
from optimizer.evaluation import Evaluator
from optimizer.funding_source import FundingSource
from optimizer.outcome import Infeasible, Solved
from optimizer.scenario import Scenario
from optimizer.studies.financing import Financing

PRACTICES = ("good housekeeping", "equipment modification")


def a_case(dice: random.Random) -> Case:
    """Return four measures: two share an end use, two interact."""
    streams = (Stream(stream="el", kind="energy", unit="kWh", price="2", baseline=200000, kwh_per_unit=1),)
    measures = tuple(
        Measure(
            measure=name, name=name, capex=dice.randrange(50, 400) * 1000, lifetime=dice.choice((4, 8, 20)),
            other_benefit=dice.randrange(0, 60) * 1000, opex_change=dice.choice((0, 0, 5000, 40000)),
            one_off=dice.choice((0, 20000)), lead=dice.choice((1, 1, 0, 2)), practice=dice.choice(PRACTICES),
            renewal=dice.choice((None, None, "0.5")), spend=dice.choice(("1", "0.6;0.4")),
            local_share=dice.choice((None, "0.4", "0.9")), avoided_cost=0,
        )
        for name in "abcd"
    )  # fmt: skip
    effects = (
        Effect(measure="a", end_use="light", share=Decimal(dice.randrange(1, 7)) / 10),
        Effect(measure="b", end_use="light", share=Decimal(dice.randrange(1, 7)) / 10),
        Effect(measure="c", stream="el", quantity=dice.randrange(0, 60000)),
    )
    return Case(
        name="random", currency="UAH", base_year=2026, streams=streams, measures=measures, effects=effects,
        pollutants=(Pollutant(pollutant="co2e"),), end_uses=(EndUse(end_use="light", stream="el", baseline=100000),),
        interactions=(Interaction(first="c", second="d", stream="el", quantity=dice.choice((-5000, 4000))),),
        funding=tuple(a_source(dice, name) for name in ("one", "two")) + the_incentive(dice),
    )  # fmt: skip


def a_source(dice: random.Random, name: str) -> FundingSource:
    kind = dice.choice(("loan", "loan", "loan", "grant", "esco")) if name != "one" else "loan"
    given: dict[str, Any] = {"source": name, "kind": kind, "share": dice.choice(("1", "0.9", "0.5"))}
    given |= {"limit": dice.choice((None, 300000, 150000)), "min_ticket": dice.choice((0, 0, 90000))}
    given |= {"practices": dice.choice(("", "", "equipment modification")), "max_payback": dice.choice((None, None, 5))}
    given |= {"line": dice.choice((None, "line")), "collateral": dice.choice((0, "1.25"))}
    if dice.random() < 0.3:
        given |= {"max_project_payback": dice.choice((3, 4, 6)), "min_energy_saving": dice.choice((0, "0.1", "0.2"))}
    if kind == "esco":
        return FundingSource(**given, rate="0.1", tenor=dice.choice((4, 6)), savings_share=dice.choice(("0.5", "0.9")))
    given |= {"fee": dice.choice((0, "0.01")), "delay": dice.choice((0, 0, 1))}
    given |= {"local_share": dice.choice((0, 0, "0.6"))}
    if dice.random() < 0.3:
        given |= {"currency": "EUR", "limit": 5000, "min_ticket": dice.choice((0, 1000))}
    if kind == "loan":
        given |= {"rate": dice.choice((0, "0.06", "0.2")), "tenor": dice.choice((3, 5)), "grace": dice.choice((0, 1))}
        given |= {"repayment": dice.choice(("annuity", "equal"))}
    return FundingSource(**given)


def the_incentive(dice: random.Random) -> tuple[FundingSource, ...]:
    if dice.random() < 0.7:
        return ()
    return (FundingSource(source="incentive", kind="grant", share="0.15", share_of="one", delay=1),)


def a_scenario(dice: random.Random, case: Case) -> Scenario:
    rules: dict[str, Any] = {"sources": [source.source for source in case.funding], "debt_rate": "0.12"}
    rules |= {"dscr": dice.choice((None, "1.0", "1.2", "1.5")), "dscr_from": dice.choice(("repayment", "start"))}
    rules |= {"collateral_available": dice.choice((None, 300000))}
    budget = dice.choice(({}, {"per_year": [100000, 50000], "reinvest": dice.choice((0, "0.5")),
                               "carry_over": dice.choice((True, False))}, {"total": 150000}))  # fmt: skip
    stress = [
        {"name": "less", "savings": "0.8", "delay": dice.choice((0, 1))},
        {"name": "fx", "fx": "1.2", "rate": "0.02"},
    ]
    goal = dice.choice(("npv", "apv", "own_capex"))
    limits = [{"name": "enough", "metric": "capex", "at_least": 300000}] if goal == "own_capex" else []
    keys: dict[str, Any] = {
        "name": "random", "horizon_years": 9, "start_years": 2, "discount_rate": "0.1", "goal": goal,
        "tax_rate": dice.choice((0, "0.18")), "depreciation_years": dice.choice((0, 4)), "budget": budget,
        "funding": {key: value for key, value in rules.items() if value is not None},
        "fx": {"EUR": {"rate": 49, "depreciation": "0.04"}}, "stress": stress[: dice.randrange(3)], "limits": limits,
        "solver": {"gap": "0.000001"},
    }  # fmt: skip
    return Scenario.from_keys(**keys)


def best_of_all_starts(case: Case, scenario: Scenario) -> Decimal | None:
    """Return the best goal of any starts, each financed as well as can be; None if none keeps every rule."""
    evaluator = Evaluator(case, scenario)
    financed, choices = Financing(evaluator.terms), evaluator.terms.choices
    found = []
    for starts in product(*((None, *choices.get(m.measure, ())) for m in case.measures)):
        chosen = {m.measure: 2026 + t for m, t in zip(case.measures, starts, strict=True) if t is not None}
        figures = evaluator(financed(Decision(chosen)))
        found += [figures.objective] if figures.feasible else []
    if not found:
        return None
    return min(found) if evaluator.terms.metrics[scenario.goal].minimised else max(found)


def holds(seed: int) -> None:
    dice = random.Random(seed)
    case = a_case(dice)
    scenario = a_scenario(dice, case)
    best, outcome = best_of_all_starts(case, scenario), solve(case, scenario)
    if best is None:
        assert isinstance(outcome, Infeasible), seed
        return
    assert isinstance(outcome, Solved), seed
    assert outcome.figures.feasible, seed
    assert abs(outcome.figures.objective - best) <= max(Decimal("0.02"), abs(best) * Decimal("2e-6")), seed
    assert outcome.optimal, seed


@pytest.mark.parametrize("seed", range(6))
def test_the_answer_is_the_best_of_all_starts(seed: int) -> None:
    holds(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6, 200))
def test_the_answer_is_the_best_of_all_starts_often(seed: int) -> None:
    holds(seed)
