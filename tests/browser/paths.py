"""The three paths through the app, as people go them: leadership's, the advisor's, the investor's.

Each takes a `Walk` and leaves in it how it went; `tests/benchmarks/paths.py` prints that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.browser.visitor import upload

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.browser.visitor import Visitor
    from tests.browser.walk import Walk

SETTLED = re.compile("check_circle|timer_off")  # the marks beside what is proved, and what time ran out for
PRICE_YEAR = "2026"


def leadership(walk: Walk, comparison: str) -> None:
    """From a link to a comparison to why a measure is left out; not a letter is typed."""
    visitor = walk.visitor
    walk.step("Open the link: scenarios side by side", lambda: visitor.page.goto(comparison))
    walk.step("Result: the sentence, the figures, the charts", lambda: visitor.go("Result"))
    walk.step("Move the budget down: measures enter and drop out", lambda: lower(visitor, "Total budget"), clicks=1)
    walk.step("Left out: the reason for each", lambda: visitor.tab("Left out"))
    walk.step("Why not this measure?", lambda: first_of(visitor, "Why not this measure?"), clicks=2)


def first_of(visitor: Visitor, label: str) -> None:
    """Choose the first of a list."""
    visitor.offers(label).first.click()
    visitor.settle()


def lower(visitor: Visitor, control: str, to: float = 0.35) -> None:
    """Put a live control further down with the mouse, and wait until what follows is proved."""
    slider = visitor.page.get_by_role("slider", name=control)
    before = slider.get_attribute("aria-valuetext")
    box = slider.locator("xpath=ancestor::*[@data-testid='stSlider']").bounding_box()
    assert box is not None
    visitor.page.mouse.click(box["x"] + box["width"] * to, box["y"] + box["height"] * 0.55)
    visitor.until(lambda: slider.get_attribute("aria-valuetext") != before)
    visitor.until(lambda: SETTLED.search(visitor.said), within=60)


def advisor(walk: Walk, address: str, register: Path) -> None:
    """From an Excel register of one's own, with its questions, to a comparison of three scenarios."""
    visitor = walk.visitor
    walk.step("Open the app", lambda: visitor.page.goto(address))
    walk.step("Upload the register", lambda: _bring(visitor, register), clicks=3)
    answer_questions(walk)
    agree = visitor.page.get_by_text("The columns are correct")
    walk.step("Review how each column is read, and confirm", agree.click)
    walk.step("Create the project", lambda: visitor.press("Create a project"))
    walk.step("Scenarios", lambda: visitor.go("Scenarios"))
    walk.step("Open the first scenario", lambda: visitor.press("First look"))
    same = visitor.page.get_by_text("the same in every start year")
    walk.step("The same in every year", same.click)
    walk.step("Its amount", lambda: write(visitor.page.get_by_label("every year"), "3000000"), letters=7)
    derived(walk, "Low budget")
    walk.step("Half of it", lambda: write(visitor.page.get_by_label("every year"), "1500000"), letters=7)
    walk.step("Back to the first", lambda: visitor.page.get_by_text("All scenarios").click())
    walk.step("Open it again", lambda: visitor.press("First look"))
    derived(walk, "Green")
    walk.step(
        "Greenhouse gases as the goal",
        lambda: choose(visitor, "Goal", re.compile("^Greenhouse gases abated$")),
        clicks=2,
    )
    walk.step("All scenarios", lambda: visitor.page.get_by_text("All scenarios").click())
    walk.step("Solve all", lambda: solve_all(visitor), clicks=1)
    names = ("First look", "Low budget", "Green")
    walk.step("Tick all three", *(lambda name=name: tick(visitor, name) for name in names))
    walk.step("Compare them", lambda: compare(visitor))
    walk.step("Measures side by side", lambda: visitor.tab("Measures"))


def _bring(visitor: Visitor, register: Path) -> None:
    upload(visitor, register)
    visitor.sees("Import of")


def answer_questions(walk: Walk, most: int = 8) -> None:
    """Round by round: take what is likely, look at it, type what nobody can guess."""
    visitor = walk.visitor
    for number in range(1, most + 1):
        if not visitor.button("Continue").count():
            return
        acts = []
        if visitor.button("Fill in likely answers").count():
            acts.append(lambda: visitor.press("Fill in likely answers"))
        year = visitor.page.get_by_label("Which year's prices are the amounts")
        if year.count():
            acts.append(lambda year=year: year.fill(PRICE_YEAR))
        acts.append(lambda: visitor.press("Continue"))
        walk.step(f"Questions, round {number}", *acts, letters=len(PRICE_YEAR) if year.count() else 0)
    raise AssertionError(f"questions without an end: {visitor.said}")


def write(box: Locator, text: str) -> None:
    """Type into a field and leave it."""
    box.fill(text)
    box.press("Tab")


def derived(walk: Walk, name: str) -> None:
    """A new scenario from the one in sight."""
    visitor = walk.visitor
    walk.step("New from this", lambda: visitor.press("New from this"))
    walk.step(f"Call it {name}", lambda: visitor.page.get_by_label("Name in English").fill(name), letters=len(name))
    walk.step("Create", lambda: visitor.press("Create"))
    visitor.sees(f"Settings of “{name}”")


def choose(visitor: Visitor, label: str, option: re.Pattern[str]) -> None:
    """Choose from a list."""
    visitor.offers(label).filter(has_text=option).first.click()
    visitor.settle()


def solve_all(visitor: Visitor) -> None:
    """Have everything solved, and wait for it."""
    visitor.button("Solve all").click()
    visitor.sees("Cancel all")
    visitor.until(lambda: not visitor.button("Cancel all").count(), within=120)


def tick(visitor: Visitor, name: str) -> None:
    """Choose a scenario for the comparison."""
    box = visitor.page.get_by_role("checkbox", name=f"Compare {name}")
    box.locator("xpath=ancestor::label").click()
    visitor.settle()


def compare(visitor: Visitor) -> None:
    """Go to the comparison of those ticked."""
    visitor.page.get_by_role("link", name="Compare ticked").click()
    visitor.page.get_by_role("heading", level=1, name="Compare", exact=True).wait_for()
    visitor.settle()


def investor(walk: Walk, address: str, bundle: Path) -> None:
    """From a bundle that was sent to the plan at one's own discount rate, and its tables."""
    visitor = walk.visitor
    walk.step("Open the app", lambda: visitor.page.goto(address))
    walk.step("Upload the bundle", lambda: _open_bundle(visitor, bundle), clicks=3)
    walk.step("Result: the sentence, the figures", lambda: visitor.go("Result"))
    walk.step("Money", lambda: visitor.tab("Money"))
    walk.step("Limits", lambda: visitor.tab("Limits"))
    walk.step("Set your own discount rate", lambda: lower(visitor, "Discount rate", 0.7), clicks=1)
    walk.step("Compare the scenarios", lambda: visitor.go("Compare"))
    with visitor.page.expect_download() as taken:
        walk.step("Answer (JSON)", visitor.button("Answer (JSON)").click)
    assert taken.value.suggested_filename == "comparison.json"


def _open_bundle(visitor: Visitor, bundle: Path) -> None:
    upload(visitor, bundle, nth=1)
    visitor.until(lambda: visitor.asks("project"))
