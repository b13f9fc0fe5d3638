"""Which rules can't hold together: none of them idle, or it is said that this isn't known."""

import json
import time
from dataclasses import replace
from decimal import Decimal

import pytest

from optimizer import Question, read_question, solve
from optimizer.evaluation import Evaluator
from optimizer.locales import speaking
from optimizer.outcome import Effort, Infeasible, Rule
from optimizer.problem import pose
from optimizer.reports import rule_words
from optimizer.reports.answer import answer
from optimizer.reports.record import outcome_of
from optimizer.rules import stated_rules
from optimizer.scenario import Limit
from optimizer.shipped import scenario
from optimizer.studies.diagnose import Conflict, conflict, loosened
from optimizer.studies.plan import Trials
from optimizer.studies.search import Search

OWN, TOTAL = Rule("budget", "per_year"), Rule("budget", "total")
LIMIT = Rule("limit", "Own emissions down by 60 %")


def impossible() -> Question:
    return read_question(scenario("impossible"))


def kept(rules: tuple[Rule, ...]) -> bool:
    """The limit and the total can't hold together; whatever leaves one of them out can."""
    return not {LIMIT, TOTAL} <= set(rules)


def test_rules_that_are_not_needed_are_left_out() -> None:
    assert conflict(impossible().scenario, kept) == Conflict((LIMIT, TOTAL), True, (LIMIT, TOTAL), True)


def test_a_rule_that_another_states_again_does_not_help_alone() -> None:
    def twice(rules: tuple[Rule, ...]) -> bool:
        return LIMIT not in rules or not {OWN, TOTAL} & set(rules)

    assert conflict(impossible().scenario, twice) == Conflict((LIMIT, TOTAL), True, (LIMIT,), True)


def test_out_of_time_more_rules_are_named_and_nobody_says_that_all_are_needed() -> None:
    def hurried(rules: tuple[Rule, ...]) -> bool | None:
        return kept(rules) if OWN in rules else None

    found = conflict(impossible().scenario, hurried)
    assert found == Conflict((LIMIT, OWN, TOTAL), False, (LIMIT, TOTAL), False)


def test_many_rules_take_few_trials() -> None:
    limits = tuple(Limit(name=f"{k:04d}", metric="npv", at_least=Decimal(k)) for k in range(1000))
    scenario = impossible().scenario.model_copy(update={"limits": limits})
    blamed, trials = {Rule("limit", "0123"), Rule("limit", "0777")}, []

    def counted(rules: tuple[Rule, ...]) -> bool:
        trials.append(rules)
        return not blamed <= set(rules)

    assert set(conflict(scenario, counted).rules) == blamed
    assert len(trials) < 50


def test_of_the_impossible_scenario_only_the_limit_helps_alone() -> None:
    """Its 5 million stand in both budgets, so that dropping one of them changes nothing."""
    question = impossible()
    outcome = solve(question.case, question.scenario)
    assert isinstance(outcome, Infeasible)
    assert (outcome.all_needed, outcome.alone, outcome.alone_tested) == (True, (LIMIT,), True)
    assert "only dropping this one" in rule_words.why_not(question, outcome)


@pytest.mark.parametrize("dropped", [(LIMIT,), (OWN,), (TOTAL, LIMIT), (Rule("limit", "none such"),)])
def test_a_problem_without_some_rules_is_the_scenario_without_them(dropped: tuple[Rule, ...]) -> None:
    question = impossible()
    rules = tuple(rule for rule in stated_rules(question.scenario) if rule not in dropped)
    loose, scenario = loosened(pose(question.case, question.scenario), question.scenario, rules)
    assert loose is not None
    again = pose(question.case, scenario)
    assert [(row.rule, row.name) for row in loose.rows] == [(row.rule, row.name) for row in again.rows]


def test_a_wish_to_stop_is_heard_between_trials() -> None:
    question = impossible()
    trials = [news for news in range(3) if _stopped_after(question, news)]
    assert trials == [0, 1, 2]


def _stopped_after(question: Question, count: int) -> bool:
    told: list[object] = []
    search = Search(
        *(Evaluator(question.case, question.scenario), pose(question.case, question.scenario)),
        *(time.perf_counter(), lambda news: told.append(news) or len(told) > count),
    )
    found = conflict(question.scenario, Trials(search))
    return not found.all_needed and found.rules == tuple(stated_rules(question.scenario))


def test_what_was_not_seen_is_not_told() -> None:
    question, outcome = impossible(), Infeasible((), (LIMIT, OWN, TOTAL), Effort(1.0), False, (), False)
    told = rule_words.why_not(question, outcome)
    assert told.startswith("No plan satisfies all these rules (time ran out before")
    assert "ropping" not in told
    every = replace(outcome, all_needed=True, alone=outcome.conflict, alone_tested=True)
    assert "any one of them would" in rule_words.why_not(question, every)
    assert "not enough" in rule_words.why_not(question, replace(outcome, alone_tested=True))
    with speaking("uk"):
        assert "час вийшов" in rule_words.why_not(question, outcome)


def test_it_comes_back_from_the_answer() -> None:
    outcome = Infeasible((), (LIMIT, OWN, TOTAL), Effort(1.0), False, (LIMIT,), False)
    assert outcome_of(impossible(), json.loads(json.dumps(answer(impossible(), outcome)))) == outcome
