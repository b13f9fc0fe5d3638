"""What each measure is by itself is what `evaluate` says of a plan of it alone, and overlaps what it says of two."""

import random
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest

from optimizer import Decision, evaluate, read_question
from optimizer.evaluation import Evaluator
from optimizer.question import Question
from optimizer.studies.alone import effect_savings, figures_alone, savings_counted_twice
from tests.oracle import random_case

SIZES = ("small", "medium", "tiny")
SAVING = "full_year_saving"
NOTHING = Decimal("1e-12")
"""Quotients have 28 digits here, and 50 in the package."""


def questions(folder: Path, seeds: range) -> list[Question]:
    paths = [random_case(random.Random(seed), folder / f"case{seed}", size=SIZES[seed % 3]) for seed in seeds]
    return [read_question(path) for path in paths] + [read_question("scenarios/base.toml")]


def startable(question: Question) -> list[str]:
    return [m.measure for m in question.case.measures if len(m.spend) - 1 <= question.scenario.horizon_years]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[Question]:
    return questions(tmp_path_factory.mktemp("alone"), range(18))


def test_figures_alone_are_those_of_a_plan_of_one_measure(asked: list[Question]) -> None:
    compared = 0
    for question in asked:
        case, scenario = question.case, question.scenario
        found = figures_alone(Evaluator(case, scenario))
        assert list(found) == [measure.measure for measure in case.measures]
        for measure in startable(question):
            starts = range(case.base_year, case.base_year + scenario.start_years)
            first, alone = case.measure[measure].earliest or case.base_year, found[measure]
            start = max(case.base_year, first, scenario.first_start or case.base_year)
            if (
                start not in starts
                or start - case.base_year + len(case.measure[measure].spend) - 1 > scenario.horizon_years
            ):
                assert alone.npv is None
                start = case.base_year
            plan = evaluate(case, scenario, Decision({measure: start}))
            assert (alone.saving, alone.simple_payback) == (plan.bridge[SAVING], plan.metrics["simple_payback"])
            if alone.npv is not None:
                assert alone.npv == plan.metrics["npv"]
                compared += 1
    assert compared > 100


def test_tonnes_of_a_full_year_are_those_of_the_first_year_in_effect(asked: list[Question]) -> None:
    case, scenario = asked[-1].case, asked[-1].scenario
    steady = case.model_copy(
        update={"factors": tuple(one.model_copy(update={"trend": one.trend * 0}) for one in case.factors)}
    )
    found = figures_alone(Evaluator(steady, scenario))
    assert any(alone.co2e for alone in found.values())
    for measure in steady.measures:
        plan = evaluate(steady, scenario, Decision({measure.measure: case.base_year}))
        assert found[measure.measure].co2e == plan.years["co2e_abated"][measure.lead]


def test_the_savings_of_effects_are_those_of_the_measure_with_one_effect_each(asked: list[Question]) -> None:
    for question in asked:
        case, scenario = question.case, question.scenario
        evaluator = Evaluator(case, scenario)
        for measure in startable(question)[:6]:
            bare = case.measure[measure].model_copy(update={"opex_change": Decimal(0), "other_benefit": Decimal(0)})
            for effect, saved in zip(case.effects_of[measure], effect_savings(evaluator, measure), strict=True):
                others = tuple(bare if one.measure == measure else one for one in case.measures)
                single = case.model_copy(update={"measures": others, "effects": (effect,), "interactions": ()})
                plan = evaluate(single, scenario, Decision({measure: case.base_year}))
                assert plan.bridge[SAVING] == pytest.approx(saved, abs=NOTHING)


def test_what_two_measures_count_twice_is_what_a_plan_of_both_lacks(asked: list[Question]) -> None:
    seen = 0
    for question in asked:
        case, scenario = question.case, question.scenario
        evaluator, names = Evaluator(case, scenario), startable(question)[:9]
        alone = {name: evaluate(case, scenario, Decision({name: case.base_year})).bridge[SAVING] for name in names}
        twice = {name: savings_counted_twice(evaluator, name, names) for name in names}
        for first, second in combinations(names, 2):
            both = evaluate(case, scenario, Decision({first: case.base_year, second: case.base_year})).bridge[SAVING]
            lacks = alone[first] + alone[second] - both
            assert twice[first].get(second, 0) == twice[second].get(first, 0) == pytest.approx(lacks, abs=NOTHING)
            seen += abs(lacks) > NOTHING
    assert seen > 10
