"""Pictures of the app's pages, as a visitor has them: python -m docs.making.screens (needs Chromium).

The cannery is opened, four of its scenarios are solved, and each page is taken in both languages. Not part of
`docs/make.py --check`, since a browser draws the same page a little differently each time.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from optimizer.projects import filling, home, runs
from optimizer.reports.answer import answer
from optimizer.studies.many import solve_many
from tests.browser.serving import served
from tests.browser.visitor import browsing, visiting

IMAGES = Path(__file__).parents[1] / "images"
SOLVED = ("base", "tight-budget", "quick-wins", "impossible")
PAGES = {
    "result": {"scenario": "base"},
    "compare": {"scenario": "base", "scenarios": ",".join(SOLVED)},
    "scenarios": {"scenario": "base"},
    "measures": {"scenario": "base"},
}
WAIT = 3_000  # milliseconds for charts to be drawn


def main() -> None:
    """Take every picture: docs/images/app-<page>-<language>.png."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CPEE_HOME"] = str(Path(folder) / "home")
        project = home.create()
        filling.from_sample(project, "cannery")
        questions = [project.question(stem) for stem in SOLVED]
        for stem, question, outcome in zip(SOLVED, questions, solve_many(questions), strict=True):
            runs.keep(project, stem, answer(question, outcome))
        with served(Path(folder) / "home") as app, browsing() as browser:
            for page, query in PAGES.items():
                for language in ("en", "uk"):
                    visitor = visiting(browser, app.address)
                    visitor.open(page, project=project.key, lang=language, **query)
                    visitor.page.wait_for_timeout(WAIT)
                    visitor.page.screenshot(path=IMAGES / f"app-{page}-{language}.png")
                    visitor.page.context.close()


if __name__ == "__main__":
    main()
