"""A rule added from outside is judged, modelled, listed, diagnosed and put into words; no other file knows it.

The rule: at most one measure starts per year. Since no scenario has a key for it, a scenario states it by its name.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

import pytest

from optimizer import Decision, Question, evaluate, read_question, rules, solve
from optimizer.evaluation import Evaluator
from optimizer.model.driver import Options
from optimizer.model.session import Session
from optimizer.outcome import Infeasible, Rule, Solved
from optimizer.problem import pose
from optimizer.reports import rule_words
from optimizer.reports.broken import broken_texts
from optimizer.rules.kind import Bounds, RuleKind, Violation
from optimizer.scenario import Limit
from optimizer.shipped import scenario
from optimizer.studies.enumeration import best_of_all
from optimizer.studies.ties import TieOrder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from optimizer.figures import Figures
    from optimizer.plan_flows import PlanFlows
    from optimizer.rules.kind import Posing
    from optimizer.scenario import Scenario

QUIET = Rule("quiet", "quiet")


def broken(plan: PlanFlows) -> Iterator[Violation]:
    if plan.terms.scenario.name_uk != QUIET.name:
        return
    starts = [*plan.starts.values()]
    for t in sorted({t for t in starts if starts.count(t) > 1}):
        yield Violation(QUIET.kind, str(t), t)


def rows(posing: Posing) -> Iterator[Bounds]:
    if posing.terms.scenario.name_uk != QUIET.name:
        return
    for t in range(posing.terms.scenario.start_years):
        choices = [choice for m in posing.terms.choices for choice, start in posing.starts(m) if start == t]
        yield Bounds(str(t), posing.over(choices), None, 1.0, QUIET)


def stated(asked: Scenario) -> Iterator[Rule]:
    if asked.name_uk == QUIET.name:
        yield QUIET


def without(asked: Scenario, dropped: Collection[Rule]) -> Scenario:
    return asked.model_copy(update={"name_uk": None}) if QUIET in dropped else asked


TOY = RuleKind(
    QUIET.kind,
    broken,
    rows,
    text=lambda question, one: f"two starts in {question.case.base_year + int(one.name)}",
    structural=True,
    stated=stated,
    without=without,
    stated_text=lambda _, __: "one start a year",
)


@pytest.fixture(params=[True, False], ids=["structural", "not structural"], autouse=True)
def added(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    toy = RuleKind(**{**TOY.__dict__, "structural": request.param})
    monkeypatch.setattr(rules, "RULES", (*rules.RULES, toy))


@pytest.fixture
def question() -> Question:
    """Return the teaching case with more own funds, so that several measures would start at once without the rule."""
    asked = read_question(scenario("teaching"))
    quiet = asked.scenario.model_copy(update={"name_uk": QUIET.name, "limits": ()})
    return Question(asked.case, quiet)


def all_figures(question: Question) -> list[Figures]:
    """Return the figures of every decision."""
    base, measures = question.case.base_year, [m.measure for m in question.case.measures]
    years = range(base, base + question.scenario.start_years)
    chosen = (some for count in range(len(measures) + 1) for some in combinations(measures, count))
    decisions = (dict(zip(some, starts, strict=True)) for some in chosen for starts in product(years, repeat=len(some)))
    judge = Evaluator(question.case, question.scenario)
    return [judge(Decision(starts)) for starts in decisions if len(starts) <= 3]


def test_it_is_judged(question: Question) -> None:
    base = question.case.base_year
    together = evaluate(question.case, question.scenario, Decision({"leaks": base, "switch-off": base}))
    apart = evaluate(question.case, question.scenario, Decision({"leaks": base, "switch-off": base + 1}))
    assert together.violations == (Violation("quiet", "0", 0),)
    assert apart.feasible


def test_it_is_modelled_and_the_answer_is_the_best_that_keeps_it(question: Question) -> None:
    best = max(figures.objective for figures in all_figures(question) if figures.feasible)
    problem = pose(question.case, question.scenario)
    claim = Session(problem).solve(Options(gap=0.0, seconds=60))
    assert claim.chosen is not None
    assert evaluate(question.case, question.scenario, problem.decision(claim.chosen)).objective == best
    outcome = solve(question.case, question.scenario)
    assert isinstance(outcome, Solved)
    assert (outcome.figures.objective, outcome.optimal) == (best, True)


def test_it_is_kept_when_all_decisions_are_listed(question: Question) -> None:
    evaluator = Evaluator(question.case, question.scenario)
    listed = best_of_all(pose(question.case, question.scenario), evaluator, TieOrder.of(evaluator))
    assert listed is not None
    assert listed.feasible
    assert listed.objective == max(one.objective for one in all_figures(question) if one.feasible)


def test_it_is_diagnosed_and_put_in_words(question: Question) -> None:
    many = Limit(name="Three", metric="measures", at_least=3)
    asked = Question(question.case, question.scenario.model_copy(update={"limits": (many,)}))
    outcome = solve(asked.case, asked.scenario)
    assert isinstance(outcome, Infeasible)
    assert set(outcome.conflict) == set(outcome.alone) == {QUIET, Rule("limit", "Three")}
    assert "one start a year" in rule_words.why_not(asked, outcome)


def test_what_breaks_it_is_put_in_words(question: Question) -> None:
    base = question.case.base_year
    figures = evaluate(question.case, question.scenario, Decision({"leaks": base, "switch-off": base}))
    assert broken_texts(question, figures.violations) == [f"two starts in {base}"]
