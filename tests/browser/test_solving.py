"""A long solve: cancelled with what it found, found again after a reload, and nobody else's business."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from optimizer.projects import runs
from tests.browser.projects import hard, sample

if TYPE_CHECKING:
    from tests.browser.conftest import Visit
    from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
BEST = re.compile(r"best so far ([\d,]+) UAH")


def solving(visitor: Visitor, key: str) -> Visitor:
    """On Result while its scenario is being solved, with a first plan in sight."""
    visitor.open("result", lang="en", project=key, scenario="base")
    visitor.button("Solve").first.click()
    visitor.until(lambda: BEST.search(visitor.said))
    return visitor


def spent(visitor: Visitor) -> int:
    """Seconds that the search has taken, as the page says."""
    return int(re.search(r"(\d+) s of at most", visitor.said)[1])


def test_cancel_keeps_the_best_plan_found(visitor: Visitor) -> None:
    project = hard()
    solving(visitor, project.key)
    best = int(BEST.search(visitor.said)[1].replace(",", ""))
    visitor.button("Cancel").click()
    visitor.sees("Cancelled: what had been found until then is shown.")
    visitor.settle()
    assert not visitor.button("Cancel").count()
    run = runs.last(project, "base")
    assert run.outcome.status == "feasible"
    assert run.outcome.figures.objective >= best - 1
    assert f"{run.outcome.figures.metrics['npv']:,.0f}" in visitor.said


def test_a_reload_finds_the_job_again(visitor: Visitor) -> None:
    project = hard(seed=1)
    solving(visitor, project.key)
    visitor.page.reload()
    visitor.page.wait_for_selector("h1")
    visitor.sees("best so far")
    visitor.until(lambda: visitor.button("Cancel").count() == 1)  # a fragment is drawn from top to bottom
    before = spent(visitor)
    visitor.until(lambda: spent(visitor) > before)
    visitor.button("Cancel").click()
    visitor.sees("Cancelled")


def test_an_answer_is_kept_though_nobody_waits_for_it(visit: Visit) -> None:
    project = hard(seconds=5)
    solving(visit(), project.key).page.goto("about:blank")
    second = visit().open(lang="en")
    second.until(lambda: runs.last(project, "base") is not None)
    second.open("result", lang="en", project=project.key)
    second.sees("measures for")
    second.sees("This plan is not proved to be the best")


def test_two_browsers_never_see_each_others_project(visit: Visit) -> None:
    one, other = hard(seed=0, name="Secret of one"), hard(seed=1, name="Secret of other")
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
    assert "best so far" in first.said
    first.button("Cancel").click()
    first.sees("Cancelled")
    best = {key: runs.last(project, "base").outcome.figures.objective for key, project in (("1", one), ("2", other))}
    assert len(set(best.values())) == 2


def test_a_new_visitor_is_shown_nothing_of_those_before(visit: Visit) -> None:
    project = sample("teaching")
    visit().open(lang="en", project=project.key)
    stranger = visit().open(lang="en")
    assert "Teaching" not in stranger.page.locator('[data-testid="stSidebar"]').inner_text()
    assert stranger.asks("project") is None
