"""Live mode: what is asked when controls move, what is shown of it, and that nothing is written unasked."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from optimizer.decision import Decision
from optimizer.evaluation import Evaluator
from optimizer.locales import speaking
from optimizer.outcome import Solved
from optimizer.projects.scenario_files import edit, new_child
from optimizer.scenario import Percent
from optimizer.spelling import short
from optimizer.studies.plan import solve
from optimizer.ui.result import ahead
from optimizer.ui.result.ahead import best_known, better, neighbours
from optimizer.ui.result.live_question import (
    ControlPositions,
    budget_steps,
    changes,
    first_price,
    moved,
    own_funds,
    target,
    target_steps,
)
from optimizer.ui.shared import state

from .conftest import BOTH, Open, said, solved, without_faults

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from optimizer.projects.project import Project
    from optimizer.question import Question

MOVES = (
    ControlPositions(budget=Decimal(300_000)),
    ControlPositions(target=Decimal("0.05")),
    ControlPositions(target=Decimal(0)),
    ControlPositions(rate=Decimal("0.4")),
    ControlPositions(tax=Decimal("0.25")),
    ControlPositions(budget=Decimal(900_000), target=Decimal("0.01"), rate=Decimal("0.02")),
)


def without_haste(question: Question) -> dict[str, object]:
    return {
        key: value for key, value in question.inputs["scenario"].items() if key not in ("solver", "name", "name_uk")
    }


@pytest.mark.parametrize("moves", MOVES)
@pytest.mark.parametrize("lang", BOTH)
def test_what_is_kept_asks_what_was_asked_live(teaching: Project, moves: ControlPositions, lang: str) -> None:
    with speaking(lang):
        question = teaching.question("teaching")
        child = new_child(teaching.scenario("teaching"), "Kept")
        edit(child, changes(question, moves), revision=child.revision)
        assert without_haste(teaching.question(child.stem)) == without_haste(moved(question, moves))


def test_a_price_that_is_kept_is_the_price_asked_live(teaching: Project) -> None:
    question = teaching.question("teaching")
    stream = question.case.streams[0].stream
    moves = ControlPositions(stream=stream, price=first_price(question, stream) * 2)
    child = new_child(teaching.scenario("teaching"), "Dear")
    edit(child, changes(question, moves), revision=child.revision)
    kept = teaching.question(child.stem)
    assert without_haste(kept) == without_haste(moved(question, moves))
    assert first_price(kept, stream) == first_price(question, stream) * 2


def test_a_moved_budget_keeps_the_share_of_each_year(teaching: Project) -> None:
    question = teaching.question("teaching")
    own = own_funds(question.scenario)
    half = moved(question, ControlPositions(budget=own / 2))
    assert own_funds(half.scenario) == own / 2
    before, after = question.scenario.budget.per_year, half.scenario.budget.per_year
    assert isinstance(before, tuple)
    assert after == tuple(share / 2 for share in before)


def test_every_step_of_the_budget_is_reached_and_the_scenarios_own_is_one_of_them(teaching: Project) -> None:
    question = teaching.question("teaching")
    steps = budget_steps(question)
    assert own_funds(question.scenario) in steps
    assert steps == sorted(steps)
    for step in steps:
        assert abs(own_funds(moved(question, ControlPositions(budget=step)).scenario) - step) <= Decimal("0.01")


def test_without_a_budget_a_move_bounds_the_sum(teaching: Project) -> None:
    question = teaching.question("teaching")
    budget = question.scenario.budget.model_copy(update={"per_year": None, "total": None})
    free = type(question)(question.case, question.scenario.model_copy(update={"budget": budget}))
    assert budget_steps(free)[-1] is None
    bounded = moved(free, ControlPositions(budget=Decimal(100_000)))
    assert bounded.scenario.budget.total == Decimal(100_000)


def test_a_target_of_a_share_is_a_limit_of_that_share(teaching: Project) -> None:
    question = moved(teaching.question("teaching"), ControlPositions(target=Decimal("0.05")))
    (limit,) = [one for one in question.scenario.limits if one.metric == "co2e_abated"]
    assert limit.at_least == Percent(Decimal("0.05"))
    assert target(question) == Decimal("0.05")


def test_of_two_plans_the_better_one_for_the_goal_is_shown(teaching: Project) -> None:
    question = teaching.question("teaching")
    evaluate = Evaluator(question.case, question.scenario)
    nothing, leaks = evaluate(Decision({})), evaluate(Decision({"leaks": 2026}))
    assert leaks.objective > nothing.objective
    assert better(question, nothing, leaks) is better(question, leaks, nothing) is leaks
    least = type(question)(question.case, question.scenario.model_copy(update={"goal": "capex"}))
    evaluate = Evaluator(least.case, least.scenario)
    nothing, leaks = evaluate(Decision({})), evaluate(Decision({"leaks": 2026}))
    assert better(least, nothing, leaks) is better(least, leaks, nothing) is nothing
    assert better(least, None, leaks) is leaks
    assert better(least, None, None) is None


def test_neighbours_are_questions_that_a_next_move_asks(teaching: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "AHEAD_QUESTIONS", 12)
    question = teaching.question("teaching")
    own, steps = own_funds(question.scenario), budget_steps(question)
    asked = {one.sha256 for one in neighbours(question, ControlPositions())}
    place = steps.index(own)
    assert moved(question, ControlPositions(budget=steps[place - 2])).sha256 in asked
    assert moved(question, ControlPositions(budget=own)).sha256 not in asked
    halved = ControlPositions(budget=steps[place - 10])
    asked = {one.sha256 for one in neighbours(question, halved)}
    for near in (place - 11, place - 9):
        assert moved(question, ControlPositions(budget=steps[near])).sha256 in asked
    further = replace(halved, target=next(step for step in target_steps(question) if step > target(question)))
    assert moved(question, further).sha256 in asked


def test_a_plan_for_a_smaller_budget_is_known_to_be_allowed_in_a_larger_one(teaching: Project) -> None:
    question = teaching.question("teaching")
    steps = [step for step in budget_steps(question) if step is not None]
    least, more = (moved(question, ControlPositions(budget=step, target=Decimal(0))) for step in (steps[8], steps[12]))
    small, saved = (solve(one.case, one.scenario).figures for one in (least, question))
    known = best_known(more, [saved, small])
    assert known is not None
    assert known.feasible
    assert known.question.sha256 == more.sha256
    assert known.objective >= small.objective
    assert best_known(least, [saved, small]).decision == small.decision
    best = solve(more.case, more.scenario).figures
    assert best_known(more, [small], best).objective == max(best.objective, small.objective)


def test_a_move_to_where_it_was_solved_ahead_is_answered_at_once(
    opened: Open, teaching: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "AHEAD_QUESTIONS", 12)
    solved(teaching, "teaching")
    app = opened("result", teaching)
    until = time.monotonic() + 60
    while not all(job.ended for job in state.pool().jobs(teaching.key)) and time.monotonic() < until:
        time.sleep(0.05)
    own = own_funds(teaching.question("teaching").scenario)
    prepared = [job.question.scenario for job in state.pool().jobs(teaching.key) if isinstance(job.outcome, Solved)]
    budget = next(funds for scenario in prepared if (funds := own_funds(scenario)) != own)
    app.select_slider(key="live.budget.teaching").set_value(budget).run()
    without_faults(app)
    assert "Not proved yet" not in said(app)
    assert "check_circle" in said(app)


def test_the_saved_plan_stays_where_it_is_as_good(opened: Open, teaching: Project) -> None:
    """Within the gap of a live answer there are many plans: none of them shall push out one that is no worse."""
    solved(teaching, "teaching")
    app = opened("result", teaching)
    own = teaching.question("teaching").scenario.discount_rate
    app.select_slider(key="live.rate.teaching").set_value(own + Decimal("0.01")).run()
    assert "The same measures in the same years." in said(settled(app, teaching))


def settled(app: AppTest, project: Project) -> AppTest:
    """Return the page with the answer to its live question, without showing it again and again meanwhile."""
    until = time.monotonic() + 60
    while not all(job.ended for job in state.pool().jobs(project.key)) and time.monotonic() < until:
        time.sleep(0.05)
    without_faults(app.run())
    assert "check_circle" in said(app)
    return app


def test_without_own_funds_the_budget_begins_at_no_limit(opened: Open, teaching: Project) -> None:
    file = teaching.scenario("teaching")
    edit(file, {"budget.per_year": None, "budget.total": None}, revision=file.revision)
    assert own_funds(teaching.question("teaching").scenario) is None
    solved(teaching, "teaching")
    app = without_faults(opened("result", teaching))
    budget = app.select_slider(key="live.budget.teaching")
    assert budget.options[-1] == "no limit"
    assert not budget.value
    assert "Reset the controls" not in [button.label for button in app.button]


def test_a_control_moves_the_plan_and_the_file_stays(opened: Open, teaching: Project) -> None:
    solved(teaching, "teaching")
    file = teaching.scenario("teaching")
    app = opened("result", teaching)
    without_faults(app)
    app.select_slider(key="live.rate.teaching").set_value(Decimal("0.40")).run()
    settled(app, teaching)
    question = moved(teaching.question("teaching"), ControlPositions(rate=Decimal("0.40")))
    told = [figure.value for figure in app.metric]
    outcome = solve(question.case, question.scenario)
    assert isinstance(outcome, Solved)
    assert short(outcome.figures.metrics["npv"], "UAH") in told
    assert any(metric.delta for metric in app.metric)
    assert teaching.scenario("teaching").revision == file.revision
    assert [one.stem for one in teaching.scenarios] == ["teaching"]


def test_measures_that_leave_are_named_when_the_budget_shrinks(opened: Open, teaching: Project) -> None:
    solved(teaching, "teaching")
    question = teaching.question("teaching")
    least = next(step for step in budget_steps(question) if step and step >= Decimal(300_000))
    app = opened("result", teaching)
    app.select_slider(key="live.target.teaching").set_value(Decimal(0)).run()
    app.select_slider(key="live.budget.teaching").set_value(least).run()
    assert "leave" in said(settled(app, teaching))
    app.button(key="live.back").click().run()
    assert "leave" not in said(without_faults(app))


def test_a_live_plan_is_kept_as_a_new_scenario_that_extends_the_old_one(opened: Open, teaching: Project) -> None:
    solved(teaching, "teaching")
    app = opened("result", teaching)
    app.select_slider(key="live.rate.teaching").set_value(Decimal("0.20")).run()
    app.text_input(key="live.name").set_value("Twenty percent").run()
    without_faults(app.button(key="live.keep").click().run())
    kept = teaching.scenario("twenty-percent")
    assert (kept.parent, kept.table["discount_rate"]) == ("teaching", Decimal("0.20"))
    assert app.query_params["scenario"] == "twenty-percent"
