"""Leadership's path: a link, a sentence, one control, who enters and leaves, why not; without a key of letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.projects import answered, sample

if TYPE_CHECKING:
    from optimizer.projects.project import Project
    from tests.browser.serving import Served
    from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
SETTLED = re.compile("check_circle|timer_off")  # the marks beside what is proved, and what time ran out for


@pytest.fixture(scope="module")
def cannery(app: Served) -> Project:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CPEE_HOME", str(app.home))
        return answered(sample(), "base")


def test_a_decision_is_looked_through_without_typing(visitor: Visitor, cannery: Project) -> None:
    visitor.open("result", lang="en", project=cannery.key, scenario="base")
    visitor.sees("measures for")
    visitor.sees("Proved: no plan is better")
    budget = visitor.page.get_by_role("slider", name="Total budget")
    before = budget.get_attribute("aria-valuetext")
    groove = budget.locator("xpath=ancestor::*[@data-testid='stSlider']").bounding_box()
    visitor.page.mouse.click(groove["x"] + groove["width"] * 0.3, groove["y"] + groove["height"] * 0.55)
    visitor.until(lambda: budget.get_attribute("aria-valuetext") != before)
    visitor.sees("leave")
    visitor.until(lambda: SETTLED.search(visitor.said), within=60)
    visitor.settle()
    visitor.sees("Differences are from the saved plan")
    visitor.tab("Left out")
    visitor.offers("Why not this measure?").first.click()
    visitor.settle()
    told = visitor.page.locator('[data-testid="stAlert"]').last
    visitor.until(lambda: len(told.inner_text()) > 40)
    visitor.press("Reset the controls")
    visitor.sees("measures for")
    assert budget.get_attribute("aria-valuetext") == before


def test_nothing_moved_is_written_unless_it_is_kept(visitor: Visitor, cannery: Project) -> None:
    before = {file.stem: file.text for file in cannery.scenarios}
    visitor.open("result", lang="en", project=cannery.key, scenario="base")
    visitor.page.get_by_role("slider", name="Discount rate").focus()
    visitor.page.keyboard.press("ArrowRight")
    visitor.sees("Keep as a new scenario")
    assert {file.stem: file.text for file in cannery.scenarios} == before
    visitor.button("Keep as a new scenario").click()  # the plan settles meanwhile, and takes nothing away
    name = visitor.page.get_by_label("Name of the new scenario")
    name.fill("Dearer money")
    name.press("Tab")
    visitor.until(lambda: SETTLED.search(visitor.said), within=60)
    visitor.settle()
    visitor.page.get_by_role("button", name="Keep", exact=True).click()
    visitor.until(lambda: visitor.asks("scenario") not in (None, "base"))
    kept = cannery.scenario(visitor.asks("scenario"))
    assert (kept.parent, str(kept.table["discount_rate"])) == ("base", "0.19")
    kept.path.unlink()
