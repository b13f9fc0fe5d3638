"""Data frames, plain values and JSON of a plan say the same; what a notebook shows is short."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import pytest

from optimizer import (
    Decision,
    Infeasible,
    InvalidInput,
    Question,
    Solved,
    answer,
    compare,
    evaluate,
    read_question,
    solve,
)
from optimizer.frames import TABLES
from optimizer.locales import speaking
from optimizer.metrics import metrics_of
from optimizer.shipped import scenario

if TYPE_CHECKING:
    import pandas as pd

PLANS = {
    "teaching": {"leaks": 2026, "economiser": 2026, "meters": 2026, "control": 2026},
    "climate-target": {"led": 2026, "air-leaks": 2027, "economiser": 2026},
    "life-cycle": {},
}


@cache
def question_of(name: str) -> Question:
    return read_question(scenario(name))


@cache
def solved() -> tuple[Question, Solved]:
    question = question_of("teaching")
    outcome = solve(question.case, question.scenario)
    assert isinstance(outcome, Solved)
    return question, outcome


def entries(frame: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of a frame as an answer would hold them: the index is a column, NaN is null."""
    rows = frame.reset_index().astype(object)
    return rows.where(rows.notna(), None).to_dict("records")


@pytest.mark.parametrize("name", PLANS)
def test_frames_agree_with_plain_values(name: str) -> None:
    question = question_of(name)
    figures = evaluate(question.case, question.scenario, Decision(PLANS[name]))
    told, frames = json.loads(figures.to_json()), {table: figures.to_frame(table) for table in TABLES}
    assert told == figures.to_dict()
    assert {row["metric"]: row["value"] for row in entries(frames["metrics"])} == told["metrics"]
    assert frames["bridge"]["value"].to_dict() == told["bridge"]
    assert entries(frames["years"]) == told["years"]
    limits, budgets = [{"margin": None, **limit} for limit in told["limits"]], figures.budgets
    shown = entries(frames["limits"].rename_axis("name"))
    assert shown[: len(limits)] == limits
    assert [row["name"] for row in shown[len(limits) :]] == [budget.name for budget in budgets]
    assert frames["portfolio"].index.is_unique
    for chosen in told["portfolio"]:
        row = frames["portfolio"].loc[chosen["measure"]]
        shares = {key: value for key, value in chosen.items() if key not in ("measure", "alone")}
        assert {key: row[key] for key in shares} == shares
        assert {key: row[f"alone_{key}"] for key in chosen["alone"]} == pytest.approx(chosen["alone"])


def test_limits_include_the_budgets_with_what_is_spent_of_them() -> None:
    question, outcome = solved()
    limits, years = outcome.to_frame("limits"), outcome.to_frame("years")
    asked = question.scenario.budget
    assert asked.per_year is not None
    funds = limits.filter(like="budget.per_year.", axis=0)
    assert len(funds) == question.scenario.start_years
    assert funds["value"].tolist() == years["capex"].tolist()[: len(funds)]
    assert funds["slack"].tolist() == years["cash"].tolist()[: len(funds)]
    assert ("budget.total" in limits.index) == (asked.total is not None)


def test_a_figure_that_does_not_exist_is_missing() -> None:
    question = question_of("teaching")
    figures = evaluate(question.case, question.scenario, Decision({}))
    assert figures.to_frame("metrics")["value"].isna()["simple_payback"]
    assert figures.to_dict()["metrics"]["simple_payback"] is None
    assert figures.to_frame("years").dtypes.unique().tolist() == [float]
    assert figures.to_frame("portfolio").empty


def test_an_outcome_has_the_frames_and_the_values_of_its_answer() -> None:
    question, outcome = solved()
    told = answer(question, outcome)
    assert json.loads(outcome.to_json()).items() <= told.items()
    assert outcome.to_frame("years").equals(outcome.figures.to_frame("years"))
    assert outcome.to_frame().index.tolist() == sorted(
        outcome.figures.decision.starts, key=lambda name: (outcome.figures.decision.starts[name], name)
    )


def test_the_start_column_is_the_decision() -> None:
    _, outcome = solved()
    assert Decision(outcome.to_frame()["start"]) == outcome.figures.decision


def test_an_unknown_table_is_refused_with_what_was_meant() -> None:
    with pytest.raises(InvalidInput, match=r'"year".*did you mean "years"'):
        solved()[1].to_frame("year")


def test_a_comparison_has_a_row_for_each_outcome() -> None:
    question, outcome = solved()
    harder = read_question(scenario("teaching"), {"limits.CO2 limit.at_least": "46"})
    none = solve(harder.case, harder.scenario)
    assert isinstance(none, Infeasible)
    assert repr(none) == "<Infeasible: no plan keeps CO2 limit, per_year>"
    frame = compare({("CO2", 40): outcome, ("CO2", 46): none})
    assert frame.index.nlevels == 2
    assert frame["status"].tolist() == ["optimal", "infeasible"]
    first = frame.loc[("CO2", 40)].drop(["status", "gap"])
    assert first.to_dict() == pytest.approx(answer(question, outcome)["metrics"])
    assert frame.loc[("CO2", 46)].drop("status").isna().all()
    assert set(metrics_of(question.case)) <= set(frame.columns)
    assert compare([none])["gap"].dtype == float


def test_a_notebook_shows_the_plan_in_the_current_language_and_escapes_names() -> None:
    question, outcome = solved()
    shown = outcome._repr_html_()
    assert "optimal" in shown
    assert all(measure in shown for measure in outcome.figures.decision.starts)
    with speaking("uk"):
        assert "оптимальний" in outcome._repr_html_()
    renamed = question.scenario.model_copy(update={"name": "<b>&"})
    assert "&lt;b&gt;&amp;" in evaluate(question.case, renamed, Decision({}))._repr_html_()


@pytest.mark.parametrize(
    "starts", [{"ledd": 2026}, {"leaks": "2026"}, {"leaks": 2026.5}, {"leaks": None}, ["leaks"], {"leaks": 1}]
)
def test_no_decision_fails_without_a_clear_message(starts: object) -> None:
    question = question_of("teaching")
    with pytest.raises(InvalidInput) as refused:
        evaluate(question.case, question.scenario, Decision(starts))  # type: ignore[arg-type]
    assert all(problem.message for problem in refused.value.problems)


def test_a_misspelt_measure_is_recognised() -> None:
    question = question_of("climate-target")
    with pytest.raises(InvalidInput, match=r'unknown measure "ledd" .did you mean "led"'):
        evaluate(question.case, question.scenario, Decision({"ledd": 2026}))
