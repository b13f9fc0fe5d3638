"""The decision screen in a browser: forty moves of its controls, and how soon the page follows.

    python -m tests.benchmarks.moves
    python -m tests.benchmarks.moves --moves 8 --pause 2

A visitor looks at the cannery's plan, moves the budget, the target or the discount rate with the mouse, reads for some
seconds, and moves again; after two moves the controls are reset. `first`: seconds from letting go of the mouse until
the page shows figures of a plan that keeps the moved rules, or that there is none. `settles`: until the page says that
this is proved, or that time ran out.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING

from tests.benchmarks.machine import machine, say, table
from tests.browser.projects import answered, sample
from tests.browser.serving import served
from tests.browser.visitor import browsing, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.visitor import Visitor

CONTROLS = ("Total budget", "Total budget", "Climate target", "Discount rate")
PLACES = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.55, 0.6, 0.65, 0.7)
TARGETS = (0.04, 0.08, 0.12, 0.16, 0.2, 0.24)  # of 60 %: what the cannery can reach, or nearly
LOOKING, LONGEST, SOON, OFTEN = 15.0, 25.0, 0.1, 10
DECISION = '[class*="st-key-decision"]'
FIGURES, SETTLED = 6, ("check_circle", "timer_off", "block")


@dataclass(frozen=True)
class Move:
    """One move: what was moved where to, and the seconds until the page followed."""

    told: str
    first: float
    settles: float


def main() -> None:
    """Move the controls; print each move and the medians."""
    asked = argparse.ArgumentParser(description="How soon the decision screen follows its controls.")
    asked.add_argument("--moves", type=int, default=40)
    asked.add_argument("--pause", type=float, default=4.0, help="seconds of reading between two moves")
    chosen = asked.parse_args()
    say(machine())
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as app, browsing() as browser:
        os.environ["CPEE_HOME"] = str(app.home)
        project = answered(sample(), "base")
        visitor = visiting(browser, app.address, viewport={"width": 1280, "height": 800})
        visitor.open("result", project=project.key, scenario="base", lang="en").settle()
        time.sleep(LOOKING)
        found = list(moved(visitor, chosen.moves, chosen.pause))
    ahead = [one for one in found if one.settles - one.first < SOON]
    rows = [
        (name, len(some), *summed([one.first for one in some]), *summed([one.settles for one in some]))
        for name, some in (("all", found), ("answered at once", ahead))
    ]
    table(("moves", "count", "first, median", "worst", "settles, median", "worst"), rows)


def moved(visitor: Visitor, count: int, pause: float) -> list[Move]:
    """Make so many moves, each to another place than the control was at."""
    random, found = Random(0), list[Move]()
    while len(found) < count:
        control = CONTROLS[len(found) % len(CONTROLS)]
        move = _move(visitor, control, random.choice(TARGETS if control == "Climate target" else PLACES))
        if move is not None:
            found.append(move)
            say(f"{move.told}: first {move.first:.2f} s, settles {move.settles:.2f} s")
            time.sleep(pause)
            if len(found) % 2 == 0:
                visitor.press("Reset the controls")
                time.sleep(pause)
    return found


def _move(visitor: Visitor, control: str, to: float) -> Move | None:
    """Put a control at a part of its range; None if it is there already."""
    page, area = visitor.page, visitor.page.locator(DECISION).last
    slider = page.get_by_role("slider", name=control)
    box = slider.locator("xpath=ancestor::*[@data-testid='stSlider']").bounding_box()
    assert box is not None
    before, stood = _said(area), slider.get_attribute("aria-valuetext")
    page.mouse.click(box["x"] + box["width"] * to, box["y"] + box["height"] * 0.55)
    began, first = time.monotonic(), None
    while time.monotonic() - began < LONGEST:
        page.wait_for_timeout(OFTEN)
        said = _said(area)
        if first is None and slider.get_attribute("aria-valuetext") == stood:
            if time.monotonic() - began > 1:
                return None
            continue
        shown = said != before and (area.get_by_test_id("stMetric").count() >= FIGURES or "block" in said)
        if first is None and shown:
            first = time.monotonic() - began
        if first is not None and any(mark in said for mark in SETTLED):
            break
    settles = time.monotonic() - began
    return Move(f"{control} {slider.get_attribute('aria-valuetext')}", settles if first is None else first, settles)


def _said(area: Locator) -> str:
    """Return the text of the decision screen, controls left out: they move before anything follows."""
    return area.locator('[data-testid="stColumn"]').first.inner_text()


def summed(seconds: list[float]) -> tuple[float, float]:
    """Return the median and the worst."""
    return (median(seconds), max(seconds)) if seconds else (0.0, 0.0)


if __name__ == "__main__":
    main()
