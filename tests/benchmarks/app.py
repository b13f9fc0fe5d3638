"""The app as served: time to the first screen, memory, and whether twenty visitors each get their own answer.

    python -m tests.benchmarks.app

The app runs as a separate process, `cpee app`, used from Chromium. Memory is the proportional share (PSS) of the server
and its workers, without the browser.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from optimizer.outcome import Solved
from optimizer.projects import runs
from optimizer.reports.terminal import sentence
from optimizer.studies.plan import solve
from tests.benchmarks.machine import machine, say, table
from tests.benchmarks.plants import plant_with
from tests.browser.paths import SETTLED
from tests.browser.projects import answered, laid_out, sample
from tests.browser.serving import served
from tests.browser.visitor import Visitor, browsing, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from optimizer.projects.project import Project
    from tests.browser.serving import Served

STARTS, OPEN, AT_ONCE, SMALL = 5, 10, 20, 25
MB = 1024.0


def main() -> None:
    """Measure all three."""
    say(machine())
    with tempfile.TemporaryDirectory() as folder, browsing() as browser:
        starts = [first_screen(Path(folder) / f"start{k}", browser) for k in range(STARTS)]
        say(f"first useful screen: {', '.join(f'{one:.1f}' for one in starts)} s, median {median(starts):.1f} s")
        with served(Path(folder) / "home") as app:
            os.environ["CPEE_HOME"] = str(app.home)
            memory(app, browser)
        with served(Path(folder) / "others") as app:
            os.environ["CPEE_HOME"] = str(app.home)
            at_once(app, browser)


def first_screen(home: Path, browser: Browser) -> float:
    """Seconds from `cpee app` until the sample can be opened."""
    began = time.monotonic()
    with served(home) as app:
        visitor = visiting(browser, app.address)
        visitor.page.goto(f"{app.address}/?lang=en")
        visitor.button("Open the sample").wait_for()
        seconds = time.monotonic() - began
        visitor.page.context.close()
    return seconds


def memory(app: Served, browser: Browser) -> None:
    """Return the memory with ten visitors at the cannery's plan; with two workers; and after those have ended."""
    rows = [("nobody", weight(app.process), len(family(app.process)))]
    projects = [answered(sample(), "base")]
    projects += [sample() for _ in range(OPEN - 1)]
    for project in projects[1:]:
        runs.keep(project, "base", runs.last(projects[0], "base").entry)
    visitors = [open_result(browser, app, project) for project in projects]
    rows.append((f"{OPEN} with a plan open", weight(app.process), len(family(app.process))))
    for visitor in visitors[:2]:
        visitor.page.get_by_role("slider", name="Discount rate").press("ArrowRight")
    for visitor in visitors[:2]:
        visitor.until(lambda visitor=visitor: SETTLED.search(visitor.said), within=60)
    rows.append((f"{OPEN} open, two of them with a control moved", weight(app.process), len(family(app.process))))
    visitors[0].page.wait_for_timeout(65_000)
    rows.append((f"{OPEN} open, a minute later", weight(app.process), len(family(app.process))))
    table(("visitors", "MB", "processes"), rows)
    for visitor in visitors:
        visitor.page.context.close()


def open_result(browser: Browser, app: Served, project: Project) -> Visitor:
    """Open the page Result for a visitor, and wait until it is fully drawn."""
    visitor = visiting(browser, app.address).open("result", lang="en", project=project.key, scenario="base")
    visitor.sees("measures for")
    return visitor


def family(process: int) -> list[int]:
    """Return a process and its descendants."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text("utf-8").split()
    tasks = Path(f"/proc/{process}/task").iterdir()
    children += [child for task in tasks for child in (task / "children").read_text("utf-8").split()]
    return [process, *(one for child in dict.fromkeys(children) for one in family(int(child)))]


def weight(process: int) -> float:
    """Return the memory of a process and its descendants in MB, counting shared memory once."""
    return sum(_pss(one) for one in family(process)) / MB


def _pss(process: int) -> int:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def at_once(app: Served, browser: Browser) -> None:
    """Let twenty visitors, each with their own plant, press Solve at once."""
    plants = [plant_with(SMALL, seed) for seed in range(AT_ONCE)]
    projects = [laid_out(plant, 60, f"Plant {k}", gap=0.0001) for k, plant in enumerate(plants)]
    visitors = [
        visiting(browser, app.address).open("result", lang="en", project=project.key, scenario="base")
        for project in projects
    ]
    began = time.monotonic()
    for visitor in visitors:
        visitor.button("Solve").first.click()
    ends = [_ended(visitor, project, began) for visitor, project in zip(visitors, projects, strict=True)]
    say(f"{AT_ONCE} at once, {SMALL} measures each: all answered after {max(ends):.0f} s")
    right = sum(_is_own(project, visitor) for project, visitor in zip(projects, visitors, strict=True))
    plans = len({runs.last(project, "base").outcome.figures.objective for project in projects if _has_plan(project)})
    say(
        f"{right} of {AT_ONCE} see the answer to their own question, as a solve alone gives it; {plans} different plans"
    )
    assert right == AT_ONCE


def _ended(visitor: Visitor, project: Project, began: float) -> float:
    visitor.until(lambda: runs.last(project, "base") is not None, within=600)
    ended = time.monotonic() - began
    visitor.until(lambda: not visitor.button("Cancel").count(), within=30)
    visitor.settle()
    return ended


def _has_plan(project: Project) -> bool:
    kept = runs.last(project, "base")
    return kept is not None and isinstance(kept.outcome, Solved)


def _is_own(project: Project, visitor: Visitor) -> bool:
    """Return whether the saved and shown answer equals that of solving this question alone."""
    question, kept = project.question("base"), runs.last(project, "base")
    assert kept is not None
    alone = solve(question.case, question.scenario)
    if not isinstance(alone, Solved) or not isinstance(kept.outcome, Solved):
        return kept.current and kept.outcome.status == alone.status and sentence(question, alone) in visitor.said
    npv = f"{alone.figures.metrics['npv']:,.0f} UAH"
    return kept.current and kept.outcome.figures.decision == alone.figures.decision and npv in visitor.said


if __name__ == "__main__":
    main()
