"""A price changed by hand: what it was is told, answers to the old one are out of date, undo takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optimizer.projects import register_draft as draft
from tests.browser.projects import answered, sample
from tests.browser.test_editor import grid, point_at, type_over

if TYPE_CHECKING:
    from optimizer.projects.project import Project
    from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
REGISTER, SCENARIO = 400, 495  # pixels from the left, inside the column


def price(project: Project) -> str:
    streams = draft.table(project, "streams")
    return streams.rows[0][streams.columns.index("price")]


def cells(visitor: Visitor) -> list[str]:
    return visitor.page.locator("canvas [role=gridcell]").all_text_contents()


def at_assumptions(visitor: Visitor) -> Project:
    project = answered(sample("teaching"), "teaching")
    visitor.open("assumptions", lang="en", project=project.key, scenario="teaching")
    grid(visitor).wait_for()
    visitor.until(lambda: cells(visitor)[:1] == ["Electricity: price"])
    return project


def test_a_price_of_the_register_is_changed_and_taken_back(visitor: Visitor) -> None:
    project = at_assumptions(visitor)
    before = price(project)
    point_at(visitor, 0, x=REGISTER)
    type_over(visitor, "7.5")
    visitor.until(lambda: price(project) == "7.5")
    visitor.until(lambda: f"register: 7.5; the sample has {before}" in cells(visitor))
    visitor.sees("Changed only (1)")
    visitor.go("Scenarios")
    visitor.sees("out of date")
    visitor.go("Assumptions")
    visitor.press("Undo")
    visitor.until(lambda: price(project) == before)
    visitor.sees("Changed only (0)")
    visitor.go("Scenarios")
    visitor.until(lambda: "optimal" in visitor.said and "out of date" not in visitor.said)


def test_a_price_of_the_scenario_alone_holds_there_until_it_is_emptied(visitor: Visitor) -> None:
    project = at_assumptions(visitor)
    before = price(project)
    point_at(visitor, 0, x=SCENARIO)
    type_over(visitor, "9")
    visitor.until(lambda: f"scenario: 9 instead of {before}" in cells(visitor))
    assert price(project) == before
    visitor.go("Result")
    visitor.sees("The inputs have changed since this answer")
    visitor.go("Assumptions")
    point_at(visitor, 0, x=SCENARIO)
    visitor.page.keyboard.press("Delete")
    visitor.until(lambda: "prices" not in project.scenario("teaching").table)
    visitor.sees("Changed only (0)")
