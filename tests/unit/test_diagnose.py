"""Which rules can't hold together: none of them idle, or it is said that this isn't known."""

import json
from dataclasses import replace

from optimizer import Question, read_question
from optimizer.locales import speaking
from optimizer.outcome import Effort, Infeasible, Rule
from optimizer.reports import words
from optimizer.reports.answer import answer
from optimizer.reports.record import outcome_of
from optimizer.scenario import Scenario
from optimizer.shipped import scenario
from optimizer.studies.diagnose import conflict, rules_of

OWN, TOTAL = Rule("budget", "per_year"), Rule("budget", "total")
LIMIT = Rule("limit", "Own emissions down by 60 %")


def impossible() -> Question:
    return read_question(scenario("impossible"))


def possible(asked: Scenario) -> bool:
    """The limit and the total can't hold together; whatever leaves one of them out can."""
    return not {LIMIT, TOTAL} <= set(rules_of(asked))


def test_rules_that_are_not_needed_are_left_out() -> None:
    assert conflict(impossible().scenario, possible) == ((LIMIT, TOTAL), True)


def test_out_of_time_more_rules_are_named_and_nobody_says_that_all_are_needed() -> None:
    def hurried(asked: Scenario) -> bool | None:
        return possible(asked) if OWN in rules_of(asked) else None

    assert conflict(impossible().scenario, hurried) == ((LIMIT, OWN, TOTAL), False)


def test_what_was_not_seen_is_not_told() -> None:
    question, outcome = impossible(), Infeasible((), (LIMIT, OWN, TOTAL), Effort(1.0), all_needed=False)
    told = words.why_not(question, outcome)
    assert told.startswith("No plan keeps these rules together (time was over before")
    assert "would do" not in told
    assert "would do" in words.why_not(question, replace(outcome, all_needed=True))
    with speaking("uk"):
        assert "час вийшов" in words.why_not(question, outcome)


def test_it_comes_back_from_the_answer() -> None:
    question, outcome = impossible(), Infeasible((), (LIMIT, OWN, TOTAL), Effort(1.0), all_needed=False)
    assert outcome_of(question, json.loads(json.dumps(answer(question, outcome)))) == outcome
