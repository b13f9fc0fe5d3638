"""A question and an outcome come back from plain values as they were, and what can't be true is refused."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from optimizer import Decision, Invalid, Outcome, Question, Solved, SolverFault, Undecided, check, read_question, solve
from optimizer.outcome import Effort
from optimizer.reports.answer import answer
from optimizer.reports.record import figures_of, outcome_of, question_of
from optimizer.shipped import scenario
from tests.oracle import random_case

SEEDS = range(60)
SOLVED = range(15)
Entry = dict[str, Any]


@cache
def asked(seed: int) -> Question:
    folder = Path(mkdtemp(prefix="cpee-test-"))
    return read_question(random_case(random.Random(seed), folder / "case", size="tiny" if seed in SOLVED else "medium"))


@cache
def solved(seed: int) -> tuple[Question, Outcome]:
    question = asked(seed)
    return question, solve(question.case, question.scenario)


@cache
def teaching() -> tuple[Question, Entry]:
    question = read_question(scenario("teaching"))
    return question, answer(question, solve(question.case, question.scenario))


def over_the_wire(values: Entry) -> Entry:
    sent: Entry = json.loads(json.dumps(values))
    return sent


@pytest.mark.parametrize("seed", SEEDS)
def test_a_question_comes_back_from_its_inputs_as_it_was(seed: int) -> None:
    question = asked(seed)
    back = question_of(over_the_wire(question.inputs))
    placeless = question.scenario.model_copy(update={"case": "", "extends": None})
    assert back == replace(question, scenario=placeless, warnings=())
    assert back.sha256 == question.sha256


@pytest.mark.parametrize("seed", SOLVED)
def test_an_outcome_comes_back_from_its_answer_and_gives_the_same_answer(seed: int) -> None:
    question, outcome = solved(seed)
    entry = answer(question, outcome)
    back = outcome_of(question, over_the_wire(entry))
    assert answer(question, back) == entry
    assert type(back) is type(outcome)
    if isinstance(outcome, Solved) and isinstance(back, Solved):
        assert back.figures == outcome.figures
        assert (back.optimal, back.ties) == (outcome.optimal, outcome.ties)


def test_random_questions_end_in_more_than_one_way() -> None:
    assert len({solved(seed)[1].status for seed in SOLVED}) > 1


def test_out_of_time_comes_back_as_out_of_time() -> None:
    question, _ = teaching()
    undecided = Undecided(Effort(1.5, doubts=("refused",)))
    assert outcome_of(question, over_the_wire(answer(question, undecided))) == undecided


def test_what_is_wrong_with_a_question_is_found_again_so_that_any_language_can_say_it() -> None:
    question, _ = teaching()
    broken = replace(question, scenario=question.scenario.model_copy(update={"goal": "beauty"}))
    found = tuple(problem for problem in check(broken.case, broken.scenario) if not problem.warning)
    assert found
    back = outcome_of(broken, over_the_wire(answer(broken, Invalid(found))))
    assert back == Invalid(found)


def test_what_is_wrong_is_told_as_it_was_written_where_it_can_not_be_found_again() -> None:
    question, _ = teaching()
    told = {"file": "base.toml", "row": 3, "column": "name", "message": "has {braces}", "severity": "error"}
    back = outcome_of(question, {"status": "invalid", "problems": [told]})
    assert isinstance(back, Invalid)
    assert [str(problem) for problem in back.problems] == ["base.toml row 3, name: has {braces}"]


def another_start(entry: Entry) -> None:
    entry["portfolio"][0]["start"] += 1


def a_measure_less(entry: Entry) -> None:
    entry["portfolio"].pop()


def an_unknown_measure(entry: Entry) -> None:
    entry["portfolio"][0]["measure"] = "perpetuum mobile"


def a_start_before_all_years(entry: Entry) -> None:
    entry["portfolio"][0]["start"] -= 1


def a_start_that_is_no_year(entry: Entry) -> None:
    entry["portfolio"][0]["start"] = "soon"


def more_money(entry: Entry) -> None:
    entry["objective"] += 1


def an_unknown_status(entry: Entry) -> None:
    entry["status"] = "splendid"


def no_proof(entry: Entry) -> None:
    del entry["proof"]


def a_bound_that_is_no_number(entry: Entry) -> None:
    entry["bound"] = "high"


def another_plan_type(entry: Entry) -> None:
    entry["portfolio"] = 7


LIES = (
    another_start,
    a_measure_less,
    an_unknown_measure,
    a_start_before_all_years,
    a_start_that_is_no_year,
    more_money,
    an_unknown_status,
    no_proof,
    a_bound_that_is_no_number,
    another_plan_type,
)


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_that_can_not_be_true_is_refused(lie: Callable[[Entry], None]) -> None:
    question, entry = teaching()
    told = over_the_wire(entry)
    lie(told)
    with pytest.raises(SolverFault):
        outcome_of(question, told)


def test_a_plan_that_breaks_a_rule_has_no_figures_to_show() -> None:
    question, _ = teaching()
    everything = {measure.measure: question.case.base_year for measure in question.case.measures}
    assert figures_of(question, Decision(everything)) is None
