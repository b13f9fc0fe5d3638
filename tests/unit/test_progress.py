"""Progress: the first plan at once, little where little is wanted, and how many have ended."""

from __future__ import annotations

import io
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from optimizer import Decision, Question, evaluate, read_question
from optimizer.interruption import StopRequest
from optimizer.locales import speaking
from optimizer.outcome import Effort, Undecided
from optimizer.reports.progress import ALONE, Batch, _in_time, _Teller
from optimizer.shipped import scenario
from optimizer.studies.search import SearchProgress

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.scenario import Scenario

NOTHING = Decision({})
PLAN = Decision({"leaks": 2026, "economiser": 2026})


@cache
def question() -> Question:
    return read_question(scenario("teaching"))


def with_limit(seconds: int) -> Scenario:
    scenario = question().scenario
    solver = scenario.solver.model_copy(update={"time_limit": Decimal(seconds)})
    return scenario.model_copy(update={"solver": solver})


def news(decision: Decision, seconds: float) -> SearchProgress:
    objective = evaluate(question().case, question().scenario, decision).objective
    return SearchProgress(objective, 2e6, seconds, decision)


def teller(wish: StopRequest, together: Batch = ALONE) -> tuple[_Teller, io.StringIO]:
    screen = io.StringIO()
    return _Teller(question(), wish, Console(file=screen, width=300), together), screen


def test_the_first_plan_is_told_at_once_and_then_nothing_for_a_while(tmp_path: Path) -> None:
    one, screen = teller(StopRequest(tmp_path / "stop"))
    one.hear(news(NOTHING, 0.01))
    assert not screen.getvalue()
    one.hear(news(PLAN, 0.02))
    assert screen.getvalue().count("best so far") == 1
    one.hear(news(Decision({**PLAN.starts, "meters": 2026}), 1.5))
    assert screen.getvalue().count("best so far") == 1
    one.hear(news(Decision({**PLAN.starts, "meters": 2026}), 2.5))
    assert screen.getvalue().count("best so far") == 2


@pytest.mark.parametrize(("language", "counted"), [("en", "2 of 2"), ("uk", "2 з 2")])
def test_where_little_is_told_there_is_one_first_plan_and_a_line_for_each_end(
    tmp_path: Path, language: str, counted: str
) -> None:
    wish, together = StopRequest(tmp_path / "stop", language), Batch(2, brief=True)
    told = []
    with speaking(language):
        for _ in range(2):
            one, screen = teller(wish, together)
            for seconds in (0.5, 3, 6, 12, 24):
                one.hear(news(PLAN, seconds))
            one.end(Undecided(Effort(24.0)))
            told.append(screen.getvalue())
    assert [len(text.splitlines()) for text in told] == [2, 1]
    assert told[1].startswith(counted)
    first = evaluate(question().case, question().scenario, PLAN)
    assert f"{len(first.decision.starts)} " in told[0].splitlines()[0]


@pytest.mark.parametrize(("cores", "shares"), [(1, [10, 12, 15, 20, 30, 60]), (2, [20, 20, 30, 30, 60, 60])])
def test_each_question_gets_an_equal_share_of_the_time_that_is_left(
    cores: int, shares: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("optimizer.reports.progress.time.time", lambda: 100.0)
    monkeypatch.setattr("optimizer.reports.progress.cores", lambda: cores)
    patient, wish = with_limit(1000), StopRequest(tmp_path / "stop")
    together = Batch(6, brief=True, until=160.0)
    assert [_in_time(patient, wish, together).solver.time_limit for _ in range(6)] == shares


@pytest.mark.parametrize(("until", "limit"), [(None, 10), (90.0, 1), (104.5, Decimal("4.5")), (1000.0, 10)])
def test_a_question_asked_late_gets_what_is_left_but_a_second_at_least(
    until: float | None, limit: Decimal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("optimizer.reports.progress.time.time", lambda: 100.0)
    asked = _in_time(with_limit(10), StopRequest(tmp_path / "stop"), Batch(until=until))
    assert asked.solver.time_limit == limit
