"""The app's pages with thirty and with three hundred measures: seconds to draw them, and the ratio.

    python -m tests.benchmarks.pages

Without a browser: the time that the app itself needs to redraw a page, and to accept an edited cell.
"""

from __future__ import annotations

import os
import tempfile
import time
from itertools import count
from statistics import median
from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

from tests.app.conftest import PAGES, ROOT, planned
from tests.app.plants import many_measures
from tests.benchmarks.machine import machine, say, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.projects.project import Project

FEW, MANY, TIMES = 30, 300, 5
SHOWN = ("measures", "assumptions", "scenarios", "result")


def main() -> None:
    """Measure all pages, and typing."""
    say(machine())
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CPEE_HOME"] = folder
        plants = [plant(FEW), plant(MANY)]
        rows = [row(page, [drawn(page, one) for one in plants]) for page in SHOWN]
        rows.append(row("measures, a cost typed", [typed(one) for one in plants]))
    say(table(("page", f"{FEW} measures, s", f"{MANY} measures, s", "times"), rows))


def row(told: str, seconds: list[float]) -> tuple[str, str, str, str]:
    """Return a row of the table."""
    few, many = seconds
    return told, f"{few:.2f}", f"{many:.2f}", f"{many / few:.1f}"


def plant(measures: int) -> Project:
    """Return a plant with so many measures, half of them in a plan."""
    project = many_measures(measures)
    planned(project, "base", {f"m{k:03d}": 2026 + k % 3 for k in range(0, measures, 2)})
    return project


def opened(page: str, project: Project) -> AppTest:
    """Return the app, opened at a page."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params["lang"], app.query_params["project"] = "en", project.key
    app.run()
    app.switch_page(str((PAGES / f"{page}.py").relative_to(ROOT)))
    app.query_params["project"], app.query_params["scenario"] = project.key, "base"
    return app.run()


def timed(act: Callable[[], object]) -> float:
    """Return the median seconds of an action."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return median(took)


def drawn(page: str, project: Project) -> float:
    """Return seconds to redraw a page."""
    app = opened(page, project)
    assert not app.exception
    return timed(app.run)


def typed(project: Project) -> float:
    """Return seconds from editing a cell to the page that shows it."""
    app, rows = opened("measures", project), count()
    app.session_state["measures.view"] = "tables"
    (grid,) = app.run().data_editor

    def type_one_more() -> None:
        edited = {row: {"capex": "1"} for row in range(next(rows) + 1)}
        app.session_state[grid.key] = {"edited_rows": edited, "added_rows": [], "deleted_rows": []}
        app.run()

    return timed(type_one_more)


if __name__ == "__main__":
    main()
