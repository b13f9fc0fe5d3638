"""Why a measure is left out: what is said is what the evaluator finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optimizer import read_question, solve
from optimizer.decision import Decision
from optimizer.evaluation import Evaluator
from optimizer.locales import speaking
from optimizer.outcome import Solved
from optimizer.reports.broken import left_out_text
from optimizer.studies.left_out import left_out, not_chosen

if TYPE_CHECKING:
    from optimizer.question import Question

BOTH = ("en", "uk")


def plan_of(question: Question) -> tuple[Evaluator, Solved]:
    outcome = solve(question.case, question.scenario)
    assert isinstance(outcome, Solved)
    return Evaluator(question.case, question.scenario), outcome


SCENARIOS = ("scenarios/teaching.toml", "scenarios/quick-wins.toml")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_is_said_of_an_added_measure_is_what_the_plan_with_it_does(scenario: str) -> None:
    question = read_question(scenario)
    evaluator = Evaluator(question.case, question.scenario)
    figures = evaluator(Decision({}))
    assert len(not_chosen(evaluator, figures)) == len(question.case.measures)
    for measure in not_chosen(evaluator, figures):
        found = left_out(evaluator, figures, measure)
        if found.start is None:
            assert measure not in evaluator.terms.choices
            continue
        added = evaluator(Decision({measure: question.case.base_year + found.start}))
        assert found.broken == added.violations
        assert found.gain == added.objective - figures.objective
        assert (found.reason == "better") == (found.gain > 0 and added.feasible)
        assert (found.reason == "no better") == (found.gain <= 0)


def test_nothing_makes_a_proved_plan_better() -> None:
    question = read_question("scenarios/teaching.toml")
    evaluator, solved = plan_of(question)
    reasons = {left_out(evaluator, solved.figures, m).reason for m in not_chosen(evaluator, solved.figures)}
    assert reasons <= {"breaks", "no better", "payback", "excluded", "window", "settled"}


def test_no_other_start_breaks_fewer_rules_where_adding_would_gain() -> None:
    question = read_question("scenarios/quick-wins.toml")
    evaluator = Evaluator(question.case, question.scenario)
    taken = ("cip-control", "steam-insulation", "recipe-sugar")
    figures = evaluator(Decision(dict.fromkeys(taken, question.case.base_year)))
    for measure in not_chosen(evaluator, figures):
        found = left_out(evaluator, figures, measure)
        if found.reason != "breaks":
            continue
        for start in evaluator.terms.choices[measure]:
            other = evaluator(Decision({**figures.decision.starts, measure: question.case.base_year + start}))
            if other.objective > figures.objective:
                assert len({(one.rule, one.name) for one in other.violations}) >= len(found.rules)


@pytest.mark.parametrize("lang", BOTH)
@pytest.mark.parametrize(
    ("rules", "reason"),
    [({"exclude": ("leaks",)}, "excluded"), ({"max_payback": "0.1"}, "payback")],
)
def test_a_measure_that_may_not_be_chosen_says_by_which_rule(rules: dict[str, object], reason: str, lang: str) -> None:
    question = read_question("scenarios/teaching.toml")
    measures = type(question.scenario.measures)(**rules)
    scenario = question.scenario.model_copy(update={"measures": measures})
    barred = type(question)(question.case, scenario)
    evaluator = Evaluator(question.case, scenario)
    found = left_out(evaluator, evaluator(Decision({})), "leaks")
    assert found.reason == reason
    with speaking(lang):
        text = left_out_text(barred, found)
    assert text
    assert "{" not in text


@pytest.mark.parametrize("lang", BOTH)
@pytest.mark.parametrize(
    "chosen",
    [(), ("control",), ("compressor", "leaks", "meters", "control")],
)
def test_every_reason_has_a_sentence(chosen: tuple[str, ...], lang: str) -> None:
    question = read_question("scenarios/teaching.toml")
    evaluator = Evaluator(question.case, question.scenario)
    figures = evaluator(Decision(dict.fromkeys(chosen, question.case.base_year)))
    with speaking(lang):
        for measure in not_chosen(evaluator, figures):
            text = left_out_text(question, left_out(evaluator, figures, measure))
            assert text.endswith(".")
            assert "{" not in text
