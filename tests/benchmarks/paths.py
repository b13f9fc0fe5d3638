"""The three paths through the app in Chromium, step by step: the app's time, clicks and words to read.

    python -m tests.benchmarks.paths

A person's minutes are calculated, not measured: every word new on a page at 200 a minute, 3 s per click, 150 letters a
minute (`tests/browser/walk.py`). The figures are in `docs/app.md`.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.projects import bundle
from tests.benchmarks.machine import machine, say, table
from tests.browser import paths
from tests.browser.projects import answered, sample
from tests.browser.serving import ROOT, served
from tests.browser.visitor import browsing, visiting
from tests.browser.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from tests.browser.serving import Served

REGISTER = ROOT / "tests" / "registers" / "plant-uk.xlsx"


def main() -> None:
    """Walk all three, each as a new visitor."""
    say(machine())
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "home") as app, browsing() as browser:
        os.environ["CPEE_HOME"] = str(app.home)
        cannery = answered(sample(), "base", "tight-budget")
        sent = Path(folder) / "sent.zip"
        sent.write_bytes(bundle.pack(cannery))
        query = f"lang=en&project={cannery.key}&scenarios=base%2Ctight-budget&scenario=base"
        start = f"{app.address}/?lang=en"
        walked("Leadership", browser, app, lambda walk: paths.leadership(walk, f"{app.address}/compare?{query}"))
        walked("Advisor", browser, app, lambda walk: paths.advisor(walk, start, REGISTER))
        walked("Investor", browser, app, lambda walk: paths.investor(walk, start, sent))


def walked(name: str, browser: Browser, app: Served, go: Callable[[Walk], None]) -> None:
    """Walk a path and print its figures."""
    visitor = visiting(browser, app.address)
    walk = Walk(visitor)
    go(walk)
    say(f"\n## {name}: {walk.minutes:.1f} minutes, of which the app's {walk.seconds:.0f} s")
    head = ("step", "app, s", "clicks", "letters", "new words", "person, s")
    steps = walk.steps
    rows = [(one.told, f"{one.seconds:.1f}", one.clicks, one.letters, one.words, round(one.person)) for one in steps]
    person = round(sum(one.person for one in steps))
    table(head, [*rows, ("all", f"{walk.seconds:.1f}", *(sum(row[k] for row in rows) for k in (2, 3, 4)), person)])
    visitor.page.context.close()


if __name__ == "__main__":
    main()
