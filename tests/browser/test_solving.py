"""A long solve: cancelled with what it found, found again after a reload, and nobody else's business."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from optimizer.projects import runs
from optimizer.spelling import short
from tests.browser.projects import hard, sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optimizer.projects.project import Project
    from tests.browser.conftest import Visit
    from tests.browser.visitor import Visitor

    Make = Callable[..., Project]

pytestmark = pytest.mark.browser
BEST = re.compile(r"best so far ([\d,]+) UAH")
STALE = "() => [...document.querySelectorAll('[data-stale=true]')].map(node => getComputedStyle(node).opacity)"
SPENT = re.compile(r"(\d+) s of at most")


@pytest.fixture
def plant(visit: Visit) -> Iterator[Make]:
    """Hard plants; what still runs for one of them when its test has failed is cancelled: the next has its turn."""
    made: list[Project] = []

    def make(**options: object) -> Project:
        made.append(hard(**options))
        return made[-1]

    yield make
    for project in made:
        if runs.last(project, "base") is None:
            stop(visit().open("scenarios", lang="en", project=project.key))


def stop(visitor: Visitor) -> None:
    """Cancel whatever is on its way in a project."""
    if visitor.button("Cancel all").count():
        visitor.button("Cancel all").click()
        visitor.until(lambda: not visitor.button("Cancel all").count())


def solving(visitor: Visitor, key: str) -> Visitor:
    """On Result while its scenario is being solved, with a first plan in sight."""
    visitor.open("result", lang="en", project=key, scenario="base")
    visitor.button("Solve").first.click()
    visitor.until(lambda: BEST.search(visitor.said))
    return visitor


def figure(visitor: Visitor, told: re.Pattern[str]) -> int:
    """A figure of what is on its way; while its fragment is drawn anew it is not there for a moment."""
    return int(visitor.until(lambda: told.search(visitor.said))[1].replace(",", ""))


def test_cancel_keeps_the_best_plan_found(visitor: Visitor, plant: Make) -> None:
    project = plant()
    solving(visitor, project.key)
    best = figure(visitor, BEST)
    assert set(visitor.until(lambda: visitor.page.evaluate(STALE))) == {"1"}, "what is drawn anew fades"
    assert not visitor.page.get_by_role("button", name="Stop").count()
    visitor.button("Cancel").click()
    visitor.sees("Cancelled: the best plan found until then is shown.")
    visitor.until(lambda: not visitor.button("Cancel").count())
    run = runs.last(project, "base")
    assert run.outcome.status == "feasible"
    assert run.outcome.figures.objective >= best - 1
    visitor.until(lambda: short(run.outcome.figures.metrics["npv"], "UAH") in visitor.said)


def test_a_reload_finds_the_job_again(visitor: Visitor, plant: Make) -> None:
    project = plant(seed=1)
    solving(visitor, project.key)
    visitor.page.reload()
    visitor.page.wait_for_selector("h1")
    visitor.sees("best so far")
    visitor.until(lambda: visitor.button("Cancel").count() == 1)  # a fragment is drawn from top to bottom
    before = figure(visitor, SPENT)
    visitor.until(lambda: figure(visitor, SPENT) > before)
    visitor.button("Cancel").click()
    visitor.sees("Cancelled")


def test_an_answer_is_kept_though_nobody_waits_for_it(visit: Visit, plant: Make) -> None:
    project = plant(seconds=5)
    solving(visit(), project.key).page.goto("about:blank")
    second = visit().open(lang="en")
    second.until(lambda: runs.last(project, "base") is not None)
    second.open("result", lang="en", project=project.key)
    second.sees("measures for")
    second.sees("This plan is not proved to be the best")


def test_two_browsers_never_see_each_others_project(visit: Visit, plant: Make) -> None:
    one, other = plant(seed=0, name="Secret of one"), plant(seed=1, name="Secret of other")
    first, second = visit(), visit()
    solving(first, one.key)
    second.open("result", lang="en", project=other.key, scenario="base")
    assert "best so far" not in second.said
    second.button("Solve").first.click()
    second.until(lambda: BEST.search(second.said), within=60)
    for mine, theirs, foreign in ((first, one, other), (second, other, one)):
        assert mine.asks("project") == theirs.key
        everything = mine.page.content()
        assert theirs.scenario("base").name in everything
        assert foreign.scenario("base").name not in everything
        assert foreign.key not in everything
    second.button("Cancel").click()
    second.sees("Cancelled")
    first.sees("best so far")
    first.button("Cancel").click()
    first.sees("Cancelled")
    best = {key: runs.last(project, "base").outcome.figures.objective for key, project in (("1", one), ("2", other))}
    assert len(set(best.values())) == 2


def test_a_new_visitor_is_shown_nothing_of_those_before(visit: Visit) -> None:
    project = sample("teaching")
    visit().open(lang="en", project=project.key)
    stranger = visit().open(lang="en")
    assert "bottling" not in stranger.said
    assert stranger.asks("project") is None
